"""The pages of sweeps, cheer stations, boards and those who agree to holds, against made-up views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import made_up_posts
import msgspec
import pytest
from made_up_posts import DIST, MILE, PAGES, PostServer, group, hold_in_force
from made_up_race import MadeUpRace

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

PHONE = {"width": 390, "height": 844}
TV = {"width": 1440, "height": 900}
Open = Callable[..., Any]


@pytest.fixture
def posts() -> Iterator[PostServer]:
    """Every post at 12:55, with the built client."""
    if not (DIST / "sweep.html").exists():
        pytest.skip("client/dist is not built; run `npm ci && npm run build` in client/")
    with PostServer() as server:
        yield server


@pytest.fixture
def quiet_posts() -> Iterator[PostServer]:
    """The same before anything is known."""
    if not (DIST / "sweep.html").exists():
        pytest.skip("client/dist is not built; run `npm ci && npm run build` in client/")
    with PostServer(empty=True) as server:
        yield server


@pytest.fixture
def faults() -> list[str]:
    """What pages said to the console, and scripts that failed."""
    return []


@pytest.fixture
def open_post(chromium: Any, faults: list[str]) -> Iterator[Open]:
    """Opens a post's link in a fresh profile, as its page shows it once it has heard."""
    contexts = []

    def open_post(server: PostServer, post: str, size: dict[str, int] = PHONE, **options: Any) -> Any:
        # The service worker belongs to the tests of the phone itself.
        context = chromium.new_context(
            viewport=size, reduced_motion="reduce", service_workers="block", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(server.link(post))
        page.locator("main > :is(div, section, header)").first.wait_for()
        return page

    yield open_post
    for each in contexts:
        each.close()


def said(server: PostServer, page: Any, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """Events of a kind that the page has handed in, once there are so many."""
    expect(page.locator("header")).to_contain_text("all sent")
    found = [one for one in server.said if one["kind"] == kind]
    assert len(found) == count
    return found


def digits(page: Any) -> Any:
    """The offset's large digits."""
    return page.get_by_label("Offset to the virtual line").get_by_role("timer")


class TestSweep:
    """A phone on a handlebar."""

    def test_an_encounter_takes_two_taps(self, posts: PostServer, open_post: Open, faults: list[str]) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name=re.compile("^3018")).click()
        page.get_by_role("button", name="Going on", exact=True).last.click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        (event,) = said(posts, page, "encounter")
        assert (event["vehicle"], event["what"], event["bib"]) == ("sweep1", "going_on", "3018")
        assert event["distance"] == "marathon"
        assert event["at_m"] == pytest.approx(made_up_posts.SWEEP_M, abs=1)
        assert event["source"].startswith("sweep1/")
        assert faults == []

    def test_a_told_target_carries_the_tables_clock(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name=re.compile("^3018")).click()
        expect(page.get_by_role("dialog")).to_contain_text("Be at Mile 22 by 13:13")
        page.get_by_role("button", name="Told the target").click()
        (event,) = said(posts, page, "encounter")
        assert (event["gate"], event["target"]) == ("Mile 22", "2026-05-03T17:13:00.000Z")

    def test_a_tap_is_seen_to_have_counted(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name=re.compile("^3018")).click()
        page.get_by_role("button", name="Pavement", exact=True).last.click()
        counted = page.get_by_role("status").filter(has_text="3018 pavement")
        expect(counted).to_be_in_viewport()
        counted.get_by_role("button", name="Undo").click()
        expect(counted).to_have_count(0)

    def test_who_is_met_and_held_for_answers_to_the_hold(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name=re.compile("^4410")).click()
        expect(page.get_by_role("dialog")).to_contain_text("The road is held open for you until 14:40.")
        page.get_by_role("dialog").get_by_role("button", name="Going on").click()
        (event,) = said(posts, page, "encounter")
        assert (event["bib"], event["what"], event["hold"]) == ("4410", "going_on", "h-pair")

    def test_the_bib_may_come_later(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name="Met a runner, bib later").click()
        page.get_by_role("button", name="Pavement", exact=True).last.click()
        (met,) = said(posts, page, "encounter")
        assert "bib" not in met
        page.get_by_role("button", name=re.compile("^Bib of the runner without bib")).click()
        for key in "907":
            page.get_by_role("button", name=key, exact=True).click()
        page.get_by_role("button", name="It was: 907").click()
        expect(page.get_by_label("You recorded")).to_contain_text("907")
        (named,) = said(posts, page, "correction")
        assert named["target"] == met["id"]
        assert (named["amended"]["bib"], named["amended"]["what"]) == ("907", "pavement")

    def test_what_was_recorded_can_be_taken_back(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name="Met a runner, bib later").click()
        page.get_by_role("button", name="Refused").click()
        page.get_by_role("button", name=re.compile("^Take back")).click()
        expect(page.get_by_label("You recorded")).to_have_count(0)
        (undone,) = said(posts, page, "correction")
        assert "amended" not in undone

    def test_the_offset_runs_on_the_phones_own_clock_without_network(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "sweep1")
        expect(digits(page)).to_have_text("2:40")
        page.context.set_offline(True)
        page.get_by_role("button", name="Where am I").click()
        page.get_by_label("I am at mile").fill("21.6")
        page.get_by_role("button", name="I am at mile 21.6").click()
        expect(page.get_by_text("You said mile 21.6")).to_be_visible()
        first = seconds(digits(page).inner_text())
        expect(digits(page)).not_to_have_text(digits(page).inner_text())
        assert seconds(digits(page).inner_text()) > first

    def test_the_offset_follows_the_phones_own_place_without_network(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "sweep1")
        page.context.set_offline(True)
        for mile in ("21.5", "21.4"):
            page.get_by_role("button", name="Where am I").click()
            page.get_by_label("I am at mile").fill(mile)
            page.get_by_role("button", name=f"I am at mile {mile}").click()
            expect(page.get_by_text(f"You said mile {mile}")).to_be_visible()
        # A tenth of a mile at 16:00 a mile is 96 s; at 12:55 the line is at mile 21.81.
        assert seconds(digits(page).inner_text()) == pytest.approx(0.4125 * 960, abs=60)

    def test_gps_places_the_phone_on_the_course_without_network(
        self, posts: PostServer, open_post: Open
    ) -> None:
        longitude, latitude = MadeUpRace().place(21.0 * MILE)
        page = open_post(
            posts,
            "sweep1",
            geolocation={"longitude": longitude, "latitude": latitude},
            permissions=["geolocation"],
        )
        page.context.set_offline(True)
        page.get_by_role("button", name="Where am I").click()
        page.get_by_role("button", name="Use this phone's GPS").click()
        expect(page.get_by_text(re.compile(r"By this phone's GPS: mile\s21\.0"))).to_be_visible()
        assert seconds(digits(page).inner_text()) == pytest.approx(0.8125 * 960, abs=60)
        longitude, latitude = MadeUpRace().place(21.3 * MILE)
        page.context.set_geolocation({"longitude": longitude, "latitude": latitude})
        expect(page.get_by_text(re.compile(r"By this phone's GPS: mile\s21\.3"))).to_be_visible()

    def test_the_place_reaches_race_control_only_when_asked_to(
        self, posts: PostServer, open_post: Open
    ) -> None:
        longitude, latitude = MadeUpRace().place(21.0 * MILE)
        page = open_post(
            posts,
            "sweep1",
            geolocation={"longitude": longitude, "latitude": latitude},
            permissions=["geolocation"],
        )
        page.get_by_role("button", name="Where am I").click()
        page.get_by_role("button", name="Use this phone's GPS").click()
        expect(page.get_by_text("By this phone's GPS")).to_be_visible()
        assert posts.said == []
        page.get_by_label("Send my place to race control once a minute").check()
        expect(page.locator("header")).to_contain_text("all sent")
        (event,) = said(posts, page, "vehicle")
        assert event["at_m"] == pytest.approx(21 * MILE, abs=5)

    def test_runners_are_told_of_a_hold_and_what_they_chose_is_recorded(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "sweep1")
        tell = page.get_by_label("Hold to tell")
        expect(tell).to_contain_text("Tell 4410 and 5123: open until 14:40. Ride or pavement is your choice.")
        tell.get_by_label("What 4410 chose").get_by_role("button", name="Going on").click()
        expect(tell).to_contain_text("Tell 5123: open until 14:40.")
        tell.get_by_label("What 5123 chose").get_by_role("button", name="Ride").click()
        expect(tell).to_have_count(0)
        events = said(posts, page, "encounter", 2)
        assert [(one["bib"], one["what"], one["hold"]) for one in events] == [
            ("4410", "going_on", "h-pair"),
            ("5123", "ride", "h-pair"),
        ]

    def test_what_is_said_without_network_is_shown_unsent_and_goes_later(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "sweep1")
        page.context.set_offline(True)
        page.get_by_role("button", name=re.compile("^3018")).click()
        page.get_by_role("button", name="Ride", exact=True).last.click()
        expect(page.get_by_label("You recorded")).to_contain_text("not sent yet")
        expect(page.get_by_role("heading", name="Aboard: 2 of 14")).to_be_visible()
        assert posts.said == []
        page.context.set_offline(False)
        expect(page.get_by_label("You recorded").get_by_text("sent", exact=True)).to_be_visible()
        said(posts, page, "encounter")

    def test_the_road_is_clear_only_by_a_name_and_with_who_is_still_listed(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name="Road clear behind me").click()
        sheet = page.get_by_role("dialog")
        expect(sheet).to_contain_text("Still listed behind you: 1207.")
        expect(sheet.get_by_role("button", name="Say who you are")).to_be_disabled()
        sheet.get_by_label("Your name").fill("T. Bauer")
        sheet.get_by_role("button", name=re.compile("^The road is clear behind mile")).click()
        (event,) = said(posts, page, "vehicle")
        assert (event["road_clear"], event["by"]) == (True, "T. Bauer")

    def test_race_control_is_asked_and_its_answer_shown(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "sweep1")
        page.get_by_role("button", name="Companion").click()
        page.get_by_role("button", name="Ask now").click()
        expect(page.get_by_label("Asked")).to_contain_text("Company for a runner")
        (event,) = said(posts, page, "message")
        assert (event["what"], event["ask"], event["to"], event["sender"]) == (
            "asked",
            "companion",
            "control",
            "sweep1",
        )
        answered = made_up_posts.answer(event, "coming", "R. Moreno")
        posts.views["sweep1"] = msgspec.structs.replace(posts.views["sweep1"], questions=[answered])
        expect(page.get_by_label("Asked")).to_contain_text("coming, R. Moreno 12:56", timeout=10_000)

    def test_every_word_has_the_contrast_that_sunlight_needs(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "sweep1")
        for _ in ("light", "dark"):
            assert page.locator("main").evaluate(FAINT) == []
            page.get_by_role("button", name=re.compile("^(Dark|Light)$")).click()


class TestCheer:
    """A cheer station's phone and its screen."""

    def test_the_board_shows_what_the_page_shows(self, posts: PostServer, open_post: Open) -> None:
        page, board = open_post(posts, "cheer"), open_post(posts, "cheer/board", TV)
        announcement = re.compile(
            r"In 8 minutes:\s*two runners together, one in a first marathon, Ada among them\.\s*"
            r"1\.2\smiles to go\..*Stay\.",
            re.S,
        )
        for each in (page, board):
            expect(each.get_by_label("Who comes next")).to_have_text(announcement)

    def test_the_boards_words_fill_a_television(self, posts: PostServer, open_post: Open) -> None:
        board = open_post(posts, "cheer/board", TV)
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        assert board.get_by_text("In 8 minutes:").evaluate(size) >= 96
        assert board.evaluate("document.documentElement.scrollHeight") <= TV["height"]

    def test_many_words_still_fit_the_board(self, posts: PostServer, open_post: Open) -> None:
        many = group("2", "13:03", 5, "8", names=["Ada", "Grace", "Mariana", "Wilhelmina"], firsts=3)
        view: Any = posts.views["cheer/board"]
        posts.views["cheer/board"] = msgspec.structs.replace(view, groups=[many, *view.groups[:1]])
        board = open_post(posts, "cheer/board", TV)
        order = board.get_by_text("Stay.", exact=True).bounding_box()
        assert order is not None
        assert order["y"] + order["height"] <= board.get_by_label("Then").bounding_box()["y"]

    def test_nobody_is_named_who_did_not_allow_it(self, posts: PostServer, open_post: Open) -> None:
        alone = group("2", "13:03", 2, "8")
        posts.views["cheer"] = msgspec.structs.replace(posts.views["cheer"], groups=[alone])
        page = open_post(posts, "cheer")
        expect(page.get_by_label("Who comes next")).to_contain_text("two runners together.")
        expect(page.locator("main")).not_to_contain_text(re.compile("marathon|Ada|4410"))

    def test_a_released_station_is_thanked_and_says_that_it_has_gone(
        self, quiet_posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(quiet_posts, "cheer")
        expect(page.locator("main")).to_contain_text("Thank you. You may go.")
        expect(page.locator("main")).to_contain_text("Released by R. Moreno")
        page.get_by_role("button", name="We have gone home").click()
        (event,) = said(quiet_posts, page, "station")
        assert (event["station"], event["what"]) == ("cheer", "closed")

    def test_a_station_that_is_needed_cannot_say_that_it_has_gone(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "cheer")
        expect(page.get_by_role("button", name=re.compile("packing|gone"))).to_have_count(0)

    def test_somebody_in_trouble_is_told_to_race_control_with_a_bib(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "cheer")
        page.get_by_role("button", name="Medical help").click()
        page.get_by_role("button", name="For a bib").click()
        for key in "640":
            page.get_by_role("button", name=key, exact=True).click()
        page.get_by_role("button", name="Ask for: 640").click()
        (event,) = said(posts, page, "message")
        assert (event["ask"], event["bibs"]) == ("medical", ["640"])


class TestAgreeing:
    """Police, medical, finish and timer."""

    def test_a_hold_is_answered_with_a_name_and_a_condition(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "police")
        expect(page.locator("main")).to_contain_text("You stay 25 min longer than the table")
        page.get_by_role("button", name="Yes, on a condition").click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_label("Your name").fill("Sgt. Lee")
        expect(sheet.get_by_role("button", name="Say yes")).to_be_disabled()
        sheet.get_by_label("On what condition").fill("pavement after mile 24")
        expect(sheet).to_contain_text(
            "City police agrees to a hold of mile 18.0 to 26.2 until 15:05. "
            "On condition: pavement after mile 24. Said by Sgt. Lee."
        )
        assert posts.said == []
        sheet.get_by_role("button", name="Say yes").click()
        (event,) = said(posts, page, "hold")
        assert {key: event[key] for key in ("hold", "what", "terms", "party", "by", "condition")} == {
            "hold": "h-pair",
            "what": "agreed",
            "terms": "t-2",
            "party": "police",
            "by": "Sgt. Lee",
            "condition": "pavement after mile 24",
        }

    def test_the_name_is_asked_once(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "medical")
        page.get_by_role("button", name="No", exact=True).click()
        page.get_by_role("dialog").get_by_label("Your name").fill("Dr. Sand")
        page.get_by_role("button", name="Say no").click()
        (event,) = said(posts, page, "hold")
        assert (event["what"], event["by"]) == ("refused", "Dr. Sand")
        page.get_by_role("button", name="Change the answer").click()
        page.get_by_role("button", name="Yes", exact=True).click()
        expect(page.get_by_role("dialog").get_by_label("Your name")).to_have_value("Dr. Sand")

    def test_a_hold_in_force_is_shown_with_its_end_and_its_condition(
        self, posts: PostServer, open_post: Open
    ) -> None:
        held = open_post(posts, "finish").get_by_label("Held open")
        expect(held).to_contain_text(hold_in_force().text)
        expect(held).to_contain_text("City police: yes, pavement after mile 24")

    def test_a_road_is_given_back_by_name(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "police")
        page.get_by_role("button", name="Give back to traffic: West End Bridge").click()
        page.get_by_role("dialog").get_by_label("Your name").fill("Sgt. Lee")
        page.get_by_role("button", name="Give West End Bridge back").click()
        (event,) = said(posts, page, "segment")
        assert (event["segment"], event["what"], event["by"]) == ("bridge", "reopened", "Sgt. Lee")

    def test_a_road_that_is_still_needed_says_so_before_it_is_given_back(
        self, posts: PostServer, open_post: Open
    ) -> None:
        page = open_post(posts, "police")
        page.get_by_role("button", name="Give back to traffic: Boulevard").click()
        expect(page.get_by_role("dialog")).to_contain_text("Giving it back is not proposed yet.")
        expect(page.get_by_role("dialog")).to_contain_text("Held until 14:40.")

    def test_a_mat_is_marked_lifted_by_name(self, posts: PostServer, open_post: Open) -> None:
        page = open_post(posts, "timer")
        page.get_by_label("Mark 25K").get_by_role("button", name="Lifted").click()
        page.get_by_role("dialog").get_by_label("Your name").fill("Kim")
        page.get_by_role("button", name="Mark 25K lifted").click()
        (event,) = said(posts, page, "mat")
        assert (event["point"], event["what"], event["by"]) == ("25k", "lifted", "Kim")


@pytest.mark.parametrize("post", PAGES)
@pytest.mark.parametrize("empty", [False, True], ids=["full", "empty"])
def test_no_page_is_wider_than_its_screen(
    post: str,
    empty: bool,
    posts: PostServer,
    quiet_posts: PostServer,
    open_post: Open,
    faults: list[str],
) -> None:
    page = open_post(quiet_posts if empty else posts, post)
    for size in (PHONE, TV):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert faults == []


@pytest.mark.parametrize("post", PAGES)
def test_everything_to_press_has_a_name_and_room_for_a_glove(
    post: str, posts: PostServer, open_post: Open
) -> None:
    page = open_post(posts, post)
    for each in page.locator("main button").all():
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, each.inner_text()
    assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("post", PAGES)
def test_every_button_is_reached_by_key(post: str, posts: PostServer, open_post: Open) -> None:
    page = open_post(posts, post)
    count = page.locator("main button:enabled").count()
    reached = set()
    for _ in range(count + 25):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("[...document.querySelectorAll('main button')].indexOf(document.activeElement)")
        )
    assert len(reached - {-1}) == count


def seconds(text: str) -> int:
    """Seconds of digits such as 2:40."""
    minutes, rest = text.split(":")
    return int(minutes) * 60 + int(rest)


FOCUSED = "[...document.querySelectorAll('main button')].indexOf(document.activeElement)"
"""Which of the page's buttons has the focus; -1 for none."""

NAMELESS = """() => [...document.querySelectorAll('button, input, select, section[aria-labelledby]')]
  .filter(e => e.offsetParent !== null)
  .filter(e => {
    const by = e.getAttribute('aria-labelledby')
    const text = by ? document.getElementById(by)?.textContent
      : e.getAttribute('aria-label') || e.textContent || [...(e.labels ?? [])].map(l => l.textContent)[0]
    return !text || text.trim() === ''
  })
  .map(e => e.outerHTML.slice(0, 80))"""
"""Controls and sections without a name for who does not see them."""

FAINT = """main => {
  const light = rgb => rgb.map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number)
  const ground = e => {
    for (; e !== null; e = e.parentElement) {
      const colour = numbers(getComputedStyle(e).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3)
    }
    return [255, 255, 255]
  }
  const faint = []
  for (const e of main.querySelectorAll('*')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim() !== '')
    if (!own || e.offsetParent === null) continue
    const ink = numbers(getComputedStyle(e).color).slice(0, 3)
    const [a, b] = [light(ink), light(ground(e))].sort((x, y) => y - x)
    const contrast = (a + 0.05) / (b + 0.05)
    if (contrast < 7) faint.push([e.textContent.trim().slice(0, 40), contrast])
  }
  return faint
}"""
"""Words with a contrast under 7 to 1."""
