"""Saying what became of any runner, on race control's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, NARROW, said

from lanterne.units import METRES_PER_MILE

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

WHY = "the hold was ours"


def status_of(page: Any, bibs: str) -> Any:
    """The dialog, opened by its key for some bibs; everybody's account is shown."""
    page.keyboard.press("s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Bib, or several").fill(bibs)
    expect(dialog.get_by_role("list").get_by_role("listitem")).to_have_count(len(bibs.split(",")))
    return dialog


def test_a_row_of_the_ledger_leads_to_it_and_back(open_control: Callable[..., Any]) -> None:
    page = open_control()
    page.keyboard.press("/")
    page.get_by_label("Find a bib or name").fill("2931")
    expect(page.get_by_role("heading", name=re.compile("registered · 1$", re.I))).to_be_visible()
    page.get_by_role("button", name="Say what became of 2931").click()
    dialog = page.get_by_role("dialog", name="Say what became of them")
    expect(dialog.get_by_role("list")).to_contain_text(re.compile("2931.*on course.*Read at", re.S))
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Say what became of 2931")).to_be_focused()


def test_two_late_finishers_are_made_official_at_once_and_undone(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    dialog = status_of(page, "640, 641")
    expect(dialog.get_by_text("finished, after limit")).to_have_count(2)
    dialog.get_by_role("button", name="Official result", exact=True).click()
    act = dialog.get_by_role("button", name="Official result: 2 runners")
    expect(act).to_be_disabled()
    dialog.get_by_label("Reason").fill(WHY)
    act.click()
    expect(dialog.get_by_text("✓ was finished, after limit")).to_have_count(2)
    assert said(busy_server) == [
        {"kind": "status", "bib": bib, "what": "finished", "result": "official", "why": WHY, **BY_CONTROL}
        for bib in ("640", "641")
    ]
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.get_by_text("finished, official")).to_have_count(0)
    assert {one["target"] for one in busy_server.posted[2:]} == {one["id"] for one in busy_server.posted[:2]}


def test_nothing_is_said_of_a_bib_that_nobody_has(open_control: Callable[..., Any]) -> None:
    page = open_control()
    dialog = status_of(page, "640, 99999")
    dialog.get_by_role("button", name="Did not start").click()
    dialog.get_by_label("Reason").fill("said by the start")
    expect(dialog.get_by_text("Nobody is registered with bib 99999.").last).to_be_visible()
    expect(dialog.locator("button.primary")).to_be_disabled()


def test_where_a_runner_was_bumped_to_is_typed_in_the_units_of_the_race(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    dialog = status_of(page, "2931")
    dialog.get_by_role("button", name="Bumped ahead").click()
    dialog.get_by_label("Reason").fill("sweep 1")
    dialog.get_by_label("Let out at mile").fill("27")
    expect(dialog.get_by_text("That is not on their course.")).to_be_visible()
    dialog.get_by_label("Let out at mile").fill("21.5")
    dialog.locator("button.primary").click()
    expect(dialog.get_by_role("list")).to_contain_text("on course, bumped")
    assert busy_server.posted[0]["at_m"] == pytest.approx(21.5 * METRES_PER_MILE)


def test_what_speaks_against_it_is_shown_before_it_is_said(open_control: Callable[..., Any]) -> None:
    page = open_control()
    dialog = status_of(page, "640")
    dialog.get_by_role("button", name="Stopped", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("640 was read at the finish at 14:26")


def test_the_worklist_leads_to_it_on_a_phone_and_nothing_scrolls_sideways(
    open_control: Callable[..., Any],
) -> None:
    page = open_control(NARROW)
    page.locator("#worklist li button").first.click()
    page.get_by_role("button", name="Something else…").click()
    dialog = page.get_by_role("dialog", name="Say what became of them")
    expect(dialog.get_by_label("Bib, or several")).to_have_value("1207")
    dialog.get_by_role("button", name="Left the course").click()
    beyond = """[...document.querySelectorAll('dialog *')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []
