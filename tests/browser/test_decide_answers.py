"""Answers, acknowledgements, and what becomes of whatever race control says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, WHO, row, said

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_a_question_is_answered(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    row(page, "Station 21 asks for water").click()
    page.get_by_role("dialog").get_by_role("button", name="Answer “it is coming”").click()
    expect(row(page, "Station 21 asks for water")).to_have_count(0)
    assert said(busy_server) == [
        {
            "kind": "message",
            "message": "q1",
            "what": "answered",
            "to": "s21",
            "answer": "coming",
            **BY_CONTROL,
        }
    ]


def test_a_missing_acknowledgement_is_heard_by_radio(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    row(page, "Hold until 14:40: 2 have not acknowledged").click()
    dialog = page.get_by_role("dialog")
    post = dialog.get_by_role("listitem").filter(has_text="Station 19, this is race control.")
    expect(post).to_contain_text("The road stays open until 14:40")
    post.get_by_role("button").click()
    dialog.get_by_label("Who said so there").fill("L. Haas")
    dialog.get_by_role("button", name="Read back").click()
    expect(dialog.get_by_text("9 of 10 posts have said that they know.")).to_be_visible()
    about = "hold/h-pair/01900000-0000-7000-8000-000000000001"
    assert said(busy_server) == [
        {
            "kind": "message",
            "message": about,
            "what": "acknowledged",
            "to": "s19",
            "about": about,
            "by": "L. Haas",
            "heard_by": WHO,
            "source": BY_CONTROL["source"],
        }
    ]


def test_what_was_said_is_undone(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    row(page, "Station 16: may pack").click()
    page.get_by_role("dialog").get_by_role("button", name="May pack up").click()
    expect(row(page, "Station 16: may pack")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Station 16: may pack")).to_have_count(1)
    release, correction = busy_server.posted
    assert (correction["kind"], correction["target"]) == ("correction", release["id"])


def test_a_refusal_is_shown_with_its_reason(open_control: Callable[..., Any], busy_server: Any) -> None:
    busy_server.refusal = "station 's16' is not in race.toml"
    page = open_control()
    row(page, "Station 16: may pack").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="May pack up").click()
    expect(dialog.get_by_role("status")).to_contain_text("station 's16' is not in race.toml")
    expect(dialog.get_by_role("button", name="Undo")).to_have_count(0)


def test_what_could_not_be_sent_is_kept_and_sent_once(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.route("**/api/v1/events", lambda route: route.abort())
    row(page, "Mat 25K may be lifted").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Mark it as lifted").click()
    expect(dialog.get_by_text("Not sent yet, kept and tried again")).to_be_visible()
    page.unroute("**/api/v1/events")
    expect(dialog.get_by_text("Said:")).to_be_visible(timeout=10_000)
    assert said(busy_server) == [{"kind": "mat", "point": "25k", "what": "lifted", **BY_CONTROL}]


def test_nothing_is_said_without_a_name(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control(who="")
    row(page, "Station 16: may pack").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="May pack up")).to_be_disabled()
    dialog.get_by_label("Your name").fill(WHO)
    dialog.get_by_role("button", name="May pack up").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('lanterne.who')") == WHO
    assert len(busy_server.posted) == 1


def test_who_is_signed_in_speaks_under_that_name_only(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    busy_server.session = "A. Okafor"
    page = open_control()
    row(page, "Station 16: may pack").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Your name")).to_have_value("A. Okafor")
    expect(dialog.get_by_label("Your name")).not_to_be_editable()
    dialog.get_by_role("button", name="May pack up").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert (busy_server.posted[0]["by"], busy_server.posted[0]["source"]) == (
        "A. Okafor",
        "control/A. Okafor",
    )
