"""What race days differ by, learned from many: between courses, and between days of one course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.dayprior import DayPrior
from lanterne.forecast.fade import bands, early_level
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats

RANK: Final = 45
LEAST_RUNNERS: Final = 30.0
SPREAD: Final = 0.07
"""Spread of single runners about the mean of their band (log pace at the finish)."""

LEG_SD: Final = 0.05
LEG_REACH: Final = 0.3
BAND_REACH: Final = 2.0
MAT_SD: Final = 0.0015
"""A smooth guess to lean on: legs differ between days by 5 %, alike over 0.3 of the race and two bands."""

GUESS_DAYS: Final = 4.0
ROUNDS: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class FadeCurve:
    """How one race day slowed its runners down.

    Attributes
    ----------
    mean : ndarray, shape (G, b)
        Log average pace at each distance over that at which they set out; NaN where too few were read.
    runners : ndarray, shape (G, b)
    """

    mean: Floats
    runners: Floats


def fade_curve(net_s: Floats, at_m: Floats) -> FadeCurve:
    """The fade of a race day, by distance and band of early pace.

    A robust regression on the bands: what lies beyond three deviations counts as three.

    Parameters
    ----------
    net_s : ndarray, shape (n, G), seconds, NaN = not read
    at_m : ndarray, shape (G,), metres
    """
    level = early_level(net_s, at_m, at_m[-1])
    share = bands(level)
    fade = np.log(net_s / (at_m / METRES_PER_KM)) - level[:, None]
    mean, runners = np.full((len(at_m), share.shape[1]), np.nan), np.zeros((len(at_m), share.shape[1]))
    for column in range(len(at_m)):
        read = np.isfinite(fade[:, column])
        if read.sum() < LEAST_RUNNERS:
            continue
        own, seen = share[read], fade[read, column]
        square = own.T @ own
        runners[column] = square.diagonal()
        solve = np.linalg.inv(square + 1e-3 * np.eye(len(square))) @ own.T
        estimate = solve @ seen
        for _ in range(2):
            off = seen - own @ estimate
            most = 3 * off.std()
            estimate = solve @ (own @ estimate + np.clip(off, -most, most))
        mean[column] = np.where(runners[column] > LEAST_RUNNERS, estimate, np.nan)
    return FadeCurve(mean, runners)


def without_effect(net_s: Floats, at_m: Floats, effect: Floats) -> Floats:
    """Net times (n, G) with a day's effect (G * b) taken off."""
    share = bands(early_level(net_s, at_m, at_m[-1]))
    return np.asarray(net_s * np.exp(-(share @ effect.reshape(len(at_m), -1).T)))


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Effects of days (G * b) as fitted: of each race day, and the spreads to expect of others."""

    of_day: tuple[Floats, ...]
    day: Floats
    course: Floats
    course_mean: dict[str, Floats]
    course_covariance: dict[str, Floats]


def fit_effects(courses: Sequence[str], curves: Sequence[FadeCurve], at_m: Floats) -> Effects:
    """Tell what courses differ by from what days of one course differ by.

    Each curve is an overall mean, a course's own part, a day's own part and the noise of its runners;
    covariances by expectation-maximisation, leaning on a smooth guess worth four days.

    Parameters
    ----------
    courses : sequence of str
        The course of each race day.
    curves : sequence of FadeCurve
    at_m : ndarray, shape (G,), metres

    References
    ----------
    Dempster, Laird and Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x; the variance components of
    Laird and Ware (1982), doi:10.2307/2529876.
    """
    guess = smooth_guess(at_m, len(curves[0].mean[0]))
    names = sorted(set(courses))
    overall = _overall(courses, curves, names)
    course_part, day_part = guess * 0.5, guess * 0.3
    for _ in range(ROUNDS):
        parts = {
            name: _parts(overall, course_part, day_part, [curves[i] for i in _of(courses, name)])
            for name in names
        }
        overall = overall + np.mean([parts[name].mean for name in names], axis=0)
        own = [(parts[name].mean, parts[name].covariance) for name in names]
        days = [day for name in names for day in parts[name].days]
        course_part, day_part = _spread(own, guess * 0.5), _spread(days, guess * 0.3)
    of_day: list[Floats] = [np.empty(0)] * len(curves)
    for name in names:
        for index, (mean, _) in zip(_of(courses, name), parts[name].days, strict=True):
            of_day[index] = parts[name].mean + mean
    return Effects(
        tuple(of_day),
        day_part,
        course_part,
        {name: parts[name].mean for name in names},
        {name: parts[name].covariance for name in names},
    )


def low_rank(
    effects: Effects, usual: Mapping[str | None, Floats], variance: Floats, at_m: Floats, rank: int = RANK
) -> DayPrior:
    """The prior in the few directions that days and courses differ in most, leg by leg.

    Distances are made comparable by what a leg adds to the time, over the square root of its length: so much
    single runners differ in it. Else what moves one mat alone would drown in what slows the whole race.

    Parameters
    ----------
    effects : Effects
    usual : mapping from course, and None, to ndarray of shape (G, b)
        See `DayPrior.usual`.
    variance : ndarray, shape (G,)
        See `DayPrior.variance`.
    at_m : ndarray, shape (G,), metres
    """
    b = len(effects.day) // len(at_m)
    end = at_m / at_m[-1]
    legs = (np.eye(len(end)) - np.eye(len(end), k=-1)) * end / np.sqrt(np.diff(end, prepend=0.0))[:, None]
    along = np.kron(legs, np.eye(b))
    _, vector = np.linalg.eigh(along @ (effects.day + effects.course) @ along.T)
    vector = vector[:, ::-1][:, :rank]
    pattern, numbers = np.linalg.solve(along, vector), vector.T @ along
    known = tuple(sorted(effects.course_mean))
    return DayPrior(
        pattern=pattern,
        day=numbers @ effects.day @ numbers.T,
        course=numbers @ effects.course @ numbers.T,
        known=known,
        known_mean=np.array([numbers @ effects.course_mean[name] for name in known]),
        known_covariance=np.array([numbers @ effects.course_covariance[name] @ numbers.T for name in known]),
        usual=np.array([usual[name] for name in (*known, None)]),
        variance=variance,
    )


def smooth_guess(at_m: Floats, b: int) -> Floats:
    """Covariance (G * b, G * b) of an effect that changes slowly along the road and from band to band."""
    end = at_m / at_m[-1]
    leg = np.diff(end, prepend=0.0)
    middle = end - leg / 2
    alike = np.exp(-np.abs(middle[:, None] - middle) / LEG_REACH)
    # Average pace is the mean over the legs so far; the effect is counted from the early pace on.
    over = np.tril(np.ones((len(end), len(end)))) * leg / end[:, None]
    early = max(int(np.searchsorted(end, 10_000 / 42_195 + 0.01)) - 1, 0)
    over = over - over[early]
    order = np.arange(b)
    neighbour = np.exp(-np.abs(order[:, None] - order) / BAND_REACH)
    return np.asarray(np.kron(over @ alike @ over.T * LEG_SD**2 + np.eye(len(end)) * MAT_SD**2, neighbour))


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """A course's own part and its days': means with covariances."""

    mean: Floats
    covariance: Floats
    days: list[tuple[Floats, Floats]]


def _parts(overall: Floats, course: Floats, day: Floats, curves: Sequence[FadeCurve]) -> _Parts:
    """Expectation step for the days of one course."""
    read = [np.flatnonzero(np.isfinite(curve.mean.ravel())) for curve in curves]
    where = np.concatenate(read)
    of = np.repeat(np.arange(len(curves)), [len(each) for each in read])
    noise = np.concatenate(
        [SPREAD**2 / curve.runners.ravel()[each] for curve, each in zip(curves, read, strict=True)]
    )
    off = np.concatenate(
        [curve.mean.ravel()[each] - overall[each] for curve, each in zip(curves, read, strict=True)]
    )
    total = course[np.ix_(where, where)] + np.diag(noise)
    total += np.where(of[:, None] == of, day[np.ix_(where, where)], 0.0)
    inverse = np.linalg.inv(total)
    weighed = inverse @ off
    across = course[:, where]
    days = []
    for index, each in enumerate(read):
        mine = of == index
        along = day[:, each]
        days.append((along @ weighed[mine], day - along @ inverse[np.ix_(mine, mine)] @ along.T))
    return _Parts(across @ weighed, course - across @ inverse @ across.T, days)


def _spread(parts: Sequence[tuple[Floats, Floats]], guess: Floats) -> Floats:
    """Covariance of parts known by mean and covariance, with the guess counted as some more of them."""
    total = sum((np.outer(mean, mean) + covariance for mean, covariance in parts), GUESS_DAYS * guess)
    return np.asarray(total / (len(parts) + GUESS_DAYS))


def _overall(courses: Sequence[str], curves: Sequence[FadeCurve], names: Sequence[str]) -> Floats:
    """A first overall mean: each course counts once; nothing where no course was read."""
    means = np.array([curve.mean.ravel() for curve in curves])
    per_course = np.full((len(names), means.shape[1]), np.nan)
    for row, name in enumerate(names):
        mine = means[_of(courses, name)]
        read = np.isfinite(mine).sum(axis=0)
        per_course[row] = np.where(read, np.nansum(mine, axis=0) / np.maximum(read, 1), np.nan)
    read = np.isfinite(per_course).sum(axis=0)
    return np.asarray(np.nansum(per_course, axis=0) / np.maximum(read, 1))


def _of(courses: Sequence[str], name: str) -> list[int]:
    return [index for index, course in enumerate(courses) if course == name]
