"""Who rode in which vehicle from when to when, by people's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lanterne.events import Encounter, Pickup, Sighting
from lanterne.field.fold import Field
from lanterne.field.said import Said, accounts

BOARDING: Final = frozenset({"picked_up", "ride"})
"""What a crew says of somebody it takes in from the road, not from another vehicle."""


@dataclass(frozen=True, slots=True)
class Ride:
    """A runner's ride.

    Attributes
    ----------
    runner : int
        Index in the roster.
    vehicle : str
    begun : Said
        The account when it began.
    ended_s : float or None, UTC epoch seconds
        When it ended, None = still aboard.
    taken : bool
        Whether it ended by another crew's word that it took the runner in from the road.
    """

    runner: int
    vehicle: str
    begun: Said
    ended_s: float | None
    taken: bool = False


def rides(field: Field) -> list[Ride]:
    """All rides of runners with a bib, in no order that means anything."""
    words: list[Pickup | Encounter] = [*field.facts.of(Pickup), *field.facts.of(Encounter)]
    boarded = {
        runner
        for word in words
        if word.what in BOARDING or word.what == "dropped_off"
        for runner in field.facts.touched_by(word)
    }
    return [ride for runner in boarded for ride in _of(field, runner)]


def nameless_aboard(field: Field) -> list[tuple[str, float]]:
    """Vehicle and instant of everybody taken in whose bib nobody has said, and who is still aboard."""
    found = []
    for request in {one.request or one.id for one in field.facts.of(Pickup)}:
        steps = field.facts.ride(request)
        if field.facts.rider(request) is not None:
            continue
        moves = [
            (field.corrected_s(one), one.id, one) for one in steps if one.what in ("picked_up", "dropped_off")
        ]
        at_s, _, last = max(moves, default=(0.0, "", None))
        if last is not None and last.what == "picked_up" and last.vehicle:
            found.append((last.vehicle, at_s))
    return found


def _of(field: Field, runner: int) -> list[Ride]:
    found: list[Ride] = []
    open_ride: Said | None = None
    words = [
        (field.corrected_s(one), one) for one in field.facts.words_of(runner) if not isinstance(one, Sighting)
    ]
    for word, said in accounts(words, field.custodians):
        aboard = said if said is not None and said.state == "in_vehicle" else None
        if open_ride is not None and (aboard is None or aboard.where != open_ride.where):
            taken = aboard is not None and aboard.what in BOARDING
            ended_s = field.corrected_s(word)
            found.append(Ride(runner, open_ride.where, open_ride, ended_s, taken))
            open_ride = None
        open_ride = open_ride or aboard
    if open_ride is not None:
        found.append(Ride(runner, open_ride.where, open_ride, None))
    return found
