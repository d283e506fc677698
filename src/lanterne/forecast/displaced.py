"""Mats that stand elsewhere than the race says, as the field shows them by the day's effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.fade import EARLY_FRACTION
from lanterne.forecast.raceday import before_the_race

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.forecast.arrays import Floats
    from lanterne.forecast.library import PaceLibrary
    from lanterne.forecast.raceday import Day

SURE: Final = 3.0
LEAST_M: Final = 50.0
"""A mat is suspicious beyond so many deviations and metres."""

DIFFER: Final = 16.8
"""Bands differ when letting each have its own displacement explains more than this: chi-square, 6, .99."""

GRID_M: Final = 200.0
"""Effects live at the library's distances: only mats this near to one of them can be judged."""

WIDE_M: Final = 2_000.0
"""No mat is farther off than this; keeps bands that nobody has run in yet from spoiling the others."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """How far a mat seems to stand from its stated place.

    Attributes
    ----------
    at_m : float, metres
        Where it is said to stand.
    by_m, sd_m : float, metres
        How much farther on it seems to stand, negative = nearer to the start, and how uncertain that is. A
        clock that is off shows in the same way.
    alike : bool
        Whether the bands of early pace agree, as far as they have been read; hills and heat differ by band.
    """

    at_m: float
    by_m: float
    sd_m: float
    alike: bool

    @property
    def sureness(self) -> float:
        """The displacement in deviations."""
        return abs(self.by_m) / self.sd_m

    @property
    def suspicious(self) -> bool:
        """Whether the timer should be told."""
        return self.alike and self.sureness > SURE and abs(self.by_m) > LEAST_M


def displaced(
    day: Day, library: PaceLibrary, mats_m: Sequence[float], length_m: float, course: str | None = None
) -> list[Displaced]:
    """How far each mat seems to stand from its stated place, beside what is expected of the course.

    A displaced mat adds the same distance to every runner's way at that mat alone, and the next leg takes it
    back; a day slows legs alike that are near to each other. So the distance is estimated by generalised
    least squares: what was learned of the day, less what was expected, is the displacement and a day of the
    usual kind. Mats found suspicious, the surest first, are estimated together with each of the others, in
    whom they would show the other way round.

    Parameters
    ----------
    day : Day
        As learned on this course.
    library : PaceLibrary
    mats_m : sequence of float, metres
        Stated distances of the mats that have read runners; start and finish are taken as right.
    length_m : float, metres
    course : str or None
        As given when the day was learned.

    Returns
    -------
    list of Displaced
        In the order of the road, without mats that stand at none of the library's distances, and without
        those of which nothing is known yet.

    References
    ----------
    Aitken (1936), doi:10.1017/S0370164600014346, on generalised least squares.
    """
    before = before_the_race(library, course)
    if not len(before.mean):
        return []
    weight, pull = _told(day, before)
    ways = {at_m: way for at_m in mats_m if (way := _way(library, at_m, length_m)) is not None}
    sure: dict[float, Floats] = {}
    while True:
        found = {
            at_m: each
            for at_m, way in sorted(ways.items())
            if (
                each := _judged(
                    at_m, way, [own for other, own in sure.items() if other != at_m], weight, pull
                )
            )
        }
        new = [at_m for at_m, each in found.items() if each.suspicious and at_m not in sure]
        if not new:
            return list(found.values())
        surest = max(new, key=lambda at_m: found[at_m].sureness)
        sure[surest] = ways[surest].sum(axis=1)


def suspicious(found: Sequence[Displaced]) -> list[Displaced]:
    """Those that the timer should be told of."""
    return [each for each in found if each.suspicious]


def _told(day: Day, before: Day) -> tuple[Floats, Floats]:
    """What runners say of the day: the weight (r, r) of its numbers, and that times their shift (r,)."""
    inverse = np.linalg.inv(before.covariance)
    # With C0 before and C1 now, runners' numbers less the expected ones have (C0^-1 - C0^-1 C1 C0^-1)^-1.
    weight = inverse - inverse @ day.covariance @ inverse
    return np.asarray((weight + weight.T) / 2), np.asarray(inverse @ (day.mean - before.mean))


def _way(library: PaceLibrary, at_m: float, length_m: float) -> Floats | None:
    """What a metre farther on does to the day's numbers, in each band, (r, b); None where it cannot show."""
    away_m = np.abs(library.fraction * length_m - at_m)
    place = int(np.argmin(away_m))
    if away_m[place] > GRID_M or place == len(away_m) - 1:
        return None
    g = len(library.fraction)
    early = max(int(np.searchsorted(library.fraction, EARLY_FRACTION)) - 1, 0)
    effect = np.zeros(g)
    effect[place] = 1 / at_m
    effect -= effect[early]  # effects are counted from the early pace, which the early mat itself moves
    b = len(library.day.pattern) // g
    each = np.kron(effect[:, None], np.eye(b))
    return np.asarray(np.linalg.lstsq(library.day.pattern, each, rcond=None)[0])


def _judged(
    at_m: float, way: Floats, others: Sequence[Floats], weight: Floats, pull: Floats
) -> Displaced | None:
    """One mat, estimated together with others that are known to be displaced."""
    by_m, sd_m, explained = _estimate(np.column_stack([way.sum(axis=1), *others]), weight, pull)
    if sd_m > WIDE_M / 2:
        return None
    _, _, band_by_band = _estimate(np.column_stack([way, *others]), weight, pull)
    return Displaced(float(at_m), by_m, sd_m, band_by_band - explained < DIFFER)


def _estimate(ways: Floats, weight: Floats, pull: Floats) -> tuple[float, float, float]:
    """Metres along the first of some ways (r, k), their deviation, and what all explain (chi-square)."""
    covariance = np.linalg.inv(ways.T @ weight @ ways + np.eye(ways.shape[1]) / WIDE_M**2)
    told = ways.T @ pull
    by_m = covariance @ told
    return float(by_m[0]), float(np.sqrt(covariance[0, 0])), float(told @ by_m)
