"""Where runners most likely are, and who is last."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.dispatch.lantern import last_first, place_now_m

TARGET_M = np.array([5_000.0, 10_000.0, 15_000.0])


@pytest.mark.parametrize(
    ("median_s", "evidence", "now_s", "expected_m"),
    [
        ([1_500.0, 3_000.0, 4_500.0], (0.0, 0.0), 750.0, 2_500.0),
        ([np.nan, 3_000.0, 4_500.0], (1_500.0, 5_000.0), 2_250.0, 7_500.0),
        ([np.nan, 3_000.0, 4_500.0], (1_500.0, 5_000.0), 3_750.0, 12_500.0),
        ([np.nan, 3_000.0, 4_500.0], (1_500.0, 5_000.0), 9_000.0, 15_000.0),
        ([np.nan, np.nan, np.nan], (4_500.0, 15_000.0), 9_000.0, 15_000.0),
        ([np.nan, np.nan, np.nan], (1_500.0, 5_000.0), 9_000.0, 5_000.0),
        ([np.nan, np.nan, np.nan], (np.nan, np.nan), 9_000.0, np.nan),
    ],
)
def test_place_now(
    median_s: list[float], evidence: tuple[float, float], now_s: float, expected_m: float
) -> None:
    seen_s, seen_m = np.array([evidence[0]]), np.array([evidence[1]])
    found_m = place_now_m(np.array([median_s]), TARGET_M, seen_s, seen_m, now_s)
    assert found_m.tolist() == pytest.approx([expected_m], nan_ok=True)


def test_the_farthest_behind_the_line_is_first_and_those_without_a_line_follow_by_place() -> None:
    running = np.array([True, True, True, True, False])
    ahead_s = np.array([60.0, -120.0, np.nan, np.nan, -999.0])
    place_m = np.array([1.0, 2.0, 9_000.0, 3_000.0, 0.0])
    assert last_first(running, ahead_s, place_m).tolist() == [1, 0, 3, 2]
