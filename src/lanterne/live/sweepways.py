"""Where the sweeps have been on each road, by their fixes and their own words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.roads import SharedRoads
from lanterne.dispatch.sweepway import SweepWay
from lanterne.events import Encounter, VehicleReport
from lanterne.field.fold import Field
from lanterne.field.silence import device_health
from lanterne.race.definition import Distance, Vehicle
from lanterne.views import VehicleTrackView, VehicleView

Floats = NDArray[np.float64]


def sweep_ways(
    field: Field,
    now_s: float,
    roads: SharedRoads,
    tracks: Sequence[VehicleTrackView] = (),
    vehicles: Sequence[VehicleView] = (),
) -> dict[str, list[SweepWay]]:
    """By distance id: its sweeps' ways on it.

    A sweep of which race.toml does not say whom it serves, serves the roads on which it has been.

    Parameters
    ----------
    now_s : float, UTC epoch seconds
    tracks, vehicles : sequence of views
        Where their fixes show them; what their crews said is in the field.
    """
    reports = _reports(field)
    distances = field.race.distances
    ways: dict[str, list[SweepWay]] = {one.id: [] for one in distances}
    fixed_s = {one.id: one.fix_s for one in vehicles}
    for vehicle in field.race.vehicles:
        if vehicle.kind != "sweep":
            continue
        said = reports.get(vehicle.id, [])
        heard_s = max([s for s, _ in said] + [fixed_s.get(vehicle.id) or -np.inf], default=-np.inf)
        seen = _places(field, tracks, vehicle, said)
        mapped = {distance: _on(roads, seen, distance) for distance in ways}
        been = tuple(distance for distance, (at_s, _) in mapped.items() if len(at_s))
        serves = vehicle.distances or been or tuple(ways)
        for distance in distances:
            if distance.id in serves:
                at = mapped[distance.id]
                ways[distance.id].append(_way(field, vehicle, at, said, roads, distance, heard_s, now_s))
    return ways


def _reports(field: Field) -> dict[str, list[tuple[float, VehicleReport]]]:
    """By vehicle id: what it reported, with the instants, in the order in which it happened."""
    told = [(field.corrected_s(one), one.id, one) for one in field.facts.of(VehicleReport)]
    reports: dict[str, list[tuple[float, VehicleReport]]] = {}
    for at_s, _, one in sorted(told, key=lambda one: one[:2]):
        reports.setdefault(one.vehicle, []).append((at_s, one))
    return reports


Seen = list[tuple[str, Floats, Floats]]


def _places(
    field: Field,
    tracks: Sequence[VehicleTrackView],
    vehicle: Vehicle,
    said: Sequence[tuple[float, VehicleReport]],
) -> Seen:
    """Distance, instants and metres of everything that says where a vehicle was."""
    seen: Seen = [
        (track.distance, *np.array(track.seen).T)
        for track in tracks
        if track.vehicle == vehicle.id and track.seen
    ]
    stated: dict[str, list[tuple[float, float]]] = {}
    for met in field.facts.of(Encounter):
        if met.vehicle == vehicle.id and met.at_m is not None and met.distance is not None:
            stated.setdefault(met.distance, []).append((field.corrected_s(met), met.at_m))
    for at_s, word in said:
        for distance, metres in _stated(field, vehicle, word).items():
            stated.setdefault(distance, []).append((at_s, metres))
    return seen + [(distance, *np.array(places).T) for distance, places in stated.items()]


def _stated(field: Field, vehicle: Vehicle, word: VehicleReport) -> dict[str, float]:
    """Where a report says that a vehicle is, metres by distance id."""
    if word.at_m is not None:
        first = next(iter(vehicle.distances), field.race.distances[0].id)
        return {word.distance or first: word.at_m}
    return field.layout.place_m.get(word.place or "", {})


def _on(roads: SharedRoads, seen: Seen, distance: str) -> tuple[Floats, Floats]:
    """Instants and metres on one road, in order of time."""
    parts_s = [at_s for _, at_s, _ in seen]
    parts_m = [roads.at_m(from_distance, at_m, distance) for from_distance, _, at_m in seen]
    at_s, at_m = np.concatenate([*parts_s, np.empty(0)]), np.concatenate([*parts_m, np.empty(0)])
    order = np.argsort(at_s, kind="stable")
    order = order[np.isfinite(at_m[order])]
    return at_s[order], at_m[order]


def _way(
    field: Field,
    vehicle: Vehicle,
    way: tuple[Floats, Floats],
    said: Sequence[tuple[float, VehicleReport]],
    roads: SharedRoads,
    distance: Distance,
    heard_s: float,
    now_s: float,
) -> SweepWay:
    at_s, at_m = way
    clear = []
    for said_s, word in said:
        if word.road_clear:
            stated = _stated(field, vehicle, word)
            placed = [roads.at_m(one, np.array([m]), distance.id)[0] for one, m in stated.items()]
            before = np.flatnonzero(at_s <= said_s)[-1:]
            # Where it did not say where, it is behind the place where it was.
            metres = float(np.fmax.reduce(placed if stated else at_m[before], initial=np.nan))
            clear += [(said_s, metres)] if np.isfinite(metres) else []
    known_s = heard_s if np.isfinite(heard_s) else None
    quiet = device_health(known_s, now_s) in ("silent", "never heard")
    silent = quiet or (bool(said) and said[-1][1].silent)
    return SweepWay(vehicle.id, vehicle.name, distance.length_m, at_s, at_m, known_s, silent, tuple(clear))
