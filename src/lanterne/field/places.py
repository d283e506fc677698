"""Where things are, as arrays: timing points by distance, and any named place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Gate, Post, Race, Station, TimingPoint
from lanterne.race.entrants import Roster


@dataclass(frozen=True)
class Layout:
    """The race and its roster as index arrays.

    Attributes
    ----------
    point_at_m : ndarray, shape (n_distances, n_points), metres; NaN = not on that distance
    is_start, is_finish : ndarray, shape (n_points,)
    distance_of : ndarray, shape (n_runners,), index of the runner's distance
    wave_of : ndarray, shape (n_runners,), index of the runner's wave, -1 = none
    point_index : dict
        By id, and by name.
    place_m : dict
        Metres by place id (station, timing point, gate, post), then by distance id.
    """

    point_at_m: NDArray[np.float64]
    is_start: NDArray[np.bool_]
    is_finish: NDArray[np.bool_]
    distance_of: NDArray[np.int64]
    wave_of: NDArray[np.int64]
    point_index: dict[str, int]
    place_m: dict[str, dict[str, float]]


def layout(race: Race, roster: Roster) -> Layout:
    """Index arrays of a race and its roster."""
    distances = {one.id: i for i, one in enumerate(race.distances)}
    waves = {one.id: i for i, one in enumerate(race.waves)}
    point_at_m = np.array(
        [[point.at_m.get(distance.id, np.nan) for point in race.points] for distance in race.distances]
    )
    named: list[Post | Gate | TimingPoint | Station] = [
        *race.posts,
        *race.gates,
        *race.points,
        *race.stations,
    ]
    return Layout(
        point_at_m=point_at_m,
        is_start=np.array([point.kind == "start" for point in race.points]),
        is_finish=np.array([point.kind == "finish" for point in race.points]),
        distance_of=np.array([distances[one.distance] for one in roster.entrants], np.int64),
        wave_of=np.array([waves.get(one.wave or "", -1) for one in roster.entrants], np.int64),
        # Timing systems call a mat by its name as often as by its id; where they clash, the id counts.
        point_index={point.name: i for i, point in enumerate(race.points)}
        | {point.id: i for i, point in enumerate(race.points)},
        place_m={one.id: dict(one.at_m) for one in named},
    )
