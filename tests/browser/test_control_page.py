"""Race control's page alone, in a browser, against a made-up race."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}


class Screen:
    """One browser profile with its pages and what went wrong in them."""

    def __init__(self, browser: Any, url: str, size: dict[str, int], scheme: str = "dark") -> None:
        self.url = url
        self.context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
        self.faults: list[str] = []

    def open(self) -> Any:
        """A new tab with the page in it."""
        page = self.context.new_page()
        page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(self.url)
        page.get_by_role("heading", name="The last 20 on the course").wait_for()
        return page


@pytest.fixture
def screen(chromium: Any, race_server: Any) -> Iterator[Callable[..., Screen]]:
    """Makes screens, and closes them after the test."""
    made: list[Screen] = []

    def make(size: dict[str, int] = WIDE, scheme: str = "dark") -> Screen:
        made.append(Screen(chromium, race_server.url, size, scheme))
        return made[-1]

    yield make
    for each in made:
        each.context.close()


def until(true: Callable[[], bool], within_s: float = 10.0) -> bool:
    """Whether something outside the browser comes true within a time."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return true()


def test_every_number_of_the_balance_opens_its_list(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    for name, total in [
        ("registered", "4,212"),
        ("on course", "391"),
        ("in vehicles", "7"),
        ("unresolved", "1"),
    ]:
        page.get_by_role("button", name=re.compile(rf"^{total}\s*{name}$")).click()
        expect(page.get_by_role("dialog").get_by_role("heading")).to_have_text(
            re.compile(rf"{name} · {total}", re.I)
        )
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_long_list_is_paged_and_searched(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    page.get_by_role("button", name=re.compile(r"^3,655")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("row").first.wait_for()
    assert dialog.get_by_role("row").count() < 60
    region = dialog.get_by_role("region", name="Rows")
    region.evaluate("box => { box.scrollTop = box.scrollHeight }")
    expect(dialog.locator("[aria-rowindex='3655']")).to_contain_text("finished")
    bib = dialog.locator("[aria-rowindex='3655'] b").inner_text()
    page.get_by_role("searchbox").fill(bib)
    expect(dialog.locator("[aria-rowindex='1'] b")).to_have_text(bib)


def test_seven_tabs_share_one_stream(screen: Callable[..., Screen], race_server: Any) -> None:
    one = screen()
    tabs = [one.open() for _ in range(7)]
    for tab in tabs:
        expect(tab.get_by_text("Live", exact=True)).to_be_visible()
        expect(tab.locator("[data-mark='runner 4410']")).to_have_count(1)
    assert race_server.streams == 1
    assert race_server.open_streams == 1
    assert one.faults == []


def test_a_tab_lives_alone_without_shared_workers(screen: Callable[..., Screen], race_server: Any) -> None:
    one = screen()
    one.context.add_init_script("delete globalThis.SharedWorker")
    for _ in range(2):
        expect(one.open().get_by_text("Live", exact=True)).to_be_visible()
    assert race_server.streams == 2


def test_a_lost_connection_is_said_and_mended(screen: Callable[..., Screen], race_server: Any) -> None:
    one = screen()
    page = one.open()
    race_server.silenced.set()
    expect(page.get_by_text("Connection lost")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("last heard")).to_be_visible()
    race_server.silenced.clear()
    expect(page.get_by_text("Live", exact=True)).to_be_visible(timeout=15_000)


def test_the_race_clock_ticks_in_the_races_zone(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    timer = page.get_by_role("timer")
    expect(timer).to_have_text(re.compile(r"^12:5\d:\d\d$"))
    before = timer.inner_text()
    expect(timer).not_to_have_text(before)


def test_the_theme_follows_the_machine_until_someone_chooses(screen: Callable[..., Screen]) -> None:
    one = screen(scheme="light")
    page = one.open()
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "light"
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(theme) == "dark"
    page.reload()
    page.get_by_role("timer").wait_for()
    assert page.evaluate(theme) == "dark"


def test_lean_turns_the_clock_into_minutes_from_the_line(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    chart = page.locator(".chart svg")
    expect(chart.get_by_text("08:00", exact=True)).to_have_count(1)
    page.keyboard.press("l")
    expect(chart.get_by_text("the line", exact=True)).to_have_count(1)
    expect(chart.get_by_text("10 min behind", exact=True)).to_have_count(1)
    expect(chart.get_by_text("08:00", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Lean")).to_have_attribute("aria-pressed", "true")


def test_a_brush_zooms_and_whole_returns(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    chart = page.locator(".chart svg")
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()
    expect(chart.get_by_text("start", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Whole").click()
    expect(chart.get_by_text("start", exact=True)).to_have_count(1)


def test_the_chart_is_walked_with_the_arrow_keys(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    page.get_by_role("button", name="Whole").focus()
    page.keyboard.press("Tab")
    sentence = page.locator(".sentence")
    expect(sentence).to_contain_text(re.compile(r"^(4410|5123) · read at 30K 12:1\d"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(sentence).to_contain_text("expected at the finish")
    expect(sentence).not_to_contain_text(re.compile("^(4410|5123)"))


def test_the_page_is_entered_by_its_skip_link(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the last runners")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#last")).to_be_focused()


def test_keys_are_listed_and_can_be_switched_off(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Single keys act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Lean")).to_have_attribute("aria-pressed", "false")


def test_the_map_is_drawn_with_no_other_server(screen: Callable[..., Screen]) -> None:
    one = screen()
    page = one.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("m")
    expect(page.locator(".map canvas")).to_be_visible(timeout=20_000)
    expect(page.locator(".map").get_by_text(re.compile(r"(4410|5123).*30K"))).to_be_visible()
    assert [
        url for url in asked if not url.startswith((one.url.removesuffix("/control"), "blob:", "data:"))
    ] == []
    assert one.faults == []


@pytest.mark.parametrize("picture", ["chart", "map"])
def test_nothing_scrolls_sideways_on_a_phone(screen: Callable[..., Screen], picture: str) -> None:
    page = screen(NARROW).open()
    if picture == "map":
        page.keyboard.press("m")
        page.locator(".map canvas").wait_for(timeout=20_000)
    beyond = """[...document.querySelectorAll('main *, header *')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('svg, .map')).length"""
    assert page.evaluate(beyond) == 0
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_quarantine_opens_with_reasons(screen: Callable[..., Screen]) -> None:
    page = screen().open()
    page.get_by_role("button", name="3 in quarantine").click()
    expect(page.get_by_role("dialog")).to_contain_text("not in race.toml")


def test_rows_are_kept_from_message_to_message(screen: Callable[..., Screen], race_server: Any) -> None:
    """A row that is built anew each second would flicker and lose the pointer."""
    page = screen().open()
    page.evaluate("document.querySelectorAll('#last tbody tr').forEach(row => { row.dataset.kept = 'yes' })")
    before = page.get_by_role("timer").inner_text()
    expect(page.get_by_role("timer")).not_to_have_text(before)
    page.wait_for_timeout(2_500)
    assert page.locator("#last tbody tr[data-kept=yes]").count() == 20


def test_the_page_says_nothing_to_the_console(screen: Callable[..., Screen], race_server: Any) -> None:
    one = screen()
    page = one.open()
    for key in "ldd+-0t":
        page.keyboard.press(key)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert one.faults == []
