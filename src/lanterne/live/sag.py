"""A SAG driver's page: who waits, who is aboard, where to go next, and to whom people can be handed."""

from __future__ import annotations

from typing import Any

from lanterne.live.decided import Decided
from lanterne.live.now import Now
from lanterne.live.pickups import open_views
from lanterne.live.rides import rides
from lanterne.live.sweepplace import serves, vehicle_places
from lanterne.race.definition import Race
from lanterne.race.stands import Stand, stands
from lanterne.views import SagView


def sag_view(now: Now, made: Decided, stand: Stand, shared: dict[str, Any]) -> SagView:
    """The view of a SAG's page; `shared` is what every post's page has."""
    race = now.field.race
    vehicle = next(one for one in race.vehicles if one.id == stand.id)
    place = vehicle_places(now, rides(now.field).places).get(stand.id)
    return SagView(
        **shared,
        distance=serves(race, vehicle)[0] if place is None else place.distance,
        van_m=None if place is None else place.at_m,
        fix_s=None if place is None else place.at_s,
        seats=vehicle.seats,
        custody=next(one for one in made.accounts.custody if one.vehicle == stand.id),
        queue=open_views(now),
        plan=next((one for one in made.accounts.plans if one.vehicle == stand.id), None),
        takers=takers(race, stand.id),
    )


def takers(race: Race, own: str = "") -> list[tuple[str, str, str]]:
    """To whom people can be handed, as id, name and role: desks and finish, medical, then other vehicles."""
    every = list(stands(race).values())
    family = [(one.id, one.name, one.role) for one in every if one.role == "family"]
    finish = [(one.id, one.name, one.role) for one in every if one.role == "finish"]
    if not finish:
        finish = [(one.id, one.name, "finish") for one in race.points if one.kind == "finish"]
    aid = {one.id for one in race.stations if "medical" in one.kinds}
    medical = [(one.id, one.name, "medical") for one in every if one.role == "medical" or one.id in aid]
    vehicles = [(one.id, one.name, one.kind) for one in race.vehicles if one.seats and one.id != own]
    return [*family, *finish, *medical, *vehicles]
