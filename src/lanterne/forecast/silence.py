"""What it means that mats have not read a runner by now: they come later, or were missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Ints

SOON: Final = 0.7
"""Share of the later runners in the first of two slices; least error over cuts from -2 to 2 deviations."""

_LEAST_VARIANCE: Final = 1e-12
_FAR: Final = 6.0
"""Cuts are made within so many deviations."""

_SAYS: Final = 1e-3
"""A slice is cut at a mat when that many of a runner's chances lie before the cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """What mats have not read.

    Attributes
    ----------
    by_s : ndarray, shape (n, p), net seconds, NaN = says nothing
        Until when each mat would have read each runner, and has not.
    read_rate : ndarray, shape (n, p), in [0, 1]
        The probability that a crossing before `by_s` was read, had no mat before it read the runner either.
    """

    by_s: Floats
    read_rate: Floats

    def take(self, rows: Ints) -> Silence:
        """The silence about some runners."""
        return Silence(self.by_s[rows], self.read_rate[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Unread:
    """Mats that have not read n runners, in their order along the course.

    Attributes
    ----------
    at_m : ndarray, shape (j,), metres
    by_s : ndarray, shape (n, j), net seconds
    read_rate : ndarray, shape (n, j)
    """

    at_m: Floats
    by_s: Floats
    read_rate: Floats

    @property
    def log_pace(self) -> Floats:
        """Log average pace of who arrives at each mat just by its time, shape (n, j)."""
        return np.asarray(np.log(np.maximum(self.by_s, 1e-3) / (self.at_m / METRES_PER_KM)))


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A part of the chances of C components in n runners: a Gaussian at j mats.

    Attributes
    ----------
    share : ndarray, shape (C, n)
        How likely, and that no mat so far has read the runner.
    mean : ndarray, shape (C, n, j)
        Of log average pace.
    covariance : ndarray, shape (C, 1 or n, j, j)
    crossed : ndarray, shape (C, n, j)
        How much of it has crossed each mat by that mat's time, 0 for mats not yet looked at.
    """

    share: Floats
    mean: Floats
    covariance: Floats
    crossed: Floats

    def below(self, mat: int, by_pace: Floats) -> Floats:
        """How many deviations a log pace at a mat lies above the mean, shape (C, n)."""
        return np.asarray(np.clip((by_pace - self.mean[:, :, mat]) / self._sd(mat), -_FAR, _FAR))

    def _sd(self, mat: int) -> Floats:
        """Deviation at a mat, shape (C, n); never nothing, for a slice may be cut to a hair."""
        return np.asarray(np.sqrt(np.maximum(self.covariance[:, :, mat, mat], _LEAST_VARIANCE)))

    def kept(self, mat: int, piece: _Piece, rate: Floats | float, crossed: float) -> Slice:
        """A piece of it at a mat, not read there: exact there, and in what that implies at all others."""
        tie = self.covariance[:, :, mat] / self._sd(mat)[:, :, None]
        lost = tie[:, :, :, None] * tie[:, :, None, :] * piece.lost[:, :, None, None]
        has_crossed = self.crossed.copy()
        has_crossed[:, :, mat] = crossed
        return Slice(
            share=self.share * rate * piece.share,
            mean=self.mean + tie * piece.shift[:, :, None],
            covariance=self.covariance - lost,
            crossed=has_crossed,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A piece of standard normal distributions: its share, its mean, and how much less its variance is."""

    share: Floats
    shift: Floats
    lost: Floats


def _pieces(cut: Floats, below: Floats) -> tuple[_Piece, _Piece, _Piece]:
    """Below a cut, and above it in two; `below` is the share below.

    References
    ----------
    Johnson, Kotz and Balakrishnan (1994), Continuous Univariate Distributions 1, moments of a cut normal.
    """
    middle = ndtri(SOON + (1 - SOON) * below)
    at_cut, at_middle = _density(cut), _density(middle)
    return (
        _piece(below, -at_cut, -cut * at_cut),
        _piece(SOON * (1 - below), at_cut - at_middle, cut * at_cut - middle * at_middle),
        _piece((1 - SOON) * (1 - below), at_middle, middle * at_middle),
    )


def _piece(share: Floats, fall: Floats, moment: Floats) -> _Piece:
    """From how far the density falls from end to end, and the density times the place likewise."""
    shift = fall / share
    return _Piece(share, shift, shift * shift - moment / share)


def sliced(unread: Unread, whole: Slice) -> tuple[list[Slice], Floats]:
    """Slices of components, knowing that mats have not read the runners.

    At each mat in turn, whoever may have crossed it is cut into those it missed and those who come later,
    these again in two. Slices cut at one mat are joined again by kind, so there are 2 j + 1 at most. The
    distribution function of one Gaussian so cut is off by .05 at most at the mat, by less elsewhere.

    Parameters
    ----------
    unread : Unread
    whole : Slice
        The components before.

    Returns
    -------
    list of Slice
    ndarray, shape (n, j)
        Probability that none of the mats up to each one has read the runner.
    """
    slices, unseen, by_pace = [whole], np.empty(unread.by_s.shape), unread.log_pace
    for mat in range(len(unread.at_m)):
        rest, missed, soon, late = [], [], [], []
        rate = unread.read_rate[:, mat]
        total = sum(each.share.sum(axis=0) for each in slices)
        for each in slices:
            cut = _cut(unread, mat, each, by_pace[:, mat])
            below = ndtr(cut)
            if np.all(each.share * below * rate < _SAYS * total):
                rest.append(each)
                continue
            low, near, far = _pieces(cut, below)
            missed.append(each.kept(mat, low, 1 - rate, 1.0))
            soon.append(each.kept(mat, near, 1.0, 0.0))
            late.append(each.kept(mat, far, 1.0, 0.0))
        slices = rest + [_joined(kind) for kind in (missed, soon, late) if kind]
        unseen[:, mat] = sum(each.share.sum(axis=0) for each in slices)
    return slices, unseen


def together(slices: list[Slice]) -> Slice:
    """Slices of the same components side by side: the first's C components, then the next one's."""
    shape = np.broadcast_shapes(*(each.covariance.shape for each in slices))
    return Slice(
        share=np.concatenate([each.share for each in slices]),
        mean=np.concatenate([each.mean for each in slices]),
        covariance=np.concatenate([np.broadcast_to(each.covariance, shape) for each in slices]),
        crossed=np.concatenate([each.crossed for each in slices]),
    )


def _cut(unread: Unread, mat: int, each: Slice, by_pace: Floats) -> Floats:
    """Where a slice is cut at a mat; below all of it for who was not at an earlier mat by then, or later."""
    cut = each.below(mat, by_pace)
    for earlier in range(mat):
        not_there = unread.by_s[:, mat] <= unread.by_s[:, earlier]
        cut = np.where(not_there & (each.crossed[:, :, earlier] < 0.5), -_FAR, cut)
    return cut


def _joined(slices: list[Slice]) -> Slice:
    """One Gaussian with the share, mean and covariance of several slices together."""
    if len(slices) == 1:
        return slices[0]
    share = sum(each.share for each in slices) + 1e-300
    parts = [(each.share / share)[:, :, None] for each in slices]
    mean = sum(part * each.mean for part, each in zip(parts, slices, strict=True))
    covariance = sum(
        part[..., None]
        * (each.covariance + (each.mean - mean)[:, :, :, None] * (each.mean - mean)[:, :, None, :])
        for part, each in zip(parts, slices, strict=True)
    )
    crossed = sum(part * each.crossed for part, each in zip(parts, slices, strict=True))
    return Slice(np.asarray(share), np.asarray(mean), np.asarray(covariance), np.asarray(crossed))


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))
