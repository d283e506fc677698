"""Pick-ups as pages show them, and the confirmations that the hub owes."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import Final

from lanterne.dispatch.pickups import level, queued, waited_s
from lanterne.events import Pickup, derived_id
from lanterne.field.pickups import HUB
from lanterne.field.ridesteps import PickupState
from lanterne.live.custody import custody_views
from lanterne.live.now import Now
from lanterne.live.plans import etas_s, plan_views
from lanterne.live.rides import rides
from lanterne.live.ridewords import conflict_text, place_text, stand_names
from lanterne.views import ClaimView, PickupView

__all__ = ["confirmations", "custody_views", "open_views", "pickup_views", "plan_views"]

CLOSED: Final = 30
"""So many of the latest closed requests are shown."""


def pickup_views(now: Now) -> list[PickupView]:
    """Every open request in the order of the queue, then the latest closed."""
    over = [one for one in rides(now.field).requests if not one.open]
    over.sort(key=lambda one: (-one.state_s, one.request))
    return [*open_views(now), *(_view(now, one, {}) for one in islice(over, CLOSED))]


def open_views(now: Now) -> list[PickupView]:
    """Every open request: those who wait first, help and medical before rides, then the oldest."""
    coming = etas_s(now)
    return [_view(now, one, coming) for one in queued(rides(now.field).requests)]


def confirmations(now: Now) -> list[Pickup]:
    """The claims that are to be confirmed: the first known of each request that nobody has.

    Each has an id derived from the claim, so that saying it again changes nothing.
    """
    race = now.field.race
    vehicles = {one.id for one in race.vehicles}
    made = []
    for ride in rides(now.field).requests:
        claim = next((one for one in ride.claims if one.vehicle in vehicles), None)
        if claim is None or not ride.waits or ride.vehicle:
            continue
        made.append(
            Pickup(
                id=derived_id(race.id, "confirmed", ride.request, claim.id),
                race=race.id,
                happened_at=datetime.fromtimestamp(now.now_s, UTC),
                source=HUB,
                what="confirmed",
                bib=ride.bib or None,
                request=ride.request,
                vehicle=claim.vehicle,
                claim=claim.id,
            )
        )
    return made


def _view(now: Now, ride: PickupState, coming: dict[str, tuple[str, float]]) -> PickupView:
    names = stand_names(now.field.race)
    van, eta_s = coming.get(ride.request, ("", None))
    return PickupView(
        request=ride.request,
        bib=ride.bib,
        need=ride.need,
        place=place_text(now, ride),
        distance=ride.distance,
        at_m=ride.at_m,
        at_s=ride.at_s,
        by=", ".join(names.get(one, one) for one in ride.reporters),
        state=ride.state,
        state_s=ride.state_s,
        waits_s=waited_s(ride, now.now_s),
        level=level(ride, now.now_s),
        vehicle=ride.vehicle,
        vehicle_name=names.get(ride.vehicle, ride.vehicle),
        claims=[
            ClaimView(
                claim=one.id,
                vehicle=one.vehicle,
                name=names.get(one.vehicle, one.vehicle),
                at_s=one.at_s,
                confirmed=one.confirmed,
            )
            for one in ride.claims
        ],
        eta_s=eta_s if van and van == ride.vehicle else None,
        to=ride.to,
        conflict=conflict_text(now, ride),
    )
