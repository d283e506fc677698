"""What a gate would have done to a race that was run: who passed near its deadline, and who still finished.

A gate whose last minutes hold nobody who finishes in time stops no one too early; one whose last minute
is full of them does. A gate set so late that its last minutes are empty of finishers gives false hope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.results import Results

Floats = NDArray[np.float64]

MINUTE_S: Final = 60.0
ENOUGH: Final = 20
"""A share is taken of at least so many runners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """A gate and the limit at the finish, each in seconds from the gun or from the runner's own start.

    Attributes
    ----------
    at_m : float, metres from the start
    deadline_s, limit_s : float, seconds
        Of the gate, and of the finish.
    by_gun, limit_by_gun : bool
        Whether it counts from the gun; else from the runner's own start.
    unread_start_s : float, seconds after the gun
        The start of a runner whose own the results do not say: the last starter's, whom a gate is hardest on.
    """

    id: str
    at_m: float
    deadline_s: float
    limit_s: float
    by_gun: bool = False
    limit_by_gun: bool = False
    unread_start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Minute:
    """Those who passed a gate from `before_min` to one minute more before its deadline."""

    before_min: int
    passed: int
    in_time: int
    finished: int


@dataclass(frozen=True, slots=True)
class GateTest:
    """What a gate would have done to one race.

    Attributes
    ----------
    passed, late : int
        Who passed it in all, and how many of them after the deadline.
    late_in_time : int
        How many of the late finished within the limit all the same.
    minutes : tuple of Minute
        The last before the deadline first.
    first_min : int or None
        Whole minutes before the deadline in which nobody passed who finished in time; None = in all of them.
    suggested_s : float or None
        The latest deadline of whole minutes in whose last minutes enough passed and at least the wanted share
        still finished in time; None = there is none.
    suggested_share : float or None
        That share.
    without_start : int
        Runners who passed and for whom `unread_start_s` stood in.
    finishers_only : bool
        Whether the results leave out those who did not finish, so that every share is too high.
    """

    race: str
    year: int
    rule: GateRule
    passed: int
    late: int
    late_in_time: int
    minutes: tuple[Minute, ...]
    first_min: int | None
    suggested_s: float | None
    suggested_share: float | None
    without_start: int
    finishers_only: bool


def crossing_s(results: Results, at_m: float) -> Floats:
    """When each runner came by a place, in seconds since their own start.

    Between two mats that read a runner it is taken along a straight line; NaN where none beyond it did.

    Parameters
    ----------
    at_m : float, metres from the start

    Returns
    -------
    ndarray, shape (runners,)
    """
    mats_m = np.array([point.at_m for point in results.points])
    net_s = np.column_stack([np.zeros(len(results)), results.net_s])
    places_m = np.append(0.0, mats_m)
    read = np.isfinite(net_s)
    before = np.where(read & (places_m <= at_m), np.arange(len(places_m)), 0).max(axis=1)
    beyond = np.where(read & (places_m >= at_m), np.arange(len(places_m)), len(places_m)).min(axis=1)
    known = np.flatnonzero(beyond < len(places_m))
    low, high = before[known], beyond[known]
    low_s, high_s = net_s[known, low], net_s[known, high]
    stretch_m = np.maximum(places_m[high] - places_m[low], 1e-9)
    passed_s = np.full(len(results), np.nan)
    passed_s[known] = low_s + (high_s - low_s) * (at_m - places_m[low]) / stretch_m
    return passed_s


def gate_test(results: Results, rule: GateRule, *, minutes: int, share: float, last_min: int) -> GateTest:
    """Try a gate on a race that was run.

    Parameters
    ----------
    minutes : int
        How many minutes before the deadline to count one by one.
    share : float
        Of those who pass in a deadline's last minutes, so many should still finish in time.
    last_min : int
        How many minutes those are.
    """
    offset_s = np.where(np.isnan(results.offset_s), rule.unread_start_s, results.offset_s)
    counted = rule.by_gun or rule.limit_by_gun
    passed_s = crossing_s(results, rule.at_m) + (offset_s if rule.by_gun else 0.0)
    home_s = np.where(results.finished, results.net_s[:, -1], np.nan)
    in_time = home_s + (offset_s if rule.limit_by_gun else 0.0) <= rule.limit_s
    known = np.isfinite(passed_s)
    passed_s, in_time, finished = passed_s[known], in_time[known], np.isfinite(home_s[known])
    late = passed_s > rule.deadline_s
    rows = _minutes(rule.deadline_s - passed_s, in_time, finished, minutes)
    suggested = suggestion(passed_s, in_time, share=share, last_min=last_min)
    return GateTest(
        race=results.race,
        year=results.year,
        rule=rule,
        passed=len(passed_s),
        late=int(late.sum()),
        late_in_time=int((late & in_time).sum()),
        minutes=rows,
        first_min=next((row.before_min for row in rows if row.in_time), None),
        suggested_s=None if suggested is None else suggested[0],
        suggested_share=None if suggested is None else suggested[1],
        without_start=int(np.isnan(results.offset_s[known]).sum()) if counted else 0,
        finishers_only=bool(results.finished.all()),
    )


def _minutes(
    before_s: Floats, in_time: NDArray[np.bool_], finished: NDArray[np.bool_], minutes: int
) -> tuple[Minute, ...]:
    """Runners by the whole minutes before the deadline at which they passed."""
    minute = np.floor(before_s / MINUTE_S).astype(np.int64)
    shown = (minute >= 0) & (minute < minutes)
    counts = [
        np.bincount(minute[shown & who], minlength=minutes)
        for who in (np.ones(len(minute), np.bool_), in_time, finished)
    ]
    return tuple(Minute(k, *(int(count[k]) for count in counts)) for k in range(minutes))


def suggestion(
    passed_s: Floats, in_time: NDArray[np.bool_], *, share: float, last_min: int
) -> tuple[float, float] | None:
    """The latest deadline of whole minutes whose last minutes had at least a share of finishers in time.

    Parameters
    ----------
    passed_s : ndarray, shape (n,), seconds
    in_time : ndarray of bool, shape (n,)
    share : float
    last_min : int

    Returns
    -------
    (float, float) or None
        The deadline (seconds) and its share; None where no deadline with `ENOUGH` runners has it.
    """
    if not len(passed_s):
        return None
    minute = np.ceil(passed_s / MINUTE_S).astype(np.int64)  # who passes on the full minute is in time for it
    size = int(minute.max()) + 1
    window = np.ones(last_min)
    passed = np.convolve(np.bincount(minute, minlength=size), window)[:size]
    made = np.convolve(np.bincount(minute[in_time], minlength=size), window)[:size]
    good = np.flatnonzero((passed >= ENOUGH) & (made >= share * passed))
    if not len(good):
        return None
    latest = int(good[-1])
    return latest * MINUTE_S, float(made[latest] / passed[latest])
