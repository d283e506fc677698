"""The field's density on the distance-time chart, and along the course now."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def fan(passing_s: Floats, at_m: Floats, clock_s: Floats, edges_m: Floats) -> NDArray[np.uint8]:
    """How many runners were between which metres at which instant, from their passings alone.

    Parameters
    ----------
    passing_s : ndarray, shape (n_runners, n_points), UTC epoch seconds; NaN = not read
    at_m : ndarray, shape (n_points,), metres; NaN = not on this distance
    clock_s : ndarray, shape (n_t,), UTC epoch seconds, increasing
        Instants to look at; between two passings a runner is taken to move evenly.
    edges_m : ndarray, shape (n_m + 1,), metres, even and increasing

    Returns
    -------
    ndarray, shape (n_m, n_t), 0 to 255: square root of the share of the fullest cell, so that few still show
    """
    counts = np.zeros((len(edges_m) - 1, len(clock_s)))
    step_m = edges_m[1] - edges_m[0]
    left_s = np.full(len(passing_s), np.nan)
    left_m = np.full(len(passing_s), np.nan)
    on_course = np.flatnonzero(np.isfinite(at_m))
    for point in on_course[np.argsort(at_m[on_course], kind="stable")]:
        right_s = passing_s[:, point]
        read = np.isfinite(right_s)
        both = read & (right_s > left_s)
        begin_s, begin_m = left_s[both], left_m[both]
        speed_mps = (at_m[point] - begin_m) / (right_s[both] - begin_s)
        first = np.searchsorted(clock_s, begin_s)
        last = np.searchsorted(clock_s, right_s[both])
        for k in range(first.min(initial=len(clock_s)), last.max(initial=0)):
            here = (first <= k) & (k < last)
            place_m = begin_m[here] + (clock_s[k] - begin_s[here]) * speed_mps[here]
            cell = np.clip(((place_m - edges_m[0]) / step_m).astype(np.int64), 0, len(counts) - 1)
            counts[:, k] += np.bincount(cell, minlength=len(counts))
        left_s = np.where(read, right_s, left_s)
        left_m = np.where(read, at_m[point], left_m)
    fullest = counts.max(initial=1.0)
    shade: NDArray[np.uint8] = (np.sqrt(counts / fullest) * 255.0).astype(np.uint8)
    return shade


def along(target_m: Floats, passed: Floats, started: float, step_m: float, length_m: float) -> Floats:
    """Expected number of runners on each stretch of the course now.

    Parameters
    ----------
    target_m : ndarray, shape (m,), metres, increasing
    passed : ndarray, shape (m,)
        Expected number who have passed each target.
    started : float
        How many have started.
    step_m, length_m : float, metres

    Returns
    -------
    ndarray, shape (ceil(length_m / step_m),), not negative
    """
    edges_m = np.append(np.arange(0.0, length_m, step_m), length_m)
    beyond = np.minimum.accumulate(np.concatenate([[started], passed]))
    ahead = np.interp(edges_m, np.concatenate([[0.0], target_m]), beyond)
    stretch: Floats = ahead[:-1] - ahead[1:]
    return stretch
