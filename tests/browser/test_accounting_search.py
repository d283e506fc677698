"""Looking for runners, and settling what does not fit, on race control's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, NARROW, WHO, said

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def worklist(page: Any) -> Any:
    """The rows of whom to look for."""
    return page.locator("#worklist li button")


def test_the_most_urgent_is_first_with_what_to_do_next(open_control: Callable[..., Any]) -> None:
    page = open_control()
    expect(page.get_by_role("heading", name="22 to look for")).to_be_visible()
    expect(worklist(page)).to_have_count(5)
    expect(worklist(page).first).to_contain_text(re.compile("1207.*Call their contact.*over", re.S))


def test_the_list_is_walked_and_opened_by_keys(open_control: Callable[..., Any]) -> None:
    page = open_control()
    page.keyboard.press("j")
    expect(worklist(page).nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect(worklist(page).nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("3388")
    expect(dialog).to_contain_text("under age")
    page.keyboard.press("j")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("906")
    expect(dialog).to_contain_text("3 of 40")


def test_a_call_is_logged_and_the_next_step_follows(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    worklist(page).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Log the call")).to_be_disabled()
    dialog.get_by_role("button", name="no answer").click()
    dialog.get_by_role("button", name="Log the call").click()
    expect(dialog.get_by_text("Next:")).to_contain_text("Tell the police")
    assert said(busy_server) == [
        {"kind": "call", "bib": "1207", "whom": "contact", "result": "no_answer", **BY_CONTROL}
    ]


def test_somebody_found_leaves_the_list_and_returns_by_undo(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    worklist(page).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Found, going on").click()
    act = dialog.locator("button.primary")
    expect(act).to_be_disabled()
    dialog.get_by_label("Where they were found").select_option("s12")
    dialog.get_by_label("Reason").fill("L. Haas spoke to them")
    act.click()
    expect(dialog).to_contain_text("1207 is accounted for")
    assert said(busy_server) == [
        {
            "kind": "status",
            "bib": "1207",
            "what": "reinstated",
            "place": "s12",
            "why": "L. Haas spoke to them",
            **BY_CONTROL,
        }
    ]
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog).to_contain_text("overdue for")
    assert busy_server.posted[1]["target"] == busy_server.posted[0]["id"]


def test_a_banner_holds_whom_it_excuses_and_marks_its_mat(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.get_by_role("button", name=re.compile("Mat 35K has been silent")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("12 not looked for because of it")).to_be_visible()
    dialog.get_by_role("button", name="Mark 35K as down").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert said(busy_server) == [{"kind": "mat", "point": "35k", "what": "down", **BY_CONTROL}]


def test_a_contradiction_is_settled_in_one_tap_and_the_next_is_shown(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.keyboard.press("x")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^412")).click()
    expect(dialog).to_contain_text("read at 30K")
    dialog.get_by_role("button", name="Settle: Went on after all").click()
    expect(dialog.get_by_role("heading", level=2)).to_have_text(re.compile("^1880"))
    assert said(busy_server) == [
        {"kind": "status", "bib": "412", "what": "reinstated", "why": "read after that", **BY_CONTROL},
        {
            "kind": "decision",
            "what": "settled",
            "about": ["contradiction/412/dropped"],
            "why": "Went on after all",
            **BY_CONTROL,
        },
    ]
    dialog.get_by_role("button", name="All that do not fit").click()
    expect(dialog.get_by_role("button", name=re.compile(rf"^412.*{WHO}", re.S))).to_be_visible()


def test_nothing_of_it_scrolls_sideways_on_a_phone(open_control: Callable[..., Any]) -> None:
    page = open_control(NARROW)
    beyond = """[...document.querySelectorAll('dialog *, main *, header *')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
        .filter(e => !e.closest('svg, .map')).map(e => e.outerHTML.slice(0, 80))"""
    found = {}
    for key in "jvxa":
        page.keyboard.press(key)
        if key == "j":
            page.keyboard.press("Enter")
        page.get_by_role("dialog").wait_for()
        found[key] = page.evaluate(beyond)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert found == {"j": [], "v": [], "x": [], "a": []}
