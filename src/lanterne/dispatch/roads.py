"""Roads that distances share: a place on one as a place on another."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Places, Race

Floats = NDArray[np.float64]

ALIKE: Final = 0.05
"""Between two places that distances share they share the road too, if its lengths differ by no more."""


class SharedRoads:
    """Which stretches of a race's distances are one road, by the places that race.toml has on both."""

    def __init__(self, race: Race) -> None:
        # A finish line is often one for all distances, which come to it by roads of their own.
        places: list[Places] = [
            *(one.at_m for one in race.points if one.kind != "finish"),
            *(one.at_m for one in race.stations),
            *(one.at_m for one in race.gates),
        ]
        ids = [one.id for one in race.distances]
        self._pairs = {
            (one, other): np.array(
                sorted({(at[one], at[other]) for at in places if one in at and other in at})
            )
            for one in ids
            for other in ids
        }

    def at_m(self, from_distance: str, at_m: Floats, to_distance: str) -> Floats:
        """Metres on one distance of places given in metres on another; NaN where they are not on it.

        Before the first and beyond the last place that both have, the roads are not known to be one.
        """
        if from_distance == to_distance:
            return at_m
        pairs = self._pairs[from_distance, to_distance]
        if len(pairs) < 2:
            return np.full(np.shape(at_m), np.nan)
        here, there = pairs.T
        there_m = np.interp(at_m, here, there, left=np.nan, right=np.nan)
        stretch = np.clip(np.searchsorted(here, at_m), 1, len(here) - 1) - 1
        one_m, other_m = np.diff(here), np.diff(there)
        alike = np.abs(one_m - other_m) <= ALIKE * np.maximum(one_m, other_m)
        return np.where(alike[stretch], there_m, np.nan)
