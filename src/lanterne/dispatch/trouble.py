"""Trouble of mats, as seen in the neighbours on the road: who was due there at about the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEIGHBOURS: Final = 10
NEAR_S: Final = 1_800.0
"""So many on each side, due within so long, tell how a mat was when a runner was due there."""

PRIOR: Final = np.log([0.98, 0.015, 0.005])
SHARE: Final = np.array([1.0, 0.5, 0.02])
"""A mat reads as usual, half, or hardly anybody: how often, and how much of its usual rate."""

READ: Final = np.log([0.97, 0.5, 0.02])
MISSED: Final = np.log([0.03, 0.5, 0.98])
SILENT: Final = np.log([0.3, 0.65, 1.0])
"""Likelihood of a neighbour who was read; who was not, and was seen beyond; of whom nothing more is known.

Misses come in runs by runner, so that one neighbour's says less than the mat's rate would. Who has been seen
nowhere since may have stopped: as many in a row are needed to doubt a mat as `forecast.rates` takes.
"""

CROWD: Final = 30
"""At the finish only so many unread, or reads after them, speak against the mat: the last may all be lost."""


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """When each of n runners was, or is, due at each of p mats, and what became of it.

    Attributes
    ----------
    at_s : ndarray, shape (n, p), UTC epoch seconds
        Of the read; else between the reads before and after; else as forecast from the evidence alone.
    read, beyond : ndarray, shape (n, p)
        Read there; seen beyond it.
    """

    at_s: Floats
    read: Flags
    beyond: Flags


def due(passing_s: Floats, half_s: Floats, start_s: Floats, at_m: Floats, far_m: Floats) -> Due:
    """When everybody was due at each mat.

    Parameters
    ----------
    passing_s, half_s : ndarray, shape (n, p), UTC epoch seconds, NaN = not read; not forecast
    start_s : ndarray, shape (n,), UTC epoch seconds
    at_m : ndarray, shape (p,), metres, increasing
    far_m : ndarray, shape (n,), metres
        Where each was last seen, by whatever; NaN = not seen.
    """
    read = np.isfinite(passing_s)
    before_s, before_m = np.full((2, *passing_s.shape), np.nan)
    last_s, last_m = start_s.copy(), np.zeros(len(start_s))
    for column, here_m in enumerate(at_m):
        last_s = np.where(read[:, column], passing_s[:, column], last_s)
        last_m = np.where(read[:, column], here_m, last_m)
        before_s[:, column], before_m[:, column] = last_s, last_m
    at_s, beyond = np.full(passing_s.shape, np.nan), np.zeros(passing_s.shape, np.bool_)
    next_s, next_m = np.full((2, len(start_s)), np.nan)
    for column in reversed(range(len(at_m))):
        mine, here_m = read[:, column], at_m[column]
        share = (here_m - before_m[:, column]) / (next_m - before_m[:, column])
        between_s = before_s[:, column] + share * (next_s - before_s[:, column])
        guess_s = np.where(np.isfinite(between_s), between_s, half_s[:, column])
        at_s[:, column] = np.where(mine, passing_s[:, column], guess_s)
        beyond[:, column] = np.isfinite(next_s) | (far_m > here_m)
        next_s, next_m = np.where(mine, passing_s[:, column], next_s), np.where(mine, here_m, next_m)
    return Due(at_s, read, beyond)


def works(seen: Due, speaks: Flags, now_s: float) -> Floats:
    """How much of its usual rate each mat had for whoever was due when each runner was, shape (n, p).

    Of the neighbours before, after, and on both sides those count who make the mat look worst, for trouble
    begins and ends between two runners. Of whom nothing more is known speaks of the first mat ahead that is
    not in trouble itself, so that who stopped is held against one.

    Parameters
    ----------
    seen : Due
    speaks : ndarray, shape (n,)
        Runners on the course or home: others tell nothing.
    now_s : float, UTC epoch seconds
    """
    share: Floats = np.ones(seen.at_s.shape)
    finish = share.shape[1] - 1
    silent = np.zeros(len(share), np.bool_)
    for column in range(finish + 1):
        at_s, read, beyond = seen.at_s[:, column], seen.read[:, column], seen.beyond[:, column]
        known = read | beyond
        overdue = ~known & (at_s <= now_s) & speaks
        counts = np.flatnonzero((known & np.isfinite(at_s)) | (overdue & ~silent))
        order = counts[np.argsort(at_s[counts], kind="stable")]
        said = np.where(read[order, None], READ, np.where(beyond[order, None], MISSED, SILENT))
        asked = np.flatnonzero(np.isfinite(at_s) & ~known)
        share[asked, column] = _share(at_s[order], said, at_s[asked], np.isin(asked, order))
        if column == finish:
            reads_s = at_s[read]
            last_s = reads_s.max(initial=-np.inf)
            alone = (at_s > last_s) & (int((overdue & (at_s > last_s)).sum()) < CROWD)
            share[alone, column] = 1.0
        silent |= overdue & (share[:, column] > 0.5)
    return share


def _share(at_s: Floats, said: Floats, asked_s: Floats, inside: Flags) -> Floats:
    """Share of the usual rate at instants, by what neighbours (in order of time) say of the three states."""
    total = np.vstack([np.zeros(3), np.cumsum(said, axis=0)])
    first = np.searchsorted(at_s, asked_s, side="left")
    then = first + inside
    soonest = np.searchsorted(at_s, asked_s - NEAR_S)
    latest = np.searchsorted(at_s, asked_s + NEAR_S, side="right")

    def of(count: int, *, before: bool, after: bool) -> Floats:
        low = np.maximum(first - count, soonest) if before else first
        high = np.minimum(then + count, latest) if after else then
        high = np.maximum(high, then)
        low = np.minimum(low, first)
        own = total[then] - total[first]
        odds = PRIOR + total[high] - total[low] - own
        weight = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(weight @ SHARE / weight.sum(axis=1))

    sides = (
        of(NEIGHBOURS, before=True, after=False),
        of(NEIGHBOURS, before=False, after=True),
        of(NEIGHBOURS // 2, before=True, after=True),
    )
    return np.asarray(np.minimum.reduce(sides))


def merged(dark: Sequence[str], read_by: Mapping[str, frozenset[str]]) -> list[tuple[str, list[str]]]:
    """Boxes all of whose mats that are in use are dark, and those mats: a box that stopped, not its mats.

    Parameters
    ----------
    dark : sequence of str
        Points that read nobody now.
    read_by : Mapping
        By box the points that it has read, start mats among them.
    """
    found = []
    for box, points in sorted(read_by.items()):
        mine = [point for point in dark if point in points]
        if len(mine) >= 2 and len(mine) >= len(points) - 1:
            found.append((box, mine))
    return found
