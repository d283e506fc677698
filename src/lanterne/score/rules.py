"""Scoring rules, in whatever unit the times have.

Where arrays of quantiles are taken, they have shape (n, q) for q levels in (0, 1), increasing, and what
happened has shape (n,). Means over nobody are NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints

LEVELS: Final = np.arange(1, 40) / 40
"""The 39 levels .025, .05, ... .975 that CRPS is taken over."""

BINS: Final = 10


def mean(values: Floats) -> float:
    """Mean, NaN of nothing."""
    return float(values.mean()) if values.size else float("nan")


def pinball(quantile: Floats, levels: Floats, actual: Floats) -> Floats:
    """Pinball loss of each quantile, shape (n, q).

    Source: Koenker and Bassett (1978), doi:10.2307/1913643.
    """
    miss = actual[:, None] - quantile
    return np.maximum(levels * miss, (levels - 1) * miss)


def crps(quantile: Floats, levels: Floats, actual: Floats) -> Floats:
    """Continuous ranked probability score of each forecast (n,): twice the mean pinball loss over the levels.

    Source: Gneiting and Ranjan (2011), doi:10.1198/jbes.2010.08110.
    """
    return np.asarray(2 * pinball(quantile, levels, actual).mean(axis=1))


def interval_score(low: Floats, high: Floats, covers: float, actual: Floats) -> Floats:
    """Width of each central interval (n,) plus what it missed by, times ``2 / (1 - covers)``.

    Source: Gneiting and Raftery (2007), doi:10.1198/016214506000001437.
    """
    missed = np.maximum(low - actual, 0) + np.maximum(actual - high, 0)
    return np.asarray(high - low + 2 / (1 - covers) * missed)


def brier(probability: Floats, happened: Floats) -> float:
    """Mean square of probability minus what happened (0 or 1).

    Source: Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    """
    return mean((probability - happened) ** 2)


def brier_skill(probability: Floats, happened: Floats) -> float:
    """One minus Brier over that of always saying the share to whom it happened; NaN if all or none."""
    share = mean(happened)
    climatology = share * (1 - share)
    return 1 - brier(probability, happened) / climatology if climatology > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of like probability: their mean, the share to whom it happened (NaN of nobody), how many."""

    p_mean: float
    observed: float
    n: int


def reliability(probability: Floats, happened: Floats) -> tuple[Bin, ...]:
    """Ten bins of probability of equal width, from 0 up."""
    which = np.minimum((probability * BINS).astype(int), BINS - 1)
    inside = [which == each for each in range(BINS)]
    return tuple(Bin(mean(probability[part]), mean(happened[part]), int(part.sum())) for part in inside)


def level_of(quantile: Floats, levels: Floats, at: Floats) -> Floats:
    """Level at which each distribution reaches each of some values: its distribution function.

    Linear between quantiles; beyond the outermost ones 0 and 1, so that a distribution without width gives
    the step it is.

    Parameters
    ----------
    quantile : ndarray, shape (n, q), non-decreasing in level
    levels : ndarray, shape (q,)
    at : ndarray, shape (l,) or (n, l)

    Returns
    -------
    ndarray, shape (n, l)
    """
    at = np.broadcast_to(at, (len(quantile), at.shape[-1]))
    reached = (quantile[:, None, :] <= at[:, :, None]).sum(axis=2)
    low, high = np.maximum(reached - 1, 0), np.minimum(reached, len(levels) - 1)
    each = np.arange(len(quantile))[:, None]
    from_, to = quantile[each, low], quantile[each, high]
    share = (at - from_) / np.where(to > from_, to - from_, 1)
    inside = levels[low] + share * (levels[high] - levels[low])
    return np.where(reached == 0, 0.0, np.where(reached == len(levels), 1.0, inside))


def pit(quantile: Floats, levels: Floats, actual: Floats) -> Ints:
    """Counts in ten bins of the probability integral transform: even, if the forecasts are calibrated.

    Source: Dawid (1984), doi:10.2307/2981683.
    """
    level = level_of(quantile, levels, actual[:, None])[:, 0]
    return np.bincount(np.minimum((level * BINS).astype(int), BINS - 1), minlength=BINS)
