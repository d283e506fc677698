"""What the demo's sweeps and stations say before anybody sits down in race control."""

from __future__ import annotations

import numpy as np
import pytest
from tests.field.tiny import GUN_S, make_race

from lanterne.simulate.demo.crews import STEPS, clear_words, closing_words

KNOTS_M = np.array([0.0, 10_000.0])
CLOCK_S = GUN_S + np.array([0.0, 7_200.0])


def test_a_sweep_says_that_the_road_is_clear_a_little_beyond_each_station() -> None:
    told, said_s = clear_words(make_race(), "bus", "ten", KNOTS_M, CLOCK_S, np.random.default_rng(1))
    assert [one.event["at_m"] for one in told] == [pytest.approx(3_000 + 75 / 0.72, abs=0.1)]
    assert said_s == {"w1": pytest.approx(GUN_S + 3_000 * 0.72 + 75)}


def test_a_station_that_would_close_too_late_is_left_to_whoever_comes() -> None:
    last_s = STEPS[-1][1]
    told = closing_words({"w1": GUN_S, "w2": GUN_S + 1}, GUN_S + last_s, np.random.default_rng(1))
    assert {one.event["station"] for one in told} == {"w1"}


def test_a_station_is_released_by_name_before_it_packs_and_before_it_closes() -> None:
    told = closing_words({"w1": GUN_S}, GUN_S + 9_999, np.random.default_rng(1))
    assert [(one.event["what"], one.event.get("by") is not None) for one in told] == [
        ("may_pack", True),
        ("packing", False),
        ("may_close", True),
        ("closed", False),
    ]
