"""The small race day with two vans and a medical station, for the tests of rides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.field.tiny import event
from tests.live.posts_day import RACE, READS, now_of

from lanterne.live.now import Now
from lanterne.race.definition import Race, Station, Vehicle
from lanterne.views import VehicleView

AT_S = 20_000.0
VANS = (
    Vehicle(id="van", name="Van 1", kind="sag", seats=7, device="tracker-1"),
    Vehicle(id="van2", name="Van 2", kind="sag", seats=2),
)
AID = Station(id="aid", name="Aid 35", kinds=("medical",), at_m={"full": 35_000.0})
DAY: Race = replace(
    RACE,
    vehicles=(*(one for one in RACE.vehicles if one.id != "van"), *VANS),
    stations=(*RACE.stations, AID),
)


def step(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A step of a ride; reports are on the marathon."""
    return event("pickup", AT_S + at_s, what=what, **fields)


def called(bib: str, at_m: float, at_s: float, **fields: Any) -> dict[str, Any]:
    """Somebody asks for a ride."""
    return step("reported", at_s, bib=bib, at_m=at_m, distance="full", **{"by": "Ann", **fields})


def at(vehicle: str, at_m: float, at_s: float = -60.0, **fields: Any) -> dict[str, Any]:
    """A van's word of where it is."""
    return event("vehicle", AT_S + at_s, vehicle=vehicle, at_m=at_m, distance="full", **fields)


def the_day(*events: dict[str, Any], fixes: Sequence[VehicleView] = (), later_s: float = 0.0) -> Now:
    """The day at `AT_S` and a bit, when these things were said."""
    return replace(now_of([*READS, *events], AT_S + later_s, race=DAY), vehicles=fixes)
