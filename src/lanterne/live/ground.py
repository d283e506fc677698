"""One place of the course as its closing sees it: who is still to come, the sweeps, the holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.closing import HoldHere, SweepHere, last_clear_s
from lanterne.dispatch.lastlist import ACCOUNTED, PASSED, TO_COME, Known, bib_states
from lanterne.dispatch.roads import SharedRoads
from lanterne.dispatch.sweepway import SweepWay, hindmost
from lanterne.events import LAST_LIST
from lanterne.field.holds import Terms
from lanterne.field.ledger import DETAILS
from lanterne.live.closingfacts import Facts, facts
from lanterne.live.expected import MANY, Expected, by_boards, expected_at, soonest_s
from lanterne.live.now import Now
from lanterne.live.sweepways import sweep_ways
from lanterne.race.cutoffs import line_time_s
from lanterne.race.definition import Places
from lanterne.views import SweepNearView

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

SLACK_S: Final = 300.0
"""Seen so long after the last sweep passed the same place is behind it: a bus may ride ahead and wait."""

MISSED: Final = 2
"""Not read by so many mats in a row that every sweep has passed: on the search list."""

UNLIKELY: Final = 1 / 200
"""Whose chance to come from now on is less has most likely gone by unread, where a list cannot hold all."""

TELLING: Final = 2
"""Who was read neither at the start nor by the first so many mats has most likely not started."""


@dataclass(frozen=True, slots=True, eq=False)
class Here:
    """A place now.

    Attributes
    ----------
    state : ndarray, shape (n_runners,), index into `dispatch.lastlist.STATES`; -1 = not on this road
    to_come : ndarray of int
        Runners still to come by evidence.
    listed : ndarray of int
        Of them those who belong on a last list; if they are few, in the order in which they are expected,
        those without a forecast last.
    expected : Expected
        How many will come and when the last; of each of `listed`, when.
    sweeps : tuple of (SweepHere, SweepNearView)
    unswept : tuple of str
        Ids of the distances here that have no sweep.
    terms : tuple of Terms
        Of the holds in force here that still wait for somebody, or for their end.
    unseen : int
        How many were never seen, and may be on the road before the mats that will tell.
    """

    state: NDArray[np.int8]
    to_come: Rows
    listed: Rows
    expected: Expected
    sweeps: tuple[tuple[SweepHere, SweepNearView], ...]
    unswept: tuple[str, ...]
    terms: tuple[Terms, ...]
    unseen: int

    @property
    def gone_by(self) -> int:
        """How many of those to come have most likely gone by unread."""
        return len(self.to_come) - len(self.listed)

    def runners(self, state: int) -> Rows:
        """Runners of one state."""
        return np.flatnonzero(self.state == state)


class Ground:
    """What all places share, worked out once."""

    def __init__(self, now: Now) -> None:
        self.now = now
        race = now.field.race
        self.names = {one.id: one.name for one in race.stations}
        self.names |= {one.id: one.name for one in race.vehicles} | {one.id: one.name for one in race.posts}
        self.facts: Facts = facts(now)
        self.ways: dict[str, list[SweepWay]] = sweep_ways(
            now.field, now.now_s, SharedRoads(race), now.tracks, now.vehicles
        )
        ledger = now.picture.ledger
        self.unresolved: Flags = ledger.is_in("unresolved")
        self.overdue = self.unresolved & (ledger.detail == DETAILS.index("overdue"))
        self.on_pavement: Flags = ledger.detail == DETAILS.index("diverted")
        self.lost, self.behind = self._swept()
        self._index = {one.id: i for i, one in enumerate(now.field.race.distances)}
        self._astray = np.flatnonzero(self.facts.elsewhere >= 0)
        self._asked_of = self.facts.out & (self.unresolved | self.lost | self.behind)
        self._never = {each.distance.id: int(self.facts.unseen[each.runners].sum()) for each in now.arrivals}

    def at(self, places: Places) -> Here:
        """A place, given in metres by distance id."""
        known, index = self.facts, self._index
        here = {index[one]: at_m for one, at_m in places.items() if one in index}
        on = np.isin(np.arange(len(index)), list(here))
        mine = on[known.road]
        mine[self._astray] |= on[known.elsewhere[self._astray]]
        passed = np.zeros(len(mine), np.bool_)
        for one, at_m in here.items():
            passed |= known.far_m[one] >= at_m
        sweeps = self._sweeps(places)
        clear = last_clear_s([one for one, _ in sweeps]) is not None
        waits = mine & known.out & ~passed
        # Once the road is clear behind the last sweep, a hold's runners ahead of it have gone by.
        awaited = known.out & ~passed & (self.behind | (not clear))
        terms = tuple(self._terms(places, awaited))
        state = np.where(passed, PASSED, ACCOUNTED).astype(np.int8)
        state[~mine] = -1
        state[waits] = TO_COME
        # Of whom nothing is in question is to come, unless the road is clear.
        rows = np.flatnonzero(waits if clear else waits & self._asked_of)
        asked = Known(
            passed=passed[rows],
            accounted=~known.out[rows],
            unresolved=self.unresolved[rows],
            lost=self.lost[rows],
            behind=self.behind[rows] & ~self._may_overtake(places, rows),
            held=self._held(terms, places, rows) & awaited[rows],
        )
        state[rows] = bib_states(asked, clear=clear)
        come = np.flatnonzero(state == TO_COME)
        listed, expected = self._expected(places, come)
        unswept = tuple(one for one in places if one in index and not self.ways[one])
        unseen = 0 if clear else self._unseen(places)
        return Here(state, come, listed, expected, sweeps, unswept, terms, unseen)

    def _expected(self, places: Places, come: Rows) -> tuple[Rows, Expected]:
        """Whom a last list would hold of those to come, and when they are expected."""
        board = by_boards(self.now, places, come) if len(come) > MANY else None
        if board is not None and board.number.p05 > LAST_LIST:
            return come, board
        expected = expected_at(self.now, places, come)
        if len(come) > LAST_LIST:
            likely = np.flatnonzero(expected.chance >= UNLIKELY)
            if len(likely) > LAST_LIST:
                return come, expected
            # Of those alone, for the last of them is the last.
            come = come[likely]
            expected = replace(expected_at(self.now, places, come), number=expected.number)
        order = np.argsort(expected.p50_s, kind="stable")  # NaN last
        return come[order], replace(
            expected, p50_s=expected.p50_s[order], p95_s=expected.p95_s[order], chance=expected.chance[order]
        )

    def bibs(self, runners: Rows) -> tuple[str, ...]:
        """The bibs of some runners."""
        entrants = self.now.field.roster.entrants
        return tuple(entrants[i].bib for i in runners.tolist())

    def holds(self, here: Here) -> tuple[HoldHere, ...]:
        """The holds in force at a place, and for whom they still are."""
        index = self.now.field.roster.index
        return tuple(
            HoldHere(
                until_s=one.until_s,
                by=one.by,
                bibs=one.bibs,
                to_come=tuple(bib for bib in one.bibs if bib in index and here.state[index[bib]] == TO_COME),
            )
            for one in here.terms
        )

    def few(self, here: Here) -> tuple[str, ...]:
        """The bibs that belong on a last list, in their order, if they are no more than it holds."""
        return self.bibs(here.listed) if len(here.listed) <= LAST_LIST else ()

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
            # A mat that had gone dark by then, said or not, has missed nobody.
            missed &= ~((each.mats.dark_from_s <= due_s) & (due_s < each.mats.dark_to_s))
            lost[late] = missed.sum(axis=1) >= MISSED
        return lost, behind

    def _unseen(self, places: Places) -> int:
        """How many never seen may be on the road here: beyond the second mat one of the two has read them."""
        number = 0
        for each in self.now.arrivals:
            at_m = places.get(each.distance.id)
            told_m = max(each.mat_m[:TELLING], default=np.inf)
            if at_m is not None and at_m <= told_m:
                number += self._never[each.distance.id]
        return number

    def _terms(self, places: Places, waited_for: Flags) -> Iterator[Terms]:
        """Terms of the holds in force at a place, till their end, or till those they are for have passed."""
        index = self.now.field.roster.index
        for hold in self.now.field.holds:
            terms = hold.force
            if hold.state != "in_force" or terms is None or terms.until_s <= self.now.now_s:
                continue
            named = [index[bib] for bib in terms.bibs if bib in index]
            here = terms.from_m <= places.get(terms.distance, -1.0) <= terms.to_m
            if here and (not named or waited_for[named].any()):
                yield terms

    def _held(self, terms: tuple[Terms, ...], places: Places, rows: Rows) -> Flags:
        """Whom the holds cover: those they name, and who may come by their end from behind the sweep."""
        roster, held = self.now.field.roster, np.zeros(len(rows), np.bool_)
        for one in terms:
            named = [roster.index[bib] for bib in one.bibs if bib in roster.index]
            mine = (
                self.behind[rows]
                & ~self.unresolved[rows]
                & (soonest_s(self.now, places, rows) <= one.until_s)
            )
            held |= np.isin(rows, named) | (mine & (self.facts.road[rows] == self._index[one.distance]))
        return held

    def _may_overtake(self, places: Places, rows: Rows) -> Flags:
        """Who of those behind the sweep may yet be here before it; not those who have left the road."""
        chosen = np.flatnonzero(self.behind[rows])
        may = np.zeros(len(rows), np.bool_)
        if not len(chosen):
            return may
        last_s = np.full(len(self._index), -np.inf)
        for distance, at_m in places.items():
            last = hindmost(self.ways.get(distance, []))
            if last is not None and not last.is_past(at_m):
                eta_s = self._eta_s(last, distance, at_m)
                last_s[self._index[distance]] = np.inf if eta_s is None else eta_s
        mine = rows[chosen]
        may[chosen] = soonest_s(self.now, places, mine) < last_s[self.facts.road[mine]]
        return may & ~self.on_pavement[rows]

    def _sweeps(self, places: Places) -> tuple[tuple[SweepHere, SweepNearView], ...]:
        """The sweeps of every distance here."""
        made: dict[str, tuple[SweepHere, SweepNearView]] = {}
        for distance, at_m in places.items():
            for way in self.ways.get(distance, []):
                made.setdefault(way.vehicle, self._sweep(way, distance, at_m))
        return tuple(made.values())

    def _sweep(self, way: SweepWay, distance: str, at_m: float) -> tuple[SweepHere, SweepNearView]:
        passed_s, clear_s, latest_m = way.passed_s(np.array([at_m]))[0], way.clear_s(at_m), way.latest_m
        past = bool(np.isfinite(passed_s))
        eta_s = None if past else self._eta_s(way, distance, at_m)
        here = SweepHere(
            name=way.name,
            passed_s=float(passed_s) if past else None,
            clear_s=clear_s,
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
