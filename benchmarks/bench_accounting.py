"""Whom the search list finds of those who stopped without a word, and whom it lists wrongly.

Run with ``python benchmarks/bench_accounting.py honolulu_2016.parquet 9:00:00 chicago_2017.parquet 6:30:00``:
the slowest runners of each results file are all played, the others sampled; ``whole FILE LIMIT`` takes
everybody, ``few FILE LIMIT`` 1,200. Without files: a made-up race of 3,000 with a half marathon on the same
road and mats at 10K, half, 30K and the finish. The faults are those of `lanterne.simulate.faults.Faults`.
Five people of race control ask after the first on the list, ten minutes each, and a radio operator asks the
stations, one runner a minute (not with ``--no-radio``); beside it, on the same day, by OpenSplitTime's rule.

``balance`` before the files asks after every single event whether everybody is in exactly one state.
``restart FILE`` kills a serving process while events are posted, and times the next one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench_restart import killed_and_restarted
from lanterne.field.evidence import latest_evidence
from lanterne.field.ledger import DETAILS, ledger
from lanterne.forecast.library import shipped
from lanterne.journal.base import Batch
from lanterne.live.banners import banner_views
from lanterne.live.now import Now
from lanterne.live.pickups import custody_views
from lanterne.live.sums import sum_views
from lanterne.live.worklist import worklist
from lanterne.results import read_results
from lanterne.score.searching import LEVELS, QUERY, Listed, Look, alarms, findings, found, longest
from lanterne.simulate.crew import Memory
from lanterne.simulate.faults import Faults, Truth, faulty_day
from lanterne.simulate.playing import Playing
from lanterne.simulate.rehearsal import World
from lanterne.simulate.searchday import SearchDay
from lanterne.simulate.streams import stream
from lanterne.simulate.worlds import GUN_S, Lineup, lineup_of_results, lineup_of_two
from lanterne.units import parse_duration_s

SLOWEST, OTHERS = 1_000, 2_000
FEW = (400, 800)
RUNNERS = 3_000
LIMIT = "6:30:00"
STEP_S = 300.0
AFTER_S = 5_400.0
LATEST = 5
BALANCE_ROUND_S = 3_600.0
SEED = 11
NO_RADIO = "--no-radio"


@dataclass(slots=True)
class Control:
    """Race control's search list, and when it was first alarmed about a vehicle (UTC epoch seconds)."""

    vehicle: str
    since_s: float
    alarmed_s: float = np.inf

    def __call__(self, now: Now) -> list[Listed]:
        """The list now; whom equipment trouble alone keeps off it comes last, excused."""
        if now.now_s >= self.since_s and any(
            one.vehicle == self.vehicle and one.alarm for one in custody_views(now)
        ):
            self.alarmed_s = min(self.alarmed_s, now.now_s)
        views = worklist(now, banner_views(now))
        listed = [Listed(one.bib, LEVELS.index(one.level), bool(one.excused)) for one in views]
        known = {one.bib for one in views}
        entrants = now.field.roster.entrants
        for silent in now.picture.silent:
            spared = [entrants[i].bib for i in silent.runners[silent.excused >= 0].tolist()]
            listed += [Listed(bib, QUERY, excused=True) for bib in spared if bib not in known]
        return listed


def played(name: str, lineup: Lineup, *, radio: bool) -> None:
    """Play a day and print how both lists fare."""
    began_s = time.perf_counter()
    world, truth = faulty_day(lineup, Faults(), SEED)
    van, since_s, _ = truth.silent_van
    control = Control(van, since_s)
    memory = Memory(world.race, world.crowds, truth.wrote, SEED) if radio else None
    day = SearchDay(world, truth, shipped(), control, STEP_S, memory)
    end_s = max(truth.home_s.values()) + AFTER_S
    day.run(GUN_S + 600.0, end_s)
    hours = (max(truth.home_s.values()) - GUN_S) / 3_600
    print(f"\n### {name}")
    print(f"{_told(world, truth)} {hours:.1f} hours, played in {time.perf_counter() - began_s:.0f} s.\n")
    print("| | Lanterne | OpenSplitTime's rule |")
    print("|---|---|---|")
    for row, cells in _rows(day, truth, hours):
        print(f"| {row} | {' | '.join(cells)} |")
    print(f"| minutes until the silent van is alarmed about | {_minutes(control.alarmed_s - since_s)} | - |")
    if radio:
        print(f"\nAsked by radio: {day.asked / hours:.0f} an hour; known by a station: {day.seen}.")
    print(f"\n{_wrongly(day, truth)}\n\nAsked after last: {'; '.join(_latest(day, truth))}.", flush=True)


def _wrongly(day: SearchDay, truth: Truth) -> str:
    """Whom Lanterne asked after on their way, and what the mats had made of them by the end."""
    running, field = _running(truth), day.day.field
    asked = {
        one.bib
        for look in day.looks
        for one in look.listed
        if one.level >= QUERY and not one.excused and running(one.bib, look.at_s)
    }
    unread = dict[str, int]()
    for bib in asked:
        runner = field.roster.index[bib]
        at_m = field.layout.point_at_m[field.layout.distance_of[runner]]
        order = np.argsort(at_m)[: int(np.isfinite(at_m).sum())]
        missing = "".join("x" if missed else " " for missed in np.isnan(field.passing_s[runner, order]))
        unread[bib] = max(map(len, missing.split()), default=0)
    runs = [sum(one == length for one in unread.values()) for length in (0, 1)]
    return (
        f"Asked after on their way: {len(asked)}; of them {len(asked) - sum(runs)} unread at two mats in "
        f"a row or more, {runs[1]} at one, {runs[0]} at none."
    )


def _latest(day: SearchDay, truth: Truth) -> Iterator[str]:
    """The lost whom Lanterne asked after last: where they stopped, and minutes from then on."""
    made = findings(day.looks, day.lost)
    for bib in sorted(made, key=lambda one: day.lost[one].stopped_s - made[one].asked_s)[:LATEST]:
        lost, one = day.lost[bib], made[bib]
        due, swept, listed, asked = (
            _minutes(at_s - lost.stopped_s) for at_s in (lost.due_s, lost.swept_s, one.listed_s, one.asked_s)
        )
        yield (
            f"at {truth.lost[bib].at_m / 1_000:.1f} km (due +{due}, swept +{swept}, listed +{listed}, "
            f"asked +{asked} min)"
        )


def _told(world: World, truth: Truth) -> str:
    """What was put into the day, in a line."""
    points = world.race.points
    van, _, aboard = truth.silent_van
    return (
        f"{len(world.roster):,} runners; {len(truth.lost)} stopped without a word, {len(truth.told)} with; "
        f"{len(truth.unknown)} have no finish in the file (left out of all counts); "
        f"{points[truth.dark.point].name} dark for {(truth.dark.to_s - truth.dark.from_s) / 60:.0f} min, "
        f"{points[truth.lifted[0]].name} lifted early; {len(truth.wrong)} bibs written wrongly; "
        f"{len(truth.unread)} finish unread; {van} silent with {len(aboard)} aboard."
    )


def _rows(day: SearchDay, truth: Truth, hours: float) -> Iterator[tuple[str, list[str]]]:
    lists: list[list[Look]] = [day.looks, day.ost_looks]
    crews = (day.crew, day.ost_crew)
    each = [found(looks, day.lost, crew.acted_s) for looks, crew in zip(lists, crews, strict=True)]
    lost = f"of {len(day.lost)} lost: "
    yield f"{lost}asked after by the end", [_share(one.by_end, one.lost) for one in each]
    yield "before the last sweep passed them", [_share(one.before_sweep, one.lost) for one in each]
    for i, minutes in enumerate((30, 60)):
        yield f"within {minutes} min of when due", [_share(one.soon[i], one.lost) for one in each]
        yield (
            f"listed by then, watched too, {minutes} min",
            [_share(one.listed_soon[i], one.lost) for one in each],
        )
    yield "minutes from stopping to the list: median", [_minutes(one.to_list_s) for one in each]
    yield "to somebody doing something about them", [_minutes(one.to_acted_s) for one in each]
    yield "to being asked after", [_minutes(one.to_asked_s) for one in each]
    for i, top in enumerate((5, 10)):
        yield f"to the first {top}", [_minutes(one.to_top_s[i]) for one in each]
    for level in LEVELS:
        for with_excused, rule in ((True, "before"), (False, "after")):
            counted = [alarms(looks, _running(truth), with_excused=with_excused) for looks in lists]
            cells = [f"{one[level] / hours:.1f}" if one[level] else "0" for one in counted]
            yield f"false alarms an hour, {level}, {rule} banners", cells
    home = [sum(alarms(looks, _home(truth), with_excused=False).values()) for looks in lists]
    yield "home, but unread at the finish: listed", [str(one) for one in home]
    for with_excused, rule in ((True, "before"), (False, "after")):
        cells = [str(longest(looks, with_excused=with_excused)) for looks in lists]
        yield f"longest list, {rule} banners", cells


def _running(truth: Truth) -> Callable[[str, float], bool]:
    """Whether a bib that will finish is listed on the way, or at home although it has been read there."""
    return lambda bib, at_s: bib in truth.home_s and (at_s < truth.home_s[bib] or bib not in truth.unread)


def _home(truth: Truth) -> Callable[[str, float], bool]:
    return lambda bib, at_s: bib in truth.unread and at_s >= truth.home_s[bib]


def _share(number: int, of: int) -> str:
    return f"{number} ({number / of:.0%})" if of else "-"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f}" if np.isfinite(seconds) else "never"


def balanced(name: str, lineup: Lineup) -> None:
    """Take a day in event by event, and ask after each whether everybody is in exactly one state.

    Asked are the sum of the whole ledger, and a count that is only told which runners each event changed.
    """
    began_s = time.perf_counter()
    world, truth = faulty_day(lineup, Faults(), SEED)
    day = Playing(world.race, world.roster, world.coming, shipped())
    registered, instants, unequal, unsaid = len(world.roster), 0, 0, 0
    nobody = np.zeros(registered, np.bool_)
    limit_s, late = np.full(registered, np.nan), nobody
    for now_s in np.arange(GUN_S, max(truth.home_s.values()) + AFTER_S, STEP_S).tolist():
        state = ledger(day.field, latest_evidence(day.field), limit_s=limit_s, overdue=late).state
        for entry in day.entries(now_s):
            changed = day.field.apply(Batch.of([entry])).runners
            made = ledger(day.field, latest_evidence(day.field), limit_s=limit_s, overdue=late)
            instants += 1
            unequal += sum(made.balance().values()) != registered or len(made.state) != registered
            state[changed] = made.state[changed]
            unsaid += not np.array_equal(state, made.state)
            state = made.state
        if (now_s - GUN_S) % BALANCE_ROUND_S == 0:
            day.go_round(now_s)
        late = day.look(now_s).ledger.detail == DETAILS.index("overdue")
        now = Now(day.field, day.arrivals, day.look(now_s), ())
        unequal += sum(one.count for one in sum_views(now)) != registered
    took_s = time.perf_counter() - began_s
    print(
        f"{name}: {registered:,} registered, asked at {instants:,} instants: not in balance {unequal}, "
        f"changed without being said to {unsaid}; {took_s:.0f} s",
        flush=True,
    )


def days(arguments: Sequence[str]) -> Iterator[tuple[str, Lineup]]:
    """The days named (``whole`` or ``few`` may come first), or the made-up one."""
    size = arguments[0] if arguments and arguments[0] in ("whole", "few") else ""
    rest = arguments[1:] if size else arguments
    if not rest:
        name = f"made up, a marathon and a half on one road, limit {LIMIT}"
        yield name, lineup_of_two(shipped(), RUNNERS, parse_duration_s(LIMIT), stream(SEED, "lineup"))
    for file, limit in zip(rest[::2], rest[1::2], strict=True):
        results = read_results(Path(file))
        sizes = {"whole": (len(results), 0), "few": FEW, "": (SLOWEST, OTHERS)}
        everybody, others = sizes[size]
        rng = stream(SEED, results.name)
        lineup = lineup_of_results(results, parse_duration_s(limit), everybody, others, rng)
        yield f"{results.name}, limit {limit}{', everybody' if size == 'whole' else ''}", lineup


def main(arguments: Sequence[str]) -> None:
    """Play the days named, or the made-up one."""
    radio = NO_RADIO not in arguments
    arguments = [one for one in arguments if one != NO_RADIO]
    word = arguments[0] if arguments and arguments[0] in ("balance", "restart") else ""
    rest = arguments[1:] if word else arguments
    if word == "restart":
        killed_and_restarted(Path(rest[0]))
        return
    for name, lineup in days(rest):
        if word == "balance":
            balanced(name, lineup)
        else:
            played(name, lineup, radio=radio)


if __name__ == "__main__":
    main(sys.argv[1:])
