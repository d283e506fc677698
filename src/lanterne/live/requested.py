"""Requests for rides, worked out once until somebody says something more, and who waits for one."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from lanterne.events import ClockOffset, Correction, Encounter, Message, Pickup, Status, VehicleReport
from lanterne.field.fold import Field
from lanterne.field.misfits import CLOCKS_S
from lanterne.field.pickups import pickups
from lanterne.field.ridesteps import PickupState

KINDS: Final = (Pickup, Encounter, Message, Status, VehicleReport, Correction, ClockOffset)
"""What rides and vehicles hang on: sightings, of which there are many more, change nothing of them."""

_kept: WeakKeyDictionary[Field, tuple[tuple[int, ...], tuple[PickupState, ...]]] = WeakKeyDictionary()


def requested(field: Field) -> tuple[PickupState, ...]:
    """Every request for a ride, as of the facts known now."""
    said = said_of_rides(field)
    known = _kept.get(field)
    if known is None or known[0] != said:
        known = _kept[field] = said, pickups(field)
    return known[1]


def said_of_rides(field: Field) -> tuple[int, ...]:
    """Changes whenever a fact that rides hang on comes, goes or is replaced by another of its id."""
    replaced = field.facts.count if field.register.conflicts else 0
    return (replaced, *(len(field.facts.of(kind)) for kind in KINDS))


def waiting(field: Field) -> dict[int, PickupState]:
    """By runner: the request of whoever waits for a ride, and has not been read by a mat since they asked."""
    found: dict[int, PickupState] = {}
    for one in requested(field):
        runner = field.roster.index.get(one.bib)
        if runner is not None and one.waits and not read_since(field, runner, one.at_s):
            found.setdefault(runner, one)
    return found


def read_since(field: Field, runner: int, at_s: float) -> bool:
    """Whether a mat has read a runner since an instant (UTC epoch seconds), a minute of clocks apart."""
    return bool(np.fmax.reduce(field.passing_s[runner], initial=-np.inf) > at_s + CLOCKS_S)
