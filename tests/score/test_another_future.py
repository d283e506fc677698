"""The guard against looking ahead does catch it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.score.another_future import with_another_future
from tests.score.made_up_race import made_up_race

from lanterne.score.day import RaceDay
from lanterne.score.scored import scored

HALF = 4


@pytest.fixture
def day() -> RaceDay:
    return RaceDay.of(made_up_race())


def test_what_was_read_by_the_instant_stays(day: RaceDay) -> None:
    row = int(scored(day).at(day, HALF).finishers[9])
    other = with_another_future(day, row, HALF, seed=1)
    past = day.start_s[:, None] + day.net_s <= day.start_s[row] + day.net_s[row, HALF]
    np.testing.assert_array_equal(other.net_s[past], day.net_s[past])


def test_no_read_is_added_before_the_instant(day: RaceDay) -> None:
    row = int(scored(day).at(day, HALF).finishers[9])
    other = with_another_future(day, row, HALF, seed=1)
    now_s = day.start_s[row] + day.net_s[row, HALF]
    changed = ~((other.net_s == day.net_s) | (np.isnan(other.net_s) & np.isnan(day.net_s)))
    added_s = (other.start_s[:, None] + other.net_s)[changed]
    assert (added_s[np.isfinite(added_s)] > now_s).all()


def test_the_finish_of_the_runner_is_another(day: RaceDay) -> None:
    row = int(scored(day).at(day, HALF).finishers[9])
    finishes = {float(with_another_future(day, row, HALF, seed).net_s[row, -1]) for seed in range(3)}
    assert day.net_s[row, -1] not in finishes
