"""Whether the probabilities of what has become of the listed are true, on days of which the truth is known.

Run with ``python benchmarks/bench_explaining.py few honolulu_2016.parquet 9:00:00``: days are named as for
``bench_accounting.py``, none is the made-up one. Nobody asks after anybody here. Every runner counts twice at
most: when first watched, and when first to be asked after.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench_accounting import AFTER_S, SEED, days
from lanterne.dispatch.explaining import WHAT
from lanterne.field.ledger import DETAILS
from lanterne.forecast.library import shipped
from lanterne.simulate.faults import Faults, Truth, faulty_day
from lanterne.simulate.playing import Playing
from lanterne.simulate.rehearsal import World
from lanterne.simulate.worlds import GUN_S, Lineup

Floats = NDArray[np.float64]

EVERY_S = 600.0
ROUND_S = 1_800.0
GROUPS = {
    "stopped or left": ("stopped", "left_quietly"),
    "going on, not read": ("missed_reads", "mat_trouble"),
    "slowed": ("slowed",),
    "off the road": ("pavement", "wrong_way"),
}


class Sample:
    """Probabilities of `GROUPS` (n, 4) and what was true (n,), for the watched and for those asked after."""

    def __init__(self) -> None:
        self.given: dict[str, list[Floats]] = {"watch": [], "query": []}
        self.true: dict[str, list[int]] = {"watch": [], "query": []}
        self.seen: set[tuple[str, str]] = set()

    def add(self, level: str, bib: str, shares: Floats, true: int) -> None:
        """Count a runner the first time that they are at a level."""
        if (level, bib) not in self.seen:
            self.seen.add((level, bib))
            self.given[level].append(shares)
            self.true[level].append(true)


def play(lineup: Lineup, sample: Sample) -> None:
    """Play a day and gather who is listed, with what probabilities and in truth."""
    world, truth = faulty_day(lineup, Faults(), SEED)
    day = Playing(world.race, world.roster, world.coming, shipped())
    round_s = -np.inf
    for now_s in np.arange(GUN_S + 600.0, max(truth.home_s.values()) + AFTER_S, EVERY_S).tolist():
        changed = day.take_in(now_s)
        if now_s >= round_s + ROUND_S:
            day.go_round(now_s)
            round_s = now_s
        else:
            day.judge(now_s)
            day.refresh(changed, now_s)
        look(day, world, truth, now_s, sample)


def look(day: Playing, world: World, truth: Truth, now_s: float, sample: Sample) -> None:
    """Add those who are listed as of now."""
    picture, entrants = day.look(now_s), world.roster.entrants
    overdue = picture.ledger.detail == DETAILS.index("overdue")
    true = true_of(day, world, now_s)
    for one in picture.silent:
        judged, query = one.judged(), overdue[one.runners]
        watch = judged.watch & ~query & picture.running[one.runners]
        for i in np.flatnonzero(query | watch).tolist():
            bib = entrants[int(one.runners[i])].bib
            if bib not in truth.unknown:
                shares = dict(zip(WHAT, judged.shares[i].tolist(), strict=True))
                grouped = np.array([sum(shares[each] for each in group) for group in GROUPS.values()])
                sample.add("query" if query[i] else "watch", bib, grouped, true[bib])


def true_of(day: Playing, world: World, now_s: float) -> dict[str, int]:
    """By bib the index in `GROUPS` of what is true as of now: stopped, past the next mat unread, or slow."""
    field, index = day.field, day.field.roster.index
    found = {}
    for each, crowd in zip(day.arrivals, world.crowds, strict=True):
        crossed = np.isfinite(crowd.crossings_s(each.mat_m)) & (crowd.crossings_s(each.mat_m) <= now_s)
        gone = ~(crowd.stopped_s() > now_s)
        for row, bib in enumerate(crowd.bibs):
            runner = index[bib]
            seen_m = np.fmax.reduce(
                np.where(
                    np.isfinite(field.passing_s[runner]),
                    field.layout.point_at_m[field.layout.distance_of[runner]],
                    -1.0,
                )
            )
            unread = bool((crossed[row] & (each.mat_m > seen_m)).any())
            found[bib] = 0 if gone[row] and np.isfinite(crowd.stop_m[row]) else 1 if unread else 2
    return found


def table(sample: Sample, level: str) -> Iterator[str]:
    """Rows: by tenths of probability how many, how many of them expected, and how many it was true of."""
    given, true = np.array(sample.given[level]).reshape(-1, len(GROUPS)), np.array(sample.true[level])
    yield f"| {level}: {len(true)} | " + " | ".join(f"{i / 10:.1f}-" for i in range(10)) + " | all |"
    yield "|---" * 12 + "|"
    for column, name in enumerate(list(GROUPS)[:3]):
        p, is_it = given[:, column], true == column
        tenth = np.minimum((p * 10).astype(int), 9)
        cells = [(tenth == i) for i in range(10)] + [np.ones(len(p), np.bool_)]
        counted = (f"{is_it[one].sum()} ({p[one].sum():.1f}) of {one.sum()}" for one in cells)
        yield f"| {name} | " + " | ".join(counted) + " |"


def main(arguments: list[str]) -> None:
    """Print the tables of the days named."""
    sample = Sample()
    for name, lineup in days(arguments):
        play(lineup, sample)
        print(name, flush=True)
    for level in ("watch", "query"):
        print("\n".join(table(sample, level)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
