"""A journal and a live race that live in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from lanterne.errors import JournalError
from lanterne.events import canonical, check, derived_id
from lanterne.journal.base import Entry, Quarantined, Receipt
from lanterne.race.definition import Race, Vehicle
from lanterne.views import LedgerPage, LedgerRow, RaceView

NOW_S = 1_777_810_200.0

RACE = Race(
    id="made-up",
    name="Made-up Marathon",
    day=date(2026, 5, 3),
    zone="America/New_York",
    unit="mi",
    distances=(),
    waves=(),
    points=(),
    vehicles=(Vehicle(id="sweep", name="Sweep", kind="sweep", device="sweep-7f3a"),),
    tokens={"raceresult": "mat-secret"},
)

PASSING = {
    "kind": "passing",
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "race": "made-up",
    "happened_at": "2026-05-03T10:10:00-04:00",
    "source": "mat-5k",
    "point": "k5",
    "bib": "104",
}


class FakeJournal:
    """Keeps events in a dictionary, as the real one would; refuses when it is told to."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.bad: list[Quarantined] = []
        self.sources: list[str] = []
        self.refusal: str | None = None

    async def append(self, events: Sequence[bytes | dict[str, Any]], *, source: str) -> list[Receipt]:
        if self.refusal is not None:
            raise JournalError(self.refusal)
        self.sources.append(source)
        return [self._take(event, source) for event in events]

    def _take(self, event: bytes | dict[str, Any], source: str) -> Receipt:
        raw = event if isinstance(event, bytes) else canonical(event)
        try:
            fields = msgspec.json.decode(raw, type=dict[str, Any])
            fields.setdefault("id", derived_id(raw.decode()))
            checked = check(canonical(fields))
        except ValueError as error:
            self.bad.append(Quarantined(len(self.bad) + 1, NOW_S, source, str(error), raw))
            return Receipt("", "quarantined", str(error))
        if checked.id in self.bodies:
            return Receipt(checked.id, "duplicate")
        self.bodies[checked.id] = canonical(fields)
        return Receipt(checked.id, "accepted")

    def read(
        self, after: int = 0, *, received_until_s: float | None = None, limit: int | None = None
    ) -> Iterator[Entry]:
        raise NotImplementedError

    def subscribe(self, after: int = 0) -> AsyncIterator[list[Entry]]:
        raise NotImplementedError

    def quarantine(self, limit: int = 100) -> list[Quarantined]:
        return self.bad[::-1][:limit]

    def quarantine_count(self) -> int:
        return len(self.bad)

    def last_seq(self) -> int:
        return len(self.bodies)


@dataclass(frozen=True)
class FakeFrame:
    key: str
    event: str
    data: bytes


class FakeFrames:
    """The newest frame of each key, and for each subscriber those it has not taken yet."""

    def __init__(self) -> None:
        self.latest: dict[str, FakeFrame] = {}
        self.waiting: list[tuple[dict[str, FakeFrame], asyncio.Event]] = []

    def publish(self, frame: FakeFrame) -> None:
        self.latest[frame.key] = frame
        for untaken, news in self.waiting:
            untaken[frame.key] = frame
            news.set()

    async def subscribe(self) -> AsyncIterator[FakeFrame]:
        untaken: dict[str, FakeFrame] = {}
        mine = (untaken, asyncio.Event())
        self.waiting.append(mine)
        try:
            while True:
                await mine[1].wait()
                while untaken:
                    yield untaken.pop(next(iter(untaken)))
                mine[1].clear()
        finally:
            self.waiting.remove(mine)


class FakeLive:
    """A race of three runners that nobody moves."""

    def __init__(self) -> None:
        self.frames = FakeFrames()
        self.tick_s = 0.02
        self.asked: tuple[str, int, int, str] | None = None

    def race_view(self) -> RaceView:
        return RaceView(
            id=RACE.id,
            name=RACE.name,
            zone=RACE.zone,
            unit=RACE.unit,
            notice=None,
            from_s=NOW_S - 3_600,
            to_s=NOW_S + 18_000,
            distances=[],
            points=[],
            stations=[],
            gates=[],
        )

    def ledger(self, state: str, offset: int, limit: int, query: str) -> LedgerPage:
        self.asked = (state, offset, limit, query)
        row = LedgerRow(
            bib="104", state="on_course", detail="", evidence="k5", evidence_at=None, age_s=None, by="mat"
        )
        return LedgerPage(total=3, rows=[row] * min(limit, 3))

    async def run(self) -> None:
        await asyncio.Event().wait()
