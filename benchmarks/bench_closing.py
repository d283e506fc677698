"""Stations closed as proposed on whole days with trouble put in, beside rules without the list.

Run with ``python benchmarks/bench_closing.py honolulu_2016.parquet 7:00:00 chicago_2017.parquet 6:30:00``.
Each results file's slowest runners are all played, the others sampled. Without files: a made-up race of 3,000
with a half marathon on the same road. ``speed FILE`` times the views, with every runner of the file.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lanterne.forecast.library import shipped
from lanterne.live.closing import closing_views, mat_lift_views, segment_views
from lanterne.results import read_results
from lanterne.simulate.rehearsal import Rehearsal, World, outcomes_of
from lanterne.simulate.rules import Fared, as_proposed, at_limit_pace, at_p95_of_constant_pace, never
from lanterne.simulate.worlds import GUN_S, Troubles, of_results, two_distances
from lanterne.units import parse_duration_s

SLOWEST, OTHERS = 900, 300
FROM_S = GUN_S + 2_400.0
SEED = 7
TROUBLES = Troubles(lifted="k30")


def played(name: str, world: World) -> None:
    """Play a day and print how every rule fares."""
    began_s = time.perf_counter()
    rehearsal = Rehearsal(world, shipped(), np.random.default_rng(SEED))
    last_s = max(one.last_s for one in outcomes_of(rehearsal))
    rehearsal.run(FROM_S, last_s + 3_600.0)
    outcomes = outcomes_of(rehearsal)
    took_s = time.perf_counter() - began_s
    print(f"\n{name}: {len(world.roster):,} runners, {len(outcomes)} stations, {took_s:.0f} s")
    print(
        "| rule | stations closed too early | runners who came after | minutes beyond need: median | worst |"
    )
    print("|---|---|---|---|---|")
    rules: list[tuple[str, list[Fared]]] = [
        ("never close", never(rehearsal)),
        ("close at the limit pace", at_limit_pace(rehearsal)),
        ("close at P95 of constant pace", at_p95_of_constant_pace(rehearsal)),
        ("pack as proposed", as_proposed(rehearsal, "packing")),
        ("close as proposed", as_proposed(rehearsal, "closed")),
    ]
    for rule, fared in rules:
        print(_row(rule, fared))
    wrong = {step: sum(len(one.wrong[step]) for one in outcomes) for step in ("pack", "close")}
    print(f"wrong proposals (runner at a station): may pack {wrong['pack']}, may close {wrong['close']}")
    alarms = rehearsal.alarms
    print(f"called overdue while running: {len(alarms.overdue)}; on the search list: {len(alarms.search)}")


def _row(rule: str, fared: Sequence[Fared]) -> str:
    early, came = sum(one.missed > 0 for one in fared), sum(one.missed for one in fared)
    open_min = [one.open_s / 60 for one in fared if not one.missed]
    median = f"{statistics.median(open_min):.0f}" if open_min else "-"
    worst = f"{max(open_min):.0f}" if open_min else "-"
    return f"| {rule} | {early} of {len(fared)} | {came} | {median} | {worst} |"


def speed(file: str) -> None:
    """Time the views with every runner of a results file, early and late in the day."""
    results = read_results(Path(file))
    world = of_results(results, parse_duration_s("7:00:00"), len(results), 0, TROUBLES, SEED)
    rehearsal = Rehearsal(world, shipped(), np.random.default_rng(SEED))
    for hours in (1.0, 4.0, 7.0, 9.0):
        now = rehearsal.at(GUN_S + hours * 3_600)
        for views in (closing_views, mat_lift_views, segment_views):
            took = []
            for _ in range(9):
                began_s = time.perf_counter()
                views(now)
                took.append(time.perf_counter() - began_s)
            print(f"{hours:g} h: {views.__name__} {statistics.median(took) * 1e3:.1f} ms", flush=True)


def main(arguments: Sequence[str]) -> None:
    """Play the days named, or the made-up one."""
    if arguments[:1] == ["speed"]:
        speed(arguments[1])
        return
    if not arguments:
        world = two_distances(shipped(), 3_000, parse_duration_s("6:30:00"), TROUBLES, SEED)
        played("a marathon and a half marathon on one road, limit 6:30:00", world)
    for file, limit in zip(arguments[::2], arguments[1::2], strict=True):
        results = read_results(Path(file))
        world = of_results(results, parse_duration_s(limit), SLOWEST, OTHERS, TROUBLES, SEED)
        played(f"{results.name}, limit {limit}", world)


if __name__ == "__main__":
    main(sys.argv[1:])
