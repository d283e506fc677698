"""Forecasts from runners of the past with like splits, as others make them; all times are net seconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # scipy ships no types

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints

NEAREST: Final = 100
WITHIN: Final = 0.3
_CHUNK: Final = 2_048


@dataclass(frozen=True, eq=False)
class Pool:
    """Past finishers to look among.

    Attributes
    ----------
    at_m : ndarray, shape (p,), metres, increasing, the last one the finish
    net_s : ndarray, shape (n, p), seconds, NaN = not read or no such mat; the finish is always read
    """

    at_m: Floats
    net_s: Floats

    @cached_property
    def whole_s(self) -> Floats:
        """The same with the gaps filled evenly in distance."""
        return filled(self.at_m, self.net_s)

    def columns(self, at_m: Floats) -> Ints:
        """Columns of the mats at these distances.

        Raises
        ------
        ValueError
            If the pool has none at one of them.
        """
        found = np.searchsorted(self.at_m, at_m)
        if np.any(self.at_m[np.minimum(found, len(self.at_m) - 1)] != at_m):
            raise ValueError(f"the pool has mats at {self.at_m} m, not at all of {at_m}")
        return found


def filled(at_m: Floats, net_s: Floats) -> Floats:
    """Times (n, p) with gaps filled evenly in distance between the reads beside them, or the start.

    The last column has no gap.
    """
    n, p = net_s.shape
    place_m, time_s = np.append(0.0, at_m), np.column_stack([np.zeros(n), net_s])
    read = np.isfinite(time_s)
    before = np.maximum.accumulate(np.where(read, np.arange(p + 1), 0), axis=1)
    after = np.minimum.accumulate(np.where(read, np.arange(p + 1), p)[:, ::-1], axis=1)[:, ::-1]
    each = np.arange(n)[:, None]
    length_m = np.maximum(place_m[after] - place_m[before], 1.0)
    share = (place_m - place_m[before]) / length_m
    start_s, end_s = time_s[each, before], time_s[each, after]
    return np.asarray(np.where(read, time_s, start_s + share * (end_s - start_s))[:, 1:])


def quantiles_of(samples: Floats, levels: Floats) -> Floats:
    """Quantiles over the first axis, linear between order statistics as `numpy.quantile` has them, faster.

    Parameters
    ----------
    samples : ndarray, shape (k, ...)
    levels : ndarray, shape (q,)

    Returns
    -------
    ndarray, shape (q, ...)
    """
    ranked = np.sort(samples, axis=0)
    at = np.asarray(levels, float) * (len(ranked) - 1)
    low = np.minimum(at.astype(int), max(len(ranked) - 2, 0))
    high = np.minimum(low + 1, len(ranked) - 1)
    share = (at - low).reshape(-1, *[1] * (samples.ndim - 1))
    return np.asarray(ranked[low] + share * (ranked[high] - ranked[low]))


def _scaled(ratio: Floats, near: Ints, net_s: Floats, levels: Floats) -> Floats:
    """Quantiles (n, m, q) of the ratios (N, m) of neighbours `near` (n, k), times own net times (n,)."""
    result = np.empty((len(near), ratio.shape[1], len(levels)))
    for start in range(0, len(near), _CHUNK):
        part = slice(start, start + _CHUNK)
        result[part] = quantiles_of(ratio[near[part].T], levels).transpose(1, 2, 0)
    result *= net_s[:, None, None]
    return result


class OpenSplitTime:
    """The past runners nearest in elapsed time at the last mat, their later times scaled to one's own.

    The 100 nearest, less than 30 % away; with none so near, the average pace kept. OpenSplitTime takes the
    last five years of a course and says low, average and high; here the pool is whatever is given, and what
    is said are quantiles of the ratios. Source: app/models/projection.rb of OpenSplitTime.
    """

    def __init__(self, pool: Pool, nearest: int = NEAREST) -> None:
        self._pool, self._nearest = pool, nearest
        self._ranked: tuple[int, Floats] | None = None

    def quantiles(self, at_m: float, net_s: Floats, target_m: Floats, levels: Floats) -> Floats:
        """Quantiles (n, m, q) of net seconds at targets for runners read at `at_m` after `net_s` (n,)."""
        here = int(self._pool.columns(np.array([at_m]))[0])
        if self._ranked is None or self._ranked[0] != here:
            past_s = _read_at(self._pool, [here], self._nearest)
            self._ranked = here, past_s[np.argsort(past_s[:, here], kind="stable")]
        past_s = self._ranked[1]
        here_s = past_s[:, here]
        ratio = past_s[:, self._pool.columns(target_m)] / here_s[:, None]
        near = nearest_in(here_s, net_s, min(self._nearest, len(here_s)))
        result = _scaled(ratio, near, net_s, levels)
        close = np.abs(here_s[near] - net_s[:, None]) < WITHIN * net_s[:, None]
        for row in np.flatnonzero(~close.all(axis=1)):
            some = ratio[near[row, close[row]]] if close[row].any() else (target_m / at_m)[None]
            result[row] = net_s[row] * quantiles_of(some, levels).T
        return result


def _read_at(pool: Pool, columns: list[int], fewest: int) -> Floats:
    """Whole times of the runners read at all these columns, or of everybody if those are too few."""
    read = np.isfinite(pool.net_s[:, columns]).all(axis=1)
    return pool.whole_s[read] if read.sum() >= fewest else pool.whole_s


def nearest_in(ranked: Floats, wanted: Floats, k: int) -> Ints:
    """Indices (n, k) of the k values of a ranked array that are nearest to each wanted one."""
    low, high = np.zeros(len(wanted), np.int64), np.full(len(wanted), len(ranked) - k)
    while np.any(low < high):  # bisection for where the window of k begins
        middle = (low + high) // 2
        beyond = ranked[np.minimum(middle + k, len(ranked) - 1)]
        later = (low < high) & (wanted - ranked[middle] > beyond - wanted)
        low, high = np.where(later, middle + 1, low), np.where(later, high, middle)
    return low[:, None] + np.arange(k)


class RescaledKnn:
    """The past runners with the nearest splits, their times to each target scaled to one's own last time.

    Hammerling et al. (2014, doi:10.1371/journal.pone.0093800) look up neighbours so and then regress; the
    scaling in place of the regression, and the quantiles, are a common variant.
    """

    def __init__(self, pool: Pool, nearest: int = NEAREST) -> None:
        self._pool, self._nearest = pool, nearest
        self._built: tuple[tuple[int, ...], Floats, cKDTree] | None = None

    def quantiles(self, at_m: Floats, net_s: Floats, target_m: Floats, levels: Floats) -> Floats:
        """Quantiles of net seconds at targets.

        Parameters
        ----------
        at_m : ndarray, shape (f,), metres, increasing
            Mats to compare at, the last mat the last of them.
        net_s : ndarray, shape (n, f), seconds, NaN = not read
            The last column has no NaN; gaps before it are filled evenly in distance.
        target_m : ndarray, shape (m,), metres
        levels : ndarray, shape (q,)

        Returns
        -------
        ndarray, shape (n, m, q)
        """
        columns = self._pool.columns(at_m)
        past_s, tree = self._tree(tuple(columns.tolist()))
        ratio = past_s[:, self._pool.columns(target_m)] / past_s[:, columns[-1:]]
        near = tree.query(filled(at_m, net_s), k=np.arange(1, min(self._nearest, len(past_s)) + 1))[1]
        return _scaled(ratio, near, net_s[:, -1], levels)

    def _tree(self, columns: tuple[int, ...]) -> tuple[Floats, cKDTree]:
        """Past runners read at these columns, and a tree of their times there; the last asked for is kept."""
        if self._built is None or self._built[0] != columns:
            past_s = _read_at(self._pool, list(columns), self._nearest)
            self._built = columns, past_s, cKDTree(past_s[:, list(columns)])
        return self._built[1:]
