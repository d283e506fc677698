"""The whole field as of an instant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lanterne.forecast import Evidence, PaceLibrary, forecast

LENGTH_M = 40_000.0
MATS_M = np.array([10_000.0, 20_000.0, 30_000.0])
LEVELS = np.array([0.05, 0.5, 0.95])
TARGETS_M = np.array([12_000.0, 20_000.0, 25_000.0, 30_000.0, 33_000.0, LENGTH_M])
NOON_S = 1_777_777_200.0
NAN = np.nan


def field(n: int, seed: int, until_s: float) -> Evidence:
    """Made-up runners as far as they were read by some seconds after the gun."""
    rng = np.random.default_rng(seed)
    offset_s = rng.uniform(0, 1_200, n)
    net_s = np.cumsum(rng.uniform(3_500, 6_500, (n, 1)) * rng.uniform(0.95, 1.2, (n, 3)), axis=1)
    net_s[rng.random((n, 3)) < 0.1] = NAN
    net_s[net_s + offset_s[:, None] > until_s] = NAN
    return Evidence(
        length_m=LENGTH_M,
        at_m=MATS_M,
        net_s=net_s,
        start_s=NOON_S + offset_s,
        start_sd_s=np.where(rng.random(n) < 0.2, 60.0, 0.0),
        extra_at_m=np.where(rng.random((n, 1)) < 0.1, 11_000.0, NAN),
        extra_net_s=net_s[:, :1] * 1.1,
        extra_sd_s=np.full((n, 1), 20.0),
    )


def test_updating_changed_runners_equals_computing_all(several: PaceLibrary) -> None:
    before, after = field(300, 4, 9_000.0), field(300, 4, 12_000.0)
    changed = np.flatnonzero(np.isfinite(after.net_s).sum(axis=1) > np.isfinite(before.net_s).sum(axis=1))
    assert 30 < len(changed) < 300
    updated = forecast(several, before, NOON_S + 9_000).update(changed, after, NOON_S + 12_000)
    whole = forecast(several, after, NOON_S + 12_000)
    np.testing.assert_array_equal(
        updated.arrivals(TARGETS_M, LEVELS, changed), whole.arrivals(TARGETS_M, LEVELS, changed)
    )
    limit_s = NOON_S + np.linspace(9_000, 24_000, len(TARGETS_M))
    np.testing.assert_array_equal(
        updated.in_time(TARGETS_M, limit_s, changed), whole.in_time(TARGETS_M, limit_s, changed)
    )
    everyone = updated.update(np.arange(300), after, NOON_S + 12_000)
    np.testing.assert_allclose(
        everyone.arrivals(TARGETS_M, LEVELS), whole.arrivals(TARGETS_M, LEVELS), rtol=1e-12
    )


def test_runners_not_updated_keep_their_forecast_and_its_instant(several: PaceLibrary) -> None:
    evidence = field(50, 8, 9_000.0)
    first = forecast(several, evidence, NOON_S + 9_000)
    second = first.update(np.array([3, 4]), evidence, NOON_S + 9_600)
    others = np.setdiff1d(np.arange(50), [3, 4])
    np.testing.assert_array_equal(
        second.arrivals(TARGETS_M, LEVELS, others), first.arrivals(TARGETS_M, LEVELS, others)
    )
    assert second.as_of_s[[2, 3, 4, 5]].tolist() == [
        NOON_S + 9_000,
        NOON_S + 9_600,
        NOON_S + 9_600,
        NOON_S + 9_000,
    ]


def test_one_runner_does_not_change_another(several: PaceLibrary) -> None:
    """What is said of a runner rests on that runner's evidence alone."""
    evidence = field(60, 2, 9_000.0)
    net_s = evidence.net_s.copy()
    net_s[30:] = NAN
    less = forecast(several, replace(evidence, net_s=net_s), NOON_S + 9_000)
    rows = np.arange(30)
    np.testing.assert_allclose(
        less.arrivals(TARGETS_M, LEVELS, rows),
        forecast(several, evidence, NOON_S + 9_000).arrivals(TARGETS_M, LEVELS, rows),
        rtol=1e-12,
    )


def test_without_a_start_there_is_no_forecast(several: PaceLibrary) -> None:
    evidence = replace(field(5, 1, 9_000.0), start_s=np.array([NOON_S, NAN, NOON_S, NOON_S, NOON_S]))
    found = forecast(several, evidence, NOON_S + 9_000)
    unknown = np.array([False, True, False, False, False])
    assert (np.isnan(found.arrivals(TARGETS_M, LEVELS)[:, -1]).all(axis=1) == unknown).all()
    assert (np.isnan(found.in_time(TARGETS_M, np.full(6, NOON_S + 2e4))[:, -1]) == unknown).all()
    assert (np.isnan(found.places_m()).all(axis=1) == unknown).all()


def test_a_runner_overdue_at_the_next_mat_is_expected_later(several: PaceLibrary) -> None:
    """Silence at the 20K mat moves the arrival there past now, and with it all others and the place."""
    evidence = Evidence.of_net(LENGTH_M, MATS_M, np.array([[4_200.0, NAN, NAN]]))
    early, late = (forecast(several, evidence, as_of_s) for as_of_s in (5_000.0, 9_500.0))
    before, after = (which.arrivals(TARGETS_M, LEVELS)[0, :, 1] for which in (early, late))
    assert before[1] < 9_500 < after[1]
    assert np.all(after > before)
    assert late.places_m()[0, 1] < MATS_M[1]


def test_arrivals_are_instants(several: PaceLibrary) -> None:
    """To the second, at a size of number where single precision would lose two minutes."""
    evidence = Evidence.of_net(LENGTH_M, MATS_M, np.array([[4_200.0, NAN, NAN]]))
    later = replace(evidence, start_s=np.array([NOON_S]))
    net = forecast(several, evidence, 4_300.0).arrivals(TARGETS_M, LEVELS)
    clock = forecast(several, later, NOON_S + 4_300).arrivals(TARGETS_M, LEVELS)
    np.testing.assert_allclose(clock - NOON_S, net, atol=0.01)
