"""A faulty day has the faults that it is asked for, and its truth is what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lanterne.forecast.library import shipped
from lanterne.simulate.faults import Faults, Truth, faulty_day, miswritten
from lanterne.simulate.rehearsal import World
from lanterne.simulate.worlds import Lineup, lineup_of_two
from lanterne.units import instant_text, parse_instant_s

Day = tuple[World, Truth, list[dict[str, Any]]]
FAULTS = Faults(dropped=0.1, lifted_with=20)


@pytest.fixture(scope="module")
def lineup() -> Lineup:
    return lineup_of_two(shipped(), 600, 6.5 * 3_600, np.random.default_rng(3))


@pytest.fixture(scope="module")
def day(lineup: Lineup) -> Day:
    world, truth = faulty_day(lineup, FAULTS, 3)
    return world, truth, [event for _, events in world.coming for event in events]


def test_everybody_is_home_or_lost_or_said_to_have_stopped(
    day: Day,
) -> None:
    world, truth, _ = day
    assert len(truth.home_s) + len(truth.lost) + len(truth.told) == len(world.roster)
    assert {one.bib for one in world.roster.entrants} == truth.home_s.keys() | truth.lost.keys() | truth.told
    assert len(truth.lost) / (len(truth.lost) + len(truth.told)) == pytest.approx(1 / 3, abs=0.15)


def test_of_the_lost_nobody_says_anything_and_no_mat_reads_them_after_they_stopped(
    day: Day,
) -> None:
    _, truth, events = day
    assert not [one for one in events if one["kind"] in ("status", "pickup") and one["bib"] in truth.lost]
    reads = [one for one in events if one["kind"] == "passing" and one["bib"] in truth.lost]
    assert all(parse_instant_s(one["happened_at"]) <= truth.lost[one["bib"]].at_s + 1 for one in reads)


def test_the_dark_mat_reads_nobody_meanwhile_and_the_lifted_one_nobody_from_then_on(
    day: Day,
) -> None:
    world, truth, events = day
    at_s: dict[str, list[float]] = {}
    for one in events:
        if one["kind"] == "passing":
            at_s.setdefault(one["point"], []).append(parse_instant_s(one["happened_at"]))
    dark = at_s[world.race.points[truth.dark.point].id]
    assert truth.dark.to_s - truth.dark.from_s == FAULTS.dark_s
    assert not [one for one in dark if truth.dark.from_s <= one < truth.dark.to_s]
    point, lifted_s = truth.lifted
    assert max(at_s[world.race.points[point].id]) < lifted_s
    assert not [one for one in events if one["kind"] == "mat"]


def test_the_silent_van_has_people_aboard_and_says_nothing_more(
    day: Day,
) -> None:
    _, truth, events = day
    van, since_s, aboard = truth.silent_van
    own = [one for one in events if one["source"] in (van, f"{van}/phone")]
    assert aboard
    assert own
    assert max(one["happened_at"] for one in own) < instant_text(since_s)
    out = {one["bib"] for one in own if one["kind"] == "pickup" and one["what"] == "dropped_off"}
    assert not out & set(aboard)


def test_a_file_without_their_finish_leaves_open_what_became_of_them(lineup: Lineup) -> None:
    bib = lineup.crowds[0].bibs[5]
    world, truth = faulty_day(replace(lineup, unfinished={bib: 10_000.0}), FAULTS, 4)
    assert truth.unknown == {bib}
    assert bib not in truth.lost
    assert bib not in truth.told
    assert bib not in truth.home_s
    reads = {
        one["point"]
        for _, events in world.coming
        for one in events
        if one["kind"] == "passing" and one["bib"] == bib
    }
    assert not reads & {"half", "k30", "finish"}


def test_a_bib_is_miswritten_by_one_digit_or_two_neighbours() -> None:
    rng = np.random.default_rng(5)
    for _ in range(100):
        written = miswritten("4410", rng)
        differ = [i for i in range(4) if written[i] != "4410"[i]]
        assert len(differ) == 1 or (differ[1] == differ[0] + 1 and sorted(written) == sorted("4410"))


def test_other_faults_leave_what_stations_write_wrongly_as_it_is(lineup: Lineup, day: Day) -> None:
    _, truth = faulty_day(lineup, replace(FAULTS, missed=0.05, dark_s=60.0, lifted_with=5), 3)
    assert truth.wrong == day[1].wrong
    assert truth.lost == day[1].lost
