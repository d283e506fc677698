"""One place of the course as its closing sees it: who is still to come, the sweeps, the holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.closing import HoldHere, SweepHere
from lanterne.dispatch.lastlist import ACCOUNTED, TO_COME, Known, bib_states
from lanterne.dispatch.roads import SharedRoads
from lanterne.dispatch.stations import Coming, Number
from lanterne.dispatch.sweepway import SweepWay, hindmost
from lanterne.field.holds import Terms
from lanterne.live.boards import coming, stopping_sd
from lanterne.live.closingfacts import Facts, facts
from lanterne.live.now import Now
from lanterne.live.sweepways import sweep_ways
from lanterne.race.cutoffs import line_time_s
from lanterne.race.definition import Places
from lanterne.views import SweepNearView

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

SLACK_S: Final = 120.0
"""Seen so long after the last sweep passed the same place is behind it; clocks differ by less."""

MISSED: Final = 2
"""Not read by so many mats in a row that every sweep has passed: on the search list."""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """When some runners are expected at a place.

    Attributes
    ----------
    number : Number
        How many will come; those without a forecast count as if they would.
    last_p50_s, last_p95_s : float or None, UTC epoch seconds
    p50_s, p95_s : ndarray, shape (n,), UTC epoch seconds, NaN = no forecast
        Of each.
    """

    number: Number
    last_p50_s: float | None
    last_p95_s: float | None
    p50_s: Floats
    p95_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """A place now.

    Attributes
    ----------
    state : ndarray, shape (n_runners,), index into `dispatch.lastlist.STATES`; -1 = not on this road
    to_come : ndarray of int
        Runners still to come, in the order in which they are expected, those without a forecast last.
    expected : Expected
        Of them.
    sweeps : tuple of (SweepHere, SweepNearView)
    unswept : tuple of str
        Ids of the distances here that have no sweep.
    terms : tuple of Terms
        Of the holds in force here.
    """

    state: NDArray[np.int8]
    to_come: Rows
    expected: Expected
    sweeps: tuple[tuple[SweepHere, SweepNearView], ...]
    unswept: tuple[str, ...]
    terms: tuple[Terms, ...]

    def runners(self, state: int) -> Rows:
        """Runners of one state."""
        return np.flatnonzero(self.state == state)


class Ground:
    """What all places share, worked out once."""

    def __init__(self, now: Now) -> None:
        self.now = now
        self.facts: Facts = facts(now)
        self.ways: dict[str, list[SweepWay]] = sweep_ways(now, SharedRoads(now.field.race))
        self.overdue: Flags = now.picture.ledger.is_in("unresolved")
        self.lost, self.behind = self._swept()
        self._index = {one.id: i for i, one in enumerate(now.field.race.distances)}

    def at(self, places: Places) -> Here:
        """A place, given in metres by distance id."""
        known, index = self.facts, self._index
        here = {index[one]: at_m for one, at_m in places.items() if one in index}
        on = np.isin(np.arange(len(index)), list(here))
        mine = on[known.road] | ((known.elsewhere >= 0) & on[known.elsewhere])
        passed = np.zeros(len(mine), np.bool_)
        for one, at_m in here.items():
            passed |= known.far_m[one] >= at_m
        sweeps = self._sweeps(places)
        terms = tuple(self._terms(places))
        state = np.full(len(mine), -1, np.int8)
        rows = np.flatnonzero(mine & known.out & ~passed)
        state[mine] = ACCOUNTED
        state[mine & passed] = 1
        asked = Known(
            passed=passed[rows],
            accounted=np.zeros(len(rows), np.bool_),
            overdue=self.overdue[rows],
            lost=self.lost[rows],
            behind=self.behind[rows],
            held=self._held(terms, rows),
        )
        state[rows] = bib_states(asked, clear=is_clear([one for one, _ in sweeps]))
        come = np.flatnonzero(state == TO_COME)
        expected = self._expected(places, come)
        order = np.argsort(np.where(np.isfinite(expected.p50_s), expected.p50_s, np.inf), kind="stable")
        ordered = Expected(
            expected.number,
            expected.last_p50_s,
            expected.last_p95_s,
            expected.p50_s[order],
            expected.p95_s[order],
        )
        unswept = tuple(one for one in places if one in index and not self.ways[one])
        return Here(state, come[order], ordered, sweeps, unswept, terms)

    def bibs(self, runners: Rows) -> tuple[str, ...]:
        """The bibs of some runners."""
        entrants = self.now.field.roster.entrants
        return tuple(entrants[i].bib for i in runners.tolist())

    def holds(self, here: Here) -> tuple[HoldHere, ...]:
        """The holds in force at a place, and for whom they still are."""
        coming_here = set(self.bibs(here.to_come))
        return tuple(
            HoldHere(
                until_s=one.until_s,
                by=one.by,
                bibs=one.bibs,
                to_come=tuple(bib for bib in one.bibs if bib in coming_here),
            )
            for one in here.terms
        )

    def _swept(self) -> tuple[Flags, Flags]:
        """Who is overdue at mats that every sweep has passed, and who was last seen behind every sweep."""
        now, known = self.now, self.facts
        lost, behind = np.zeros((2, len(known.road)), np.bool_)
        evidence = now.picture.evidence
        for each in now.arrivals:
            sweeps = self.ways[each.distance.id]
            last = hindmost(sweeps)
            if last is None:
                continue
            mine = known.out & (each.row_of >= 0)
            seen = np.flatnonzero(mine & np.isfinite(evidence.at_m))
            passed_s = np.max([one.passed_s(evidence.at_m[seen]) for one in sweeps], axis=0)
            behind[seen] = evidence.at_s[seen] > passed_s + SLACK_S
            late = np.flatnonzero(mine & self.overdue)
            due_s = each.alone_s[each.row_of[late], :, 1].astype(np.float64) + each.base_s
            missed = (due_s < now.now_s) & (each.mat_m > np.nan_to_num(evidence.at_m[late])[:, None])
            missed &= each.mat_m < (-1.0 if last.latest_m is None else last.latest_m)
            lost[late] = missed.sum(axis=1) >= MISSED
        return lost, behind

    def _terms(self, places: Places) -> Iterator[Terms]:
        """Terms of the holds in force at a place."""
        for hold in self.now.field.holds:
            terms = hold.force
            if hold.state != "in_force" or terms is None or terms.until_s <= self.now.now_s:
                continue
            if terms.from_m <= places.get(terms.distance, -1.0) <= terms.to_m:
                yield terms

    def _held(self, terms: tuple[Terms, ...], rows: Rows) -> Flags:
        """Whom the holds cover: those they name, and whoever comes by their end, though behind the sweep."""
        roster, held = self.now.field.roster, np.zeros(len(rows), np.bool_)
        for one in terms:
            named = [roster.index[bib] for bib in one.bibs if bib in roster.index]
            held |= np.isin(rows, named)
            mine = self.facts.road[rows] == self._index[one.distance]
            held |= mine & self.behind[rows] & ~self.overdue[rows]
        return held

    def _sweeps(self, places: Places) -> tuple[tuple[SweepHere, SweepNearView], ...]:
        """The sweeps of every distance here."""
        made: dict[str, tuple[SweepHere, SweepNearView]] = {}
        for distance, at_m in places.items():
            ways = self.ways.get(distance, [])
            last = hindmost(ways)
            for way in ways:
                before = made.get(way.vehicle)
                hindmost_of = () if before is None else before[0].hindmost_of
                made[way.vehicle] = self._sweep(
                    way, distance, at_m, (*hindmost_of, distance) if way is last else hindmost_of
                )
        return tuple(made.values())

    def _sweep(
        self, way: SweepWay, distance: str, at_m: float, hindmost_of: tuple[str, ...]
    ) -> tuple[SweepHere, SweepNearView]:
        past, clear_s, latest_m = way.is_past(at_m), way.clear_s(at_m), way.latest_m
        eta_s = None if past else self._eta_s(way, distance, at_m)
        here = SweepHere(
            name=way.name,
            past=past,
            clear_s=clear_s,
            hindmost_of=hindmost_of,
            eta_s=eta_s,
            heard_s=way.heard_s,
            silent=way.silent,
        )
        view = SweepNearView(
            vehicle=way.vehicle,
            name=way.name,
            distance=distance,
            away_m=None if latest_m is None else at_m - latest_m,
            eta_s=eta_s,
            heard_s=way.heard_s,
            clear_behind=clear_s is not None,
        )
        return here, view

    def _eta_s(self, way: SweepWay, distance: str, at_m: float) -> float | None:
        """When a sweep is expected: at its own pace so far, and not before the virtual line."""
        line_s = line_time_s(self.now.field.race, distance, self.now.field.zeros, at_m)
        pace = way.pace_s_per_m()
        own_s = np.nan
        if pace is not None and way.latest_m is not None:
            own_s = float(way.at_s[-1]) + pace * max(at_m - way.latest_m, 0.0)
        latest_s = np.fmax(line_s, own_s)
        return float(max(latest_s, self.now.now_s)) if np.isfinite(latest_s) else None

    def _expected(self, places: Places, come: Rows) -> Expected:
        """How many of some runners will come to a place, when the last, and when each."""
        now = self.now
        p50_s, p95_s = np.full((2, len(come)), np.nan)
        parts: list[Coming] = []
        day_sd = 0.0
        for each in now.arrivals:
            at_m = places.get(each.distance.id)
            if at_m is None:
                continue
            rows = each.row_of[come]
            quantile_s = each.at_s[np.maximum(rows, 0), each.target(at_m)].astype(np.float64) + each.base_s
            known = (rows >= 0) & np.isfinite(quantile_s).all(axis=1)
            if not known.any():
                continue
            p50_s[known], p95_s[known] = quantile_s[known, 1], quantile_s[known, 2]
            parts.append(coming(each, now.picture, rows[known], at_m))
            day_sd = max(day_sd, stopping_sd(each))
        unknown = int(np.isnan(p50_s).sum())
        if not parts:
            return Expected(Number(unknown, unknown, unknown), None, None, p50_s, p95_s)
        every = parts[0] if len(parts) == 1 else _together(parts)
        number = every.number(now.now_s, day_sd)
        p50, p95 = every.last_s((0.5, 0.95)).tolist()
        return Expected(
            Number(number.mean + unknown, number.p05 + unknown, number.p95 + unknown),
            p50 if np.isfinite(p50) else None,
            p95 if np.isfinite(p95) else None,
            p50_s,
            p95_s,
        )


def is_clear(sweeps: list[SweepHere]) -> bool:
    """Whether every sweep is past, and the last of each distance has said that the road is clear."""
    last = [one for one in sweeps if one.hindmost_of]
    return bool(last) and all(one.past for one in sweeps) and all(one.clear_s is not None for one in last)


def _together(parts: list[Coming]) -> Coming:
    return Coming(
        np.concatenate([one.arrival_s for one in parts]),
        parts[0].scores,
        np.concatenate([one.comes for one in parts]),
        np.concatenate([one.shared for one in parts]),
        np.concatenate([one.each for one in parts]),
    )
