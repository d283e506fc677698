from __future__ import annotations

import numpy as np
import pytest
import scoringrules as sr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lanterne.score.rules import (
    LEVELS,
    brier,
    brier_skill,
    crps,
    interval_score,
    level_of,
    mean,
    pinball,
    pit,
    reliability,
)

RNG = np.random.default_rng(3)
QUANTILE = np.sort(RNG.normal(15_000, 1_200, (200, 39)), axis=1)
ACTUAL = RNG.normal(15_000, 1_200, 200)


def test_levels_are_those_of_the_contract() -> None:
    np.testing.assert_allclose(LEVELS, [0.025 * step for step in range(1, 40)])


def test_pinball_is_that_of_scoringrules() -> None:
    theirs = sr.quantile_score(ACTUAL[:, None], QUANTILE, LEVELS)
    np.testing.assert_allclose(pinball(QUANTILE, LEVELS, ACTUAL), theirs)


def test_crps_is_that_of_scoringrules() -> None:
    np.testing.assert_allclose(crps(QUANTILE, LEVELS, ACTUAL), sr.crps_quantile(ACTUAL, QUANTILE, LEVELS))


def test_crps_comes_near_that_of_an_ensemble() -> None:
    """39 levels leave out the far tails: a few per cent of the probability-weighted moment estimate."""
    ensemble = np.random.default_rng(1).normal(0, 1, (50, 4_000))
    actual = np.linspace(-1.5, 1.5, 50)
    ours = crps(np.quantile(ensemble, LEVELS, axis=1).T, LEVELS, actual)
    np.testing.assert_allclose(ours, sr.crps_ensemble(actual, ensemble, estimator="pwm"), rtol=0.05)


def test_crps_of_one_time_is_how_far_it_is_off() -> None:
    named = np.repeat(QUANTILE[:, :1], 39, axis=1)
    np.testing.assert_allclose(crps(named, LEVELS, ACTUAL), np.abs(named[:, 0] - ACTUAL))


def test_interval_score_is_that_of_scoringrules() -> None:
    low, high = QUANTILE[:, 1], QUANTILE[:, 37]
    theirs = sr.interval_score(ACTUAL, low, high, 0.1)
    np.testing.assert_allclose(interval_score(low, high, 0.9, ACTUAL), theirs)


def test_brier_is_that_of_scoringrules() -> None:
    probability, happened = RNG.random(300), (RNG.random(300) < 0.4).astype(float)
    assert brier(probability, happened) == pytest.approx(sr.brier_score(happened, probability).mean())


def test_skill_of_always_saying_the_share_is_nothing() -> None:
    happened = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    assert brier_skill(np.full(5, 0.4), happened) == pytest.approx(0)


def test_skill_of_certainty_that_is_right_is_one() -> None:
    happened = np.array([1.0, 0.0, 0.0])
    assert brier_skill(happened, happened) == 1


def test_skill_is_unknown_where_it_happened_to_all() -> None:
    assert np.isnan(brier_skill(np.array([0.9, 1.0]), np.ones(2)))


def test_mean_of_nobody_is_unknown() -> None:
    assert np.isnan(mean(np.empty(0)))


def test_reliability_counts_everybody_once() -> None:
    probability = np.array([0.0, 0.05, 0.1, 0.999, 1.0])
    found = reliability(probability, np.array([0.0, 1.0, 0.0, 1.0, 1.0]))
    assert [bin_.n for bin_ in found] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_reliability_sets_what_was_said_beside_what_happened() -> None:
    found = reliability(np.array([0.31, 0.35, 0.39]), np.array([1.0, 0.0, 0.0]))[3]
    assert (found.p_mean, found.observed) == (pytest.approx(0.35), pytest.approx(1 / 3))


def test_reliability_of_nobody_is_unknown() -> None:
    assert np.isnan(reliability(np.array([0.95]), np.ones(1))[0].observed)


@given(arrays(float, (4, 7), elements=st.floats(0, 1e4)), arrays(float, 5, elements=st.floats(-10, 1.1e4)))
def test_level_is_that_of_the_inverted_curve(raw: np.ndarray, at: np.ndarray) -> None:
    """The same as linear interpolation wherever quantiles differ."""
    levels = np.linspace(0.05, 0.95, 7)
    quantile = np.sort(raw, axis=1) + np.arange(7)  # no two alike
    at = np.sort(at)
    brute = [np.interp(at, each, levels, left=0.0, right=1.0) for each in quantile]
    top = at[None] == quantile[:, -1:]  # the step beyond the last level is taken at it
    np.testing.assert_allclose(level_of(quantile, levels, at)[~top], np.array(brute)[~top], atol=1e-9)


def test_level_of_one_time_is_a_step() -> None:
    found = level_of(np.full((1, 39), 100.0), LEVELS, np.array([99.9, 100.0, 100.1]))
    assert found.tolist() == [[0.0, 1.0, 1.0]]


def test_pit_of_right_forecasts_is_even() -> None:
    rng = np.random.default_rng(8)
    centre = rng.normal(0, 3, 20_000)
    quantile = centre[:, None] + np.quantile(rng.normal(0, 1, 200_000), LEVELS)
    counts = pit(quantile, LEVELS, centre + rng.normal(0, 1, 20_000))
    assert counts.sum() == 20_000
    np.testing.assert_allclose(counts[1:-1], 2_000, rtol=0.1)
