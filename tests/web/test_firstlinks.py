"""The few links that are printed when a race is served."""

from __future__ import annotations

from dataclasses import replace

from tests.web.conftest import SIGNING, made_race

from lanterne.race.definition import Race, Station, Vehicle
from lanterne.web.firstlinks import first_links
from lanterne.web.links import Links


def first(race: Race) -> list[str]:
    """The posts that a newcomer is led to."""
    return [one.post for one in first_links(race, Links(race, SIGNING, lambda post: 1).views("http://h"))]


def test_each_kind_of_page_is_among_them_once() -> None:
    assert first(made_race()) == ["bus", "w1", "c1", "c1/board", "cop", "doc", "home", "desk"]


def test_of_many_sweeps_and_stations_there_are_two_and_a_late_one() -> None:
    race = made_race()
    stations = [
        Station(id=f"w{n}", name=f"Water {n}", kinds=("fluid",), at_m={"ten": 990.0 * n})
        for n in range(1, 10)
    ]
    sweeps = [Vehicle(id=f"v{n}", name=f"Sweep {n}", kind="sweep", seats=1) for n in range(3)]
    many = replace(race, stations=tuple(stations), vehicles=tuple(sweeps))
    assert first(many) == ["v0", "v1", "w8", "cop", "doc", "home", "desk"]


def test_a_race_without_posts_has_none() -> None:
    assert first(replace(made_race(), stations=(), vehicles=(), posts=())) == []
