"""A small frozen day with every trouble: nobody finds a station closed, and little time is lost."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from lanterne.forecast.library import shipped
from lanterne.simulate.rehearsal import Rehearsal, outcomes_of
from lanterne.simulate.rules import as_proposed, at_limit_pace, at_p95_of_constant_pace, never
from lanterne.simulate.worlds import GUN_S, Troubles, two_distances


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    """A marathon and a half marathon of 240 on one road, a mat lifted with 40 to come, from two hours on."""
    world = two_distances(shipped(), 240, 6.5 * 3_600, Troubles(lifted="k30", missed=0.01), seed=5)
    played = Rehearsal(world, shipped(), np.random.default_rng(5), step_s=300.0)
    last_s = max(one.last_s for one in outcomes_of(played))
    played.run(GUN_S + 7_200, last_s + 3_600)
    return played


def test_no_station_is_proposed_to_close_before_the_last_who_passes(rehearsal: Rehearsal) -> None:
    assert not [one for one in outcomes_of(rehearsal) if one.wrong["close"]]


def test_no_station_has_closed_when_somebody_comes(rehearsal: Rehearsal) -> None:
    assert sum(one.missed for one in as_proposed(rehearsal, "closed")) == 0


def test_every_station_closes_in_the_end_and_soon_after_the_last(rehearsal: Rehearsal) -> None:
    assert all("closed" in one.done_s for one in outcomes_of(rehearsal))
    proposed, open_all_day = as_proposed(rehearsal, "closed"), never(rehearsal)
    assert statistics.median(one.open_s for one in proposed) < 1_500
    assert sum(one.open_s for one in proposed) < 0.2 * sum(one.open_s for one in open_all_day)


def test_the_limit_pace_closes_stations_on_people(rehearsal: Rehearsal) -> None:
    assert sum(one.missed for one in at_limit_pace(rehearsal)) > 50


def test_constant_pace_is_better_than_the_limit_and_worse_than_the_list(rehearsal: Rehearsal) -> None:
    pace = at_p95_of_constant_pace(rehearsal)
    assert sum(one.missed for one in pace) < sum(one.missed for one in at_limit_pace(rehearsal))
    assert statistics.median(one.open_s for one in pace) > statistics.median(
        one.open_s for one in as_proposed(rehearsal, "closed")
    )
