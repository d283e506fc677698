"""The facts of the story, to the second, as the events tell them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lanterne.simulate.demo import story
from lanterne.units import METRES_PER_MILE, clock_text, parse_instant_s


def said(demo: Any, bib: str) -> list[tuple[str, str, str]]:
    """Clock, word and whereto of what people typed about a runner, in the order in which it happened."""
    words = [e for e in demo.events if e.get("bib") == bib and e["kind"] in ("pickup", "status")]
    return sorted((demo.clock(e), e["what"], e.get("to", "")) for e in words)


@pytest.mark.parametrize(
    ("bib", "point", "clock"),
    [
        ("4410", "start", "07:04:00"),
        ("4410", "half", "10:37:29"),
        ("4410", "k35", "13:08:14"),
        ("4410", "finish", "14:26:56"),
        ("5123", "start", "07:01:00"),
        ("5123", "half", "10:34:29"),
        ("5123", "k35", None),
        ("5123", "k40", "14:02:51"),
        ("5123", "finish", "14:26:56"),
        ("88", "half", "10:34:30"),
        ("88", "k25", None),
        ("1207", "start", "07:05:00"),
        ("1207", "k10", "08:41:18"),
        ("1207", "k15", None),
        ("640", "k30", "12:01:10"),
        ("640", "k35", None),
        ("2931", "k10", "08:17:10"),
        ("2931", "finish", "12:38:20"),
    ],
)
def test_a_crossing_is_at_its_second(demo: Any, bib: str, point: str, clock: str | None) -> None:
    assert demo.crossing(bib, point) == clock


def test_the_jacket_hides_five_mats(demo: Any) -> None:
    points = [point.id for point in demo.race.points]
    assert [p for p in points if demo.crossing("2931", p) is None] == ["k15", "k20", "half", "k25", "k30"]


@pytest.mark.parametrize(
    ("bib", "mile", "clock"),
    [
        ("4410", 14, "10:52:00"),
        ("5123", 14, "10:52:00"),
        ("4410", 20, "12:37:30"),
        ("5123", 20, "12:37:30"),
        ("4410", 25, "14:05:25"),
        ("5123", 25, "14:05:25"),
        ("88", 14.1, "10:53:50"),
        ("1207", 9, "09:24:30"),
    ],
)
def test_a_runner_is_at_a_mile_at_its_second(demo: Any, bib: str, mile: float, clock: str) -> None:
    crowd = story.crowd(demo.race, np.unique(np.append(story.places_m(), 42_195.0)))
    crossed_s = crowd.crossings_s(np.array([mile * METRES_PER_MILE]))[crowd.bibs.index(bib), 0]
    assert clock_text(round(float(crossed_s), 2), demo.race.zone, seconds=True) == clock


def test_the_pair_runs_alone_before_mile_14_and_together_after(demo: Any) -> None:
    crowd = story.crowd(demo.race, np.unique(np.append(story.places_m(), np.arange(0, 42_196, 100.0))))
    apart_s = np.abs(np.subtract(*crowd.clock_s[[crowd.bibs.index("4410"), crowd.bibs.index("5123")]]))
    at_mile_14 = np.searchsorted(crowd.knots_m, 14 * METRES_PER_MILE)
    assert apart_s[: at_mile_14 - 20].min() > 30
    assert apart_s[at_mile_14:].max() < 2


def test_88_rides_the_bus_and_then_sag_2_by_name(demo: Any) -> None:
    assert said(demo, "88") == [
        ("10:55:00", "picked_up", ""),
        ("11:42:00", "dropped_off", "sag2"),
        ("12:20:00", "dropped_off", "familydesk"),
    ]


@pytest.mark.parametrize(
    ("vehicle", "counts"),
    [
        ("sweep1", [("06:50:00", 0), ("10:55:00", 1), ("11:42:00", 0), ("14:31:00", 0)]),
        ("sag2", [("11:42:00", 1), ("12:20:00", 0)]),
    ],
)
def test_head_counts_agree_at_each_step(demo: Any, vehicle: str, counts: list[tuple[str, int]]) -> None:
    told = [e for e in demo.events if e["kind"] == "vehicle" and e["vehicle"] == vehicle]
    counted = sorted((demo.clock(e), e["aboard"]) for e in told if "aboard" in e)
    assert [one for one in counted if one[0] >= counts[0][0]] == counts


def test_sag2_is_empty_when_the_bus_comes(demo: Any) -> None:
    told = [e for e in demo.events if e["kind"] == "vehicle" and e["vehicle"] == "sag2" and "aboard" in e]
    before = max((demo.clock(e), e["aboard"]) for e in told if demo.clock(e) < "11:42:00")
    assert before[0] < "11:30:00"
    assert before[1] == 0


def test_640_goes_to_medical_and_is_released_to_her_sister(demo: Any) -> None:
    assert said(demo, "640") == [("12:50:00", "with_medical", ""), ("13:40:00", "released", "her sister")]


def test_a_call_reaches_1207_at_home(demo: Any) -> None:
    assert said(demo, "1207") == [("13:50:00", "left", "")]


def test_nobody_types_anything_about_those_who_run_on(demo: Any) -> None:
    """The pair never asks the system for anything, and 2931 is never alarmed."""
    assert [said(demo, bib) for bib in ("4410", "5123", "2931")] == [[], [], []]


def test_the_bus_comes_up_to_88_and_stays_behind_the_pair(demo: Any) -> None:
    course = demo.race.distances[0].course
    fixes = [e for e in demo.events if e.get("device") == "sweep1-phone"]
    at_s = np.array([parse_instant_s(e["happened_at"]) for e in fixes])
    crowd = story.crowd(demo.race, np.unique(np.append(story.places_m(), np.arange(0, 42_196, 100.0))))
    pair_m = np.interp(at_s, crowd.clock_s[0], crowd.knots_m)
    latitude, longitude = (np.array([e[key] for e in fixes]) for key in ("latitude", "longitude"))
    at_m, off_m = course.project(latitude, longitude, near_m=pair_m - 300, reach_m=1_500)
    after = (at_s > story.clock_s(demo.race, "10:56:30")) & (at_s < story.clock_s(demo.race, "14:26:30"))
    assert off_m[after].max() < 40
    assert (at_m - pair_m)[after].max() < 20
    assert np.median((pair_m - at_m)[after]) < 200
    boarding = np.abs(at_s - story.clock_s(demo.race, "10:55:30")) < 40
    assert np.abs(at_m[boarding] - 14.1 * METRES_PER_MILE).max() < 60
