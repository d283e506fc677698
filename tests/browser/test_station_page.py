"""The aid station captain's page in a browser, against a made-up station at 12:55."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any

import pytest
from made_up_captain import POST, CaptainServer, captain_view
from made_up_posts import DIST

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


@pytest.fixture
def captain() -> Iterator[CaptainServer]:
    """The station, its last list open."""
    if not (DIST / "station.html").exists():
        pytest.skip("client/dist is not built; run `npm ci && npm run build` in client/")
    with CaptainServer() as server:
        yield server


@pytest.fixture
def page(captain: CaptainServer, chromium: Any) -> Iterator[Any]:
    """The captain's phone, not opened yet; what goes wrong in the page fails the test."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert not faults


def said(captain: CaptainServer, page: Any) -> dict[str, Any]:
    """The one event that the page sent."""
    expect(page.get_by_text("all sent")).to_be_visible()
    (event,) = captain.said
    return event


def test_one_tap_says_of_a_listed_bib_that_it_has_come_by(captain: CaptainServer, page: Any) -> None:
    page.goto(captain.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Still to come 3")
    page.get_by_role("button", name="4410 has come by").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Still to come 2")
    expect(page.get_by_role("tab", name="Last list 3")).to_be_visible()
    event = said(captain, page)
    told = {key: event[key] for key in ("kind", "place", "bib", "what")}
    assert told == {"kind": "sighting", "place": POST, "bib": "4410", "what": "passed"}


def test_a_range_is_said_with_what_to_do(captain: CaptainServer, page: Any) -> None:
    page.goto(captain.url)
    expect(page.get_by_text("last likely 13:38, 19 in 20 by 13:52")).to_be_visible()
    expect(page.get_by_text("Stay until released.").first).to_be_visible()


def test_nobody_is_recorded_as_come_by_before_the_list_is_open(captain: CaptainServer, page: Any) -> None:
    captain.show(captain_view("opened", open_list=False))
    page.goto(captain.url)
    page.get_by_role("tab", name="Bibs").click()
    expect(page.get_by_text("no need to record who comes by")).to_be_visible()
    expect(page.get_by_role("button", name="Has come by")).to_have_count(0)
    page.get_by_role("button", name="7", exact=True).click()
    page.get_by_role("button", name="Stopped here: 7").click()
    assert said(captain, page)["what"] == "stopped"


def test_where_the_race_wants_it_runners_are_recorded_in_and_out(captain: CaptainServer, page: Any) -> None:
    captain.show(captain_view("opened", open_list=False, in_out=True))
    page.goto(captain.url)
    page.get_by_role("button", name="7", exact=True).click()
    page.get_by_role("button", name="Out: 7").click()
    assert said(captain, page)["what"] == "out"


@pytest.mark.parametrize("stage", ["opened", "counting", "list_agreed", "stay", "packing"])
def test_nothing_closes_before_race_control_says_so(captain: CaptainServer, page: Any, stage: str) -> None:
    captain.show(captain_view(stage))
    page.goto(captain.url)
    expect(page.get_by_role("heading", name="Closing, step by step")).to_be_visible()
    expect(page.get_by_role("button", name="We have closed", disabled=False)).to_have_count(0)
    expect(page.get_by_role("button", name="We are packing", disabled=False)).to_have_count(0)


@pytest.mark.parametrize(
    ("stage", "button", "what"),
    [("may_pack", "We are packing", "packing"), ("may_close", "We have closed", "closed")],
)
def test_a_released_step_is_signed_by_name(
    captain: CaptainServer, page: Any, stage: str, button: str, what: str
) -> None:
    captain.show(captain_view(stage))
    page.goto(captain.url)
    page.get_by_role("button", name=button).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Say who you are")).to_be_disabled()
    sheet.get_by_label("Your name").fill("J. Moss")
    sheet.get_by_role("button", name=button).click()
    event = said(captain, page)
    assert (event["station"], event["what"], event["by"]) == (POST, what, "J. Moss")


def test_a_hold_is_acknowledged_by_somebody(captain: CaptainServer, page: Any) -> None:
    page.goto(captain.url)
    page.get_by_role("button", name="Understood").click()
    page.get_by_label("First say who you are").fill("JM")
    page.get_by_role("button", name="Understood").click()
    expect(page.get_by_role("button", name="Understood")).to_have_count(0)
    event = said(captain, page)
    assert (event["what"], event["to"], event["by"]) == ("acknowledged", POST, "JM")


def test_supplies_are_counted_by_item(captain: CaptainServer, page: Any) -> None:
    page.goto(captain.url)
    page.get_by_label("How many cups are left").fill("5")
    page.get_by_role("listitem").filter(has_text="cups").get_by_role("button", name="Say").click()
    expect(page.get_by_text("5 left, just now")).to_be_visible()
    event = said(captain, page)
    assert (event["item"], event["left"]) == ("cups", 5)


def test_targets_are_large_and_nothing_runs_off_a_phone(captain: CaptainServer, page: Any) -> None:
    page.goto(captain.url)
    page.get_by_role("tab", name="Bibs").click()
    expect(page.get_by_role("button", name="7", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    buttons = "[...document.querySelectorAll('main button:not(.slim)')]"
    small = page.evaluate(f"{buttons}.filter((one) => one.offsetHeight < 56).map((one) => one.textContent)")
    assert small == []


def test_the_first_view_is_small(captain: CaptainServer) -> None:
    """Everything that the page needs to be drawn, compressed as it is served."""
    html = (DIST / "station.html").read_text()
    files = re.findall(r'(?:src|href)="/(assets/[^"]+)"', html)
    size = sum(len(gzip.compress((DIST / file).read_bytes(), 9)) for file in ["station.html", *files])
    assert len(files) > 2
    assert size < 100_000


def test_the_page_is_paper_outdoors_whatever_the_phone_prefers(captain: CaptainServer, page: Any) -> None:
    page.goto(captain.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
