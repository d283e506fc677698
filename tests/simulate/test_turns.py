from __future__ import annotations

import numpy as np
import pytest

from lanterne.race.definition import Race
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.turns import shares_road, swapped, wrong_turns


def crowd(distance: str, length_m: float, bibs: tuple[str, ...]) -> Crowd:
    knots_m = np.array([0.0, 10_000.0, length_m])
    clock_s = np.arange(len(bibs))[:, None] * 10.0 + knots_m * 0.36
    return Crowd(distance, bibs, knots_m, clock_s, np.full(len(bibs), np.inf))


LONG = crowd("marathon", 42_195.0, ("1", "2", "3"))
SHORT = crowd("half", 21_097.5, ("7", "8"))


def test_nobody_is_lost_by_a_wrong_turn(small_race: Race) -> None:
    after = wrong_turns(small_race, [LONG, SHORT], np.random.default_rng(1))
    assert sorted(bib for one in after for bib in one.bibs) == ["1", "2", "3", "7", "8"]
    assert len(set(after[0].bibs) & set(LONG.bibs)) == 1


def test_who_turns_keeps_the_pace() -> None:
    _, short = swapped(LONG, SHORT, ["2"], ["7"])
    row = short.bibs.index("2")
    np.testing.assert_allclose(short.clock_s[row], 10.0 + short.knots_m * 0.36)


def test_who_goes_on_runs_to_the_end_of_the_longer_road() -> None:
    long, _ = swapped(LONG, SHORT, ["2"], ["8"])
    assert long.clock_s[long.bibs.index("8"), -1] == pytest.approx(10.0 + 42_195.0 * 0.36)


def test_distances_without_a_common_split_share_no_road(small_race: Race) -> None:
    assert shares_road(small_race, "marathon", "half")
    assert not shares_road(small_race, "marathon", "ten")
