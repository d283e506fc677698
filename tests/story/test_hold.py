"""The story from mile 14 to the finish, through the pages of sweep, stations, cheer station and control."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.story.cast import DIRECTOR, Cast, expect, need_a_browser, playing

from lanterne.simulate.demo.folder import open_demo
from lanterne.units import parse_clock_s

SERGEANT = "Sgt. Kowal"


def boards(event: Mapping[str, Any]) -> bool:
    """Whether the made-up world has the bus say that 88 got in: here its crew taps it."""
    of_sweep = event.get("source") == "sweep1"
    return of_sweep and (event.get("what") == "picked_up" or event.get("aboard") == 1)


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    need_a_browser()
    opened = open_demo(tmp_path_factory.mktemp("story"), parse_clock_s("10:45"), 1)
    with playing(opened, boards) as made:
        yield made


def test_the_road_stays_open_for_two_named_people_by_decision(cast: Cast) -> None:
    """From the bus at mile 14 to the finish, every step by a tap of whoever takes it."""
    cast.sees("control", "lantern lit")
    one_takes_the_bus(cast)
    the_sweep_finds_both_fit(cast)
    the_director_proposes(cast)
    all_who_must_agree(cast)
    both_are_told_and_go_on(cast)
    the_posts_say_that_they_know(cast)
    a_station_is_released_behind_them(cast)
    a_missed_read_alarms_nobody(cast)
    the_cheer_station_is_told(cast)
    they_finish(cast)
    cast.all_well()


def one_takes_the_bus(cast: Cast) -> None:
    cast.until("10:55")
    cast.is_at("sweep1", 14.1)
    cast.meets("sweep1", "88", "Ride")
    cast.sees("sweep1", "Aboard: 1 of 14")
    cast.picture("sweep1", "1055-sweep")
    assert cast.comes(lambda: cast.state("88"), ("in_vehicle", ""))


def the_sweep_finds_both_fit(cast: Cast) -> None:
    cast.until("12:03")
    cast.is_at("sweep1", 18.1)
    cast.picture("sweep1", "1203-sweep")
    for bib in ("4410", "5123"):
        cast.meets("sweep1", bib, "Fit to go on")
    cast.sees("sweep1", "all sent")


def the_director_proposes(cast: Cast) -> None:
    cast.until("12:06")
    page = cast.page("control")
    page.get_by_role("button", name="Hold…").click()
    dialog = page.get_by_role("dialog")
    for bib in ("4410", "5123"):
        expect(dialog.get_by_role("checkbox", name=bib)).to_be_checked()
    expect(dialog.get_by_text("88 (")).to_be_visible()
    cast.picture("control", "1206-hold")
    dialog.get_by_role("radio", name="14:40").check()
    dialog.get_by_label("Why, in your words").fill("both are fit and together")
    dialog.get_by_label("Your name").fill(DIRECTOR)
    dialog.get_by_role("button", name="Propose the hold").click()
    dialog.get_by_role("button", name=re.compile("^Ask ")).click()
    expect(dialog.get_by_text("is asked, no answer yet")).to_have_count(3)
    expect(dialog.get_by_role("button", name="Put in force")).to_be_disabled()


def all_who_must_agree(cast: Cast) -> None:
    cast.until("12:07")
    dialog = cast.page("control").get_by_role("dialog")
    police = dialog.get_by_role("listitem").filter(has_text="Police")
    police.get_by_role("button", name="By voice…").click()
    police.get_by_label("Who said it").fill(SERGEANT)
    police.get_by_label("On condition").fill("pavement after mile 24")
    police.get_by_label("I read it back, and it was confirmed").check()
    police.get_by_role("button", name=re.compile("agreed$")).click()
    expect(police.get_by_text("pavement after mile 24")).to_be_visible()
    cast.until("12:09")
    cast.agrees("medicallead", "Dr. Osei")
    expect(dialog.get_by_role("button", name="Put in force")).to_be_disabled()
    assert cast.hold()["state"] == "asked"
    cast.until("12:11")
    cast.picture("finishline", "1211-finish")
    cast.agrees("finishline", "Ben Marsh")
    expect(dialog.get_by_role("button", name="Put in force")).to_be_enabled()
    dialog.get_by_role("button", name="Put in force").click()
    assert cast.comes(lambda: cast.hold()["state"], "in_force")
    assert cast.hold()["in_force_s"] >= cast.stage.at_s("12:11")
    cast.sees("control", "On condition: pavement after mile 24")
    cast.picture("control", "1211-in-force")


def both_are_told_and_go_on(cast: Cast) -> None:
    cast.until("12:14")
    page = cast.page("sweep1")
    cast.picture("sweep1", "1214-sweep")
    for bib in ("4410", "5123"):
        page.get_by_role("group", name=f"What {bib} chose").get_by_role("button", name="Going on").click()
    cast.sees("sweep1", "Told of the hold: 4410 going on and 5123 going on.")
    chosen = {"4410": "going_on", "5123": "going_on"}
    assert cast.comes(lambda: {one["bib"]: one["choice"] for one in cast.hold()["told"]}, chosen)


def the_posts_say_that_they_know(cast: Cast) -> None:
    for post in ("sweep1", "s16", "s18", "s21", "cheer25"):
        cast.understands(post, "JB")
    cast.until("12:24")
    watched = {"s16", "s18", "s19", "s21"}
    assert cast.comes(
        lambda: {one["post"] for one in cast.hold()["acks"] if one["at_s"] is None} & watched, {"s19"}
    )
    dialog = cast.page("control").get_by_role("dialog")
    nineteen = dialog.get_by_role("listitem").filter(has_text="Station 19")
    nineteen.get_by_role("button", name="Heard by radio").click()
    nineteen.get_by_label("Who said so there").fill("Mo")
    nineteen.get_by_role("button", name="Read back").click()
    assert cast.comes(lambda: acknowledged(cast, "s19")["heard_by"], DIRECTOR)
    cast.picture("control", "1224-acks")
    cast.page("control").keyboard.press("Escape")


def acknowledged(cast: Cast, post: str) -> dict[str, Any]:
    """Whether a post knows of the hold."""
    made: dict[str, Any] = next(one for one in cast.hold()["acks"] if one["post"] == post)
    return made


def a_station_is_released_behind_them(cast: Cast) -> None:
    """Station 18: not before the pair and the bus are past; then agreed, packing, closed."""
    cast.until("12:40")
    assert {"4410", "5123"} <= still_to_come(cast, "s18")
    assert cast.station("s18")["proposal"] in ("stay", "open_list")
    cast.sees("s18", "Stay until released.")
    cast.picture("s18", "1240-station")
    cast.until("12:52")
    cast.is_at("sweep1", 20.8)
    page = cast.page("sweep1")
    page.get_by_role("button", name="Road clear behind me").click()
    page.get_by_label("Your name").fill("Dee")
    page.get_by_role("button", name="The road is clear behind mile 20.8").click()
    assert cast.comes(lambda: cast.station("s18")["proposal"], "close")
    assert still_to_come(cast, "s18") == set()
    cast.release("Station 18", "May close")
    cast.page("s18").get_by_role("button", name="We have closed").click()
    signs(cast.page("s18"), "We have closed")
    assert cast.comes(lambda: cast.station("s18")["stage"], "closed")
    assert cast.station("s19")["stage"] == "opened"
    cast.picture("s18", "1252-station")


def still_to_come(cast: Cast, station: str) -> set[str]:
    """Bibs that a station still waits for, as far as they are named."""
    return {row["bib"] for row in cast.station(station)["last_list"] if row["state"] == "to_come"}


def signs(page: Any, label: str) -> None:
    """Somebody puts their name to a step."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your name").fill("JB")
    dialog.get_by_role("button", name=label, exact=True).click()


def a_missed_read_alarms_nobody(cast: Cast) -> None:
    cast.until("13:20")
    assert cast.comes(lambda: cast.state("5123"), ("on_course", ""))
    assert cast.state("1207")[0] == "unresolved"
    assert "1207" not in still_to_come(cast, "s21")


def the_cheer_station_is_told(cast: Cast) -> None:
    cast.until("13:46")
    cast.sees("cheer25", re.compile("two runners together", re.I))
    cast.until("13:58")
    cast.sees("cheer25/board", re.compile(r"In [678] minutes: two runners together", re.I))
    cast.sees("cheer25/board", "1.2 miles to go")
    cast.sees("cheer25/board", "Stay")
    cast.picture("cheer25/board", "1358-board")
    cast.picture("cheer25", "1358-cheer")


def they_finish(cast: Cast) -> None:
    cast.until("14:33")
    for bib in ("4410", "5123"):
        assert cast.comes(lambda bib=bib: cast.state(bib)[0], "finished")
        assert cast.state(bib)[1] != "after_limit"
    cast.picture("control", "1433-control")
