"""The field's density is counted from passings alone, and runners are neither made nor lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lanterne.live.fan import along, fan

AT_M = np.array([0.0, 5_000.0, 10_000.0])


def test_between_two_passings_a_runner_is_where_even_running_puts_them() -> None:
    passing_s = np.array([[0.0, 1_000.0, 2_000.0]])
    cells = fan(passing_s, AT_M, np.array([500.0, 1_500.0]), np.linspace(0.0, 10_000.0, 5))
    assert cells.tolist() == [[0, 0], [255, 0], [0, 0], [0, 255]]


def test_a_missing_mat_is_bridged_and_nothing_is_drawn_after_the_last_passing() -> None:
    passing_s = np.array([[0.0, np.nan, 2_000.0], [0.0, 1_000.0, np.nan]])
    cells = fan(passing_s, AT_M, np.array([1_500.0]), np.linspace(0.0, 10_000.0, 5))
    assert cells[:, 0].tolist() == [0, 0, 0, 255]


@given(st.lists(st.floats(0, 500), min_size=3, max_size=3), st.floats(0, 500))
def test_along_conserves_those_between_start_and_finish(passed: list[float], more: float) -> None:
    falling = np.sort(np.array(passed))[::-1]
    started = float(falling[0]) + more
    stretches = along(np.array([2_000.0, 5_000.0, 10_000.0]), falling, started, 200.0, 10_000.0)
    assert np.isclose(stretches.sum(), started - falling[-1])
    assert (stretches >= 0).all()
