"""A station's phone out of reach for hours: nothing lost, nothing doubled, right times.

The phone is a real browser with a profile on disk, on an origin that is not this machine's own name; the
server is a real one. Both clocks are in the test's hand: the race's, and the phone's, which is 61 minutes
ahead until somebody puts it right.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from served import Served

from conftest import ARGS, CHROMIUM
from lanterne.events import Sighting, decode
from lanterne.journal.reader import Reader
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.units import instant_s, instant_text, parse_clock_s
from lanterne.web.pages import PAGES_DIR

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect

RACE = """
[race]
id = "river"
name = "River Marathon"
date = 2026-05-03
timezone = "America/New_York"
unit = "mi"
start = "07:00"

[[distance]]
id = "marathon"
name = "Marathon"
length = "42.195 km"
line = { pace = "16:00/mi", clock = "gun" }

[[timing_point]]
id = "start"
name = "Start"
kind = "start"

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"

[[station]]
id = "s19"
name = "Station 19"
kinds = ["fluid"]
at = "20 mi"
"""
ZONE = "America/New_York"
WRONG_S = 61 * 60.0
ENTRIES = 400
STEP_S = 27.0
BIBS = [str(1000 + i) for i in range(ENTRIES)]
NEAR_S = 3.0
"""An answer may be a tick old when it is heard."""


def at(clock: str) -> float:
    """A clock time of the race day, UTC epoch seconds."""
    return instant_s(date(2026, 5, 3), parse_clock_s(clock), ZONE)


class Phone:
    """A browser with a profile on disk; its clocks are the test's, and its wall clock may be wrong."""

    def __init__(self, playwright: Any, profile: Path, served: Served, wrong_s: float = 0.0) -> None:
        self._playwright, self._profile, self._served = playwright, profile, served
        self.wrong_s = wrong_s
        self.take_up(online=True)

    def take_up(self, *, online: bool) -> None:
        """Open the browser."""
        self.context = self._playwright.chromium.launch_persistent_context(
            str(self._profile),
            executable_path=str(CHROMIUM),
            args=[*ARGS, *self._served.browser_args()],
            viewport={"width": 390, "height": 844},
        )
        self.context.set_offline(not online)
        self.faults: list[str] = []
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.context.clock.install(time=self._wall - timedelta(minutes=5))
        self.context.clock.pause_at(self._wall)
        self._at_s = self._served.clock.now_s()

    @property
    def _wall(self) -> datetime:
        return datetime.fromtimestamp(self._served.clock.now_s() + self.wrong_s, UTC)

    def pass_time(self, length_s: float) -> None:
        """Let time go by, in the race and on this phone."""
        self._served.clock.set(self._served.clock.now_s() + length_s)
        self.catch_up()

    def catch_up(self) -> None:
        """Let the phone's clocks run on to the race's present."""
        now_s = self._served.clock.now_s()
        self.page.clock.fast_forward(round((now_s - self._at_s) * 1000))
        self._at_s = now_s

    def put_right(self) -> None:
        """Somebody sets the phone's clock."""
        self.wrong_s = 0.0
        self.page.clock.set_system_time(self._wall)

    def lay_down(self) -> None:
        """End the browser."""
        assert not self.faults, self.faults
        self.context.close()

    def die(self) -> None:
        """The browser is killed, with no time to put anything away."""
        with suppress(sync_api.Error):
            self.context.new_cdp_session(self.page).send("Browser.crash")
        with suppress(sync_api.Error):
            self.context.close()

    def until_sent(self) -> None:
        """Have it speak, no time going by, until all is sent."""
        until_told(self._served)
        for _ in range(200):
            if "all sent" in self.page.locator("header").inner_text():
                return
            self.page.evaluate("dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(50)
        raise AssertionError(self.page.locator("header").inner_text())


def until_told(served: Served) -> None:
    """Wait until what the server tells phones is of the race's present, which the test moves in leaps."""
    for _ in range(400):
        if served.ask("post?id=s19")["as_of_s"] >= served.clock.now_s():
            return
        time.sleep(0.05)
    raise AssertionError("the server does not tick")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    with sync_api.sync_playwright() as made:
        yield made


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if not (PAGES_DIR / "station.html").exists():
        pytest.skip("the pages are not built; run make venv")
    folder = tmp_path / "race"
    folder.mkdir()
    (folder / "race.toml").write_text(RACE)
    write_entrants(folder / ENTRANTS_FILE, Roster.of([Entrant(bib=bib, distance="marathon") for bib in BIBS]))
    with Served(folder, at("11:00")) as made:
        made.ask("events", [open_list("1000")])
        yield made


def open_list(*bibs: str) -> dict[str, Any]:
    """Race control opens the station's last list."""
    return {
        "kind": "station",
        "happened_at": instant_text(at("10:59")),
        "source": "control/RD",
        "station": "s19",
        "what": "counting",
        "bibs": list(bibs),
        "by": "RD",
    }


def sightings(folder: Path) -> list[Sighting]:
    """What stations recorded, as it lies on the server's disk."""
    events = [decode(body) for body in Reader(folder / "journal.db").of_kind("sighting")]
    return [event for event in events if isinstance(event, Sighting)]


def open_pad(phone: Phone) -> None:
    """Show the bib pad."""
    phone.page.get_by_role("tab", name="Bibs").click()


def record(phone: Phone, bib: str) -> None:
    """Type a bib on the pad and record it; it is on the phone's disk when this returns."""
    type_bib(phone, bib)
    # In the page, as it is drawn: an expectation looks again after a tenth of a second, four hundred times.
    phone.page.get_by_text(re.compile(rf"^Recorded: {bib} ")).wait_for()


def type_bib(phone: Phone, bib: str) -> None:
    """Type a bib on the pad, key by key."""
    phone.page.get_by_role("textbox", name="Bib typed").press_sequentially(f"{bib}\n")


def kept_offline(phone: Phone) -> None:
    """Wait until the page itself lies on the phone."""
    phone.page.evaluate("navigator.serviceWorker.ready")


def test_three_hours_without_network_lose_and_double_nothing_and_every_time_is_right(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    """400 bibs, a second phone, a clock put right halfway, reloads, a dead browser and lost answers."""
    phone = Phone(playwright, tmp_path / "phone", served, WRONG_S)
    phone.page.goto(served.link("s19"))
    expect(
        phone.page.get_by_text("this phone's clock is 61 min ahead; entries are put right")
    ).to_be_visible()
    kept_offline(phone)
    open_pad(phone)
    phone.context.set_offline(True)
    true_s, wall_s = {}, {}
    for i, bib in enumerate(BIBS):
        phone.pass_time(STEP_S)
        if i == ENTRIES // 2:
            phone.put_right()
        if i in (ENTRIES // 4, ENTRIES // 2 - 1, 5 * ENTRIES // 8):
            phone.page.reload()
            open_pad(phone)
        if i == 3 * ENTRIES // 4:
            phone.lay_down()
            phone.take_up(online=False)
            phone.page.goto(f"{served.origin}/station")
            open_pad(phone)
        record(phone, bib)
        true_s[bib] = served.clock.now_s()
        wall_s[bib] = true_s[bib] + phone.wrong_s
    expect(phone.page.get_by_text(re.compile(r"400 not sent yet, oldest 2 h 5\d min"))).to_be_visible()

    other = Phone(playwright, tmp_path / "other", served)
    other.page.goto(served.link("s19"))
    open_pad(other)
    for bib in BIBS[:10]:
        record(other, bib)
    other.until_sent()
    other.lay_down()

    phone.catch_up()
    lost = lose_answers(phone, served, 3)
    until_told(served)
    phone.context.set_offline(False)
    phone.until_sent()
    assert not lost
    phone.lay_down()

    found = sightings(tmp_path / "race")
    assert len({event.id for event in found}) == len(found) == ENTRIES + 10
    sources = Counter(event.source for event in found)
    assert sorted(sources.values()) == [10, ENTRIES]
    own = {event.bib or "": event for event in found if sources[event.source] == ENTRIES}
    assert sorted(own) == sorted(BIBS)
    wrong = {
        bib: own[bib].happened_at.timestamp() - true_s[bib]
        for bib in BIBS
        if abs(own[bib].happened_at.timestamp() - true_s[bib]) > NEAR_S
    }
    assert not wrong
    recorded = {bib: event.recorded_at for bib, event in own.items()}
    assert all(at and abs(at.timestamp() - wall_s[bib]) < 1 for bib, at in recorded.items())


def lose_answers(phone: Phone, served: Served, times: int) -> list[int]:
    """The server takes in what is sent, but its answer is lost on the way, so many times."""
    left = list(range(times))

    def lose(route: Any) -> None:
        if left:
            left.pop()
            headers = {name: value for name, value in route.request.headers.items() if name != "origin"}
            # Only the browser knows the name.
            assert route.fetch(url=f"http://127.0.0.1:{served.port}/api/v1/events", headers=headers).ok
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/api/v1/events", lose)
    return left


def test_two_tabs_speak_with_one_voice_and_double_nothing(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "phone", served)
    phone.page.goto(served.link("s19"))
    tab = phone.context.new_page()
    tab.goto(served.link("s19"))
    expect(tab.get_by_role("tab", name="Bibs")).to_be_visible()
    open_pad(phone)
    phone.context.set_offline(True)
    record(phone, "1001")
    expect(tab.get_by_text("1 not sent yet")).to_be_visible()
    phone.context.set_offline(False)
    phone.until_sent()
    expect(tab.get_by_text("all sent")).to_be_visible()
    tab.get_by_role("tab", name="Recorded 1").click()
    expect(tab.get_by_role("list", name="Recorded here")).to_contain_text("1001")
    phone.lay_down()
    assert [event.bib for event in sightings(tmp_path / "race")] == ["1001"]


def test_a_browser_that_dies_has_kept_what_the_page_said_is_recorded(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "phone", served)
    phone.page.goto(served.link("s19"))
    open_pad(phone)
    phone.context.set_offline(True)
    record(phone, "1001")
    phone.die()
    phone.take_up(online=True)
    phone.page.goto(served.link("s19"))
    phone.until_sent()
    phone.lay_down()
    assert [event.bib for event in sightings(tmp_path / "race")] == ["1001"]


def test_what_the_server_refuses_is_kept_and_shown_with_the_reason(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "phone", served)
    phone.context.route("**/api/v1/events", refuse)
    phone.page.goto(served.link("s19"))
    open_pad(phone)
    type_bib(phone, "1001")
    expect(phone.page.get_by_text("1 refused: kept here, and why")).to_be_visible()
    expect(phone.page.get_by_text("Refused: no such bib in this race")).to_be_visible()
    phone.page.reload()
    phone.page.get_by_text("1 refused: kept here, and why").click()
    expect(phone.page.get_by_text("sighting passed 1001: no such bib in this race")).to_be_visible()
    phone.lay_down()


def refuse(route: Any) -> None:
    """A server that puts everything in quarantine."""
    events = json.loads(route.request.post_data)
    reason = "no such bib in this race"
    route.fulfill(json=[{"id": one["id"], "outcome": "quarantined", "reason": reason} for one in events])


def test_a_browser_that_keeps_nothing_says_so_loudly_and_still_sends(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "phone", served)
    phone.context.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('off'); } });"
    )
    phone.page.goto(served.link("s19"))
    expect(phone.page.get_by_role("alert")).to_contain_text("This phone keeps nothing")
    open_pad(phone)
    type_bib(phone, "1001")
    phone.until_sent()
    expect(phone.page.get_by_role("alert")).to_contain_text("Write it on paper too")
    phone.lay_down()
    assert [event.bib for event in sightings(tmp_path / "race")] == ["1001"]


def test_a_bib_comes_later_and_a_slip_is_taken_back_though_the_clock_was_set_between(
    served: Served, playwright: Any, tmp_path: Path
) -> None:
    phone = Phone(playwright, tmp_path / "phone", served, WRONG_S)
    phone.page.goto(served.link("s19"))
    open_pad(phone)
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name="Has come by, bib later").click()
    record(phone, "1002")
    phone.put_right()
    phone.page.get_by_role("tab", name="Recorded 2").click()
    phone.page.get_by_role("button", name="Take back 1002").click()
    phone.page.get_by_role("button", name="Change the bib that is to come").click()
    pad = phone.page.get_by_role("dialog").get_by_role("textbox", name="Bib typed")
    pad.press_sequentially("1003")
    pad.press("Enter")
    expect(phone.page.get_by_role("tab", name="Recorded 1")).to_be_visible()
    phone.context.set_offline(False)
    phone.until_sent()
    assert served.ask("quarantine")["total"] == 0
    shown = [(one["bib"], one["what"]) for one in until_shown(served, 1)]
    assert shown == [("1003", "passed")]
    phone.lay_down()


def until_shown(served: Served, count: int) -> list[dict[str, Any]]:
    """What the station's page is sent as recorded, once it is so many."""
    for _ in range(100):
        shown: list[dict[str, Any]] = served.ask("post?id=s19")["sighted"]
        if len(shown) == count:
            return shown
        time.sleep(0.05)
    raise AssertionError(shown)
