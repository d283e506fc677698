"""Rides, what the day is like, and the all clear, on race control's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, said
from fixture_server import encode

from lanterne import views

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_the_vehicle_that_the_plan_proposes_is_assigned(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.locator("#pickups").get_by_role("button", name=re.compile("^2018")).click()
    page.get_by_role("dialog").get_by_role("button", name="Assign SAG 3").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#pickups")).to_contain_text("SAG 3 has it")
    assert said(busy_server) == [
        {
            "kind": "pickup",
            "what": "confirmed",
            "request": "p1",
            "bib": "2018",
            "vehicle": "sag3",
            **BY_CONTROL,
        }
    ]


def test_a_claim_is_confirmed_with_its_own_id(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    page.locator("#pickups").get_by_role("button", name=re.compile("^Bib not read")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("SAG 3 claimed it 12:54: not confirmed")
    dialog.get_by_role("button", name="Assign SAG 3").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert busy_server.posted[0]["claim"] == "claim-3"


def test_a_ride_is_reported_by_mile_and_closed_with_a_reason(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.get_by_role("button", name="New…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Bib, if read").fill("118")
    dialog.get_by_label("or at mile").fill("10")
    dialog.get_by_role("button", name="Report it").click()
    page.locator("#pickups").get_by_role("button", name="All 7").click()
    page.locator("#pickups").get_by_role("button", name=re.compile("^118")).click()
    dialog.get_by_role("button", name="Close without a ride").first.click()
    dialog.get_by_label("Reason").fill("walks on with a friend")
    dialog.locator("button.primary").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    new, closed = said(busy_server)
    assert (new["what"], new["bib"], round(new["at_m"])) == ("reported", "118", 16_093)
    assert (closed["what"], closed["why"]) == ("closed", "walks on with a friend")


def test_the_vehicles_say_who_is_aboard_and_whose_count_differs(open_control: Callable[..., Any]) -> None:
    page = open_control()
    page.keyboard.press("v")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region").first).to_contain_text(
        re.compile(r"SAG 2.*1 of 4 free.*agrees.*silent", re.S)
    )
    expect(dialog.get_by_role("region", name="SAG 1")).to_contain_text("2 counted 12:46, 3 by bib")


def test_a_wet_day_is_said_by_name(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    page.get_by_role("button", name="Dry, not hot").click()
    page.get_by_role("dialog").get_by_role("button", name="Wet day", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Say: Wet day, not hot").click()
    expect(page.get_by_role("button", name="Wet day, not hot")).to_be_visible()
    assert said(busy_server) == [{"kind": "conditions", "wet": True, "heat": "none", **BY_CONTROL}]


def test_the_lantern_goes_out_when_nothing_stands_against_it(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    busy_server.accounting.clear = True
    page = open_control()
    page.get_by_role("button", name="lantern lit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Declare all clear").click()
    expect(dialog.get_by_text("The lantern is out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="lantern out")).to_be_visible()
    assert said(busy_server) == [{"kind": "all_clear", "what": "declared", **BY_CONTROL}]


def test_an_override_needs_a_reason_and_names_whom_it_leaves(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.keyboard.press("a")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("35 matters stand against the all clear.")).to_be_visible()
    dialog.get_by_role("button", name="Override…").click()
    act = dialog.get_by_role("button", name="Declare all clear over this")
    expect(act).to_be_disabled()
    expect(dialog.get_by_role("alert")).to_contain_text("It leaves 33 runners: 1207, 3388")
    dialog.get_by_label("Reason").fill("All were met by the police")
    act.click()
    expect(dialog.get_by_text("The lantern is out")).to_be_visible()
    (declared,) = said(busy_server)
    assert (declared["why"], len(declared["over"]), len(declared["leaves"])) == (
        "All were met by the police",
        35,
        33,
    )


def test_what_is_heard_is_said_with_the_line_it_came_in(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    busy_server.answers["/api/v1/radio"] = encode(
        views.ParsedView(
            ok=True,
            events=[{"kind": "status", "bib": "412", "what": "drop", "place": "s7"}],
            read_back="412 out at Station 7. Correct?",
            hint="",
            warnings=[],
            bibs=[],
            sender="",
            to="",
        )
    )
    page = open_control()
    page.keyboard.press("r")
    page.get_by_role("textbox", name="Heard").fill("412 out at 7")
    expect(page.get_by_text("412 out at Station 7. Correct?")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Said: Heard: 412 out at 7")).to_be_visible()
    assert said(busy_server) == [
        {"kind": "status", "bib": "412", "what": "drop", "place": "s7", **BY_CONTROL},
        {
            "kind": "heard",
            "text": "412 out at 7",
            "events": [busy_server.posted[0]["id"]],
            **BY_CONTROL,
        },
    ]
