"""What is expected of a race day before anybody has run: its effect as a few numbers with their spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lanterne.forecast.fade import BANDS

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats


@dataclass(frozen=True, slots=True, eq=False)
class DayPrior:
    """What is expected of a day before anybody has run.

    The effect of a day is what it adds to log average pace at the library's G distances for the b bands of
    early pace, ``pattern @ x``: r numbers x for the whole field.

    Attributes
    ----------
    pattern : ndarray, shape (G * b, r)
    day : ndarray, shape (r, r)
        Covariance of x between days of one course.
    course : ndarray, shape (r, r)
        Covariance between courses.
    known : tuple of str
        Courses that the library has seen.
    known_mean : ndarray, shape (c, r)
    known_covariance : ndarray, shape (c, r, r)
        What is known of each of these courses.
    usual : ndarray, shape (c + 1, G, b)
        What normal scores of one-leg-ahead forecasts average to on a usual day of each course, the last row
        for a course not known: the library's own error, not news.
    variance : ndarray, shape (G,)
        Of these scores.
    """

    pattern: Floats
    day: Floats
    course: Floats
    known: tuple[str, ...]
    known_mean: Floats
    known_covariance: Floats
    usual: Floats
    variance: Floats

    @classmethod
    def none(cls) -> DayPrior:
        """The prior of a library that knows of no difference between days."""
        flat, deep = np.zeros((0, 0)), np.zeros((0, 0, 0))
        return cls(flat, flat, flat, (), flat, deep, np.zeros((1, 1, BANDS)), np.ones(1))

    def expected(self, course: str | None) -> tuple[Floats, Floats]:
        """Mean (r,) and covariance (r, r) of x on a day of a course; None or a name not known: any course."""
        if course in self.known:
            index = self.known.index(course)
            return self.known_mean[index], self.known_covariance[index] + self.day
        return np.zeros(len(self.day)), self.course + self.day

    def effects(self, grid: int) -> Floats:
        """`pattern` as what each number adds at each distance for each band, shape (G, b, r)."""
        return np.asarray(self.pattern.reshape(grid, BANDS, self.pattern.shape[1]))

    def usual_scores(self, course: str | None) -> Floats:
        """The row of `usual` for a course, shape (G, b), or (1, b) where nothing is known."""
        return np.asarray(self.usual[self.known.index(course) if course in self.known else -1])
