"""Who most likely turned onto another distance's road: read there when their own pace had them due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from lanterne.field.fold import Field
from lanterne.field.mistaken import due

FITS: Final = 0.1
"""A read that fits the other road less well than this (see `mistaken.fit`) is of no turn onto it."""


def turned_with(field: Field, runner: int, points: Sequence[int]) -> str:
    """The distance whose road a runner's doubtful reads are of, by id; "" = of none.

    Before the turn every split that was read lies on both roads, and each doubtful read comes when the
    runner's own pace has them there.

    Parameters
    ----------
    points : sequence of int
        Columns of the doubtful passings, at least one.
    """
    fits = {
        one.id: _fit(field, runner, points, other)
        for other, one in enumerate(field.race.distances)
        if other != field.layout.distance_of[runner]
    }
    best = max(fits, key=lambda one: fits[one], default="")
    return best if best and fits[best] >= FITS else ""


def _fit(field: Field, runner: int, points: Sequence[int], other: int) -> float:
    """How well the doubtful reads fit another distance's road, 0 to 1."""
    layout, passing_s = field.layout, field.passing_s[runner]
    at_m, there = layout.point_at_m[other], list(points)
    splits = np.isfinite(passing_s) & ~layout.is_start
    # Places that are not on the other road are NaN, and compare as false.
    if not splits.any() or not at_m[splits].max() < at_m[there].min():
        return 0.0
    own_m = layout.point_at_m[layout.distance_of[runner]]
    road_m = np.where(layout.is_start & np.isnan(at_m), own_m, at_m)
    shape = (len(there), len(at_m))
    due_s, sd_s = due(np.broadcast_to(passing_s, shape), np.broadcast_to(road_m, shape), at_m[there])
    off = (field.passed.doubted_s[runner][there] - due_s) / sd_s
    return float(np.nan_to_num(np.exp(-0.5 * off**2)).min())
