"""What a big race costs one process: restart with a million events, memory, and the tick.

Run with ``python benchmarks/bench_live.py [EVENTS RUNNERS]``. The restart runs in a process of its own,
beside one that only reads and decodes the same journal: that is the floor for time and memory.
"""

from __future__ import annotations

import asyncio
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lanterne.clock import ManualClock
from lanterne.events import decode
from lanterne.forecast.library import shipped
from lanterne.journal.reader import Reader
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Distance, Gate, Race, Station, TimingPoint
from lanterne.race.entrants import Entrant, Roster
from lanterne.simulate.runners import at_knots, net_times
from lanterne.units import MARATHON_M, instant_text

GUN_S = 1_777_806_000.0
MATS_M = (0.0, 5e3, 10e3, 15e3, 20e3, 21_097.5, 25e3, 30e3, 35e3, 40e3, MARATHON_M)
NOW_S = GUN_S + 4.5 * 3_600
NEWS = 500
TICKS = 15


class Nameless:
    """A store without names."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        """No names."""
        return {}

    def search(self, text: str) -> Sequence[str]:
        """Nobody."""
        return ()


def big_race() -> Race:
    """A marathon with eleven mats, and stations and gates for forty places in all."""
    mats = [
        TimingPoint(
            id=f"m{i}",
            name=f"Mat {i}",
            kind="start" if i == 0 else "finish" if at_m == MARATHON_M else "split",
            at_m={"marathon": at_m},
        )
        for i, at_m in enumerate(MATS_M)
    ]
    stations = [
        Station(id=f"s{i}", name=f"Station {i}", kinds=("fluid",), at_m={"marathon": 1_600.0 * i})
        for i in range(1, 26)
    ]
    gates = [
        Gate(id=f"g{i}", name=f"Gate {i}", at_m={"marathon": at_m}, clock="gun", limit_s=at_m * 0.6)
        for i, at_m in enumerate((7_081.0, 13_036.0, 17_059.0, 32_186.9, 38_000.0, MARATHON_M))
    ]
    return Race(
        id="bench",
        name="Bench",
        day=date(2026, 5, 3),
        zone="UTC",
        unit="km",
        distances=(Distance(id="marathon", name="Marathon", length_m=MARATHON_M, start_s=GUN_S),),
        waves=(),
        points=tuple(mats),
        stations=tuple(stations),
        gates=tuple(gates),
        tokens={},
    )


def big_roster(runners: int) -> Roster:
    """Runners by number."""
    return Roster.of([Entrant(bib=str(n), distance="marathon") for n in range(runners)])


def reads(events: int, runners: int) -> Iterator[dict[str, Any]]:
    """The reads up to now in clock order, each crossing as often as it takes to make so many."""
    rng = np.random.default_rng(1)
    library = shipped()
    net_s = net_times(library, runners, MARATHON_M, rng)
    clock_s = np.column_stack([np.zeros(runners), at_knots(library, net_s, MARATHON_M, np.array(MATS_M[1:]))])
    clock_s += GUN_S + rng.uniform(0, 1_500, (runners, 1))
    crossings = np.argwhere(clock_s < NOW_S - 60)
    runner, mat = crossings[np.arange(events) % len(crossings)].T
    at_s = clock_s[runner, mat] + np.arange(events) // len(crossings) * 0.4
    for i in np.argsort(at_s):
        yield {
            "kind": "passing",
            "race": "bench",
            "happened_at": instant_text(float(at_s[i])),
            "source": f"box-{mat[i]}",
            "point": f"m{mat[i]}",
            "bib": str(runner[i]),
            "raw_time": f"{at_s[i]:.3f}-{i}",
        }


def write(path: Path, events: int, runners: int) -> None:
    """A journal of the day, received as it happened."""
    clock = ManualClock(GUN_S)
    journal = SqliteJournal.open(path, "bench", clock)
    batch: list[dict[str, Any]] = []
    for read in reads(events, runners):
        batch.append(read)
        if len(batch) == 5_000:
            journal.append_now(batch, source="bench")
            batch = []
    journal.append_now(batch, source="bench")
    journal.close()


def peak_mb() -> float:
    """Most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def floor(path: Path) -> dict[str, float]:
    """Read and decode every event, and keep nothing."""
    began = time.perf_counter()
    for entry in Reader(path).read():
        decode(entry.body)
    return {"s": time.perf_counter() - began, "peak_mb": peak_mb()}


def restart(path: Path, runners: int) -> dict[str, float]:
    """Open the journal, fold it, forecast the whole field, then tick with news."""
    clock = ManualClock(NOW_S)
    journal = SqliteJournal.open(path, "bench", clock)
    live = LiveRace(big_race(), big_roster(runners), journal, clock, shipped(), Nameless())
    began = time.perf_counter()
    live._read_all()  # the fold alone, apart from the forecast that follows it
    folded = time.perf_counter()
    asyncio.run(live.catch_up())
    ready = time.perf_counter()
    rng = np.random.default_rng(2)
    ticks = []
    for tick in range(TICKS):
        running = live.picture.ledger.is_in("on_course")
        out = rng.choice(np.flatnonzero(running), NEWS, replace=False)
        news = [
            {
                "kind": "passing",
                "happened_at": instant_text(NOW_S + tick),
                "source": "box-next",
                "point": f"m{1 + int(np.isfinite(live.field.passing_s[n]).sum())}",
                "bib": str(n),
            }
            for n in out
        ]
        after = journal.last_seq()
        journal.append_now(news, source="bench")
        batch = next(journal.batches(after))
        began_tick = time.perf_counter()
        live._take_all([batch])
        live.tick()
        ticks.append(time.perf_counter() - began_tick)
    journal.close()
    return {
        "fold_s": folded - began,
        "forecast_s": ready - folded,
        "tick_ms": 1_000 * statistics.median(ticks),
        "tick_worst_ms": 1_000 * max(ticks),
        "peak_mb": peak_mb(),
    }


def apart(what: str, path: Path, runners: int) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, what, str(path), str(runners)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def main(events: int, runners: int) -> None:
    """Write the day, measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        write(path, events, runners)
        bottom, whole = apart("floor", path, runners), apart("restart", path, runners)
    ratio = whole["fold_s"] / bottom["s"]
    rows = [
        ("read and decode alone (floor)", f"{bottom['s']:.2f} s", "", f"{bottom['peak_mb']:.0f} MB"),
        ("restart: read, decode, fold", f"{whole['fold_s']:.2f} s", f"{ratio:.2f} x floor", "budget 5 s"),
        ("then the whole field's forecast", f"{whole['forecast_s']:.2f} s", "", ""),
        (f"tick after {NEWS} new events, median", f"{whole['tick_ms']:.0f} ms", "", "budget 50 ms"),
        ("the same, worst", f"{whole['tick_worst_ms']:.0f} ms", "", ""),
        ("peak memory of all that", f"{whole['peak_mb']:.0f} MB", "", "budget 600 MB"),
    ]
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    print(f"live: {events:,} events, {runners:,} runners; {machine}")
    for name, value, other, note in rows:
        print(f"  {name:<42}{value:>10}  {other:<13}{note}")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["floor"]:
        print(json.dumps(floor(Path(arguments[1]))))
    elif arguments[:1] == ["restart"]:
        print(json.dumps(restart(Path(arguments[1]), int(arguments[2]))))
    else:
        events, runners = (int(given) for given in (*arguments, "1000000", "55000")[:2])
        main(events, runners)
