"""Holds on race control's page, from the proposal to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, UUID7, WHO, agree, propose, row, said

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_a_hold_goes_from_proposal_to_in_force_in_clicks(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    dialog = propose(page)
    expect(dialog.get_by_text("88 (took the bus at mile 14.1, by own choice)")).to_be_visible()
    dialog.get_by_role("button", name="Propose the hold").click()
    dialog.get_by_role("button", name="Ask Police, Medical and Finish").click()
    force = dialog.get_by_role("button", name="Put in force")
    expect(force).to_be_disabled()
    expect(dialog.get_by_text("Not agreed yet: Police, Medical and Finish.")).to_be_visible()

    dialog.get_by_role("button", name="By voice…").first.click()
    dialog.get_by_label("Who said it").fill("Sgt. Novak")
    dialog.get_by_label("On condition").fill("pavement after mile 24")
    dialog.get_by_label("I read it back").check()
    dialog.get_by_role("button", name="Police agreed").click()
    expect(dialog.get_by_text("Not agreed yet: Medical and Finish.")).to_be_visible()
    expect(force).to_be_disabled()

    proposal = busy_server.posted[0]
    for number, party in enumerate(("medical", "finish")):
        agree(busy_server, party, proposal["hold"], proposal["id"], number)
    expect(force).to_be_enabled()
    force.click()
    expect(dialog.get_by_text("In force", exact=True)).to_be_visible()

    about = {"kind": "hold", "hold": proposal["hold"], "source": BY_CONTROL["source"]}
    mine = [one for one in said(busy_server) if one["source"].startswith("control/")]
    assert mine == [
        about
        | {
            "what": "proposed",
            "distance": "marathon",
            "from_m": pytest.approx(28_266.67, abs=0.01),
            "to_m": 42_195.0,
            "until": "2026-05-03T18:40:00.000Z",
            "bibs": ["4410", "5123"],
            "needs": ["police", "medical", "finish"],
            "by": WHO,
        },
        *(
            about | {"what": "asked", "terms": proposal["id"], "party": party, "by": WHO}
            for party in ("police", "medical", "finish")
        ),
        about
        | {
            "what": "agreed",
            "terms": proposal["id"],
            "party": "police",
            "by": "Sgt. Novak",
            "heard_by": WHO,
            "condition": "pavement after mile 24",
        },
        about | {"what": "in_force", "terms": proposal["id"], "by": WHO},
    ]
    assert all(UUID7.fullmatch(one["id"]) for one in busy_server.posted)


def test_nobody_hears_their_own_agreement(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    row(page, "Hold until 13:20 for 9012").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="By voice…").click()
    dialog.get_by_label("Who said it").fill(WHO.lower())
    dialog.get_by_label("I read it back").check()
    expect(dialog.get_by_role("button", name="Police agreed")).to_be_disabled()
    expect(dialog.get_by_text("Who said it and who heard it are two people.")).to_be_visible()


def test_an_end_after_the_permit_says_who_must_agree_to_it(open_control: Callable[..., Any]) -> None:
    dialog = propose(open_control())
    expect(dialog.get_by_role("radio", name="14:40")).to_be_checked()
    expect(dialog.get_by_role("alert")).to_have_count(0)
    dialog.get_by_role("radio", name="15:00").check()
    expect(dialog.get_by_role("alert")).to_contain_text("the police must agree to it")


def test_a_hold_in_force_is_extended_by_new_terms(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    page.get_by_role("button", name="Held open until 14:40").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Another end…").click()
    dialog.get_by_role("radio", name="14:50").check()
    dialog.get_by_role("button", name="Propose this end").click()
    expect(
        dialog.get_by_text("A new end, 14:50, is proposed. Until all agree, the end 14:40 stays.")
    ).to_be_visible()
    expect(page.get_by_text("Held open until 14:40")).to_have_count(1)
    assert [(one["hold"], one["what"], one["until"]) for one in busy_server.posted] == [
        ("h-pair", "proposed", "2026-05-03T18:50:00.000Z")
    ]


def test_a_hold_is_ended(open_control: Callable[..., Any], busy_server: Any) -> None:
    page = open_control()
    page.get_by_role("button", name="Held open until 14:40").click()
    page.get_by_role("dialog").get_by_role("button", name="End the hold now").click()
    expect(page.get_by_text("Held open until")).to_have_count(0)
    assert said(busy_server) == [{"kind": "hold", "hold": "h-pair", "what": "ended", **BY_CONTROL}]


def test_what_the_sweep_told_a_runner_is_written_down(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    row(page, "5123 not yet told of the hold").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("listitem").filter(has_text="5123 is not told yet").get_by_role("button").click()
    dialog.get_by_role("button", name="goes on by the pavement").click()
    expect(dialog.get_by_text("5123 goes on by the pavement")).to_be_visible()
    assert said(busy_server) == [
        {
            "kind": "encounter",
            "vehicle": "sweep1",
            "what": "pavement",
            "bib": "5123",
            "hold": "h-pair",
            **BY_CONTROL,
        }
    ]


def test_the_chart_says_until_when_and_for_whom_the_road_is_held(open_control: Callable[..., Any]) -> None:
    chart = open_control().locator(".chart svg")
    expect(chart.get_by_text("held until 14:40", exact=True)).to_have_count(1)
    expect(chart.get_by_text("for 4410, 5123", exact=True)).to_have_count(1)
