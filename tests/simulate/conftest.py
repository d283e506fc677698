"""A small made-up race of two distances on one road, and the library that runners are drawn from."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.forecast.library import PaceLibrary, shipped
from lanterne.race.definition import Race
from lanterne.race.entrants import Entrant
from lanterne.race.loading import load_race
from lanterne.simulate.demo.drawing import half_course, marathon_course

RACE = """
[race]
id = "small"
name = "Small"
date = 2030-10-06
timezone = "UTC"
unit = "km"
start = "08:00"

[[distance]]
id = "marathon"
name = "Marathon"
length = "42.195 km"
course = "course.geojson"
last_starter = "08:05"
line = { pace = "9:57/km", clock = "last_starter" }

[[distance]]
id = "half"
name = "Half"
length = "21.0975 km"
course = "half.geojson"

[[timing_point]]
id = "start"
name = "Start"
kind = "start"

[[timing_point]]
id = "k10"
name = "10K"
kind = "split"
at = { marathon = "10 km", half = "10 km" }

[[timing_point]]
id = "k30"
name = "30K"
kind = "split"
at = { marathon = "30 km" }

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"

[[vehicle]]
id = "sweep1"
name = "Sweep"
kind = "sweep"
seats = 14
device = "sweep1-phone"

[[vehicle]]
id = "sag1"
name = "SAG"
kind = "sag"
seats = 6
device = "sag1-phone"
"""


@pytest.fixture
def race_text() -> str:
    """The small race's race.toml, without courses."""
    return "\n".join(line for line in RACE.splitlines() if not line.startswith("course ="))


@pytest.fixture(scope="session")
def library() -> PaceLibrary:
    """The shipped pace library."""
    return shipped()


@pytest.fixture(scope="session")
def small_race(tmp_path_factory: pytest.TempPathFactory) -> Race:
    """A marathon and a half that share a road, one sweep, one van."""
    folder: Path = tmp_path_factory.mktemp("small")
    (folder / "race.toml").write_text(RACE)
    marathon_course().write_geojson(folder / "course.geojson", "Marathon")
    half_course().write_geojson(folder / "half.geojson", "Half")
    return load_race(folder)


@pytest.fixture(scope="session")
def entrants() -> tuple[Entrant, ...]:
    """600 for the marathon and 300 for the half."""
    return tuple(
        Entrant(bib=str(number), distance="marathon" if number <= 600 else "half") for number in range(1, 901)
    )
