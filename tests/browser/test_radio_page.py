"""The radio desk with a keyboard only: typed, read back, undone, merged with another desk, and offline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from served import Served

from conftest import ARGS, CHROMIUM
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.units import instant_s, parse_clock_s
from lanterne.web.pages import PAGES_DIR

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

RACE = """
[race]
id = "river"
name = "River Marathon"
date = 2026-05-03
timezone = "America/New_York"
unit = "mi"
start = "07:00"

[[distance]]
id = "marathon"
name = "Marathon"
length = "42.195 km"
line = { pace = "16:00/mi", clock = "gun" }

[[timing_point]]
id = "start"
name = "Start"
kind = "start"

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"

[[station]]
id = "w7"
name = "Water 7"
kinds = ["fluid"]
at = "7 mi"

[[vehicle]]
id = "sag2"
name = "SAG 2"
kind = "sag"
seats = 6

[[post]]
id = "ham"
name = "Radio desk"
role = "radio"
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A race at 13:15, served with the built pages."""
    if not (PAGES_DIR / "radio.html").exists() or not CHROMIUM.exists():
        pytest.skip("the pages are not built, or there is no chromium")
    folder = tmp_path_factory.mktemp("race")
    (folder / "race.toml").write_text(RACE)
    bibs = ("412", "231", "377", "88")
    write_entrants(folder / ENTRANTS_FILE, Roster.of([Entrant(bib=bib, distance="marathon") for bib in bibs]))
    start_s = instant_s(date(2026, 5, 3), parse_clock_s("13:15"), "America/New_York")
    with Served(folder, start_s) as served:
        yield served


@pytest.fixture
def operator(desk: Served) -> Iterator[Any]:
    """Opens the page for an operator, each in a browser of their own."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*ARGS, *desk.browser_args()]
        )
        faults: list[str] = []

        def make(who: str, **looks: Any) -> Any:
            context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | looks))
            context.add_init_script(f"localStorage.setItem('lanterne.who', '{who}')")
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(desk.link("ham"))
            expect(page.get_by_role("textbox", name=re.compile("Heard"))).to_be_focused(timeout=15_000)
            return page

        yield make
        browser.close()
        assert faults == []


def enter(page: Any, line: str) -> None:
    """Type a line, wait for the words, and press Enter."""
    page.keyboard.type(line)
    expect(page.get_by_text("Say back:")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entered. Read back:")).to_be_visible()


def log(page: Any) -> Any:
    """The log."""
    return page.get_by_role("region", name="Log")


def test_a_line_is_entered_and_undone_without_a_mouse(operator: Any) -> None:
    page = operator("AB")
    enter(page, "412 out at 7 1312")
    expect(page.get_by_text("four one two out at water seven, one three one two")).to_be_visible()
    expect(log(page).get_by_text("412 out at 7 1312")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(log(page).locator("s", has_text="412 out at 7 1312")).to_be_visible()
    expect(page.get_by_text("all sent")).to_be_visible(timeout=15_000)


def test_enter_on_the_empty_line_marks_it_as_read_back(operator: Any) -> None:
    page = operator("AB")
    enter(page, "231 in at 7 1301")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entered and read back:")).to_be_visible()
    expect(log(page).get_by_text("read back")).to_be_visible()
    expect(page.get_by_text("all sent")).to_be_visible(timeout=15_000)


def test_a_wrong_line_is_not_entered_and_says_the_mend(operator: Any) -> None:
    page = operator("AB")
    page.keyboard.type("88 dorps at 7")
    expect(page.get_by_text("Did you mean 'drops'? Write: 88 drops at 7")).to_be_visible()
    page.keyboard.press("Enter")
    expect(log(page).get_by_text("88 dorps")).to_have_count(0)


def test_a_bib_that_nobody_wears_is_entered_at_the_second_enter(operator: Any) -> None:
    page = operator("AB")
    page.keyboard.type("413 in at 7")
    expect(page.get_by_text("Nobody wears 413; perhaps 412")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter once more to enter it all the same.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(log(page).get_by_text("413 in at 7")).to_be_visible()


def test_two_operators_see_each_others_lines(operator: Any) -> None:
    first, second = operator("AB"), operator("CD")
    enter(first, "sag 2 has 231 377 going to w7")
    expect(log(second).get_by_text("sag 2 has 231 377 going to w7")).to_be_visible(timeout=15_000)
    enter(second, "log: relief at 7")
    expect(log(first).get_by_text("log: relief at 7")).to_be_visible(timeout=15_000)


def test_what_is_typed_without_the_server_is_understood_when_it_is_back(operator: Any) -> None:
    page = operator("AB")
    page.context.set_offline(True)
    page.keyboard.type("88 passed 7")
    expect(page.get_by_text("Not connected. Enter keeps it as typed")).to_be_visible(timeout=15_000)
    page.keyboard.press("Enter")
    expect(log(page).get_by_text("not understood yet")).to_be_visible()
    page.context.set_offline(False)
    expect(log(page).get_by_text("not understood yet")).to_have_count(0, timeout=30_000)
    expect(page.get_by_text("all sent")).to_be_visible(timeout=15_000)


def test_paper_is_typed_back_with_tab_and_enter(operator: Any) -> None:
    page = operator("AB")
    page.keyboard.press("F9")
    page.get_by_label("Bib").focus()
    for bib, time in (("231", "1201"), ("377", "1203")):
        page.keyboard.type(bib)
        page.keyboard.press("Tab")
        page.keyboard.type(time)
        page.keyboard.press("Enter")
        expect(page.get_by_text(re.compile(f"Entered: {bib} {time}"))).to_be_visible()
        expect(page.get_by_label("Bib")).to_be_focused()
    expect(log(page).get_by_text("377 passed w7 at 1203")).to_be_visible()
