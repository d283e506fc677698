"""The race-day effect: what weather, course and mats do to the whole field, learned from those ahead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.fade import bands
from lanterne.forecast.innovations import KEPT_VARIANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lanterne.forecast.arrays import Floats
    from lanterne.forecast.innovations import Innovations
    from lanterne.forecast.library import PaceLibrary

COUNTS: Final = 0.02
"""What one runner's leg counts for: a field is not made of runners independent given a few numbers.

Chosen among .01, .02, .03, .05 and .3 on nine race days left out, which it hardly matters to below .05.
"""

SPREAD_RUNNERS: Final = 40.0
"""How many legs, each counting `COUNTS`, the usual spread about a forecast is worth against the day's own."""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """What is known of a day's effect by an instant.

    Attributes
    ----------
    mean : ndarray, shape (r,)
    covariance : ndarray, shape (r, r)
        Of the numbers that `DayPrior.pattern` turns into log average pace.
    spread : float
        How much wider than usual runners scatter about their forecasts today.
    legs : int
        How many runners' legs it was learned from.
    """

    mean: Floats
    covariance: Floats
    spread: float
    legs: int

    def adjusted(self, library: PaceLibrary) -> PaceLibrary:
        """The library for such a day: its effect as drift, what is not known of it as covariance."""
        effects = library.day.effects(len(library.fraction))
        # Of the uncertainty each component takes the part of the band that its own runners set out in.
        own = np.einsum("kb,gbr->kgr", bands(library.early_level()), effects)
        return replace(
            library,
            drift=effects @ self.mean,
            covariance=library.covariance + own @ self.covariance @ own.transpose(0, 2, 1),
            calibration=library.calibration.widened(self.spread),
        )


def before_the_race(library: PaceLibrary, course: str | None = None) -> Day:
    """What is expected of a day on a course, or on any."""
    mean, covariance = library.day.expected(course)
    return Day(mean, covariance, 1.0, 0)


def learned(library: PaceLibrary, seen: Innovations, as_of_s: float, course: str | None = None) -> Day:
    """The day as the runners have shown it by an instant; see `days`."""
    return next(days(library, seen, [as_of_s], course))


def days(
    library: PaceLibrary, seen: Innovations, instants_s: Sequence[float], course: str | None = None
) -> Iterator[Day]:
    """The day as known at increasing instants.

    Scores move by a known amount with each of the day's numbers, so these are a Gaussian whose precision and
    weighted mean are sums over the legs that count by then, each as `COUNTS` of a leg. Scores lie within a
    known distance of zero (others are left out), which shrinks their variance and their response alike.

    Parameters
    ----------
    library : PaceLibrary
    seen : Innovations
        For the same course.
    instants_s : sequence of float, increasing
        On the clock of `Innovations.due_s`.
    course : str or None

    References
    ----------
    Bayesian linear regression, as in Bishop (2006), Pattern Recognition and Machine Learning, 3.3.
    """
    expected, covariance = library.day.expected(course)
    r = len(expected)
    precision = np.linalg.inv(covariance)
    counted = np.flatnonzero(np.isfinite(seen.score.ravel()))
    counted = counted[np.argsort(seen.due_s.ravel()[counted], kind="stable")]
    until = np.searchsorted(seen.due_s.ravel()[counted], instants_s, side="right")
    score, tied = seen.score.ravel(), seen.tied.reshape(seen.score.size, r)
    usual = np.broadcast_to(seen.variance, seen.score.shape).ravel()
    square, pull, scatter, expect, begin = np.zeros((r, r)), np.zeros(r), 0.0, 0.0, 0
    for end in until.tolist():
        rows = counted[begin:end]
        square += tied[rows].T @ tied[rows]
        pull += tied[rows].T.astype(float) @ score[rows]
        scatter += float(score[rows].astype(float) @ score[rows])
        expect += float(usual[rows].sum())
        begin = end
        known = np.asarray(np.linalg.inv(precision + square * (COUNTS * KEPT_VARIANCE)), float)
        shift = known @ pull * COUNTS
        left = scatter - 2 * KEPT_VARIANCE * float(shift @ pull)
        left += KEPT_VARIANCE**2 * float(shift @ square @ shift)
        yield Day(np.asarray(expected + shift), known, _spread(left, expect), end)


def _spread(scatter: float, usual: float) -> float:
    """How much wider than usual scores scatter, drawn to 1 while few are known."""
    return float(np.sqrt((scatter * COUNTS + SPREAD_RUNNERS) / (usual * COUNTS + SPREAD_RUNNERS)))
