"""What waits for a decision on race control's page, from the first look to the events that are posted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
WHO = "R. Moreno"
BY_CONTROL = {"source": f"control/{WHO}", "by": WHO}
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def open_page(chromium: Any, busy_server: Any) -> Iterator[Callable[..., Any]]:
    """Opens race control's page for somebody who has given their name before."""
    contexts: list[Any] = []
    faults: list[str] = []

    def make(size: dict[str, int] = WIDE, who: str = WHO) -> Any:
        context = chromium.new_context(viewport=size, color_scheme="dark", reduced_motion="reduce")
        contexts.append(context)
        if who:
            context.add_init_script(f"sessionStorage.setItem('lanterne.who', '{who}')")
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(busy_server.url)
        page.get_by_role("heading", name=re.compile("wait for a decision")).wait_for()
        return page

    yield make
    for each in contexts:
        each.close()
    assert faults == []


def row(page: Any, name: str) -> Any:
    """A row of what waits, unfolded."""
    more = page.get_by_role("button", name=re.compile(r"^\d+ more$"))
    if more.count():
        more.click()
    return page.locator("#waiting").get_by_role("button", name=name)


def said(server: Any) -> list[dict[str, Any]]:
    """What was posted, without what differs from run to run."""
    return [
        {name: value for name, value in one.items() if name not in ("id", "happened_at")}
        for one in server.posted
    ]


def agree(server: Any, party: str, hold: str, terms: str, number: int) -> None:
    """A party agrees on its own page."""
    receipt = server.take(
        {
            "kind": "hold",
            "id": f"01900000-0000-7000-8000-0000000001{number:02x}",
            "happened_at": "2026-05-03T16:57:00Z",
            "source": f"{party}/tablet",
            "hold": hold,
            "what": "agreed",
            "terms": terms,
            "party": party,
            "by": f"{party} captain",
        }
    )
    assert receipt["outcome"] == "accepted", receipt


def propose(page: Any) -> Any:
    """Open the hold that the server proposes; its dialog."""
    page.get_by_role("button", name="Hold…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("★ recommended").wait_for()
    return dialog


def test_a_hold_goes_from_proposal_to_in_force_in_clicks(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
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


def test_nobody_hears_their_own_agreement(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
    row(page, "Hold until 13:20 for 9012").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="By voice…").click()
    dialog.get_by_label("Who said it").fill(WHO.lower())
    dialog.get_by_label("I read it back").check()
    expect(dialog.get_by_role("button", name="Police agreed")).to_be_disabled()
    expect(dialog.get_by_text("Who said it and who heard it are two people.")).to_be_visible()


def test_an_end_after_the_permit_cannot_be_chosen(open_page: Callable[..., Any]) -> None:
    dialog = propose(open_page())
    expect(dialog.get_by_role("radio", name="15:00")).to_be_disabled()
    expect(dialog.get_by_role("radio", name="14:40")).to_be_checked()


def test_a_hold_in_force_is_extended_by_new_terms(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
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


def test_a_hold_is_ended(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="Held open until 14:40").click()
    page.get_by_role("dialog").get_by_role("button", name="End the hold now").click()
    expect(page.get_by_text("Held open until")).to_have_count(0)
    assert said(busy_server) == [{"kind": "hold", "hold": "h-pair", "what": "ended", **BY_CONTROL}]


def test_what_the_sweep_told_a_runner_is_written_down(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
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


def test_a_station_is_released_in_two_clicks(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
    row(page, "Station 16: may pack").click()
    page.get_by_role("dialog").get_by_role("button", name="May pack up").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Said: Station 16: may pack up")).to_be_visible()
    assert said(busy_server) == [{"kind": "station", "station": "s16", "what": "may_pack", **BY_CONTROL}]


def test_a_last_list_is_opened_with_those_still_to_come(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
    row(page, "Station 20: open its last list").click()
    page.get_by_role("dialog").get_by_role("button", name="Open the last list").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert (busy_server.posted[0]["what"], len(busy_server.posted[0]["bibs"])) == ("counting", 12)


def test_a_station_that_left_against_the_list_is_asked_to_stay(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
    row(page, "Station 19: closed against the list").click()
    page.get_by_role("dialog").get_by_role("button", name="Stay", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert busy_server.posted[0]["what"] == "stay"


def test_a_cut_off_change_is_diffed_before_it_is_published(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
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
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
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


def test_a_question_is_answered(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
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


def test_a_missing_acknowledgement_is_heard_by_radio(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
    row(page, "Hold until 14:40: 2 not acknowledged").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("The road stays open until 14:40")).to_be_visible()
    dialog.get_by_role("listitem").filter(has_text="Station 19").get_by_role("button").click()
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


def test_what_was_said_is_undone(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page()
    row(page, "Station 16: may pack").click()
    page.get_by_role("dialog").get_by_role("button", name="May pack up").click()
    expect(row(page, "Station 16: may pack")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Station 16: may pack")).to_have_count(1)
    release, correction = busy_server.posted
    assert (correction["kind"], correction["target"]) == ("correction", release["id"])


def test_a_refusal_is_shown_with_its_reason(open_page: Callable[..., Any], busy_server: Any) -> None:
    busy_server.refusal = "station 's16' is not in race.toml"
    page = open_page()
    row(page, "Station 16: may pack").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="May pack up").click()
    expect(dialog.get_by_role("status")).to_contain_text("station 's16' is not in race.toml")
    expect(dialog.get_by_role("button", name="Undo")).to_have_count(0)


def test_what_could_not_be_sent_is_kept_and_sent_once(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
    page.route("**/api/v1/events", lambda route: route.abort())
    row(page, "Mat 25K may be lifted").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Mark it as lifted").click()
    expect(dialog.get_by_text("Not sent yet, kept and tried again")).to_be_visible()
    page.unroute("**/api/v1/events")
    expect(dialog.get_by_text("Said:")).to_be_visible(timeout=10_000)
    assert said(busy_server) == [{"kind": "mat", "point": "25k", "what": "lifted", **BY_CONTROL}]


def test_nothing_is_said_without_a_name(open_page: Callable[..., Any], busy_server: Any) -> None:
    page = open_page(who="")
    row(page, "Station 16: may pack").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="May pack up")).to_be_disabled()
    dialog.get_by_label("Your name").fill(WHO)
    dialog.get_by_role("button", name="May pack up").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('lanterne.who')") == WHO
    assert len(busy_server.posted) == 1


def test_who_is_signed_in_speaks_under_that_name_only(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    busy_server.session = "A. Okafor"
    page = open_page()
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


def test_a_what_if_is_drawn_beside_the_day_and_never_posted(
    open_page: Callable[..., Any], busy_server: Any
) -> None:
    page = open_page()
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


def test_the_chart_says_until_when_and_for_whom_the_road_is_held(open_page: Callable[..., Any]) -> None:
    chart = open_page().locator(".chart svg")
    expect(chart.get_by_text("held until 14:40", exact=True)).to_have_count(1)
    expect(chart.get_by_text("for 4410, 5123", exact=True)).to_have_count(1)


@pytest.mark.parametrize(
    "name",
    [
        "Sweep 1 asks for medical",
        "Station 17: list agreed?",
        "Hold until 13:20 for 9012",
        "Cut-offs: 1 change proposed",
        "Hold until 14:40: 2 not acknowledged",
        "West End Bridge: could be reopened",
    ],
)
def test_no_dialog_scrolls_sideways_on_a_phone(open_page: Callable[..., Any], name: str) -> None:
    page = open_page(NARROW)
    row(page, name).click()
    page.get_by_role("dialog").wait_for()
    beyond = """[...document.querySelectorAll('dialog *')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_the_hold_dialog_fits_a_phone(open_page: Callable[..., Any]) -> None:
    page = open_page(NARROW)
    dialog = propose(page)
    assert dialog.evaluate("d => d.scrollWidth <= d.clientWidth") is True
