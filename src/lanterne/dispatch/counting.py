"""How many of several will: the number of successes among unequal chances (Poisson-binomial)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr  # type: ignore[import-untyped]  # scipy ships no types

Floats = NDArray[np.float64]

EXACT: Final = 64
"""With more doubtful ones than this the number is close to normal: off by one at most (tested)."""

SURE: Final = 1e-4


def at_most(p: Floats, most: int) -> Floats:
    """Probability that at most so many of n happen, by the exact recursion over them.

    Parameters
    ----------
    p : ndarray, shape (n, g)
        Their probabilities in g cases.
    most : int, not negative

    Returns
    -------
    ndarray, shape (g,)

    References
    ----------
    Barlow and Heidtmann (1984), doi:10.1109/TR.1984.5221843.
    """
    if most == 0:
        return np.asarray(np.prod(1.0 - p, axis=0))
    count = np.zeros((most + 1, p.shape[1]))
    count[0] = 1.0
    for chance in p:
        moving = count * chance
        count -= moving
        count[1:] += moving[:-1]
    return np.asarray(count.sum(axis=0))


def number_quantiles(p: Floats, weight: Floats, levels: tuple[float, ...]) -> NDArray[np.int64]:
    """Quantiles of how many of n happen, when their chances depend on a case that is not known.

    Parameters
    ----------
    p : ndarray, shape (n, g)
        Probabilities, independent in each case.
    weight : ndarray, shape (g,)
        Of each case; they sum to 1.
    levels : tuple of float, in (0, 1)

    Returns
    -------
    ndarray of int, shape (len(levels),)
    """
    sure = p.min(axis=1, initial=1.0) > 1.0 - SURE
    doubtful = p[~sure & (p.max(axis=1, initial=0.0) > SURE)]
    n = len(doubtful)
    if n <= EXACT:
        below = np.cumsum(_distribution(doubtful), axis=0)
    else:
        mean, variance = doubtful.sum(axis=0), (doubtful * (1.0 - doubtful)).sum(axis=0)
        below = ndtr((np.arange(n + 1)[:, None] + 0.5 - mean) / np.sqrt(np.maximum(variance, SURE)))
    return np.searchsorted(below @ weight, np.array(levels)).clip(0, n) + int(sure.sum())


def _distribution(p: Floats) -> Floats:
    count = np.zeros((len(p) + 1, p.shape[1]))
    count[0] = 1.0
    for i, chance in enumerate(p, start=1):
        moving = count[:i] * chance
        count[:i] -= moving
        count[1 : i + 1] += moving
    return count
