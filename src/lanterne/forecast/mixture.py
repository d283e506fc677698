"""Distribution functions and quantiles of many small Gaussian mixtures at once, in single precision.

Levels are given as log odds or as scores: the place of a level in a standard normal distribution. Of
its distribution function the log odds are close to an odd polynomial, z (A + B z^2), whose two coefficients
minimise the largest error, 1.5e-4. That is ten times as fast as `scipy.special.ndtr`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Reals, Singles

_HALF: Final = [0.6, 1.25, 1.96, 2.8, 4.0]
SCORES: Final = np.array([-at for at in reversed(_HALF)] + [0.0, *_HALF], np.float32)
"""Levels at which quantile functions are kept; linear between them, which for one Gaussian is exact."""

_A, _B = np.float32(1.59753354), np.float32(0.07061179)
_TINY: Final = np.float32(1e-6)
_BLOCK: Final = 40_960


def mixture_cdf(at: Singles, weight: Singles, mean: Singles, sd: Singles) -> Singles:
    """Distribution function of mixtures; components run along the first axis, the rest broadcasts.

    Parameters
    ----------
    at : ndarray, shape (...)
    weight, mean, sd : ndarray, shape (C, ...)
        Weights sum to 1 over the first axis; a component of weight 0 may have any mean.

    Returns
    -------
    ndarray, shape (...)
    """
    total = np.zeros(np.broadcast_shapes(at.shape, mean.shape[1:], sd.shape[1:]), np.float32)
    scale = np.float32(-np.cbrt(_B))  # -z (A + B z^2) = y (C + y^2) with y = scale z
    more = np.float32(_A / np.cbrt(_B))
    steep = scale / sd
    # Components together as far as their arrays stay in the cache, for a call costs as much as 5,000 numbers.
    block = max(1, _BLOCK // max(total.size, 1))
    with np.errstate(over="ignore"):  # far below the mean: infinity here, zero at the end
        for start in range(0, len(mean), block):
            some = slice(start, start + block)
            y = at - mean[some]
            y *= steep[some]
            part = y * y
            part += more
            part *= y
            np.exp(part, out=part)
            part += np.float32(1)
            np.divide(weight[some], part, out=part)
            total += part[0] if len(part) == 1 else part.sum(axis=0)
    return total


def quantile_tables(weight: Singles, mean: Singles, sd: Singles) -> Singles:
    """Quantiles at the levels `SCORES` of mixtures that change little from one to the next.

    The distribution function is computed where the one before has its quantiles, the first also where a
    normal one has them; these are then moved by what is missing.

    Parameters
    ----------
    weight, mean, sd : ndarray, shape (C, 1, n), (C, h, n) and (C, h, n)
        Of h mixtures in n rows; measured from each whole mixture's mean, in units of its deviation.

    Returns
    -------
    ndarray, shape (len(SCORES), h, n), non-decreasing
    """
    found = np.empty((len(SCORES), *mean.shape[1:]), np.float32)
    at = np.repeat(SCORES[:, None], mean.shape[2], axis=1)
    for step in (0, *range(mean.shape[1])):
        below = mixture_cdf(at, weight, mean[:, None, step], sd[:, None, step])
        at = found[:, step] = _moved(at, scores(logit(below)))
    return found


def _moved(at: Singles, found: Singles) -> Singles:
    """Places moved to where scores are as wanted, by the slope toward the next place, or beyond the last."""
    rise = np.diff(found, axis=0)
    slope = np.diff(at, axis=0)
    slope /= np.maximum(rise, _TINY)
    lacking = SCORES[:, None] - found
    moved = at.copy()
    moved[:-1] += np.minimum(np.maximum(lacking[:-1], 0), rise) * slope
    moved[1:] += np.maximum(np.minimum(lacking[1:], 0), -rise) * slope
    moved[-1] += np.maximum(lacking[-1], 0) * slope[-1]
    moved[0] += np.minimum(lacking[0], 0) * slope[0]
    return moved


def logit(share: Reals) -> Singles:
    """Log odds of shares, those at the ends brought to what single precision tells from 0 and 1."""
    inside = np.minimum(np.maximum(share, np.float32(1e-9)), np.float32(1 - 6e-8))
    inside /= 1 - inside
    return np.asarray(np.log(inside), np.float32)


def log_odds(score: Singles) -> Singles:
    """Log odds of the level of a score."""
    return np.asarray(score * (_A + _B * score * score))


def scores(odds: Singles) -> Singles:
    """The inverse of `log_odds`: a close guess within (-12, 12) and one step of Newton's."""
    near = odds / np.sqrt(_A * _A + np.float32(0.0418) * odds * odds)
    square = near * near
    square *= _B
    return np.asarray((odds + 2 * near * square) / (_A + 3 * square))
