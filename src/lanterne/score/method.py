"""What a method of forecasting is, to be scored."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from lanterne.score.rules import LEVELS, level_of

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints
    from lanterne.score.day import RaceDay

_TAIL: Final = np.array([0.0005, 0.001, 0.0025, 0.005, 0.01, 0.0175])
FINE: Final = np.concatenate([_TAIL, LEVELS, 1 - _TAIL[::-1]])
"""Levels that a distribution function is interpolated between."""


class Method(ABC):
    """Forecasts every runner as of the instant they passed a mat, from what was read of anybody by then."""

    name: ClassVar[str]

    @abstractmethod
    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """Quantiles of net time at mats ahead.

        Parameters
        ----------
        day : RaceDay
        at : int
            Column of the last mat; all of `rows` were read there.
        rows : ndarray of int, shape (n,)
        target : ndarray of int, shape (m,)
            Columns beyond `at`.
        levels : ndarray, shape (q,), in (0, 1), increasing

        Returns
        -------
        ndarray, shape (n, m, q), seconds, no NaN
            Non-decreasing in level.
        """

    def probability_before(self, day: RaceDay, at: int, rows: Ints, limit_s: Floats) -> Floats:
        """Probability (n, l) that each runner's net finish is within each limit (l,), seconds."""
        finish = np.array([len(day.columns) - 1])
        return level_of(self.quantiles(day, at, rows, finish, FINE)[:, 0], FINE, limit_s)


class PointMethod(Method):
    """A method that names one time: a distribution without width."""

    @abstractmethod
    def times(self, day: RaceDay, at: int, rows: Ints, target_m: Floats) -> Floats:
        """Net seconds (n, m) at distances ahead."""

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """The same time at every level."""
        times_s = self.times(day, at, rows, day.at_m[target])
        return np.repeat(times_s[:, :, None], len(levels), axis=2)
