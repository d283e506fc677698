"""What would be if: a sweep at another pace, later limits, fewer stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import came_by

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """The last sweep of a distance, as it goes on: from where it was, at an even pace.

    Attributes
    ----------
    at_m, at_s : float, metres and seconds
        Where it was last known to be, and when.
    pace_s_per_m : float
    waits_s : float, seconds
        How much later it is ahead of there than at that pace.
    """

    at_m: float
    at_s: float
    pace_s_per_m: float
    waits_s: float = 0.0

    def slower(self, factor: float, waits_s: float) -> SweepPlan:
        """The same sweep at `factor` times its pace, and some seconds later on all of its way."""
        return replace(self, pace_s_per_m=self.pace_s_per_m * factor, waits_s=waits_s)

    def passes_s(self, at_m: Floats) -> Floats:
        """When it passes places ahead of it; behind it, when it did at its pace, shape as `at_m`."""
        way_m = np.asarray(at_m, float) - self.at_m
        return np.asarray(self.at_s + way_m * self.pace_s_per_m + np.where(way_m > 0, self.waits_s, 0.0))


def late(arrival_s: Floats, levels: tuple[float, ...], comes: Floats, limit_s: Floats | float) -> float:
    """Expected number of those who come after a limit, or each after their own.

    Parameters
    ----------
    arrival_s : ndarray, shape (n, len(levels)), seconds
    comes : ndarray, shape (n,)
        Probability to come at all.
    limit_s : float or ndarray, shape (n,), from the same instant; NaN = no limit
    """
    by_s = np.broadcast_to(np.nan_to_num(np.asarray(limit_s, float), nan=np.inf), comes.shape)
    may = np.flatnonzero(_surely_s(arrival_s) > by_s)
    after = 1.0 - came_by(arrival_s[may] - by_s[may, None], levels, 0.0)
    return float(comes[may] @ after)


def home_by(
    arrival_s: Floats, levels: tuple[float, ...], comes: Floats, clock_s: Sequence[float]
) -> list[float]:
    """Expected number of those who have come by each of some instants, increasing.

    Parameters
    ----------
    arrival_s, comes
        As for `late`.
    """
    order = np.argsort(_surely_s(arrival_s))
    arrival_s, comes = arrival_s[order], comes[order]
    sure = np.searchsorted(_surely_s(arrival_s), clock_s, side="right")
    there = np.append(0.0, np.cumsum(comes))
    found = []
    for by_s, first in zip(clock_s, sure.tolist(), strict=True):
        found.append(float(there[first] + comes[first:] @ came_by(arrival_s[first:], levels, by_s)))
    return found


def caught(median_s: Floats, place_m: Floats, at_m: Floats, plan: SweepPlan) -> Ints:
    """Where a sweep catches each runner, by the medians of their arrivals.

    Parameters
    ----------
    median_s : ndarray, shape (n, m), seconds; NaN = behind the runner
    place_m : ndarray, shape (n,), metres
        Where each is now; who is behind the sweep already is not caught.
    at_m : ndarray, shape (m,), metres, increasing

    Returns
    -------
    ndarray of int, shape (n,)
        Column of the first place that the sweep passes before the runner; -1 = none.
    """
    with np.errstate(invalid="ignore"):  # NaN is not later
        later = (median_s > plan.passes_s(at_m)) & (at_m > plan.at_m)
    later[place_m < plan.at_m] = False
    return np.where(later.any(axis=1), later.argmax(axis=1), -1)


def gaps_m(at_m: Sequence[float], is_open: Sequence[bool], end_m: float) -> list[float]:
    """From each station to the next open one, or to the end of the course, metres; in any order."""
    ends = [place for place, there in zip(at_m, is_open, strict=True) if there] + [end_m]
    return [min((end for end in ends if end > place), default=end_m) - place for place in at_m]


def _surely_s(arrival_s: Floats) -> Floats:
    """By when each has come if at all, but for a chance too small to count, shape (n,)."""
    return np.asarray(arrival_s[:, -1] + (arrival_s[:, -1] - arrival_s[:, 0]))
