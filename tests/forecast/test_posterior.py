"""Forecasts given evidence, against direct formulas and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from lanterne.forecast import Evidence, PaceLibrary, Posterior, condition, shipped
from lanterne.forecast.arrays import Floats
from lanterne.forecast.parts import DROPPED, without_least
from lanterne.forecast.silence import Silence
from lanterne.units import MARATHON_M

LENGTH_M = 40_000.0
MATS_M = np.array([10_000.0, 20_000.0, 30_000.0])
LEVELS = np.array([0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975])
NAN = np.nan


def given_reads(library: PaceLibrary, *reads: list[float]) -> Posterior:
    return condition(library, Evidence.of_net(LENGTH_M, MATS_M, np.array(reads, float)))


def silent(posterior: Posterior, by_s: Floats, rate: float = 0.995) -> Silence:
    """No mat has read anybody by each runner's time."""
    shape = (len(by_s), len(posterior.mats_m))
    return Silence(np.broadcast_to(by_s[:, None], shape), np.full(shape, rate))


def gaussian_by_hand(
    library: PaceLibrary, read: list[int], log_pace: Floats, target: int
) -> tuple[float, float]:
    """Mean and deviation of log pace at a grid point, given exact log pace at others."""
    mean, covariance = library.mean[0], library.covariance[0]
    gain = covariance[target, read] @ np.linalg.inv(covariance[np.ix_(read, read)])
    variance = covariance[target, target] - gain @ covariance[read, target]
    return float(mean[target] + gain @ (log_pace - mean[read])), float(np.sqrt(variance))


@pytest.mark.parametrize("read", [[0], [1], [0, 1], [0, 2], [0, 1, 2]])
def test_one_gaussian_follows_the_formula_for_any_mats(single: PaceLibrary, read: list[int]) -> None:
    """Missing mats in all patterns; what is left is the noise of reads, a second and ten metres."""
    time_s = np.array([4_100.0, 8_400.0, 12_900.0])
    log_pace = np.log(time_s[read] / (MATS_M[read] / 1_000))
    mean, sd = gaussian_by_hand(single, read, log_pace, 3)
    row = [float(time_s[mat]) if mat in read else NAN for mat in range(3)]
    found = given_reads(single, row).quantiles(np.array([LENGTH_M]), LEVELS)[0, 0]
    np.testing.assert_allclose(np.log(found / 40), mean + sd * ndtri(LEVELS), atol=0.03 * sd)


def test_no_reads_gives_the_prior(single: PaceLibrary) -> None:
    found = given_reads(single, [NAN] * 3).quantiles(np.array([LENGTH_M]), np.array([0.5]))
    assert found[0, 0, 0] == pytest.approx(40 * np.exp(single.mean[0, 3]), rel=1e-3)


def test_conditioning_a_mixture_against_brute_force(several: PaceLibrary) -> None:
    """Of a million simulated runners, those who come near two reads show what is to be expected."""
    rng = np.random.default_rng(3)
    count = rng.multinomial(1_500_000, several.weight)
    paces = np.concatenate(
        [
            rng.multivariate_normal(several.mean[k], several.covariance[k], size=count[k])
            for k in range(len(count))
        ]
    )
    times_s = np.exp(paces) * several.fraction * 40
    seen = np.array([4_300.0, 8_900.0])
    near = np.all(np.abs(np.log(times_s[:, :2] / seen)) < 0.01, axis=1)
    assert near.sum() > 1_500
    posterior = given_reads(several, [seen[0], seen[1], NAN])
    found = posterior.quantiles(np.array([30_000.0, LENGTH_M]), LEVELS)[0]
    for target in (0, 1):
        reached = (times_s[near, 2 + target, None] <= found[target]).mean(axis=0)
        np.testing.assert_allclose(reached, LEVELS, atol=0.04)
    limit_s = np.array([13_800.0, 18_800.0])
    before = posterior.probability_before(np.array([30_000.0, LENGTH_M]), limit_s)[0]
    np.testing.assert_allclose(before, (times_s[near, 2:] <= limit_s).mean(axis=0), atol=0.04)


def test_probabilities_and_quantiles_agree(several: PaceLibrary) -> None:
    """The probability to arrive by a quantile is its level, everywhere along the course."""
    posterior = given_reads(several, [4_300.0, NAN, NAN], [6_000.0, 12_500.0, NAN], [NAN, NAN, NAN])
    target_m = np.linspace(20_500, LENGTH_M, 25)
    quantiles = posterior.quantiles(target_m, LEVELS)
    for index, level in enumerate(LEVELS):
        np.testing.assert_allclose(
            posterior.probability_before(target_m, quantiles[:, :, index].astype(float)), level, atol=0.03
        )


def test_targets_behind_the_last_evidence_are_unknown(several: PaceLibrary) -> None:
    posterior = given_reads(several, [4_300.0, 8_800.0, NAN])
    target_m = np.array([15_000.0, 20_000.0, 20_500.0])
    assert np.isnan(posterior.quantiles(target_m, LEVELS)[0]).all(axis=1).tolist() == [True, True, False]
    assert np.isnan(posterior.probability_before(target_m, np.full(3, 9e3)))[0].tolist() == [
        True,
        True,
        False,
    ]


def test_targets_may_come_in_any_order(several: PaceLibrary) -> None:
    posterior = given_reads(several, [4_300.0, NAN, NAN], [NAN, 9_000.0, NAN])
    target_m = np.array([30_000.0, 12_000.0, LENGTH_M, 21_000.0, 15_000.0, 26_000.0, 33_000.0])
    order = np.argsort(target_m)
    mixed = posterior.quantiles(target_m, LEVELS)
    np.testing.assert_array_equal(mixed[:, order], posterior.quantiles(target_m[order], LEVELS))


reads = st.lists(st.one_of(st.none(), st.floats(200, 1_500)), min_size=9, max_size=9)


@settings(deadline=None)
@given(reads, st.floats(0, 60_000))
def test_forecasts_of_any_runner_are_in_order(paces: list[float | None], now_s: float) -> None:
    """Never NaN where an answer is due, non-decreasing in level and distance, unless refused."""
    at_m = np.array([5e3, 10e3, 15e3, 20e3, 21_097.5, 25e3, 30e3, 35e3, 40e3])
    legs_km = np.diff(at_m, prepend=0) / 1_000
    time_s = np.cumsum([(pace or 400.0) * leg for pace, leg in zip(paces, legs_km, strict=True)])
    net_s = np.where([pace is None for pace in paces], NAN, time_s)[None]
    posterior = condition(shipped(), Evidence.of_net(MARATHON_M, at_m, net_s))
    target_m = np.linspace(40_100, MARATHON_M, 8)
    assert not posterior.refused[0]
    for silence in (None, silent(posterior, np.array([now_s]))):
        found = posterior.quantiles(target_m, LEVELS, silence)[0]
        assert np.isfinite(found).all()
        assert np.all(np.diff(found, axis=1) >= 0)
        assert np.all(np.diff(found, axis=0) >= 0)
        assert np.all(found >= posterior.last_s[0] * (1 - 1e-6))


@settings(deadline=None)
@given(st.floats(3_000, 30_000), st.floats(0, 10_000), st.floats(0, 40_000))
def test_a_later_limit_is_never_less_likely(limit_s: float, more_s: float, now_s: float) -> None:
    posterior = condition(shipped(), Evidence.of_net(MARATHON_M, np.array([10_000.0]), np.array([[4_300.0]])))
    target_m = np.array([25_000.0])
    for silence in (None, silent(posterior, np.array([now_s]))):
        early, late = (
            posterior.probability_before(target_m, np.array([by_s]), silence)[0, 0]
            for by_s in (limit_s, limit_s + more_s)
        )
        assert -1e-6 <= early <= late + 1e-6
        assert late <= 1 + 1e-5


def test_not_yet_read_follows_the_formula_at_the_mat(single: PaceLibrary) -> None:
    """A mat that reads 9 in 10 and has not read: a tenth of what lay before now is left there."""
    posterior = given_reads(single, [4_100.0, NAN, NAN])
    target_m, now_s, rate = np.array([20_000.0]), 8_500.0, 0.9
    limits_s = np.array([8_000.0, 8_500.0, 8_700.0, 9_000.0])
    plain = np.array([posterior.probability_before(target_m, np.array([by_s]))[0, 0] for by_s in limits_s])
    told = [
        posterior.probability_before(target_m, np.array([by_s]), silent(posterior, np.array([now_s]), rate))[
            0, 0
        ]
        for by_s in limits_s
    ]
    before = (1 - rate) * np.minimum(plain, plain[1]) + np.maximum(plain - plain[1], 0)
    np.testing.assert_allclose(told, before / (1 - rate * plain[1]), atol=0.05)


@pytest.mark.parametrize("now_s", [8_600.0, 9_300.0, 11_000.0])
def test_silence_at_a_mat_against_brute_force(several: PaceLibrary, now_s: float) -> None:
    """Of simulated runners, those whom a mat that reads 95 in 100 has not read by now."""
    rng, rate = np.random.default_rng(9), 0.95
    count = rng.multinomial(2_000_000, several.weight)
    paces = np.concatenate(
        [rng.multivariate_normal(several.mean[k], several.covariance[k], size=count[k]) for k in range(3)]
    )
    times_s = np.exp(paces) * several.fraction * 40
    near = np.abs(np.log(times_s[:, 0] / 4_200)) < 0.01
    unread = near & ((times_s[:, 1] > now_s) | (rng.random(len(near)) > rate))
    assert unread.sum() > 2_000
    posterior = given_reads(several, [4_200.0, NAN, NAN])
    told = silent(posterior, np.array([now_s]), rate)
    target_m = np.array([20_000.0, 30_000.0, LENGTH_M])
    found = posterior.quantiles(target_m, LEVELS, told)[0]
    for target in range(3):
        reached = (times_s[unread, 1 + target, None] <= found[target]).mean(axis=0)
        np.testing.assert_allclose(reached, LEVELS, atol=0.05)
    limits_s = np.array([now_s + 200, 14_500.0, 20_000.0])
    before = posterior.probability_before(target_m, limits_s, told)[0]
    np.testing.assert_allclose(before, (times_s[unread, 1:] <= limits_s).mean(axis=0), atol=0.05)


def test_quantiles_know_what_has_not_been_read(several: PaceLibrary) -> None:
    """The probability, not having been read, to arrive by such a quantile is its level."""
    posterior = given_reads(several, [4_300.0, NAN, NAN], [5_600.0, NAN, NAN])
    target_m, now_s = np.array([15_000.0, 24_000.0, LENGTH_M]), np.array([9_000.0, 12_500.0])
    for rate in (0.7, 0.995):
        found = posterior.quantiles(target_m, LEVELS, silent(posterior, now_s, rate))
        for index, level in enumerate(LEVELS):
            at_s = found[:, :, index].astype(float)
            told = posterior.probability_before(target_m, at_s, silent(posterior, now_s, rate))
            np.testing.assert_allclose(told[at_s != now_s[:, None]], level, atol=0.03)


def test_an_overdue_runner_is_later_everywhere(several: PaceLibrary) -> None:
    """Silence at the next mat moves the finish too, and no forecast has two places reached at once."""
    posterior = given_reads(several, [4_200.0, NAN, NAN])
    target_m = np.array([20_000.0, 24_000.0, 30_000.0, LENGTH_M])
    plain = posterior.quantiles(target_m, np.array([0.5]))[0, :, 0]
    told = posterior.quantiles(target_m, np.array([0.5]), silent(posterior, np.array([10_000.0])))[0, :, 0]
    assert np.all(told > plain + 300)
    assert np.all(np.diff(told) / np.diff(target_m) > 0.25)


def test_a_time_that_says_nothing_changes_nothing(several: PaceLibrary) -> None:
    posterior = given_reads(several, [4_300.0, NAN, NAN], [4_300.0, NAN, 13_000.0])
    target_m = np.array([20_000.0, LENGTH_M])
    for nothing in (np.full(2, NAN), np.array([4_400.0, 20_000.0])):
        np.testing.assert_array_equal(
            posterior.quantiles(target_m, LEVELS, silent(posterior, nothing)),
            posterior.quantiles(target_m, LEVELS),
        )


def test_place_and_arrival_are_two_sides_of_one_thing(several: PaceLibrary) -> None:
    """Who is short of a place by now arrives there later."""
    posterior = given_reads(several, [4_300.0, NAN, NAN], [NAN] * 3, [NAN, 12_000.0, NAN])
    elapsed_s = np.array([9_500.0, 6_000.0, 13_000.0])
    places_m = posterior.expected_at_m(elapsed_s)
    assert np.all(np.diff(places_m, axis=1) > 0)
    for row in range(3):
        reached = posterior.probability_before(places_m[row], np.broadcast_to(elapsed_s[row], (3, 3)))[row]
        np.testing.assert_allclose(reached, [0.95, 0.5, 0.05], atol=0.03)


def test_place_stays_between_the_last_evidence_and_the_finish(several: PaceLibrary) -> None:
    posterior = given_reads(several, [4_300.0, NAN, NAN], [4_300.0, NAN, NAN])
    np.testing.assert_allclose(posterior.expected_at_m(np.array([4_000.0, 1e6])), [[1e4] * 3, [4e4] * 3])


def test_a_finisher_is_at_the_finish(several: PaceLibrary) -> None:
    evidence = Evidence.of_net(LENGTH_M, np.array([LENGTH_M]), np.array([[16_000.0]]))
    posterior = condition(several, evidence)
    assert posterior.expected_at_m(np.array([99.0])).tolist() == [[LENGTH_M] * 3]
    assert np.isnan(posterior.quantiles(np.array([LENGTH_M]), LEVELS)).all()


def test_contradicting_reads_are_refused_and_counted(several: PaceLibrary) -> None:
    posterior = given_reads(
        several,
        [4_300.0, 4_300.0, NAN],
        [4_300.0, 4_000.0, NAN],
        [-5.0, NAN, NAN],
        [NAN, 60.0, NAN],
        [NAN] * 3,
    )
    assert posterior.refused.tolist() == [True, True, True, True, False]
    found = posterior.quantiles(np.array([LENGTH_M]), LEVELS)
    assert np.isnan(found[:4]).all()
    assert np.isfinite(found[4]).all()


def test_a_runner_unlike_all_others_gets_a_wide_answer() -> None:
    """Half way after ten hours: nobody in the results was; the answer says it does not know well."""
    evidence = Evidence.of_net(MARATHON_M, np.array([21_097.5]), np.array([[36_000.0], [7_500.0]]))
    found = condition(shipped(), evidence).quantiles(np.array([MARATHON_M]), LEVELS)[:, 0]
    assert np.isfinite(found).all()
    width = (found[:, -1] - found[:, 0]) / found[:, 3]
    assert width[0] > 1.5 * width[1]
    assert 65_000 < found[0, 3] < 95_000


def test_dropping_parts_keeps_within_its_bound() -> None:
    """No distribution function changes by more than the share that was dropped."""
    rng = np.random.default_rng(5)
    share = rng.dirichlet(np.full(16, 0.2), 500).astype(np.float32).T
    kept = without_least(share)
    np.testing.assert_allclose(kept.sum(axis=0), 1, atol=1e-5)
    assert np.maximum(share - kept, 0).sum(axis=0).max() <= DROPPED
    assert (kept == 0).sum() > (share == 0).sum()


def test_answers_for_some_runners_are_those_for_all(several: PaceLibrary) -> None:
    rng = np.random.default_rng(1)
    net_s = np.cumsum(rng.uniform(3_500, 6_000, (40, 3)), axis=1)
    net_s[rng.random((40, 3)) < 0.4] = NAN
    posterior = condition(several, Evidence.of_net(LENGTH_M, MATS_M, net_s))
    rows, target_m = np.array([7, 3, 21]), np.linspace(12_000, LENGTH_M, 9)
    now_s = np.full(40, 12_000.0)
    silence = silent(posterior, now_s)
    np.testing.assert_allclose(
        posterior.quantiles(target_m, LEVELS, silence.take(rows), rows),
        posterior.quantiles(target_m, LEVELS, silence)[rows],
        rtol=1e-5,
    )
    np.testing.assert_allclose(
        posterior.expected_at_m(now_s[rows], rows=rows), posterior.expected_at_m(now_s)[rows], rtol=1e-5
    )
