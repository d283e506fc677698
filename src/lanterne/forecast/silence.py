"""What it means that a mat has not read a runner by now: they come later, or it missed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints, Singles

SOON: Final = 0.7
"""Share of the later runners in the first of two slices; least error over cuts from -2 to 2 deviations."""


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """What mats have not read.

    Attributes
    ----------
    by_s : ndarray, shape (n, p), net seconds, NaN = says nothing
        Until when each mat would have read each runner, and has not.
    read_rate : ndarray, shape (n, p), in [0, 1]
        The probability that a crossing before `by_s` was read.
    """

    by_s: Floats
    read_rate: Floats

    def take(self, rows: Ints) -> Silence:
        """The silence about some runners."""
        return Silence(self.by_s[rows], self.read_rate[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """The mat at `at_m` has not read some runners by their net times `by_s` (n,)."""

    at_m: float
    by_s: Floats
    read_rate: Floats


def told(
    unread: Unread, weight: Singles, mean: Singles, sd: Singles, tie: Singles
) -> tuple[Singles, Singles, Singles]:
    """Mixtures at targets, knowing that a mat has not read the runners.

    Each component is cut at the mat into those who passed unread by now and those who come later, these again
    in two. Each slice keeps its exact share, mean and variance at the mat, and what they imply at targets.
    The distribution function of one Gaussian so cut is off by .05 at most at the mat, by less elsewhere.

    Parameters
    ----------
    weight : ndarray, shape (C, n, 1)
    mean, sd : ndarray, shape (C, n, m + 1)
        Of log average pace; the last target is the mat.
    tie : ndarray, shape (C, 1, m + 1)
        Covariance with the pace at the mat, over its deviation.

    Returns
    -------
    tuple of ndarray
        Weights (3 C, n, 1), means and deviations (3 C, n, m); the first C are those who passed unread.

    References
    ----------
    Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, moments of a cut normal.
    """
    by_pace = np.log(unread.by_s / (unread.at_m / METRES_PER_KM))
    cut = np.clip((by_pace - mean[:, :, -1]) / sd[:, :, -1], -6.0, 6.0)
    middle = ndtri(SOON + (1 - SOON) * ndtr(cut))
    far = np.full_like(cut, 12.0)
    parts = []
    for low, high, rate in ((-far, cut, 1 - unread.read_rate), (cut, middle, 1.0), (middle, far, 1.0)):
        share = ndtr(-low) - ndtr(-high)
        at_low, at_high = _density(low), _density(high)
        shift = (at_low - at_high) / share
        lost = shift * shift - (low * at_low - high * at_high) / share  # of a variance of 1
        shift, lost = (part.astype(np.float32)[:, :, None] for part in (shift, lost))
        variance = sd[:, :, :-1] ** 2 - tie[:, :, :-1] ** 2 * lost
        parts.append(
            (
                weight * (rate * share).astype(np.float32)[:, :, None],
                mean[:, :, :-1] + tie[:, :, :-1] * shift,
                np.sqrt(np.maximum(variance, np.float32(1e-10))),
            )
        )
    shares, means, deviations = (np.concatenate(part) for part in zip(*parts, strict=True))
    return shares / shares.sum(axis=0), means, deviations


def missed(unread: Unread, weight: Singles) -> Singles:
    """Probability that the mat has missed each runner, shape (n,), from the weights of `told`."""
    return np.asarray(weight[: len(weight) // 3].sum(axis=0)[:, 0])


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))
