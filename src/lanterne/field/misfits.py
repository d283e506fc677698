"""Sights of a runner that do not fit the reads and other sights: nobody could run between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.hearing import Sight
from lanterne.field.passings import FASTEST_MPS

TYPED_LATE_S: Final = 900.0
"""What people saw may be typed, with the time of typing, so much later."""

CLOCKS_S: Final = 60.0
"""People's clocks and the timing's agree to this."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A sight that cannot be true beside others.

    Attributes
    ----------
    points : tuple of int
        Timing points whose passings speak against it.
    sights : tuple of Sight
        Other sights that do.
    """

    sight: Sight
    points: tuple[int, ...]
    sights: tuple[Sight, ...]


def misfits(
    passing_s: NDArray[np.float64],
    at_m: NDArray[np.float64],
    sights: Sequence[Sight],
    bumped: Sequence[float] = (),
) -> tuple[Misfit, ...]:
    """The fewest sights of one runner without which the rest fits, each with what speaks against it.

    Passings are taken to be true: a mat misreads one in thousands, a person one bib in a hundred.

    Parameters
    ----------
    passing_s : ndarray, shape (n_points,), UTC epoch seconds; NaN = not read
    at_m : ndarray, shape (n_points,), metres; NaN = not on the runner's distance
    sights : sequence of Sight
        In the order in which they happened; those at unknown places fit anywhere.
    bumped : sequence of float, UTC epoch seconds
        When the runner was carried ahead: nothing is said of pairs with such a ride between them.
    """
    placed = [one for one in sights if not np.isnan(one.at_m)]
    if not placed:
        return ()
    read = np.flatnonzero(np.isfinite(passing_s) & np.isfinite(at_m)).tolist()
    marks = [(float(passing_s[i]), float(at_m[i])) for i in read]
    found = []
    left = list(placed)
    for sight in placed:
        against = [
            point
            for point, (at_s, mark_m) in zip(read, marks, strict=True)
            if not _fits(sight, at_s, mark_m, 0.0) and not _carried(bumped, sight.at_s, at_s)
        ]
        if against:
            found.append(Misfit(sight, tuple(against), ()))
            left.remove(sight)
    found += _among_themselves(left, bumped)
    return tuple(found)


def _among_themselves(sights: list[Sight], bumped: Sequence[float]) -> list[Misfit]:
    """Take out the sight that most others speak against until all fit; of equals the latest."""
    found = []
    while len(sights) > 1:
        against = [
            [
                other
                for other in sights
                if other is not one
                and not _fits(one, other.at_s, other.at_m, TYPED_LATE_S)
                and not _carried(bumped, one.at_s, other.at_s)
            ]
            for one in sights
        ]
        worst = max(range(len(sights)), key=lambda i: (len(against[i]), i))
        if not against[worst]:
            break
        found.append(Misfit(sights.pop(worst), (), tuple(against[worst])))
    return found


def _fits(sight: Sight, at_s: float, at_m: float, late_s: float) -> bool:
    """Whether one runner can have been at both places; the other instant may be `late_s` too late."""
    gap_s = abs(at_m - sight.at_m) / FASTEST_MPS
    if at_m < sight.at_m:
        return sight.at_s + CLOCKS_S - (at_s - late_s) >= gap_s
    if at_m > sight.at_m:
        return at_s - (sight.at_s - TYPED_LATE_S) + CLOCKS_S >= gap_s
    return True


def _carried(bumped: Sequence[float], one_s: float, other_s: float) -> bool:
    return any(min(one_s, other_s) <= at_s <= max(one_s, other_s) for at_s in bumped)
