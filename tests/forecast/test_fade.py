"""The shape of a day's effect: where runners set out, and between which bands."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lanterne.forecast.fade import BANDS, BANDS_S_PER_KM, bands, early_level
from lanterne.units import MARATHON_M

AT_M = np.array([5_000.0, 10_000.0, 15_000.0, MARATHON_M])


def level(*net_s: float) -> float:
    return float(np.exp(early_level(np.array([net_s]), AT_M, MARATHON_M)[0]))


def test_runners_set_out_at_their_pace_at_the_last_early_mat() -> None:
    assert round(level(1_500, 3_100, 6_000, 20_000)) == 310


def test_a_missed_mat_leaves_the_one_before() -> None:
    assert round(level(1_500, np.nan, 6_000, 20_000)) == 300


def test_without_an_early_mat_the_first_later_one_counts() -> None:
    assert round(level(np.nan, np.nan, 6_000, 20_000)) == 400


def test_who_was_never_read_has_no_level() -> None:
    assert np.isnan(level(np.nan, np.nan, np.nan, np.nan))


def test_at_a_bands_own_pace_it_counts_alone() -> None:
    np.testing.assert_allclose(bands(np.log(BANDS_S_PER_KM)), np.eye(BANDS), atol=1e-12)


@given(st.floats(4.0, 8.0))
def test_two_neighbouring_bands_share_a_runner(log_pace: float) -> None:
    share = bands(np.array([log_pace]))[0]
    assert abs(share.sum() - 1) < 1e-12
    assert np.ptp(np.flatnonzero(share)) <= 1
    assert share.min() >= 0


def test_a_level_not_known_has_no_shares() -> None:
    assert np.isnan(bands(np.array([np.nan]))[0]).any()
