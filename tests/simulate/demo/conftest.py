"""The demo's day, made once for all its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from lanterne.forecast.library import shipped
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster
from lanterne.race.loading import load_race
from lanterne.simulate.demo.drawing import half_course, marathon_course
from lanterne.simulate.demo.registration import registered
from lanterne.simulate.demo.world import demo_day
from lanterne.simulate.people import Fate
from lanterne.units import clock_text, parse_instant_s

SEED = 1


@dataclass(frozen=True)
class Demo:
    """The demo's race, start list, fates and events in the order of receipt."""

    race: Race
    roster: Roster
    fates: dict[str, Fate]
    events: list[dict[str, Any]]

    def clock(self, event: dict[str, Any]) -> str:
        """Clock time at which an event happened."""
        return clock_text(parse_instant_s(event["happened_at"]), self.race.zone, seconds=True)

    def crossing(self, bib: str, point: str) -> str | None:
        """Clock time of a crossing: the last read at the start, the first elsewhere."""
        reads = [e for e in self.events if e.get("bib") == bib and e.get("point") == point]
        clocks = sorted(self.clock(event) for event in reads)
        return clocks[-1 if point == "start" else 0] if clocks else None


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged race.toml with the drawn courses."""
    folder = tmp_path_factory.mktemp("demo")
    definition = resources.files("lanterne.simulate.demo").joinpath("race.toml").read_bytes()
    (folder / "race.toml").write_bytes(definition)
    marathon_course().write_geojson(folder / "course.geojson", "Marathon")
    half_course().write_geojson(folder / "half.geojson", "Half marathon")
    return folder


@pytest.fixture(scope="session")
def make_demo(demo_folder: Path) -> Callable[[int], Demo]:
    """Makes the demo's day of a seed."""

    def make(seed: int) -> Demo:
        race, roster = load_race(demo_folder), registered(seed)
        day, fates = demo_day(race, roster, shipped(), seed)
        return Demo(race, roster, fates, [event for batch in day.batches() for event in batch.events])

    return make


@pytest.fixture(scope="session")
def demo(make_demo: Callable[[int], Demo]) -> Demo:
    """The demo's day as `lanterne demo` shows it."""
    return make_demo(SEED)
