"""How long people wait for a ride: first come, first served, beside the plan, on made-up and replayed queues.

Run ``python benchmarks/bench_pickups.py [RESULTS.parquet ...]``. A made-up queue has calls drawn most densely
at 20 to 30 km; a usual day 10 an hour for four hours, a hot one also an hour of 30. Of a results file, those
with a split who did not finish call from between their last mat and the next, at the pace they had. One call
in twenty is for medical. All rules drive the same vans (six seats) on the same road, and none is told of a
call before it is made. Beside it: how long a plan takes, and plans against
all possible ones and PyVRP's on small cases.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import permutations, product
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from lanterne.dispatch.routes import LOAD_S, Road, Van, Wait, Weights
from lanterne.dispatch.routing import plan, planned
from lanterne.live.plans import MOST
from lanterne.results import read_results

LENGTH_M = 42_195.0
ROAD = Road(LENGTH_M, (10_000.0, 20_000.0, 30_000.0, 38_000.0))
SEATS = 6
DAYS = 3
URGENT = 0.05
PEAK_M = (25_000.0, 6_000.0)


@dataclass(slots=True)
class Driven:
    """A van on its way: where it was when free last, whom it goes to (None: nobody), and since when."""

    id: str
    at_m: float
    free_s: float = 0.0
    riders: int = 0
    to: Wait | None = None
    to_m: float | None = None
    left_s: float = 0.0
    metres: float = 0.0

    def place_m(self, now_s: float) -> float:
        """Where it is."""
        if self.to_m is None:
            return self.at_m
        share = min(1.0, max(0.0, now_s - self.left_s) / max(ROAD.drive_s(self.at_m, self.to_m), 1e-9))
        return self.at_m + share * (self.to_m - self.at_m)

    def arrives_s(self) -> float:
        """When it is there."""
        return np.inf if self.to_m is None else self.left_s + ROAD.drive_s(self.at_m, self.to_m)

    def send(self, now_s: float, to: Wait | None, to_m: float) -> None:
        """Send it from where it is."""
        here_m = self.place_m(now_s)
        self.metres += abs(here_m - self.at_m)
        self.at_m, self.left_s, self.to, self.to_m = here_m, max(now_s, self.free_s), to, to_m

    def arrive(self) -> Wait | None:
        """Take in whom it came for, or let all out; gives whom."""
        assert self.to_m is not None
        clock_s, taken = self.arrives_s(), self.to
        self.metres += abs(self.to_m - self.at_m)
        self.at_m, self.to, self.to_m = self.to_m, None, None
        if taken is None:
            self.free_s, self.riders = clock_s + self.riders * LOAD_S, 0
        elif taken.urgent:
            medical_m = ROAD.medical_from(self.at_m)
            self.free_s = clock_s + 2 * LOAD_S + ROAD.drive_s(self.at_m, medical_m)
            self.metres += abs(medical_m - self.at_m)
            self.at_m = medical_m
        else:
            self.free_s, self.riders = clock_s + LOAD_S, self.riders + 1
        return taken


Rule = Callable[[float, list[Wait], list[Driven]], None]
"""Sends vans to those who wait and to whom nobody is on the way."""


def first_come(now_s: float, waiting: list[Wait], vans: list[Driven], *, along: bool) -> None:
    """The oldest call to the nearest free van, medical first; `along`: others on the way home too."""
    for van in vans:
        if van.to_m is None and van.free_s <= now_s and van.riders:
            ahead = [one for one in waiting if along and one.at_m >= van.at_m and van.riders < SEATS]
            call = min(ahead, key=lambda one: one.at_m, default=None)
            if call is not None:
                waiting.remove(call)
            van.send(now_s, call, LENGTH_M if call is None else call.at_m)
    for call in sorted(waiting, key=lambda one: (not one.urgent, one.since_s)):
        free = [van for van in vans if van.to_m is None and van.free_s <= now_s and not van.riders]
        if free:
            van = min(free, key=lambda one: ROAD.drive_s(one.at_m, call.at_m))
            van.send(now_s, call, call.at_m)
            waiting.remove(call)


def by_plan(now_s: float, waiting: list[Wait], vans: list[Driven]) -> None:
    """Each van to the first stop of its plan; who is on the way to somebody stays so."""
    fixed = [replace(one.to, first=True, vans=frozenset({one.id})) for one in vans if one.to is not None]
    fleet = [Van(one.id, SEATS, one.place_m(now_s), max(now_s, one.free_s), one.riders) for one in vans]
    first = sorted(waiting, key=lambda one: (not one.urgent, one.since_s))[: MOST - len(fixed)]
    stops = plan([*first, *fixed], fleet, ROAD).stops
    calls = {one.request: one for one in waiting}
    for van in vans:
        if van.to is None and van.free_s <= now_s and stops[van.id]:
            stop = stops[van.id][0]
            van.send(now_s, calls.get(stop.request), stop.at_m)


RULES: dict[str, Rule] = {
    "first come": partial(first_come, along=False),
    "and others on the way": partial(first_come, along=True),
    "plan": by_plan,
}


@dataclass(slots=True)
class Outcome:
    """Waits in seconds, and metres driven in all."""

    waits_s: list[float] = field(default_factory=list)
    urgent_s: list[float] = field(default_factory=list)
    metres: float = 0.0


def drive(calls: Sequence[Wait], vans: int, rule: Rule) -> Outcome:
    """A day of calls by a rule: something is decided when a call is made and whenever a van is free."""
    fleet = [Driven(f"van{i}", LENGTH_M * (i + 0.5) / vans) for i in range(vans)]
    coming, waiting, made = sorted(calls, key=lambda one: one.since_s), list[Wait](), Outcome()
    now_s = 0.0
    while coming or waiting or any(one.to_m is not None or one.riders for one in fleet):
        times = [one.arrives_s() for one in fleet] + [one.free_s for one in fleet if one.free_s > now_s]
        now_s = max(now_s, min([*times, coming[0].since_s if coming else np.inf]))
        while coming and coming[0].since_s <= now_s:
            waiting.append(coming.pop(0))
        for van in fleet:
            if van.arrives_s() <= now_s:
                clock_s, taken = van.arrives_s(), van.arrive()
                if taken is not None:
                    made.waits_s.append(clock_s - taken.since_s)
                    made.urgent_s += [clock_s - taken.since_s] if taken.urgent else []
        rule(now_s, waiting, fleet)
        on_way = {one.to.request for one in fleet if one.to is not None}
        waiting = [one for one in waiting if one.request not in on_way]
    made.metres = sum(one.metres for one in fleet)
    return made


def drawn_day(rng: np.random.Generator, per_hour: float, hours: float, burst: float) -> list[Wait]:
    """A made-up day: calls at an even rate, and in its middle an hour at the rate of the burst."""
    n, more = rng.poisson(per_hour * hours), rng.poisson(max(0.0, burst - per_hour))
    middle_s = hours * 1_800.0
    at_s = [*rng.uniform(0, hours * 3_600, n), *rng.uniform(middle_s - 1_800, middle_s + 1_800, more)]
    at_m = np.clip(rng.normal(*PEAK_M, len(at_s)), 3_000.0, LENGTH_M - 500.0)
    urgent = rng.random(len(at_s)) < URGENT
    return [Wait(f"c{i}", float(at_m[i]), float(at_s[i]), urgent=bool(urgent[i])) for i in range(len(at_s))]


def replayed_day(path: Path, rng: np.random.Generator) -> list[Wait]:
    """Those of a results file who did not finish, each from between their last mat and the next."""
    results = read_results(path)
    at_m = np.array([0.0, *(one.at_m for one in results.points)])
    calls = []
    for runner in np.flatnonzero(~results.finished & np.isfinite(results.net_s).any(axis=1)):
        last = int(np.flatnonzero(np.isfinite(results.net_s[runner]))[-1])
        place_m = rng.uniform(at_m[last + 1], at_m[min(last + 2, len(at_m) - 1)])
        start_s = np.nan_to_num(results.offset_s[runner])
        at_s = start_s + results.net_s[runner, last] * place_m / at_m[last + 1]
        calls.append(Wait(f"c{runner}", float(place_m), float(at_s), urgent=bool(rng.random() < URGENT)))
    return calls


def row(outcomes: Sequence[Outcome]) -> list[str]:
    """Median, 9 in 10, worst, shares over 15 and 30 min, medical's median, and kilometres a call."""
    waits_min = np.concatenate([one.waits_s for one in outcomes]) / 60
    urgent_s = [wait_s for one in outcomes for wait_s in one.urgent_s]
    median, most = np.quantile(waits_min, [0.5, 0.9])
    return [
        f"{median:.1f}",
        f"{most:.1f}",
        f"{waits_min.max():.0f}",
        f"{np.mean(waits_min > 15):.0%}",
        f"{np.mean(waits_min > 30):.0%}",
        f"{np.median(urgent_s) / 60:.1f}" if urgent_s else "",
        f"{sum(one.metres for one in outcomes) / 1_000 / len(waits_min):.1f}",
    ]


def waits_table(days: Sequence[tuple[str, int, list[list[Wait]]]]) -> Table:
    """How long people wait by each rule."""
    head = ("median", "9 in 10", "worst", "> 15 min", "> 30 min", "medical", "km a call")
    table = Table("queue", "vans", "calls", "rule", *head, title="Minutes waited")
    for name, vans, queues in track(days, transient=True):
        for rule, send in RULES.items():
            outcomes = [drive(one, vans, send) for one in queues]
            table.add_row(name, str(vans), str(sum(map(len, queues))), rule, *row(outcomes))
    return table


def small_cases(rng: np.random.Generator, n: int, vans: int) -> tuple[list[Wait], list[Van]]:
    """A queue of rides that have just been called for, and vans with room for all."""
    waits = [Wait(f"c{i}", float(rng.uniform(5e3, 41e3)), 0.0) for i in range(n)]
    return waits, [Van(f"van{i}", n, float(rng.uniform(0, LENGTH_M)), 0.0) for i in range(vans)]


def best_of_all(waits: Sequence[Wait], vans: Sequence[Van], weights: Weights) -> float:
    """The least that any order costs which two vans can drive."""
    every = product(permutations(range(len(waits))), range(len(waits) + 1))
    return min(planned((one[:cut], one[cut:]), waits, vans, ROAD, weights).cost for one, cut in every)


def oracle_table() -> Table:
    """The sum of waiting by the plan over the best of all orders, and over PyVRP's best of three seeds."""
    from by_pyvrp import orders_by_pyvrp

    bare, rng = Weights(urgent=1.0, late=0.0, aboard=0.0, driving=0.0), np.random.default_rng(7)
    head = ("over the best of all, mean", "worst", "over PyVRP, mean", "worst", "best")
    table = Table("calls", "vans", "cases", *head, title="Waiting by the plan")
    for n in (4, 5, 6):
        all_over, over = [], []
        for _ in track(range(8), transient=True):
            waits, fleet = small_cases(rng, n, 2)
            ours = plan(waits, fleet, ROAD, bare).cost
            all_over.append(ours / best_of_all(waits, fleet, bare) - 1)
            found = [orders_by_pyvrp(waits, fleet, ROAD, 9_000, 400 * n, seed) for seed in (1, 2, 3)]
            whole = [one for one in found if sum(map(len, one)) == n]
            over.append(ours / min(planned(one, waits, fleet, ROAD, bare).cost for one in whole) - 1)
        values = (np.mean(all_over), max(all_over), np.mean(over), max(over), min(over))
        table.add_row(str(n), "2", "8", *(f"{value:+.2%}" for value in values))
    return table


def speed_table() -> Table:
    """Milliseconds of one core that a plan takes."""
    rng, table = np.random.default_rng(3), Table("calls", "vans", "median ms", "worst", title="A plan takes")
    for n, vans in ((5, 3), (10, 3), (20, 4), (40, 6)):
        took_ms = []
        for _ in range(15):
            waits = [
                Wait(f"c{i}", float(rng.uniform(5e3, 41e3)), -float(rng.uniform(0, 1_800))) for i in range(n)
            ]
            fleet = [Van(f"van{i}", SEATS, float(rng.uniform(0, LENGTH_M)), 0.0) for i in range(vans)]
            began_s = time.process_time()
            plan(waits, fleet, ROAD)
            took_ms.append((time.process_time() - began_s) * 1e3)
        table.add_row(str(n), str(vans), f"{np.median(took_ms):.1f}", f"{max(took_ms):.1f}")
    return table


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", nargs="*", type=Path)
    arguments, rng = parser.parse_args(), np.random.default_rng(11)
    usual = [drawn_day(rng, 10.0, 4.0, 10.0) for _ in range(DAYS)]
    hot = [drawn_day(rng, 10.0, 4.0, 30.0) for _ in range(DAYS)]
    days = [("usual day", 3, usual), *(("hot day", vans, hot) for vans in (3, 4, 6))]
    for path in arguments.results:
        queue = replayed_day(path, rng)
        days += [(path.stem, vans, [queue]) for vans in (4, 6)]
    console = Console(width=130)
    for table in (speed_table, oracle_table, partial(waits_table, days)):
        console.print(table())


if __name__ == "__main__":
    main()
