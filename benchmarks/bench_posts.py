"""How long each post's page takes, on a race of 20,000 with a half marathon on the same road.

Run ``python benchmarks/bench_posts.py``. Runners are made up; each page is made ten times at four instants,
and the median and the longest processor time are printed.
"""

from __future__ import annotations

import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import numpy as np
from rich.console import Console
from rich.table import Table

from lanterne.events import canonical, content_hash, derived_id
from lanterne.forecast.library import shipped
from lanterne.journal.base import Entry
from lanterne.live.decided import decide
from lanterne.live.history import happened_by, past
from lanterne.live.now import Now
from lanterne.live.posts import post_view
from lanterne.race.definition import (
    Distance,
    Gate,
    Post,
    Race,
    Station,
    Supply,
    TimingPoint,
    Vehicle,
    VirtualLine,
)
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.stands import stands

GUN_S = datetime(2026, 5, 3, 11, 0, tzinfo=UTC).timestamp()
FULL, HALF = 15_000, 5_000
LENGTHS = {"full": 42_195.0, "half": 21_097.5}
ROAD_M = 18_000.0
LINE = VirtualLine(pace_s_per_m=0.5965, clock="gun")
TIMES = 10


class Nobody:
    """A store without names."""

    def names(self, _bibs: Sequence[str]) -> Mapping[str, str]:
        """No names."""
        return {}

    def search(self, _text: str) -> Sequence[str]:
        """No bibs."""
        return ()


def places(at_m: float) -> dict[str, float]:
    """A place on the road, on the half too as long as that shares it."""
    return {"full": at_m} | ({"half": at_m} if at_m <= ROAD_M else {})


def race() -> Race:
    """A marathon and a half with mats every 5 km, 22 stations, two cheer stations and five gates."""
    return Race(
        id="bench",
        name="Bench",
        day=date(2026, 5, 3),
        zone="America/New_York",
        unit="mi",
        distances=tuple(
            Distance(id=one, name=one, length_m=at_m, start_s=GUN_S, line=LINE)
            for one, at_m in LENGTHS.items()
        ),
        waves=(),
        points=(
            TimingPoint(id="start", name="Start", kind="start", at_m=dict.fromkeys(LENGTHS, 0.0)),
            *(
                TimingPoint(id=f"k{km}", name=f"{km}K", kind="split", at_m=places(km * 1_000.0))
                for km in range(5, 45, 5)
            ),
            TimingPoint(id="finish", name="Finish", kind="finish", at_m=LENGTHS),
        ),
        stations=(
            *(
                Station(
                    id=f"s{i}",
                    name=f"Station {i}",
                    kinds=("fluid",),
                    at_m=places(1_850.0 * i),
                    supplies=(Supply(item="water", stock=20_000),),
                )
                for i in range(1, 23)
            ),
            Station(id="c24", name="Mile 24", kinds=("cheer",), at_m=places(38_624.0)),
            Station(id="c25", name="Mile 25", kinds=("cheer",), at_m=places(40_234.0)),
        ),
        gates=tuple(
            Gate(id=f"g{i}", name=f"Gate {i}", at_m={"full": at_m}, clock="gun", limit_s=at_m * 0.6)
            for i, at_m in enumerate([10_000.0, 20_000.0, 30_000.0, 35_000.0, 42_195.0])
        ),
        vehicles=tuple(
            Vehicle(id=f"v{i}", name=f"Sweep {i}", kind="sweep", seats=14, distances=(one,))
            for i, one in enumerate(LENGTHS)
        ),
        posts=tuple(Post(id=one, name=one, role=one, at_m={}) for one in ("police", "medical", "timer")),
        tokens={},
    )


def event(kind: str, at_s: float, **fields: Any) -> Entry:
    """The journal entry of an event so long after the gun."""
    happened_s = GUN_S + at_s
    happened_at = datetime.fromtimestamp(happened_s, UTC).isoformat()
    fields |= {"kind": kind, "race": "bench", "happened_at": happened_at, "source": "bench"}
    fields["id"] = derived_id(*map(str, fields.values()))
    body = canonical(fields)
    identity = bytes.fromhex(fields["id"].replace("-", ""))
    return Entry(
        seq=0,
        received_at_s=happened_s,
        body=body,
        hash=content_hash(body),
        id=identity,
        kind=kind,
        happened_at_s=happened_s,
    )


def day(made: Race) -> tuple[list[Entrant], list[Entry]]:
    """Everybody's reads, 1 in 200 missed, and sweeps that say every ten minutes where they are."""
    rng = np.random.default_rng(4)
    entrants, entries = [], []
    for i in range(FULL + HALF):
        distance = "full" if i < FULL else "half"
        entrants.append(Entrant(bib=str(1_000 + i), distance=distance))
        start_s, pace = rng.uniform(0, 900), rng.normal(0.42, 0.07)
        stops_m = rng.uniform(8_000, 42_000) if rng.random() < 0.03 else np.inf
        for point in made.points:
            at_m = point.at_m.get(distance, np.inf)
            if at_m < stops_m and rng.random() > 0.005:
                net_s = at_m * max(pace, 0.2) * (1 + 0.15 * (at_m / 42_195) ** 2) * rng.normal(1, 0.01)
                entries.append(event("passing", start_s + net_s, bib=str(1_000 + i), point=point.id))
    for i, (distance, length_m) in enumerate(LENGTHS.items()):
        entries += [
            event("vehicle", 600 + 0.6 * at_m, vehicle=f"v{i}", at_m=at_m, distance=distance)
            for at_m in np.arange(1_000.0, length_m, 1_000.0).tolist()
        ]
    return entrants, entries


def main() -> None:
    """Print how long each kind of page takes, and what they share."""
    made = race()
    entrants, entries = day(made)
    took: dict[str, list[float]] = {}
    sizes: dict[str, int] = {}
    for hours in (1.5, 3.0, 5.0, 6.7):
        known = list(happened_by(entries, GUN_S + hours * 3_600))
        was = past(made, Roster.of(entrants), known, shipped(), GUN_S + hours * 3_600)
        now = Now(was.field, was.arrivals, was.picture, ())
        began_s = time.process_time()
        decided = decide(now)
        took.setdefault("shared by all", []).append(time.process_time() - began_s)
        for stand in stands(made).values():
            for _ in range(TIMES):
                began_s = time.process_time()
                view = post_view(now, decided, stand, Nobody())
                took.setdefault(stand.role, []).append(time.process_time() - began_s)
            sizes[stand.role] = max(sizes.get(stand.role, 0), len(msgspec.json.encode(view)))
    table = Table("page", "median ms", "longest ms", "bytes at most")
    for role, seconds in took.items():
        ms = np.array(seconds) * 1e3
        table.add_row(role, f"{np.median(ms):.1f}", f"{ms.max():.1f}", f"{sizes.get(role, 0):,}")
    Console().print(table)


if __name__ == "__main__":
    main()
