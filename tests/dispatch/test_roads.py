"""Places of one distance on the road of another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.field.tiny import make_race

from lanterne.dispatch.roads import SharedRoads
from lanterne.race.definition import Station


def roads(*places: dict[str, float]) -> SharedRoads:
    """Roads of the tiny race (start at 0 on both) with stations at these places."""
    stations = tuple(Station(id=f"s{i}", name="", kinds=("fluid",), at_m=at) for i, at in enumerate(places))
    return SharedRoads(replace(make_race(), stations=stations))


@pytest.mark.parametrize(
    ("at_m", "there_m"),
    [(0.0, 0.0), (1_000.0, 1_000.0), (3_000.0, 3_010.0), (3_500.0, np.nan), (-5.0, np.nan)],
)
def test_metres_go_evenly_between_shared_places_and_are_unknown_beyond(at_m: float, there_m: float) -> None:
    shared = roads({"ten": 2_000.0, "five": 2_000.0}, {"ten": 3_000.0, "five": 3_010.0})
    assert shared.at_m("ten", np.array([at_m]), "five")[0] == pytest.approx(there_m, nan_ok=True)


def test_where_one_road_is_much_longer_between_two_places_they_are_not_one() -> None:
    shared = roads({"ten": 2_000.0, "five": 2_000.0}, {"ten": 9_000.0, "five": 4_000.0})
    assert np.isnan(shared.at_m("ten", np.array([5_000.0]), "five")[0])


def test_the_finish_line_of_all_does_not_make_their_roads_one() -> None:
    assert np.isnan(roads().at_m("ten", np.array([9_000.0]), "five")[0])
