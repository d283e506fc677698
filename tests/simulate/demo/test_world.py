"""The demo's crowd: how many, how slow, what the mats lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from lanterne.events import canonical, check
from lanterne.simulate.demo.registration import STORY_BIBS, registered
from lanterne.units import parse_instant_s


def first_reads(demo: Any, point: str) -> dict[str, str]:
    """Clock of the first read of each bib at a point."""
    clocks: dict[str, str] = {}
    for event in demo.events:
        if event.get("point") == point:
            clock = demo.clock(event)
            clocks[event["bib"]] = min(clock, clocks.get(event["bib"], clock))
    return clocks


def of(demo: Any, distance: str) -> set[str]:
    return {entrant.bib for entrant in demo.roster.entrants if entrant.distance == distance}


def test_so_many_are_registered(demo: Any) -> None:
    assert (len(of(demo, "marathon")), len(of(demo, "half"))) == (4_212, 2_600)


def test_143_do_not_start(demo: Any) -> None:
    absent = {bib for bib, fate in demo.fates.items() if fate == "not_started"}
    assert len(absent) == 143
    assert absent <= of(demo, "marathon")
    assert absent.isdisjoint(e.get("bib") for e in demo.events)


def test_every_entrant_has_one_fate(demo: Any) -> None:
    assert sorted(demo.fates) == sorted(e.bib for e in demo.roster.entrants)


def test_the_last_starter_is_over_the_line_at_0706(demo: Any) -> None:
    said = [demo.clock(e) for e in demo.events if e["kind"] == "start" and e["what"] == "last_starter"]
    assert said == ["07:06:00", "07:06:00"]
    assert max(demo.clock(e) for e in demo.events if e.get("point") == "start") == "07:06:00"


def test_the_pair_comes_last(demo: Any) -> None:
    """Everybody else is home before the limit."""
    clocks = first_reads(demo, "finish")
    assert {bib for bib, clock in clocks.items() if clock > "14:05:30"} == {"4410", "5123"}


def test_two_in_a_hundred_stop_and_a_third_of_them_tell_nobody(demo: Any) -> None:
    fates = Counter(demo.fates.values())
    stopped = fates["rides"] + fates["medical"] + fates["walks"] + fates["leaves"]
    assert stopped / (len(demo.fates) - 143) == pytest.approx(0.02, abs=0.006)
    assert fates["leaves"] / stopped == pytest.approx(1 / 3, abs=0.12)


def test_three_run_the_wrong_distance(demo: Any) -> None:
    """Two marathoners come home with the half, one of the half is read beyond the fork."""
    mats = ("k20", "half", "k25", "k30", "k35", "k40")
    beyond = {e["bib"] for e in demo.events if e.get("point") in mats}
    assert len(beyond & of(demo, "half")) == 1
    home = set(first_reads(demo, "finish")) & of(demo, "marathon")
    assert len(home - beyond) == 2


def test_the_10k_reader_is_dark_for_its_minutes(demo: Any) -> None:
    clocks = [demo.clock(e) for e in demo.events if e.get("point") == "k10"]
    assert not [clock for clock in first_reads(demo, "k10").values() if "08:20:00" <= clock < "08:33:00"]
    assert [clock for clock in clocks if "08:33:00" <= clock < "08:36:00"]


def test_the_35k_mat_loses_its_share(demo: Any) -> None:
    beyond = set(first_reads(demo, "k40")) & set(first_reads(demo, "k30"))
    lost = beyond - set(first_reads(demo, "k35"))
    assert 0.003 < len(lost) / len(beyond) < 0.013


def test_each_vehicle_is_heard_every_half_minute(demo: Any) -> None:
    for vehicle in demo.race.vehicles:
        at_s = sorted(
            parse_instant_s(e["happened_at"]) for e in demo.events if e.get("device") == vehicle.device
        )
        assert np.median([later - one for one, later in pairwise(at_s)]) == pytest.approx(30, abs=1)


def test_every_station_says_that_it_is_open(demo: Any) -> None:
    opened = {e["station"] for e in demo.events if e["kind"] == "station"}
    assert opened == {station.id for station in demo.race.stations}


def test_people_decide_nothing_yet(demo: Any) -> None:
    """The world is what is read, driven and typed; holds and introductions are the system's and people's."""
    kinds = {event["kind"] for event in demo.events}
    assert kinds == {"start", "passing", "position", "status", "pickup", "vehicle", "station"}


def test_everybody_who_left_is_reached_before_the_end(demo: Any) -> None:
    said = [e for e in demo.events if e["kind"] in ("status", "pickup") and e["what"] != "finished"]
    last = {e["bib"]: e for e in said}
    stopped = {bib for bib, fate in demo.fates.items() if fate not in ("finished", "not_started")}
    assert set(last) == stopped
    assert {e["what"] for e in last.values()} <= {"left", "released", "dropped_off"}
    assert max(demo.clock(e) for e in last.values()) < "14:36:00"


def test_who_came_home_unread_was_seen_by_the_finish_crew(demo: Any) -> None:
    seen = {e["bib"] for e in demo.events if e["kind"] == "status" and e["what"] == "finished"}
    read = {e["bib"] for e in demo.events if e["kind"] == "passing" and e["point"] == "finish"}
    home = {bib for bib, fate in demo.fates.items() if fate == "finished"}
    assert seen
    assert seen.isdisjoint(read)
    assert home <= seen | read


def test_every_event_would_be_accepted(demo: Any) -> None:
    for event in demo.events:
        check(canonical(event))


def test_the_same_seed_gives_the_same_day(demo: Any, make_demo: Callable[[int], Any]) -> None:
    assert make_demo(1).events == demo.events


@pytest.mark.parametrize("seed", [2, 3])
def test_any_seed_tells_the_same_story(make_demo: Callable[[int], Any], seed: int) -> None:
    other = make_demo(seed)
    clocks = first_reads(other, "finish")
    assert {bib for bib, clock in clocks.items() if clock > "14:05:30"} == {"4410", "5123"}
    assert other.crossing("1207", "k10") == "08:41:18"
    assert Counter(other.fates.values())["not_started"] == 143


def test_the_story_runners_ticked_what_the_story_says() -> None:
    entrants = {entrant.bib: entrant for entrant in registered(1).entrants}
    assert [entrants[bib].wants_company for bib in STORY_BIBS] == [True, True, False, False, False, False]
    assert [entrants[bib].first_marathon for bib in STORY_BIBS] == [True, False, False, False, False, False]
