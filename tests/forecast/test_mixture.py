"""Fast distribution functions against exact ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from lanterne.forecast.mixture import mixture_cdf, mixture_quantiles, normal_cdf

LEVELS = np.array([0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975])


def test_normal_distribution_function_is_close_and_never_falls() -> None:
    z = np.linspace(-60, 60, 100_001, dtype=np.float32)
    found = normal_cdf(z.copy())
    assert np.abs(found - ndtr(z.astype(float))).max() < 1.6e-4
    assert np.all(np.diff(found) >= 0)


def test_quantiles_of_one_gaussian() -> None:
    """Within three hundredths of a standard deviation."""
    found = mixture_quantiles(*(np.array([[value]], np.float32) for value in (1.0, 6.0, 0.1)), LEVELS)
    np.testing.assert_allclose(found[:, 0], 6 + 0.1 * ndtri(LEVELS), atol=0.003)


PARTS = st.lists(
    st.tuples(st.floats(0.02, 1), st.floats(5.5, 6.5), st.floats(0.01, 0.3)), min_size=1, max_size=5
)


@given(PARTS)
def test_quantiles_keep_their_order_for_any_mixture(parts: list[tuple[float, float, float]]) -> None:
    weight, mean, sd = np.array(parts, np.float32).T[:, :, None]
    found = mixture_quantiles(weight / weight.sum(), mean, sd, LEVELS)
    assert np.all(np.diff(found[:, 0]) >= 0)


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


def test_levels_of_quantiles_are_right_for_a_long_tailed_mixture() -> None:
    weight, mean, sd = (
        np.array(part, np.float32)[:, None] for part in ([0.7, 0.3], [6.0, 6.2], [0.05, 0.15])
    )
    found = mixture_quantiles(weight, mean, sd, LEVELS)
    exact = sum(weight[k] * ndtr((found.astype(float) - mean[k]) / sd[k]) for k in range(2))
    np.testing.assert_allclose(exact[:, 0], LEVELS, atol=0.01)


def test_each_mixture_may_have_its_own_levels() -> None:
    shape = (1, 3)
    levels = np.array([[0.1, 0.5, 0.9]])
    found = mixture_quantiles(
        np.ones(shape, np.float32), np.zeros(shape, np.float32), np.ones(shape, np.float32), levels
    )
    np.testing.assert_allclose(found[0], ndtri(levels[0]), atol=0.02)


def test_a_mixture_of_nothing_is_never_reached() -> None:
    empty = np.zeros((0, 2), np.float32)
    assert mixture_cdf(np.zeros(2, np.float32), empty, empty, empty) == pytest.approx(0)
