"""The record of a day: what counts, when it counts, and how it is summed up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.score.record import LEVELS, Issued, by_lead, by_mat, due, reached_in_time, tally

NORMAL_AT_LEVELS = np.array([-1.644854, -0.674490, 0.0, 0.674490, 1.644854])


def issued(actual_s: list[float], *, lead_s: float = 1_000.0, sd_s: float = 60.0) -> Issued:
    """Forecasts made at instant 0, each of the same normal arrival."""
    n = len(actual_s)
    quantile_s = np.tile(lead_s + sd_s * NORMAL_AT_LEVELS, (n, 1))
    no = np.zeros(n, np.bool_)
    return Issued(
        at_s=np.zeros(n),
        quantile_s=quantile_s,
        actual_s=np.array(actual_s, float),
        unread=no,
        gone=no,
        slow=no,
        last=~no,
        mat=np.zeros(n, np.int64),
    )


def test_one_who_came_early_counts_only_when_the_late_do() -> None:
    one = issued([990.0])
    assert len(due(one, 1_050.0).at_s) == 0
    assert len(due(one, 1_200.0).at_s) == 1


def test_one_still_on_the_way_after_the_range_is_outside_it() -> None:
    judged = tally(due(issued([1_000.0, np.nan]), 2_000.0))
    assert (judged.n, judged.came, judged.held_90, judged.in_window) == (2, 1, 0.5, 0.5)


def test_one_who_never_came_is_counted_apart() -> None:
    judged = tally(replace(issued([1_000.0, np.nan]), gone=np.array([False, True])))
    assert (judged.n, judged.never_came, judged.held_90) == (1, 1, 1.0)


def test_one_whom_the_mat_missed_says_nothing() -> None:
    missed = replace(issued([np.nan]), unread=np.array([True]))
    assert len(due(missed, np.inf).at_s) == 0


def test_the_bias_is_late_when_they_come_late() -> None:
    judged = tally(issued([1_010.0, 1_030.0, 1_200.0]))
    assert (judged.bias_s, judged.median_error_s) == (30.0, 30.0)


def test_ranges_of_a_true_forecast_hold_as_often_as_they_say() -> None:
    actual_s = np.random.default_rng(1).normal(1_000.0, 60.0, 40_000)
    judged = tally(issued(actual_s.tolist()))
    assert judged.held_90 == pytest.approx(0.9, abs=0.01)
    assert judged.held_50 == pytest.approx(0.5, abs=0.01)


def test_a_forecast_stands_in_the_span_of_its_predicted_lead() -> None:
    counts = [one.n for _, one in by_lead(issued([1_000.0], lead_s=400.0))]
    assert counts == [0, 0, 1, 0, 0, 0, 0]


def test_a_mat_is_judged_by_the_last_forecast_before_it() -> None:
    two = replace(issued([1_000.0, 1_500.0]), last=np.array([True, False]))
    assert [one.n for one in by_mat(two, 2)] == [1, 0]


@given(st.lists(st.floats(0, 3_000) | st.just(float("nan")), min_size=1, max_size=30))
def test_shares_are_shares_and_spans_add_up(actual_s: list[float]) -> None:
    made = issued(actual_s)
    whole = tally(made)
    assert sum(one.n for _, one in by_lead(made)) == whole.n == len(actual_s)
    assert 0 <= whole.held_50 <= whole.held_90 <= 1
    assert whole.came <= whole.n


def test_nothing_issued_says_nothing() -> None:
    judged = tally(issued([]))
    assert (judged.n, judged.came) == (0, 0)
    assert np.isnan([judged.held_90, judged.bias_s, judged.in_window]).all()


@pytest.mark.parametrize(
    ("before_s", "after_s", "share", "still", "now_s", "expected"),
    [
        (80.0, 95.0, 0.5, True, 200.0, 1.0),  # read beyond it by then
        (110.0, 130.0, 0.5, True, 200.0, 0.0),  # read before it after the limit
        (80.0, 110.0, 0.5, True, 200.0, 1.0),  # at even pace there at 95
        (80.0, 150.0, 0.5, True, 200.0, 0.0),  # at even pace there at 115
        (80.0, np.nan, 0.5, True, 200.0, np.nan),  # perhaps there, perhaps not yet
        (80.0, np.nan, 0.5, False, 200.0, 0.0),  # gone
        (80.0, np.nan, 1.0, True, 200.0, 0.0),  # a mat stands there and has not read them
        (80.0, 95.0, 0.5, True, 99.0, np.nan),  # not over
    ],
)
def test_a_gate_was_made_or_not_by_the_reads_around_it(
    before_s: float, after_s: float, share: float, still: bool, now_s: float, expected: float
) -> None:
    found = reached_in_time(
        np.array([100.0]), np.array([before_s]), np.array([after_s]), share, np.array([still]), now_s
    )
    assert found[0] == pytest.approx(expected, nan_ok=True)


def test_the_levels_are_a_half_and_nine_in_ten() -> None:
    assert (LEVELS[3] - LEVELS[1], LEVELS[4] - LEVELS[0]) == pytest.approx((0.5, 0.9))
