"""A race day to test methods on: who was read where, and when on the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats
    from lanterne.results import Results


@dataclass(frozen=True, slots=True, eq=False)
class RaceDay:
    """All of a race day; a method may use of it only what was read by the instant it forecasts at.

    That instant is ``start_s[row] + net_s[row, at]`` on the gun's clock, for each runner their own.

    Attributes
    ----------
    race : str
    year : int
    columns : tuple of str
        Mats by their column in results files, in the order of the road, the finish last.
    at_m : ndarray, shape (p,), metres
    usual : ndarray of bool, shape (p,)
        Mats that stood on the road, for they read more than half of the runners: known before the race.
    net_s : ndarray, shape (n, p), seconds since the runner's own start, NaN = not read
    start_s : ndarray, shape (n,), seconds from the gun to the runner's own start, 0 where not known
    start_known : ndarray of bool, shape (n,)
    finished : ndarray of bool, shape (n,)
        What the results say; for scoring alone.
    """

    race: str
    year: int
    columns: tuple[str, ...]
    at_m: Floats
    usual: Flags
    net_s: Floats
    start_s: Floats
    start_known: Flags
    finished: Flags

    @classmethod
    def of(cls, results: Results) -> RaceDay:
        """The day of a results file."""
        known = np.isfinite(results.offset_s)
        return cls(
            race=results.race,
            year=results.year,
            columns=tuple(point.column for point in results.points),
            at_m=np.array([point.at_m for point in results.points]),
            usual=np.isfinite(results.net_s).mean(axis=0) > 0.5,
            net_s=results.net_s,
            start_s=np.where(known, results.offset_s, 0.0),
            start_known=known,
            finished=results.finished,
        )

    @property
    def name(self) -> str:
        """Such as ``honolulu_2017``."""
        return f"{self.race}_{self.year}"

    @property
    def length_m(self) -> float:
        """Distance of the finish."""
        return float(self.at_m[-1])

    def __len__(self) -> int:
        return len(self.net_s)
