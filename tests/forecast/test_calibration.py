"""Corrections learned from forecasts and what happened: honest afterwards, none where not needed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast.arrays import Floats
from lanterne.forecast.calibration import LEVELS, Calibration, fit_calibration
from lanterne.forecast.fade import BANDS

FRACTION = np.array([0.25, 0.75])


def off_by(spread: float, shift: float, n: int, seed: int) -> Floats:
    """What forecasts gave for what happened, when honest ones would have given uniform numbers."""
    return np.asarray(expit(shift + spread * logit(np.random.default_rng(seed).random(n))))


def paces(n: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).uniform(np.log(255), np.log(690), n)


def fitted(n: int = 20_000) -> Calibration:
    below = [off_by(1.4, 0.3, n, 2), off_by(0.8, -0.2, n, 3)]
    return fit_calibration(FRACTION, below, [paces(n), paces(n)])


def test_corrected_forecasts_are_honest() -> None:
    correction = fitted()
    below, pace = off_by(1.4, 0.3, 20_000, 7), paces(20_000, 8)
    spread, shift = correction.of(np.full(20_000, 0.25), pace)
    honest = expit((logit(below) - shift) / spread)
    share = [np.mean(honest < level) for level in LEVELS]
    np.testing.assert_allclose(share, LEVELS, atol=0.015)


def test_between_two_places_the_correction_is_between_theirs() -> None:
    correction = fitted()
    spread, _ = correction.of(np.array([0.1, 0.25, 0.5, 0.75, 1.0]), np.full(5, np.log(410.0)))
    assert spread[0] == spread[1] > spread[2] > spread[3] == spread[4]


@given(st.floats(0, 1), st.floats(4, 8) | st.just(np.nan))
def test_corrections_stay_within_those_of_the_cells(fraction: float, log_pace: float) -> None:
    correction = fitted(2_000)
    spread, shift = correction.of(np.array([fraction]), np.array([log_pace]))
    assert correction.spread.min() - 1e-6 <= spread[0] <= correction.spread.max() + 1e-6
    assert correction.shift.min() - 1e-6 <= shift[0] <= correction.shift.max() + 1e-6


def test_forecasts_that_are_honest_are_left_as_they_are() -> None:
    below = [off_by(1, 0, 30_000, seed) for seed in (2, 3)]
    correction = fit_calibration(FRACTION, below, [paces(30_000), paces(30_000)])
    np.testing.assert_allclose(correction.spread, 1, atol=0.06)
    np.testing.assert_allclose(correction.shift, 0, atol=0.08)


def test_few_runners_correct_little() -> None:
    few = fit_calibration(FRACTION, [off_by(2, 0, 70, 2)] * 2, [paces(70)] * 2)
    assert few.spread.max() < 1.2


def test_bands_that_nobody_ran_in_are_not_corrected() -> None:
    slow = np.full(5_000, np.log(690.0))
    correction = fit_calibration(FRACTION, [off_by(1.5, 0, 5_000, 2)] * 2, [slow, slow])
    np.testing.assert_array_equal(correction.spread[:, : BANDS - 1], 1)
    assert correction.spread[:, -1].min() > 1.3


def test_nobody_to_learn_from_means_no_correction() -> None:
    correction = fit_calibration(FRACTION, [np.empty(0)] * 2, [np.empty(0)] * 2)
    np.testing.assert_array_equal(correction.spread, 1)
    np.testing.assert_array_equal(correction.shift, 0)


def test_no_correction_changes_nothing() -> None:
    spread, shift = Calibration.none().of(np.array([0.0, 0.4, 1.0]), np.array([5.5, np.nan, 6.5]))
    np.testing.assert_array_equal(spread, 1)
    np.testing.assert_array_equal(shift, 0)


def test_widened_widens_and_does_not_shift() -> None:
    correction = fitted(2_000)
    wider = correction.widened(1.3)
    np.testing.assert_allclose(wider.spread, correction.spread * 1.3)
    np.testing.assert_array_equal(wider.shift, correction.shift)
