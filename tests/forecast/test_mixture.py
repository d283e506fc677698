"""Fast distribution functions against exact ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from lanterne.forecast.arrays import Singles
from lanterne.forecast.mixture import SCORES, mixture_cdf, quantile_tables

LEVELS = ndtr(SCORES.astype(float))


def test_normal_distribution_function_is_close_and_never_falls() -> None:
    z = np.linspace(-60, 60, 100_001, dtype=np.float32)
    one, zero = np.ones((1, 1), np.float32), np.zeros((1, 1), np.float32)
    found = mixture_cdf(z, one, zero, one)
    assert np.abs(found - ndtr(z.astype(float))).max() < 1.6e-4
    assert np.all(np.diff(found) >= 0)


def test_quantiles_of_one_gaussian() -> None:
    found = quantile_tables(*(np.array([[[value]]], np.float32) for value in (1.0, 0.0, 1.0)))
    np.testing.assert_allclose(found[:, 0, 0], SCORES, atol=0.01)


PARTS = st.lists(
    st.tuples(st.floats(0.02, 1), st.floats(5.5, 6.5), st.floats(0.01, 0.3)), min_size=1, max_size=5
)


def standard(parts: list[tuple[float, float, float]]) -> tuple[Singles, Singles, Singles]:
    """Weights, means and deviations (C, 1, 1), measured from the whole's mean in its deviations."""
    weight, mean, sd = np.array(parts).T[:, :, None, None]
    weight = weight / weight.sum()
    mean = mean - (weight * mean).sum()
    scale = np.sqrt((weight * (mean**2 + sd**2)).sum())
    return weight.astype(np.float32), (mean / scale).astype(np.float32), (sd / scale).astype(np.float32)


@given(PARTS)
def test_quantiles_of_any_mixture_keep_their_order(parts: list[tuple[float, float, float]]) -> None:
    assert np.all(np.diff(quantile_tables(*standard(parts))[:, 0, 0]) >= 0)


ALIKE = st.lists(
    st.tuples(st.floats(0.1, 1), st.floats(5.9, 6.1), st.floats(0.05, 0.15)), min_size=1, max_size=5
)


@given(ALIKE)
def test_quantiles_of_mixtures_like_runners_are_near_their_levels(
    parts: list[tuple[float, float, float]],
) -> None:
    weight, mean, sd = standard(parts)
    found = quantile_tables(weight, mean, sd)[:, 0, 0]
    exact = (weight * ndtr((found - mean) / sd.astype(float))).sum(axis=0)[0]
    np.testing.assert_allclose(exact, LEVELS, atol=0.01)


@given(PARTS, st.floats(5, 7), st.floats(0, 1))
def test_probability_never_falls_with_time(
    parts: list[tuple[float, float, float]], at: float, more: float
) -> None:
    weight, mean, sd = np.array(parts, np.float32).T[:, :, None]
    both = [
        mixture_cdf(np.array([x], np.float32), weight / weight.sum(), mean, sd)[0] for x in (at, at + more)
    ]
    assert 0 <= both[0] <= both[1] + 1e-6
    assert both[1] <= 1 + 1e-6


def test_a_mixture_of_nothing_is_never_reached() -> None:
    empty = np.zeros((0, 2), np.float32)
    assert mixture_cdf(np.zeros(2, np.float32), empty, empty, empty) == pytest.approx(0)
