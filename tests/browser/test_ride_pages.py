"""The pages of a SAG driver, a medical post and the family desk, against made-up views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from made_up_posts import DIST
from made_up_rides import PAGES, QUEUE, RideServer, confirmed, pickup, sag_view

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1440, "height": 900}
SOON_MS = 10_000
"""A page asks every three seconds."""
Open = Callable[..., Any]


@pytest.fixture
def rides() -> Iterator[RideServer]:
    """The vehicle and the desks at 12:55, with the built client."""
    if not (DIST / "sag.html").exists():
        pytest.skip("client/dist is not built; run `npm ci && npm run build` in client/")
    with RideServer() as server:
        yield server


@pytest.fixture
def open_page(chromium: Any, rides: RideServer) -> Iterator[Open]:
    """Opens a post's link in a fresh profile, for somebody who has given their name, or not."""
    contexts: list[Any] = []
    faults: list[str] = []

    def make(post: str, size: dict[str, int] = PHONE, who: str = "KO") -> Any:
        context = chromium.new_context(viewport=size, reduced_motion="reduce", service_workers="block")
        contexts.append(context)
        if who:
            context.add_init_script(f"localStorage.setItem('lanterne.who', '{who}')")
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(rides.link(post))
        page.locator("main > div").first.wait_for()
        return page

    yield make
    for each in contexts:
        each.close()
    assert faults == []


def said(rides: RideServer, page: Any, kind: str, *whats: str) -> list[dict[str, Any]]:
    """Events of a kind that the page has handed in, in the order they were said, once all is sent."""
    expect(page.locator("header")).to_contain_text("all sent", timeout=SOON_MS)
    found = [one for one in rides.said if one["kind"] == kind]
    assert [one.get("what") for one in found] == list(whats)
    return found


def press(page: Any, bib: str) -> None:
    """Type a bib by the pad's buttons."""
    for key in bib:
        page.get_by_role("dialog").get_by_role("button", name=key, exact=True).click()


def request(page: Any, bib: str) -> Any:
    """Somebody's line in the queue."""
    return page.get_by_role("listitem", name=re.compile(f"^{bib},"))


class TestSag:
    """A phone on a dashboard."""

    def test_who_is_in_trouble_comes_first_then_who_waits_longest(self, open_page: Open) -> None:
        page = open_page("sag2")
        lines = page.get_by_label("Waiting for a ride: 5").locator("li strong.bib")
        assert lines.all_inner_texts() == ["640", "231", "377", "no bib yet", "902"]
        expect(request(page, "231")).to_contain_text(re.compile("waits 35 min: far too long"))
        expect(request(page, "231")).to_contain_text(re.compile(r"mile\s20\.4\s*0\.9\smi ahead of you"))

    def test_a_claim_counts_only_by_race_controls_word(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("sag2")
        request(page, "231").get_by_role("button", name="Claim").click()
        expect(request(page, "231")).to_contain_text("Claimed. Waiting for race control.")
        (claim,) = said(rides, page, "pickup", "claimed")
        assert (claim["request"], claim["vehicle"], claim["by"]) == ("r-231", "sag2", "KO")
        rides.show(sag_view([confirmed("231", "sag2", "Sag 2"), *QUEUE[1:]]))
        expect(request(page, "231")).to_contain_text("Yours. Confirmed.", timeout=SOON_MS)

    def test_a_claim_without_network_may_be_lost_to_another(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("sag2")
        page.context.set_offline(True)
        request(page, "231").get_by_role("button", name="Claim").click()
        expect(request(page, "231")).to_contain_text("Not confirmed. Ask by radio before you go.")
        rides.show(sag_view([confirmed("231", "sag3", "Sag 3"), *QUEUE[1:]]))
        page.context.set_offline(False)
        expect(request(page, "231")).to_contain_text("Sag 3 has it. Do not go.", timeout=SOON_MS)
        said(rides, page, "pickup", "claimed")
        request(page, "231").get_by_role("button", name="Understood").click()
        expect(request(page, "231").get_by_text("Sag 3 has it.", exact=True)).to_be_visible()

    def test_who_was_asked_for_gets_in_with_one_tap_and_heads_are_counted(
        self, rides: RideServer, open_page: Open
    ) -> None:
        rides.show(sag_view([confirmed("231", "sag2", "Sag 2"), *QUEUE[1:]]))
        page = open_page("sag2")
        request(page, "231").get_by_role("button", name="Got in").click()
        expect(page.get_by_role("heading", name="Aboard: 2 of 6, 4 seats left")).to_be_visible()
        expect(request(page, "231")).to_have_count(0)
        page.get_by_label("People aboard").get_by_role("button", name="2", exact=True).click()
        expect(page.get_by_text("You count 2. That agrees.")).to_be_visible()
        (inside,) = said(rides, page, "pickup", "picked_up")
        assert (inside["request"], inside["bib"], inside["vehicle"]) == ("r-231", "231", "sag2")
        assert inside["at_m"] == pytest.approx(31_382, abs=5)
        (count,) = [one for one in rides.said if one["kind"] == "vehicle"]
        assert count["aboard"] == 2

    def test_two_get_in_and_the_bib_of_one_comes_later(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("sag2")
        page.get_by_role("button", name="Somebody gets in").click()
        press(page, "231")
        page.get_by_role("button", name="Got in: 231").click()
        page.get_by_role("button", name="Got in, bib later").click()
        expect(page.get_by_role("dialog")).to_contain_text("In: 231 and one without bib")
        page.get_by_role("button", name="That is all").click()
        expect(page.get_by_role("heading", name="Aboard: 3 of 6")).to_be_visible()
        page.get_by_role("button", name=re.compile("^Add the bib: no bib yet got in")).click()
        press(page, "905")
        page.get_by_role("button", name="It was: 905").click()
        expect(page.get_by_role("list", name="Aboard")).to_contain_text("905")
        known, asked, unknown = said(rides, page, "pickup", "picked_up", "reported", "picked_up")
        assert (known["bib"], known["request"]) == ("231", "r-231")
        assert unknown["request"] == asked["id"]
        assert "bib" not in unknown
        (named,) = said(rides, page, "correction", None)
        assert (named["target"], named["amended"]["bib"]) == (unknown["id"], "905")

    def test_heads_that_do_not_agree_with_the_bibs_are_said_plainly(
        self, rides: RideServer, open_page: Open
    ) -> None:
        page = open_page("sag2")
        page.get_by_role("button", name="Count again").click()
        page.get_by_label("People aboard").get_by_role("button", name="3", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text(
            "You count 3, but 1 is written down: 88. Say who got in."
        )

    def test_people_are_handed_over_by_bib_to_a_named_person(
        self, rides: RideServer, open_page: Open
    ) -> None:
        view = sag_view()
        more = [*view.custody.aboard, msgspec.structs.replace(view.custody.aboard[0], bib="377")]
        rides.show(msgspec.structs.replace(view, custody=msgspec.structs.replace(view.custody, aboard=more)))
        page = open_page("sag2", who="")
        page.get_by_role("button", name="Hand over").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name="377").click()
        sheet.get_by_role("button", name="Family desk").click()
        expect(sheet.get_by_role("button", name="Say who took over")).to_be_disabled()
        sheet.get_by_label("Who took over at Family desk?").fill("Mia Tran")
        expect(sheet.get_by_role("button", name="Say who you are")).to_be_disabled()
        sheet.get_by_label("Your name").fill("K. Osei")
        expect(sheet).to_contain_text("88 to Family desk. Mia Tran took over.")
        sheet.get_by_role("button", name="Handed over").click()
        expect(page.get_by_role("list", name="Aboard")).not_to_contain_text("88")
        expect(page.get_by_role("list", name="Aboard")).to_contain_text("377")
        (out,) = said(rides, page, "pickup", "dropped_off")
        told = (out["bib"], out["vehicle"], out["to"], out["to_by"], out["by"])
        assert told == ("88", "sag2", "familydesk", "Mia Tran", "K. Osei")

    def test_a_slip_is_taken_back(self, rides: RideServer, open_page: Open) -> None:
        rides.show(sag_view([confirmed("231", "sag2", "Sag 2"), *QUEUE[1:]]))
        page = open_page("sag2")
        request(page, "231").get_by_role("button", name="No ride wanted").click()
        expect(request(page, "231")).to_have_count(0)
        page.get_by_role("status").get_by_role("button", name="Undo").click()
        expect(request(page, "231")).to_be_visible()

    def test_a_blocked_road_is_told_with_its_place(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("sag2")
        page.get_by_role("button", name="Road blocked here").click()
        expect(page.get_by_text("You said: road blocked")).to_be_visible()
        expect(page.locator("header")).to_contain_text("all sent")
        (told,) = [one for one in rides.said if one["kind"] == "vehicle"]
        assert (told["road_blocked"], told["distance"]) == (True, "marathon")

    def test_what_is_pressed_while_driving_has_room_for_a_glove(self, open_page: Open) -> None:
        page = open_page("sag2")
        for each in page.locator("main button:not(.slim)").all():
            assert each.bounding_box()["height"] >= 56, each.inner_text()


class TestMedical:
    """A tablet in a tent."""

    def test_who_comes_in_is_taken_on_to_a_place(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("medical", TABLET)
        page.get_by_role("button", name="With us: 640").click()
        expect(page.get_by_role("heading", name="With us: 3")).to_be_visible()
        page.get_by_role("button", name="640: transported").click()
        sheet = page.get_by_role("dialog")
        expect(sheet.get_by_role("button", name="Where to?")).to_be_disabled()
        sheet.get_by_label("Where to?").fill("Mercy Hospital")
        sheet.get_by_role("button", name="640 taken to Mercy Hospital").click()
        expect(page.get_by_role("heading", name="With us: 2")).to_be_visible()
        here, on = said(rides, page, "status", "with_medical", "transported")
        assert (here["bib"], here["place"], here["by"]) == ("640", "medical", "KO")
        assert (on["bib"], on["to"]) == ("640", "Mercy Hospital")

    def test_nothing_of_what_is_wrong_can_be_written(self, open_page: Open) -> None:
        page = open_page("medical", TABLET)
        expect(page.locator("main")).to_contain_text("Nothing of what is wrong.")
        expect(page.locator("main input, main textarea")).to_have_count(0)

    def test_a_name_is_asked_before_anybody_is_taken_in(self, open_page: Open) -> None:
        page = open_page("medical", TABLET, who="")
        page.get_by_label("First say who you are").fill("Dr. Sand")
        page.get_by_role("button", name="Begin").click()
        expect(page.get_by_role("textbox", name="Bib typed")).to_be_visible()

    def test_a_hold_is_agreed_to_here_as_before(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("medical", TABLET, who="Dr. Sand")
        page.get_by_role("button", name="Yes", exact=True).click()
        page.get_by_role("button", name="Say yes").click()
        (answer,) = said(rides, page, "hold", "agreed")
        assert (answer["party"], answer["by"]) == ("medical", "Dr. Sand")


class TestFamily:
    """A tablet on a desk, with people before it."""

    def test_a_proof_comes_before_any_question(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("family", TABLET)
        expect(page.get_by_label("Bib", exact=True)).to_have_count(0)
        page.get_by_role("button", name="Name and bib").click()
        page.get_by_label("Bib", exact=True).fill("4410")
        expect(page.get_by_role("button", name="Type first and last name")).to_be_disabled()
        page.get_by_label("First and last name").fill("Ada Reed")
        assert rides.looks == []
        page.get_by_role("button", name="Look up").click()
        expect(page.get_by_role("heading", name="Of 4410, say")).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="Ada")).to_contain_text("open for her until 14:40")
        assert rides.looks == [{"proof": "name_and_bib", "bib": "4410", "name": "Ada Reed", "by": "KO"}]
        page.get_by_role("button", name="Next family").click()
        expect(page.locator("main")).not_to_contain_text("Ada")

    def test_nothing_is_told_where_nothing_may_be(self, open_page: Open) -> None:
        page = open_page("family", TABLET)
        page.get_by_role("button", name="A document").click()
        page.get_by_label("First and last name").fill("Some Body")
        page.get_by_role("button", name="Look up").click()
        expect(page.get_by_text("Nobody whom I may speak of")).to_be_visible()
        expect(page.get_by_label("Say").get_by_role("button")).to_have_text(["Next family"])

    def test_without_network_it_says_that_nothing_can_be_looked_up(self, open_page: Open) -> None:
        page = open_page("family", TABLET)
        page.get_by_role("button", name="The runner's code").click()
        page.get_by_label("Bib", exact=True).fill("4410")
        page.get_by_label("Code", exact=True).fill("K7P2")
        page.context.set_offline(True)
        page.get_by_role("button", name="Look up").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing can be looked up without network.")

    def test_somebody_is_handed_over_to_a_named_person(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("family", TABLET)
        page.get_by_role("button", name="Hand over 640").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_label("Who takes them?").fill("Ann Reed")
        sheet.get_by_role("button", name="640 leaves with Ann Reed").click()
        expect(page.get_by_role("heading", name="Here, waiting: 1")).to_be_visible()
        (left,) = said(rides, page, "status", "left")
        told = (left["bib"], left["place"], left["said_by"], left["to"], left["by"])
        assert told == ("640", "family", "family", "Ann Reed", "KO")

    def test_a_call_that_reaches_somebody_at_home_ends_the_search(
        self, rides: RideServer, open_page: Open
    ) -> None:
        page = open_page("family", TABLET)
        page.get_by_role("button", name="Note a call").click()
        press(page, "1207")
        for name in ("About: 1207", "The runner", "Answered", "Safe, and off the course"):
            page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
        (left,) = said(rides, page, "status", "left")
        assert (left["bib"], left["said_by"]) == ("1207", "self")
        (call,) = [one for one in rides.said if one["kind"] == "call"]
        assert (call["bib"], call["whom"], call["result"]) == ("1207", "runner", "reached")


class TestOthers:
    """Who asks for rides, and hands people over: sweeps."""

    def test_a_sweep_asks_for_a_ride_where_it_is(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("sweep1")
        page.get_by_role("button", name="Needs a ride").click()
        page.get_by_role("button", name="Ask, bib later").click()
        expect(page.get_by_role("list", name="Asked for")).to_contain_text("race control has it")
        (asked,) = said(rides, page, "pickup", "reported")
        assert (asked["need"], asked["distance"]) == ("ride", "marathon")
        assert "vehicle" not in asked

    def test_a_sweep_hands_its_riders_over_by_name(self, rides: RideServer, open_page: Open) -> None:
        page = open_page("sweep1")
        page.get_by_role("button", name="Hand over").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_role("button", name="Sag 2").click()
        sheet.get_by_label("Who took over at Sag 2?").fill("K. Osei")
        sheet.get_by_role("button", name="Handed over").click()
        expect(page.get_by_role("heading", name="Aboard: 0 of 14")).to_be_visible()
        (out,) = said(rides, page, "pickup", "dropped_off")
        assert (out["bib"], out["to"], out["to_by"]) == ("88", "sag2", "K. Osei")


@pytest.mark.parametrize("post", PAGES)
def test_no_page_is_wider_than_its_screen(post: str, open_page: Open) -> None:
    page = open_page(post)
    for size in (PHONE, TABLET, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_much_to_say_of_a_request_stays_on_the_screen(rides: RideServer, open_page: Open) -> None:
    long = pickup(
        "12345",
        "11:50",
        22.1,
        need="help",
        place="Corner of Wilhelmina-Schroeder-Promenade",
        conflict="Sag 2 and Sag 3 both say that they have 12345.",
    )
    rides.show(sag_view([long]))
    page = open_page("sag2")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
