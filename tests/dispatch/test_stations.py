"""The first, the last and the n-th from last to come to a place, against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri

from lanterne.dispatch.stations import LEVELS, Coming, came_by, still_to_come

Floats = NDArray[np.float64]
ASKED = (0.05, 0.5, 0.95)
NOW_S = 0.0


def field(n: int, day_sd: float, seed: int = 1) -> tuple[Coming, Floats, Floats, Floats]:
    """Runners with normal arrivals: what is asked, and mean, deviation and chance to come of each."""
    rng = np.random.default_rng(seed)
    mean_s, sd_s = rng.uniform(3_000, 9_000, n), rng.uniform(60, 900, n)
    comes = rng.choice([1.0, 0.97, 0.5], n)
    arrival_s = mean_s[:, None] + sd_s[:, None] * ndtri(np.array(LEVELS))
    return Coming.of(arrival_s, comes, NOW_S, day_sd), mean_s, sd_s, comes


def drawn(mean_s: Floats, sd_s: Floats, comes: Floats, day_sd: float, size: int = 20_000) -> Floats:
    """Arrivals of days drawn one by one, (size, n) sorted; -inf = does not come."""
    rng = np.random.default_rng(2)
    shared = np.minimum(day_sd * mean_s / sd_s, 0.95)
    day, own = rng.standard_normal((size, 1)), rng.standard_normal((size, len(mean_s)))
    at_s = mean_s + sd_s * (shared * day + np.sqrt(1 - shared**2) * own)
    return np.sort(np.where(rng.random(at_s.shape) < comes, at_s, -np.inf), axis=1)


@pytest.mark.parametrize("day_sd", [0.0, 0.03])
@pytest.mark.parametrize("nth", [1, 2, 5])
@pytest.mark.parametrize("n", [6, 60])
def test_the_nth_from_last_is_as_drawn(n: int, nth: int, day_sd: float) -> None:
    coming, *runners = field(n, day_sd)
    last_s = drawn(*runners, day_sd)[:, -nth]
    asked = np.array(ASKED)[np.mean(np.isneginf(last_s)) < ASKED]  # of fewer than that nothing is asked
    found_s = coming.last_s(tuple(asked), nth)
    np.testing.assert_allclose(np.mean(last_s[:, None] <= found_s, axis=0), asked, atol=0.03)


@pytest.mark.parametrize("day_sd", [0.0, 0.03])
@pytest.mark.parametrize("n", [6, 60])
def test_the_first_is_as_drawn(n: int, day_sd: float) -> None:
    coming, *runners = field(n, day_sd)
    every_s = drawn(*runners, day_sd)
    first_s = np.where(np.isfinite(every_s), every_s, np.inf).min(axis=1)
    share = np.mean(first_s[:, None] <= coming.first_s(ASKED), axis=0)
    np.testing.assert_allclose(share, ASKED, atol=0.03)


@pytest.mark.parametrize("day_sd", [0.0, 0.03])
@pytest.mark.parametrize("now_s", [4_000.0, 8_500.0])
def test_how_many_are_still_to_come_is_as_drawn(now_s: float, day_sd: float) -> None:
    coming, *runners = field(60, day_sd)
    counts = (drawn(*runners, day_sd) > now_s).sum(axis=1)
    number = coming.number(now_s)
    assert number.mean == pytest.approx(counts.mean(), abs=0.3)
    assert [number.p05, number.p95] == pytest.approx(np.quantile(counts, (0.05, 0.95)), abs=1)


@pytest.mark.parametrize("day_sd", [0.0, 0.1, 0.15])
def test_many_of_whom_the_same_is_known_have_a_first_and_a_last(day_sd: float) -> None:
    n, mean_s, sd_s = 5_000, 9_000.0, 1_500.0
    arrival_s = mean_s + sd_s * ndtri(np.array([LEVELS]))
    coming = Coming.of(arrival_s, np.ones(1), NOW_S, day_sd, each=np.full(1, float(n)))
    shared = day_sd * mean_s / sd_s
    rng = np.random.default_rng(5)
    day, own = rng.standard_normal((1_000, 1)), rng.standard_normal((1_000, n))
    at_s = mean_s + sd_s * (shared * day + np.sqrt(1 - shared**2) * own)
    last_s, first_s = np.quantile(at_s.max(axis=1), ASKED), np.quantile(at_s.min(axis=1), ASKED)
    np.testing.assert_allclose(coming.last_s(ASKED), last_s, atol=0.2 * sd_s)
    np.testing.assert_allclose(coming.first_s(ASKED), first_s, atol=0.2 * sd_s)


def test_how_readily_people_stop_today_widens_how_many_come() -> None:
    coming = Coming.of(9_000.0 + np.zeros((9_000, len(LEVELS))), np.full(9_000, 0.95), NOW_S, 0.0)
    usual, unknown = coming.number(0.0), coming.number(0.0, stopping_sd=0.4)
    assert usual.mean == unknown.mean == pytest.approx(8_550)
    assert unknown.p95 - unknown.p05 > 3 * (usual.p95 - usual.p05)


def test_a_day_that_is_not_known_widens_what_all_share() -> None:
    sure, unsure = field(60, 0.0)[0].last_s(ASKED), field(60, 0.05)[0].last_s(ASKED)
    assert unsure[2] - unsure[0] > sure[2] - sure[0]


@given(st.integers(1, 30), st.integers(1, 6), st.integers(0, 999))
def test_levels_and_places_from_last_are_in_order(n: int, nth: int, seed: int) -> None:
    coming = field(n, 0.02, seed)[0]
    later_s, earlier_s = coming.last_s(ASKED, nth), coming.last_s(ASKED, nth + 1)
    assert np.all(np.diff(later_s) >= 0)
    assert np.all(earlier_s <= later_s + 60.0)  # each is interpolated between its own instants
    assert 0 <= coming.number(5_000.0).p05 <= coming.number(5_000.0).p95 <= n


def test_of_nobody_nothing_is_known() -> None:
    nobody = Coming.of(np.empty((0, len(LEVELS))), np.empty(0), NOW_S, 0.02)
    assert nobody.number(0.0) == (0.0, 0, 0)
    assert np.isnan(nobody.last_s(ASKED)).all()
    assert np.isnan(nobody.first_s(ASKED)).all()


def test_each_may_have_their_own_limit() -> None:
    coming, mean_s, sd_s, _ = field(60, 0.0)
    limit_s = mean_s + 0.5 * sd_s
    assert coming.number(limit_s).mean == pytest.approx(0.3085 * coming.comes.sum(), abs=0.1)


def test_a_first_who_may_not_come_is_not_known_for_sure() -> None:
    one = Coming.of(np.linspace(100, 200, len(LEVELS))[None], np.array([0.6]), NOW_S, 0.0)
    assert np.isfinite(one.first_s(ASKED)).tolist() == [True, True, False]


def test_at_a_quantile_its_level_has_come_and_in_between_the_rest_is_in_order() -> None:
    arrival_s = np.array([[100.0, 200.0, 400.0], [np.nan] * 3])
    found = [came_by(arrival_s, (0.05, 0.5, 0.95), by_s) for by_s in (50, 100, 150, 200, 300, 400, 800)]
    assert [one[0] for one in found[1::2]] == pytest.approx([0.05, 0.5, 0.95])
    assert np.all(np.diff([one[0] for one in found]) > 0)
    assert np.isnan([one[1] for one in found]).all()


def test_who_may_still_come() -> None:
    """Evidence beyond, not running, or 19 in 20 sure to have passed: not to come; no forecast: to come."""
    latest_s = np.array([2_000.0, 2_000.0, 900.0, np.nan, 2_000.0])
    evidence_m = np.array([4_000.0, 6_000.0, 4_000.0, np.nan, 4_000.0])
    running = np.array([True, True, True, True, False])
    found = still_to_come(latest_s, evidence_m, running, 5_000.0, 1_000.0)
    assert found.tolist() == [True, False, False, True, False]
