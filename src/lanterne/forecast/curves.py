"""Distributions of arrival along the course, of runners who have been seen at the same places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.mixture import SCORES, log_odds, logit, quantile_tables, scores

if TYPE_CHECKING:
    from lanterne.forecast.ahead import Plan
    from lanterne.forecast.arrays import Floats, Singles
    from lanterne.forecast.parts import Parts
    from lanterne.forecast.silence import Unread

_WORTH: Final = 0.8
"""Parts are gathered runner by runner where that leaves fewer than this share of them."""

_TINY: Final = np.float32(1e-8)
_LEAST_VARIANCE: Final = np.float32(1e-10)


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The distribution of n runners' net times at the m distances of a plan.

    A quantile of log average pace is centre plus scale times shape; the shape, at the levels `SCORES`, is
    known at the plan's h knots and linear between them.

    Attributes
    ----------
    ahead : Plan
    centre, scale : ndarray, shape (n, m)
    shape : ndarray, shape (levels, h, n)
    last_s : ndarray, shape (n,), net seconds
        Of the evidence; nobody comes earlier.
    unread : Unread or None
    crossed : ndarray, shape (n, j)
        Probability that each runner has crossed each unread mat by its time.
    """

    ahead: Plan
    centre: Singles
    scale: Singles
    shape: Singles
    last_s: Singles
    unread: Unread | None
    crossed: Floats

    def times_s(self, levels: Singles) -> Singles:
        """Quantiles of net time at log odds `levels` (q, n), shape (q, n, m)."""
        wanted = scores(levels)[:, None]
        at_knots = np.repeat(self.shape[:1], len(levels), axis=0)
        for step, begin, width in zip(np.diff(self.shape, axis=0), SCORES, np.diff(SCORES), strict=False):
            at_knots += np.minimum(np.maximum((wanted - begin) / width, 0), 1) * step
        curves = np.asarray(at_knots.transpose(0, 2, 1) @ self.ahead.spread)
        curves *= self.scale
        curves += self.centre
        np.exp(curves, out=curves)
        curves *= self.ahead.at_km
        np.maximum(curves, self.last_s[:, None], out=curves)
        for beyond, by_s, odds in self._bounds():
            least_s = np.where(levels > odds, by_s, np.float32(0))[:, :, None]
            curves[:, :, beyond:] = np.maximum(curves[:, :, beyond:], least_s)
        if np.any(curves[:, :, 1:] < curves[:, :, :-1]):
            np.maximum.accumulate(curves, axis=2, out=curves)
        return curves

    def logits(self, limit_s: Singles) -> Singles:
        """Log odds of arriving by limits (l, n, m); the same from the other side."""
        with np.errstate(invalid="ignore", divide="ignore"):
            at = np.log(np.maximum(limit_s, np.float32(1e-3)) / self.ahead.at_km)
        at -= self.centre
        at /= self.scale
        score = np.full(at.shape, SCORES[0])
        ramp = np.empty(at.shape[1:], np.float32)
        at_knots = self.shape.transpose(0, 2, 1)
        low = at_knots[0] @ self.ahead.spread
        for knots, width in zip(at_knots[1:], np.diff(SCORES), strict=True):
            high = knots @ self.ahead.spread
            steep = width / np.maximum(high - low, _TINY)
            for place, found in zip(at, score, strict=True):
                np.subtract(place, low, out=ramp)
                np.multiply(ramp, steep, out=ramp)
                np.maximum(ramp, 0, out=ramp)
                found += np.minimum(ramp, width, out=ramp)
            low = high
        odds = log_odds(score)
        for beyond, by_s, most in self._bounds():
            early = limit_s[:, :, beyond:] <= by_s[:, None]
            capped = np.minimum(odds[:, :, beyond:], most[:, None])
            odds[:, :, beyond:] = np.where(early, capped, odds[:, :, beyond:])
        odds[limit_s < self.last_s[:, None]] = -np.inf
        return _falling(odds, limit_s)

    def _bounds(self) -> list[tuple[int, Singles, Singles]]:
        """For each unread mat: the first distance not before it, its times, log odds of having crossed."""
        if self.unread is None:
            return []
        first = np.searchsorted(self.ahead.at_m, self.unread.at_m).tolist()
        odds = logit(self.crossed)
        by_s = self.unread.by_s.astype(np.float32)
        return [(beyond, by_s[:, mat], odds[:, mat]) for mat, beyond in enumerate(first)]


def curves(ahead: Plan, parts: Parts, last_s: Floats, unread: Unread | None) -> Curves:
    """Distributions at a plan's distances: of the whole from those of its parts.

    Parameters
    ----------
    ahead : Plan
    parts : Parts
    last_s : ndarray, shape (n,), net seconds
    unread : Unread or None
    """
    m = len(ahead.at_m)
    weighed = parts.share[:, None] * parts.nodes
    centres = weighed.sum(axis=0)
    nodes = parts.nodes - centres
    weighed = parts.share[:, None] * nodes
    products = (weighed * nodes).sum(axis=0), (weighed[:, :-1] * nodes[:, 1:]).sum(axis=0)
    variance = np.concatenate([parts.weighing, *products]).T @ np.concatenate([parts.variance, ahead.squares])
    scale = np.sqrt(np.maximum(variance, _LEAST_VARIANCE))
    centre = centres.T @ ahead.lerp
    unit = scale[:, m:].T
    at = (parts.knots - centre[:, m:].T) / unit
    sd = np.sqrt(np.maximum(parts.knot_variance, _LEAST_VARIANCE)) / unit
    return Curves(
        ahead=ahead,
        centre=centre[:, :m],
        scale=scale[:, :m],
        shape=quantile_tables(*_gathered(parts.share, at, sd)),
        last_s=last_s.astype(np.float32),
        unread=unread,
        crossed=parts.crossed,
    )


def _gathered(share: Singles, mean: Singles, sd: Singles) -> tuple[Singles, Singles, Singles]:
    """Weights (N, 1, n), means and deviations (N, h, n) of the parts each runner has, at most N."""
    runner, part = np.nonzero(share.T)
    count = np.bincount(runner, minlength=share.shape[1])
    most = int(count.max())
    if most > _WORTH * len(share):
        return share[:, None], mean, sd
    slot = np.arange(len(runner)) - np.repeat(np.cumsum(count) - count, count)
    which = np.zeros((most, share.shape[1]), np.int64)
    which[slot, runner] = part
    weight = np.zeros(which.shape, np.float32)
    weight[slot, runner] = share[part, runner]
    each = which[:, None]
    return weight[:, None], np.take_along_axis(mean, each, 0), np.take_along_axis(sd, each, 0)


def _falling(odds: Singles, limit_s: Singles) -> Singles:
    """Odds (l, n, m) of which none rises along the course where its limit does not."""
    if np.any((odds[:, :, 1:] > odds[:, :, :-1]) & (limit_s[:, :, 1:] <= limit_s[:, :, :-1])):
        for place in range(1, odds.shape[2]):
            not_later = limit_s[:, :, place] <= limit_s[:, :, place - 1]
            least = np.minimum(odds[:, :, place - 1], odds[:, :, place])
            odds[:, :, place] = np.where(not_later, least, odds[:, :, place])
    return odds
