"""Wrong turns: where two distances share a road, two or three runners take the other one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Race
from lanterne.simulate.crowd import Crowd, between

Floats = NDArray[np.float64]

FROM_LONGER: Final = 2
FROM_SHORTER: Final = 1


def wrong_turns(race: Race, crowds: Sequence[Crowd], rng: np.random.Generator) -> list[Crowd]:
    """The crowds after two of the longest distance followed another and one of that went on with the longest.

    Only distances that share a split with the longest count; with none, the crowds stay as they are.
    """
    by_length = sorted(crowds, key=lambda crowd: -crowd.knots_m[-1])
    for other in by_length[1:]:
        if shares_road(race, by_length[0].distance, other.distance):
            longer = _some(by_length[0], FROM_LONGER, rng)
            shorter = _some(other, FROM_SHORTER, rng)
            here, there = swapped(by_length[0], other, longer, shorter)
            return [here, there, *(crowd for crowd in by_length[1:] if crowd is not other)]
    return list(crowds)


def swapped(
    longer: Crowd, shorter: Crowd, turning: Sequence[str], going_on: Sequence[str]
) -> tuple[Crowd, Crowd]:
    """Both crowds after some bibs of the longer turned with the shorter, and some of that went on."""
    turned = shorter.joined(turning, _clocks(longer, turning, shorter.knots_m), np.full(len(turning), np.inf))
    went_on = longer.joined(
        going_on, _clocks(shorter, going_on, longer.knots_m), np.full(len(going_on), np.inf)
    )
    return went_on.without(turning), turned.without(going_on)


def shares_road(race: Race, one: str, other: str) -> bool:
    """Whether two distances have a split at the same metres."""
    return any(
        point.kind == "split" and point.at_m.get(one, -1.0) == point.at_m.get(other, -2.0)
        for point in race.points
    )


def _some(crowd: Crowd, number: int, rng: np.random.Generator) -> list[str]:
    able = np.flatnonzero(crowd.started & np.isinf(crowd.stop_m))
    chosen = rng.choice(able, size=min(number, len(able)), replace=False)
    return [crowd.bibs[i] for i in sorted(chosen.tolist())]


def _clocks(crowd: Crowd, bibs: Sequence[str], knots_m: Floats) -> Floats:
    """Clocks of some runners at another road's knots; beyond their own finish they go on at its last pace."""
    rows = [crowd.bibs.index(bib) for bib in bibs]
    return between(crowd.knots_m, crowd.clock_s[rows], knots_m)
