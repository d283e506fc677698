"""What each vehicle would best do next, by the requests and places known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from lanterne.dispatch.pickups import queued
from lanterne.dispatch.roads import SharedRoads
from lanterne.dispatch.routes import Plan, Road, Stop, Van, Wait
from lanterne.dispatch.routing import plan
from lanterne.field.fold import Field
from lanterne.field.ridesteps import PickupState
from lanterne.live.custody import custody_views, manifest
from lanterne.live.now import Now
from lanterne.live.requested import said_of_rides
from lanterne.live.rides import rides
from lanterne.live.ridewords import likely_place_m, place_text
from lanterne.live.sweepplace import serves, vehicle_places
from lanterne.race.definition import Distance, Race, Vehicle
from lanterne.units import clock_text
from lanterne.views import PlanView, StopView

PLAN_S: Final = 5.0
"""A plan is worked out anew when somebody says something, and else at most this often."""

MOST: Final = 24
"""So many are planned for, the first of the queue; the others come when it is shorter."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan as of an instant (UTC epoch seconds), and why some vehicles are in none, by id."""

    at_s: float
    plan: Plan
    why_not: dict[str, str]


_kept: WeakKeyDictionary[Field, tuple[tuple[int, ...], Planned]] = WeakKeyDictionary()


def planned(now: Now) -> Planned:
    """The plan of all vehicles that fetch people."""
    known = _kept.get(now.field)
    said = said_of_rides(now.field)
    if known is None or known[0] != said or not 0.0 <= now.now_s - known[1].at_s < PLAN_S:
        _kept[now.field] = known = said, _plan(now)
    return known[1]


def plan_views(now: Now) -> list[PlanView]:
    """What each vehicle that fetches people would best do next; none while nobody waits or rides."""
    made, waiting = planned(now), any(one.waits for one in rides(now.field).requests)
    found = []
    for vehicle in _vans(now.field.race):
        stops = made.plan.stops.get(vehicle.id, ())
        why = made.why_not.get(vehicle.id, "") if waiting else ""
        if stops or why:
            found.append(_view(now, vehicle, stops, why))
    return found


def etas_s(now: Now) -> dict[str, tuple[str, float]]:
    """By request, the vehicle that the plan sends and when it is there, UTC epoch seconds."""
    made = planned(now).plan.stops
    return {one.request: (van, one.at_s) for van, stops in made.items() for one in stops if one.request}


def _vans(race: Race) -> list[Vehicle]:
    """The vehicles that fetch people; sweeps keep their pace, and take in whom they come by."""
    return [one for one in race.vehicles if one.kind == "sag" and one.seats]


def _road(race: Race) -> Distance:
    """The distance whose road plans are made on: the longest."""
    return max(race.distances, key=lambda one: one.length_m)


def _medical(race: Race) -> dict[float, str]:
    """Places where medical is: names by metres on the road of the plans."""
    main = _road(race).id
    places = [(one.at_m, one.name) for one in race.stations if "medical" in one.kinds]
    places += [(one.at_m, one.name) for one in race.posts if one.role == "medical"]
    return {at_m[main]: name for at_m, name in places if main in at_m}


def _plan(now: Now) -> Planned:
    race, main = now.field.race, _road(now.field.race)
    custody = {one.vehicle: one for one in custody_views(now)}
    places = vehicle_places(now, rides(now.field).places)
    usable, why_not, lost = [], {}, set()
    for vehicle in _vans(race):
        view, place = custody[vehicle.id], places.get(vehicle.id)
        at_m = None if place is None else place.on_m.get(main.id)
        if manifest(now, vehicle, len(view.aboard), place).lost(now.now_s):
            lost.add(vehicle.id)
            why_not[vehicle.id] = "Not planned: it is not heard of."
        elif view.blocked:
            why_not[vehicle.id] = "Not planned: it said that its road is blocked."
        elif at_m is None:
            why_not[vehicle.id] = "Not planned: nobody has said where it is."
        else:
            usable.append(Van(vehicle.id, vehicle.seats, at_m, now.now_s, len(view.aboard)))
    waits = _waits(now, lost)
    road = Road(main.length_m, tuple(sorted(_medical(race))))
    return Planned(now.now_s, plan(waits, usable, road), why_not)


def _waits(now: Now, lost: set[str]) -> list[Wait]:
    """The first who wait, as the plan takes them; without those whose place on its road is not known."""
    race, main = now.field.race, _road(now.field.race)
    roads, found = SharedRoads(race), list[Wait]()
    # Whom a vehicle has confirmed is planned for in any case.
    for ride in sorted(queued(rides(now.field).requests), key=lambda one: not one.vehicle):
        at_m = likely_place_m(now, ride) if ride.at_m is None else ride.at_m
        if not ride.waits or at_m is None or len(found) == MOST:
            continue
        distance = ride.distance or main.id
        main_m = float(roads.at_m(distance, np.array([at_m]), main.id)[0])
        # Who has it keeps it, planned or not; from one that is not heard of others may take it over.
        kept = ride.vehicle and ride.vehicle not in lost
        serving = {one.id for one in _vans(race) if distance in serves(race, one)}
        if np.isfinite(main_m):
            found.append(
                Wait(
                    request=ride.request,
                    at_m=main_m,
                    since_s=ride.at_s,
                    urgent=ride.need != "ride",
                    vans=frozenset({ride.vehicle} if kept else serving),
                    first=bool(kept) and ride.state == "en_route",
                )
            )
    return found


def _view(now: Now, vehicle: Vehicle, stops: Sequence[Stop], why: str) -> PlanView:
    known = {one.request: one for one in rides(now.field).requests}
    made = [_stop(now, one, known.get(one.request)) for one in stops]
    return PlanView(vehicle=vehicle.id, name=vehicle.name, stops=made, text=why or _text(now, made))


def _stop(now: Now, stop: Stop, ride: PickupState | None) -> StopView:
    race = now.field.race
    if ride is not None:
        return StopView(
            request=ride.request,
            bib=ride.bib,
            place=place_text(now, ride),
            at_m=stop.at_m,
            eta_s=stop.at_s,
        )
    place = _medical(race).get(stop.at_m, "finish")
    return StopView(request="", bib="", place=place, at_m=stop.at_m, eta_s=stop.at_s)


def _text(now: Now, stops: Sequence[StopView]) -> str:
    """The plan in a sentence: the next stop, how many more, and when it is over."""
    zone, first = now.field.race.zone, stops[0]
    clock = clock_text(first.eta_s, zone)
    who = f"bib {first.bib}" if first.bib else "somebody whose bib nobody has read"
    begin = f"Next {who}" if first.request else "Let all out"
    more = sum(bool(one.request) for one in stops[1:])
    then = f", then {more} more" if more else ""
    last = stops[-1]
    end = f"; {last.place} about {clock_text(last.eta_s, zone)}" if len(stops) > 1 else ""
    return f"{begin}, {first.place}, about {clock}{then}{end}."
