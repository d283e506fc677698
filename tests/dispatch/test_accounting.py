"""Overdue is said only of who is late beyond doubt at two mats in a row."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.dispatch.accounting import FINISH_GRACE_S, overdue

AT_M = np.array([5_000.0, 10_000.0, 15_000.0])
DUE_S = np.array([[3_000.0, 6_000.0, 9_000.0]])


@pytest.mark.parametrize(
    ("evidence_m", "now_s", "expected"),
    [
        (0.0, 2_999.0, False),
        (0.0, 5_999.0, False),
        (0.0, 6_001.0, True),
        (5_000.0, 8_999.0, False),
        (5_000.0, 9_001.0, True),
        (10_000.0, 9_001.0, False),
        (10_000.0, 9_000.0 + FINISH_GRACE_S + 1.0, True),
        (15_000.0, 99_999.0, False),
    ],
)
def test_overdue(evidence_m: float, now_s: float, expected: bool) -> None:
    due_s = np.where(evidence_m < AT_M, DUE_S, np.nan)
    assert overdue(due_s, AT_M, np.array([evidence_m]), now_s).tolist() == [expected]


def test_a_mat_that_says_nothing_of_a_runner_is_left_out() -> None:
    due_s = np.array([[3_000.0, np.nan, 9_000.0]])
    assert not overdue(due_s, AT_M, np.array([0.0]), 6_001.0)[0]
    assert overdue(due_s, AT_M, np.array([0.0]), 9_001.0)[0]
