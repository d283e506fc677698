"""Counting what would be if, against draws and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from lanterne.dispatch.stations import LEVELS
from lanterne.dispatch.whatif import SweepPlan, caught, gaps_m, late

PLAN = SweepPlan(at_m=10_000.0, at_s=5_000.0, pace_s_per_m=0.5)


def test_how_many_are_late_is_as_drawn() -> None:
    rng = np.random.default_rng(3)
    mean_s, sd_s, comes = rng.uniform(3_000, 9_000, 40), rng.uniform(60, 900, 40), rng.uniform(0.3, 1, 40)
    limit_s = rng.uniform(4_000, 8_000, 40)
    limit_s[0] = np.nan
    at_s = mean_s + sd_s * rng.standard_normal((50_000, 40))
    come = rng.random(at_s.shape) < comes
    drawn = (come & (at_s > np.nan_to_num(limit_s, nan=np.inf))).sum(axis=1).mean()
    arrival_s = mean_s[:, None] + sd_s[:, None] * ndtri(np.array(LEVELS))
    assert late(arrival_s, LEVELS, comes, limit_s) == pytest.approx(drawn, abs=0.05)


def test_a_slower_sweep_is_later_only_ahead_of_where_it_was() -> None:
    places = np.array([8_000.0, 10_000.0, 12_000.0])
    assert PLAN.passes_s(places).tolist() == [4_000.0, 5_000.0, 6_000.0]
    assert PLAN.slower(1.5, 60.0).passes_s(places[1:]).tolist() == [5_000.0, 6_560.0]


def test_who_is_caught_and_where() -> None:
    at_m = np.array([11_000.0, 12_000.0, 13_000.0])
    median_s = np.array(
        [[5_400.0, 6_100.0, 6_900.0], [5_300.0, 5_700.0, 6_200.0], [np.nan, 6_100.0, 7_000.0]]
    )
    place_m = np.array([10_500.0, 10_500.0, 9_000.0])
    assert caught(median_s, place_m, at_m, PLAN).tolist() == [1, -1, -1]


def test_gaps_are_to_the_next_open_station_or_the_end() -> None:
    assert gaps_m([5.0, 10.0, 15.0], [True, False, True], 20.0) == [10.0, 5.0, 5.0]
