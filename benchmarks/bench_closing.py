"""Stations closed as proposed on whole days with trouble put in, beside rules without the list.

Run with ``python benchmarks/bench_closing.py honolulu_2016.parquet 7:00:00 chicago_2017.parquet 6:30:00``.
Each results file's slowest runners are all played, the others sampled; ``whole FILE LIMIT`` takes only those
of whom the file misses no two splits in a row. Without files: a made-up race of 3,000 with a half marathon on
the same road. ``stress`` plays a small made-up day with what sweeps may do wrong. ``speed FILE`` times the
views, with every runner of the file.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lanterne.forecast.library import shipped
from lanterne.live.boards import ends, station_views
from lanterne.live.closing import closing_views, mat_lift_views, segment_views
from lanterne.live.decided import decide
from lanterne.results import read_results
from lanterne.simulate.rehearsal import STEP_S, Outcome, Rehearsal, World, outcomes_of
from lanterne.simulate.rules import Fared, as_proposed, at_limit_pace, at_p95_of_constant_pace, never
from lanterne.simulate.worlds import GUN_S, Troubles, of_results, two_distances, well_read
from lanterne.units import parse_duration_s

SLOWEST, OTHERS = 900, 300
FROM_S = GUN_S + 2_400.0
SEED = 7
TROUBLES = Troubles(lifted="k30")
FEW, FEW_STEP_S = 400, 240.0
STRESS = {
    "as usual": TROUBLES,
    "sweep 15 min behind the last": replace(TROUBLES, gap_s=900.0),
    "sweeps silent for 40 min": replace(TROUBLES, silent_s=2_400.0),
    "road called clear with one resting for 10 min": replace(TROUBLES, rest_s=600.0),
}


def played(name: str, world: World, step_s: float = STEP_S) -> None:
    """Play a day and print how every rule fares."""
    began_s = time.perf_counter()
    rehearsal = Rehearsal(world, shipped(), np.random.default_rng(SEED), step_s)
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
    print(_opened(outcomes))


def _opened(outcomes: Sequence[Outcome]) -> str:
    """When the last lists were opened, minutes before the last passed."""
    early_min = [(one.last_s - one.done_s.get("counting", np.inf)) / 60 for one in outcomes]
    known = sorted(one for one in early_min if one > 0)
    when = f"median {statistics.median(known):.0f}, from {known[0]:.0f} to {known[-1]:.0f}" if known else "-"
    return f"last list open at {len(known)} of {len(outcomes)} stations, minutes before the last: {when}"


def _row(rule: str, fared: Sequence[Fared]) -> str:
    early, came = sum(one.missed > 0 for one in fared), sum(one.missed for one in fared)
    open_min = [one.open_s / 60 for one in fared if not one.missed]
    median = f"{statistics.median(open_min):.0f}" if open_min else "-"
    worst = f"{max(open_min):.0f}" if open_min else "-"
    return f"| {rule} | {early} of {len(fared)} | {came} | {median} | {worst} |"


def stressed() -> None:
    """Play a small made-up day with each trouble that the sweeps may make."""
    for trouble, troubles in STRESS.items():
        played(trouble, _made_up(troubles, FEW), step_s=FEW_STEP_S)


def speed(file: str) -> None:
    """Time the views with every runner of a results file, early and late in the day."""
    results = read_results(Path(file))
    world = of_results(results, parse_duration_s("7:00:00"), len(results), 0, TROUBLES, SEED)
    rehearsal = Rehearsal(world, shipped(), np.random.default_rng(SEED))
    for hours in (1.0, 4.0, 7.0, 9.0):
        bare = rehearsal.at(GUN_S + hours * 3_600)
        boards = [
            station_views(bare.field, each, bare.picture, ends(each, bare.picture)) for each in bare.arrivals
        ]
        now = replace(bare, stations=[view for board in boards for view in board])
        for views in (closing_views, mat_lift_views, segment_views, decide):
            took = []
            for _ in range(9):
                began_s = time.process_time()
                views(now)
                took.append(time.process_time() - began_s)
            print(f"{hours:g} h: {views.__name__} {statistics.median(took) * 1e3:.1f} ms", flush=True)


def main(arguments: Sequence[str]) -> None:
    """Play the days named, or the made-up one."""
    word = arguments[0] if arguments and arguments[0] in ("speed", "stress", "whole") else ""
    rest = arguments[1:] if word else arguments
    if word == "speed":
        speed(rest[0])
    elif word == "stress":
        stressed()
    elif not rest:
        played("made up, a marathon and a half on one road, limit 6:30:00", _made_up(TROUBLES, 3_000))
    for file, limit in _pairs(rest if word != "speed" else ()):
        results = read_results(Path(file))
        among = well_read(results) if word == "whole" else None
        limit_s = parse_duration_s(limit)
        world = of_results(results, limit_s, SLOWEST, OTHERS, TROUBLES, SEED, among)
        played(f"{results.name}, limit {limit}", world)


def _pairs(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(arguments[::2], arguments[1::2], strict=True)


def _made_up(troubles: Troubles, runners: int) -> World:
    return two_distances(shipped(), runners, parse_duration_s("6:30:00"), troubles, SEED)


if __name__ == "__main__":
    main(sys.argv[1:])
