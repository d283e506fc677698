"""Courses and gates of real races, which lie beside the repository; skipped where they do not."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import numpy as np
import pytest

from lanterne.race.course import Course
from lanterne.race.cutoffs import Zeros, gate_cutoff_s
from lanterne.race.joining import join
from lanterne.race.loading import check_race
from lanterne.race.tracks import read_pieces
from lanterne.units import clock_text

COURSES = {
    "athens_marathon.gpx": (1, 42_283),
    "boston_marathon.gpx": (1, 42_502),
    "chicago_marathon.gpx": (1, 42_815),
    "koeln_marathon.kml": (13, 42_371),
    "london_marathon.gpx": (1, 42_389),
    "new_york_marathon.gpx": (1, 42_619),
    "rotterdam_marathon_2018.tcx": (1, 42_771),
    "tokyo_marathon.gpx": (1, 42_266),
}


@pytest.mark.parametrize("name", COURSES)
def test_a_real_course_is_read_at_its_drawn_length(shared: Path, name: str) -> None:
    pieces = read_pieces(shared / "data/courses" / name)
    count, drawn_m = COURSES[name]
    assert len(pieces) == count
    assert Course.of(join(pieces).line, 42_195).drawn_m == pytest.approx(drawn_m, abs=1)


@pytest.mark.parametrize("name", COURSES)
def test_a_walk_along_a_real_course_never_changes_to_another_pass(shared: Path, name: str) -> None:
    """Ten metres beside the line at 3 m/s, a fix each 20 s: the metres found are those walked.

    Just after a turn both ways are equally near; a fix or two later only one is left.
    """
    course = Course.of(join(read_pieces(shared / "data/courses" / name)).line, 42_195)
    rng = np.random.default_rng(9)
    at_m, errors_m = 0.0, []
    for true_m in np.arange(0, 42_195, 60.0):
        lon, lat = course.place(true_m)
        noisy = lat + rng.normal(0, 7) / 111_000, lon + rng.normal(0, 7) / 75_000
        found, _ = course.project(*noisy, at_m + 70, 110)
        at_m = float(found)
        errors_m.append(abs(at_m - true_m))
    assert max(errors_m) < 150
    assert np.median(errors_m) < 10


def test_koeln_is_the_same_line_from_its_pieces_in_any_order(shared: Path) -> None:
    pieces = read_pieces(shared / "data/courses/koeln_marathon.kml")
    whole = join(pieces).line
    rng = random.Random(3)
    for _ in range(40):
        rng.shuffle(pieces)
        assert join(pieces).line == whole


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("koeln_marathon.kml", "comes in 13 pieces, joined by straight lines: 33 m between 1 and 2"),
        ("chicago_marathon.gpx", "is coarse"),
        ("rotterdam_marathon_2018.tcx", "576 m more than the official"),
    ],
)
def test_what_is_doubtful_about_a_real_course_is_said(
    shared: Path, tmp_path: Path, name: str, says: str
) -> None:
    course = (shared / "data/courses" / name).read_bytes()
    (tmp_path / name).write_bytes(course)
    (tmp_path / "race.toml").write_text(race_toml("Race", "2026-05-03", "Europe/Berlin", [], [], course=name))
    checked = check_race(tmp_path)
    assert checked.faults == ()
    assert any(says in str(warning) for warning in checked.warnings)


def published(shared: Path) -> list[dict[str, object]]:
    races = json.loads((shared / "data/courses/cutoff_gates.json").read_text())["races"]
    assert len(races) == 7
    return list(races)


def test_the_published_gates_of_seven_races_are_read_as_published(shared: Path, tmp_path: Path) -> None:
    for number, plan in enumerate(published(shared)):
        gates, aid = plan["gates"], plan.get("aid_m", [])
        assert isinstance(gates, list)
        assert isinstance(aid, list)
        folder = tmp_path / str(number)
        folder.mkdir()
        toml = race_toml(str(plan["race"]), str(plan["date"]), str(plan["tz"]), gates, aid)
        (folder / "race.toml").write_text(toml)
        checked = check_race(folder)
        assert (checked.faults, checked.warnings) == ((), ())
        assert checked.race is not None
        assert len(checked.race.stations) == len(aid)
        for gate, (_, minutes) in zip(checked.race.gates, gates, strict=True):
            cutoff_s = gate_cutoff_s(checked.race, gate, "marathon", Zeros())
            assert cutoff_s is not None
            assert clock_text(cutoff_s, checked.race.zone) == f"{minutes // 60:02d}:{minutes % 60:02d}"


def race_toml(
    name: str, day: str, zone: str, gates: list[list[object]], aid: list[int], course: str | None = None
) -> str:
    """A race.toml for published gate times; the starts are not published, so seven o'clock stands in."""
    parts = [
        f'[race]\nid = "{re.sub("[^a-z0-9]+", "_", name.lower())}"\nname = "{name}"\ndate = {day}',
        f'timezone = "{zone}"\nunit = "km"\nstart = "07:00"',
        '[[distance]]\nid = "marathon"\nname = "Marathon"\nlength = "42.195 km"',
        f'course = "{course}"' if course else "",
        '[[timing_point]]\nid = "start"\nname = "Start"\nkind = "start"',
        '[[timing_point]]\nid = "finish"\nname = "Finish"\nkind = "finish"',
    ]
    for i, at_m in enumerate(aid, start=1):
        parts.append(f'[[station]]\nid = "s{i:02d}"\nname = "Station {i}"\nkinds = ["fluid"]\nat = {at_m}')
    for i, (at, minutes) in enumerate(gates, start=1):
        assert isinstance(minutes, int)
        place = '"finish"' if at == "GOAL" else at
        time = f"{minutes // 60:02d}:{minutes % 60:02d}"
        parts.append(f'[[gate]]\nid = "g{i}"\nname = "Gate {i}"\nat = {place}\ntime = "{time}"')
    return "\n".join(parts)
