"""Vans that fetch runners who have stopped: oldest call first, others on the way, then to the family desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

ROAD_MPS: Final = 14.0
"""A van on open streets beside the course, stops included."""

LOAD_S: Final = 90.0
"""Until somebody is aboard, or out."""


@dataclass(frozen=True, slots=True)
class Call:
    """A runner who has stopped: where (metres from the start), and when the vans hear of it (UTC epoch s)."""

    bib: str
    at_m: float
    heard_s: float


@dataclass(frozen=True, slots=True)
class Ride:
    """A runner's ride.

    Attributes
    ----------
    van : str
    sent_s, aboard_s, out_s : float, UTC epoch seconds
        When the van sets off, the runner is aboard, and the runner is out at the family desk.
    aboard, left : int
        People aboard after picking this runner up, and after letting them out.
    """

    call: Call
    van: str
    sent_s: float
    aboard_s: float
    out_s: float
    aboard: int
    left: int


@dataclass(slots=True)
class Van:
    """A van on duty: its seats, where it is free and since when, and its way so far as (instant, metres)."""

    id: str
    seats: int
    free_s: float
    at_m: float
    way: list[tuple[float, float]] = field(default_factory=list)

    def load(self, arrives_s: float, at_m: float) -> float:
        """Stand at a place while somebody gets in; gives when the van sets off again."""
        self.way += [(arrives_s, at_m), (arrives_s + LOAD_S, at_m)]
        return arrives_s + LOAD_S


def drive(calls: Sequence[Call], vans: Sequence[Van], length_m: float) -> list[Ride]:
    """Serve every call; each van's way is extended by where it went.

    The van that is free first takes the oldest call, and on from there whoever else waits further along,
    as seats allow: the course is one-way. Then it goes to the family desk at the finish.
    """
    waiting = sorted(calls, key=lambda call: (call.heard_s, call.bib))
    rides: list[Ride] = []
    while waiting and vans:
        van = min(vans, key=lambda one: (max(one.free_s, waiting[0].heard_s), one.id))
        rides += _trip(van, waiting, length_m)
    return rides


def _trip(van: Van, waiting: list[Call], length_m: float) -> list[Ride]:
    """One trip: takes its calls out of `waiting`."""
    first = waiting.pop(0)
    sent_s = max(van.free_s, first.heard_s)
    van.way.append((sent_s, van.at_m))
    clock_s = sent_s + min(abs(first.at_m - van.at_m), length_m - first.at_m) / ROAD_MPS
    clock_s = van.load(clock_s, first.at_m)
    taken = [(first, clock_s)]
    place_m = first.at_m
    while len(taken) < van.seats:
        ahead = [call for call in waiting if call.heard_s <= clock_s and call.at_m >= place_m]
        if not ahead:
            break
        call = min(ahead, key=lambda one: one.at_m)
        waiting.remove(call)
        clock_s = van.load(clock_s + (call.at_m - place_m) / ROAD_MPS, call.at_m)
        place_m = call.at_m
        taken.append((call, clock_s))
    clock_s += (length_m - place_m) / ROAD_MPS
    van.way.append((clock_s, length_m))
    rides = []
    for aboard, (call, aboard_s) in enumerate(taken, start=1):
        clock_s += LOAD_S
        rides.append(Ride(call, van.id, sent_s, aboard_s, clock_s, aboard, len(taken) - aboard))
    van.way.append((clock_s, length_m))
    van.free_s, van.at_m = clock_s, length_m
    return rides
