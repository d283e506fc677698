"""Those whom the mats ahead should have read by now and have not, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.accounting import Judged, asked_after, judge, p95_s
from lanterne.dispatch.explaining import Unseen
from lanterne.dispatch.sweepway import BESIDE_M, SweepWay
from lanterne.events import Call, Conditions, Sighting, Status
from lanterne.field.evidence import Evidence
from lanterne.field.fold import Field
from lanterne.live.arrivals import Arrivals

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

REST_S: Final = 2_700.0
"""A person's word that somebody was found keeps them off the search list so long."""

REACHED: Final = ("runner", "reached")

USUAL: Final = 0.9
"""A mat that worked less than so when a runner was due may be why it did not read them."""

BEHIND_S: Final = 120.0
"""A sweep has passed somebody when it was beyond the slow ones' place so long ago."""

PAVEMENT, BEHIND_LINE = 0.0005, 0.0015
WRONG_WAY: Final = 0.0005


@dataclass(frozen=True, eq=False)
class Silent:
    """The unseen of one distance.

    Attributes
    ----------
    rows : ndarray of int, shape (k,)
        Their rows in the distance's arrivals.
    query : ndarray, shape (k,)
        Whom to ask after, if nobody's word that they were found stands.
    rest_s : ndarray, shape (k,), UTC epoch seconds
        Until when such a word stands; -inf = nobody has said so.
    """

    arrivals: Arrivals
    rows: Rows
    unseen: Unseen
    query: Flags
    seen_s: Floats
    seen_m: Floats
    rest_s: Floats
    ways: Sequence[SweepWay]
    wet: bool
    now_s: float

    @property
    def runners(self) -> Rows:
        """Their indices in the roster."""
        return self.arrivals.runners[self.rows]

    @property
    def from_s(self) -> Floats:
        """Before when nobody can have missed them, shape (k,), UTC epoch seconds: last seen, or found."""
        from_s = np.maximum(np.nan_to_num(self.seen_s, nan=-np.inf), self.rest_s)
        return np.where(np.isfinite(from_s), from_s, self.arrivals.base_s)

    def take(self, chosen: Rows) -> Silent:
        """Some of them."""
        return Silent(
            self.arrivals,
            self.rows[chosen],
            self.unseen.take(chosen),
            self.query[chosen],
            self.seen_s[chosen],
            self.seen_m[chosen],
            self.rest_s[chosen],
            self.ways,
            self.wet,
            self.now_s,
        )

    def judged(self) -> Judged:
        """What their silence comes to now."""
        return judge(self.unseen, np.full(len(self.rows), self.now_s), wet=self.wet)

    def swept(self, then_s: Floats) -> Flags:
        """Whether a sweep had passed them at an instant for each (UTC epoch seconds)."""
        return is_swept(self.unseen, self.arrivals.mat_m, self.seen_s, self.seen_m, self.ways, then_s)

    def queried(self, then_s: Floats) -> Flags:
        """Whether they would have been asked after at an instant for each, by the same evidence."""
        unseen = with_swept(self.unseen, self.swept(then_s))
        return asked_after(unseen, then_s, wet=self.wet) & (then_s >= self.rest_s)

    @cached_property
    def excused(self) -> Rows:
        """For each the mat (column) whose trouble alone keeps them off the search list; -1 = none."""
        found = np.full(len(self.rows), -1, np.int64)
        doubtful = (self.unseen.works < USUAL) & np.isfinite(self.unseen.half_s)
        chosen = np.flatnonzero(doubtful.any(axis=1) & ~self.query & (self.rest_s <= self.now_s))
        if not len(chosen):
            return found
        unseen, now_s = self.unseen.take(chosen), np.full(len(chosen), self.now_s)
        alarm = asked_after(replace(unseen, works=np.ones(unseen.works.shape)), now_s, wet=self.wet)
        late = doubtful[chosen] & (p95_s(unseen) < now_s[:, None])
        worst = np.where(late, unseen.works, np.inf).argmin(axis=1)
        found[chosen] = np.where(alarm & late.any(axis=1), worst, -1)
        return found


def silent(
    field: Field,
    each: Arrivals,
    evidence: Evidence,
    ways: Sequence[SweepWay],
    rest: Mapping[int, float],
    denied: Mapping[int, float],
    known: Flags,
    conditions: Conditions | None,
    now_s: float,
) -> Silent:
    """Judge those of a distance who are late at the first mat ahead.

    Parameters
    ----------
    ways : sequence of SweepWay
        Of the sweeps on this road.
    rest, denied : Mapping
        As `rests` and `denials` give them.
    known : ndarray, shape (n_runners,)
        Of whom somebody has said what became of them, or where they wait.
    """
    wet = conditions is not None and conditions.wet
    seen_m = evidence.at_m[each.runners]
    late = (each.due_s < now_s - each.base_s) & (seen_m < each.distance.length_m)
    rows = np.flatnonzero(late & ~known[each.runners])
    mine = each.runners[rows]
    seen_s, seen_m = evidence.at_s[mine], seen_m[rows]
    half_s, late_s = np.moveaxis(each.alone_s[rows].astype(np.float64) + each.base_s, 2, 0)
    behind = ~(each.mat_m > seen_m[:, None])
    half_s[behind], late_s[behind] = np.nan, np.nan
    unseen = Unseen(
        half_s=half_s,
        late_s=late_s,
        usual=each.usual(rows, wet=wet),
        works=each.works_for(rows, half_s),
        stops=each.stops[rows].astype(np.float64),
        swept=np.zeros(len(rows), np.bool_),
        denied=np.isin(mine, [runner for runner in denied if denied[runner] > evidence.at_s[runner]]),
        pavement=np.full(len(rows), PAVEMENT),
        wrong_way=np.full(len(rows), WRONG_WAY if len(field.race.distances) > 1 else WRONG_WAY / 10),
    )
    now = np.full(len(rows), now_s)
    unseen = with_swept(unseen, is_swept(unseen, each.mat_m, seen_s, seen_m, ways, now))
    rest_s = np.array([rest.get(runner, -np.inf) for runner in mine.tolist()])
    query = asked_after(unseen, now, wet=wet)
    return Silent(each, rows, unseen, query, seen_s, seen_m, rest_s, ways, wet, now_s)


def with_swept(unseen: Unseen, swept: Flags) -> Unseen:
    """The same, with whom a sweep has passed: they may be on the pavement."""
    pavement = np.maximum(np.where(swept, BEHIND_LINE, PAVEMENT), unseen.pavement)
    return replace(unseen, swept=swept, pavement=pavement)


def is_swept(
    unseen: Unseen, mat_m: Floats, seen_s: Floats, seen_m: Floats, ways: Sequence[SweepWay], now_s: Floats
) -> Flags:
    """Whether a sweep has passed where 19 in 20 such runners are by now, and not them before.

    Whoever was last seen behind it is known to be there.
    """
    ways = [one for one in ways if len(one.at_s)]
    if not ways:
        return np.zeros(len(now_s), np.bool_)
    at_s = np.column_stack([seen_s, p95_s(unseen)])
    at_s = np.where(np.isnan(at_s), seen_s[:, None], at_s)
    at_m = np.column_stack([seen_m, np.broadcast_to(mat_m, unseen.half_s.shape)])
    at_m = np.where(at_m > seen_m[:, None], at_m, seen_m[:, None])
    last = np.clip((at_s <= now_s[:, None]).sum(axis=1) - 1, 0, at_s.shape[1] - 1)
    following = np.minimum(last + 1, at_s.shape[1] - 1)
    each = np.arange(len(now_s))
    took_s = np.maximum(at_s[each, following] - at_s[each, last], 1.0)
    share = np.clip((now_s - at_s[each, last]) / took_s, 0.0, 1.0)
    slow_m = at_m[each, last] + share * (at_m[each, following] - at_m[each, last])
    sweep_m = np.max([np.interp(now_s - BEHIND_S, one.at_s, one.at_m, left=-1.0) for one in ways], axis=0)
    then_m = np.max([np.interp(seen_s, one.at_s, one.at_m, left=-1.0) for one in ways], axis=0)
    length_m = float(mat_m[-1]) if len(mat_m) else 0.0
    past = sweep_m >= np.minimum(slow_m + BESIDE_M, length_m - BESIDE_M)
    return np.asarray(past & (then_m <= seen_m + BESIDE_M))


def rests(field: Field) -> dict[int, float]:
    """By runner: until when a person's word that they were found stands, UTC epoch seconds.

    That a station has seen them rests nothing by itself: it may be long ago. When and where is a sighting.
    """
    found: dict[int, float] = {}
    words: list[Status | Call] = [one for one in field.told(Status) if one.what == "reinstated"]
    words += [one for one in field.told(Call) if (one.whom, one.result) == REACHED]
    for one in words:
        runner = field.roster.index.get(one.bib)
        if runner is not None:
            found[runner] = max(found.get(runner, -np.inf), field.corrected_s(one) + REST_S)
    return found


def denials(field: Field) -> dict[int, float]:
    """By runner: when somebody on the course last said that they have not seen them, UTC epoch seconds."""
    words: list[Call | Sighting] = [one for one in field.facts.of(Call) if one.result == "not_seen"]
    words += [one for one in field.facts.of(Sighting) if one.what == "missed"]
    found: dict[int, float] = {}
    for one in words:
        runner = field.roster.index.get(one.bib or "")
        if runner is not None:
            found[runner] = max(found.get(runner, -np.inf), field.corrected_s(one))
    return found


def conditions(field: Field) -> Conditions | None:
    """What the day is like, as last said; None = nobody has."""
    return next(reversed(field.told(Conditions)), None)
