from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.race.definition import Race
from lanterne.simulate import vehicles
from lanterne.units import parse_instant_s

falling = st.lists(st.floats(0, 9_000), min_size=3, max_size=20)


@given(last=falling, line=st.floats(0, 9_000), gap=st.floats(0, 60))
def test_a_sweep_is_never_in_front_of_the_last_runner(last: list[float], line: float, gap: float) -> None:
    last_s = np.array(last)
    clock_s = vehicles.sweep_clock(last_s, np.full(len(last_s), line), gap)
    assert (clock_s >= last_s).all()
    assert (clock_s >= line).all()
    assert (np.diff(clock_s) >= 0).all()


def test_a_line_counts_from_the_last_starter(small_race: Race) -> None:
    marathon = small_race.distances[0]
    clock_s = vehicles.line_clock(marathon, np.array([0.0, 1_000.0]))
    assert (clock_s - marathon.start_s).tolist() == pytest.approx([300.0, 897.0])


def test_fixes_lie_on_the_road_within_their_noise(small_race: Race) -> None:
    course = small_race.distances[0].course
    assert course is not None
    journey = vehicles.along(course, np.array([0.0, 20_000.0]), np.array([0.0, 8_000.0]))
    told = vehicles.fixes("van", journey, np.random.default_rng(1))
    offs = []
    for one in told:
        _, off_m = course.project(one.event["latitude"], one.event["longitude"])
        offs.append(float(off_m))
    assert max(offs) < 40
    assert 2 < np.median(offs) < 12
    assert len(told) == pytest.approx(8_000 / 30, rel=0.05)


def test_a_fix_is_received_after_it_was_taken_and_mostly_soon(small_race: Race) -> None:
    course = small_race.distances[0].course
    assert course is not None
    journey = vehicles.along(course, np.array([0.0, 40_000.0]), np.array([1e9, 1e9 + 28_000.0]))
    told = vehicles.fixes("van", journey, np.random.default_rng(1))
    lag = np.array([one.received_s - parse_instant_s(one.event["happened_at"]) for one in told])
    assert lag.min() > 0
    assert np.median(lag) < 5
    assert lag.max() > 60
