"""The hazard of dropping out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.forecast.stopping import TERMS, Stopping, cumulative, design, slowdown
from lanterne.forecast.stopping_fit import StoppingRace, fit_stopping, last_reads

NAN = np.nan
EVEN = np.zeros(1)
USUAL = np.log([360.0])
FITTED = Stopping.usual()
SHARES = st.floats(0, 1)


def flat(hazard: float, between_sd: float = 0.0) -> Stopping:
    """The same hazard for all, everywhere."""
    coefficient = np.zeros(len(TERMS))
    coefficient[0] = np.log(hazard)
    return Stopping(coefficient, np.zeros((len(TERMS), len(TERMS))), between_sd)


@given(
    last=SHARES,
    targets=st.lists(SHARES, min_size=2, max_size=8),
    slow=st.floats(-2, 3) | st.just(NAN),
    log_pace=st.floats(4, 8) | st.just(NAN),
    limit=st.floats(5, 7) | st.just(NAN),
)
def test_survival_falls_from_1_at_the_last_evidence(
    last: float, targets: list[float], slow: float, log_pace: float, limit: float
) -> None:
    target = np.sort([*targets, last])
    found = FITTED.survival(np.array([last]), target, np.array([slow]), np.array([log_pace]), limit)[0]
    assert np.all((found > 0) & (found <= 1))
    assert np.all(np.diff(found) <= 1e-12)
    assert np.all(found[target <= last] == 1)


@given(last=SHARES, between=SHARES, target=SHARES)
def test_hazards_add_up_wherever_a_mat_lies(last: float, between: float, target: float) -> None:
    last, between, target = sorted([last, between, target])
    hazard = np.linspace(0.1, 2.0, 40)[None]

    def from_to(start: float, end: float) -> float:
        return float(cumulative(hazard, np.array([start]), np.array([end]))[0, 0])

    assert from_to(last, between) + from_to(between, target) == pytest.approx(from_to(last, target))


def test_a_constant_hazard_gives_an_exponential() -> None:
    found = flat(0.2).survival(np.array([0.25]), np.array([0.5, 1.0]), EVEN, USUAL)
    np.testing.assert_allclose(found, np.exp([[-0.05, -0.15]]), rtol=1e-4)


def test_a_level_that_is_not_known_is_averaged_over_races() -> None:
    """The gamma stands for a log-normal level: checked by drawing races of one."""
    levels = np.exp(np.random.default_rng(1).normal(0, 0.7, 400_000))
    found = flat(0.05, 0.7).survival(np.zeros(1), np.ones(1), EVEN, USUAL)[0, 0]
    assert found == pytest.approx(np.exp(-0.05 * levels).mean(), abs=2e-4)


def test_the_band_holds_nine_races_in_ten() -> None:
    stopped = -np.expm1(-0.05 * np.exp(np.random.default_rng(2).normal(0, 0.7, 100_000)))
    low, high = (each[0, 0] for each in flat(0.05, 0.7).band(np.zeros(1), np.ones(1), EVEN, USUAL))
    assert np.mean((stopped > low) & (stopped < high)) == pytest.approx(0.9, abs=0.005)


def test_uncertain_coefficients_widen_the_band_of_those_they_concern() -> None:
    covariance = np.zeros((len(TERMS), len(TERMS)))
    covariance[3, 3] = 4.0
    model = Stopping(FITTED.coefficient, covariance, 0.1)
    low, high = model.band(np.full(2, 0.5), np.ones(1), np.array([0.0, 0.4]), np.repeat(USUAL, 2))
    ratio = high[:, 0] / low[:, 0]
    assert ratio[1] > 2 * ratio[0]


@pytest.mark.parametrize(
    ("slow", "pace", "limit"),
    [(0.3, 360.0, NAN), (0.0, 500.0, 512.0)],
    ids=["slower than before", "hard on the limit"],
)
def test_who_is_in_trouble_is_likelier_to_stop(slow: float, pace: float, limit: float) -> None:
    half, end = np.array([0.5]), np.ones(1)
    usual = FITTED.survival(half, end, EVEN, USUAL, np.log(limit))
    assert FITTED.survival(half, end, np.array([slow]), np.log([pace]), np.log(limit)) < usual


def test_being_slow_where_there_is_no_limit_is_no_reason_to_stop() -> None:
    half, end = np.array([0.5]), np.ones(1)
    slow = FITTED.survival(half, end, EVEN, np.log([800.0]))
    assert slow == FITTED.survival(half, end, EVEN, USUAL)


def test_the_numbers_come_back_from_a_file() -> None:
    back = Stopping.of_arrays(FITTED.arrays())
    np.testing.assert_array_equal(back.coefficient, FITTED.coefficient)
    np.testing.assert_array_equal(back.covariance, FITTED.covariance)
    assert back.between_sd == FITTED.between_sd


AT_M = np.array([5_000.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0])


@pytest.mark.parametrize(
    ("reads", "slow"),
    [
        ([1_500.0, 3_000.0, NAN, 11_000.0, NAN], np.log((8_000 / 20) / 300)),
        ([NAN, 3_000.0, 6_200.0, NAN, NAN], np.log(320 / 300)),
        ([1_500.0, NAN, NAN, NAN, NAN], NAN),
        ([NAN, NAN, NAN, NAN, NAN], NAN),
    ],
    ids=["over a missed mat", "from the first read", "one read", "none"],
)
def test_slowdown_is_the_last_leg_against_the_average_before(reads: list[float], slow: float) -> None:
    np.testing.assert_allclose(slowdown(np.array([reads]), AT_M, 40_000.0), [slow])


def test_a_leg_of_a_kilometre_is_too_short_to_judge_by() -> None:
    at_m = np.array([10_000.0, 20_000.0, 21_000.0])
    found = slowdown(np.array([[3_000.0, 6_000.0, 6_600.0]]), at_m, 40_000.0)
    np.testing.assert_allclose(found, np.log((3_600 / 11) / 300))


def test_reads_after_a_ride_are_not_running() -> None:
    net_s = np.array([[1_500.0, 3_000.0, NAN, NAN, 9_000.0], [1_500.0, NAN, 6_000.0, 9_000.0, NAN]])
    race = StoppingRace("made up", 40_000.0, AT_M, net_s, np.array([True, True]), NAN)
    assert last_reads(race).tolist() == [1, 3]


def made_up(model: Stopping, level: float, n: int, seed: int) -> StoppingRace:
    """Runners who drop out by the model, of a level of their own, after unequal legs."""
    rng = np.random.default_rng(seed)
    legs_s = rng.uniform(260, 480, (n, 1)) * rng.uniform(0.9, 1.5, (n, 5)) * np.diff(AT_M, prepend=0) / 1e3
    net_s = np.cumsum(legs_s, axis=1)
    going, limit_s = np.ones(n, bool), 19_000.0
    for mat in range(4):
        middle = (AT_M[mat] + AT_M[mat + 1]) / 80_000
        log_pace = np.log(net_s[:, mat] / AT_M[mat] * 1e3)
        slow = slowdown(net_s[:, : mat + 1], AT_M[: mat + 1], 40_000.0)
        start = np.full(n, AT_M[mat] / 4e4)
        terms = design(start, np.array([middle]), slow, log_pace, np.log(limit_s / 40))
        hazard = np.exp(terms[:, 0] @ model.coefficient + level)
        going &= rng.random(n) < np.exp(-hazard * (AT_M[mat + 1] - AT_M[mat]) / 40_000)
        net_s[~going, mat + 1] = NAN
    return StoppingRace(f"made up {seed}", 40_000.0, AT_M, net_s, ~going, limit_s)


def test_a_fit_finds_what_made_the_runners_stop() -> None:
    """Of made-up races; looks at the next stretch alone made them, so farther ones blur it a little."""
    truth = Stopping(np.array([-2.0, 0.5, -3.0, 3.0, 4.0]), np.zeros((5, 5)), 0.0)
    found = fit_stopping([made_up(truth, level, 8_000, seed) for seed, level in enumerate((-0.3, 0.0, 0.3))])
    sd = np.sqrt(np.diag(found.covariance))
    assert np.all(
        np.abs(found.coefficient - truth.coefficient)[1:] < 3 * sd[1:] + 0.35 * np.array([1, 3, 3, 4])
    )
    assert np.all(sd[1:] < [0.3, 1.2, 0.3, 0.3])
