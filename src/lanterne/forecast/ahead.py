"""Distances ahead of the evidence, and the few among them where distributions get their shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Singles

KNOTS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Distances ahead (m,), at which to look (m + knots,), and how knots spread to distances (knots, m)."""

    ahead_m: Floats
    at_m: tuple[float, ...]
    spread: Singles


def plan(last_m: float, ahead_m: Floats) -> Plan:
    """Knots evenly in the log of the way since the evidence; the distances themselves where they are few."""
    if len(ahead_m) <= KNOTS:
        return Plan(ahead_m, tuple(ahead_m.tolist()) * 2, np.eye(len(ahead_m), dtype=np.float32))
    way = np.log(ahead_m - last_m)
    stops = np.linspace(way[0], way[-1], KNOTS)
    right = np.clip(np.searchsorted(stops, way), 1, KNOTS - 1)
    share = (way - stops[right - 1]) / (stops[right] - stops[right - 1])
    spread = np.zeros((KNOTS, len(ahead_m)), np.float32)
    each = np.arange(len(ahead_m))
    spread[right - 1, each] = 1 - share
    spread[right, each] = share
    return Plan(ahead_m, (*ahead_m.tolist(), *(last_m + np.exp(stops)).tolist()), spread)
