"""The skill of methods on one race day: every last mat, all runners and the slowest quarter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.score.rules import (
    LEVELS,
    Bin,
    brier,
    brier_skill,
    crps,
    interval_score,
    mean,
    pit,
    reliability,
)
from lanterne.score.scored import LAST_MATS, Scored, scored, slowest_quarter
from lanterne.score.windows import Arrivals, arrivals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lanterne.forecast.arrays import Flags, Floats, Ints
    from lanterne.score.day import RaceDay
    from lanterne.score.method import Method

LIMITS_S: Final = np.array([5.0, 6.0, 6.5, 7.0, 7.5]) * 3_600
"""Net finish times whose probability is scored."""

COVERS: Final = (50, 80, 90)
_MINUTE_S: Final = 60.0
_MEDIAN: Final = len(LEVELS) // 2

Timer = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Figures:
    """How good forecasts of the finish were; NaN of nobody.

    Attributes
    ----------
    n : int
    mae_min, bias_min : float, minutes
        Mean size, and mean, of median minus what happened.
    crps_min : float, minutes
    coverage, width_min, interval_min : dict of int to float
        For the central 50, 80 and 90 %: the share inside, mean width and mean interval score (minutes).
    pit : tuple of int
        Counts of the probability integral transform in ten bins.
    """

    n: int
    mae_min: float
    bias_min: float
    crps_min: float
    coverage: dict[int, float]
    width_min: dict[int, float]
    interval_min: dict[int, float]
    pit: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cutoff:
    """How good the probabilities of finishing within a limit were; skill is NaN if all or none did."""

    limit_s: float
    n: int
    brier: float
    skill: float
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Skill:
    """What one method was worth on one day from one last mat.

    Attributes
    ----------
    at : str
        Column of the last mat.
    every, slow : Figures
        Of all scored, and of the slowest quarter at that mat.
    cutoffs : tuple of Cutoff
    arrivals : tuple of Arrivals
        Of points ahead, by predicted lead.
    us_per_runner : float, microseconds
        For the 39 levels at the finish, what is learned beforehand left out.
    """

    race: str
    year: int
    at: str
    method: str
    every: Figures
    slow: Figures
    cutoffs: tuple[Cutoff, ...]
    arrivals: tuple[Arrivals, ...]
    us_per_runner: float


def skills(
    day: RaceDay, methods: Sequence[Method], timer: Timer, sample: int | None = None
) -> Iterator[Skill]:
    """Score methods on a day, one mat after another, every method at each.

    Parameters
    ----------
    day : RaceDay
    methods : sequence of Method
    timer : callable
        Seconds of a clock, for `Skill.us_per_runner`.
    sample : int or None
        How many finishers are scored; see `scored`.
    """
    everyone = scored(day, sample)
    for at in last_mats(day):
        here = everyone.at(day, at)
        if len(here.finishers):
            for method in methods:
                yield skill(day, at, here, method, timer)


def last_mats(day: RaceDay) -> list[int]:
    """Columns that a day is scored from."""
    return [column for column, name in enumerate(day.columns) if name in LAST_MATS]


def skill(day: RaceDay, at: int, here: Scored, method: Method, timer: Timer) -> Skill:
    """Score one method at one mat, on runners that were read there, one finisher at least."""
    rows = here.finishers
    finish = np.array([len(day.columns) - 1])
    method.quantiles(day, at, rows[:1], finish, LEVELS)  # what it learns beforehand is not timed
    before_s = timer()
    quantile_s = method.quantiles(day, at, rows, finish, LEVELS)[:, 0]
    took_s = timer() - before_s
    actual_s = day.net_s[rows, -1]
    slow = slowest_quarter(day.net_s[rows, at])
    within = method.probability_before(day, at, rows, LIMITS_S)
    return Skill(
        race=day.race,
        year=day.year,
        at=day.columns[at],
        method=method.name,
        every=figures(quantile_s, actual_s),
        slow=figures(quantile_s[slow], actual_s[slow]),
        cutoffs=tuple(
            cutoff(limit_s, within[:, i], actual_s <= limit_s) for i, limit_s in enumerate(LIMITS_S)
        ),
        arrivals=ahead(day, at, here, method),
        us_per_runner=took_s / len(rows) * 1e6,
    )


def figures(quantile_s: Floats, actual_s: Floats) -> Figures:
    """Figures of the forecasts at `LEVELS` (n, 39) of finishes (n,), seconds."""
    off_s = quantile_s[:, _MEDIAN] - actual_s
    bounds = {
        covers: (
            quantile_s[:, _column(0.5 - covers / 200)],
            quantile_s[:, _column(0.5 + covers / 200)],
        )
        for covers in COVERS
    }
    return Figures(
        n=len(actual_s),
        mae_min=mean(np.abs(off_s)) / _MINUTE_S,
        bias_min=mean(off_s) / _MINUTE_S,
        crps_min=mean(crps(quantile_s, LEVELS, actual_s)) / _MINUTE_S,
        coverage={
            covers: mean(((actual_s >= low) & (actual_s <= high)).astype(float))
            for covers, (low, high) in bounds.items()
        },
        width_min={covers: mean(high - low) / _MINUTE_S for covers, (low, high) in bounds.items()},
        interval_min={
            covers: mean(interval_score(low, high, covers / 100, actual_s)) / _MINUTE_S
            for covers, (low, high) in bounds.items()
        },
        pit=tuple(pit(quantile_s, LEVELS, actual_s).tolist()),
    )


def _column(level: float) -> int:
    return int(np.argmin(np.abs(LEVELS - level)))


def cutoff(limit_s: float, probability: Floats, happened: Flags) -> Cutoff:
    """How good the probabilities of one limit were."""
    came = happened.astype(float)
    return Cutoff(
        limit_s=float(limit_s),
        n=len(came),
        brier=brier(probability, came),
        skill=brier_skill(probability, came),
        reliability=reliability(probability, came),
    )


def ahead(day: RaceDay, at: int, here: Scored, method: Method) -> tuple[Arrivals, ...]:
    """Medians at every mat that stood on the road ahead, of those who finished and those who did not."""
    rows: Ints = np.concatenate([here.finishers, here.stopped])
    target = np.array([column for column in range(at + 1, len(day.columns)) if day.usual[column]])
    median_s = method.quantiles(day, at, rows, target, np.array([0.5]))[:, :, 0]
    actual_s = day.net_s[np.ix_(rows, target)]
    read = np.isfinite(actual_s)
    came_later = np.logical_or.accumulate(read[:, ::-1], axis=1)[:, ::-1]
    stopped = ~came_later
    stopped[: len(here.finishers)] = False
    return arrivals(day.net_s[rows, at], median_s, actual_s, stopped)
