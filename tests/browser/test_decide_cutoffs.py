"""Changing the cut-offs, and asking what would be, on race control's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from deciding import BY_CONTROL, WHO, row, said

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


def test_a_cut_off_change_is_diffed_before_it_is_published(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.locator("#waiting").get_by_role("button", name="Cut-offs", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Change Gate 3 Marathon").click()
    dialog.get_by_label("New time").fill("10:55")
    dialog.get_by_role("button", name="Take it up").click()
    draft = dialog.get_by_role("region", name="Your change")
    expect(draft).to_contain_text(re.compile(r"Gate 3, Marathon\s*10:45 → 10:55, 10.min later"))
    assert busy_server.posted == []

    draft.get_by_role("button", name="Propose").click()
    mine = dialog.get_by_role("region", name=f"Proposed by {WHO}")
    expect(mine).to_contain_text("→ 10:55")
    expect(dialog.get_by_role("heading", name="Cut-offs, version 2")).to_be_visible()
    mine.get_by_role("button", name="Publish to all at once").click()
    expect(dialog.get_by_role("heading", name="Cut-offs, version 3")).to_be_visible()
    expect(dialog.get_by_role("region", name="Who knows of version 3")).to_contain_text("Station 18")
    proposed, published = said(busy_server)
    assert proposed == {
        "kind": "cutoff",
        "cutoff": proposed["cutoff"],
        "what": "proposed",
        "gates": [{"gate": "g3", "wall": "2026-05-03T14:55:00.000Z"}],
        "lines": [],
        "base": 2,
        **BY_CONTROL,
    }
    assert published == {"kind": "cutoff", "cutoff": proposed["cutoff"], "what": "published", **BY_CONTROL}


def test_a_proposal_on_an_older_version_is_not_published(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    row(page, "Cut-offs: 1 change proposed").click()
    dialog = page.get_by_role("dialog")
    publish = dialog.get_by_role("region", name="Proposed by A. Okafor").get_by_role("button", name="Publish")
    expect(publish).to_be_enabled()
    fields: dict[str, Any] = {
        "kind": "cutoff",
        "happened_at": "2026-05-03T16:50:00Z",
        "source": "control/B",
        "by": "B",
        "cutoff": "x",
    }
    steps: list[dict[str, Any]] = [{"what": "proposed", "base": 2}, {"what": "published"}]
    for number, step in enumerate(steps):
        busy_server.take(fields | step | {"id": f"01900000-0000-7000-8000-0000000002{number:02x}"})
    expect(dialog.get_by_text("Another version was published since: propose it anew.")).to_be_visible()
    expect(publish).to_be_disabled()


def test_a_what_if_is_drawn_beside_the_day_and_never_posted(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    before = page.locator("[data-mark='gate finish'] line").first.get_attribute("x1")
    page.get_by_role("button", name="What if…").click()
    page.get_by_label("Limit later, minutes").fill("20")
    expect(page.locator(".chart").get_by_text("What if: not the day")).to_be_visible()
    expect(page.locator(".chart").get_by_text("if: 14:25")).to_be_visible()
    assert page.locator("[data-mark='gate finish'] line").first.get_attribute("x1") == before
    page.get_by_role("button", name="Back to the day").click()
    expect(page.get_by_text("What if: not the day")).to_have_count(0)
    expect(page.locator(".chart").get_by_text("if: 14:25")).to_have_count(0)
    assert busy_server.posted == []


def test_a_what_if_keeps_its_last_answer_until_the_next(
    open_control: Callable[..., Any], busy_server: Any
) -> None:
    page = open_control()
    page.get_by_role("button", name="What if…").click()
    drawer = page.get_by_role("complementary", name="What if: not the day")
    answer = drawer.get_by_role("table")
    expect(drawer.get_by_role("status")).to_have_text("Worked out with these numbers.")
    asked: list[Any] = []
    page.route("**/api/v1/whatif?*", lambda route: asked.append(route))
    page.get_by_label("Limit later, minutes").fill("20")
    expect(drawer.get_by_role("status")).to_contain_text("below is the answer before")
    expect(answer).to_be_visible()
    while not asked:
        page.wait_for_timeout(20)
    asked[0].continue_()
    expect(drawer.get_by_role("status")).to_have_text("Worked out with these numbers.")
