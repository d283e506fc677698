"""Who is still to come to a place, and when the first and the last of them will."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def last_quantiles_s(arrived: Floats, clock_s: Floats, levels: tuple[float, ...]) -> Floats:
    """When the last of several runners will have come.

    Parameters
    ----------
    arrived : ndarray, shape (n, g)
        Probability that each has come by each instant; runners are taken to be independent.
    clock_s : ndarray, shape (g,), UTC epoch seconds, increasing
    levels : tuple of float, in (0, 1)

    Returns
    -------
    ndarray, shape (len(levels),), UTC epoch seconds
        NaN for a level that is not reached by the last instant.
    """
    return _crossings(np.prod(arrived, axis=0), clock_s, levels)


def first_quantiles_s(arrived: Floats, clock_s: Floats, levels: tuple[float, ...]) -> Floats:
    """When the first of several runners will have come; see `last_quantiles_s`."""
    return _crossings(1.0 - np.prod(1.0 - arrived, axis=0), clock_s, levels)


def _crossings(distribution: Floats, clock_s: Floats, levels: tuple[float, ...]) -> Floats:
    rising = np.maximum.accumulate(distribution)
    reached = rising[-1] >= np.array(levels)
    # Equal steps of the distribution are no use to interpolation: the first instant of each counts.
    first = np.append(True, np.diff(rising) > 0)
    return np.where(reached, np.interp(levels, rising[first], clock_s[first]), np.nan)


def still_to_come(
    latest_s: NDArray[np.floating[Any]],
    evidence_m: Floats,
    running: NDArray[np.bool_],
    at_m: float,
    now_s: float,
) -> NDArray[np.bool_]:
    """Whether each runner may still come to a place.

    Somebody on the course may, until evidence from beyond it, or until 95 in 100 such runners have passed.

    Parameters
    ----------
    latest_s : ndarray, shape (n,), seconds
        95 in 100 quantile of the arrival at the place; NaN = no forecast.
    evidence_m : ndarray, shape (n,), metres; NaN = none
    running : ndarray, shape (n,)
        On the course as far as known.
    now_s : float, seconds, from the same instant as `latest_s`
    """
    beyond = np.nan_to_num(evidence_m) >= at_m
    return running & ~beyond & ~(latest_s < now_s)
