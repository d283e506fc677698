from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.race.course import Course
from lanterne.race.earth import metres_per_degree
from lanterne.race.tracks import read_pieces

LayOut = Callable[..., Course]
GPS_M = 8.0
corners = st.lists(
    st.tuples(st.floats(-80.05, -79.95), st.floats(40.40, 40.48)), min_size=2, max_size=12, unique=True
)


def brute_force(course: Course, lat: float, lon: float, low_m: float, high_m: float) -> float:
    """Smallest distance to a fine sampling of the line between two marks, metres."""
    at_m = np.concatenate([np.linspace(low_m, high_m, 20_001), course.at_m.clip(low_m, high_m)])
    lon_deg, lat_deg = course.place(at_m)
    east_m, north_m = metres_per_degree((40.40 + 40.48) / 2)
    return float(np.hypot((lon_deg - lon) * east_m, (lat_deg - lat) * north_m).min())


@settings(max_examples=150, deadline=None)
@given(
    line=corners,
    place=st.tuples(st.floats(40.39, 40.49), st.floats(-80.06, -79.94)),
    near=st.floats(-0.2, 1.2),
    reach=st.floats(0.0, 0.6),
)
def test_projection_finds_the_nearest_point_of_the_window(
    line: list[tuple[float, float]], place: tuple[float, float], near: float, reach: float
) -> None:
    """A sampling of the same stretch of line comes no nearer, and the point is inside the window."""
    course = Course.of(line, 10_000.0)
    near_m, reach_m = near * 10_000, reach * 10_000
    at_m, off_m = course.project(*place, near_m, reach_m)
    low, high = np.clip([near_m - reach_m, near_m + reach_m], 0, 10_000)
    assert low - 1e-6 <= at_m <= high + 1e-6
    step_m = course.drawn_m * (high - low) / 10_000 / 20_000
    assert float(off_m) == pytest.approx(brute_force(course, *place, low, high), rel=5e-3, abs=step_m + 1)


@settings(max_examples=100, deadline=None)
@given(line=corners, share=st.floats(0, 1))
def test_place_and_project_are_inverse(line: list[tuple[float, float]], share: float) -> None:
    course = Course.of(line, 42_195.0)
    lon, lat = course.place(share * 42_195)
    at_m, off_m = course.project(lat, lon, share * 42_195, 1.0)
    assert float(at_m) == pytest.approx(share * 42_195, abs=1.0)
    assert float(off_m) == pytest.approx(0, abs=0.01)


def test_many_places_at_once_equal_one_by_one(lay_out: LayOut) -> None:
    course = lay_out([(0, 0), (3_000, 0), (3_000, 2_000), (0, 2_000), (0, 0)])
    rng = np.random.default_rng(4)
    at_m = rng.uniform(0, course.length_m, 700)
    lon, lat = course.place(at_m)
    near, reach = at_m + rng.uniform(-80, 80, 700), rng.uniform(100, 900, 700)
    together = np.array(course.project(lat, lon, near, reach))
    alone = np.array([course.project(*each) for each in zip(lat, lon, near, reach, strict=True)]).T
    np.testing.assert_array_equal(together, alone)


def walk_along(course: Course, speed_mps: float, beside_m: float) -> float:
    """Largest error of a runner followed by a fix each 30 s, some metres beside the line, metres.

    The window lets her go on at up to three times her pace, and back by no more than a fix may err.
    """
    rng = np.random.default_rng(1)
    back_m, on_m = 40.0, 3 * speed_mps * 30
    at_m, worst = 0.0, 0.0
    for true_m in np.arange(0, course.length_m, speed_mps * 30):
        lon, lat = course.place(true_m)
        lat = lat + rng.normal(0, beside_m) / 111_000
        lon = lon + rng.normal(0, beside_m) / 85_000
        found, _ = course.project(lat, lon, at_m + (on_m - back_m) / 2, (on_m + back_m) / 2)
        at_m = float(found)
        worst = max(worst, abs(at_m - true_m))
    return worst


def test_out_and_back_is_walked_without_changing_sides(lay_out: LayOut) -> None:
    """Both directions run on one line, so only the way walked so far tells which it is."""
    assert walk_along(lay_out([(0, 0), (5_000, 0), (0, 0)]), 3.0, GPS_M) < 100


def test_laps_are_walked_without_changing_laps(lay_out: LayOut) -> None:
    lap = [(0, 0), (2_000, 0), (2_000, 1_500), (0, 1_500)]
    assert walk_along(lay_out([*lap, *lap, (0, 0)]), 3.0, GPS_M) < 100


def test_without_a_window_a_two_lap_course_is_mistaken(lay_out: LayOut) -> None:
    """The reason for the window: over the whole line, half of a second lap is taken for the first."""
    lap = [(0, 0), (2_000, 0), (2_000, 1_500), (0, 1_500)]
    course = lay_out([*lap, *lap, (0, 0)])
    at_m = np.linspace(course.length_m / 2 + 100, course.length_m - 100, 100)
    lon, lat = course.place(at_m)
    found, _ = course.project(lat, lon)
    assert (np.abs(found - at_m) > 1_000).mean() > 0.3


def test_passes_are_one_for_each_lap(lay_out: LayOut) -> None:
    lap = [(0, 0), (2_000, 0), (2_000, 1_500), (0, 1_500)]
    course = lay_out([*lap, *lap, (0, 0)])
    lon, lat = course.place(1_000.0)
    passes = course.passes(lat, lon, 30)
    assert passes.at_m.tolist() == pytest.approx([1_000, 8_000], abs=5)


def test_beside_a_turn_there_are_still_two_passes(lay_out: LayOut) -> None:
    course = lay_out([(0, 0), (1_950, 0), (2_000, 0), (1_950, 0), (0, 0)])
    lon, lat = course.place(1_990.0)
    assert course.passes(lat, lon, 30).at_m.tolist() == pytest.approx([1_990, 2_010], abs=0.1)


def test_a_place_off_the_course_is_on_no_pass(lay_out: LayOut) -> None:
    assert len(lay_out([(0, 0), (2_000, 0)]).passes(41.0, -80.0, 50).at_m) == 0


@settings(max_examples=60, deadline=None)
@given(line=corners, share=st.floats(0, 1), off_deg=st.floats(-0.01, 0.01), within_m=st.floats(1, 2_000))
def test_the_nearest_pass_is_the_nearest_point_of_the_whole_line(
    line: list[tuple[float, float]], share: float, off_deg: float, within_m: float
) -> None:
    course = Course.of(line, 42_195.0)
    lon, lat = course.place(share * 42_195.0)
    _, off_m = course.project(lat + off_deg, lon)
    passes = course.passes(lat + off_deg, lon, within_m)
    assert passes.off_m.min(initial=np.inf) == pytest.approx(float(off_m) if off_m <= within_m else np.inf)


def test_passes_of_many_places_are_those_of_each(lay_out: LayOut) -> None:
    rng = np.random.default_rng(3)
    course = lay_out([(float(x), float(y)) for x, y in rng.uniform(0, 3_000, (300, 2))])
    lon, lat = course.place(rng.uniform(0, course.length_m, 50))
    together = course.passes(lat, lon, 40)
    for i in range(50):
        alone = course.passes(lat[i], lon[i], 40)
        np.testing.assert_allclose(together.at_m[together.place == i], alone.at_m)


def test_the_line_is_stretched_to_the_official_length(lay_out: LayOut) -> None:
    course = lay_out([(0, 0), (4_000, 0)], length_m=4_200.0)
    assert course.length_m == 4_200
    assert course.drawn_ratio == pytest.approx(4_000 / 4_200, rel=1e-3)
    lon, _ = course.place([0.0, 2_100.0, 4_200.0])
    assert lon[1] == pytest.approx((lon[0] + lon[2]) / 2)


def test_drawn_metres_are_those_of_the_ellipsoid() -> None:
    """One degree of longitude at 60 N is 55,800 m and of latitude at 45 N is 111,132 m (WGS 84 tables)."""
    assert Course.of([(10, 60), (11, 60)], 1).drawn_m == pytest.approx(55_800, rel=1e-4)
    assert Course.of([(10, 44.5), (10, 45.5)], 1).drawn_m == pytest.approx(111_132, rel=1e-4)


@settings(max_examples=60, deadline=None)
@given(line=corners, tolerance_m=st.floats(1, 500))
def test_thinning_leaves_out_nothing_beyond_its_tolerance(
    line: list[tuple[float, float]], tolerance_m: float
) -> None:
    course = Course.of(line, 42_195.0)
    kept = course.thinned(tolerance_m)
    at_m = [at for _, _, at in kept]
    assert (at_m[0], at_m[-1]) == (0, 42_195)
    assert at_m == sorted(set(at_m))
    thin = Course.of([(lon, lat) for lon, lat, _ in kept], 42_195.0) if len(kept) > 1 else course
    _, off_m = thin.project(course.lat_deg, course.lon_deg)
    assert off_m.max() <= tolerance_m * 1.01 + 0.01


def test_thinning_keeps_the_metres_of_what_it_keeps(lay_out: LayOut) -> None:
    course = lay_out([(0, 0), (1_000, 0), (1_000, 1_000)])
    assert [round(at) for _, _, at in course.thinned(5)] == [0, 1_000, 2_000]


def test_a_window_beyond_the_line_falls_on_its_end(lay_out: LayOut) -> None:
    course = lay_out([(0, 0), (1_000, 0)])
    at_m, _ = course.project(40.44, -80.0, 5_000, 100)
    assert float(at_m) == pytest.approx(1_000)


def test_unknown_places_stay_unknown(lay_out: LayOut) -> None:
    at_m, off_m = lay_out([(0, 0), (1_000, 0)]).project([np.nan, 40.44], -80.0)
    assert np.isnan([at_m[0], off_m[0]]).all()
    assert at_m[1] == pytest.approx(0, abs=1)


def test_near_without_reach_is_refused(lay_out: LayOut) -> None:
    with pytest.raises(ValueError, match="go together"):
        lay_out([(0, 0), (1_000, 0)]).project(40.44, -80.0, near_m=5)


def test_a_course_cannot_be_changed(lay_out: LayOut) -> None:
    with pytest.raises(ValueError, match="read-only"):
        lay_out([(0, 0), (1_000, 0)]).at_m[0] = 5


@pytest.mark.parametrize("line", [[(1.0, 2.0)], [(1.0, 2.0), (1.0, 2.0)]])
def test_a_course_needs_two_places(line: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="two different vertices"):
        Course.of(line, 1_000)


def test_geojson_is_read_back_as_it_was_written(lay_out: LayOut, tmp_path: Path) -> None:
    course = lay_out([(0, 0), (1_000, 0), (1_000, 1_000)])
    course.write_geojson(tmp_path / "course.geojson", "Loop")
    (piece,) = read_pieces(tmp_path / "course.geojson")
    np.testing.assert_allclose(piece, np.column_stack([course.lon_deg, course.lat_deg]), atol=1e-6)
    assert json.loads((tmp_path / "course.geojson").read_text())["properties"] == {"name": "Loop"}
