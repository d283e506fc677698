"""The whole field as of an instant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lanterne.forecast import Evidence, PaceLibrary, forecast
from lanterne.forecast.rates import Mats

LENGTH_M = 40_000.0
MATS_M = np.array([10_000.0, 20_000.0, 30_000.0])
LEVELS = np.array([0.05, 0.5, 0.95])
TARGETS_M = np.array([12_000.0, 20_000.0, 25_000.0, 30_000.0, 33_000.0, LENGTH_M])
NOON_S = 1_777_777_200.0
NAN = np.nan
INF = np.inf


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


FINISH_M = np.array([LENGTH_M])


def alone(*reads: float) -> Evidence:
    """One runner who started at noon."""
    return replace(Evidence.of_net(LENGTH_M, MATS_M, np.array([reads])), start_s=np.array([NOON_S]))


def dark(column: int, from_s: float, to_s: float) -> Mats:
    usual = Mats.usual(3)
    usual.dark_from_s[column], usual.dark_to_s[column] = from_s, to_s
    return usual


def test_in_time_late_and_stopped_sum_to_one(several: PaceLibrary) -> None:
    made = forecast(several, field(300, 5, 11_000.0), NOON_S + 13_000, limit_at_s=NOON_S + 20_000)
    limit_s = NOON_S + np.linspace(6_000, 22_000, len(TARGETS_M))
    parts = np.array(made.outcomes(TARGETS_M, limit_s))
    ahead = np.isfinite(made.arrivals(TARGETS_M, LEVELS)[:, :, 1])
    assert np.all(np.isfinite(parts) == ahead)
    assert np.all((parts[:, ahead] >= 0) & (parts[:, ahead] <= 1))
    np.testing.assert_allclose(parts.sum(axis=0)[ahead], 1, atol=1e-6)
    np.testing.assert_array_equal(parts[0], made.in_time(TARGETS_M, limit_s))
    np.testing.assert_array_equal(parts[1], made.late(TARGETS_M, limit_s))
    np.testing.assert_array_equal(parts[2], made.stopped(TARGETS_M))


def test_farther_targets_are_likelier_not_reached_and_earlier_limits_not_kept(several: PaceLibrary) -> None:
    made = forecast(several, field(200, 6, 11_000.0), NOON_S + 13_000)
    stopped = made.stopped(TARGETS_M)
    assert np.all(np.diff(stopped, axis=1)[np.isfinite(np.diff(stopped, axis=1))] >= -1e-9)
    limits_s = NOON_S + np.linspace(9_000, 30_000, 12)
    in_time = np.column_stack([made.in_time(FINISH_M, np.array([at_s])) for at_s in limits_s])
    assert np.all(np.diff(in_time[~made.refused], axis=1) >= -1e-6)


def test_nothing_that_happens_later_changes_a_forecast(several: PaceLibrary) -> None:
    """Reads, fixes and mats that go dark, all stamped after the instant."""
    as_of_s, now = NOON_S + 9_500, field(200, 3, 9_500.0)
    later = field(200, 3, 40_000.0)
    beyond = now.start_s[:, None] + later.net_s > as_of_s
    assert (beyond & np.isfinite(later.net_s) & np.isnan(now.net_s)).sum() > 200
    extra_s = np.where(now.start_s[:, None] + now.extra_net_s <= as_of_s, now.extra_net_s, NAN)
    now = replace(
        now,
        extra_at_m=np.repeat(np.full((200, 1), 11_000.0), 2, axis=1),
        extra_net_s=np.column_stack([extra_s, np.full(200, NAN)]),
        extra_sd_s=np.full((200, 2), 20.0),
    )
    future_s = as_of_s + 60 - now.start_s
    later = replace(now, net_s=later.net_s, extra_net_s=np.column_stack([extra_s, future_s]))
    before = forecast(several, now, as_of_s)
    after = forecast(several, later, as_of_s, dark(1, as_of_s + 1, INF))
    limit_s = np.full(len(TARGETS_M), NOON_S + 16_000)
    np.testing.assert_array_equal(before.arrivals(TARGETS_M, LEVELS), after.arrivals(TARGETS_M, LEVELS))
    for one, other in zip(
        before.outcomes(TARGETS_M, limit_s), after.outcomes(TARGETS_M, limit_s), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(before.places_m(), after.places_m())


def test_the_longer_nobody_reads_a_runner_the_likelier_they_have_stopped(several: PaceLibrary) -> None:
    known = alone(4_200.0, NAN, NAN)
    chances = [
        forecast(several, known, NOON_S + at_s).stopped(FINISH_M)[0, 0]
        for at_s in range(4_300, 30_000, 1_500)
    ]
    assert chances[0] < 0.05
    assert chances[-1] > 0.8
    assert np.all(np.diff(chances) > -1e-3)


def test_a_dark_mat_makes_nobody_late_or_stopped(several: PaceLibrary) -> None:
    """At the hour when a working mat would have read them."""
    known, as_of_s = alone(4_200.0, NAN, NAN), NOON_S + 11_500
    works, unlit = (forecast(several, known, as_of_s, mats) for mats in (None, dark(1, NOON_S, INF)))
    before = forecast(several, known, NOON_S + 4_300)
    assert works.stopped(FINISH_M)[0, 0] > 5 * before.stopped(FINISH_M)[0, 0]
    assert unlit.stopped(FINISH_M)[0, 0] == pytest.approx(before.stopped(FINISH_M)[0, 0], abs=0.01)
    median_s = [made.arrivals(FINISH_M, LEVELS)[0, 0, 1] for made in (before, unlit, works)]
    assert median_s[1] == pytest.approx(median_s[0], abs=60)
    assert median_s[2] > median_s[0] + 120


def test_who_is_slower_than_before_and_near_the_limit_is_likelier_to_stop(several: PaceLibrary) -> None:
    as_of_s, limit_s = NOON_S + 9_700, NOON_S + 20_000
    even, fading = alone(4_800.0, 9_600.0, NAN), alone(4_200.0, 9_600.0, NAN)
    plain = forecast(several, even, as_of_s).stopped(FINISH_M)
    assert forecast(several, fading, as_of_s).stopped(FINISH_M) > plain
    assert forecast(several, even, as_of_s, limit_at_s=limit_s).stopped(FINISH_M) > 2 * plain


def test_the_last_evidence_has_an_instant(several: PaceLibrary) -> None:
    made = forecast(several, alone(4_200.0, NAN, NAN), NOON_S + 9_500)
    assert made.last_at_s.tolist() == [NOON_S + 4_200]


@pytest.mark.parametrize(
    "reads",
    [
        (NAN, NAN, NAN),
        (NAN, 9_000.0, NAN),
        (NAN, NAN, 72_000.0 * 0.75),
        (4_200.0, 4_200.0, 4_200.0),
        (4_200.0, 3_000.0, NAN),
        (0.0, NAN, NAN),
        (1e-9, NAN, NAN),
        (INF, NAN, NAN),
        (-5.0, NAN, NAN),
    ],
    ids=[
        "none",
        "one",
        "20 hours",
        "identical",
        "negative leg",
        "zero",
        "next to zero",
        "infinite",
        "before",
    ],
)
def test_odd_input_gives_a_wide_answer_or_a_counted_refusal(
    several: PaceLibrary, reads: tuple[float]
) -> None:
    for as_of_s in (NOON_S, NOON_S + 1.0, NOON_S + 100_000.0):
        made = forecast(several, alone(*reads), as_of_s, limit_at_s=NOON_S + 20_000)
        parts = np.array(made.outcomes(FINISH_M, np.array([NOON_S + 20_000.0])))
        arrival_s = made.arrivals(FINISH_M, LEVELS)
        assert np.isfinite(parts).all() == np.isfinite(arrival_s).all() == (not made.refused[0])
        assert made.refused[0] or parts.sum() == pytest.approx(1)


def test_of_a_finisher_nothing_is_asked_any_more(several: PaceLibrary) -> None:
    """Read at the finish alone: no forecast, no refusal."""
    known = Evidence.of_net(LENGTH_M, np.append(MATS_M, LENGTH_M), np.array([[NAN, NAN, NAN, 17_000.0]]))
    made = forecast(several, known, 18_000.0)
    assert not made.refused[0]
    assert np.isnan(made.stopped(FINISH_M)).all()
    assert made.places_m().tolist() == [[LENGTH_M] * 3]


def test_without_runners_or_without_mats_it_holds(several: PaceLibrary) -> None:
    nobody = forecast(several, Evidence.of_net(LENGTH_M, MATS_M, np.empty((0, 3))), 0.0)
    assert nobody.stopped(TARGETS_M).shape == (0, len(TARGETS_M))
    bare = forecast(several, Evidence.of_net(LENGTH_M, np.empty(0), np.empty((2, 0))), 9_000.0)
    assert np.isfinite(bare.stopped(TARGETS_M)).all()
    assert np.isfinite(bare.places_m()).all()
