"""Distances ahead of the evidence: where centres are exact, where distributions get their shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Singles
    from lanterne.forecast.library import PaceLibrary

KNOTS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How m increasing distances ahead follow from a few.

    Between two nodes a runner's time grows evenly but for wander that nothing seen bears on, so log average
    pace is there a weighted mean of both: exactly, in every component. Shapes change slowly with distance and
    are interpolated between knots.

    Attributes
    ----------
    at_m : ndarray, shape (m,), metres
    nodes_m : ndarray, shape (g,), metres
        The first and last distance, and between them the library's grid and the mats.
    knots_m : ndarray, shape (h,), metres
    mats_m : ndarray, shape (j,), metres
        Mats whose silence counts.
    at_km : ndarray, shape (m,)
    lerp : ndarray, shape (g, m + h)
        Weights of nodes at distances and knots.
    squares : ndarray, shape (2 g - 1, m + h)
        From squares at nodes, then products of neighbouring nodes, to squares at distances and knots.
    spread : ndarray, shape (h, m)
        Weights of knots at distances.
    """

    at_m: Floats
    nodes_m: Floats
    knots_m: Floats
    mats_m: Floats
    at_km: Singles
    lerp: Singles
    squares: Singles
    spread: Singles


@lru_cache(maxsize=512)
def plan(
    library: PaceLibrary,
    length_m: float,
    last_m: float,
    ahead_m: tuple[float, ...],
    mats_m: tuple[float, ...] = (),
) -> Plan:
    """Plan for increasing distances beyond the evidence; few of them are their own nodes and knots."""
    at_m = np.array(ahead_m)
    if len(at_m) <= KNOTS:
        nodes_m = knots_m = at_m
        spread = np.eye(len(at_m))
    else:
        inner_m = np.concatenate([library.fraction * length_m, mats_m])
        inner_m = inner_m[(inner_m > at_m[0]) & (inner_m < at_m[-1])]
        nodes_m = np.unique(np.concatenate([at_m[[0, -1]], inner_m]))
        way = np.log(at_m - last_m)
        stops = np.linspace(way[0], way[-1], KNOTS)
        knots_m = np.clip(last_m + np.exp(stops), at_m[0], at_m[-1])
        spread = _between(stops, way)
    wanted_m = np.concatenate([at_m, knots_m])
    lerp = _between(nodes_m, wanted_m) * nodes_m[:, None] / wanted_m  # linear in time, so in distance x pace
    squares = np.concatenate([lerp * lerp, 2 * lerp[:-1] * lerp[1:]])
    return Plan(
        at_m=at_m,
        nodes_m=nodes_m,
        knots_m=knots_m,
        mats_m=np.array(mats_m),
        at_km=(at_m / METRES_PER_KM).astype(np.float32),
        lerp=lerp.astype(np.float32),
        squares=squares.astype(np.float32),
        spread=spread.astype(np.float32),
    )


def _between(stops: Floats, at: Floats) -> Floats:
    """Weights of stops, which do not fall, at places between them, shape (stops, places)."""
    if len(stops) == 1:
        return np.ones((1, len(at)))
    right = np.clip(np.searchsorted(stops, at), 1, len(stops) - 1)
    apart = stops[right] - stops[right - 1]  # nothing where a distance is asked for twice
    share = (at - stops[right - 1]) / np.where(apart > 0, apart, 1.0)
    weights = np.zeros((len(stops), len(at)))
    each = np.arange(len(at))
    weights[right - 1, each] = 1 - share
    weights[right, each] += share
    return weights
