"""Results files as material to learn from: which rows count, how much, and how the slow end is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.fade import pace_until
from lanterne.units import HALF_MARATHON_M, MARATHON_M, METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.forecast.arrays import Flags, Floats
    from lanterne.results import Results

MATS: Final = {
    "k5": 5_000.0,
    "k10": 10_000.0,
    "k15": 15_000.0,
    "k20": 20_000.0,
    "half": HALF_MARATHON_M,
    "k25": 25_000.0,
    "k30": 30_000.0,
    "k35": 35_000.0,
    "k40": 40_000.0,
    "finish": MARATHON_M,
}
"""Columns of a results file that the library learns from, and where these mats lie (metres)."""

AT_M: Final = np.array(list(MATS.values()))
PACE_S_PER_KM: Final = (150.0, 1_300.0)
SLOW_DENSITY: Final = 3.0
LIMIT_MARGIN: Final = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class RaceYear:
    """One race-year's finishers; `net_s` has a column for each of `MATS`, NaN = not read or no such mat."""

    race: str
    year: int
    net_s: Floats

    @property
    def name(self) -> str:
        """Such as ``honolulu_2017``."""
        return f"{self.race}_{self.year}"


def race_year(results: Results) -> RaceYear:
    """The finishers of a results file whose splits are plausible."""
    columns = [point.column for point in results.points]
    net_s = np.full((len(results), len(MATS)), np.nan)
    for place, mat in enumerate(MATS):
        if mat in columns:
            net_s[:, place] = results.net_s[:, columns.index(mat)]
    return RaceYear(results.race, results.year, net_s[results.finished & plausible(net_s)])


def plausible(net_s: Floats) -> Flags:
    """Finishers with increasing splits, one before the finish at least, every average pace in 150-1,300 s/km.

    Parameters
    ----------
    net_s : ndarray, shape (n, 10), seconds, NaN = not read

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    seen = np.isfinite(net_s)
    return np.asarray(could_be_run(net_s, AT_M) & seen[:, -1] & seen[:, :-1].any(axis=1))


def could_be_run(net_s: Floats, at_m: Floats) -> Flags:
    """Runners (n,) with increasing splits and every average pace in 150-1,300 s/km.

    Parameters
    ----------
    net_s : ndarray, shape (n, p), seconds, NaN = not read
    at_m : ndarray, shape (p,), metres
    """
    low, high = PACE_S_PER_KM
    pace = net_s / (at_m / METRES_PER_KM)
    seen = np.isfinite(net_s)
    in_range = np.all(~seen | ((pace >= low) & (pace <= high)), axis=1)
    before = np.fmax.accumulate(np.where(seen, net_s, 0.0), axis=1)
    return np.asarray(in_range & np.all(~seen[:, 1:] | (net_s[:, 1:] > before[:, :-1]), axis=1))


def within_limit(net_s: Floats) -> Flags:
    """Runners whose early pace leaves the race's own limit out of play.

    A race that closes at six hours lists only those who made it: of its slow starters only the lucky ones.
    The limit is read off the file (the finish that 998 in 1,000 reached); a runner counts if the pace at the
    last mat up to half way, made a fifth slower, keeps within it. Choosing by early pace leaves every
    forecast from that pace on unbiased.
    """
    limit_s = np.quantile(net_s[:, -1], 0.998)
    return early_pace(net_s) * MARATHON_M / METRES_PER_KM * LIMIT_MARGIN < limit_s


def early_pace(net_s: Floats) -> Floats:
    """Average pace (s/km) at the last mat read up to half way; without one, at the first read after it."""
    return pace_until(net_s, AT_M, HALF_MARATHON_M)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Runners to fit on.

    Attributes
    ----------
    log_pace : ndarray, shape (n, G)
        Log of average pace (s/km), NaN = not read.
    weight : ndarray, shape (n,)
        What each runner counts while components are fitted: races balanced, the slow end raised.
    natural : ndarray, shape (n,)
        The same with the slow end as frequent as it is.
    """

    log_pace: Floats
    weight: Floats
    natural: Floats


def sample(years: Sequence[RaceYear], size: int, rng: np.random.Generator) -> Sample:
    """Draw `size` runners from each race-year and weigh them so that no race dominates.

    A race counts by the square root of its years. The slowest quarter by early pace is drawn three times as
    densely: that multiplies a distribution by a function of early pace, which every forecast from that pace
    on divides out again.
    """
    count = {race: sum(year.race == race for year in years) for race in {year.race for year in years}}
    log_pace, weight, natural = [], [], []
    for year in years:
        net_s = year.net_s[within_limit(year.net_s)]
        pace = early_pace(net_s)
        density = np.where(pace > np.quantile(pace, 0.75), SLOW_DENSITY, 1.0)
        taken = min(size, len(net_s))
        rows = rng.choice(len(net_s), taken, replace=False, p=density / density.sum())
        share = 1 / np.sqrt(count[year.race])
        log_pace.append(np.log(net_s[rows] / (AT_M / METRES_PER_KM)))
        weight.append(np.full(taken, share / taken))
        thinned = 1 / density[rows]
        natural.append(share * thinned / thinned.sum())
    total = sum(len(part) for part in weight)
    whole, plain = np.concatenate(weight), np.concatenate(natural)
    return Sample(np.concatenate(log_pace), whole * total / whole.sum(), plain * total / plain.sum())
