"""Which vehicle should fetch whom, and in what order, on a course that is driven one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FORWARD_MPS: Final = 9.0
"""Along the course, with traffic and runners about, as far as metres of the course go by."""

BACK_MPS: Final = 6.0
"""Against the course, by other streets: slower by the way round, in metres of the course as well."""

LOAD_S: Final = 90.0
"""Until somebody is aboard, or out."""

NEVER_S: Final = 1e9
_ROUNDS: Final = 8
_BETTER: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Weights:
    """What a second costs, beside 1 for each second that somebody waits.

    Attributes
    ----------
    urgent : float
        Of a wait for medical or help, in place of 1.
    late : float
        More from 15 minutes of waiting, and as much again from 30.
    aboard : float
        Of each who rides and is not let out yet.
    driving : float
        Of a vehicle under way.
    """

    urgent: float = 6.0
    late: float = 1.0
    aboard: float = 0.1
    driving: float = 0.02


@dataclass(frozen=True, slots=True)
class Road:
    """The course to its finish, where people are let out, and the places where medical is, in metres."""

    length_m: float
    medical_m: tuple[float, ...] = ()

    def drive_s(self, from_m: float, to_m: float) -> float:
        """How long a vehicle takes from one place of the course to another, in seconds."""
        away_m = to_m - from_m
        return away_m / FORWARD_MPS if away_m >= 0 else -away_m / BACK_MPS

    def medical_from(self, at_m: float) -> float:
        """Where medical is soonest reached from a place, in metres; the finish where there is none."""
        return min((self.length_m, *self.medical_m), key=lambda one_m: self.drive_s(at_m, one_m))


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle: where it is, from when on it can drive (UTC epoch seconds), and how many ride with it."""

    id: str
    seats: int
    at_m: float
    free_s: float
    aboard: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody who waits at a place since an instant (UTC epoch seconds).

    Attributes
    ----------
    urgent : bool
        Asked for medical or help: is taken to medical at once.
    vans : frozenset of str or None
        The vehicles that may fetch them, one if it has them confirmed; None = any.
    first : bool
        Whether a vehicle is on its way to them.
    """

    request: str
    at_m: float
    since_s: float
    urgent: bool = False
    vans: frozenset[str] | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop: to take somebody in, or (`request` empty) to let all out; `at_s` UTC epoch seconds."""

    request: str
    at_m: float
    at_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The stops of each vehicle in order, and what they cost by `Weights`."""

    stops: dict[str, tuple[Stop, ...]]
    cost: float


def plan(waits: Sequence[Wait], vans: Sequence[Van], road: Road, weights: Weights | None = None) -> Plan:
    """The stops that make those who wait wait least, the oldest and those in need most of all.

    Somebody whom a vehicle has confirmed stays with it, and is its first stop once it is on its way to them,
    so that a plan never takes back what people were promised. Vehicles that are full go to the finish and
    come back. Cheapest insertion, then moving one at a time and exchanging two for as long as that helps.

    Parameters
    ----------
    waits : sequence of Wait
        Those whom no vehicle may fetch are in no plan.
    vans : sequence of Van
        Without seats, in no plan.
    road : Road
    weights : Weights or None
        None = the usual.
    """
    usable = sorted((one for one in vans if one.seats > 0), key=lambda one: one.id)
    ordered = sorted(waits, key=lambda one: (not one.first, not one.urgent, one.since_s, one.request))
    return _Search(ordered, usable, road, weights or Weights()).found()


def planned(
    orders: Sequence[Sequence[int]],
    waits: Sequence[Wait],
    vans: Sequence[Van],
    road: Road,
    weights: Weights | None = None,
) -> Plan:
    """What it comes to if each vehicle fetches these, by their place in `waits`, in this order."""
    search = _Search(waits, vans, road, weights or Weights())
    search.orders = [list(one) for one in orders]
    return search.made()


class _Search:
    """Orders in which each vehicle fetches people, and what they cost.

    `way_s` is the drive from where somebody is left behind one to the next, the finish last; `after_s` what
    passes at a stop.
    """

    def __init__(self, waits: Sequence[Wait], vans: Sequence[Van], road: Road, weights: Weights) -> None:
        self.waits, self.vans, self.road, self.weights = waits, vans, road, weights
        self.orders: list[list[int]] = [[] for _ in vans]
        to_m = [*(one.at_m for one in waits), road.length_m]
        left_m = [road.medical_from(one.at_m) if one.urgent else one.at_m for one in waits]
        drive = road.drive_s
        self.way_s = [[drive(one, other) for other in to_m] for one in [*left_m, road.length_m]]
        self.start_s = [[drive(van.at_m, other) for other in to_m] for van in vans]
        self.after_s = [
            LOAD_S + (drive(one.at_m, m) + LOAD_S if one.urgent else 0.0)
            for one, m in zip(waits, left_m, strict=True)
        ]
        self.may = [[one.vans is None or van.id in one.vans for van in vans] for one in waits]
        self.firsts = [wait.first for wait in waits]
        self.costs = [self.cost(van, []) for van in range(len(vans))]

    def cost(self, van: int, order: Sequence[int]) -> float:
        """What it costs if a vehicle fetches these in this order."""
        one, finish, weights = self.vans[van], len(self.waits), self.weights
        clock_s, aboard, row, total = one.free_s, one.aboard, self.start_s[van], 0.0
        for stop in order:
            wait = self.waits[stop]
            if aboard >= one.seats:
                clock_s += row[finish] + aboard * LOAD_S
                total += weights.aboard * aboard * (row[finish] + aboard * LOAD_S)
                aboard, row = 0, self.way_s[finish]
            clock_s += row[stop]
            total += weights.aboard * aboard * (row[stop] + self.after_s[stop])
            waited_s = clock_s - wait.since_s
            late_s = max(0.0, waited_s - 900.0) + max(0.0, waited_s - 1_800.0)
            total += (weights.urgent if wait.urgent else 1.0) * (waited_s + weights.late * late_s)
            clock_s += self.after_s[stop]
            aboard += not wait.urgent
            row = self.way_s[stop]
        if aboard:
            clock_s += row[finish] + aboard * LOAD_S
            total += weights.aboard * aboard * (row[finish] + aboard * LOAD_S)
        return total + weights.driving * (clock_s - one.free_s)

    def found(self) -> Plan:
        """The best orders found."""
        for wait in range(len(self.waits)):
            self._insert(wait)
        for _ in range(_ROUNDS):
            if not (self._move() | self._exchange()):
                break
        return self.made()

    def _insert(self, wait: int) -> None:
        best = (NEVER_S * NEVER_S, -1, 0)
        for van, order in enumerate(self.orders):
            if self.may[wait][van]:
                for place in range(self._from(van, wait), len(order) + 1):
                    more = self.cost(van, [*order[:place], wait, *order[place:]]) - self.costs[van]
                    best = min(best, (more, van, place))
        _, van, place = best
        if van >= 0:
            self._set(van, [*self.orders[van][:place], wait, *self.orders[van][place:]])

    def _from(self, van: int, wait: int) -> int:
        """The first place in an order that somebody may take: behind whom the vehicle is on its way to."""
        order = self.orders[van]
        return 0 if self.firsts[wait] or not order or not self.firsts[order[0]] else 1

    def _set(self, van: int, order: list[int]) -> None:
        self.orders[van], self.costs[van] = order, self.cost(van, order)

    def _move(self) -> bool:
        """Take each out and put them where they cost least; whether that helped."""
        helped = False
        for wait in range(len(self.waits)):
            van = next((i for i, order in enumerate(self.orders) if wait in order), -1)
            if van < 0 or self.firsts[wait]:
                continue
            before = sum(self.costs)
            kept = [list(one) for one in self.orders], list(self.costs)
            self._set(van, [one for one in self.orders[van] if one != wait])
            self._insert(wait)
            if sum(self.costs) < before - _BETTER:
                helped = True
            else:
                self.orders, self.costs = kept
        return helped

    def _exchange(self) -> bool:
        """Exchange two of different vehicles, or of one; whether that helped."""
        helped = False
        places = [(wait, van) for van, order in enumerate(self.orders) for wait in order]
        for one, _ in places:
            for other, _ in places:
                if one < other and self._exchanged(one, other):
                    helped = True
        return helped

    def _exchanged(self, one: int, other: int) -> bool:
        if self.firsts[one] or self.firsts[other]:
            return False
        a = next(i for i, order in enumerate(self.orders) if one in order)
        b = next(i for i, order in enumerate(self.orders) if other in order)
        if not (self.may[one][b] and self.may[other][a]):
            return False
        turned = {one: other, other: one}
        orders = {van: [turned.get(wait, wait) for wait in self.orders[van]] for van in {a, b}}
        costs = {van: self.cost(van, order) for van, order in orders.items()}
        if sum(costs.values()) >= sum(self.costs[van] for van in orders) - _BETTER:
            return False
        for van, order in orders.items():
            self.orders[van], self.costs[van] = order, costs[van]
        return True

    def made(self) -> Plan:
        """The orders as stops with their instants."""
        stops = {one.id: tuple(self._stops(van)) for van, one in enumerate(self.vans)}
        cost = sum(self.cost(van, order) for van, order in enumerate(self.orders))
        return Plan(stops, cost)

    def _stops(self, van: int) -> list[Stop]:
        one, finish, length_m = self.vans[van], len(self.waits), self.road.length_m
        clock_s, aboard, row, stops = one.free_s, one.aboard, self.start_s[van], []
        for stop in self.orders[van]:
            wait = self.waits[stop]
            if aboard >= one.seats:
                stops.append(Stop("", length_m, clock_s + row[finish]))
                clock_s += row[finish] + aboard * LOAD_S
                aboard, row = 0, self.way_s[finish]
            clock_s += row[stop]
            stops.append(Stop(wait.request, wait.at_m, clock_s))
            clock_s += self.after_s[stop]
            if wait.urgent:
                stops.append(Stop("", self.road.medical_from(wait.at_m), clock_s - LOAD_S))
            aboard += not wait.urgent
            row = self.way_s[stop]
        if aboard:
            stops.append(Stop("", length_m, clock_s + row[finish]))
        return stops
