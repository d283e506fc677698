"""A runner's page and the record's page in a browser, against a made-up race."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
Open = Callable[..., Any]


@pytest.fixture
def faults() -> list[str]:
    """What pages said to the console, and scripts that failed."""
    return []


@pytest.fixture
def open_page(chromium: Any, race_server: Any, faults: list[str]) -> Iterator[Open]:
    """Opens a path of the race's server in a fresh profile."""
    contexts = []

    def open_page(path: str, size: dict[str, int] = WIDE) -> Any:
        contexts.append(chromium.new_context(viewport=size, reduced_motion="reduce"))
        page = contexts[-1].new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(race_server.url.removesuffix("/control") + path)
        page.locator("main h1, main .who, #last, main p.waiting:not(.dim)").first.wait_for()
        return page

    yield open_page
    for each in contexts:
        each.close()


def test_a_bib_in_the_list_leads_to_its_forecast_and_back(open_page: Open, faults: list[str]) -> None:
    page = open_page("/control")
    page.get_by_role("link", name="4410", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("4410 Ada Example"))
    page.get_by_role("link", name="Race control").click()
    expect(page.get_by_role("heading", name="The last 20 on the course")).to_be_visible()
    assert faults == []


def test_a_line_of_the_chart_leads_to_its_runner_by_key(open_page: Open) -> None:
    page = open_page("/control")
    page.locator("[data-mark='runner 4410']").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("4410"))


def test_a_name_in_the_ledger_leads_to_its_runner(open_page: Open) -> None:
    page = open_page("/control")
    page.keyboard.press("u")
    link = page.get_by_role("dialog").get_by_role("link").first
    assert link.get_attribute("href") == f"/control/runner/{link.inner_text()}"


def test_evidence_and_estimate_look_different(open_page: Open) -> None:
    page = open_page("/control/runner/4410")
    look = "e => { const s = getComputedStyle(e); return [s.stroke, s.strokeDasharray] }"
    seen, expected = (
        page.locator("path.seen").evaluate(look),
        page.locator("path.middle").first.evaluate(look),
    )
    assert seen[0] != expected[0]
    assert (seen[1], expected[1] != "none") == ("none", True)


def test_the_three_ends_are_said_in_words(open_page: Open) -> None:
    words = open_page("/control/runner/4410").locator(".facts .words")
    expect(words).to_have_text(re.compile(r"31\s%\s*in time\s*55\s%\s*late\s*14\s%\s*stops before"))


def test_a_doubtful_read_is_marked(open_page: Open) -> None:
    page = open_page("/control/runner/4410")
    expect(page.get_by_role("row").filter(has_text="doubtful")).to_contain_text("40K")
    expect(page.locator("path.wrong")).to_have_count(1)


def test_the_chart_shows_the_whole_way_when_asked(open_page: Open) -> None:
    page = open_page("/control/runner/4410")
    chart = page.locator("section:has(#way-title) svg")
    expect(chart.get_by_text("start", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Whole").click()
    expect(chart.get_by_text("start", exact=True)).to_have_count(1)


def test_one_in_a_vehicle_has_no_estimate(open_page: Open) -> None:
    page = open_page("/control/runner/88")
    expect(page.locator(".standing")).to_contain_text(
        "In a vehicle since 12:45, Sweep 1, said by radio desk."
    )
    expect(page.get_by_role("heading", name="What is expected")).to_have_count(0)
    expect(page.locator(".facts .forecast")).to_have_count(0)


def test_a_bib_that_nobody_wears_is_said_so(open_page: Open) -> None:
    page = open_page("/control/runner/99999")
    expect(page.get_by_text("Nobody is registered with bib 99999.")).to_be_visible()


def test_another_bib_is_found_from_the_keyboard(open_page: Open) -> None:
    page = open_page("/control/runner/4410")
    page.keyboard.press("/")
    page.keyboard.type("2931")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("2931"))


def test_the_record_says_the_day_in_two_sentences(open_page: Open, faults: list[str]) -> None:
    page = open_page("/control/record")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"9 in 10 held 91.%.*0\.1.min later.*slowest quarter.*1\.2.min later")
    )
    assert faults == []


def test_the_record_names_the_mat_that_is_off_and_the_day(open_page: Open) -> None:
    page = open_page("/control/record")
    expect(page.locator(".odd")).to_have_text(re.compile(r"40K: runners came 2\.0.min later than expected"))
    expect(page.get_by_text(re.compile("10K seems to stand 190 m early, give or take 24"))).to_be_visible()


def test_f_opens_the_record_from_control(open_page: Open) -> None:
    page = open_page("/control")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="Everybody")).to_be_visible()


@pytest.mark.parametrize("path", ["/control/runner/4410", "/control/runner/88", "/control/record"])
def test_nothing_scrolls_sideways_on_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
