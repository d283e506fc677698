from __future__ import annotations

import numpy as np
import pytest

from lanterne.forecast.baselines import SplitRatio, constant_pace, last_segment, riegel
from lanterne.forecast.neighbours import Pool
from lanterne.units import MARATHON_M

NAN = float("nan")
MATS_M = np.array([5_000.0, 10_000.0, 15_000.0, 20_000.0])


def test_constant_pace_keeps_the_average() -> None:
    found = constant_pace(10_000.0, np.array([3_000.0, 4_000.0]), np.array([20_000.0, MARATHON_M]))
    np.testing.assert_allclose(found, [[6_000, 12_658.5], [8_000, 16_878]])


def test_riegel_doubles_the_distance_in_more_than_twice_the_time() -> None:
    assert riegel(10_000.0, np.array([3_000.0]), np.array([20_000.0]))[0, 0] == pytest.approx(
        6_254.79, abs=0.01
    )


@pytest.mark.parametrize(
    ("net_s", "segment"),
    [
        ([1_500.0, 3_100.0, 4_800.0, 6_600.0], (5_000.0, 1_800.0)),
        ([1_500.0, 3_100.0, NAN, 6_600.0], (10_000.0, 3_500.0)),
        ([NAN, NAN, NAN, 6_600.0], (20_000.0, 6_600.0)),
        ([1_500.0, 3_100.0, 7_000.0, 6_600.0], (10_000.0, 3_500.0)),
    ],
    ids=["five kilometres", "a mat missed", "never read before", "a read after the last one"],
)
def test_the_last_segment_begins_at_the_mat_before(net_s: list[float], segment: tuple[float, float]) -> None:
    length_m, lasted_s = last_segment(MATS_M, np.array([net_s]))
    assert (length_m[0], lasted_s[0]) == segment


def test_the_last_segment_is_not_the_kilometre_before_half_way() -> None:
    at_m = np.array([15_000.0, 20_000.0, 21_097.5])
    assert last_segment(at_m, np.array([[4_500.0, 6_000.0, 6_330.0]]))[0][0] == 6_097.5


@pytest.mark.parametrize(
    ("at_m", "men", "women"),
    [
        (20_000.0, 5.0648, 4.8354),
        (25_000.0, 3.8765, 3.6965),
        (30_000.0, 2.5761, 2.4876),
        (35_000.0, 1.4333, 1.4055),
        (40_000.0, 0.4207, 0.4230),
    ],
)
def test_split_ratio_multiplies_the_last_five_kilometres_as_published(
    at_m: float, men: float, women: float
) -> None:
    """Mean of the constants for men and women, times the last 5 km."""
    net_s = np.array([[at_m * 0.3, at_m * 0.3 + 1_700.0]])
    found = SplitRatio.published().times(np.array([at_m - 5_000, at_m]), net_s, np.array([MARATHON_M]))
    assert found[0, 0] - net_s[0, 1] == pytest.approx((men + women) / 2 * 1_700, rel=1e-4)


def test_split_ratio_spreads_the_rest_evenly_over_mats_ahead() -> None:
    net_s = np.array([[7_500.0, 9_200.0]])
    target_m = np.array([30_000.0, 35_000.0, 40_000.0])
    found = SplitRatio.published().times(np.array([20_000.0, 25_000.0]), net_s, target_m)
    np.testing.assert_allclose(np.diff(found[0], prepend=9_200), found[0, 0] - 9_200)


def test_split_ratio_before_twenty_kilometres_is_fitted_on_past_runners() -> None:
    """Past runners who all ran the rest a third slower than the first 5 km say so of the next one."""
    at_m = np.array([5_000.0, 20_000.0, MARATHON_M])
    first_s = np.linspace(1_200, 2_400, 300)
    slower = 4 / 3 * first_s[:, None] * (at_m[1:] - 5_000) / 5_000
    pool = Pool(at_m, np.column_stack([first_s, first_s[:, None] + slower]))
    found = SplitRatio.fitted(pool).times(at_m[:1], np.array([[1_500.0]]), at_m[1:])
    np.testing.assert_allclose(found, [[1_500 + 4 / 3 * 4_500, 1_500 + 4 / 3 * 300 * 37.195]])


def test_split_ratio_fitted_keeps_what_is_published() -> None:
    at_m = np.array([5_000.0, 20_000.0, MARATHON_M])
    pool = Pool(at_m, np.outer(np.linspace(0.2, 0.5, 300), at_m))
    published = SplitRatio.published()
    assert SplitRatio.fitted(pool).slower[-5:].tolist() == published.slower.tolist()


def test_split_ratio_without_enough_past_runners_takes_the_nearest_published() -> None:
    at_m = np.array([5_000.0, 20_000.0, MARATHON_M])
    few = Pool(at_m, np.outer(np.linspace(0.2, 0.5, 20), at_m))
    assert SplitRatio.fitted(few).at_m[0] == 20_000
