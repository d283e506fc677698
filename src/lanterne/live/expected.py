"""When some runners, of whatever distances, are expected at one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import Coming, Number, came_by
from lanterne.live import arrivals as cached
from lanterne.live.boards import coming, stopping_sd
from lanterne.live.now import Now
from lanterne.race.definition import Places

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LAST: Final = 150
"""The last to come is among the latest so many."""

MANY: Final = 100
"""Of more than so many the latest round's boards tell how many will come, and when the last."""


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
    chance : ndarray, shape (n,)
        Probability of each to come from now on; 1 without a forecast.
    """

    number: Number
    last_p50_s: float | None
    last_p95_s: float | None
    p50_s: Floats
    p95_s: Floats
    chance: Floats


def by_boards(now: Now, places: Places, come: Rows) -> Expected | None:
    """How many of the whole field will come to a place and when the last, by the latest round's boards.

    Between two stations it is in between; None where a distance has no stations on both sides.
    """
    numbers, lasts_s = [], []
    for each in now.arrivals:
        at_m = places.get(each.distance.id)
        if at_m is None or not (each.row_of[come] >= 0).any():
            continue
        board = [one for one in now.stations if one.distance == each.distance.id]
        board = sorted((one for one in board if one.last_p95_s is not None), key=lambda one: one.at_m)
        if not board or not board[0].at_m <= at_m <= board[-1].at_m:
            return None
        known = np.array(
            [
                (
                    one.at_m,
                    one.to_come,
                    one.to_come_p05,
                    one.to_come_p95,
                    one.last_p50_s or 0.0,
                    one.last_p95_s,
                )
                for one in board
            ]
        ).T
        mean, low, high, p50_s, p95_s = (float(np.interp(at_m, known[0], row)) for row in known[1:])
        numbers.append((mean, low, high))
        lasts_s.append((p50_s, p95_s))
    if not numbers:
        return None
    mean, low, high = np.sum(numbers, axis=0).tolist()
    p50, p95 = np.max(lasts_s, axis=0).tolist()
    unknown = np.full(len(come), np.nan)
    return Expected(Number(mean, round(low), round(high)), p50, p95, unknown, unknown, np.ones(len(come)))


def expected_at(now: Now, places: Places, come: Rows) -> Expected:
    """How many of some runners will come to a place, when the last, and when each."""
    p50_s, p95_s = np.full((2, len(come)), np.nan)
    chance, parts = np.ones(len(come)), []
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
        quantile_s = each.at_s[rows[known], column].astype(np.float64)
        still = 1.0 - came_by(quantile_s, cached.LEVELS, now.now_s - each.base_s)
        chance[known] = each.comes[rows[known], column] * still
        last = known if len(known) <= LAST else known[np.argpartition(late_s[known], -LAST)[-LAST:]]
        p50_s[last], p95_s[last] = each.at_s[rows[last], column, 1:].T.astype(np.float64) + each.base_s
        parts.append(coming(each, now.picture, rows[last], at_m))
        unknown -= len(known)
        day_sd = max(day_sd, stopping_sd(each))
    if not parts:
        return Expected(Number(unknown, unknown, unknown), None, None, p50_s, p95_s, chance)
    every = parts[0] if len(parts) == 1 else _together(parts)
    exact = len(come) - unknown == len(every.comes)
    number = every.number(now.now_s, day_sd) if exact else _about(chance, day_sd)
    unknown = unknown if exact else 0
    p50, p95 = every.last_s((0.5, 0.95)).tolist()
    return Expected(
        Number(number.mean + unknown, number.p05 + unknown, number.p95 + unknown),
        p50 if np.isfinite(p50) else None,
        p95 if np.isfinite(p95) else None,
        p50_s,
        p95_s,
        chance,
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
