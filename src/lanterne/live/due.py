"""When those still to come to a place are due there, by the forecast as last made of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.live.arrivals import Arrivals
from lanterne.live.now import Now

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Due:
    """Runners of one distance who are still to come to a place, the last first.

    Attributes
    ----------
    runners : ndarray of int, shape (n,)
    quantile_s : ndarray, shape (n, 3), UTC epoch seconds
        5, 50 and 95 in 100 of the arrival.
    comes : ndarray, shape (n,)
        Probability to come at all.
    """

    runners: Rows
    quantile_s: Floats
    comes: Floats


def due(now: Now, arrivals: Arrivals, at_m: float, last: int) -> Due:
    """The last `last` of a distance who are still to come to a place; without a forecast one is left out."""
    picture, mine = now.picture, arrivals.runners
    rows = np.flatnonzero(picture.running[mine] & ~(picture.evidence.at_m[mine] >= at_m))
    middle_s = arrivals.at_s[rows, arrivals.target(at_m), 1]
    rows, middle_s = rows[np.isfinite(middle_s)], middle_s[np.isfinite(middle_s)]
    if len(rows) > last:
        rows = rows[np.argpartition(-middle_s, last)[:last]]
    quantile_s = quantiles_at(arrivals, rows, at_m)
    order = np.argsort(-quantile_s[:, 1], kind="stable")
    comes = arrivals.comes[rows[order], arrivals.target(at_m)].astype(np.float64)
    return Due(mine[rows[order]], quantile_s[order], comes)


def quantiles_at(arrivals: Arrivals, rows: Rows, at_m: float) -> Floats:
    """Quantiles of the arrival at any place, (n, 3), UTC epoch seconds, between the targets in a line."""
    target_m = arrivals.target_m
    after = int(np.searchsorted(target_m, at_m).clip(0, len(target_m) - 1))
    quantile_s: Floats = arrivals.at_s[rows, after].astype(np.float64) + arrivals.base_s
    if after and target_m[after] > at_m:
        before_s = arrivals.at_s[rows, after - 1].astype(np.float64) + arrivals.base_s
        share = (at_m - target_m[after - 1]) / (target_m[after] - target_m[after - 1])
        between_s = before_s + share * (quantile_s - before_s)
        return np.where(np.isfinite(between_s), between_s, quantile_s)
    return quantile_s


def passed_s(now: Now, runner: int, at_m: float) -> float:
    """When a runner passed a place, between what was seen before and beyond it; NaN = not seen beyond."""
    field, picture = now.field, now.picture
    point_m = field.layout.point_at_m[field.layout.distance_of[runner]]
    known = np.isfinite(field.passing_s[runner]) & np.isfinite(point_m)
    evidence = picture.evidence
    along_m = np.array([0.0, *point_m[known], evidence.at_m[runner]])
    along_s = np.array([picture.starts.at_s[runner], *field.passing_s[runner, known], evidence.at_s[runner]])
    order = np.argsort(along_m, kind="stable")
    return float(np.interp(at_m, along_m[order], along_s[order], right=np.nan))
