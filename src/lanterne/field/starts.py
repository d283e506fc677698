"""When each runner started: as read, else as the rest of their wave did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.race.cutoffs import zero

UNREAD_SD_S: Final = 300.0
"""How uncertain a start is where nobody of the wave has been read yet."""

LEAST_SD_S: Final = 30.0
READ_AT_LEAST: Final = 10


@dataclass(frozen=True, slots=True)
class Starts:
    """Every runner's start.

    Attributes
    ----------
    at_s : ndarray, shape (n_runners,), UTC epoch seconds
    sd_s : ndarray, shape (n_runners,), seconds
        Standard deviation; 0 where the start was read.
    """

    at_s: NDArray[np.float64]
    sd_s: NDArray[np.float64]


def starts(field: Field, by_s: float = np.inf) -> Starts:
    """Starts as read by an instant; an unread one is the median of those read in the same wave (or distance).

    Parameters
    ----------
    by_s : float, UTC epoch seconds
    """
    where = field.layout
    passing_s = field.passing_s[:, where.is_start]
    read_s = np.fmin.reduce(np.where(passing_s <= by_s, passing_s, np.nan), axis=1, initial=np.nan)
    at_s, sd_s = read_s.copy(), np.zeros(len(read_s))
    group = where.distance_of * (len(field.race.waves) + 1) + where.wave_of + 1
    for one in np.unique(group):
        mine = np.flatnonzero(group == one)
        distance, wave = divmod(int(one), len(field.race.waves) + 1)
        wave_id = field.race.waves[wave - 1].id if wave else None
        gun_s = zero(field.race, field.race.distances[distance].id, "wave", field.zeros, wave_id).at_s
        known_s = read_s[mine][np.isfinite(read_s[mine])]
        enough = len(known_s) >= READ_AT_LEAST
        unread = mine[np.isnan(read_s[mine])]
        at_s[unread] = np.median(known_s) if enough else gun_s
        sd_s[unread] = max(float(known_s.std()), LEAST_SD_S) if enough else UNREAD_SD_S
    return Starts(at_s, sd_s)
