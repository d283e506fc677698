"""A vehicle's fixes become metres along the course, on the right pass, whatever order they came in."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.field.fixes import Trail
from lanterne.field.vehicles import LOST_S, track
from lanterne.race.course import Course

OUT_M = 4_000.0
STEP_DEG = OUT_M / 111_320.0
"""Four kilometres north and back on the same road."""

THERE_AND_BACK = Course.of(
    np.column_stack(
        [np.zeros(401), np.concatenate([np.linspace(0, STEP_DEG, 201), np.linspace(STEP_DEG, 0, 200)])]
    ),
    2 * OUT_M,
)


def trail(at_m: np.ndarray, step_s: float = 30.0, seed: int = 1) -> Trail:
    """Fixes at these metres, one every `step_s`, with ten metres of noise."""
    longitude, latitude = THERE_AND_BACK.place(at_m)
    noise = np.random.default_rng(seed).normal(0, 10.0 / 111_320.0, (2, len(at_m)))
    at_s = np.arange(len(at_m)) * step_s
    return Trail(at_s, longitude + noise[0], latitude + noise[1], np.zeros(len(at_m), np.int32))


def test_out_and_back_stays_on_the_right_pass() -> None:
    driven_m = np.arange(0.0, 2 * OUT_M, 75.0)
    found = track(trail(driven_m), THERE_AND_BACK, np.zeros(1))
    # At the turn itself both sides are within the noise of a fix.
    assert np.abs(found.at_m - driven_m).max() < 150.0


def test_a_track_extended_equals_one_made_at_once() -> None:
    whole = trail(np.arange(0.0, 2 * OUT_M, 75.0))
    part = Trail(*(column[:40] for column in (whole.at_s, whole.longitude, whole.latitude, whole.source)))
    known = track(part, THERE_AND_BACK, np.zeros(1))
    extended = track(whole, THERE_AND_BACK, np.zeros(1), known)
    np.testing.assert_array_equal(extended.at_m, track(whole, THERE_AND_BACK, np.zeros(1)).at_m)


def test_a_late_fix_makes_the_track_anew() -> None:
    whole = trail(np.arange(0.0, OUT_M, 75.0))
    keep = np.delete(np.arange(len(whole.at_s)), 20)
    part = Trail(*(column[keep] for column in (whole.at_s, whole.longitude, whole.latitude, whole.source)))
    known = track(part, THERE_AND_BACK, np.zeros(1))
    again = track(whole, THERE_AND_BACK, np.zeros(1), known)
    assert len(again.at_m) == len(known.at_m) + 1


def test_off_the_course_a_place_is_not_known() -> None:
    away = trail(np.array([0.0, 75.0, 150.0]))
    away.longitude[1] += 0.02
    found = track(away, THERE_AND_BACK, np.zeros(1))
    assert np.isnan(found.at_m).tolist() == [False, True, False]


def test_back_after_a_while_it_may_be_anywhere() -> None:
    found = track(trail(np.array([3_000.0, 500.0]), step_s=LOST_S), THERE_AND_BACK, np.zeros(1))
    assert min(abs(found.at_m[1] - 500.0), abs(found.at_m[1] - (2 * OUT_M - 500.0))) < 50.0


def test_a_heartbeat_is_no_place() -> None:
    beats = trail(np.array([0.0, 75.0]))
    beats.latitude[1] = beats.longitude[1] = np.nan
    assert len(track(beats, THERE_AND_BACK, np.zeros(1)).at_s) == 1


def test_a_sources_clock_offset_moves_its_fixes() -> None:
    found = track(trail(np.array([0.0, 75.0])), THERE_AND_BACK, np.array([-60.0]))
    assert found.at_s.tolist() == pytest.approx([-60.0, -30.0])
