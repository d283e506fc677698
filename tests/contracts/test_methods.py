"""What every method of `lanterne evaluate` keeps to, whatever it does inside."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.score.another_future import with_another_future
from tests.score.made_up_race import made_up_race

from lanterne.score.day import RaceDay
from lanterne.score.method import Method
from lanterne.score.methods import METHODS
from lanterne.score.past import Past
from lanterne.score.rules import LEVELS
from lanterne.score.scored import scored

HALF, K30 = 4, 6
LIMITS_S = np.arange(2.5, 9.0, 0.25) * 3_600


@pytest.fixture(scope="module")
def day() -> RaceDay:
    return RaceDay.of(made_up_race())


@pytest.fixture(scope="module", params=list(METHODS))
def method(request: pytest.FixtureRequest) -> Method:
    maker = METHODS[request.param]
    others = (made_up_race(600, 1, "other", 2028), made_up_race(600, 2, "tiny", 2029))
    return maker.make(Past(others) if maker.needs_past else Past())


def seen_at(day: RaceDay, at: int) -> np.ndarray:
    return scored(day).at(day, at).finishers


@pytest.mark.parametrize("at", [0, HALF, K30, 8])
def test_every_runner_gets_quantiles_at_every_mat_ahead(method: Method, day: RaceDay, at: int) -> None:
    rows, target = seen_at(day, at), np.arange(at + 1, len(day.columns))
    found = method.quantiles(day, at, rows, target, LEVELS)
    assert found.shape == (len(rows), len(target), len(LEVELS))
    assert np.isfinite(found).all()


def test_quantiles_do_not_fall_with_level(method: Method, day: RaceDay) -> None:
    found = method.quantiles(day, HALF, seen_at(day, HALF), np.array([5, 9]), LEVELS)
    assert (np.diff(found, axis=2) >= 0).all()


def test_quantiles_rise_with_distance(method: Method, day: RaceDay) -> None:
    rows = seen_at(day, HALF)
    found = method.quantiles(day, HALF, rows, np.arange(HALF + 1, 10), LEVELS)
    assert (np.diff(found, axis=1) >= 0).all()


def test_nobody_comes_ahead_before_they_were_last_seen(method: Method, day: RaceDay) -> None:
    rows = seen_at(day, HALF)
    found = method.quantiles(day, HALF, rows, np.array([5]), LEVELS)
    assert (found >= day.net_s[rows, HALF, None, None]).all()


def test_probability_stays_within_bounds_and_rises_with_the_limit(method: Method, day: RaceDay) -> None:
    within = method.probability_before(day, HALF, seen_at(day, HALF), LIMITS_S)
    assert within.shape == (len(seen_at(day, HALF)), len(LIMITS_S))
    assert ((within >= 0) & (within <= 1)).all()
    assert (np.diff(within, axis=1) >= -1e-6).all()


def test_probability_and_quantiles_are_of_one_distribution(method: Method, day: RaceDay) -> None:
    """Where the probability of a limit is clearly above a level, that quantile is within the limit."""
    rows = seen_at(day, K30)
    within = method.probability_before(day, K30, rows, LIMITS_S)
    low, high = method.quantiles(day, K30, rows, np.array([9]), np.array([0.25, 0.75]))[:, 0].T
    assert (low[:, None] <= LIMITS_S)[within > 0.27].all()
    assert (high[:, None] >= LIMITS_S)[within < 0.73].all()


@pytest.mark.parametrize("at", [1, HALF, K30])
@pytest.mark.parametrize("seed", range(3))
def test_what_comes_later_changes_nothing(method: Method, day: RaceDay, at: int, seed: int) -> None:
    """Reads that come after the instant of the forecast, of the runner and of others, are not used."""
    row = int(np.random.default_rng(seed).choice(seen_at(day, at)))
    other = with_another_future(day, row, at, seed)
    rows, target = np.array([row]), np.arange(at + 1, len(day.columns))
    assert not np.array_equal(other.net_s, day.net_s, equal_nan=True)
    np.testing.assert_allclose(
        method.quantiles(other, at, rows, target, LEVELS),
        method.quantiles(day, at, rows, target, LEVELS),
        rtol=1e-6,
    )
    np.testing.assert_allclose(
        method.probability_before(other, at, rows, LIMITS_S),
        method.probability_before(day, at, rows, LIMITS_S),
        atol=1e-6,
    )


def test_who_is_scored_changes_nobodys_forecast(method: Method, day: RaceDay) -> None:
    rows = seen_at(day, HALF)
    whole = method.quantiles(day, HALF, rows, np.array([9]), LEVELS)
    some = method.quantiles(day, HALF, rows[::7], np.array([9]), LEVELS)
    # Sums in single precision, in another order, may drop or keep a part of two in a thousand.
    np.testing.assert_allclose(some, whole[::7], rtol=1e-3)


def with_first(day: RaceDay, net_s: list[float]) -> RaceDay:
    """The day with other reads of the first runner, up to the last one given."""
    changed = day.net_s.copy()
    changed[0] = np.nan
    changed[0, : len(net_s)] = net_s
    return replace(day, net_s=changed)


@pytest.mark.parametrize(
    "net_s",
    [
        pytest.param([np.nan] * 4 + [7_500.0], id="one read"),
        pytest.param([4_000.0, 8_200.0, 13_500.0, 19_500.0, 36_000.0], id="twenty hours"),
        pytest.param([900.0, 1_800.0, 2_700.0, 3_600.0, 3_790.0], id="faster than anybody"),
        pytest.param([1_700.0, 3_400.0, 7_100.0, 7_000.0, 6_900.0], id="negative legs"),
        pytest.param([1_700.0, 3_400.0, 5_100.0, 6_900.0, 6_900.0], id="leg without time"),
    ],
)
def test_odd_reads_get_a_forecast_too(method: Method, day: RaceDay, net_s: list[float]) -> None:
    odd = with_first(day, net_s)
    found = method.quantiles(odd, HALF, np.array([0]), np.array([5, 9]), LEVELS)
    within = method.probability_before(odd, HALF, np.array([0]), LIMITS_S)
    assert np.isfinite(found).all()
    assert (found >= net_s[-1]).all()
    assert np.isfinite(within).all()


def test_a_field_of_equal_times_gets_a_forecast(method: Method, day: RaceDay) -> None:
    same = replace(day, net_s=np.repeat(day.at_m[None] * 0.36, len(day), axis=0))
    found = method.quantiles(same, HALF, np.arange(len(day)), np.array([9]), LEVELS)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, np.broadcast_to(found[:1], found.shape), rtol=0.02)
