"""The cut-off table: computed once, for every page, print and program."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from lanterne.events import Message
from lanterne.field.fold import Field
from lanterne.field.versions import Version, changed
from lanterne.live.acks import ack_views
from lanterne.live.control import line_views
from lanterne.live.tablediff import change_views
from lanterne.live.tablewarnings import table_warnings
from lanterne.race.cutoffs import Zeros, deadline_text, gate_cutoff_s, line_zero, rule_text, unheld, zero
from lanterne.race.definition import Distance, Gate, Race
from lanterne.race.stands import stands
from lanterne.views.decisions import (
    AckView,
    CutoffProposalView,
    CutoffRowView,
    CutoffTableView,
    CutoffVersionView,
)

OWN: Final = "own"
"""The basis of a clock that each runner, or each wave, has to itself."""


def table_view(field: Field, now_s: float = -math.inf) -> CutoffTableView:
    """The table in force.

    Parameters
    ----------
    now_s : float, UTC epoch seconds
        As of when the virtual lines' places are; left out, they stand at the start.
    """
    latest = field.versions.published[-1] if field.versions.published else None
    return CutoffTableView(
        version=field.versions.number,
        published_s=None if latest is None else latest.at_s,
        by="" if latest is None else latest.by,
        rows=[
            _row(field, gate, distance)
            for distance in field.race.distances
            for gate in sorted(field.race.gates, key=lambda one: one.at_m.get(distance.id, 0.0))
            if distance.id in gate.at_m
        ],
        lines=line_views(field, now_s),
        warnings=table_warnings(field),
    )


def _row(field: Field, gate: Gate, distance: Distance) -> CutoffRowView:
    race, zeros = field.race, field.zeros
    cutoff_s = _shared_cutoff_s(race, gate, distance, zeros)
    held_s = gate.held_s.get(distance.id)
    if held_s is not None and cutoff_s is not None and cutoff_s > held_s:
        held_s = None  # it ends later by its own rule
    table_s = None if held_s is None else _shared_cutoff_s(race, unheld(gate), distance, zeros)
    return CutoffRowView(
        gate=gate.id,
        name=gate.name,
        distance=distance.id,
        at_m=gate.at_m[distance.id],
        clock=gate.clock,
        clock_basis=_basis(race, gate, distance, zeros),
        rule=_rule(gate, race, table_s),
        cutoff_s=cutoff_s,
        grace_s=gate.grace_s,
        held_until_s=held_s,
        table_s=table_s,
        moved_s=_moved_s(field, gate, distance, cutoff_s),
        consequence=gate.consequence,
        governs=list(gate.governs),
    )


def _rule(gate: Gate, race: Race, table_s: float | None) -> str:
    """A gate's rule; of one that a hold keeps open with the time that it gives, which no column has then."""
    rule = rule_text(gate, race)
    if table_s is None or gate.wall_s is not None:
        return rule
    return f"{deadline_text(table_s, race.zone)} by the table, {rule}"


def _shared_cutoff_s(race: Race, gate: Gate, distance: Distance, zeros: Zeros) -> float | None:
    """When a gate cuts off; None where that differs by runner."""
    if gate.clock != "wave":
        return gate_cutoff_s(race, gate, distance.id, zeros)
    waves: list[str | None] = [one.id for one in race.waves if one.distance == distance.id]
    each_s = {gate_cutoff_s(race, gate, distance.id, zeros, wave) for wave in waves or [None]}
    return each_s.pop() if len(each_s) == 1 else None


def _basis(race: Race, gate: Gate, distance: Distance, zeros: Zeros) -> str:
    """What a gate's clock rests on: stated, planned, gun (which stands in), or own."""
    if gate.wall_s is not None:
        return "stated"
    if gate.behind_line_s is not None:
        began = line_zero(race, distance.id, zeros)
        return "planned" if began is None else began.basis
    if gate.clock in ("net", "wave"):
        return OWN
    return zero(race, distance.id, gate.clock, zeros).basis


def _moved_s(field: Field, gate: Gate, distance: Distance, cutoff_s: float | None) -> float:
    """How much later a gate cuts off than race.toml planned; 0 where there is no telling."""
    planned = next((one for one in field.planned.gates if one.id == gate.id), gate)
    if gate.clock == planned.clock and gate.clock in ("net", "wave"):
        return (gate.limit_s or 0.0) - (planned.limit_s or 0.0)
    planned_s = _shared_cutoff_s(field.planned, planned, distance, Zeros())
    return 0.0 if cutoff_s is None or planned_s is None else cutoff_s - planned_s


def proposal_views(field: Field) -> list[CutoffProposalView]:
    """The versions that wait, the oldest first, each with what it would change in the table as it stands."""
    return [
        CutoffProposalView(
            cutoff=one.said.cutoff,
            by=one.by,
            at_s=one.at_s,
            why=one.said.why or "",
            stale=is_stale(field, one),
            changes=change_views(field.race, changed(field.race, one.said), one.said, field.zeros),
        )
        for one in field.versions.proposed
    ]


def is_stale(field: Field, proposal: Version) -> bool:
    """Whether another version was published since a proposal was made."""
    if proposal.said.base is not None:
        return proposal.said.base != field.versions.number
    return any(one.at_s > proposal.at_s for one in field.versions.published)


def version_views(field: Field) -> list[CutoffVersionView]:
    """The versions published since race.toml's, the newest first: what each changed, and who knows of it."""
    views = []
    race, messages = field.planned, field.told(Message)
    for one in field.versions.published:
        after = changed(race, one.said)
        views.append(
            CutoffVersionView(
                version=one.number or 0,
                by=one.by,
                at_s=one.at_s,
                why=one.said.why or "",
                changes=change_views(race, after, one.said, field.zeros),
                acks=_acks(field, one, messages),
            )
        )
        race = after
    return views[::-1]


def _acks(field: Field, version: Version, messages: Sequence[Message]) -> list[AckView]:
    """Of every stand but the boards, which cannot say anything: when it first said that it knows.

    What was said before the version was published was of another that had its number, since taken back.
    """
    who = [stand for stand in stands(field.planned).values() if stand.role != "board"]
    return ack_views(field, messages, who, f"cutoff/{version.number}", version.at_s)
