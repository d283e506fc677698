"""Everybody who has a page of their own: stations, vehicles and posts by id, each with its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from lanterne.race.definition import Places, Race, Station, Vehicle

Role = Literal[
    "sweep",
    "sag",
    "station",
    "cheer",
    "board",
    "police",
    "medical",
    "finish",
    "timer",
    "radio",
    "family",
    "photographer",
    "other",
]

AGREEING: Final[frozenset[Role]] = frozenset({"police", "medical", "finish", "timer"})
"""Roles whose page is where holds are agreed to."""

BOARD: Final = "/board"
"""Ends the id of a cheer station's board: a screen that shows and cannot say anything."""

_ROLES: Final[dict[str, Role]] = {
    "police": "police",
    "medical": "medical",
    "finish": "finish",
    "timer": "timer",
    "timing": "timer",
    "radio": "radio",
    "family": "family",
    "family desk": "family",
    "photographer": "photographer",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody with a page: `at_m` metres by distance id, empty for a vehicle or a post without a place."""

    id: str
    name: str
    role: Role
    at_m: Places


def stands(race: Race) -> dict[str, Stand]:
    """Every stand of a race by id, in the order of race.toml: stations (and boards), vehicles, posts."""
    found: list[Stand] = []
    for station in race.stations:
        role = _station_role(station)
        found.append(Stand(station.id, station.name, role, station.at_m))
        if role == "cheer":
            found.append(Stand(station.id + BOARD, f"{station.name}, board", "board", station.at_m))
    found += [Stand(one.id, one.name, _vehicle_role(one), {}) for one in race.vehicles]
    found += [Stand(one.id, one.name, _ROLES.get(one.role.lower(), "other"), one.at_m) for one in race.posts]
    return {one.id: one for one in found}


def _station_role(station: Station) -> Role:
    return "cheer" if set(station.kinds) == {"cheer"} else "station"


def _vehicle_role(vehicle: Vehicle) -> Role:
    return vehicle.kind if vehicle.kind in ("sweep", "sag") else "other"
