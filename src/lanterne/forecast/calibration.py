"""How far the library's distributions can be trusted: corrections by place and pace, from races."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import logit  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast.fade import bands

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Singles

LEVELS: Final = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
"""Where a correction is to bring what was forecast and what happened together."""

LEANING: Final = 300.0
"""How many runners in a cell the belief that no correction is needed is worth."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What makes a distribution function F honest: ``G = expit((logit F - shift) / spread)``.

    Attributes
    ----------
    fraction : ndarray, shape (f,), increasing
        How far the evidence reaches, as a share of the race's length.
    spread, shift : ndarray, shape (f, b)
        For the bands of average pace so far.
    """

    fraction: Floats
    spread: Floats
    shift: Floats

    @classmethod
    def none(cls) -> Calibration:
        """No correction."""
        b = bands(np.zeros(1)).shape[1]
        return cls(np.ones(1), np.ones((1, b)), np.zeros((1, b)))

    def of(self, fraction: Floats, log_pace: Floats) -> tuple[Singles, Singles]:
        """Spread and shift for runners, two of shape (n,).

        Parameters
        ----------
        fraction : ndarray, shape (n,)
            How far their evidence reaches.
        log_pace : ndarray, shape (n,), NaN = no evidence
            Log of average pace so far, s/km; without it the middle of all bands counts.
        """
        share = np.where(np.isfinite(log_pace)[:, None], bands(log_pace), 1 / self.spread.shape[1])
        near = _between(self.fraction, fraction)
        spread, shift = (
            np.einsum("nf,fb,nb->n", near, table, share, optimize=True).astype(np.float32)
            for table in (self.spread, self.shift)
        )
        return spread, shift

    def widened(self, factor: float) -> Calibration:
        """All distributions wider by a factor."""
        return replace(self, spread=self.spread * factor)


def fit_calibration(fraction: Floats, below: list[Floats], log_pace: list[Floats]) -> Calibration:
    """Learn the correction from forecasts of finishes and what happened.

    Parameters
    ----------
    fraction : ndarray, shape (f,)
        How far the evidence reached.
    below : list of f ndarrays, shape (n_f,)
        What each forecast gave for the finish to be before it was.
    log_pace : list of f ndarrays, shape (n_f,)
        Average pace so far, s/km.
    """
    cells = [
        _cells(np.clip(each, 1e-6, 1 - 1e-6), bands(pace)) for each, pace in zip(below, log_pace, strict=True)
    ]
    return Calibration(fraction, *(np.array([cell[part] for cell in cells]) for part in (0, 1)))


def _cells(below: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Spread and shift of each band: a line through what was forecast at the levels that happened."""
    order = np.argsort(below)
    wanted = logit(LEVELS)
    spread, shift = np.ones(share.shape[1]), np.zeros(share.shape[1])
    for band in range(share.shape[1]):
        runners = share[:, band].sum()
        if runners < 1:
            continue
        sum_up = np.cumsum(share[order, band])
        found = logit(below[order][np.searchsorted(sum_up, LEVELS * runners)])
        slope = np.polyfit(wanted, found, 1)
        weight = runners / (runners + LEANING)
        spread[band], shift[band] = 1 + weight * (slope[0] - 1), weight * slope[1]
    return spread, shift


def _between(knots: Floats, at: Floats) -> Floats:
    """Shares of knots in places between them, shape (n, k); beyond the ends, the ends."""
    place = np.interp(at, knots, np.arange(len(knots)))
    return np.asarray(np.maximum(1 - np.abs(place[:, None] - np.arange(len(knots))), 0.0))
