"""How many of several will: the number of successes among unequal chances (Poisson-binomial)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom, ndtr  # type: ignore[import-untyped]  # scipy ships no types

Floats = NDArray[np.float64]

EXACT: Final = 64
"""With more doubtful ones than this the number is close to normal: off by one at most (tested)."""

SURE: Final = 1e-4
FINE: Final = 512


def at_most(p: Floats, most: int, each: Floats) -> Floats:
    """Probability that at most so many happen, by the exact recursion over all of them.

    Parameters
    ----------
    p : ndarray, shape (n, g)
        Their probabilities in g cases.
    most : int, not negative
    each : ndarray, shape (n,), whole numbers
        How many there are of each.

    Returns
    -------
    ndarray, shape (g,)

    References
    ----------
    Barlow and Heidtmann (1984), doi:10.1109/TR.1984.5221843.
    """
    if most == 0:
        none = 1.0 - p
        many = each > 1.0
        none[many] **= each[many, None]
        return np.asarray(np.prod(none, axis=0))
    count = np.zeros((most + 1, p.shape[1]))
    count[0] = 1.0
    for chance, alike in zip(p, each.tolist(), strict=True):
        if alike == 1.0:
            moving = count * chance
            count -= moving
            count[1:] += moving[:-1]
            continue
        happen = np.arange(most + 1)[:, None]
        these = binom(alike, happen) * chance**happen * (1.0 - chance) ** np.maximum(alike - happen, 0.0)
        count = np.array([(count[: k + 1] * these[k::-1]).sum(axis=0) for k in range(most + 1)])
    return np.asarray(count.sum(axis=0))


def number_quantiles(
    p: Floats, weight: Floats, levels: tuple[float, ...], other_mean: float = 0.0, other_variance: float = 0.0
) -> Floats:
    """Quantiles of how many happen, when some chances depend on a case that is not known.

    Parameters
    ----------
    p : ndarray, shape (n, g)
        Probabilities, independent in each case.
    weight : ndarray, shape (g,)
        Of each case; they sum to 1.
    levels : tuple of float, in (0, 1), increasing
    other_mean, other_variance : float
        Of how many others happen, the same in every case; a variance of 0 makes it a number.

    Returns
    -------
    ndarray, shape (len(levels),), whole numbers
    """
    sure = p.min(axis=1, initial=1.0) > 1.0 - SURE
    doubtful = p[~sure & (p.max(axis=1, initial=0.0) > SURE)]
    if len(doubtful) <= EXACT and other_variance < SURE:
        below = np.cumsum(_distribution(doubtful), axis=0) @ weight
        at = np.searchsorted(below, np.array(levels)).clip(0, len(doubtful))
        return np.asarray(at + sure.sum() + round(other_mean), dtype=np.float64)
    mean = doubtful.sum(axis=0) + sure.sum() + other_mean
    sd = np.sqrt((doubtful * (1.0 - doubtful)).sum(axis=0) + other_variance)
    number = np.linspace((mean - 4.0 * sd).min(), (mean + 4.0 * sd).max(), FINE)
    below = ndtr((number[:, None] + 0.5 - mean) / np.maximum(sd, SURE)) @ weight
    return np.ceil(np.interp(levels, below, number)).clip(0.0, None)


def _distribution(p: Floats) -> Floats:
    count = np.zeros((len(p) + 1, p.shape[1]))
    count[0] = 1.0
    for i, chance in enumerate(p, start=1):
        moving = count[:i] * chance
        count[:i] -= moving
        count[1 : i + 1] += moving
    return count
