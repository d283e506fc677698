"""What was said about rides and vehicles, worked out once until somebody says something more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from lanterne.events import Encounter, Message, Pickup, VehicleReport
from lanterne.field.fold import Field
from lanterne.field.ridesteps import PickupState
from lanterne.field.said import Custodians
from lanterne.live.requested import requested, said_of_rides
from lanterne.live.sweepplace import Heard, said_places


@dataclass(slots=True)
class Crew:
    """What was heard of a vehicle; instants are UTC epoch seconds, None = never.

    Attributes
    ----------
    heard_s : float or None
        Its crew's last word, its fixes apart.
    changed_s : float or None
        When somebody got in or out.
    counted, counted_s : int or None, float or None
        The last head-count.
    mute_s : float or None
        When it was last said not to answer.
    blocked : bool
        Whether the last word of where it is says that the road is blocked there.
    """

    heard_s: float | None = None
    changed_s: float | None = None
    counted: int | None = None
    counted_s: float | None = None
    mute_s: float | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Rides:
    """Every request, and by vehicle id what was heard of each and where it was said to be."""

    requests: tuple[PickupState, ...]
    crews: Mapping[str, Crew]
    places: Mapping[str, Sequence[Heard]]


_kept: WeakKeyDictionary[Field, tuple[tuple[int, ...], Rides]] = WeakKeyDictionary()


def rides(field: Field) -> Rides:
    """What was said about rides, as of the facts known now."""
    said = said_of_rides(field)
    known = _kept.get(field)
    if known is None or known[0] != said:
        _kept[field] = known = said, Rides(requested(field), _crews(field), said_places(field))
    return known[1]


def _crews(field: Field) -> dict[str, Crew]:
    crews = {one.id: Crew() for one in field.race.vehicles}
    custodians = Custodians.of(field.race)
    words: list[VehicleReport | Encounter | Pickup | Message] = [
        *field.facts.of(VehicleReport),
        *field.facts.of(Encounter),
        *field.facts.of(Pickup),
        *field.facts.of(Message),
    ]
    for at_s, _, word in sorted((field.corrected_s(one), one.id, one) for one in words):
        if isinstance(word, VehicleReport):
            _report(crews.get(word.vehicle), at_s, word)
        elif isinstance(word, Encounter):
            _hear(crews.get(word.vehicle), at_s, changed=word.what == "ride")
        elif isinstance(word, Pickup):
            _pickup(crews, custodians, at_s, word)
        else:
            teller = word.sender if word.what == "asked" else word.to
            _hear(crews.get(teller or ""), at_s, said=_own(word))
    return crews


def _own(word: Message) -> bool:
    """Whether a message is a crew's own word, and not one to it."""
    return word.what in ("asked", "acknowledged")


def _hear(crew: Crew | None, at_s: float, *, changed: bool = False, said: bool = True) -> None:
    if crew is not None and said:
        crew.heard_s = at_s
        if changed:
            crew.changed_s = at_s


def _report(crew: Crew | None, at_s: float, word: VehicleReport) -> None:
    if crew is None:
        return
    if word.silent:
        crew.mute_s = at_s
        return
    crew.heard_s = at_s
    if word.aboard is not None:
        crew.counted, crew.counted_s = word.aboard, at_s
    if word.road_blocked or word.at_m is not None or word.place is not None:
        crew.blocked = word.road_blocked


def _pickup(crews: Mapping[str, Crew], custodians: Custodians, at_s: float, word: Pickup) -> None:
    moved = word.what in ("picked_up", "dropped_off")
    if moved or word.what in ("claimed", "given_up", "en_route"):
        _hear(crews.get(word.vehicle or ""), at_s, changed=moved)
    if word.what == "dropped_off":
        taker = crews.get(custodians.taker(word.to)[1])
        if taker is not None:
            taker.changed_s = at_s
