"""Against the plainest way of writing each method down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lanterne.forecast.neighbours import (
    OpenSplitTime,
    Pool,
    RescaledKnn,
    filled,
    nearest_in,
    quantiles_of,
)
from lanterne.units import MARATHON_M

AT_M = np.array([5_000.0, 10_000.0, 21_097.5, 30_000.0, MARATHON_M])
LEVELS = np.array([0.05, 0.5, 0.95])
TARGETS = np.array([30_000.0, MARATHON_M])


@pytest.fixture(scope="module")
def pool() -> Pool:
    """A thousand runners, one read in twenty missing before the finish."""
    rng = np.random.default_rng(6)
    legs = rng.normal(0.36, 0.06, 1_000)[:, None].clip(0.2, 0.6) * np.diff(AT_M, prepend=0.0)
    net_s = np.cumsum(legs * np.exp(rng.normal(0.02, 0.05, legs.shape)), axis=1)
    net_s[:, :-1][rng.random((1_000, 4)) < 0.05] = np.nan
    return Pool(AT_M, net_s)


@pytest.fixture(scope="module")
def runners() -> np.ndarray:
    """Thirty runners read at 5K, 10K and half way (n, 3)."""
    rng = np.random.default_rng(7)
    legs = rng.normal(0.38, 0.08, 30)[:, None].clip(0.2, 0.7) * np.diff(AT_M[:3], prepend=0.0)
    return np.cumsum(legs * np.exp(rng.normal(0, 0.04, legs.shape)), axis=1)


def test_rescaled_knn_is_the_search_through_everybody(pool: Pool, runners: np.ndarray) -> None:
    whole = pool.net_s[np.isfinite(pool.net_s[:, :3]).all(axis=1)]
    finish = []
    for runner in runners:
        away = np.sqrt(((whole[:, :3] - runner) ** 2).sum(axis=1))
        near = whole[np.argsort(away)[:100]]
        finish.append(np.quantile(near[:, -1] / near[:, 2] * runner[2], LEVELS))
    found = RescaledKnn(pool).quantiles(AT_M[:3], runners, TARGETS, LEVELS)
    np.testing.assert_allclose(found[:, 1], finish)


def test_opensplittime_is_the_search_through_everybody(pool: Pool, runners: np.ndarray) -> None:
    read = pool.net_s[np.isfinite(pool.net_s[:, 2])]
    finish = []
    for own_s in runners[:, 2]:
        off = np.abs(read[:, 2] - own_s)
        near = read[np.argsort(off)[:100]]
        near = near[np.abs(near[:, 2] - own_s) < 0.3 * own_s]
        finish.append(np.quantile(near[:, -1] / near[:, 2] * own_s, LEVELS))
    found = OpenSplitTime(pool).quantiles(AT_M[2], runners[:, 2], TARGETS, LEVELS)
    np.testing.assert_allclose(found[:, 1], finish)


def test_opensplittime_leaves_out_who_is_too_far_away() -> None:
    """Of five past runners only two are within 30 % of a runner who took 10,000 s."""
    at_m = np.array([21_097.5, MARATHON_M])
    here_s = np.array([5_000.0, 6_900.0, 9_000.0, 11_000.0, 13_100.0])
    pool = Pool(at_m, np.column_stack([here_s, here_s * [9, 9, 2.0, 2.2, 9]]))
    found = OpenSplitTime(pool).quantiles(at_m[0], np.array([10_000.0]), at_m[1:], np.array([0.0, 1.0]))
    np.testing.assert_allclose(found[0, 0], [20_000, 22_000])


def test_opensplittime_keeps_the_pace_of_a_runner_like_nobody(pool: Pool) -> None:
    found = OpenSplitTime(pool).quantiles(AT_M[2], np.array([40_000.0]), TARGETS, LEVELS)
    np.testing.assert_allclose(found[0, 1], 40_000 * 2)


def test_nobodys_past_reads_at_the_last_mat_are_filled(pool: Pool) -> None:
    """A pool without the mat still gives an answer: its times there are taken from the reads beside it."""
    net_s = pool.net_s.copy()
    net_s[:, 2] = np.nan
    found = RescaledKnn(Pool(AT_M, net_s)).quantiles(AT_M[2:3], np.array([[8_000.0]]), TARGETS, LEVELS)
    assert np.isfinite(found).all()


def test_a_small_pool_gives_all_it_has() -> None:
    pool = Pool(AT_M, np.outer([0.3, 0.4], AT_M))
    found = RescaledKnn(pool).quantiles(AT_M[:1], np.array([[1_750.0]]), TARGETS, LEVELS)
    np.testing.assert_allclose(found[0, 1], 1_750 / 5_000 * MARATHON_M)


def test_a_mat_that_the_pool_does_not_know_is_refused(pool: Pool) -> None:
    with pytest.raises(ValueError, match="pool has mats"):
        pool.columns(np.array([12_345.0]))


def test_gaps_are_filled_evenly_in_distance() -> None:
    net_s = np.array([[np.nan, 3_000.0, np.nan, 9_500.0, 14_000.0]])
    share = (21_097.5 - 10_000) / 20_000
    np.testing.assert_allclose(filled(AT_M, net_s), [[1_500, 3_000, 3_000 + share * 6_500, 9_500, 14_000]])


def test_reads_stay_as_they_are_where_gaps_are_filled(pool: Pool) -> None:
    read = np.isfinite(pool.net_s)
    np.testing.assert_array_equal(pool.whole_s[read], pool.net_s[read])


@given(
    arrays(float, (12, 3), elements=st.floats(-100, 100)),
    arrays(float, 4, elements=st.floats(0, 1)),
)
def test_quantiles_are_those_of_numpy(samples: np.ndarray, levels: np.ndarray) -> None:
    np.testing.assert_allclose(quantiles_of(samples, levels), np.quantile(samples, levels, axis=0), atol=1e-9)


def test_the_quantiles_of_one_sample_are_the_sample() -> None:
    assert quantiles_of(np.array([[7.0]]), LEVELS).ravel().tolist() == [7.0, 7.0, 7.0]


@given(
    arrays(float, 20, elements=st.floats(0, 100)),
    arrays(float, 5, elements=st.floats(-20, 120)),
    st.integers(1, 20),
)
def test_nobody_nearer_is_left_out(ranked: np.ndarray, wanted: np.ndarray, k: int) -> None:
    ranked = np.sort(ranked)
    found = np.sort(np.abs(ranked[nearest_in(ranked, wanted, k)] - wanted[:, None]), axis=1)
    brute = np.sort(np.abs(ranked - wanted[:, None]), axis=1)[:, :k]
    np.testing.assert_allclose(found, brute, atol=1e-9)
