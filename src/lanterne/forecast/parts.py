"""What a runner's distribution is made of: Gaussians, from components or slices of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.mixture import mixture_cdf
from lanterne.forecast.silence import Slice, sliced, together

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints, Singles
    from lanterne.forecast.prospect import Prospect
    from lanterne.forecast.silence import Unread

DROPPED: Final = 2e-3
"""Parts with less than this over their number are dropped: no probability is off by more than this."""

_UNLIKELY: Final = 1e-6
"""Components that hardly any silence can raise to a share that counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """C Gaussian parts of n runners' distributions of log average pace, at the places of a plan.

    Attributes
    ----------
    share : ndarray, shape (C, n)
        Of each part; 0 where dropped.
    nodes, knots : ndarray, shape (C, g, n) and (C, h, n)
        Means.
    knot_variance : ndarray, shape (C, h, 1 or n)
    weighing, variance : ndarray, shape (r, n) and (r, m + h)
        ``weighing.T @ variance`` is the mean variance within parts at the plan's distances and knots.
    crossed : ndarray, shape (n, j)
        Probability of having crossed each unread mat by its time.
    """

    share: Singles
    nodes: Singles
    knots: Singles
    knot_variance: Singles
    weighing: Singles
    variance: Singles
    crossed: Floats


def of_components(view: Prospect, seen: Singles, weight: Singles) -> Parts:
    """The components as evidence leaves them.

    Parameters
    ----------
    view : Prospect
    seen : ndarray, shape (p + b + 1, n)
        See `prospect.regressors`.
    weight : ndarray, shape (K, n)
        Shares of the components.
    """
    g, h = view.nodes, view.knots
    share = without_least(weight)
    has = np.flatnonzero(share.any(axis=1))
    share, mean = share[has], view.means(seen, has)
    return Parts(
        share=share,
        nodes=mean[:, :g],
        knots=mean[:, g : g + h],
        knot_variance=view.variance[has, -h:, None],
        weighing=share,
        variance=view.variance[has],
        crossed=np.empty((weight.shape[1], 0)),
    )


def of_slices(view: Prospect, seen: Singles, weight: Singles, unread: Unread) -> Parts:
    """The components cut into slices by what the plan's mats have not read."""
    g, h, j = view.nodes, view.knots, len(unread.at_m)
    has = np.flatnonzero((weight > _UNLIKELY).any(axis=1))
    k, n = len(has), weight.shape[1]
    mean = view.means(seen, has)
    whole = _at_mats(view, has, weight[has], mean[:, g + h :])
    each = together(sliced(unread, whole)[0])
    total = each.share.sum(axis=0)
    share = without_least((each.share / total).astype(np.float32))
    lives = np.flatnonzero(share.any(axis=1))
    of, share = lives % k, share[lives]
    # What slices lose and shift at the mats, every other place follows by its covariance with them.
    steep = np.linalg.inv(whole.covariance)[of]
    shift = ((each.mean[lives] - whole.mean[of])[:, :, None] @ steep)[:, :, 0]
    lost = steep @ (whole.covariance[of] - each.covariance[lives]) @ steep
    shift = shift.transpose(0, 2, 1).astype(np.float32)
    lost = lost.reshape(len(of), n, j * j).transpose(0, 2, 1).astype(np.float32)
    tie, variance = view.tie[has][of], view.variance[has][of]
    squares = (tie[:, :, None, g:] * tie[:, None, :, g:]).reshape(len(of), j * j, -1)
    follow = tie.transpose(0, 2, 1)
    return Parts(
        share=share,
        nodes=mean[of, :g] + follow[:, :g] @ shift,
        knots=mean[of, g : g + h] + follow[:, -h:] @ shift,
        knot_variance=variance[:, -h:, None] - squares[:, :, -h:].transpose(0, 2, 1) @ lost,
        weighing=np.concatenate([share, (-share[:, None] * lost).reshape(-1, n)]),
        variance=np.concatenate([variance, squares.reshape(-1, squares.shape[2])]),
        crossed=(each.share[:, :, None] * each.crossed).sum(axis=0) / total[:, None],
    )


def crossing(view: Prospect, seen: Singles, weight: Singles, unread: Unread) -> Floats:
    """Probability of crossing each of the plan's mats by its time, silence apart, shape (n, j)."""
    mean = view.means(seen, np.arange(len(weight)))[:, view.nodes + view.knots :]
    sd = np.sqrt(np.diagonal(view.mats, axis1=1, axis2=2)).astype(np.float32)[:, :, None]
    return mixture_cdf(unread.log_pace.T.astype(np.float32), weight[:, None], mean, sd).T.astype(float)


def unseen(view: Prospect, seen: Singles, weight: Singles, unread: Unread) -> Floats:
    """Probability that none of the plan's mats up to each one has read the runner, shape (n, j)."""
    has = np.flatnonzero((weight > _UNLIKELY).any(axis=1))
    mean = view.means(seen, has)[:, view.nodes + view.knots :]
    return sliced(unread, _at_mats(view, has, weight[has], mean))[1]


def without_least(share: Singles) -> Singles:
    """Shares of parts (C, n), small ones dropped, the others scaled to 1 in sum."""
    kept = np.where(share < DROPPED / len(share), np.float32(0), share)
    kept /= kept.sum(axis=0)
    return kept


def _at_mats(view: Prospect, has: Ints, weight: Singles, mean: Singles) -> Slice:
    """Components at the plan's mats before anything is known of these."""
    at_mats = mean.transpose(0, 2, 1).astype(float)
    return Slice(weight.astype(float), at_mats, view.mats[has][:, None], np.zeros(at_mats.shape))
