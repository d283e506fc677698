"""Who is still to come to a place: how many, and when the first, the last and the n-th from last will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.dispatch.counting import at_most, number_quantiles

Floats = NDArray[np.float64]

LEVELS: Final = (0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999)
"""The quantiles that stand for a distribution: the last of hundreds lies in the tails of all of them."""

KNOTS: Final = 12
REACH: Final = (12.0, 150.0, 2_000.0, np.inf)
"""How many expected at or beyond the first instant looked at: enough for independent runners; else more."""

TAIL: Final = np.array([0.15, 0.4, 0.8, 1.5, 2.5])
"""How far to look beyond the outermost quantiles, in steps of that between the last two of a runner."""

UNLIKELY: Final = 1e-4
FAR: Final = 5.0
"""Normal scores beyond this are certain, whatever the day."""

_MOST_SHARED: Final = 0.95
_DAYS, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
DAY_WEIGHTS: Final = _WEIGHTS / _WEIGHTS.sum()
"""How likely each kind of day is that runners share."""


class Number(NamedTuple):
    """How many: expected, and the 5 and 95 in 100 quantiles."""

    mean: float
    p05: int
    p95: int


@dataclass(frozen=True, slots=True, eq=False)
class Coming:
    """Runners who may still come to one place.

    They are not independent, for what the day does to one it does to all. Each one's normal score is taken
    as ``r z + sqrt(1 - r^2) e`` with one `z` for everybody: that leaves each one's own distribution as it is,
    and `z` is integrated over (Gauss-Hermite).

    Attributes
    ----------
    arrival_s : ndarray, shape (n, q), seconds, non-decreasing
        Quantiles of the arrival of a runner who comes.
    scores : ndarray, shape (q,)
        Normal scores of their levels.
    comes : ndarray, shape (n,)
        Probability to come at all.
    shared : ndarray, shape (n,), in [0, 1)
        r: how much of a runner's uncertainty is everybody's.
    each : ndarray, shape (n,), whole numbers
        How many runners each stands for: of many of whom the same is known one is enough.

    References
    ----------
    Vasicek (2002), The distribution of loan portfolio value, Risk 15(12): the one-factor Gaussian copula.
    """

    arrival_s: Floats
    scores: Floats
    comes: Floats
    shared: Floats
    each: Floats

    @classmethod
    def of(
        cls,
        arrival_s: Floats,
        comes: Floats,
        since_s: float | Floats,
        day_sd: float | Floats,
        levels: tuple[float, ...] = LEVELS,
        each: Floats | None = None,
    ) -> Coming:
        """Take several runners' arrivals.

        Parameters
        ----------
        arrival_s : ndarray, shape (n, len(levels)), seconds
            NaN of somebody who has just come by, while they were being looked at: they are left out.
        comes : ndarray, shape (n,)
        since_s : float or ndarray, shape (n,), seconds, from the same instant as `arrival_s`
            When each was last seen.
        day_sd : float or ndarray, shape (n,)
            Standard deviation, in log pace, of what is not known of the day and is the same for all.
        levels : tuple of float, in (0, 1), increasing; .05, .5 and .95 among them
        each : ndarray, shape (n,), or None
            How many runners each stands for; None = one.
        """
        low, middle, high = (levels.index(level) for level in (0.05, 0.5, 0.95))
        each = np.ones(len(comes)) if each is None else each
        known = np.isfinite(arrival_s).all(axis=1)
        if not known.all():
            since_s, day_sd = (np.broadcast_to(one, known.shape)[known] for one in (since_s, day_sd))
            arrival_s, comes, each = arrival_s[known], comes[known], each[known]
        scores = ndtri(np.array(levels))
        sd_s = (arrival_s[:, high] - arrival_s[:, low]) / (scores[high] - scores[low])
        ahead_s = np.maximum(arrival_s[:, middle] - since_s, 0.0)
        shared = np.minimum(day_sd * ahead_s / np.maximum(sd_s, 1.0), _MOST_SHARED)
        return cls(arrival_s, scores, comes, shared, each)

    def last_s(self, levels: tuple[float, ...], nth: int = 1) -> Floats:
        """By when all but `nth - 1` will have come, shape (len(levels),), seconds.

        NaN without runners, and for a level not reached by long after anybody's last quantile. Where that
        many may not come at all, it is the earliest instant looked at.
        """
        if not len(self.comes):
            return np.full(len(levels), np.nan)
        for expected in REACH:
            knots_s = self._knots(nth + expected, sign=-1)
            late = self._beyond(knots_s[0], sign=-1)
            out = late.comes[:, None, None] * (1.0 - late.before(knots_s))
            below = _over_days(at_most(out.reshape(len(out), -1), nth - 1, late.each))
            if below[0] < min(levels):
                break
        return _crossings(below, knots_s, levels)

    def first_s(self, levels: tuple[float, ...]) -> Floats:
        """When the first will have come, shape (len(levels),), seconds.

        NaN for a level that is not reached, for it may be that nobody comes.
        """
        if not len(self.comes):
            return np.full(len(levels), np.nan)
        for expected in REACH:
            knots_s = self._knots(1 + expected, sign=1)
            early = self._beyond(knots_s[-1], sign=1)
            here = early.comes[:, None, None] * early.before(knots_s)
            below = 1.0 - _over_days(at_most(here.reshape(len(here), -1), 0, early.each))
            if below[-1] > max(levels):
                break
        return _crossings(below, knots_s, levels)

    def number(self, by_s: float | Floats, stopping_sd: float = 0.0) -> Number:
        """How many will come after an instant, or each after their own (n,); `each` does not count here.

        Parameters
        ----------
        stopping_sd : float
            Standard deviation of the log of how readily people stop on this day, which is the same for all.
        """
        score = _score(self.arrival_s, self.scores, np.reshape(by_s, (-1, 1)))[:, 0]
        near = np.abs(score) < FAR
        given = self.comes[near, None] * (1.0 - _given_day(score[near, None], self.shared[near])[:, :, 0])
        sure = self.comes[score <= -FAR]
        stopping = (sure * (1.0 - sure)).sum() + ((given @ DAY_WEIGHTS) * (1.0 - self.comes[near])).sum()
        variance = (sure * (1.0 - sure)).sum() + (stopping_sd * stopping) ** 2
        low, high = number_quantiles(
            given, DAY_WEIGHTS, (0.05, 0.95), float(sure.sum()), float(variance)
        ).tolist()
        mean, most = float((given @ DAY_WEIGHTS).sum() + sure.sum()), len(self.comes)
        return Number(mean, int(min(low, most)), int(min(high, most)))

    def _beyond(self, instant_s: float, sign: int) -> Coming:
        """Those who may come after an instant (-1) or before it (1), however unlikely."""
        score = _score(self.arrival_s, self.scores, np.array([instant_s]))[:, 0]
        may = self.comes * self.each * ndtr(sign * score) > UNLIKELY
        return Coming(self.arrival_s[may], self.scores, self.comes[may], self.shared[may], self.each[may])

    def _knots(self, number: float, sign: int) -> Floats:
        """Instants at which to look, increasing: where the last (-1) or first (1) `number` are expected.

        They are quantiles of all runners together, closest at the end.
        """
        pool_s = self.arrival_s.ravel()
        order = np.argsort(sign * pool_s)
        between = ndtr((self.scores[1:] + self.scores[:-1]) / 2)
        mass = np.diff(between, prepend=0.0, append=1.0)
        expected = np.cumsum(np.outer(self.comes * self.each, mass).ravel()[order])
        far = int(np.searchsorted(expected, number).clip(len(mass), len(order)))
        rank = np.concatenate([np.geomspace(1, far, KNOTS), np.linspace(1, far, KNOTS)]).astype(np.int64)
        tail_s = np.diff(self.arrival_s[:, :2] if sign > 0 else self.arrival_s[:, -2:], axis=1).max()
        beyond_s = pool_s[order[0]] - sign * tail_s * TAIL
        return np.unique(np.concatenate([pool_s[order[rank - 1]], beyond_s]))

    def by(self, by_s: float) -> Floats:
        """Probability of who comes to have come by an instant, shape (n,)."""
        return np.asarray(ndtr(_score(self.arrival_s, self.scores, np.array([by_s]))[:, 0]))

    def before(self, clock_s: Floats) -> Floats:
        """Probability of who comes to have come by each instant on each kind of day, shape (n, days, g)."""
        return _given_day(_score(self.arrival_s, self.scores, clock_s), self.shared)


def came_by(arrival_s: Floats, levels: tuple[float, ...], by_s: float) -> Floats:
    """Probability that each runner who comes has come by an instant, shape (n,).

    Parameters
    ----------
    arrival_s : ndarray, shape (n, len(levels)), seconds
        Quantiles of the arrival; NaN gives NaN.
    levels : tuple of float, in (0, 1), increasing
    """
    return np.asarray(ndtr(_score(arrival_s, ndtri(np.array(levels)), np.array([by_s]))[:, 0]))


def _given_day(score: Floats, shared: Floats) -> Floats:
    """Distribution functions at normal scores (n, g) on each kind of day, shape (n, days, g)."""
    own = np.sqrt(1.0 - shared**2)[:, None, None]
    day = (shared[:, None] * _DAYS)[:, :, None]
    return np.asarray(ndtr((score[:, None] - day) / own))


def _score(arrival_s: Floats, scores: Floats, clock_s: Floats) -> Floats:
    """Normal scores of instants, (g,) or (n, g), in each one's distribution: linear between its quantiles."""
    steps_s = np.maximum(np.diff(arrival_s, axis=1), 1e-3)
    slope = np.diff(scores) / steps_s
    score = np.full(np.broadcast_shapes((len(arrival_s), 1), np.shape(clock_s)), scores[0])
    for k in range(len(scores) - 1):
        ramp = clock_s - arrival_s[:, k, None]
        if k > 0:
            np.maximum(ramp, 0.0, out=ramp)
        if k < len(scores) - 2:
            np.minimum(ramp, steps_s[:, k, None], out=ramp)
        ramp *= slope[:, k, None]
        score += ramp
    return score


def _over_days(p: Floats) -> Floats:
    """Probabilities (g,) on an unknown day, from those on each kind of day (days x g)."""
    return np.asarray(DAY_WEIGHTS @ p.reshape(len(_DAYS), -1))


def _crossings(below: Floats, knots_s: Floats, levels: tuple[float, ...]) -> Floats:
    """When a distribution function reaches the levels."""
    rising = np.maximum.accumulate(below)
    reached = rising[-1] >= np.array(levels)
    score = ndtri(rising.clip(1e-9, 1 - 1e-9))
    # Equal steps of the distribution are no use to interpolation: the first instant of each counts.
    first = np.append(True, np.diff(score) > 0)
    return np.where(reached, np.interp(ndtri(np.array(levels)), score[first], knots_s[first]), np.nan)


def still_to_come(
    latest_s: NDArray[np.floating[Any]],
    evidence_m: Floats,
    running: NDArray[np.bool_],
    at_m: float,
    now_s: float,
) -> NDArray[np.bool_]:
    """Whether each runner may still come to a place.

    Somebody on the course may, until evidence from beyond it, or until 95 in 100 such runners have passed.

    Parameters
    ----------
    latest_s : ndarray, shape (n,), seconds
        95 in 100 quantile of the arrival at the place; NaN = no forecast.
    evidence_m : ndarray, shape (n,), metres; NaN = none
    running : ndarray, shape (n,)
        On the course as far as known.
    now_s : float, seconds, from the same instant as `latest_s`
    """
    beyond = np.nan_to_num(evidence_m) >= at_m
    return running & ~beyond & ~(latest_s < now_s)
