from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lanterne.race.course import Course
from lanterne.race.loading import check_race
from lanterne.simulate.demo.drawing import FORK_M, half_course, marathon_course


@pytest.mark.parametrize(("course", "length_m"), [(marathon_course(), 42_195.0), (half_course(), 21_097.5)])
def test_a_course_is_drawn_at_its_official_length(course: Course, length_m: float) -> None:
    assert course.drawn_m == pytest.approx(length_m, abs=0.01)


@pytest.mark.parametrize("course", [marathon_course(), half_course()])
def test_a_course_has_no_jumps(course: Course) -> None:
    assert np.diff(course.at_m).max() <= 150


@pytest.mark.parametrize("course", [marathon_course(), half_course()])
def test_a_course_never_comes_near_another_part_of_itself(course: Course) -> None:
    """So that a fix tells its metres: no two places 400 m apart on the road are within 60 m in the air.

    Start and finish may be neighbours.
    """
    at_m = np.arange(0.0, course.length_m, 50.0)
    longitude, latitude = course.place(at_m)
    near = course.passes(latitude, longitude, 60.0)
    assert np.abs(near.at_m - at_m[near.place]).max() < 400


def test_both_roads_are_one_up_to_the_fork() -> None:
    at_m = np.arange(0.0, FORK_M, 100.0)
    np.testing.assert_allclose(marathon_course().place(at_m), half_course().place(at_m), atol=1e-7)


def test_both_roads_end_at_one_finish() -> None:
    np.testing.assert_allclose(marathon_course().place(42_195.0), half_course().place(21_097.5), atol=1e-7)


def test_the_packaged_race_has_no_faults_and_no_warnings(demo_folder: Path) -> None:
    checked = check_race(demo_folder)
    assert (checked.faults, checked.warnings) == ((), ())
