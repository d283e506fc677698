"""What a sweep has passed, and what it said is clear behind it."""

from __future__ import annotations

import numpy as np

from lanterne.dispatch.sweepway import SweepWay, hindmost


def way(at_m: list[float], clear: tuple[tuple[float, float], ...] = (), name: str = "a") -> SweepWay:
    """A sweep's way on 10 km, a place every 100 s."""
    at_s = np.arange(len(at_m)) * 100.0
    return SweepWay(name, name, 10_000.0, at_s, np.array(at_m), 0.0, False, clear)


def test_a_sweep_is_past_once_it_is_beyond_for_good() -> None:
    turned = way([0, 1_000, 2_000, 500, 3_000])
    assert turned.passed_s(np.array([100.0, 1_000.0, 2_900.0, 2_980.0])).tolist() == [
        100.0,
        400.0,
        400.0,
        np.inf,
    ]


def test_at_the_finish_nearly_there_is_past() -> None:
    assert way([0, 9_960]).is_past(10_000.0)
    assert not way([0, 9_940]).is_past(10_000.0)


def test_its_word_counts_at_the_place_or_beyond_it_after_having_passed() -> None:
    said = way([0, 1_000, 2_000], clear=((50.0, 5_000.0), (150.0, 1_500.0), (210.0, 900.0)))
    assert said.clear_s(800.0) == 150.0
    assert said.clear_s(1_600.0) is None


def test_one_that_was_never_on_the_road_is_behind_all_and_past_nothing() -> None:
    never, moving = way([], name="never"), way([0, 5_000])
    assert hindmost([moving, never]) is never
    assert not never.is_past(0.0)
    assert hindmost([]) is None
