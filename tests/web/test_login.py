"""Signing in: the form, the session, guessing held back, and who says what afterwards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import event
from tests.web.conftest import COOKIE, KEY, PHRASE, QUICK, SIGNING, Serve
from tests.web.test_roles import uuid7

from lanterne.clock import ManualClock
from lanterne.errors import LanterneError
from lanterne.web.headers import CONTENT_SECURITY_POLICY
from lanterne.web.phrase import LEAST, PassPhrase, made_phrase
from lanterne.web.sessions import SESSION_S, Sessions
from lanterne.web.throttle import AGAIN_S, FREE, MANY, Throttle

Client = TestClient[Litestar]


@pytest.fixture
def client(serve: Serve, sessions: Sessions) -> Client:
    sessions.phrase.set(PHRASE)
    return serve(KEY)


def sign_in(client: Client, phrase: str = PHRASE, name: str = "Dana", **more: str) -> httpx.Response:
    return client.post("/login", data={"name": name, "phrase": phrase, **more})


def test_whoever_knows_the_pass_phrase_is_let_in_by_name(client: Client) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/control")
    assert client.get("/api/v1/session").json() == {"name": "Dana"}
    assert "Race control" in client.get("/control").text


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: Client) -> None:
    parts = sign_in(client).headers["set-cookie"].split("; ")
    assert parts[0].startswith(f"{COOKIE}=")
    assert parts[1:] == ["Path=/", f"Max-Age={SESSION_S}", "HttpOnly", "SameSite=Strict"]


def test_over_https_the_cookie_goes_nowhere_else(serve: Serve, sessions: Sessions) -> None:
    sessions.phrase.set(PHRASE)
    answer = sign_in(serve(KEY, base="https://race.example"))
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_a_wrong_pass_phrase_is_told_and_lets_nobody_in(client: Client) -> None:
    answer = sign_in(client, PHRASE + "x")
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert 'value="Dana"' in answer.text
    assert PHRASE not in answer.text


@pytest.mark.parametrize("phrase", ["", "x" * 201])
def test_while_no_pass_phrase_is_set_none_is_right(serve: Serve, phrase: str) -> None:
    assert sign_in(serve(KEY), phrase).status_code == 401


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a/b", "a\x00b"])
def test_whoever_signs_in_says_who_they_are(client: Client, name: str) -> None:
    assert sign_in(client, name=name).status_code == 422


@pytest.mark.parametrize("name", ["Dána Ó Shea", "<b>", 'x"; Path=x', "王"])
def test_a_name_may_be_any(client: Client, name: str) -> None:
    sign_in(client, name=name)
    assert client.get("/api/v1/session").json() == {"name": name}
    assert "<b>" not in client.get("/login").text


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("/control/runner/5", "/control/runner/5"),
        ("/control/runner/a b", "/control/runner/a%20b"),
        ("https://elsewhere.example", "/control"),
        ("//elsewhere.example", "/control"),
        ("/control//elsewhere.example", "/control"),
        ("/control\r\nset-cookie: a=b", "/control"),
        ("/controlled", "/control"),
        ("", "/control"),
    ],
)
def test_signing_in_leads_on_within_race_control(client: Client, said: str, to: str) -> None:
    assert sign_in(client, next=said).headers["location"] == to


def test_the_form_needs_no_script_and_keeps_to_the_policy(client: Client) -> None:
    page = client.get("/login")
    assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert not re.search(r"<script|\bon\w+=|src=|url\(", page.text)
    assert 'action="/login"' in page.text  # form-action 'self'


def test_the_form_says_where_it_comes_from(client: Client) -> None:
    """Under no-referrer browsers send it as of no site, and it would be refused as another site's."""
    assert client.get("/login").headers["referrer-policy"] == "same-origin"


def test_on_this_machine_the_page_says_that_nobody_needs_to(serve: Serve) -> None:
    assert "nobody needs to sign in" in serve().get("/login").text


def test_signing_out_takes_the_cookie_away(client: Client) -> None:
    sign_in(client)
    answer = client.post("/logout")
    assert f"{COOKIE}=; Path=/; Max-Age=0" in answer.headers["set-cookie"]
    assert client.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_another_sites_page_signs_nobody_in_or_out(client: Client, path: str) -> None:
    data = {"name": "Dana", "phrase": PHRASE}
    answer = client.post(path, data=data, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_long_form_is_refused(client: Client) -> None:
    assert sign_in(client, phrase="x" * 5_000).status_code == 413


def test_guessing_is_held_back_even_from_the_right_one(client: Client) -> None:
    assert [sign_in(client, "wrong guess").status_code for _ in range(FREE)] == [401] * FREE
    held = sign_in(client)
    assert (held.status_code, int(held.headers["retry-after"]) > 0) == (429, True)
    assert "Please wait" in held.text


def test_after_the_free_tries_one_more_comes_now_and_again() -> None:
    clock = ManualClock(0.0)
    throttle = Throttle(clock.now_s)
    for _ in range(FREE):
        assert throttle.wait_s("10.0.0.1") == 0
        throttle.count("10.0.0.1")
    assert throttle.wait_s("10.0.0.1") == AGAIN_S
    clock.set(AGAIN_S)
    assert throttle.wait_s("10.0.0.1") == 0
    throttle.count("10.0.0.1")
    assert throttle.wait_s("10.0.0.1") == AGAIN_S


def test_who_guesses_holds_back_nobody_else() -> None:
    throttle = Throttle(ManualClock(0.0).now_s)
    for _ in range(FREE):
        throttle.count("10.0.0.1")
    assert throttle.wait_s("10.0.0.2") == 0


def test_the_addresses_of_one_network_of_the_newer_kind_are_one() -> None:
    throttle = Throttle(ManualClock(0.0).now_s)
    for n in range(FREE):
        throttle.count(f"2001:db8::{n}")
    assert throttle.wait_s("2001:db8::ffff") > 0
    assert throttle.wait_s("2001:db8:1::1") == 0


def test_a_right_one_makes_up_for_those_before() -> None:
    throttle = Throttle(ManualClock(0.0).now_s)
    for _ in range(FREE):
        throttle.count("10.0.0.1")
    throttle.forgive("10.0.0.1")
    assert throttle.wait_s("10.0.0.1") == 0


def test_old_addresses_are_forgotten_and_those_held_back_are_not() -> None:
    clock = ManualClock(0.0)
    throttle = Throttle(clock.now_s)
    for n in range(MANY):
        throttle.count(f"10.0.{n // 256}.{n % 256}")
    clock.set(AGAIN_S + 1)
    for _ in range(FREE):
        throttle.count("192.0.2.1")
    assert len(throttle._paid_s) == 1
    assert throttle.wait_s("192.0.2.1") > 0


def test_a_session_outlives_a_restart(tmp_path: Path, sessions: Sessions, wall: ManualClock) -> None:
    sessions.phrase.set(PHRASE)
    cookie = sessions.begin("Dana")
    again = Sessions(SIGNING, "tiny", PassPhrase(tmp_path / "control.phrase", QUICK), wall)
    assert again.name(cookie) == "Dana"


def test_a_session_ends_after_a_day(sessions: Sessions, wall: ManualClock) -> None:
    sessions.phrase.set(PHRASE)
    cookie = sessions.begin("Dana")
    wall.set(wall.now_s() + SESSION_S - 1)
    assert sessions.name(cookie) == "Dana"
    wall.set(wall.now_s() + 1)
    assert sessions.name(cookie) is None


def test_a_new_pass_phrase_ends_every_session(sessions: Sessions) -> None:
    sessions.phrase.set(PHRASE)
    cookie = sessions.begin("Dana")
    sessions.phrase.set(PHRASE)
    assert sessions.name(cookie) is None


@pytest.mark.parametrize("other_race", ["other", "tin", "tiny "])
def test_a_session_is_of_one_race(sessions: Sessions, wall: ManualClock, other_race: str) -> None:
    sessions.phrase.set(PHRASE)
    other = Sessions(SIGNING, other_race, sessions.phrase, wall)
    assert sessions.name(other.begin("Dana")) is None


@pytest.mark.parametrize("cookie", ["", ".", "..", "a.b.c", "x" * 9_000])
def test_a_cookie_of_anything_is_nobodys(sessions: Sessions, cookie: str) -> None:
    assert sessions.name(cookie) is None
    sessions.phrase.set(PHRASE)
    assert sessions.name(cookie) is None


def test_only_a_slow_hash_is_kept_and_only_for_its_owner(tmp_path: Path) -> None:
    phrase = PassPhrase(tmp_path / "control.phrase")
    phrase.set(PHRASE)
    kept = tmp_path / "control.phrase"
    assert kept.read_text().startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106, section 4
    assert PHRASE not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (phrase.is_right(PHRASE), phrase.is_right(PHRASE.upper())) == (True, False)


@pytest.mark.parametrize("short", ["", "x" * (LEAST - 1), "x" * 201])
def test_a_pass_phrase_too_short_or_too_long_is_not_set(tmp_path: Path, short: str) -> None:
    phrase = PassPhrase(tmp_path / "control.phrase")
    with pytest.raises(LanterneError, match="12 to 200 characters"):
        phrase.set(short)
    assert phrase.hash == ""


def test_a_damaged_hash_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "control.phrase").write_text("nonsense")
    assert not PassPhrase(tmp_path / "control.phrase").is_right("nonsense")


def test_a_made_pass_phrase_can_be_set_and_read_out(tmp_path: Path) -> None:
    made = made_phrase()
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", made)
    assert made != made_phrase()
    PassPhrase(tmp_path / "control.phrase", QUICK).set(made)


def say(client: Client, headers: dict[str, str], kind: str, **fields: Any) -> dict[str, Any]:
    given = event(kind, 300, id=uuid7(1), **fields)
    receipt: dict[str, Any] = client.post("/api/v1/events", json=[given], headers=headers).json()[0]
    return receipt


AGREED = {"hold": "h", "what": "agreed", "terms": "t", "party": "cop"}


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("segment", {"segment": "own", "what": "closed"}, {"by": "Dana"}),
        ("segment", {"segment": "own", "what": "closed", "by": "Dana"}, {"by": "Dana"}),
        (
            "hold",
            {**AGREED, "by": "Officer Ray", "heard_by": "Dana"},
            {"by": "Officer Ray", "heard_by": "Dana"},
        ),
        ("status", {"bib": "1", "what": "left"}, {}),
        ("passing", {"bib": "1", "point": "k5"}, {}),
    ],
)
def test_whoever_is_signed_in_stands_beside_what_they_say(
    serve: Serve, signed_in: dict[str, str], journal: Any, kind: str, fields: Any, expected: Any
) -> None:
    assert say(serve(KEY), signed_in, kind, **fields)["outcome"] == "accepted"
    (body,) = journal.of_kind(kind)
    found = json.loads(body)
    assert found["source"] == "control/Dana"
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        ("segment", {"segment": "own", "what": "closed", "by": "Eve"}, "by must be 'Dana'"),
        ("hold", {**AGREED, "by": "Ray", "heard_by": "Eve"}, "heard_by must be 'Dana'"),
        ("hold", {**AGREED, "by": "Dana"}, "by its own link, or by voice"),
        ("hold", {**AGREED}, "by its own link, or by voice"),
        ("link", {"post": "w1", "number": 2, "by": "Eve"}, "by must be 'Dana'"),
    ],
)
def test_nobody_signed_in_speaks_for_another(
    serve: Serve, signed_in: dict[str, str], kind: str, fields: Any, why: str
) -> None:
    receipt = say(serve(KEY), signed_in, kind, **fields)
    assert (receipt["outcome"], why in receipt["reason"]) == ("quarantined", True)


@pytest.mark.parametrize("body", ["[7]", '["x"]', "[{}]", '[{"kind": 3}]', '[{"kind": "segment", "by": 7}]'])
def test_what_is_no_event_is_told_as_to_anybody(serve: Serve, signed_in: dict[str, str], body: str) -> None:
    (receipt,) = serve(KEY).post("/api/v1/events", content=body, headers=signed_in).json()
    assert receipt["outcome"] == "quarantined"


def test_programs_and_this_machine_say_by_whom_themselves(serve: Serve, journal: Any) -> None:
    bearer = {"Authorization": f"Bearer {KEY}"}
    say(serve(KEY), bearer, "segment", segment="own", what="closed", by="Eve", source="radio desk")
    (body,) = journal.of_kind("segment")
    assert b'"source":"radio desk"' in body
