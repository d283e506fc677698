"""Those who need us most: the last on the course."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def place_now_m(
    median_s: NDArray[np.floating[Any]],
    target_m: Floats,
    evidence_s: Floats,
    evidence_m: Floats,
    now_s: float,
) -> Floats:
    """Where each runner most likely is, on the line through their median arrivals.

    Parameters
    ----------
    median_s : ndarray, shape (n, m), seconds
        Median arrival at each target; NaN = behind the evidence, or no forecast.
    target_m : ndarray, shape (m,), metres, increasing
    evidence_s, evidence_m : ndarray, shape (n,), seconds and metres
        Last evidence; NaN = none.
    now_s : float, seconds
        All times count from one instant, whichever.

    Returns
    -------
    ndarray, shape (n,), metres; the last evidence where nothing is forecast, NaN without either

    Notes
    -----
    As near as the middle of `Forecast.places_m`, at a hundredth of its cost: on a day of 20,000 with mats at
    10 km, half, 30 km and the finish, both were 560 to 600 m off on average three to five hours into it.
    """
    reached = median_s <= now_s  # NaN is not
    ahead = np.isfinite(median_s)
    n, m = median_s.shape
    rows = np.arange(n)
    last = np.where(reached.any(axis=1), m - 1 - reached[:, ::-1].argmax(axis=1), -1)
    from_s = np.where(last >= 0, median_s[rows, last], evidence_s)
    from_m = np.where(last >= 0, target_m[last], evidence_m)
    following = np.where(last >= 0, last + 1, ahead.argmax(axis=1))
    there = (following < m) & ahead[rows, np.minimum(following, m - 1)]
    following = np.minimum(following, m - 1)
    to_s, to_m = median_s[rows, following], target_m[following]
    with np.errstate(invalid="ignore", divide="ignore"):  # no forecast, or none needed: the evidence stays
        share = np.clip((now_s - from_s) / (to_s - from_s), 0.0, 1.0)
    return np.where(there & np.isfinite(share), from_m + share * (to_m - from_m), from_m)


def last_first(running: NDArray[np.bool_], ahead_s: Floats, place_m: Floats) -> NDArray[np.int64]:
    """Runners on the course, those farthest behind first.

    Parameters
    ----------
    running : ndarray, shape (n,)
    ahead_s : ndarray, shape (n,), seconds
        How far ahead of the virtual line each is; NaN where their distance has none.
    place_m : ndarray, shape (n,), metres
        Where each most likely is; decides where there is no line. NaN comes last.

    Returns
    -------
    ndarray of int
    """
    runners = np.flatnonzero(running)
    return runners[np.lexsort((place_m[runners], ahead_s[runners]))]
