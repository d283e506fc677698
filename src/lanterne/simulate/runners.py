"""Runners drawn from the pace library: their net times along the road, and where some of them stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.simulate.crowd import between
from lanterne.units import MARATHON_M, METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.library import PaceLibrary

Floats = NDArray[np.float64]

RIEGEL: Final = 0.06
"""Pace grows with this power of the distance raced (Riegel 1981, Athletic records and human endurance)."""

FASTEST_KM_S: Final = 165.0
SLOWEST_KM_S: Final = 1_100.0
"""Average paces that a drawn runner may have at any point."""

QUICKEST_LEG: Final = 0.7
"""No leg is run faster than this share of the runner's own average: the library's tails are Gaussian."""

STOP_SHARE: Final = 0.02
"""Starters who do not finish: NYC 2013 .9 %, NYC 2021 1.5 %, Boston 2021 1.7 %, smaller races more."""

STOP_PEAK: Final = (0.59, 0.12)
"""Mean and standard deviation of where people stop, as shares of the length: most at 20 to 30 km of 42."""

STOP_ANYWHERE: Final = 0.25
"""Share of those who stop for a reason that may come at any place."""


def net_times(library: PaceLibrary, runners: int, length_m: float, rng: np.random.Generator) -> Floats:
    """Net seconds at the library's grid points, shape (runners, grid), increasing along the road.

    A component of the mixture is drawn for each runner, then their log average paces from it. The library
    is of marathons; on another length the same profile is run, faster by Riegel's rule.
    """
    grid_km = library.fraction * length_m / METRES_PER_KM
    quicker = (length_m / MARATHON_M) ** RIEGEL
    roots = np.linalg.cholesky(library.covariance + 1e-9 * np.eye(len(grid_km)))
    net_s = np.empty((0, len(grid_km)))
    while len(net_s) < runners:
        component = rng.choice(len(library.weight), size=runners, p=library.weight)
        normal = rng.standard_normal((runners, len(grid_km)))
        log_pace = library.mean[component] + np.einsum("rgh,rh->rg", roots[component], normal)
        pace = np.exp(log_pace) * quicker
        net_s = np.vstack([net_s, (pace * grid_km)[_plausible(pace, grid_km)]])
    return net_s[:runners]


def _plausible(pace: Floats, grid_km: Floats) -> NDArray[np.bool_]:
    times = np.hstack([np.zeros((len(pace), 1)), pace * grid_km])
    legs = np.diff(times, axis=1) / np.diff(grid_km, prepend=0.0)
    steady = (legs >= QUICKEST_LEG * pace[:, -1:]).all(axis=1)
    return np.asarray(steady & ((pace > FASTEST_KM_S) & (pace < SLOWEST_KM_S)).all(axis=1))


def knots(length_m: float, step_m: float = 500.0, *, also: Floats | None = None) -> Floats:
    """Places along a road at which clocks are kept: every `step_m`, the finish, and some more."""
    places = np.concatenate([np.arange(0.0, length_m, step_m), [length_m], [] if also is None else also])
    return np.unique(places[(places >= 0) & (places <= length_m)])


def at_knots(library: PaceLibrary, net_s: Floats, length_m: float, knots_m: Floats) -> Floats:
    """Net seconds at knots from those at the library's grid, shape (runners, knots)."""
    grid_m = np.concatenate([[0.0], library.fraction * length_m])
    return between(grid_m, np.hstack([np.zeros((len(net_s), 1)), net_s]), knots_m)


def stops(
    net_finish_s: Floats, length_m: float, rng: np.random.Generator, share: float = STOP_SHARE
) -> Floats:
    """Where each runner stops for good (metres), infinity for finishers, shape (runners,).

    The slower half of the field is twice as likely to stop as the faster half.
    """
    n = len(net_finish_s)
    slow = net_finish_s > np.median(net_finish_s) if n else np.zeros(0, dtype=np.bool_)
    stopping = rng.random(n) < share * np.where(slow, 4 / 3, 2 / 3)
    peak = rng.normal(*STOP_PEAK, size=n)
    anywhere = rng.uniform(0.05, 0.98, n)
    at = np.where(rng.random(n) < STOP_ANYWHERE, anywhere, np.clip(peak, 0.05, 0.98))
    return np.where(stopping, at * length_m, np.inf)
