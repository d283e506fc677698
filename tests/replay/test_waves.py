from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.replay.waves import spread_s, start_offsets


def paces(runners: int, seed: int = 3) -> np.ndarray:
    return np.exp(np.random.default_rng(seed).normal(np.log(0.36), 0.18, runners))


@given(runners=st.integers(1, 3_000), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_everybody_starts_between_the_gun_and_the_last_starter(runners: int, seed: int) -> None:
    offsets = start_offsets(paces(runners), np.random.default_rng(seed))
    assert len(offsets) == runners
    assert offsets.min() >= 0
    assert offsets.max() <= spread_s(runners)


def test_twenty_thousand_take_ten_to_twenty_five_minutes() -> None:
    offsets = start_offsets(paces(20_000), np.random.default_rng(1))
    assert 600 <= offsets.max() <= 1_500


def test_a_planned_last_starter_is_kept() -> None:
    assert start_offsets(paces(4_000), np.random.default_rng(1), 360.0).max() <= 360.0


def test_the_quick_stand_in_front_as_much_as_in_real_races() -> None:
    """Köln 2018 .76, Twin Cities 2013 .76, Boston 2021 .69 between offset and log pace."""
    pace = paces(9_000)
    offsets = start_offsets(pace, np.random.default_rng(1))
    assert 0.65 <= np.corrcoef(offsets, np.log(pace))[0, 1] <= 0.9


def test_corrals_leave_gaps() -> None:
    """Between two releases nobody crosses for longer than within a corral."""
    offsets = np.sort(start_offsets(paces(10_000), np.random.default_rng(1)))
    waits = np.diff(offsets)
    assert np.sort(waits)[-9:].min() > 10 * np.median(waits) + 5


def test_a_pace_that_is_not_known_is_taken_as_middling() -> None:
    pace = np.concatenate([paces(2_000), np.full(200, np.nan)])
    offsets = start_offsets(pace, np.random.default_rng(1))
    assert np.median(offsets[2_000:]) == pytest.approx(np.median(offsets), rel=0.25)


def test_the_same_seed_gives_the_same_starts() -> None:
    one, other = (start_offsets(paces(500), np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, other)
