"""What a library is still off by: found where it was planted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from tests.forecast.made_up_days import G, drawn, hot, made_up_library, on_such_a_day

from lanterne.forecast.arrays import Floats
from lanterne.forecast.calibration import Calibration
from lanterne.forecast.correcting import corrected, usual_scores
from lanterne.forecast.dayfit import Effects
from lanterne.forecast.fade import BANDS
from lanterne.forecast.innovations import KEPT_VARIANCE

LIBRARY = made_up_library()
FEW = np.zeros((1, 1))
MIDDLE = slice(1, 5)
"""Bands that many runners set out in."""


def effects(*of_day: Floats) -> Effects:
    return Effects(tuple(each.ravel() for each in of_day), FEW, FEW, {}, {})


@cache
def hot_day() -> Floats:
    return on_such_a_day(drawn(LIBRARY, 3_000, np.random.default_rng(51)), hot())


def test_a_library_that_is_right_is_usually_off_by_nothing() -> None:
    usual, variance = usual_scores(LIBRARY, ["a"], [hot_day()], effects(hot()))
    np.testing.assert_allclose(usual["a"][1:, MIDDLE], 0, atol=0.1)
    np.testing.assert_allclose(variance[1:], KEPT_VARIANCE, atol=0.1)
    assert variance[0] == 1  # nobody has a score at the first mat


def test_what_one_course_does_at_a_mat_is_found_there_and_of_that_course() -> None:
    """Course b is slower to the ninth mat than the library knows; a is as it says."""
    slow = hot().copy()
    slow[8] += 0.01
    days = [hot_day(), on_such_a_day(drawn(LIBRARY, 3_000, np.random.default_rng(52)), slow)]
    usual, _ = usual_scores(LIBRARY, ["a", "b"], days, effects(hot(), hot()))
    assert usual["b"][8, MIDDLE].min() > 0.15
    assert np.abs(usual["a"][8, MIDDLE]).max() < 0.15
    assert np.all(usual[None][8, MIDDLE] < usual["b"][8, MIDDLE])


def test_a_library_that_is_right_needs_little_correction() -> None:
    found = corrected(LIBRARY, [hot_day()], effects(hot()))
    np.testing.assert_allclose(found.spread[:, MIDDLE], 1, atol=0.12)


def test_a_library_too_sure_of_itself_is_widened() -> None:
    sure = replace(LIBRARY, covariance=LIBRARY.covariance * 0.6)
    found = corrected(sure, [hot_day()], effects(hot()))
    assert found.spread[:, MIDDLE].min() > 1.1


def test_too_few_runners_at_a_mat_correct_nothing() -> None:
    few = corrected(LIBRARY, [hot_day()[:100]], effects(hot()))
    none = Calibration.none()
    np.testing.assert_array_equal(few.spread, np.broadcast_to(none.spread, few.spread.shape))
    np.testing.assert_array_equal(few.shift, np.broadcast_to(none.shift, few.shift.shape))


def test_scores_have_a_row_for_every_mat_and_a_column_for_every_band() -> None:
    usual, variance = usual_scores(LIBRARY, ["a"], [hot_day()], effects(hot()))
    assert usual["a"].shape == usual[None].shape == (G, BANDS)
    assert variance.shape == (G,)
