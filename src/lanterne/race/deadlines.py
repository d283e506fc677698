"""Deadlines seen together: those that contradict one another, and those in the wrong order on the road."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from lanterne.race.cutoffs import Zeros, gate_cutoff_s, zero
from lanterne.race.definition import Distance, Gate, Governs, Race

ONE_PLACE_M: Final = 50.0
"""Gates this near stand at one place: mile 20 and 32.2 km are 13 m apart."""

AGREE_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two gates at one place that set different deadlines for the same things."""

    one: Gate
    other: Gate
    governs: tuple[Governs, ...]


@dataclass(frozen=True, slots=True)
class Disorder:
    """A gate that cuts off before one that comes first on the road (UTC epoch seconds)."""

    before: Gate
    before_s: float
    after: Gate
    after_s: float


def last_cutoff_s(race: Race, gate: Gate, distance: Distance, zeros: Zeros) -> float | None:
    """When a gate cuts off for the last of a distance (UTC epoch seconds); None if there is no telling.

    A gate by waves counts from the last wave, a gate by own times from the last starter.
    """
    last_starter_s = zero(race, distance.id, "last_starter", zeros).at_s
    if gate.clock == "wave":
        waves = [one.id for one in race.waves if one.distance == distance.id]
        each_s = [gate_cutoff_s(race, gate, distance.id, zeros, one) for one in waves]
        return max((one_s for one_s in each_s if one_s is not None), default=None)
    return gate_cutoff_s(race, gate, distance.id, zeros, start_s=last_starter_s)


def disagreements(race: Race, distance: Distance, zeros: Zeros) -> Iterator[Disagreement]:
    """Pairs of gates at one place of a distance whose deadlines for the same thing differ.

    Two clocks disagree even where they happen to name one instant for the last: for others they do not.
    """
    here = [gate for gate in race.gates if distance.id in gate.at_m]
    for one, other in combinations(here, 2):
        if abs(one.at_m[distance.id] - other.at_m[distance.id]) > ONE_PLACE_M:
            continue
        governs = tuple(thing for thing in one.governs if thing in other.governs)
        if governs and not _agree(race, one, other, distance, zeros):
            yield Disagreement(one, other, governs)


def _agree(race: Race, one: Gate, other: Gate, distance: Distance, zeros: Zeros) -> bool:
    own = {"net", "wave"}
    if (one.clock in own or other.clock in own) and one.clock != other.clock:
        return False
    one_s = last_cutoff_s(race, one, distance, zeros)
    other_s = last_cutoff_s(race, other, distance, zeros)
    return one_s is None or other_s is None or not abs(one_s - other_s) > AGREE_S


def disorders(race: Race, distance: Distance, zeros: Zeros) -> Iterator[Disorder]:
    """Gates of a distance that cut off before one earlier on the road that governs the same, or all.

    Each is named with the latest of those before it.
    """
    closing = [
        (gate.at_m[distance.id], cutoff_s, gate)
        for gate in race.gates
        if distance.id in gate.at_m and (cutoff_s := last_cutoff_s(race, gate, distance, zeros)) is not None
    ]
    for at_m, cutoff_s, gate in closing:
        sooner = [
            (before_s, before)
            for before_m, before_s, before in closing
            if before_m < at_m - ONE_PLACE_M and before_s > cutoff_s + AGREE_S and _compare(before, gate)
        ]
        if sooner:
            before_s, before = max(sooner, key=lambda one: one[0])
            yield Disorder(before, before_s, gate, cutoff_s)


def _compare(one: Gate, other: Gate) -> bool:
    """Whether two gates govern a thing in common; one that says nothing of it governs everything."""
    return not one.governs or not other.governs or bool(set(one.governs) & set(other.governs))
