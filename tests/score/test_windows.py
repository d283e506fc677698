from __future__ import annotations

import numpy as np
import pytest

from lanterne.score.windows import WINDOWS, Arrivals, arrivals

NAMES = [window.name for window in WINDOWS]


def judged(lead_s: float, error_s: float, *, stopped: bool = False) -> dict[str, Arrivals]:
    """Windows of one prediction, `error_s` late (NaN: not read there)."""
    found = arrivals(
        np.array([5_000.0]),
        np.array([[5_000.0 + lead_s]]),
        np.array([[5_000.0 + lead_s + error_s]]),
        np.array([[stopped]]),
    )
    return {part.window.name: part for part in found}


def test_windows_join_without_a_gap() -> None:
    assert [window.to_s for window in WINDOWS[:-1]] == [window.from_s for window in WINDOWS[1:]]


@pytest.mark.parametrize(
    ("lead_s", "name"),
    [
        (0, "0-3 min"),
        (179, "0-3 min"),
        (180, "3-6 min"),
        (360, "6-12 min"),
        (1_799, "12-30 min"),
        (1_800, "30-60 min"),
        (7_200, "> 120 min"),
    ],
)
def test_the_lead_that_was_predicted_chooses_the_window(lead_s: float, name: str) -> None:
    """However late the runner then was."""
    assert [key for key, part in judged(lead_s, 4_000).items() if part.n] == [name]


@pytest.mark.parametrize(
    ("lead_s", "early_s", "late_s"),
    [(60, -60, 60), (200, -90, 120), (600, -150, 210), (900, -240, 360), (3_600, -480, 720)],
)
def test_the_window_is_open_at_both_ends(lead_s: float, early_s: float, late_s: float) -> None:
    inside = [early_s + 1, late_s - 1]
    outside = [early_s, late_s]
    shares = [
        [part.within for part in judged(lead_s, error).values() if part.n] for error in inside + outside
    ]
    assert shares == [[1.0], [1.0], [0.0], [0.0]]


def test_who_never_came_is_counted_and_not_dropped() -> None:
    part = judged(600, np.nan, stopped=True)["6-12 min"]
    assert (part.n, part.unread, part.stopped) == (0, 0, 1)


def test_a_mat_that_missed_somebody_is_counted_apart() -> None:
    part = judged(600, np.nan)["6-12 min"]
    assert (part.n, part.unread, part.stopped) == (0, 1, 0)


def test_error_is_late_minus_predicted() -> None:
    part = judged(600, 30)["6-12 min"]
    assert (part.bias_s, part.rmse_s) == (pytest.approx(30), pytest.approx(30))


def test_a_prediction_behind_now_counts_as_due_now() -> None:
    assert judged(-50, 0)["0-3 min"].n == 1
