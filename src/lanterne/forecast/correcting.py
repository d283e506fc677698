"""What a fitted mixture is still off by: legs by course, and the spread of finishes by place and pace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.calibration import Calibration, fit_calibration
from lanterne.forecast.conditioning import condition
from lanterne.forecast.dayfit import without_effect
from lanterne.forecast.dayprior import DayPrior
from lanterne.forecast.evidence import Evidence, possible
from lanterne.forecast.fade import BANDS, bands, early_level
from lanterne.forecast.innovations import innovations
from lanterne.forecast.training import AT_M
from lanterne.units import MARATHON_M, METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.forecast.arrays import Floats, Singles
    from lanterne.forecast.dayfit import Effects
    from lanterne.forecast.library import PaceLibrary

CORRECTING: Final = 3_000
"""Runners of each race-year that corrections are learned from."""

MOST_RUNNERS: Final = 400.0
LEANING_ON_ZERO: Final = 300.0
LEANING_ON_ALL: Final = 150.0
"""A race-year counts as so many runners of a band at most; belief in no error, and in that of all courses."""

LAST_MATS: Final = (0, 1, 4, 6, 7, 8)
"""Places of `AT_M` after which finishes are compared: 5K, 10K, half, 30K, 35K, 40K."""

LEAST_RUNNERS: Final = 200


def usual_scores(
    library: PaceLibrary, courses: Sequence[str], days: Sequence[Floats], effects: Effects
) -> tuple[dict[str | None, Floats], Floats]:
    """Mean normal scores of one-leg-ahead forecasts on usual days, and their variance; see `DayPrior`.

    Each day's own effect is taken as known.
    """
    scores = [_scores(library, net_s, effect) for net_s, effect in zip(days, effects.of_day, strict=True)]
    squares = np.concatenate(scores).astype(float) ** 2
    variance = np.nansum(squares, axis=0) / np.maximum(np.isfinite(squares).sum(axis=0), 1)
    sums = [_score_sums(score, net_s) for score, net_s in zip(scores, days, strict=True)]
    everywhere = _total(sums)
    of_all = everywhere[0] / (everywhere[1] + LEANING_ON_ZERO)
    usual: dict[str | None, Floats] = {None: of_all}
    for course in set(courses):
        score, runners = _total([each for each, of in zip(sums, courses, strict=True) if of == course])
        usual[course] = (score + LEANING_ON_ALL * of_all) / (runners + LEANING_ON_ALL)
    return usual, np.where(variance > 0, variance, 1.0)


def corrected(library: PaceLibrary, days: Sequence[Floats], effects: Effects) -> Calibration:
    """The correction of spreads, with each day's own effect taken as known.

    That days differ is carried by the day's own uncertainty; what is left are runners, of whom there are many
    more than a mixture has numbers: those it was fitted on will do.
    """
    neutral = np.concatenate(
        [without_effect(net_s, AT_M, effect) for net_s, effect in zip(days, effects.of_day, strict=True)]
    )
    neutral = neutral[possible(neutral, AT_M)]
    below, log_pace = [], []
    for last in LAST_MATS:
        read = neutral[np.isfinite(neutral[:, last])]
        if len(read) < LEAST_RUNNERS:
            read = neutral[:0]
        known = condition(library, Evidence.of_net(MARATHON_M, AT_M[: last + 1], read[:, : last + 1]))
        before = known.probability_before(np.array([MARATHON_M]), read[:, -1:])[:, 0].astype(float)
        below.append(before)
        log_pace.append(np.log(read[:, last] / (AT_M[last] / METRES_PER_KM)))
    return fit_calibration(AT_M[list(LAST_MATS)] / MARATHON_M, below, log_pace)


def _scores(library: PaceLibrary, net_s: Floats, effect: Floats) -> Singles:
    """Normal scores (n, G) once a day's effect is taken off."""
    evidence = Evidence.of_net(MARATHON_M, AT_M, without_effect(net_s, AT_M, effect))
    return innovations(replace(library, day=DayPrior.none()), evidence).score


def _score_sums(score: Singles, net_s: Floats) -> tuple[Floats, Floats]:
    """Sums (G, b) of scores and of runners."""
    share = bands(early_level(net_s, AT_M, MARATHON_M))
    share[np.isnan(share)] = 0.0
    return np.nan_to_num(score).T @ share, np.isfinite(score).T.astype(float) @ share


def _total(sums: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    score, runners = np.zeros((len(AT_M), BANDS)), np.zeros((len(AT_M), BANDS))
    for day_score, day_runners in sums:
        counted = np.minimum(1.0, MOST_RUNNERS / np.maximum(day_runners, 1.0))
        score += day_score * counted
        runners += day_runners * counted
    return score, runners
