"""The stage of the story: the demo's world, served in a thread, its clock in the test's hand."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from lanterne.clock import ManualClock
from lanterne.folder import RaceFolder
from lanterne.replay.transport import Batch
from lanterne.serve import serve
from lanterne.simulate.demo.folder import Opened
from lanterne.units import instant_s, parse_clock_s

AT_ONCE = 500
TICKS = 40
PATIENCE_S = 60

T = TypeVar("T")
Tapped = Callable[[Mapping[str, Any]], bool]
"""Whether an event of the made-up world is one that in the story somebody taps on a page."""


class Stage:
    """The demo's race served; the world goes on only when told until when.

    Parameters
    ----------
    tapped : callable
        What the world leaves out, since people tap it.

    Attributes
    ----------
    links : Mapping
        Of race control, by what they are for.
    """

    def __init__(self, opened: Opened, tapped: Tapped) -> None:
        self.race = opened.race
        self.clock = ManualClock(opened.open_s)
        self.links: Mapping[str, str] = {}
        self._coming: Iterator[Batch] = opened.coming
        self._next: Batch | None = next(self._coming, None)
        self._tapped = tapped
        self._folder: Path = opened.folder
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Stage:
        self._thread.start()
        assert self._ready.wait(120), "the race is not served"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        self._task = self._loop.create_task(
            serve(RaceFolder.open(self._folder), self.clock, port=0, on_ready=self._on_ready)
        )
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            return

    def _on_ready(self, links: Mapping[str, str]) -> None:
        self.links = links
        self._ready.set()

    def at_s(self, clock: str) -> float:
        """A clock time of the race day, UTC epoch seconds."""
        return instant_s(self.race.day, parse_clock_s(clock), self.race.zone)

    def until(self, clock: str) -> None:
        """Let the world go on until a clock time, and everything be read that is known by then."""
        until_s = self.at_s(clock)
        self.clock.set(until_s)
        events: list[dict[str, Any]] = []
        while self._next is not None and self._next.received_s <= until_s:
            events += [event for event in self._next.events if not self._tapped(event)]
            self._next = next(self._coming, None)
        for begin in range(0, len(events), AT_ONCE):
            answers = self.post(events[begin : begin + AT_ONCE])
            assert {one["outcome"] for one in answers} <= {"accepted", "duplicate"}

    def post(self, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Hand in events as a timer's hub would, and give the answers."""
        request = urllib.request.Request(
            self.links["events"],
            data=json.dumps(events).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:
            answers: list[dict[str, Any]] = json.load(response)
        return answers

    def eventually(self, ask: Callable[[], T], wanted: T) -> T:
        """Ask after each tick of the race until the answer is the one wanted; the last answer."""
        with urllib.request.urlopen(f"{self.api}/stream", timeout=PATIENCE_S) as stream:
            for _ in range(TICKS):
                answer = ask()
                if answer == wanted:
                    break
                while not stream.readline().startswith(b"event: decisions"):
                    pass
        return answer

    def newest(self, key: str) -> Any:
        """What pages have been told last under a key of the stream, such as ``accounting``."""
        with urllib.request.urlopen(f"{self.api}/stream", timeout=PATIENCE_S) as stream:
            while stream.readline().strip() != f"event: {key}".encode():
                pass
            return json.loads(stream.readline().removeprefix(b"data: "))

    @property
    def api(self) -> str:
        """Where race control asks, without the last slash."""
        return self.links["events"].rpartition("/")[0]

    def get(self, path: str) -> Any:
        """What race control is answered under ``/api/v1``."""
        with urllib.request.urlopen(f"{self.api}/{path}") as response:
            return json.load(response)
