"""A race served whole: events over HTTP in at one end, race control's page in a browser at the other."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lanterne.clock import ManualClock
from lanterne.folder import RaceFolder
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.serve import serve
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
id = "half"
name = "Half"
kind = "split"
at = "21.0975 km"

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"

[[station]]
id = "cheer25"
name = "Cheer station"
kinds = ["cheer"]
at = "25 mi"

[[gate]]
id = "limit"
name = "Finish closes"
at = "42.195 km"
clock = "gun"
limit = "7:00:00"
"""


def at(clock: str) -> float:
    """A clock time of the race day, UTC epoch seconds."""
    return instant_s(date(2026, 5, 3), parse_clock_s(clock), "America/New_York")


class Served:
    """A race served in a thread of its own, its clock in the test's hand."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(at("07:00"))
        self.links: Mapping[str, str] = {}
        self._ready = threading.Event()
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Served:
        self._thread.start()
        assert self._ready.wait(60), "the race is not served"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._task = self._loop.create_task(
            serve(RaceFolder.open(self._folder), self.clock, port=0, on_ready=self._on_ready)
        )
        with pytest.raises(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)

    def _on_ready(self, links: Mapping[str, str]) -> None:
        self.links = links
        self._ready.set()

    def post(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """Hand in events as a timer's hub would, and give the answers."""
        request = urllib.request.Request(
            self.links["events"],
            data=json.dumps(events).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            answers: list[dict[str, Any]] = json.load(response)
        return answers


def read(bib: str, point: str, clock: str) -> dict[str, Any]:
    """A read of a bib."""
    return {
        "kind": "passing",
        "happened_at": instant_text(at(clock)),
        "source": f"mat {point}",
        "point": point,
        "bib": bib,
    }


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if not (PAGES_DIR / "control.html").exists():
        pytest.skip("the pages are not built; run make venv")
    (tmp_path / "race.toml").write_text(RACE)
    bibs = ("4410", "5123", "7", "8")
    write_entrants(
        tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib=bib, distance="marathon") for bib in bibs])
    )
    with Served(tmp_path) as made:
        yield made


def test_what_is_posted_shows_on_the_page_by_the_races_own_clock(served: Served, chromium: Any) -> None:
    """Reads in, balance, lantern and last out; the page's clock follows the race's, not the machine's."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served.links["control"])

    served.post(*(read(bib, "start", "07:04:00") for bib in ("4410", "5123", "7")))
    served.post(read("4410", "half", "10:37:29"), read("5123", "half", "10:34:29"))
    served.post(read("7", "half", "08:40:00"), read("7", "finish", "10:30:00"))
    served.clock.set(at("10:40"))

    expect(page.get_by_role("button", name=re.compile(r"^4\s*registered"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^1\s*finished"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^2\s*on course"))).to_be_visible()
    expect(page.get_by_text("10:40").first).to_be_visible()
    first_rows = page.get_by_role("row", name=re.compile("4410|5123"))
    expect(first_rows).to_have_count(2)
    expect(first_rows.first).to_contain_text("4410")

    served.post(read("4410", "finish", "14:26:56"), read("5123", "finish", "14:26:56"))
    served.clock.set(at("14:30"))
    expect(page.get_by_role("button", name=re.compile(r"^3\s*finished"))).to_be_visible()
    expect(page.get_by_text("lantern lit")).to_be_visible()
    said = {"what": "declared", "by": "Alma Reyes", "source": "control/Alma Reyes"}
    served.post({"kind": "all_clear", "happened_at": instant_text(at("14:29")), **said})
    expect(page.get_by_text("lantern out")).to_be_visible()
    assert not faults


def test_a_bad_event_is_answered_and_counted_and_the_rest_goes_in(served: Served, chromium: Any) -> None:
    """Three events, one of them nonsense: two accepted, one in quarantine, and the page says so."""
    answers = served.post(
        read("7", "start", "07:01:00"), {"kind": "nonsense"}, read("8", "start", "07:02:00")
    )
    assert [answer["outcome"] for answer in answers] == ["accepted", "quarantined", "accepted"]
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(served.links["control"])
    served.clock.set(at("07:30"))
    expect(page.get_by_role("button", name=re.compile(r"^2\s*on course"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"\b1 in quarantine")).first).to_be_visible()
