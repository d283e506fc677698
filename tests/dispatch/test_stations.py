"""The first and the last of several to come to a place, against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from lanterne.dispatch.stations import first_quantiles_s, last_quantiles_s, still_to_come

CLOCK_S = np.linspace(0.0, 4_000.0, 2_001)
MEAN_S = np.array([1_000.0, 1_500.0, 1_550.0, 1_600.0])
SD_S = np.array([100.0, 200.0, 50.0, 150.0])
ARRIVED = ndtr((CLOCK_S - MEAN_S[:, None]) / SD_S[:, None])


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
@pytest.mark.parametrize(
    ("quantiles_s", "extreme"), [(first_quantiles_s, np.min), (last_quantiles_s, np.max)]
)
def test_against_a_simulation(quantiles_s: object, extreme: object, level: float) -> None:
    drawn_s = np.random.default_rng(1).normal(MEAN_S, SD_S, (200_000, 4))
    expected_s = np.quantile(extreme(drawn_s, axis=1), level)  # type: ignore[operator]  # min or max
    found_s = quantiles_s(ARRIVED, CLOCK_S, (level,))[0]  # type: ignore[operator]  # first or last
    assert found_s == pytest.approx(expected_s, abs=4.0)


def test_a_level_beyond_the_clock_is_not_known() -> None:
    assert np.isnan(last_quantiles_s(ARRIVED[:, :100], CLOCK_S[:100], (0.5,))[0])


def test_who_may_still_come() -> None:
    """Evidence beyond, not running, or 19 in 20 sure to have passed: not to come; no forecast: to come."""
    latest_s = np.array([2_000.0, 2_000.0, 900.0, np.nan, 2_000.0])
    evidence_m = np.array([4_000.0, 6_000.0, 4_000.0, np.nan, 4_000.0])
    running = np.array([True, True, True, True, False])
    found = still_to_come(latest_s, evidence_m, running, 5_000.0, 1_000.0)
    assert found.tolist() == [True, False, False, True, False]
