"""The people of every vehicle: by bib, as counted, and what is wrong."""

from __future__ import annotations

from typing import Final

from lanterne.dispatch.custody import Manifest
from lanterne.field.ridesteps import PickupState
from lanterne.live.now import Now
from lanterne.live.rides import Crew, Rides, rides
from lanterne.live.ridewords import place_text
from lanterne.live.sweepplace import SweepPlace, vehicle_places
from lanterne.race.definition import Vehicle
from lanterne.views import AboardView, CustodyView

HOME_M: Final = 200.0
"""So near its end a vehicle is at the end of its road."""


def custody_views(now: Now) -> list[CustodyView]:
    """Every vehicle that can carry people, or does."""
    known = rides(now.field)
    riding = _riding(now, known)
    places = vehicle_places(now, known.places)
    return [
        _view(now, known, one, riding.get(one.id, []), places.get(one.id))
        for one in now.field.race.vehicles
        if one.seats or one.kind in ("sweep", "sag") or one.id in riding
    ]


def manifests(now: Now) -> dict[str, Manifest]:
    """What is known of every vehicle and its people, by vehicle id."""
    known = rides(now.field)
    riding, places = _riding(now, known), vehicle_places(now, known.places)
    return {
        one.id: manifest(now, one, len(riding.get(one.id, [])), places.get(one.id))
        for one in now.field.race.vehicles
    }


def manifest(now: Now, vehicle: Vehicle, aboard: int, place: SweepPlace | None) -> Manifest:
    """What is known of a vehicle, of so many people aboard by bib, and of where it was last."""
    known = rides(now.field)
    crew = known.crews.get(vehicle.id, Crew())
    shown = now.vehicle(vehicle.id)
    heard = [one for one in (crew.heard_s, None if shown is None else shown.fix_s) if one is not None]
    changed = [one.state_s for one in known.requests if one.vehicle == vehicle.id and not one.waits]
    if crew.changed_s is not None:
        changed.append(crew.changed_s)
    return Manifest(
        aboard=aboard,
        seats=vehicle.seats,
        changed_s=max(changed, default=None),
        counted=crew.counted,
        counted_s=crew.counted_s,
        heard_s=max(heard, default=None),
        mute_s=crew.mute_s,
        reports=vehicle.device is not None,
        home=place is not None and _is_home(now, place),
    )


def _is_home(now: Now, place: SweepPlace) -> bool:
    length_m = next(one.length_m for one in now.field.race.distances if one.id == place.distance)
    return place.at_m >= length_m - HOME_M


def _view(
    now: Now, known: Rides, vehicle: Vehicle, aboard: list[AboardView], place: SweepPlace | None
) -> CustodyView:
    made = manifest(now, vehicle, len(aboard), place)
    return CustodyView(
        vehicle=vehicle.id,
        name=vehicle.name,
        kind=vehicle.kind,
        seats=vehicle.seats,
        aboard=aboard,
        counted=made.counted,
        counted_s=made.counted_s,
        agree=made.agree,
        heard_s=made.heard_s,
        distance="" if place is None else place.distance,
        at_m=None if place is None else place.at_m,
        blocked=known.crews.get(vehicle.id, Crew()).blocked,
        alarm=made.alarm(now.now_s),
    )


def _riding(now: Now, known: Rides) -> dict[str, list[AboardView]]:
    """Who rides, by vehicle, as people have said; those whose bib nobody has read yet too."""
    entrants = now.field.roster.entrants
    # A runner may have had several rides: where they got in is of the latest.
    latest = {one.bib: one for one in known.requests if one.bib and one.state == "picked_up"}
    found: dict[str, list[AboardView]] = {}
    for runner, said in now.field.said.items():
        if said.state == "in_vehicle":
            bib = entrants[runner].bib
            found.setdefault(said.where, []).append(_aboard(now, bib, said.at_s, said.by, latest.get(bib)))
    for one in known.requests:
        if one.state == "picked_up" and one.bib not in now.field.roster.index:
            found.setdefault(one.vehicle, []).append(_aboard(now, one.bib, one.state_s, one.vehicle, one))
    for aboard in found.values():
        aboard.sort(key=lambda one: (one.since_s, one.bib))
    return found


def _aboard(now: Now, bib: str, since_s: float, by: str, ride: PickupState | None) -> AboardView:
    where = "" if ride is None else place_text(now, ride)
    return AboardView(bib=bib, since_s=since_s, where=where, by=by)
