"""The story from mile 14 to the finish, through the pages of sweep, stations, cheer station and control."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.story.stage import Stage

from lanterne.simulate.demo.folder import open_demo
from lanterne.units import parse_clock_s
from lanterne.web.pages import PAGES_DIR

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 60_000
DIRECTOR, SERGEANT = "Alma Reyes", "Sgt. Kowal"


class Cast:
    """The people of the day, each with a page of their own in a browser of their own."""

    def __init__(self, stage: Stage, browser: Any) -> None:
        self.stage = stage
        self._browser = browser
        self._links = {one["post"]: one["link"] for one in stage.get("links")}
        self._faults: list[str] = []
        self._pages: dict[str, Any] = {}
        self._seen = os.environ.get("STORY_PICTURES")

    def page(self, who: str) -> Any:
        """The page of a post, opened by its link the first time; race control's without one."""
        if who not in self._pages:
            wide = who in ("control", "cheer25/board")
            size = {"width": 1440, "height": 900} if wide else {"width": 390, "height": 844}
            page = self._browser.new_context(viewport=size).new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: self._faults.append(f"{who}: {error}"))
            page.goto(self.stage.links["control"] if who == "control" else self._links[who])
            self._pages[who] = page
        return self._pages[who]

    def until(self, clock: str) -> None:
        """Let the world go on until a clock time, and every page come to show it."""
        self.stage.until(clock)
        for page in self._pages.values():
            expect(page.get_by_role("timer", name="Race time")).to_have_text(
                re.compile(f"^{clock}(:00)?"), timeout=PATIENCE_MS
            )

    def sees(self, who: str, text: str | re.Pattern[str]) -> None:
        """Wait until somebody's page says something."""
        expect(self.page(who).get_by_text(text).first).to_be_visible()

    def picture(self, who: str, name: str) -> None:
        """A picture of a page, where the environment names a folder for them."""
        if self._seen:
            self.page(who).screenshot(path=f"{self._seen}/{name}.png", full_page=who != "control")

    def is_at(self, sweep: str, mile: float) -> None:
        """The crew of a sweep says where it is."""
        page = self.page(sweep)
        page.get_by_role("button", name="Where am I").click()
        page.get_by_label("I am at mile").fill(str(mile))
        page.get_by_role("button", name=f"I am at mile {mile}").click()

    def meets(self, sweep: str, bib: str, what: str) -> None:
        """The crew taps a runner, then what became of them."""
        page = self.page(sweep)
        page.locator("button.runner").filter(
            has=page.locator(".bib", has_text=re.compile(f"^{bib}$"))
        ).click()
        page.get_by_role("group", name=f"What of {bib}").get_by_role("button", name=what, exact=True).click()

    def understands(self, who: str, initials: str) -> None:
        """A post says that it knows of everything it has been told."""
        page = self.page(who)
        page.get_by_label("Your initials").fill(initials)
        told = page.get_by_role("button", name="Understood")
        expect(told.first).to_be_visible()
        while told.count():
            told.first.click()

    def agrees(self, who: str, name: str) -> None:
        """A party says yes to a hold on its own page."""
        page = self.page(who)
        page.get_by_role("group", name="Your answer").get_by_role("button", name="Yes", exact=True).click()
        page.get_by_role("dialog").get_by_label("Your name").fill(name)
        page.get_by_role("button", name="Say yes").click()

    def state(self, bib: str) -> tuple[str, str]:
        """A runner's state and detail in the ledger."""
        rows = self.stage.get(f"ledger?query={bib}&limit=500")["rows"]
        row = next(one for one in rows if one["bib"] == bib)
        return row["state"], row["detail"]

    def hold(self) -> dict[str, Any]:
        """The hold, as race control knows it."""
        made: dict[str, Any] = self.stage.get("decisions")["holds"][-1]
        return made

    def station(self, station: str) -> dict[str, Any]:
        """A station's closing, as race control knows it."""
        every = self.stage.get("decisions")["stations"]
        made: dict[str, Any] = next(one for one in every if one["station"] == station)
        return made

    def release(self, name: str, label: str) -> None:
        """The director says the next step to a station."""
        page = self.page("control")
        page.get_by_role("button", name=re.compile(f"^{name}$")).first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Your name").first.fill(DIRECTOR)
        dialog.get_by_role("button", name=label, exact=True).first.click()
        expect(dialog).to_be_hidden()

    def comes(self, ask: Callable[[], Any], wanted: Any) -> bool:
        """Whether the race comes to say what is wanted."""
        return bool(self.stage.eventually(ask, wanted) == wanted)

    def all_well(self) -> None:
        """No page has met a mistake of its own."""
        assert self._faults == []


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    if not (PAGES_DIR / "sweep.html").exists():
        pytest.skip("the pages are not built; run make venv")
    opened = open_demo(tmp_path_factory.mktemp("story"), parse_clock_s("10:45"), 1)
    args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    with Stage(opened) as stage, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=args)
        expect.set_options(timeout=PATIENCE_MS)
        yield Cast(stage, browser)
        expect.set_options(timeout=5_000)
        browser.close()


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
