"""Words about rides: where somebody waits, and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from lanterne.field.evidence import PASSING
from lanterne.field.ridesteps import PickupState, Stranger
from lanterne.live.now import Now
from lanterne.race.definition import Race
from lanterne.race.stands import stands
from lanterne.units import clock_text, distance_text

_STEPS: Final = {
    "closed": "closed",
    "refused": "not wanted any more",
    "picked_up": "picked up",
    "dropped_off": "dropped off",
}
"""Steps in words, as a vehicle says them of a request."""


def stand_names(race: Race) -> dict[str, str]:
    """Names of stations, vehicles, posts and mats, by id."""
    mats = {one.id: one.name for one in race.points}
    return mats | {one.id: one.name for one in stands(race).values()}


def place_text(now: Now, ride: PickupState) -> str:
    """Where somebody waits, or was taken in, as it was said; else where they most likely are, and that so."""
    race = now.field.race
    at = "" if ride.at_m is None else distance_text(ride.at_m, race.unit)
    if ride.place:
        name = stand_names(race).get(ride.place, ride.place)
        return f"{name}, {at}" if at and at not in name else name
    if at or not ride.waits:
        return at
    likely_m = likely_place_m(now, ride)
    return (
        "not said where"
        if likely_m is None
        else f"not said where, likely near {distance_text(likely_m, race.unit)}"
    )


def likely_place_m(now: Now, ride: PickupState) -> float | None:
    """Where the runner of a request most likely is, metres on their distance; None = not known."""
    runner = now.field.roster.index.get(ride.bib)
    if runner is None or not np.isfinite(now.picture.place_m[runner]):
        return None
    return float(now.picture.place_m[runner])


def conflict_text(now: Now, ride: PickupState) -> str:
    """What does not fit about a request; "" = nothing."""
    race, names = now.field.race, stand_names(now.field.race)
    found = []
    if len(ride.pickers) > 1:
        said = [f"by {names.get(one, one)} at {clock_text(at_s, race.zone)}" for one, at_s in ride.pickers]
        found.append(f"Said to be picked up {' and '.join(said)}.")
    if ride.met_bib:
        found.append(f"Reported as {ride.bib}, then said to be {ride.met_bib}.")
    found += [_stranger(one, names, race.zone) for one in ride.strangers]
    if ride.waits:
        found += [text for text in (_elsewhere(now, ride), _seen_since(now, ride)) if text]
    return " ".join(found)


def _stranger(said: Stranger, names: Mapping[str, str], zone: str) -> str:
    """What a vehicle said that had not the request, and who had it."""
    who = names.get(said.vehicle, said.vehicle)
    had = f"{names.get(said.holder, said.holder)} had it" if said.holder else "nobody had it"
    return f"Said to be {_STEPS[said.what]} by {who} at {clock_text(said.at_s, zone)}, while {had}."


def _elsewhere(now: Now, ride: PickupState) -> str:
    """Whether the runner is said to ride already."""
    runner = now.field.roster.index.get(ride.bib, -1)
    said = now.field.said.get(runner)
    if said is None or said.state != "in_vehicle":
        return ""
    name = stand_names(now.field.race).get(said.where, said.where)
    return f"Said to be aboard {name} since {clock_text(said.at_s, now.field.race.zone)}."


def _seen_since(now: Now, ride: PickupState) -> str:
    """Whether a mat has read the runner after the call."""
    runner, evidence = now.field.roster.index.get(ride.bib), now.picture.evidence
    if runner is None or evidence.kind[runner] != PASSING or not evidence.at_s[runner] > ride.at_s:
        return ""
    point = now.field.race.points[evidence.point[runner]].name
    return (
        f"Read at {point} at {clock_text(float(evidence.at_s[runner]), now.field.race.zone)}, after the call."
    )
