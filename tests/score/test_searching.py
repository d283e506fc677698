"""Whom a search list finds and whom it lists wrongly, on lists written by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lanterne.score.ost import OVERDUE_S, overdue_s, typical
from lanterne.score.searching import Listed, Look, Lost, alarms, findings, found, longest

WATCH, ASK, CALL = 0, 1, 2
NEVER = math.inf


def look(at_s: float, *listed: Listed) -> Look:
    return Look(at_s, listed)


def test_somebody_lost_is_found_when_first_asked_after_and_not_when_watched_or_excused() -> None:
    looks = [
        look(100.0, Listed("7", ASK)),
        look(300.0, Listed("7", WATCH)),
        look(400.0, Listed("7", CALL, excused=True)),
        look(500.0, Listed("7", ASK)),
        look(600.0, Listed("7", CALL)),
    ]
    (made,) = findings(looks, {"7": Lost(stopped_s=200.0, swept_s=math.nan, due_s=math.nan)}).values()
    assert (made.listed_s, made.asked_s) == (300.0, 500.0)


def test_the_top_is_reached_when_few_enough_are_before_them() -> None:
    before = [Listed(str(i), ASK) for i in range(10, 20)]
    excused = [Listed("8", ASK, excused=True)]
    looks = [look(float(10 - n), *excused, *before[:n], Listed("7", WATCH)) for n in (10, 9, 5, 4)]
    (made,) = findings(looks, {"7": Lost(0.0, math.nan, math.nan)}).values()
    assert made.top_s == (6.0, 1.0)


def test_shares_and_medians_are_of_all_the_lost_those_never_found_too() -> None:
    looks = [
        look(1_000.0, Listed("1", ASK), Listed("3", WATCH)),
        look(6_000.0, Listed("1", ASK), Listed("2", ASK)),
    ]
    lost = {
        "1": Lost(stopped_s=0.0, swept_s=2_000.0, due_s=500.0),
        "2": Lost(stopped_s=0.0, swept_s=5_000.0, due_s=3_000.0),
        "3": Lost(stopped_s=0.0, swept_s=math.nan, due_s=3_000.0),
    }
    made = found(looks, lost, {"1": 500.0, "2": 4_000.0})
    assert (made.lost, made.by_end, made.before_sweep, made.soon) == (3, 2, 1, (1, 2))
    assert made.listed_soon == (2, 3)
    assert (made.to_list_s, made.to_asked_s, made.to_acted_s) == (1_000.0, 6_000.0, 4_000.0)


def test_an_alarm_counts_once_by_its_highest_level_until_the_runner_is_off_the_list() -> None:
    looks = [
        look(1.0, Listed("1", WATCH)),
        look(2.0, Listed("1", CALL)),
        look(3.0, Listed("1", ASK)),
        look(4.0),
        look(5.0, Listed("1", WATCH), Listed("2", ASK)),
    ]
    counted = alarms(looks, lambda bib, _: bib == "1", with_excused=True)
    assert counted == {"call": 1, "watch": 1}


def test_a_banner_takes_away_the_alarms_that_it_explains() -> None:
    looks = [look(1.0, Listed("1", ASK, excused=True), Listed("2", ASK))]
    assert alarms(looks, lambda *_: True, with_excused=True) == {"query": 2}
    assert alarms(looks, lambda *_: True, with_excused=False) == {"query": 1}
    assert (longest(looks, with_excused=True), longest(looks, with_excused=False)) == (2, 1)


def test_opensplittime_predicts_the_next_segment_by_the_pace_so_far() -> None:
    """By hand: typical 1,000 s and then 1,200 s; at 1,500 s the factor is 1.5, and 1,800 s more are due."""
    past = np.tile([1_000.0, 2_200.0, 3_000.0], (4, 1))
    usual = typical(past, np.array([1_500.0, 3_300.0, 4_500.0]))
    net_s = np.array([[1_500.0, np.nan, np.nan]] * 2)
    late_s = overdue_s(net_s, np.array([3_300.0, 5_100.0]), usual)
    assert late_s.tolist() == [0.0, OVERDUE_S]


def test_opensplittime_goes_from_the_last_split_that_was_read() -> None:
    usual = typical(np.tile([1_000.0, 2_200.0, 3_000.0], (4, 1)), np.array([1_500.0, 3_300.0, 4_500.0]))
    net_s = np.array([[np.nan, 2_200.0, np.nan], [1_000.0, 2_200.0, 3_100.0], [np.nan, np.nan, np.nan]])
    late_s = overdue_s(net_s, np.full(3, 3_500.0), usual)
    assert late_s[0] == pytest.approx(500.0)
    assert np.isnan(late_s[1])
    assert late_s[2] == pytest.approx(2_500.0)


def test_opensplittime_takes_the_terrain_where_fewer_than_four_were_read() -> None:
    usual = typical(np.array([[1_000.0], [1_200.0], [1_100.0]]), np.array([2_000.0]))
    assert usual.segment_s.tolist() == [1_200.0]
