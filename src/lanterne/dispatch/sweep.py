"""The sweep's work: how it is to the virtual line, who is near it, and what pace they need."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

NEXT: Final = 12
"""So many of those next ahead a sweep is shown at least, whatever the line says."""

MOST: Final = 40
"""At most so many of each kind: more cannot be looked for from a handlebar."""

FASTEST_S_PER_M: Final = 1 / 7.0


class Offset(NamedTuple):
    """How far ahead of the virtual line (behind: negative)."""

    s: float
    m: float


def line_offset(at_m: float, at_s: float, zero_s: float, pace_s_per_m: float) -> Offset:
    """How far ahead of the virtual line something is that was at `at_m` at `at_s`.

    Parameters
    ----------
    at_m : float, metres from the start
    at_s, zero_s : float, UTC epoch seconds
        When it was there, and when the line left the start.
    pace_s_per_m : float, seconds a metre
        Of the line.
    """
    ahead_s = zero_s + at_m * pace_s_per_m - at_s
    return Offset(ahead_s, ahead_s / pace_s_per_m)


class Near(NamedTuple):
    """Runners near a sweep, rows into what was given, each kind nearest first; `all_ahead` counts."""

    ahead: Rows
    between: Rows
    behind: Rows
    all_ahead: int


def near(away_m: Floats, margin_s: Floats, next_behind_m: float | None) -> Near:
    """Who is near a sweep: the next ahead and all those behind the line, between the sweeps, and behind.

    Parameters
    ----------
    away_m : ndarray, shape (n,), metres, not NaN
        How far ahead of the sweep each runner is (behind: negative).
    margin_s : ndarray, shape (n,), seconds
        How far ahead of the virtual line; NaN where there is none.
    next_behind_m : float or None, metres
        How far behind this sweep the next one follows; None = none does, and nobody is between.
    """
    order = np.argsort(away_m, kind="stable")
    ahead = order[away_m[order] >= 0]
    passed = order[away_m[order] < 0][::-1]
    late = margin_s[ahead] < 0
    late[:NEXT] = True
    is_between = away_m[passed] > -(0.0 if next_behind_m is None else next_behind_m)
    return Near(
        ahead[late][:MOST], passed[is_between][:MOST], passed[~is_between][:MOST], all_ahead=len(ahead)
    )


def pace_needed_s_per_m(limit_s: float, now_s: float, way_m: float) -> float | None:
    """Seconds a metre it takes to be `way_m` further on by an instant; None where nobody can run so fast."""
    possible = way_m > 0 and limit_s - now_s >= way_m * FASTEST_S_PER_M
    return (limit_s - now_s) / way_m if possible else None
