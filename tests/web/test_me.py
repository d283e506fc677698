"""The runner's own word: by page, without script, and by text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import GUN_S, event, read
from tests.web.conftest import SIGNING, SMS_TOKEN, Serve

from lanterne.events import decode
from lanterne.field.pickups import pickups
from lanterne.field.said import STATES
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.meview import AboutYou, Wait
from lanterne.live.tick import LiveRace
from lanterne.web.codes import LETTERS, Codes, table
from lanterne.web.guesses import Guesses
from lanterne.web.melines import wait_lines
from lanterne.web.mewords import words
from lanterne.web.throttle import FREE, Throttle

CODES = Codes(SIGNING, "tiny")
CODE = CODES.code("4")
MINE = {"bib": "4", "code": CODE}


@pytest.fixture
def phone(serve: Serve) -> TestClient[Litestar]:
    """A phone that reaches a server of the tiny race, which is still reading its journal."""
    return serve()


def forms(page: str) -> dict[str, dict[str, str]]:
    """The hidden fields of each form of a page, by what it says."""
    found = {}
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        found[fields.get("say", "who")] = fields
    return found


def kept(journal: SqliteJournal, kind: str) -> list[Any]:
    return [decode(body) for body in journal.of_kind(kind)]


def press(phone: TestClient[Litestar], say: str, **more: str) -> str:
    """Press a button of the page, and its confirmation where it asks for one."""
    home = forms(phone.post("/me", data=MINE).text)
    answer = phone.post("/me", data=home[say] | more)
    if home[say].get("sure") != "yes":
        answer = phone.post("/me", data=forms(answer.text)[say] | more)
    assert answer.status_code == 200
    return answer.text


def test_who_stopped_and_says_so_is_accounted_for_by_their_own_word(
    phone: TestClient[Litestar], journal: SqliteJournal, live: LiveRace, caught_up: Callable[[], None]
) -> None:
    assert "We know that you stopped" in press(phone, "stopped")
    (word,) = kept(journal, "status")
    assert (word.bib, word.what, word.said_by, word.source) == ("4", "left", "self", "runner:4")
    caught_up()
    said = live.field.said[live.field.roster.index["4"]]
    assert (said.state, said.detail) == ("left", "self")


def test_stopping_asks_once_more_before_it_counts(
    phone: TestClient[Litestar], journal: SqliteJournal
) -> None:
    home = forms(phone.post("/me", data=MINE).text)
    assert "Yes, I stopped and am safe" in phone.post("/me", data=home["stopped"]).text
    assert kept(journal, "status") == []


def test_help_goes_out_at_the_first_press_and_names_the_emergency_number_first(
    phone: TestClient[Litestar], journal: SqliteJournal
) -> None:
    home = phone.post("/me", data=MINE).text
    assert home.index('href="tel:911"') < home.index(">Help<")
    phone.post("/me", data=forms(home)["help"])
    (word,) = kept(journal, "pickup")
    assert (word.what, word.need, word.bib) == ("reported", "help", "4")


@pytest.mark.parametrize(
    ("more", "place", "at_m"),
    [
        ({"station": "w1"}, "w1", 3_000.0),
        ({"where": "Water 1"}, "w1", 3_000.0),
        ({"where": "7,5"}, None, 7_500.0),
        ({"where": "km 4"}, None, 4_000.0),
        ({"where": "99"}, "99", None),
        ({"where": "by the stone bridge"}, "by the stone bridge", None),
        ({"where": "bleeding by the bridge"}, None, None),
        ({}, None, None),
    ],
)
def test_a_ride_is_asked_for_where_the_runner_says(
    phone: TestClient[Litestar],
    journal: SqliteJournal,
    more: dict[str, str],
    place: str | None,
    at_m: float | None,
) -> None:
    press(phone, "ride", **more)
    (word,) = kept(journal, "pickup")
    assert (word.need, word.place, word.at_m) == ("ride", place, at_m)


def test_a_double_tap_says_it_once(phone: TestClient[Litestar], journal: SqliteJournal) -> None:
    form = forms(phone.post("/me", data=MINE).text)["help"]
    assert [phone.post("/me", data=form).status_code for _ in range(2)] == [200, 200]
    assert len(kept(journal, "pickup")) == 1


def test_a_mistake_is_taken_back_and_nothing_else(
    phone: TestClient[Litestar], journal: SqliteJournal, live: LiveRace, caught_up: Callable[[], None]
) -> None:
    drop = event("status", 300, bib="4", what="drop", source="w1/dev")
    journal.append_now([read("4", "start", 10), drop], source="test")
    press(phone, "ride")
    press(phone, "stopped")
    caught_up()
    assert "That is no longer so" in phone.post("/me", data=MINE).text
    press(phone, "going")
    caught_up()
    runner = live.field.roster.index["4"]
    assert STATES[live.picture.ledger.state[runner]] == "unresolved"  # as the station said
    assert len(kept(journal, "correction")) == 2


def test_without_the_code_nothing_is_told_and_nothing_taken(
    phone: TestClient[Litestar], journal: SqliteJournal
) -> None:
    given = {"bib": "4", "code": CODES.code("5"), "say": "help", "sure": "yes"}
    answer = phone.post("/me", data=given)
    assert (answer.status_code, "Number 4" in answer.text) == (401, False)
    assert kept(journal, "pickup") == []


def test_an_id_that_no_form_of_ours_has_is_not_taken(
    phone: TestClient[Litestar], journal: SqliteJournal
) -> None:
    """Of two contents of one id the lower hash stands: a foreseen id could put a read out of force."""
    form = forms(phone.post("/me", data=MINE).text)["help"]
    form["id"] = form["id"][:14] + "8" + form["id"][15:]
    assert phone.post("/me", data=form).status_code == 422
    assert kept(journal, "pickup") == []


def test_whoever_guesses_waits(phone: TestClient[Litestar]) -> None:
    wrong = {"bib": "4", "code": "AAAAAA"}
    answers = [phone.post("/me", data=wrong).status_code for _ in range(FREE + 1)]
    assert answers == [401] * FREE + [429]
    assert phone.post("/me", data=MINE).status_code == 429


def test_guesses_of_many_bibs_from_one_address_wait_too() -> None:
    guesses = Guesses(CODES, Throttle(lambda: 0.0))
    for bib in "12345":
        assert not guesses.is_right(bib, "AAAAAA", "203.0.113.9")
    assert guesses.wait_s("6", "203.0.113.9") > 0
    assert guesses.wait_s("6", "203.0.113.10") == 0


def test_phones_behind_a_tunnel_do_not_wait_for_each_other() -> None:
    guesses = Guesses(CODES, Throttle(lambda: 0.0))
    for bib in "12345":
        assert not guesses.is_right(bib, "AAAAAA", "127.0.0.1")
    assert guesses.is_right("6", CODES.code("6"), "127.0.0.1")


@pytest.mark.parametrize("path", ["/me", "/me?b=4", "/me/4"])
def test_the_code_can_be_typed(phone: TestClient[Litestar], path: str) -> None:
    page = phone.get(path)
    assert (page.status_code, 'name="code"' in page.text) == (200, True)
    assert phone.post("/me", data={"bib": "4", "code": f" {CODE[:3].lower()}-{CODE[3:]} "}).status_code == 200


def test_the_code_on_the_back_of_the_bib_opens_the_page_at_once(phone: TestClient[Litestar]) -> None:
    page = phone.get(f"/me/4/{CODE}")
    assert "Number 4" in page.text
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("same-origin", "no-store")


def test_every_page_is_small_and_holds_no_script(phone: TestClient[Litestar]) -> None:
    home = phone.post("/me", data=MINE).text
    pages = [phone.get("/me").text, home]
    pages += [phone.post("/me", data=forms(home)[say]).text for say in ("ride", "stopped")]
    assert all(len(page.encode()) < 10_000 and "<script" not in page for page in pages)


def test_the_page_says_what_is_known_of_them_and_how_old_it_is(
    phone: TestClient[Litestar], journal: SqliteJournal, caught_up: Callable[[], None]
) -> None:
    journal.append_now([read("4", "start", 10)], source="test")
    caught_up()
    assert "Last seen at Start at 07:00, 9 min ago." in phone.post("/me", data=MINE).text


def refresh(page: str) -> str:
    """Where a page looks again by itself, "" = it does not."""
    found = re.search(r'<meta http-equiv="refresh" content="(.*?)"', page)
    return found[1] if found else ""


def test_whoever_waits_for_a_ride_is_told_that_nobody_has_it_and_then_who(
    phone: TestClient[Litestar], journal: SqliteJournal, caught_up: Callable[[], None]
) -> None:
    press(phone, "ride", station="w1")
    caught_up()
    page = phone.post("/me", data=MINE).text
    assert "Waiting for a ride since 07:10. Where: Water 1." in page
    assert "Nobody has it yet; stay where people see you" in page
    gone = {"request": kept(journal, "pickup")[0].id, "vehicle": "bus", "by": "Dana"}
    journal.append_now([event("pickup", 600, what="confirmed", **gone)], source="test")
    caught_up()
    assert "Bus has you on its list. We cannot say yet when." in phone.post("/me", data=MINE).text


def test_a_call_for_help_says_whether_anybody_has_taken_it_up(
    phone: TestClient[Litestar], journal: SqliteJournal, caught_up: Callable[[], None]
) -> None:
    press(phone, "help")
    caught_up()
    assert "Nobody has taken it up yet. Do not wait for us alone" in phone.post("/me", data=MINE).text
    call = event("call", 600, bib="4", whom="runner", result="no_answer", by="Dana", source="control/Dana")
    journal.append_now([call], source="test")
    caught_up()
    assert "Race control has seen it" in phone.post("/me", data=MINE).text


def test_a_place_is_added_to_a_call_for_help_and_it_stays_one_request(
    phone: TestClient[Litestar], journal: SqliteJournal, live: LiveRace, caught_up: Callable[[], None]
) -> None:
    press(phone, "help")
    caught_up()
    assert "We do not know where" in phone.post("/me", data=MINE).text
    press(phone, "where", where="km 4")
    press_again = press(phone, "where", where="the old mill")
    assert "We have put down where you are" in press_again
    caught_up()
    (ride,) = pickups(live.field)
    assert (ride.need, ride.place, ride.at_m) == ("help", "the old mill", None)
    press(phone, "going")
    caught_up()
    assert pickups(live.field) == ()


def test_a_place_that_cannot_be_kept_is_not_said_to_be(
    phone: TestClient[Litestar], caught_up: Callable[[], None]
) -> None:
    press(phone, "help")
    caught_up()
    assert "could not read a place" in press(phone, "where", where="bleeding here")


def test_a_request_that_others_ended_can_be_made_anew(
    phone: TestClient[Litestar], journal: SqliteJournal, caught_up: Callable[[], None]
) -> None:
    journal.append_now([read("4", "start", 10)], source="test")
    press(phone, "ride")
    caught_up()
    assert "ride" not in forms(phone.post("/me", data=MINE).text)
    over = event("pickup", 610, what="closed", bib="4", vehicle="bus", why="nobody there", source="bus/x")
    journal.append_now([over], source="test")
    caught_up()
    page = phone.post("/me", data=MINE).text
    assert "Your request was ended at 07:10" in page
    assert "ride" in forms(page)


def test_the_page_looks_again_only_while_somebody_is_waited_for_and_nothing_is_typed(
    phone: TestClient[Litestar], caught_up: Callable[[], None]
) -> None:
    home = phone.post("/me", data=MINE).text
    assert refresh(home) == ""
    asked = press(phone, "ride")
    caught_up()
    assert refresh(asked) == refresh(phone.post("/me", data=MINE).text) == "60;url=/me/4?lang=en"
    assert refresh(phone.post("/me", data=MINE | {"say": "where"}).text) == ""
    assert refresh(press(phone, "going")) == ""


def test_a_page_that_looks_again_has_its_code_from_a_cookie_of_this_page_alone(
    phone: TestClient[Litestar], caught_up: Callable[[], None]
) -> None:
    form = forms(phone.post("/me", data=MINE).text)["help"]
    given = phone.post("/me", data=form).headers["set-cookie"]
    assert all(word in given for word in ("Path=/me;", "HttpOnly", "SameSite=Strict", "Max-Age=3600"))
    caught_up()
    assert "You called for help" in phone.get("/me/4?lang=en").text
    assert 'name="code" required' in phone.get("/me/5").text
    press(phone, "going")
    caught_up()
    assert 'name="code" required' in phone.get("/me/4").text


def wait(**said: Any) -> AboutYou:
    """A runner who waits for a van that is on its way, unless said otherwise."""
    usual = {"help": False, "at_s": GUN_S, "state_s": GUN_S, "place": "", "state": "en_route"}
    given = usual | {"vehicle": "SAG 2", "eta_s": None, "seen": True} | said
    return AboutYou(
        now_s=GUN_S, seen_at="", seen_s=None, state="on_course", aboard="", since_s=0.0, wait=Wait(**given)
    )


def test_an_arrival_is_told_to_five_minutes_and_never_early() -> None:
    lines = wait_lines(wait(eta_s=GUN_S + 36 * 60), words("en"), "America/New_York")
    assert lines[1] == "SAG 2 is on its way to you. Likely there about 07:40; it may be later."


@pytest.mark.parametrize("state", ["picked_up", "dropped_off"])
def test_of_a_wait_that_is_over_nothing_more_is_said(state: str) -> None:
    assert wait_lines(wait(state=state), words("en"), "America/New_York") == []


def test_the_page_speaks_the_language_of_the_phone_or_the_one_chosen(phone: TestClient[Litestar]) -> None:
    german = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
    page = phone.post("/me", data=MINE, headers=german).text
    assert '<html lang="de">' in page
    assert "Startnummer 4" in page
    assert "Dorsal 4" in phone.post("/me", data=MINE | {"lang": "es"}, headers=german).text


def test_codes_have_no_letters_that_look_alike_and_differ_by_race() -> None:
    codes = {CODES.code(str(bib)) for bib in range(2_000)}
    assert len(codes) == 2_000
    assert set("".join(codes)) == set(LETTERS)
    assert not set("0O1IL5S2Z8BQ") & set(LETTERS)
    assert Codes(SIGNING, "other").code("4") != CODE


def test_the_bibs_printer_gets_a_table() -> None:
    head, first, *_ = table(CODES, ["4", "A 5"], "https://race.example").splitlines()
    assert head == "bib,code,link"
    assert first == f"4,{CODE},https://race.example/me/4/{CODE}"


SMS = f"/webhooks/sms?token={SMS_TOKEN}"


def test_a_text_is_a_runners_own_word(phone: TestClient[Litestar], journal: SqliteJournal) -> None:
    answer = phone.post(SMS, data={"From": "+1 555 0100", "Body": f"stop 4 {CODE}", "MessageSid": "SM1"})
    assert (answer.status_code, answer.text) == (
        200,
        "Thank you. We know that you stopped and are safe. Get home well.",
    )
    (word,) = kept(journal, "status")
    assert (word.bib, word.said_by, word.source) == ("4", "self", "runner:4")
    assert "555" not in repr(word)


def test_a_gateway_that_delivers_twice_says_it_once(
    phone: TestClient[Litestar], journal: SqliteJournal
) -> None:
    text = {"from": "+15550100", "text": f"RIDE 4 {CODE} 7.5", "message_id": "m-1"}
    assert {phone.post(SMS, json=text).status_code for _ in range(2)} == {200}
    (word,) = kept(journal, "pickup")
    assert (word.need, word.at_m) == ("ride", 7_500.0)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("STOP", "Write STOP, RIDE, HELP or GO"),
        ("where is my wife", "Write STOP, RIDE, HELP or GO"),
        ("STOP 4 AAAAAA", "do not go together"),
        (f"Hilfe 4 {CODE}", "In Gefahr? Ruf zuerst 911 an."),
        (f"GO 4 {CODE}", "on your way again"),
        (f"STOPP 4 {CODE}", "Komm gut heim"),
        (f"Arr\u00eat 4 {CODE}", "Bon retour"),
        ("alto 4 AAAAAA", "no van juntos"),
        ("AYUDA", "Escribe ALTO, RECOGIDA, AYUDA o SIGO"),
    ],
)
def test_each_text_is_answered_in_plain_words(phone: TestClient[Litestar], text: str, reply: str) -> None:
    answer = phone.post(SMS, data={"body": text})
    assert (answer.status_code, reply in answer.text) == (200, True)


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_gateway_without_the_token_is_refused(phone: TestClient[Litestar], token: str) -> None:
    answer = phone.post(f"/webhooks/sms?token={token}", data={"body": f"STOP 4 {CODE}"})
    assert answer.status_code == 401
