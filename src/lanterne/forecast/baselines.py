"""What others forecast with, naming one time: pace carried on, and rules of thumb.

Those that look among past runners are in `lanterne.forecast.neighbours`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats
    from lanterne.forecast.neighbours import Pool

RIEGEL: Final = 1.06
SEGMENT_M: Final = 4_000.0
"""The last segment begins at the farthest mat read at least this far back: 5 km, where mats stand so."""

FEWEST: Final = 100
"""A ratio is fitted on no fewer runners."""

PUBLISHED_AT_M: Final = np.array([20_000.0, 25_000.0, 30_000.0, 35_000.0, 40_000.0])
PUBLISHED_REST: Final = np.array([4.95010, 3.78650, 2.53185, 1.41940, 0.42185])
PUBLISHED: Final = PUBLISHED_REST * 5_000.0 / (42_195.0 - PUBLISHED_AT_M)
"""How much slower the rest is run than the last 5 km, at `PUBLISHED_AT_M`.

The rest over the last 5 km, mean of men and women, divided by what it would be at even pace, so that it
serves segments and targets of any length. Source: Hammerling et al. (2014, doi:10.1371/journal.pone.0093800).
"""


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

    It ends at the last mat and begins at the farthest one read earlier and at least `SEGMENT_M` before it,
    else at the start.

    Parameters
    ----------
    at_m : ndarray, shape (p,), metres
        Mats up to the last one, increasing.
    net_s : ndarray, shape (n, p), seconds, NaN = not read
        The last column has no NaN.
    """
    from_m, from_s = np.zeros(len(net_s)), np.zeros(len(net_s))
    for column in np.flatnonzero(at_m <= at_m[-1] - SEGMENT_M):
        read = net_s[:, column] < net_s[:, -1]
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
            if len(rows) < FEWEST:
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
