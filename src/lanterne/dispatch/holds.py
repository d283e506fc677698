"""What a hold would do and cost: who comes by which end, until when it should last, who must stay longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.counting import number_quantiles
from lanterne.dispatch.stations import DAY_WEIGHTS, Coming, Number

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STEP_S: Final = 300.0
"""A hold ends on a whole five minutes of the clock."""

LONGEST_S: Final = 5_400.0
SURELY: Final = 0.9
"""The recommended end: by then, 9 in 10 times, the last has come."""

NEAR_S: Final = 2_700.0
"""Whom a hold is for unless people say: those expected at most this long after the limit."""

IN_TIME: Final = 0.9
"""Who is in time with this probability needs no hold."""

LIKELY: Final = 0.5

RESTS: Final = 2.5
"""Who is later than 99 in 100 such runners has rested or is hurt, and is this many times as far beyond them
as forecast: over five days .6 % of the last 300 came after the .997 quantile, and .3 % after the .999."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a hold until some instant brings those it is for.

    Attributes
    ----------
    until_s : float, UTC epoch seconds
    p : ndarray, shape (n,)
        That each comes, and by then.
    number : Number
        How many of them come by then.
    p_all : float
        That all of them do.
    """

    until_s: float
    p: Floats
    number: Number
    p_all: float


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew that stays for a hold: `people`, and metres from the start (None = no place of their own)."""

    at_m: float | None
    people: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the course that a hold keeps open.

    Attributes
    ----------
    limit_s : float, UTC epoch seconds
        When its end closes without a hold.
    pace_s_per_m : float
        Of the virtual line along it, by which crews are released one after the other.
    """

    from_m: float
    to_m: float
    limit_s: float
    pace_s_per_m: float

    def stay_s(self, crew: Crew, until_s: float, now_s: float) -> float:
        """How much longer a crew stays with a hold until an instant than without, seconds."""
        way_s = 0.0 if crew.at_m is None else max(self.to_m - crew.at_m, 0.0) * self.pace_s_per_m
        return max(until_s - way_s, now_s) - max(self.limit_s - way_s, now_s)


def with_rests(arrival_s: Floats) -> Floats:
    """Quantiles of arrivals at `LEVELS` with the last of them stretched by `RESTS`, shape (n, len(LEVELS)).

    The last of thirty is in the last four in 1,000 of somebody, where pace alone says too little.
    """
    stretched = arrival_s.copy()
    stretched[:, -1] = arrival_s[:, -2] + RESTS * (arrival_s[:, -1] - arrival_s[:, -2])
    return stretched


def possible_ends(limit_s: float, now_s: float, latest_s: float | None) -> list[float]:
    """Ends that a hold may have (UTC epoch seconds): every five minutes after the limit that are still ahead.

    None after `latest_s`, where the permit ends, nor later than `LONGEST_S` after the first.
    """
    from_s = max(limit_s, now_s)
    first, last = from_s // STEP_S + 1, (from_s + LONGEST_S) // STEP_S
    if latest_s is not None:
        last = min(last, latest_s // STEP_S)
    return [float(step) * STEP_S for step in range(int(first), int(last) + 1)]


def outlooks(coming: Coming, ends_s: Sequence[float]) -> list[Outlook]:
    """What each possible end brings those that a hold is for.

    Parameters
    ----------
    coming : Coming
        At the end of the stretch.
    ends_s : sequence of float, UTC epoch seconds
    """
    if not len(coming.comes) or not len(ends_s):
        return [Outlook(end_s, np.empty(0), Number(0.0, 0, 0), 1.0) for end_s in ends_s]
    home = coming.comes[:, None, None] * coming.before(np.asarray(ends_s, float))
    found = []
    for k, end_s in enumerate(ends_s):
        given = home[:, :, k]
        p = coming.comes * coming.by(end_s)
        low, high = number_quantiles(given, DAY_WEIGHTS, (0.05, 0.95)).tolist()
        p_all = float(np.prod(given, axis=0) @ DAY_WEIGHTS)
        found.append(Outlook(end_s, p, Number(float(p.sum()), int(low), int(high)), p_all))
    return found


def recommended_end(coming: Coming, limit_s: float, now_s: float, latest_s: float | None) -> float | None:
    """Until when a hold should last: when, 9 in 10 times, the last of those who come has come.

    Rounded up to whole five minutes; never before the first possible end, nor after the permit's.

    Returns
    -------
    float or None, UTC epoch seconds
        None where nobody is to come, it cannot be told, or no end is possible.
    """
    (last_s,) = coming.last_s((SURELY,)).tolist()
    first, *others = possible_ends(limit_s, now_s, latest_s) or [np.nan]
    if not np.isfinite(last_s + first):
        return None
    end_s = max(float(np.ceil(last_s / STEP_S) * STEP_S), first)
    return end_s if latest_s is None else min(end_s, [first, *others][-1])


def whom_for(fit: Flags, p_limit: Floats, median_s: Floats, comes: Floats, limit_s: float) -> Flags:
    """Whom a hold is for unless people say, of those still going, shape (n,).

    Those of whom a sweep has said that they are fit to go on and who may not be in time; where it has said so
    of nobody, those likelier late than in time, likely to come, and expected within `NEAR_S` of the limit.

    Parameters
    ----------
    fit : ndarray, shape (n,)
    p_limit, comes : ndarray, shape (n,)
        Probability to come by the limit, and to come at all.
    median_s : ndarray, shape (n,), UTC epoch seconds
    """
    told = fit & (p_limit < IN_TIME)
    if told.any():
        return told
    near = median_s <= limit_s + NEAR_S
    return np.asarray(near & (comes >= LIKELY) & (p_limit < LIKELY * comes))


def hours(stretch: Stretch, crews: Sequence[Crew], until_s: float, now_s: float) -> tuple[float, float]:
    """Hours that crews stay longer for a hold, and the same times the people in each (at least one)."""
    stays = [stretch.stay_s(one, until_s, now_s) / 3_600.0 for one in crews]
    people = [max(one.people, 1) for one in crews]
    return sum(stays), sum(stay * many for stay, many in zip(stays, people, strict=True))
