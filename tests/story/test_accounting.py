"""The story until the lantern goes out: everybody accounted for, through the pages of whoever has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from tests.story.cast import DIRECTOR, Cast, expect, need_a_browser, playing

from lanterne.folder import RaceFolder
from lanterne.replay.transport import Batch
from lanterne.simulate.demo.folder import open_demo
from lanterne.simulate.people import DESK_CREW
from lanterne.units import parse_clock_s
from lanterne.web.codes import Codes

SEED = 1
OPENING, LEAVES_AFTER, SAYS = "11:38", "13:20", "13:10"
SISTER, FRIEND = "Ruth Bell", "Jo Reed"
RIDER, RIDER_MILE = "4363", 19.5
"""Somebody of the made-up world who waits for a ride at 11:56, and whom SAG 3 fetches."""


@dataclass(frozen=True, slots=True)
class Play:
    """The people of the day, and somebody of the made-up world who stops and tells nobody.

    Attributes
    ----------
    leaver, code : str
        Their bib, and what is printed on its back.
    """

    cast: Cast
    leaver: str
    code: str


def tapped(event: Mapping[str, Any], leaver: str) -> bool:
    """Whether in the story somebody taps or types this; of a vehicle's count, of the bus and of SAG 2."""
    match event["kind"]:
        case "status":
            return event["bib"] in ("88", "640", "1207", leaver)
        case "pickup":
            return event.get("bib") == "88" or (event["what"] == "reported" and event.get("bib") == RIDER)
        case "vehicle":
            return "aboard" in event and event["vehicle"] in ("sweep1", "sag2")
    return False


def first_to_leave(coming: Iterable[Batch], after_s: float) -> str:
    """The first of the world whom the family desk reaches at home only after an instant."""
    return next(
        str(event["bib"])
        for batch in coming
        if batch.received_s > after_s
        for event in batch.events
        if event["kind"] == "status" and event["what"] == "left" and event.get("said_by") == "self"
    )


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    need_a_browser()
    opened = open_demo(tmp_path_factory.mktemp("story"), parse_clock_s(OPENING), SEED)
    coming = list(opened.coming)
    after_s = opened.open_s + parse_clock_s(LEAVES_AFTER) - parse_clock_s(OPENING)
    leaver = first_to_leave(coming, after_s)
    codes = Codes(RaceFolder.open(opened.folder).signing_key(), opened.race.id)
    with playing(replace(opened, coming=iter(coming)), lambda event: tapped(event, leaver)) as cast:
        yield Play(cast, leaver, codes.code(leaver))


def test_nobody_is_missing_when_the_lantern_goes_out(play: Play) -> None:
    """From the bus at 11:38 to the all clear at 14:41, every step by a tap of whoever takes it."""
    cast = play.cast
    cast.sees("control", "lantern lit")
    the_bus_hands_over_to_a_van(cast)
    a_ride_is_heard_by_radio(cast)
    the_van_hands_over_to_the_family_desk(cast)
    the_desk_hands_over_to_a_friend(cast)
    the_runner_at_home_is_called(cast)
    medical_takes_somebody_in(cast)
    a_family_asks(cast)
    a_runner_says_so_herself(play)
    medical_releases_her_to_her_sister(cast)
    the_call_reaches_home(cast)
    the_lantern_cannot_go_out_yet(cast)
    what_does_not_fit_is_settled(cast)
    the_bus_is_in_empty(cast)
    the_lantern_goes_out(cast)
    cast.all_well()


def the_bus_hands_over_to_a_van(cast: Cast) -> None:
    assert aboard(cast, "sweep1") == (["88"], True)
    cast.until("11:42")
    cast.sees("sweep1", "Aboard: 1 of 14")
    hands_over(cast, "sweep1", "88", "SAG 2", "Ike", "Dee")
    counts(cast, "sweep1", 0)
    cast.sees("sag2", "Aboard: 1 of 10")
    expect(cast.page("sag2").get_by_role("list", name="Aboard")).to_contain_text("88")
    assert aboard(cast, "sag2")[1] is None
    says_who(cast, "sag2", "Ike")
    counts(cast, "sag2", 1)
    cast.picture("sag2", "1142-sag")
    cast.picture("sweep1", "1142-sweep")
    assert cast.comes(lambda: aboard(cast, "sag2"), (["88"], True))
    assert cast.comes(lambda: aboard(cast, "sweep1"), ([], True))
    control = cast.page("control")
    control.keyboard.press("v")
    van = control.get_by_role("dialog").get_by_role("region", name="SAG 2")
    expect(van).to_contain_text(re.compile("9 of 10 free.*agrees.*88", re.S))
    cast.picture("control", "1142-vehicles")
    control.keyboard.press("Escape")


def a_ride_is_heard_by_radio(cast: Cast) -> None:
    """Typed with the keyboard alone: once for the wrong mile and taken back, then for the right one."""
    cast.until("11:55")
    page = cast.page("radio")
    says_who(cast, "radio", "TN")
    page.keyboard.press("Tab")
    page.get_by_role("textbox", name=re.compile("Heard")).focus()
    hears(cast, f"need ride for {RIDER} at mile 9.5")
    assert cast.comes(lambda: RIDER in waiting(cast), True)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("region", name="Log").locator("s", has_text="mile 9.5")).to_be_visible()
    assert cast.comes(lambda: RIDER in waiting(cast), False)
    hears(cast, f"need ride for {RIDER} at mile {RIDER_MILE}")
    cast.picture("radio", "1155-radio")
    assert cast.comes(lambda: waiting(cast).get(RIDER), "")
    board = cast.page("control").locator("#pickups").get_by_role("listitem").filter(has_text=RIDER)
    expect(board).to_contain_text(f"mile {RIDER_MILE}")
    cast.until("11:57")
    assert cast.comes(lambda: waiting(cast).get(RIDER), "sag3")
    expect(board).to_contain_text("SAG 3")


def the_van_hands_over_to_the_family_desk(cast: Cast) -> None:
    cast.until("12:19")
    desk = cast.page("familydesk")
    expect(desk.get_by_role("region", name=re.compile("^Being brought"))).to_contain_text("88")
    cast.until("12:20")
    hands_over(cast, "sag2", "88", "Family desk", DESK_CREW)
    assert cast.comes(lambda: cast.state("88"), ("left", "staff"))
    assert aboard(cast, "sag2")[1] is None
    counts(cast, "sag2", 0)
    assert cast.comes(lambda: aboard(cast, "sag2"), ([], True))


def the_desk_hands_over_to_a_friend(cast: Cast) -> None:
    desk = cast.page("familydesk")
    here = desk.get_by_role("region", name=re.compile("^Here, waiting"))
    expect(here).to_contain_text(re.compile("88.*by SAG 2", re.S))
    cast.picture("familydesk", "1220-family")
    desk.get_by_label("First say who you are").fill(DESK_CREW)
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("button", name="Hand over 88", exact=True).click()
    desk.get_by_role("dialog").get_by_label("Who takes them?").fill(FRIEND)
    desk.get_by_role("button", name=f"88 leaves with {FRIEND}").click()
    assert cast.comes(lambda: cast.state("88"), ("left", "family"))
    expect(desk.get_by_role("button", name="Hand over 88", exact=True)).to_have_count(0)
    expect(desk.get_by_role("region", name=re.compile("^Handed over"))).to_contain_text(FRIEND)


def the_runner_at_home_is_called(cast: Cast) -> None:
    cast.until("12:30")
    assert sum(each["p"] for each in sought(cast)["1207"]["explanations"]) == pytest.approx(1, abs=1e-6)
    dialog = opens_search(cast, "1207")
    expect(dialog).to_contain_text(re.compile("10K.*08:41"))
    expect(dialog).to_contain_text("Left without telling anybody")
    expect(dialog).to_contain_text("bib not read")
    dialog.get_by_label("Whom").select_option("runner")
    dialog.get_by_role("group", name="What came of it").get_by_role("button", name="no answer").click()
    dialog.get_by_label("Your name").fill(DIRECTOR)
    dialog.get_by_role("button", name="Log the call").click()
    calls = dialog.get_by_role("region", name="Calls")
    expect(calls).to_contain_text(re.compile(f"12:30.*no answer.*{DIRECTOR}", re.S))
    cast.picture("control", "1230-search")
    cast.page("control").keyboard.press("Escape")
    assert cast.state("1207")[0] == "unresolved"


def medical_takes_somebody_in(cast: Cast) -> None:
    cast.until("12:50")
    assert cast.state("640")[0] == "on_course"
    page = cast.page("medical21")
    page.get_by_label("First say who you are").fill("Dr. Sand")
    page.get_by_role("button", name="Begin").click()
    for key in "640":
        page.get_by_role("button", name=key, exact=True).click()
    page.get_by_role("button", name="With us: 640").click()
    expect(page.get_by_role("heading", name="With us: 1")).to_be_visible()
    cast.picture("medical21", "1250-medical")
    assert cast.comes(lambda: cast.state("640"), ("with_medical", ""))


def a_family_asks(cast: Cast) -> None:
    """With a document first; told is that she is with medical, and neither where nor of what."""
    page = cast.page("familydesk")
    expect(page.get_by_label("Bib", exact=True)).to_have_count(0)
    page.get_by_role("button", name="A document").click()
    page.get_by_label("Bib", exact=True).fill("640")
    page.get_by_role("button", name="Look up").click()
    answer = page.get_by_label("Of 640, say")
    expect(answer).to_contain_text("is with our medical team")
    told = " ".join(answer.locator(".say").all_inner_texts()).casefold()
    assert not re.search(r"mile|21|course|hospital|injur|ill|hurt", told), told
    cast.picture("familydesk", "1250-family")
    page.get_by_role("button", name="Next family").click()


def a_runner_says_so_herself(play: Play) -> None:
    cast = play.cast
    cast.until(SAYS)
    assert cast.state(play.leaver)[0] == "unresolved"
    assert play.leaver in sought(cast)
    page = cast.visit("/me")
    page.get_by_label("Number").fill(play.leaver)
    page.get_by_label("Code").fill(play.code)
    page.get_by_role("button", name="Go on").click()
    cast.keep(page, "1310-me")
    page.get_by_role("button", name="I stopped, I am safe, going home").click()
    page.get_by_role("button", name="Yes, I stopped and am safe").click()
    expect(page.get_by_text("We know that you stopped and are safe.")).to_be_visible()
    assert cast.comes(lambda: cast.state(play.leaver), ("left", "self"))
    assert cast.comes(lambda: play.leaver in sought(cast), False)
    control = cast.page("control")
    control.get_by_role("group", name="Everyone registered").get_by_role("button", name="left").click()
    dialog = control.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill(play.leaver)
    row = dialog.get_by_role("row").filter(has_text=re.compile(rf"^\s*{play.leaver}"))
    expect(row).to_contain_text(re.compile("self|own word"))
    dialog.get_by_role("button", name="Close").click()


def medical_releases_her_to_her_sister(cast: Cast) -> None:
    cast.until("13:40")
    page = cast.page("medical21")
    page.get_by_role("button", name="640: released").click()
    page.get_by_role("dialog").get_by_label("Who takes them?").fill(SISTER)
    page.get_by_role("button", name=f"640 released to {SISTER}").click()
    expect(page.get_by_role("region", name=re.compile("^No longer with us"))).to_contain_text(SISTER)
    assert cast.comes(lambda: cast.state("640")[0], "left")


def the_call_reaches_home(cast: Cast) -> None:
    cast.until("13:50")
    dialog = opens_search(cast, "1207")
    expect(dialog.get_by_role("region", name="Calls")).to_contain_text("no answer")
    dialog.get_by_role("button", name="Left the course").click()
    dialog.get_by_role("button", name="their own word").click()
    dialog.get_by_label("Reason").fill("reached at home, went by tram")
    dialog.locator("button.primary").click()
    expect(dialog.get_by_text("1207 is accounted for")).to_be_visible()
    cast.page("control").keyboard.press("Escape")
    assert cast.comes(lambda: cast.state("1207"), ("left", "self"))
    assert "1207" not in sought(cast)


def the_lantern_cannot_go_out_yet(cast: Cast) -> None:
    cast.until("14:20")
    dialog = opens_all_clear(cast)
    expect(dialog.get_by_text("The lantern is lit")).to_be_visible()
    for bib in ("4410", "5123"):
        expect(dialog.get_by_role("button", name=re.compile(f"^{bib} is on the course"))).to_be_visible()
    expect(dialog.get_by_role("button", name="Declare all clear")).to_have_count(0)
    cast.picture("control", "1420-all-clear")
    cast.page("control").keyboard.press("Escape")


def what_does_not_fit_is_settled(cast: Cast) -> None:
    """Two marathoners turned with the half, and came home on its road."""
    cast.until("14:35")
    turned = open_matters(cast)
    assert len(turned) == 2
    page = cast.page("control")
    page.keyboard.press("x")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile(f"^{turned[0]}")).click()
    for bib in turned:
        expect(dialog.get_by_role("heading", level=2)).to_have_text(re.compile(f"^{bib}"))
        expect(dialog.get_by_role("radio", checked=True)).to_have_accessible_name(
            re.compile("^Turned with the Half")
        )
        cast.picture("control", f"1435-settle-{turned.index(bib) + 1}")
        dialog.get_by_role("button", name="Settle: Turned with the Half marathon").click()
        assert cast.comes(lambda: len(open_matters(cast)), len(turned) - 1 - turned.index(bib)), bib
    page.keyboard.press("Escape")
    home = [("finished", "changed_distance")] * 2
    assert cast.comes(lambda: [cast.state(bib) for bib in turned], home)
    assert cast.comes(lambda: open_matters(cast), [])
    assert cast.comes(lambda: sought(cast), {})


def open_matters(cast: Cast) -> list[str]:
    """Bibs of whom facts do not fit and nobody has said what happened."""
    every = cast.stage.newest("accounting")["contradictions"]
    return [one["bib"] for one in every if one["settled_s"] is None]


def the_bus_is_in_empty(cast: Cast) -> None:
    counts(cast, "sweep1", 0, again=True)
    counted_s = cast.stage.at_s("14:31")
    assert cast.comes(lambda: vehicle(cast, "sweep1")["counted_s"] >= counted_s, True)
    assert aboard(cast, "sweep1") == ([], True)


def the_lantern_goes_out(cast: Cast) -> None:
    cast.page("s22")
    cast.until("14:41")
    expect(cast.page("s22").get_by_text("The lantern is out")).to_have_count(0)
    dialog = opens_all_clear(cast)
    dialog.get_by_role("button", name="Declare all clear").click()
    expect(dialog.get_by_text("The lantern is out")).to_be_visible()
    cast.picture("control", "1441-all-clear")
    cast.page("control").keyboard.press("Escape")
    cast.sees("control", "lantern out")
    cast.sees("s22", "The lantern is out")
    cast.picture("s22", "1441-station")
    cast.picture("control", "1441-control")


def vehicle(cast: Cast, vehicle: str) -> dict[str, Any]:
    """Who is aboard a vehicle and how it was counted, as race control knows it."""
    every = cast.stage.newest("accounting")["custody"]
    made: dict[str, Any] = next(one for one in every if one["vehicle"] == vehicle)
    return made


def aboard(cast: Cast, which: str) -> tuple[list[str], bool | None]:
    """The bibs aboard, and whether the head-count agrees: None until heads are counted anew."""
    made = vehicle(cast, which)
    return [one["bib"] for one in made["aboard"]], made["agree"]


def waiting(cast: Cast) -> dict[str, str]:
    """Who waits for a ride, and the vehicle that comes for them."""
    every = cast.stage.newest("accounting")["pickups"]
    return {
        one["bib"]: one["vehicle"] for one in every if one["state"] in ("reported", "confirmed", "en_route")
    }


def sought(cast: Cast) -> dict[str, dict[str, Any]]:
    """Who is looked for, by bib."""
    return {one["bib"]: one for one in cast.stage.newest("accounting")["worklist"]}


def hands_over(cast: Cast, who: str, bib: str, taker: str, name: str, own: str = "") -> None:
    """A crew hands somebody over to a named person."""
    page = cast.page(who)
    page.get_by_role("button", name="Hand over", exact=True).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name=taker, exact=True).click()
    sheet.get_by_label(f"Who took over at {taker}?").fill(name)
    if own:
        sheet.get_by_label("Your name").fill(own)
    expect(sheet).to_contain_text(f"{bib} to {taker}. {name} took over.")
    sheet.get_by_role("button", name="Handed over").click()


def counts(cast: Cast, who: str, heads: int, *, again: bool = False) -> None:
    """A crew counts the heads aboard."""
    page = cast.page(who)
    if again:
        page.get_by_role("button", name="Count again").click()
    page.get_by_label("People aboard").get_by_role("button", name=str(heads), exact=True).click()
    expect(page.get_by_text(f"You count {heads or 'nobody'}. That agrees.")).to_be_visible()


def says_who(cast: Cast, who: str, initials: str) -> None:
    """Somebody gives their initials at the head of their page."""
    cast.page(who).get_by_label("Your initials").fill(initials)


def hears(cast: Cast, line: str) -> None:
    """The radio desk types a line, reads what it means, and enters it."""
    page = cast.page("radio")
    page.keyboard.type(line)
    expect(page.get_by_text("Say back:")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entered. Read back:")).to_be_visible()


def opens_search(cast: Cast, bib: str) -> Any:
    """Race control's page on somebody who is looked for."""
    page = cast.page("control")
    bib_itself = page.locator(".bib", has_text=re.compile(f"^{bib}$"))
    page.locator("#worklist li button").filter(has=bib_itself).click()
    return page.get_by_role("dialog")


def opens_all_clear(cast: Cast) -> Any:
    """Race control's page on what stands against the all clear."""
    page = cast.page("control")
    page.keyboard.press("a")
    return page.get_by_role("dialog")
