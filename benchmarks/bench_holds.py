"""The recommended end of a hold beside what then happened, on real race days with a limit put on them.

Run ``python benchmarks/bench_holds.py RESULTS:LIMIT ... [--library FILE]``, such as
``../shared/data/results/honolulu_2016.parquet:7:00:00``. Each day is replayed through a journal; the limit
counts from the last starter. ``made-up:6:30:00`` is a made-up race of 3,000 with a half marathon on the same
road and mats only at 10K, half, 30K and the finish. Before the limit a hold is asked for, by the same
function as race control's page, for the last few of those it is for by itself, for as many drawn among them,
and for the last 300 of them in tens and thirties (``tens``, ``thirties``). Give a pace library fitted
(``lanterne fit``) without the days that are tested; the one that comes with Lanterne knows them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from lanterne.dispatch.holds import STEP_S
from lanterne.events import decode
from lanterne.events.wire import canonical, content_hash
from lanterne.field.fold import Field, fold
from lanterne.forecast.arrays import Floats
from lanterne.forecast.library import PaceLibrary, load, shipped
from lanterne.journal.base import Batch, Entry
from lanterne.journal.reader import Reader
from lanterne.live.history import past
from lanterne.live.holds import hold_options
from lanterne.live.now import Now
from lanterne.race.definition import Gate, Race, VirtualLine
from lanterne.race.entrants import Roster
from lanterne.race.loading import load_race
from lanterne.race.rosterfile import read_entrants
from lanterne.replay.day import replay_day
from lanterne.replay.define import init_race
from lanterne.replay.keeping import keep
from lanterne.results import read_results
from lanterne.simulate.worlds import Troubles, two_distances
from lanterne.units import parse_duration_s

LAST = (2, 10, 30)
DRAWN = (2, 10)
DRAWS = 20
BLOCKS = {"tens": 10, "thirties": 30}
BLOCKS_OF = 300
MADE_UP = 3_000
RULES = ("recommended", "constant pace + 10 min", "limit + 30 min")
FROM_M = 28_968.0


@dataclass(frozen=True, slots=True)
class Case:
    """A hold that could have been: its ends by each rule, and when those it was for came (inf = never)."""

    day: str
    before_min: int
    group: str
    limit_s: float
    ends_s: tuple[float, ...]
    finish_s: Floats


def limited(race: Race, limit_s: float, last_start_s: float) -> Race:
    """The race with a line and a finish gate so long after the last starter."""
    one, *others = race.distances
    line = VirtualLine(pace_s_per_m=limit_s / one.length_m, clock="last_starter")
    at_finish = {one.id: one.length_m}
    gate = Gate(id="limit", name="Limit", at_m=at_finish, clock="last_starter", limit_s=limit_s)
    return replace(
        race, distances=(replace(one, line=line, last_starter_s=last_start_s), *others), gates=(gate,)
    )


def replayed(path: Path, limit_s: float, scratch: Path) -> tuple[Race, Roster, list[Entry], Field]:
    """A day with a limit: its race and roster, the entries of its journal, and the field at its end."""
    if path.name == "made-up":
        return made_up(limit_s)
    results = read_results(path)
    init_race(results, scratch / "race")
    race = load_race(scratch / "race")
    roster = read_entrants(scratch / "race" / "entrants.csv", race)
    keep(replay_day(results, race, 1).batches(), scratch / "journal.db", race.id)
    entries = list(Reader(scratch / "journal.db").read())
    whole = fold(race, roster, [Batch.of(entries)])
    start_s = np.fmin.reduce(whole.passing_s[:, whole.layout.is_start], axis=1, initial=np.nan)
    return limited(race, limit_s, float(np.nanquantile(start_s, 0.999))), roster, entries, whole


def made_up(limit_s: float) -> tuple[Race, Roster, list[Entry], Field]:
    """As `replayed`, of a made-up day with two distances on one road."""
    world = two_distances(shipped(), MADE_UP, limit_s, Troubles(), 7)
    said = [(at_s, event) for at_s, events in world.coming for event in events]
    entries = []
    for number, (at_s, event) in enumerate(said):
        body = canonical(event)
        happened_s = decode(body).happened_at.timestamp()
        key = UUID(event["id"]).bytes
        entries.append(Entry(number, at_s, body, content_hash(body), key, event["kind"], happened_s))
    whole = fold(world.race, world.roster, [Batch.of(entries)])
    last_start_s = world.race.distances[0].last_starter_s or 0.0
    return limited(world.race, limit_s, last_start_s), world.roster, entries, whole


def constant_pace_s(now: Now, bibs: Sequence[str]) -> float:
    """When the last of some runners would come at their average pace so far."""
    runners = np.array([now.field.roster.index[bib] for bib in bibs])
    start_s, seen = now.picture.starts.at_s[runners], now.picture.evidence
    pace = (seen.at_s[runners] - start_s) / np.maximum(seen.at_m[runners], 1.0)
    return float(np.max(start_s + pace * now.field.race.distances[0].length_m))


def groups(bibs: Sequence[str], rng: np.random.Generator) -> Iterator[tuple[str, list[str]]]:
    """The last few, and as many drawn, of those that holds are for, who are in the order of their arrival."""
    for n in LAST:
        if len(bibs) >= n:
            yield f"last {n}", list(bibs[-n:])
    for n in DRAWN:
        if len(bibs) >= 2 * n:
            for _ in range(DRAWS):
                yield f"drawn {n}", [bibs[i] for i in rng.choice(len(bibs), n, replace=False)]
    slowest = bibs[-BLOCKS_OF:]
    for name, n in BLOCKS.items():
        for first in range(len(slowest) % n, len(slowest), n):
            yield name, list(slowest[first : first + n])


def cases(path: Path, limit_s: float, library: PaceLibrary, before: Sequence[int]) -> Iterator[Case]:
    """The holds that could have been on one day."""
    rng = np.random.default_rng(5)
    with tempfile.TemporaryDirectory() as scratch:
        race, roster, entries, whole = replayed(path, limit_s, Path(scratch))
    distance = race.distances[0]
    finish_s = np.fmin.reduce(whole.passing_s[:, whole.layout.is_finish], axis=1, initial=np.inf)
    at_s = float(distance.last_starter_s or 0.0) + limit_s
    for before_min in before:
        now_s = at_s - 60.0 * before_min
        known = [entry for entry in entries if entry.received_at_s <= now_s]
        made = past(race, roster, known, library, now_s)
        now = Now(made.field, made.arrivals, made.picture, [])
        usual = hold_options(now, distance.id, FROM_M, distance.length_m)
        for group, bibs in groups([one.bib for one in usual.runners], rng):
            options = hold_options(now, distance.id, FROM_M, distance.length_m, bibs)
            if options.recommended_s is None:
                continue
            even_s = max(constant_pace_s(now, bibs) + 600.0, at_s + STEP_S)
            ends_s = (options.recommended_s, np.ceil(even_s / STEP_S) * STEP_S, at_s + 1_800.0)
            home_s = finish_s[[roster.index[bib] for bib in bibs]]
            yield Case(path.stem, before_min, group, at_s, ends_s, home_s)


def day_cases(path: Path, limit_s: float, library: PaceLibrary, before: Sequence[int]) -> list[Case]:
    """All of `cases`, for a process of its own."""
    return list(cases(path, limit_s, library, before))


def row(found: Sequence[Case], rule: int) -> list[str]:
    """What a rule was worth: last one in by its end, late ones let in, minutes of it unused."""
    end_s = np.array([case.ends_s[rule] for case in found])
    came = [case.finish_s[np.isfinite(case.finish_s)] for case in found]
    last_s = np.array([np.max(one, initial=case.limit_s) for one, case in zip(came, found, strict=True)])
    each = list(zip(came, found, end_s, strict=True))
    late = sum(int((one > case.limit_s).sum()) for one, case, _ in each)
    let_in = sum(int(((one > case.limit_s) & (one <= end)).sum()) for one, case, end in each)
    share = let_in / max(sum(len(case.finish_s) for case in found), 1)
    spare_min = np.maximum(end_s - last_s, 0.0) / 60.0
    longer_min = (end_s - np.array([case.limit_s for case in found])) / 60.0
    return [
        f"{len(found)}",
        f"{np.mean(last_s <= end_s):.0%}",
        f"{let_in} of {late}",
        f"{share:.0%}",
        f"{np.median(longer_min):.0f}",
        f"{np.median(spare_min):.0f}",
        f"{spare_min.max():.0f}",
    ]


def show(console: Console, title: str, found: Sequence[Case], keys: Sequence[str]) -> None:
    """A table of the cases by the values of some of their fields."""
    table = Table(*keys, "rule", "cases", "last in", "late in", "of all", "minutes", "unused", "worst")
    table.title = title
    every = dict.fromkeys(tuple(str(getattr(case, key)) for key in keys) for case in found)
    for values in every:
        mine = [case for case in found if tuple(str(getattr(case, key)) for key in keys) == values]
        for rule, name in enumerate(RULES):
            table.add_row(*(values if rule == 0 else [""] * len(keys)), name, *row(mine, rule))
        table.add_section()
    console.print(table)


def main() -> None:
    """Replay, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("days", nargs="+", metavar="RESULTS:LIMIT")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--before", type=int, nargs="*", default=[90, 60, 30], help="minutes")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    days = [(Path(day.partition(":")[0]), parse_duration_s(day.partition(":")[2])) for day in asked.days]
    library = shipped() if asked.library is None else load(asked.library)
    console = Console(width=130)
    with ProcessPoolExecutor(asked.workers) as pool:
        jobs = [pool.submit(day_cases, path, limit_s, library, asked.before) for path, limit_s in days]
        found: list[Case] = []
        for job in track(jobs, "Replaying", console=Console(stderr=True)):
            found += job.result()
            show(console, "This day", job.result(), ("day", "before_min", "group"))
    show(console, "All days", found, ("before_min", "group"))
    show(console, "Together", found, ("group",))


if __name__ == "__main__":
    main()
