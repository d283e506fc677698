"""A tiny race and the entries of a journal, for the fold's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from lanterne.events import canonical, content_hash, derived_id
from lanterne.journal.base import Batch, Entry
from lanterne.race.definition import Distance, Post, Race, Station, TimingPoint, Vehicle
from lanterne.race.entrants import Entrant, Roster

GUN_S = datetime(2026, 5, 3, 11, 0, tzinfo=UTC).timestamp()


def make_race() -> Race:
    """A 10 km race with a mat at the start, at 5 km and at the finish, and a 5 km race on its first half."""
    return Race(
        id="tiny",
        name="Tiny 10",
        day=date(2026, 5, 3),
        zone="America/New_York",
        unit="km",
        distances=(
            Distance(id="ten", name="10 km", length_m=10_000.0, start_s=GUN_S),
            Distance(id="five", name="5 km", length_m=5_000.0, start_s=GUN_S),
        ),
        waves=(),
        points=(
            TimingPoint(id="start", name="Start", kind="start", at_m={"ten": 0.0, "five": 0.0}),
            TimingPoint(id="k5", name="5K", kind="split", at_m={"ten": 5_000.0}),
            TimingPoint(id="finish", name="Finish", kind="finish", at_m={"ten": 10_000.0, "five": 5_000.0}),
        ),
        stations=(Station(id="w1", name="Water 1", kinds=("fluid", "medical"), at_m={"ten": 3_000.0}),),
        vehicles=(Vehicle(id="bus", name="Bus", kind="sweep", seats=10, device="phone-1"),),
        posts=(Post(id="desk", name="Family desk", role="family", at_m={}),),
        tokens={},
    )


def make_roster() -> Roster:
    """Nine runners of the 10 km, one of the 5 km; bib 3 also wears chip C3."""
    ten = [Entrant(bib=str(n), distance="ten", chips=(f"C{n}",) if n == 3 else ()) for n in range(1, 10)]
    return Roster.of([*ten, Entrant(bib="50", distance="five")])


def event(kind: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """An event's fields, `at_s` seconds after the gun, with an id derived from them unless given."""
    happened_at = datetime.fromtimestamp(GUN_S + at_s, UTC).isoformat()
    made = {"kind": kind, "race": "tiny", "happened_at": happened_at, "source": "test", **fields}
    made.setdefault("id", derived_id(repr(sorted(made.items(), key=lambda one: one[0]))))
    return made


def read(bib: str, point: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A read of a bib at a timing point, `at_s` seconds after the gun."""
    return event("passing", at_s, bib=bib, point=point, **fields)


def entry_list(events: list[dict[str, Any]]) -> list[Entry]:
    """Journal entries of these events, received at the gun."""
    bodies = [canonical(one) for one in events]
    return [
        Entry(
            seq=i,
            received_at_s=GUN_S,
            body=body,
            hash=content_hash(body),
            id=UUID(one["id"]).bytes,
            kind=one["kind"],
            happened_at_s=datetime.fromisoformat(one["happened_at"]).timestamp(),
        )
        for i, (one, body) in enumerate(zip(events, bodies, strict=True), start=1)
    ]


def entries(events: list[dict[str, Any]]) -> Batch:
    """A batch of these events' entries."""
    return Batch.of(entry_list(events))
