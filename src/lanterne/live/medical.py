"""A medical post's page: who is here, was taken on or released, is asked for; nothing else of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from lanterne.events import Pickup, Status
from lanterne.live.decided import Decided
from lanterne.live.handed import Handovers, Step, until_more_is_said
from lanterne.live.now import Now
from lanterne.live.pickups import open_views
from lanterne.race.stands import Stand
from lanterne.units import METRES_PER_MILE
from lanterne.views import CareView, PickupView

_STATES: Final = {"with_us": 0, "transported": 1, "released": 2}
_WAITING: Final = ("reported", "confirmed", "en_route")


def medical_parts(now: Now, made: Decided, stand: Stand) -> dict[str, Any]:
    """What a medical post's page has beside that of everybody who agrees to holds: `MedicalView`'s own."""
    handovers = Handovers(now.field)
    return {
        "patients": until_more_is_said(now.field, f"patients {stand.id}", lambda: patients(handovers, stand)),
        "asked": asked(now),
        "coming": handovers.coming_to(stand),
        "near": near(now, stand),
    }


def patients(handovers: Handovers, stand: Stand) -> list[CareView]:
    """Who a post has or had: those with it first, the latest first within each state."""
    found = []
    for bib, steps in handovers.brought_to(stand).items():
        view: CareView | None = None
        for step in steps:
            view = _after(view, step, bib, handovers, stand)
        if view is not None:
            found.append(view)
    return sorted(found, key=lambda one: (_STATES[one.state], -one.since_s, one.bib))


def asked(now: Now) -> list[PickupView]:
    """Open requests for medical, and calls for help, wherever they are."""
    return [one for one in open_views(now) if one.need != "ride" and one.state in _WAITING]


def near(now: Now, stand: Stand) -> int | None:
    """How many on the course are within a mile upstream; None where the post has no place."""
    if not stand.at_m:
        return None
    field, picture, number = now.field, now.picture, 0
    for i, distance in enumerate(field.race.distances):
        if distance.id in stand.at_m:
            out = picture.running & (field.layout.distance_of == i)
            away_m = stand.at_m[distance.id] - picture.place_m[out]
            number += int(np.count_nonzero((away_m >= 0) & (away_m <= METRES_PER_MILE)))
    return number


def _after(
    before: CareView | None, step: Step, bib: str, handovers: Handovers, stand: Stand
) -> CareView | None:
    """What a post has of a runner after something more was said."""
    word = step.word
    if handovers.brings(step, stand):
        if before is not None and before.state == "with_us":
            return before
        return _care(bib, "with_us", step, "")
    if before is None or before.state != "with_us":
        return before
    if isinstance(word, Status) and word.what in ("transported", "released"):
        return _care(bib, word.what, step, handovers.name(word.to))
    if isinstance(word, Status) and word.what != "refused_ride":
        return _care(bib, "released", step, handovers.name(word.to or word.place))
    if isinstance(word, Pickup) and word.what in ("picked_up", "dropped_off"):
        return _care(bib, "released", step, handovers.name(word.to or word.vehicle))
    return before


def _care(bib: str, state: str, step: Step, to: str) -> CareView:
    return CareView(bib=bib, state=state, since_s=step.at_s, to=to, by=step.word.by or step.word.source)
