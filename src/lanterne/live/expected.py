"""When some runners, of whatever distances, are expected at one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import Coming, Number
from lanterne.live.boards import coming, stopping_sd
from lanterne.live.now import Now
from lanterne.race.definition import Places

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LAST: Final = 150
"""The last to come is among the latest so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """When some runners are expected at a place.

    Attributes
    ----------
    number : Number
        How many will come; those without a forecast count as if they would.
    last_p50_s, last_p95_s : float or None, UTC epoch seconds
    p50_s, p95_s : ndarray, shape (n,), UTC epoch seconds
        Of each who may be the last; NaN = none of these, or no forecast.
    """

    number: Number
    last_p50_s: float | None
    last_p95_s: float | None
    p50_s: Floats
    p95_s: Floats


def expected_at(now: Now, places: Places, come: Rows) -> Expected:
    """How many of some runners will come to a place, when the last, and when each."""
    p50_s, p95_s = np.full((2, len(come)), np.nan)
    chances, parts = [np.empty(0)], []
    day_sd, unknown = 0.0, len(come)
    for each in now.arrivals:
        at_m = places.get(each.distance.id, 0.0)
        if at_m <= 0:
            continue  # at the start nobody is forecast: who has not crossed it counts as still to come
        rows, column = each.row_of[come], each.target(at_m)
        late_s = each.at_s[:, column, -1][rows]
        known = np.flatnonzero((rows >= 0) & np.isfinite(late_s))
        if not len(known):
            continue
        chances.append(each.comes[:, column][rows[known]].astype(np.float64))
        last = known if len(known) <= LAST else known[np.argpartition(late_s[known], -LAST)[-LAST:]]
        p50_s[last], p95_s[last] = each.at_s[rows[last], column, 1:].T.astype(np.float64) + each.base_s
        parts.append(coming(each, now.picture, rows[last], at_m))
        unknown -= len(known)
        day_sd = max(day_sd, stopping_sd(each))
    if not parts:
        return Expected(Number(unknown, unknown, unknown), None, None, p50_s, p95_s)
    every = parts[0] if len(parts) == 1 else _together(parts)
    chance = np.concatenate(chances)
    exact = len(chance) == len(every.comes)
    number = every.number(now.now_s, day_sd) if exact else _about(chance, day_sd)
    p50, p95 = every.last_s((0.5, 0.95)).tolist()
    return Expected(
        Number(number.mean + unknown, number.p05 + unknown, number.p95 + unknown),
        p50 if np.isfinite(p50) else None,
        p95 if np.isfinite(p95) else None,
        p50_s,
        p95_s,
    )


def _about(chance: Floats, stopping_sd: float) -> Number:
    """How many of very many come, whose number is close to normal."""
    mean, spread = float(chance.sum()), chance * (1.0 - chance)
    sd = float(np.sqrt(spread.sum() + (stopping_sd * spread.sum()) ** 2))
    low, high = np.rint(mean + np.array([-1.645, 1.645]) * sd).clip(0, len(chance)).tolist()
    return Number(mean, int(low), int(high))


def soonest_s(now: Now, places: Places, rows: Rows) -> Floats:
    """When 5 in 100 such runners are at a place; inf without a forecast."""
    soonest_s = np.full(len(rows), np.inf)
    for each in now.arrivals:
        at_m = places.get(each.distance.id)
        mine = np.flatnonzero(each.row_of[rows] >= 0)
        if at_m is not None and len(mine):
            early_s = each.at_s[each.row_of[rows[mine]], each.target(at_m), 0].astype(np.float64)
            soonest_s[mine] = np.where(np.isfinite(early_s), early_s + each.base_s, np.inf)
    return soonest_s


def _together(parts: list[Coming]) -> Coming:
    return Coming(
        np.concatenate([one.arrival_s for one in parts]),
        parts[0].scores,
        np.concatenate([one.comes for one in parts]),
        np.concatenate([one.shared for one in parts]),
        np.concatenate([one.each for one in parts]),
    )
