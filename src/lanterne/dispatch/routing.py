"""Which vehicle should fetch whom, and in what order, on a course that is driven one way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, islice
from math import inf
from typing import Final, NamedTuple

from lanterne.dispatch.pickups import ALARM_S, WARN_S
from lanterne.dispatch.routes import LOAD_S, Plan, Road, Stop, Van, Wait, Weights

_ROUNDS: Final = 8
_BETTER: Final = 1e-6


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
    for van, order in enumerate(orders):
        search._set(van, list(order))
    return search.made()


class _State(NamedTuple):
    """A vehicle between two stops: when, how many ride, the drives from where it is, and the cost so far."""

    clock_s: float
    aboard: int
    way_s: list[float]
    cost: float


class _Search:
    """Orders in which each vehicle fetches people, and what they cost.

    `way_s` are the drives from where a vehicle is after one stop to the next, the finish last; `after_s` what
    passes at a stop.
    """

    def __init__(self, waits: Sequence[Wait], vans: Sequence[Van], road: Road, weights: Weights) -> None:
        self.waits, self.vans, self.road, self.weights = waits, vans, road, weights
        drive, to_m = road.drive_s, [*(one.at_m for one in waits), road.length_m]
        self.left_m = [road.medical_from(one.at_m) if one.urgent else one.at_m for one in waits]
        self.way_s = [[drive(one, other) for other in to_m] for one in [*self.left_m, road.length_m]]
        self.after_s = [
            LOAD_S + (drive(one.at_m, left_m) + LOAD_S if one.urgent else 0.0)
            for one, left_m in zip(waits, self.left_m, strict=True)
        ]
        self.weight = [weights.urgent if one.urgent else 1.0 for one in waits]
        self.may = [[one.vans is None or van.id in one.vans for van in vans] for one in waits]
        starts = [[drive(van.at_m, other) for other in to_m] for van in vans]
        self.begin = [_State(van.free_s, van.aboard, starts[i], 0.0) for i, van in enumerate(vans)]
        self.orders: list[list[int]] = [[] for _ in vans]
        self.costs = [self._finish(self.begin[van]) for van in range(len(vans))]

    def _step(self, van: int, state: _State, stop: int) -> _State:
        """A vehicle after one more stop, first let empty at the finish if it is full."""
        clock_s, aboard, way_s, cost = state
        weights, wait = self.weights, self.waits[stop]
        begin_s = clock_s
        if aboard >= self.vans[van].seats:
            home_s = way_s[-1] + aboard * LOAD_S
            clock_s += home_s
            cost += weights.aboard * aboard * home_s
            aboard, way_s = 0, self.way_s[-1]
        clock_s += way_s[stop]
        waited_s = late_s = clock_s - wait.since_s
        if late_s > WARN_S:
            waited_s += weights.late * (late_s - WARN_S)
            if late_s > ALARM_S:
                waited_s += weights.late * (late_s - ALARM_S)
        after_s = self.after_s[stop]
        cost += self.weight[stop] * waited_s + weights.aboard * aboard * (way_s[stop] + after_s)
        clock_s += after_s
        cost += weights.driving * (clock_s - begin_s)
        if not wait.urgent:
            aboard += 1
        elif self.left_m[stop] == self.road.length_m:
            clock_s += aboard * LOAD_S
            aboard = 0
        return _State(clock_s, aboard, self.way_s[stop], cost)

    def _finish(self, state: _State) -> float:
        """What a vehicle's way costs once all are let out at the finish."""
        home_s = state.way_s[-1] + state.aboard * LOAD_S if state.aboard else 0.0
        return state.cost + (self.weights.driving + self.weights.aboard * state.aboard) * home_s

    def _cost(self, van: int, state: _State, stops: Iterable[int], most: float = inf) -> float:
        """What it costs to go on from a state with these stops; inf as soon as that is more than `most`."""
        for stop in stops:
            state = self._step(van, state, stop)
            if state.cost > most:
                return inf
        return self._finish(state)

    def found(self) -> Plan:
        """The best orders found."""
        for wait in range(len(self.waits)):
            self._insert(wait, inf)
        for _ in range(_ROUNDS):
            if not (self._move() | self._exchange()):
                break
        return self.made()

    def _insert(self, wait: int, below: float) -> bool:
        """Put somebody where that costs least; whether anywhere it costs less than `below` more."""
        best, place = below, None
        for van, order in enumerate(self.orders):
            if not self.may[wait][van]:
                continue
            state, own = self.begin[van], self.costs[van]
            for at in range(len(order) + 1):
                if self._allowed(wait, order, at):
                    tail = chain((wait,), islice(order, at, None))
                    more = self._cost(van, state, tail, own + best + _BETTER) - own
                    # Where it makes no odds, whoever came into the order first is fetched first.
                    slack = _BETTER if place is not None and place[0] == van else 0.0
                    if more < best + slack:
                        best, place = more, (van, at)
                if at < len(order):
                    state = self._step(van, state, order[at])
        if place is not None:
            van, at = place
            self._set(van, [*self.orders[van][:at], wait, *self.orders[van][at:]])
        return place is not None

    def _allowed(self, wait: int, order: Sequence[int], at: int) -> bool:
        """Whether somebody may come there: nobody before those to whom the vehicle is on its way."""
        return self.waits[wait].first or at == len(order) or not self.waits[order[at]].first

    def _set(self, van: int, order: list[int]) -> None:
        self.orders[van], self.costs[van] = order, self._cost(van, self.begin[van], order)

    def _move(self) -> bool:
        """Take each out and put them where they cost least; whether that helped."""
        helped = False
        for wait, one in enumerate(self.waits):
            van = self._van_of(wait)
            if van < 0 or one.first:
                continue
            order, cost = self.orders[van], self.costs[van]
            self._set(van, [other for other in order if other != wait])
            if self._insert(wait, cost - self.costs[van] - _BETTER):
                helped = True
            else:
                self.orders[van], self.costs[van] = order, cost
        return helped

    def _van_of(self, wait: int) -> int:
        return next((van for van, order in enumerate(self.orders) if wait in order), -1)

    def _exchange(self) -> bool:
        """Exchange two of different vehicles, or of one; whether that helped."""
        free = [i for i, one in enumerate(self.waits) if not one.first and self._van_of(i) >= 0]
        return sum(self._exchanged(one, other) for one, other in combinations(free, 2)) > 0

    def _exchanged(self, one: int, other: int) -> bool:
        a, b = self._van_of(one), self._van_of(other)
        if not (self.may[one][b] and self.may[other][a]):
            return False
        turned = {one: other, other: one}
        most, found = sum(self.costs[van] for van in {a, b}) - _BETTER, []
        for van in {a, b}:
            order = [turned.get(wait, wait) for wait in self.orders[van]]
            cost = self._cost(van, self.begin[van], order, most)
            most -= cost
            if most <= 0.0:
                return False
            found.append((van, order, cost))
        for van, order, cost in found:
            self.orders[van], self.costs[van] = order, cost
        return True

    def made(self) -> Plan:
        """The orders as stops with their instants."""
        stops = {one.id: tuple(self._stops(van)) for van, one in enumerate(self.vans)}
        return Plan(stops, sum(self.costs))

    def _stops(self, van: int) -> Iterator[Stop]:
        state, length_m = self.begin[van], self.road.length_m
        for stop in self.orders[van]:
            wait, after = self.waits[stop], self._step(van, state, stop)
            home = state.aboard >= self.vans[van].seats
            if home:
                yield Stop("", length_m, state.clock_s + state.way_s[-1])
            way_s = self.way_s[-1] if home else state.way_s
            begin_s = state.clock_s + (state.way_s[-1] + state.aboard * LOAD_S if home else 0.0)
            arrives_s = begin_s + way_s[stop]
            yield Stop(wait.request, wait.at_m, arrives_s)
            if wait.urgent:
                yield Stop("", self.left_m[stop], arrives_s + self.after_s[stop] - LOAD_S)
            state = after
        if state.aboard:
            yield Stop("", length_m, state.clock_s + state.way_s[-1])
