"""Where each vehicle is: by its tracker, or by what its crew said last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lanterne.dispatch.roads import SharedRoads
from lanterne.events import Encounter, VehicleReport
from lanterne.field.fold import Field
from lanterne.live.now import Now
from lanterne.race.definition import Race, Vehicle, VehicleKind


@dataclass(frozen=True, slots=True)
class SweepPlace:
    """A vehicle's newest place.

    Attributes
    ----------
    distance : str
        The distance it is counted on: of those it serves the first it is known to be on.
    at_m : float, metres on `distance`
    at_s : float, UTC epoch seconds
        When it was there.
    on_m : Mapping, metres by distance id
        The same place on every distance whose road this is.
    """

    vehicle: str
    distance: str
    at_m: float
    at_s: float
    on_m: Mapping[str, float]


class Heard(NamedTuple):
    """A place as it was heard."""

    at_s: float
    at_m: float
    distance: str


def sweep_places(now: Now) -> dict[str, SweepPlace]:
    """The newest place of every sweep that has one, by vehicle id."""
    return vehicle_places(now, said_places(now.field), kind="sweep")


def vehicle_places(
    now: Now, said: Mapping[str, Sequence[Heard]], kind: VehicleKind | None = None
) -> dict[str, SweepPlace]:
    """The newest place of every vehicle, or of those of a kind, that has one, by vehicle id.

    Parameters
    ----------
    now : Now
    said : Mapping
        Of `said_places`.
    kind : str or None
        None = all kinds.
    """
    race = now.field.race
    roads, found = SharedRoads(race), {}
    for vehicle in race.vehicles:
        heard = [*said.get(vehicle.id, ()), *_fix(now, vehicle)]
        if heard and kind in (None, vehicle.kind):
            found[vehicle.id] = _place(race, roads, vehicle, max(heard))
    return found


def serves(race: Race, vehicle: Vehicle) -> tuple[str, ...]:
    """The distances a vehicle serves, by id: those race.toml says, or all."""
    return vehicle.distances or tuple(one.id for one in race.distances)


def _fix(now: Now, vehicle: Vehicle) -> Iterator[Heard]:
    """Its last fix on the course; it may be on other roads since."""
    view = now.vehicle(vehicle.id)
    if view is not None and view.at_m is not None and view.fix_s is not None and view.distance is not None:
        yield Heard(view.fix_s, view.at_m, view.distance)
        return
    for track in now.tracks:
        if track.vehicle == vehicle.id and track.seen:
            yield Heard(*track.seen[-1], track.distance)


def said_places(field: Field) -> dict[str, list[Heard]]:
    """Where crews said they were, by vehicle id."""
    usual = {one.id: serves(field.race, one)[0] for one in field.race.vehicles}
    found: dict[str, list[Heard]] = {}
    said: list[VehicleReport | Encounter] = [*field.facts.of(VehicleReport), *field.facts.of(Encounter)]
    for one in said:
        if one.vehicle not in usual:
            continue
        distance = one.distance or _distance_of(field, one) or usual[one.vehicle]
        at_m = one.at_m
        if at_m is None and isinstance(one, VehicleReport):
            at_m = field.layout.place_m.get(one.place or "", {}).get(distance)
        if at_m is not None and any(distance == known.id for known in field.race.distances):
            found.setdefault(one.vehicle, []).append(Heard(field.corrected_s(one), at_m, distance))
    return found


def _distance_of(field: Field, said: VehicleReport | Encounter) -> str | None:
    """The distance of the runner somebody was with."""
    runner = field.roster.index.get(said.bib or "") if isinstance(said, Encounter) else None
    return None if runner is None else field.roster.entrants[runner].distance


def _place(race: Race, roads: SharedRoads, vehicle: Vehicle, heard: Heard) -> SweepPlace:
    mapped_m = {
        one.id: float(roads.at_m(heard.distance, np.array([heard.at_m]), one.id)[0]) for one in race.distances
    }
    on_m = {distance: at_m for distance, at_m in mapped_m.items() if np.isfinite(at_m)}
    # Whom it serves counts first; where race.toml does not say, the distance it was heard on.
    counted = next((one for one in (*vehicle.distances, heard.distance) if one in on_m), heard.distance)
    return SweepPlace(vehicle.id, counted, on_m[counted], heard.at_s, on_m)
