"""The hazard of dropping out, estimated from races that list those who did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.stopping import TERMS, Stopping, centres, cumulative, design, slowdown
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lanterne.forecast.arrays import Flags, Floats, Ints
    from lanterne.results import Results

MATS: Final = ("k5", "k10", "k15", "k20", "half", "k25", "k30", "k35", "k40", "finish")

RIDGE: Final = 1.0
"""Precision of the prior about 0 of every coefficient but the level: a deviation of 1."""

CLOSE: Final = 1e-6

PUBLISHED: Final = (
    ("New York 2010", 247 / 45_350),
    ("New York 2018", 309 / 53_121),
    ("New York 2021", 380 / 25_400),
    ("London 2010", 0.017),
    ("Boston 2006", 0.022),
    ("Boston 2007", 0.012),
    ("Boston 2010", 0.018),
    ("Boston 2015", 555 / 27_165),
    ("Chicago 2010", 1 - 36_088 / 38_132),
    ("Ottawa 2015", 0.04),
)
"""Shares of starters who did not finish, as organisers or the press gave them."""

PUBLISHED_SD: Final = 0.3
"""How far such a share is from one counted as ours are, in its log: who counts as a starter differs."""


@dataclass(frozen=True, slots=True, eq=False)
class StoppingRace:
    """One race that lists those who dropped out.

    Attributes
    ----------
    name : str
    length_m : float, metres
    at_m : ndarray, shape (p,), metres, increasing, the last one the finish
    net_s : ndarray, shape (n, p), seconds, NaN = not read
    stopped : ndarray of bool, shape (n,)
        Those listed as not having finished.
    limit_s : float, seconds, NaN = none
        Net time by which the race's list of finishers ends.
    without : tuple of int
        Stretches, by the mat they begin at, where stopping is not told from something else.
    """

    name: str
    length_m: float
    at_m: Floats
    net_s: Floats
    stopped: Flags
    limit_s: float
    without: tuple[int, ...] = ()

    @property
    def limit_log_pace(self) -> float:
        """Log of the average pace, s/km, that just keeps the limit; NaN = none."""
        return float(np.log(self.limit_s / (self.length_m / METRES_PER_KM)))


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Runners at one landmark, over one stretch ahead.

    Attributes
    ----------
    runner : ndarray of int, shape (r,)
    landmark, stretch : int
        Mats: the evidence is of the first, the stretch begins at the second.
    terms : ndarray, shape (r, 5)
    length : float
        The stretch's share of the race.
    event : ndarray of bool, shape (r,)
        Whether the runner dropped out there.
    """

    runner: Ints
    landmark: int
    stretch: int
    terms: Floats
    length: float
    event: Flags


LIMITS: Final = {"honolulu_2018": np.nan}
"""Races whose limit is not where their list of finishers ends."""

WITHOUT: Final = {"honolulu_2018": ("k10",), "boston_2021": ("k40",)}
"""Stretches, by the mat they begin at, where those listed did something other than drop out.

Honolulu's 10 km race ends at its 10K mat, where 288 of 574 were last read; Boston's list ends six hours after
the start, and of 54 last read at 40K nearly all came there too late to be on it.
"""


def stopping_race(results: Results) -> StoppingRace:
    """A race from its results file, without runners whose reads do not increase."""
    kept = [i for i, point in enumerate(results.points) if point.column in MATS]
    at_m = np.array([results.points[i].at_m for i in kept])
    net_s = results.net_s[:, kept]
    before = np.fmax.accumulate(np.nan_to_num(net_s), axis=1)
    fine = np.all(~np.isfinite(net_s[:, 1:]) | (net_s[:, 1:] > before[:, :-1]), axis=1)
    finish_s = net_s[results.finished & np.isfinite(net_s[:, -1]), -1]
    columns = [results.points[i].column for i in kept]
    return StoppingRace(
        name=results.name,
        length_m=float(at_m[-1]),
        at_m=at_m,
        net_s=net_s[fine],
        stopped=~results.finished[fine],
        limit_s=LIMITS.get(results.name, float(np.quantile(finish_s, 0.998))),
        without=tuple(columns.index(column) for column in WITHOUT.get(results.name, ())),
    )


def last_reads(race: StoppingRace) -> Ints:
    """The mat each runner was last known to be going at, -1 = none.

    Of those who dropped out, reads after two mats in a row have missed them are not running: a lift home,
    or the way back on an out-and-back course.
    """
    seen = np.isfinite(race.net_s)
    gap = ~seen[:, :-1] & ~seen[:, 1:]
    first = np.where(gap.any(axis=1), gap.argmax(axis=1), seen.shape[1])
    going = seen & (~race.stopped[:, None] | (np.arange(seen.shape[1]) <= first[:, None]))
    return np.where(going.any(axis=1), seen.shape[1] - 1 - going[:, ::-1].argmax(axis=1), -1)


def stacked(race: StoppingRace) -> Iterator[Rows]:
    """Every landmark's runners over every stretch ahead of it."""
    last = last_reads(race)
    at = race.at_m / race.length_m
    limit = race.limit_log_pace
    for landmark in range(len(at) - 1):
        here = (last >= landmark) & np.isfinite(race.net_s[:, landmark])
        until = slice(landmark + 1)
        slow = slowdown(race.net_s[:, until], race.at_m[until], race.length_m)
        pace = np.log(race.net_s[:, landmark] / (race.at_m[landmark] / METRES_PER_KM))
        for stretch in range(landmark, len(at) - 1):
            if stretch in race.without:
                continue
            runner = np.flatnonzero(here & (last >= stretch))
            middle = np.array([(at[stretch] + at[stretch + 1]) / 2])
            terms = design(np.full(len(runner), at[landmark]), middle, slow[runner], pace[runner], limit)[
                :, 0
            ]
            event = race.stopped[runner] & (last[runner] == stretch)
            yield Rows(runner, landmark, stretch, terms, float(at[stretch + 1] - at[stretch]), event)


def fit_stopping(races: Sequence[StoppingRace], terms: int = len(TERMS), rounds: int = 40) -> Stopping:
    """Fit the hazard; every race has its own level, and the levels give the middling one and their spread.

    The probability of dropping out over a stretch is 1 - exp(-hazard x length): a regression with the
    complementary log-log link, so that stretches of any length agree. Rows are stacked over landmarks, which
    repeat runners: standard errors come from sums of scores by runner (the sandwich).

    Parameters
    ----------
    races : sequence of StoppingRace
    terms : int
        Only so many of `TERMS`, the others 0; one is a constant hazard.
    rounds : int
        Of Newton's method.

    References
    ----------
    Prentice and Gloeckler (1978), doi:10.2307/2529588; van Houwelingen (2007),
    doi:10.1111/j.1467-9469.2006.00529.x; DerSimonian and Laird (1986), doi:10.1016/0197-2456(86)90046-2.
    """
    rows = [list(stacked(race)) for race in races]
    k, slopes = len(races), len(TERMS) - 1
    beta = np.concatenate([[_rate(each) for each in rows], np.zeros(slopes)])
    ridge = np.concatenate([np.full(k, 1e-6), np.full(slopes, RIDGE)])
    ridge[k + terms - 1 :] = 1e12
    for _ in range(rounds):
        score, information, _ = _newton(races, rows, beta)
        step = np.linalg.solve(information + np.diag(ridge), score - ridge * beta)
        beta = beta + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < CLOSE:
            break
    score, information, spread = _newton(races, rows, beta)
    bread = np.linalg.inv(information + np.diag(ridge))
    covariance = bread @ spread @ bread
    level, level_variance, between_sd = _levels(races, beta, np.diagonal(covariance)[:k])
    coefficient = np.append(level, beta[k:])
    whole = np.zeros((slopes + 1, slopes + 1))
    whole[0, 0] = level_variance
    whole[1:, 1:] = covariance[k:, k:]
    return Stopping(coefficient, whole, between_sd)


def _rate(rows: Sequence[Rows]) -> float:
    """Log of events over exposure."""
    return float(
        np.log(sum(each.event.sum() for each in rows) / sum(each.length * len(each.event) for each in rows))
    )


def _newton(
    races: Sequence[StoppingRace], rows: Sequence[Sequence[Rows]], beta: Floats
) -> tuple[Floats, Floats, Floats]:
    """Score, information, and the sum over runners of their scores' squares."""
    k, size = len(races), len(beta)
    total, information, spread = np.zeros(size), np.zeros((size, size)), np.zeros((size, size))
    for index, race in enumerate(races):
        mine = np.append(index, np.arange(k, size))
        by_runner = np.zeros((len(race.net_s), len(mine)))
        part = np.zeros((len(mine), len(mine)))
        for each in rows[index]:
            hazard = np.exp(each.terms @ beta[mine]) * each.length
            odds = hazard / np.expm1(hazard)
            by_runner[each.runner] += each.terms * np.where(each.event, odds, -hazard)[:, None]
            part += (each.terms * (hazard * odds)[:, None]).T @ each.terms
        total[mine] += by_runner.sum(axis=0)
        information[np.ix_(mine, mine)] += part
        spread[np.ix_(mine, mine)] += by_runner.T @ by_runner
    return total, information, spread


def _levels(races: Sequence[StoppingRace], beta: Floats, variance: Floats) -> tuple[float, float, float]:
    """The middling level, its variance, and the deviation between races, from fitted and published levels."""
    k = len(races)
    usual = np.log(np.mean([_whole_race(race, np.append(0.0, beta[k:])) for race in races]))
    published = np.log(-np.log1p(-np.array([share for _, share in PUBLISHED]))) - usual
    level = np.concatenate([beta[:k], published])
    own = np.concatenate([variance, np.full(len(published), PUBLISHED_SD**2)])
    weight = 1 / own
    fixed = weight @ level / weight.sum()
    excess = weight @ (level - fixed) ** 2 - (len(level) - 1)
    between = max(excess / (weight.sum() - weight @ weight / weight.sum()), 0.0)
    weight = 1 / (own + between)
    return float(weight @ level / weight.sum()), float(1 / weight.sum()), float(np.sqrt(between))


def _whole_race(race: StoppingRace, coefficient: Floats) -> float:
    """Mean cumulative hazard of a race's runners from start to finish, given their first read's pace."""
    pace = np.log(race.net_s[:, 0] / (race.at_m[0] / METRES_PER_KM))
    pace = pace[np.isfinite(pace)]
    start = np.zeros(len(pace))
    hazard = np.exp(design(start, centres(), start, pace, race.limit_log_pace) @ coefficient)
    return float(cumulative(hazard, start, np.ones(1)).mean())
