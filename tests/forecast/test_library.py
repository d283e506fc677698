"""The pace library between its grid points, on disk, and as it ships."""

from __future__ import annotations

from dataclasses import fields, replace
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forecast.made_up_days import drawn, evidence, made_up_library

from lanterne.errors import LanterneError
from lanterne.forecast import Evidence, PaceLibrary, condition, innovations, learned, load, shipped
from lanterne.forecast.calibration import Calibration
from lanterne.units import HALF_MARATHON_M, MARATHON_M

LENGTH_M = 40_000.0


def test_even_running_between_grid_points_keeps_time_linear(several: PaceLibrary) -> None:
    """Halfway between two grid points, average pace is that of the mean of their times."""
    at_km = np.array([10.0, 15.0, 20.0])
    weights = several.weights(at_km * 1_000, LENGTH_M)
    pace = np.array([400.0, 430.0, 450.0, 470.0])
    time_s = weights @ pace * at_km
    assert time_s[1] == pytest.approx((time_s[0] + time_s[2]) / 2)


@given(st.floats(1, LENGTH_M))
def test_weights_sum_to_one_and_are_never_negative(at_m: float) -> None:
    fraction = np.array([0.25, 0.5, 1.0])
    library = PaceLibrary(fraction, np.ones(1), np.zeros((1, 3)), np.eye(3)[None], np.ones(1), "")
    weights = library.weights(np.array([at_m]), LENGTH_M)
    assert weights.sum() == pytest.approx(1)
    assert weights.min() >= -1e-12


@given(st.lists(st.floats(50, LENGTH_M), min_size=1, max_size=12, unique=True))
def test_covariance_at_any_distances_is_positive(at_m: list[float]) -> None:
    fraction = np.array([0.25, 0.5, 0.75, 1.0])
    covariance = (0.02 * np.minimum.outer(fraction, fraction))[None]
    library = PaceLibrary(fraction, np.ones(1), np.zeros((1, 4)), covariance, np.full(1, 1e-3), "")
    found = library.covariances(np.array(at_m), np.array(at_m), LENGTH_M)[0]
    assert np.allclose(found, found.T)
    assert np.linalg.eigvalsh(found).min() > -1e-9


def test_before_the_first_grid_point_pace_is_less_certain(several: PaceLibrary) -> None:
    at_m = np.array([500.0, 2_000.0, 10_000.0])
    variance = np.diagonal(several.covariances(at_m, at_m, LENGTH_M), axis1=1, axis2=2)
    assert np.all(np.diff(variance, axis=1) < 0)


@pytest.mark.parametrize("at_m", [0.0, -5.0, LENGTH_M + 1])
def test_a_distance_off_the_course_is_an_error(several: PaceLibrary, at_m: float) -> None:
    with pytest.raises(ValueError, match="distances must lie"):
        several.means(np.array([at_m]), LENGTH_M)


def test_a_library_survives_being_saved(several: PaceLibrary, tmp_path: Path) -> None:
    several.save(tmp_path / "library.npz")
    again = load(tmp_path / "library.npz")
    assert again.note == several.note
    np.testing.assert_allclose(again.mean, several.mean, rtol=1e-6)
    np.testing.assert_allclose(again.covariance, several.covariance, rtol=1e-5)


def test_a_library_keeps_its_days_corrections_and_hazard(tmp_path: Path) -> None:
    corrected = Calibration(np.array([0.2, 0.8]), np.full((2, 7), 1.25), np.full((2, 7), -0.1))
    library = replace(made_up_library(), calibration=corrected)
    library.save(tmp_path / "library.npz")
    again = load(tmp_path / "library.npz")
    assert again.day.known == library.day.known
    for part in ("day", "calibration", "stopping"):
        kept, saved = getattr(again, part), getattr(library, part)
        for each in fields(saved):
            if each.name != "known":
                np.testing.assert_allclose(
                    getattr(kept, each.name), getattr(saved, each.name), rtol=1e-5, atol=1e-9
                )


def test_a_day_learned_with_a_library_from_disk_is_the_same(tmp_path: Path) -> None:
    library = made_up_library()
    library.save(tmp_path / "library.npz")
    seen = evidence(drawn(library, 100, np.random.default_rng(1)))
    one, two = (
        learned(each, innovations(each, seen), 1e9) for each in (library, load(tmp_path / "library.npz"))
    )
    np.testing.assert_allclose(one.mean, two.mean, atol=1e-3)


def test_a_file_that_is_no_library_says_so(tmp_path: Path) -> None:
    path = tmp_path / "library.npz"
    path.write_bytes(b"not an archive")
    with pytest.raises(LanterneError, match="not a pace library"):
        load(path)


def test_a_library_of_another_version_says_so(tmp_path: Path) -> None:
    path = tmp_path / "library.npz"
    np.savez(path, schema=99)
    with pytest.raises(LanterneError, match="version 99"):
        load(path)


def test_arrays_that_do_not_fit_together_are_an_error() -> None:
    with pytest.raises(ValueError, match="do not fit together"):
        PaceLibrary(np.ones(3), np.ones(2), np.zeros((2, 4)), np.zeros((2, 4, 4)), np.ones(2), "")


def test_the_shipped_library_is_small_and_says_what_it_was_fitted_on() -> None:
    path = resources.files("lanterne.forecast").joinpath("pace_library.npz")
    assert len(path.read_bytes()) < 300_000
    assert "40 race-years of 9 marathons" in shipped().note


def test_the_shipped_library_holds_for_a_runner_at_the_back() -> None:
    """Half way at 3:33 means a finish well after seven hours, and nobody can say it to the minute."""
    evidence = Evidence.of_net(MARATHON_M, np.array([HALF_MARATHON_M]), np.array([[3 * 3_600 + 33 * 60.0]]))
    low, median, high = condition(shipped(), evidence).quantiles(
        np.array([MARATHON_M]), np.array([0.05, 0.5, 0.95])
    )[0, 0]
    assert 7 * 3_600 + 20 * 60 < median < 7 * 3_600 + 50 * 60
    assert 50 * 60 < high - low < 150 * 60


def test_the_shipped_library_knows_that_runners_slow_down_more_at_the_back() -> None:
    """The share lost in the second half grows from a 1:30 half to a 2:30 half; beyond, many walk evenly."""
    half_s = np.array([[5_400.0], [7_200.0], [9_000.0]])
    evidence = Evidence.of_net(MARATHON_M, np.array([HALF_MARATHON_M]), half_s)
    median_s = condition(shipped(), evidence).quantiles(np.array([MARATHON_M]), np.array([0.5]))[:, 0, 0]
    assert np.all(np.diff(median_s / half_s[:, 0]) > 0)
