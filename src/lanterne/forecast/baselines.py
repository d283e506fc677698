"""What others forecast with: pace carried on, rules of thumb, and runners of the past with like splits.

All times are net seconds and all are pure functions of what was read of the runner so far, and of a `Pool`
of past runners. A method that names one time only gives that; the two that look at past runners give
quantiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # scipy ships no types

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints

RIEGEL: Final = 1.06
NEAREST: Final = 100
WITHIN: Final = 0.3
SEGMENT_M: Final = 4_000.0
"""The last segment begins at the farthest mat read at least this far back: 5 km, where mats stand so."""

PUBLISHED_AT_M: Final = np.array([20_000.0, 25_000.0, 30_000.0, 35_000.0, 40_000.0])
PUBLISHED_REST: Final = np.array([4.95010, 3.78650, 2.53185, 1.41940, 0.42185])
PUBLISHED: Final = PUBLISHED_REST * 5_000.0 / (42_195.0 - PUBLISHED_AT_M)
"""How much slower the rest is run than the last 5 km, at `PUBLISHED_AT_M`.

The rest over the last 5 km, mean of men and women, divided by what it would be at even pace, so that it
serves segments and targets of any length. Source: Hammerling et al. (2014, doi:10.1371/journal.pone.0093800).
"""

_CHUNK: Final = 2_048


def constant_pace(at_m: float, net_s: Floats, target_m: Floats) -> Floats:
    """The average pace so far, kept to the target: what most trackers show.

    Parameters
    ----------
    at_m : float, metres
        Where the runner was read last.
    net_s : ndarray, shape (n,), seconds
        When.
    target_m : ndarray, shape (m,), metres

    Returns
    -------
    ndarray, shape (n, m), seconds
    """
    return net_s[:, None] * (target_m / at_m)


def riegel(at_m: float, net_s: Floats, target_m: Floats) -> Floats:
    """Time growing with distance to the power 1.06; arguments as in `constant_pace`.

    Source: Riegel (1981), "Athletic records and human endurance", American Scientist 69.
    """
    return net_s[:, None] * (target_m / at_m) ** RIEGEL


def last_segment(at_m: Floats, net_s: Floats) -> tuple[Floats, Floats]:
    """Length (metres) and duration (seconds) of each runner's last segment, shapes (n,).

    It ends at the last mat and begins at the farthest one read at least `SEGMENT_M` before it, else at the
    start.

    Parameters
    ----------
    at_m : ndarray, shape (p,), metres
        Mats up to the last one, increasing.
    net_s : ndarray, shape (n, p), seconds, NaN = not read
        The last column has no NaN.
    """
    from_m, from_s = np.zeros(len(net_s)), np.zeros(len(net_s))
    for column in np.flatnonzero(at_m <= at_m[-1] - SEGMENT_M):
        read = np.isfinite(net_s[:, column])
        from_m = np.where(read, at_m[column], from_m)
        from_s = np.where(read, net_s[:, column], from_s)
    return at_m[-1] - from_m, net_s[:, -1] - from_s


@dataclass(frozen=True, slots=True, eq=False)
class SplitRatio:
    """The rest of the race in proportion to the last segment; between its places `slower` is interpolated.

    Attributes
    ----------
    at_m : ndarray, shape (k,), metres, increasing
    slower : ndarray, shape (k,)
        Pace of the rest of the race over pace of the last segment, when the last mat lies at `at_m`.
    """

    at_m: Floats
    slower: Floats

    @classmethod
    def published(cls) -> SplitRatio:
        """Hammerling's constants; before 20 km, where there are none, that of 20 km."""
        return cls(PUBLISHED_AT_M, PUBLISHED)

    @classmethod
    def fitted(cls, pool: Pool) -> SplitRatio:
        """Hammerling's constants from 20 km on, and before it the median of a pool's runners."""
        places, slower = [], []
        for column in np.flatnonzero(pool.at_m < PUBLISHED_AT_M[0]):
            rows = pool.net_s[np.isfinite(pool.net_s[:, column])]
            if len(rows) < NEAREST:
                continue
            length_m, lasted_s = last_segment(pool.at_m[: column + 1], rows[:, : column + 1])
            rest = (rows[:, -1] - rows[:, column]) / (pool.at_m[-1] - pool.at_m[column])
            places.append(pool.at_m[column])
            slower.append(float(np.median(rest / (lasted_s / length_m))))
        return cls(np.append(places, PUBLISHED_AT_M), np.append(slower, PUBLISHED))

    def times(self, at_m: Floats, net_s: Floats, target_m: Floats) -> Floats:
        """Net seconds at targets (n, m); arguments as in `last_segment`."""
        length_m, lasted_s = last_segment(at_m, net_s)
        pace = lasted_s / length_m * np.interp(at_m[-1], self.at_m, self.slower)
        return np.asarray(net_s[:, -1:] + pace[:, None] * (target_m - at_m[-1]))


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

    def quantiles(self, at_m: float, net_s: Floats, target_m: Floats, levels: Floats) -> Floats:
        """Quantiles (n, m, q) of net seconds at targets for runners read at `at_m` after `net_s` (n,)."""
        pool, here = self._pool, self._pool.columns(np.array([at_m]))[0]
        rows = np.flatnonzero(np.isfinite(pool.net_s[:, here]))
        if len(rows) < self._nearest:
            rows = np.arange(len(pool.net_s))
        rows = rows[np.argsort(pool.whole_s[rows, here], kind="stable")]
        ranked_s = pool.whole_s[rows, here]
        ratio = pool.whole_s[rows][:, pool.columns(target_m)] / ranked_s[:, None]
        near = nearest_in(ranked_s, net_s, min(self._nearest, len(rows)))
        result = _scaled(ratio, near, net_s, levels)
        close = np.abs(ranked_s[near] - net_s[:, None]) < WITHIN * net_s[:, None]
        for row in np.flatnonzero(~close.all(axis=1)):
            some = ratio[near[row, close[row]]] if close[row].any() else (target_m / at_m)[None]
            result[row] = net_s[row] * quantiles_of(some, levels).T
        return result


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
        self._built: tuple[tuple[int, ...], Ints, cKDTree] | None = None

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
        pool = self._pool
        rows, tree = self._tree(tuple(pool.columns(at_m).tolist()))
        last_s = pool.whole_s[rows, pool.columns(at_m)[-1]]
        ratio = pool.whole_s[rows][:, pool.columns(target_m)] / last_s[:, None]
        near = tree.query(filled(at_m, net_s), k=np.arange(1, min(self._nearest, len(rows)) + 1))[1]
        return _scaled(ratio, near, net_s[:, -1], levels)

    def _tree(self, columns: tuple[int, ...]) -> tuple[Ints, cKDTree]:
        """Rows of the pool read at all these columns, or all rows if they are too few, and a tree of them."""
        if self._built is None or self._built[0] != columns:
            pool, chosen = self._pool, list(columns)
            complete = np.isfinite(pool.net_s[:, chosen]).all(axis=1)
            rows = np.flatnonzero(complete)
            if len(rows) < self._nearest:
                rows = np.arange(len(pool.net_s))
            self._built = columns, rows, cKDTree(pool.whole_s[rows][:, chosen])
        return self._built[1:]
