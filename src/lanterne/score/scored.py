"""Who is scored at which mat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.training import could_be_run

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats, Ints
    from lanterne.score.day import RaceDay

LAST_MATS: Final = ("k5", "k10", "k15", "k20", "half", "k25", "k30", "k35", "k40")
"""Columns of the mats that forecasts are scored from."""

FEWEST_SPLITS: Final = 2
SEED: Final = 7


def plausible(at_m: Floats, net_s: Floats) -> Flags:
    """Runners (n,) with increasing splits, two before the finish, and every average pace 150 to 1,300 s/km.

    Parameters
    ----------
    at_m : ndarray, shape (p,), metres, the last one the finish
    net_s : ndarray, shape (n, p), seconds, NaN = not read
    """
    enough = np.isfinite(net_s[:, :-1]).sum(axis=1) >= FEWEST_SPLITS
    return np.asarray(could_be_run(net_s, at_m) & enough)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The runners of a day that are scored, as rows of it.

    Attributes
    ----------
    finishers : ndarray of int, shape (n,)
        They came in, so that their forecast of the finish can be scored.
    stopped : ndarray of int, shape (k,)
        They did not: forecasts of points ahead are counted as unrealised for them.
    """

    finishers: Ints
    stopped: Ints

    def at(self, day: RaceDay, at: int) -> Scored:
        """Those that were read at the mat of column `at`."""
        read = np.isfinite(day.net_s[:, at])
        return Scored(self.finishers[read[self.finishers]], self.stopped[read[self.stopped]])


def scored(day: RaceDay, sample: int | None = None) -> Scored:
    """Who is scored: runners with plausible splits, or of these a draw, the same whenever it is made.

    `sample` is how many finishers are drawn, and as large a share of those who stopped.
    """
    fine = plausible(day.at_m, day.net_s)
    came = day.finished & np.isfinite(day.net_s[:, -1])
    finishers, stopped = np.flatnonzero(fine & came), np.flatnonzero(fine & ~came)
    if sample is None or sample >= len(finishers):
        return Scored(finishers, stopped)
    rng = np.random.default_rng(SEED)
    some = round(len(stopped) * sample / len(finishers))
    return Scored(
        np.sort(rng.choice(finishers, sample, replace=False)),
        np.sort(rng.choice(stopped, some, replace=False)),
    )


def slowest_quarter(net_s: Floats) -> Flags:
    """Those at or above the upper quartile of net time at a mat, shape (n,)."""
    return net_s >= np.quantile(net_s, 0.75) if net_s.size else np.zeros(0, bool)
