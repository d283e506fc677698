"""The sweep's offset to the virtual line, and who is near it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.sweep import MOST, NEXT, line_offset, near, pace_needed_s_per_m

METRES = st.floats(-20_000, 20_000)
RUNNERS = st.lists(st.tuples(METRES, st.one_of(st.just(np.nan), st.floats(-7_200, 7_200))), max_size=80)


def test_a_sweep_that_comes_to_a_place_after_the_line_is_behind_it() -> None:
    offset = line_offset(at_m=10_000, at_s=6_160, zero_s=0, pace_s_per_m=0.6)
    assert offset.s == pytest.approx(-160)
    assert offset.m == pytest.approx(-160 / 0.6)


def test_the_offset_in_metres_is_how_far_the_line_is_away() -> None:
    offset = line_offset(at_m=10_000, at_s=5_400, zero_s=0, pace_s_per_m=0.6)
    line_m = 5_400 / 0.6
    assert offset.m == pytest.approx(10_000 - line_m)


def test_no_pace_is_asked_of_anybody_that_nobody_can_run() -> None:
    assert pace_needed_s_per_m(limit_s=100, now_s=50, way_m=1_000) is None


def test_the_pace_it_takes_is_the_time_left_over_the_way_left() -> None:
    assert pace_needed_s_per_m(limit_s=1_000, now_s=400, way_m=1_000) == pytest.approx(0.6)


@given(RUNNERS, st.one_of(st.none(), st.floats(1, 10_000)))
def test_runners_are_told_apart_by_where_they_are_and_come_nearest_first(
    runners: list[tuple[float, float]], next_behind_m: float | None
) -> None:
    away_m, margin_s = (np.array([one[i] for one in runners], np.float64) for i in (0, 1))
    found = near(away_m, margin_s, next_behind_m)
    kinds = [found.ahead.tolist(), found.between.tolist(), found.behind.tolist()]
    assert len({row for kind in kinds for row in kind}) == sum(map(len, kinds))
    assert all((np.diff(np.abs(away_m[kind])) >= 0).all() for kind in kinds)
    assert (away_m[found.ahead] >= 0).all()
    assert (away_m[found.between] < 0).all()
    assert (away_m[found.between] > -(next_behind_m or 0.0)).all()
    assert (away_m[found.behind] <= -(next_behind_m or 0.0)).all()
    assert found.all_ahead == (away_m >= 0).sum()


@given(RUNNERS)
def test_none_is_left_out_who_is_among_the_next_or_behind_the_line(
    runners: list[tuple[float, float]],
) -> None:
    away_m, margin_s = (np.array([one[i] for one in runners], np.float64) for i in (0, 1))
    found = near(away_m, margin_s, None)
    ahead = [row for row in np.argsort(away_m, kind="stable").tolist() if away_m[row] >= 0]
    wanted = [row for place, row in enumerate(ahead) if place < NEXT or margin_s[row] < 0]
    assert found.ahead.tolist() == wanted[:MOST]


def test_without_a_next_sweep_those_passed_are_behind() -> None:
    found = near(np.array([-10.0, -5_000.0]), np.array([np.nan, np.nan]), None)
    assert (found.between.tolist(), found.behind.tolist()) == ([], [0, 1])
