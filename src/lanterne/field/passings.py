"""From reads to passings: one instant for each runner and timing point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FASTEST_MPS = 7.0
"""No runner is faster from the gun to a mat: the 5 km world record is run at 6.6 m/s."""

EARLY_START_S = 600.0
"""A start-mat read longer before the gun is somebody warming up."""


def resolve(
    runner: NDArray[np.int64],
    point: NDArray[np.int64],
    at_s: Floats,
    *,
    n_runners: int,
    earliest_s: Floats,
    is_start: NDArray[np.bool_],
) -> Floats:
    """Passings of some runners from all their reads, in whatever order.

    At a start mat the last read before the runner's first split counts, for people mill about there;
    elsewhere the first read. A read earlier than anybody can have come by is no passing (a chip carried
    over the finish mat before the race).

    Parameters
    ----------
    runner : ndarray, shape (n_reads,), 0 to n_runners - 1
    point : ndarray, shape (n_reads,), column of the timing point
    at_s : ndarray, shape (n_reads,), UTC epoch seconds
    n_runners : int
    earliest_s : ndarray, shape (n_runners, n_points), UTC epoch seconds
        See `earliest_passing_s`; inf where the point is not on the runner's distance.
    is_start : ndarray, shape (n_points,)
        Which timing points are start mats.

    Returns
    -------
    ndarray, shape (n_runners, n_points), UTC epoch seconds; NaN = no passing read
    """
    n_points = len(is_start)
    possible = at_s >= earliest_s[runner, point]
    starting = is_start[point]

    first_s = np.full((n_runners, n_points), np.inf)
    split = possible & ~starting
    np.minimum.at(first_s, (runner[split], point[split]), at_s[split])
    first_split_s = first_s[:, ~is_start].min(axis=1, initial=np.inf)

    start_s = np.full((n_runners, n_points), -np.inf)
    begun = possible & starting & (at_s <= first_split_s[runner])
    np.maximum.at(start_s, (runner[begun], point[begun]), at_s[begun])

    passing_s = np.where(is_start, start_s, first_s)
    passing_s[~np.isfinite(passing_s)] = np.nan
    return passing_s


def doubtful(passing_s: Floats, at_m: Floats) -> NDArray[np.bool_]:
    """Passings that cannot be true because more others of the same runner say otherwise.

    A chip read far ahead or carried across a mat makes a passing that nobody can have run to or from. Of each
    runner's passings the most that fit together are kept; of equal choices the one that was there first, for
    finishers walk back along the course.

    Parameters
    ----------
    passing_s : ndarray, shape (n_runners, n_points), UTC epoch seconds; NaN = no passing
    at_m : ndarray, shape (n_points,), metres; NaN = not on this distance

    Returns
    -------
    ndarray, shape (n_runners, n_points)
    """
    order = np.argsort(at_m, kind="stable")[: int(np.isfinite(at_m).sum())]
    # What is left of a passing's time when the fastest way there is taken off must not fall along the course.
    slack_s = passing_s[:, order] - at_m[order] / FASTEST_MPS
    highest_s = np.fmax.accumulate(slack_s, axis=1)
    wrong = np.zeros(passing_s.shape, np.bool_)
    for row in np.flatnonzero((slack_s < highest_s).any(axis=1)):
        read = np.flatnonzero(np.isfinite(slack_s[row]))
        kept = _longest_rising(slack_s[row, read].tolist(), passing_s[row, order[read]].tolist())
        wrong[row, order[np.delete(read, kept)]] = True
    return wrong


def _longest_rising(values: list[float], at_s: list[float]) -> list[int]:
    """Places of the longest subsequence that never falls; of equal ones the one that ends earliest."""
    lengths, before = [1] * len(values), [-1] * len(values)
    for i, value in enumerate(values):
        fitting = [j for j in range(i) if values[j] <= value]
        if fitting:
            before[i] = max(fitting, key=lambda j: (lengths[j], -at_s[j]))
            lengths[i] = lengths[before[i]] + 1
    at = max(range(len(values)), key=lambda i: (lengths[i], -at_s[i]))
    chain = []
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def earliest_passing_s(gun_s: float, at_m: Floats, is_start: NDArray[np.bool_]) -> Floats:
    """Earliest instant a runner of one distance can pass each point.

    Parameters
    ----------
    gun_s : float, UTC epoch seconds
    at_m : ndarray, shape (n_points,), metres from the start; NaN = not on this distance
    is_start : ndarray, shape (n_points,)

    Returns
    -------
    ndarray, shape (n_points,), UTC epoch seconds; inf = never
    """
    earliest = np.where(is_start, gun_s - EARLY_START_S, gun_s + at_m / FASTEST_MPS)
    return np.where(np.isnan(at_m), np.inf, earliest)
