"""Fixes become metres along the course, on the right pass, whatever order they came in."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from lanterne.field.along import (
    CROWDED,
    EARLY,
    IMPLAUSIBLE,
    KEPT,
    OFF,
    RUNNER,
    VAGUE,
    VEHICLE,
    Known,
    Mover,
    Way,
    walk,
)
from lanterne.field.fixes import Trail
from lanterne.race.course import Course
from lanterne.race.joining import join
from lanterne.race.tracks import read_pieces

Floats = NDArray[np.float64]

OUT_M = 4_000.0
DEG_M = 111_320.0
STEP_DEG = OUT_M / DEG_M
"""Four kilometres north and back on the same road."""

THERE_AND_BACK = Course.of(
    np.column_stack(
        [np.zeros(401), np.concatenate([np.linspace(0, STEP_DEG, 201), np.linspace(STEP_DEG, 0, 200)])]
    ),
    2 * OUT_M,
)


def laps(count: int, radius_m: float = 800.0) -> Course:
    """Laps of a round course."""
    turn = np.linspace(0.0, 2 * np.pi * count, 90 * count)
    line = np.column_stack([np.cos(turn), np.sin(turn)]) * radius_m / DEG_M
    return Course.of(line, 2 * np.pi * radius_m * count)


def trail(at_m: Floats, step_s: float = 30.0, seed: int = 1, course: Course = THERE_AND_BACK) -> Trail:
    """Fixes at these metres, one every `step_s`, with ten metres of noise."""
    longitude, latitude = course.place(at_m)
    noise = np.random.default_rng(seed).normal(0, 10.0 / DEG_M, (2, len(at_m)))
    at_s = np.arange(len(at_m)) * step_s
    nothing = np.full(len(at_m), np.nan, np.float32)
    return Trail(at_s, longitude + noise[0], latitude + noise[1], nothing, np.zeros(len(at_m), np.int32))


def part_of(whole: Trail, rows: NDArray[np.int64] | slice) -> Trail:
    """Some of a trail's fixes."""
    columns = (whole.at_s, whole.longitude, whole.latitude, whole.accuracy_m, whole.source)
    return Trail(*(column[rows] for column in columns))


def run(whole: Trail, course: Course = THERE_AND_BACK, reads: tuple[tuple[float, float], ...] = ()) -> Way:
    """The way of a runner who started at instant 0, read at these (seconds, metres)."""
    read_s, read_m = np.array(reads).reshape(-1, 2).T
    return walk(whole, course, np.zeros(1), RUNNER, Known(0.0, 0.0, read_s, read_m))


def drive(whole: Trail, before: Way | None = None) -> Way:
    """The way of a vehicle."""
    return walk(whole, THERE_AND_BACK, np.zeros(1), VEHICLE, before=before)


def places(way: Way) -> tuple[list[float], list[float], list[int]]:
    """What a way says."""
    return way.at_s.tolist(), way.at_m.tolist(), way.why.tolist()


@pytest.mark.parametrize(
    ("mover", "speed_mps"), [(VEHICLE, 2.5), (VEHICLE, 6.0), (RUNNER, 2.5), (RUNNER, 1.3)]
)
def test_out_and_back_stays_on_the_right_pass(mover: Mover, speed_mps: float) -> None:
    true_m = np.arange(0.0, 2 * OUT_M, 30.0 * speed_mps)
    known = Known(0.0, 0.0, np.empty(0), np.empty(0)) if mover is RUNNER else None
    found = walk(trail(true_m), THERE_AND_BACK, np.zeros(1), mover, known)
    # At the turn itself both sides are within the noise of a fix.
    assert np.nanmax(np.abs(found.at_m - true_m)) < 150.0
    assert np.mean(found.why == KEPT) > 0.95


def test_every_lap_is_told_from_the_others() -> None:
    course = laps(5)
    true_m = np.arange(0.0, course.length_m, 75.0)
    found = run(trail(true_m, course=course), course)
    assert np.nanmax(np.abs(found.at_m - true_m)) < 100.0


def test_after_a_hole_of_an_hour_the_runners_own_pace_tells_the_lap() -> None:
    course = laps(5)
    true_m = np.arange(0.0, course.length_m, 75.0)
    whole = trail(true_m, course=course)
    rows = np.flatnonzero((whole.at_s < 2_400) | (whole.at_s > 6_000))
    found = run(part_of(whole, rows), course)
    assert np.nanmax(np.abs(found.at_m - true_m[rows])) < 100.0


def test_a_read_tells_the_lap_where_pace_misleads() -> None:
    """A lap takes half an hour; the runner rests for as long, unseen, and is then read one lap behind."""
    course = laps(3, radius_m=716.0)
    lap_m = course.length_m / 3
    first, rest_s = np.arange(0.0, 900.0, 30.0), 1_800.0
    later = np.arange(900.0, 1_800.0, 30.0)
    whole = trail(np.concatenate([first, later]) * 2.5, course=course)
    whole.at_s[:] = np.concatenate([first, later + rest_s])
    found = run(whole, course, ((later[0] + rest_s - 1.0, later[0] * 2.5),))
    assert found.at_m[-1] == pytest.approx(later[-1] * 2.5, abs=60.0)
    assert found.at_m[-1] < lap_m


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(40)), st.integers(0, 40))
def test_order_of_arrival_does_not_matter(arrival: list[int], cut: int) -> None:
    """Fixes that come in any order, in two batches: the same way as all at once, in order."""
    whole = trail(np.arange(40) * 75.0)
    some = np.sort(np.array(arrival[:cut], np.int64))
    first = drive(part_of(whole, some))
    assert places(drive(whole, before=first)) == places(drive(whole))


def test_a_way_gone_on_with_is_the_same_as_one_made_at_once() -> None:
    whole = trail(np.arange(0.0, 2 * OUT_M, 75.0))
    way: Way | None = None
    for upto in range(1, len(whole.at_s) + 1, 7):
        way = drive(part_of(whole, slice(0, upto)), before=way)
    assert places(drive(whole, before=way)) == places(drive(whole))


def test_off_the_course_a_place_is_not_known() -> None:
    away = trail(np.array([0.0, 75.0, 150.0]))
    away.longitude[1] += 0.02
    found = drive(away)
    assert np.isnan(found.at_m).tolist() == [False, True, False]
    assert found.why.tolist() == [KEPT, OFF, KEPT]


def test_a_fix_nobody_can_have_got_to_is_left_out() -> None:
    true_m = np.arange(0.0, 1_500.0, 75.0)
    jumping = trail(true_m)
    longitude, latitude = THERE_AND_BACK.place(3_000.0)
    jumping.longitude[8], jumping.latitude[8] = longitude, latitude
    found = run(jumping)
    assert found.why.tolist() == [IMPLAUSIBLE if i == 8 else KEPT for i in range(len(true_m))]


def test_a_jump_backward_is_left_out() -> None:
    true_m = np.arange(0.0, 1_500.0, 75.0)
    jumping = trail(true_m)
    jumping.latitude[12] = jumping.latitude[3]
    assert np.flatnonzero(run(jumping).why != KEPT).tolist() == [12]


def test_fixes_before_the_start_are_left_out() -> None:
    early = trail(np.zeros(6))
    early.at_s[:3] -= 1_000.0
    assert run(early).why.tolist() == [EARLY] * 3 + [KEPT] * 3


def test_a_fix_that_may_be_anywhere_and_fixes_by_the_second_are_left_out() -> None:
    many = trail(np.arange(0.0, 50.0, 2.5), step_s=1.0)
    many.accuracy_m[0] = 2_000.0
    counts = run(many).counts()
    assert counts["vague"] == 1
    assert (counts["kept"], counts["crowded"]) == (1, 18)
    assert {KEPT, CROWDED, VAGUE} == set(run(many).why.tolist())


def test_every_fix_is_accounted_for() -> None:
    whole = trail(np.arange(0.0, 2 * OUT_M, 75.0))
    assert sum(run(whole).counts().values()) == len(whole.at_s)


def test_back_after_a_while_a_vehicle_may_be_anywhere() -> None:
    found = drive(trail(np.array([3_000.0, 500.0]), step_s=VEHICLE.lost_s))
    assert min(abs(found.at_m[1] - 500.0), abs(found.at_m[1] - (2 * OUT_M - 500.0))) < 50.0


def test_a_heartbeat_is_no_place() -> None:
    beats = trail(np.array([0.0, 75.0]))
    beats.latitude[1] = beats.longitude[1] = np.nan
    assert len(drive(beats).at_s) == 1


def test_a_sources_clock_offset_moves_its_fixes() -> None:
    found = walk(trail(np.array([0.0, 75.0])), THERE_AND_BACK, np.array([-60.0]), VEHICLE)
    assert found.at_s.tolist() == pytest.approx([-60.0, -30.0])


def test_of_no_fixes_there_is_no_way() -> None:
    assert len(run(trail(np.empty(0))).at_m) == 0


def test_a_place_is_less_sure_where_the_fix_is() -> None:
    vague = trail(np.array([0.0, 75.0]))
    vague.accuracy_m[:] = [5.0, 80.0]
    sd_m = run(vague).sd_m
    assert sd_m[1] > 10 * sd_m[0]


COURSES = ["koeln_marathon.kml", "rotterdam_marathon_2018.tcx", "tokyo_marathon.gpx", "london_marathon.gpx"]


@pytest.mark.parametrize("name", COURSES)
def test_on_a_real_course_nearly_every_fix_is_on_the_right_pass(shared: Path, name: str) -> None:
    """Two fifths of Koeln and two thirds of Tokyo are passed twice; with holes, and one fix in fifty wild."""
    course = Course.of(join(read_pieces(shared / "data/courses" / name)).line, 42_195)
    rng = np.random.default_rng(4)
    errors_m = []
    for speed_mps in (1.6, 2.2, 3.0):
        true_m = np.arange(0.0, 42_195.0, 30.0 * speed_mps)
        whole = trail(true_m, course=course, seed=int(10 * speed_mps))
        wild = rng.random(len(true_m)) < 0.02
        whole.longitude[wild] += rng.normal(0, 200 / DEG_M, wild.sum())
        rows = np.flatnonzero((true_m % 10_000) > 1_800 * speed_mps)
        found = run(part_of(whole, rows), course)
        errors_m.append(np.abs(found.at_m - true_m[rows])[found.why == KEPT])
    error_m = np.concatenate(errors_m)
    assert np.mean(error_m < 150.0) > 0.998
    assert np.median(error_m) < 10.0


def test_a_real_runners_trace_goes_on_after_three_hours_without_a_fix(shared: Path) -> None:
    course = Course.of(join(read_pieces(shared / "data/courses/new_york_marathon.gpx")).line, 42_195)
    with (shared / "data/traces/nyc_marathon_2006_partial.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    at_s = np.array([datetime.fromisoformat(row["time"]).timestamp() for row in rows])
    places_deg = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    nothing = np.full(len(rows), np.nan, np.float32)
    whole = Trail(at_s, places_deg[:, 0], places_deg[:, 1], nothing, np.zeros(len(rows), np.int32))
    known = Known(at_s[0] - 600.0, 60.0, np.empty(0), np.empty(0))
    found = walk(whole, course, np.zeros(1), RUNNER, known)
    counts, kept_m = found.counts(), found.at_m[found.why == KEPT]
    assert counts["kept"] + counts["crowded"] > 0.98 * len(found.at_s)
    assert kept_m[0] < 3_000.0
    assert kept_m[-1] > 42_000.0
    assert np.mean(np.diff(kept_m) > -5.0) > 0.99
