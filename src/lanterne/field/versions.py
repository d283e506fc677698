"""Versions of the cut-off table: what is proposed, what is published, and the race as it stands by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lanterne.events import Cutoff, GateChange
from lanterne.field.holds import HoldState, Terms
from lanterne.race.definition import Gate, Race, VirtualLine


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the table, published or still proposed.

    Attributes
    ----------
    number : int or None
        Version number; race.toml is 1. None = proposed only.
    at_s : float, UTC epoch seconds
        When it was published, or proposed.
    by : str
        Who published it, or proposed it.
    said : Cutoff
        The proposal with its changes.
    """

    number: int | None
    at_s: float
    by: str
    said: Cutoff


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions beyond race.toml's, in their order, and the proposals that wait."""

    published: tuple[Version, ...] = ()
    proposed: tuple[Version, ...] = ()

    @property
    def number(self) -> int:
        """The version in force."""
        return 1 + len(self.published)


def versions(told: Iterable[tuple[float, Cutoff]]) -> Versions:
    """The versions that cut-off events make.

    A proposal is published once, by the first who does; published before it was withdrawn, it stands.

    Parameters
    ----------
    told : iterable of (float, Cutoff)
        Each with its corrected instant, UTC epoch seconds, in any order.
    """
    ordered = sorted(told, key=lambda one: (one[0], one[1].id))
    proposals = {word.cutoff: (at_s, word) for at_s, word in reversed(ordered) if word.what == "proposed"}
    closed: set[str] = set()
    published: list[Version] = []
    for at_s, word in ordered:
        if word.what == "proposed" or word.cutoff in closed or word.cutoff not in proposals:
            continue
        closed.add(word.cutoff)
        if word.what == "published":
            published.append(Version(2 + len(published), at_s, word.by, proposals[word.cutoff][1]))
    waiting = [
        Version(None, at_s, word.by, word) for key, (at_s, word) in proposals.items() if key not in closed
    ]
    return Versions(tuple(published), tuple(sorted(waiting, key=lambda one: (one.at_s, one.said.id))))


def race_by(planned: Race, made: Versions, holds: Iterable[HoldState] = ()) -> Race:
    """The race as planned, with every published version applied in order, and the holds in force."""
    race = planned
    for version in made.published:
        race = changed(race, version.said)
    return held(race, holds)


def changed(race: Race, said: Cutoff) -> Race:
    """The race with the changes of one version; those that `idle` names have no effect."""
    gates = {one.gate: one for one in said.gates if one.gate not in idle(race, said)}
    pace = {one.distance: one.pace_s_per_m for one in said.lines}
    return replace(
        race,
        gates=tuple(
            _changed_gate(race, gate, gates[gate.id]) if gate.id in gates else gate for gate in race.gates
        ),
        distances=tuple(
            replace(one, line=VirtualLine(pace_s_per_m=pace[one.id], clock=one.line.clock))
            if one.id in pace and one.line is not None
            else one
            for one in race.distances
        ),
    )


def idle(race: Race, said: Cutoff) -> dict[str, str]:
    """Gates and distances that a version cannot change, by id, and why.

    A gate would be left without a deadline by counting behind a line that one of its distances has not.
    """
    gates = {gate.id: gate for gate in race.gates}
    lines = {one.id: one.line for one in race.distances}
    found: dict[str, str] = {}
    for change in said.gates:
        gate = gates.get(change.gate)
        if gate is None:
            found[change.gate] = "the race has no such gate"
        elif change.behind_line_s is not None:
            without = [key for key in gate.at_m if lines.get(key) is None]
            if without:
                found[change.gate] = f"{', '.join(without)} has no virtual line"
    for line in said.lines:
        if line.distance not in lines:
            found[line.distance] = "the race has no such distance"
        elif lines[line.distance] is None:
            found[line.distance] = f"{line.distance} has no virtual line"
    return found


def _changed_gate(race: Race, gate: Gate, change: GateChange) -> Gate:
    new = replace(
        gate,
        grace_s=gate.grace_s if change.grace_s is None else change.grace_s,
        consequence=change.consequence or gate.consequence,
    )
    counted = None if change.clock == "wall" else change.clock
    if change.wall is not None:
        wall_s = change.wall.timestamp()
        return replace(new, wall_s=wall_s, limit_s=None, behind_line_s=None, clock="wall")
    if change.behind_line_s is not None:
        clock = next(one.line.clock for one in race.distances if one.id in gate.at_m and one.line is not None)
        return replace(new, wall_s=None, limit_s=None, behind_line_s=change.behind_line_s, clock=clock)
    if change.limit_s is not None:
        clock = counted or ("gun" if gate.clock == "wall" else gate.clock)
        return replace(new, wall_s=None, limit_s=change.limit_s, behind_line_s=None, clock=clock)
    return replace(new, clock=counted) if counted is not None and gate.limit_s is not None else new


def held(race: Race, holds: Iterable[HoldState]) -> Race:
    """The race with the gates within a hold's stretch kept open until its end."""
    gates = race.gates
    for hold in holds:
        if hold.state != "in_force" or hold.force is None:
            continue
        terms = hold.force
        gates = tuple(
            replace(gate, held_s={**gate.held_s, terms.distance: _later(gate, terms)})
            if terms.from_m <= gate.at_m.get(terms.distance, -1.0) <= terms.to_m
            else gate
            for gate in gates
        )
    return race if gates is race.gates else replace(race, gates=gates)


def _later(gate: Gate, terms: Terms) -> float:
    """Of two holds of one gate the later end counts."""
    return max(terms.until_s, gate.held_s.get(terms.distance, terms.until_s))
