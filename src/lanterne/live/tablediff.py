"""What one version of the cut-off table says differently from another, in words and instants."""

from __future__ import annotations

from typing import Final

import numpy as np

from lanterne.events import Consequence, Cutoff
from lanterne.field.versions import idle
from lanterne.race.cutoffs import Zeros, gate_cutoff_s, line_time_s, rule_text
from lanterne.race.definition import Distance, Gate, Race
from lanterne.units import duration_text, pace_text
from lanterne.views.decisions import CutoffChangeView

CONSEQUENCES: Final[dict[Consequence, str]] = {
    "none": "runners go on",
    "tell": "runners are told",
    "divert": "runners turn off, and may go on unofficially",
    "pavement": "runners go on on the pavement",
    "ride": "runners are offered a ride",
    "bump_ahead": "runners are driven ahead and go on",
}
"""What happens behind a gate, in words."""

SAME_S: Final = 0.5


def change_views(before: Race, after: Race, said: Cutoff, zeros: Zeros) -> list[CutoffChangeView]:
    """Every row and line of the table that differs, what hangs on a line with it, then what has no effect."""
    views = _line_changes(before, after, zeros)
    for distance in before.distances:
        gates = [gate for gate in before.gates if distance.id in gate.at_m]
        views += [
            view
            for gate in sorted(gates, key=lambda one: one.at_m[distance.id])
            if (view := _gate_change(before, after, gate, distance, said, zeros)) is not None
        ]
    return views + _without_effect(before, said)


def _line_changes(before: Race, after: Race, zeros: Zeros) -> list[CutoffChangeView]:
    return [
        CutoffChangeView(
            gate="",
            name=f"Virtual line, {old.name}",
            distance=old.id,
            before=pace_text(old.line.pace_s_per_m, before.unit),
            after=pace_text(new.line.pace_s_per_m, after.unit),
            before_s=_known(line_time_s(before, old.id, zeros, old.length_m)),
            after_s=_known(line_time_s(after, new.id, zeros, new.length_m)),
        )
        for old, new in zip(before.distances, after.distances, strict=True)
        if old.line is not None and new.line is not None and old.line != new.line
    ]


def _gate_change(
    before: Race, after: Race, gate: Gate, distance: Distance, said: Cutoff, zeros: Zeros
) -> CutoffChangeView | None:
    new = next(one for one in after.gates if one.id == gate.id)
    old_s = gate_cutoff_s(before, gate, distance.id, zeros)
    new_s = gate_cutoff_s(after, new, distance.id, zeros)
    moved = (old_s is None) != (new_s is None) or abs((new_s or 0.0) - (old_s or 0.0)) > SAME_S
    named = any(one.gate == gate.id for one in said.gates) and gate.id not in idle(before, said)
    if gate == new and not moved and not named:
        return None
    grace, consequence = gate.grace_s != new.grace_s, gate.consequence != new.consequence
    return CutoffChangeView(
        gate=gate.id,
        name=gate.name,
        distance=distance.id,
        before=gate_words(gate, before, grace=grace, consequence=consequence),
        after=gate_words(new, after, grace=grace, consequence=consequence)
        if gate != new or moved
        else "as before",
        before_s=old_s,
        after_s=new_s,
    )


def gate_words(gate: Gate, race: Race, *, grace: bool, consequence: bool) -> str:
    """A gate's rule in words, with its grace and its consequence if those are wanted."""
    words = [rule_text(gate, race)]
    if grace:
        words.append(f"grace {duration_text(gate.grace_s)}")
    if consequence:
        words.append(f"then {CONSEQUENCES[gate.consequence]}")
    return ", ".join(words)


def _without_effect(before: Race, said: Cutoff) -> list[CutoffChangeView]:
    gates = {gate.id: gate.name for gate in before.gates}
    distances = {one.id for one in before.distances}
    lines = {one.distance for one in said.lines}
    return [
        CutoffChangeView(
            gate="" if key in lines and key not in gates else key,
            name=gates.get(key, key),
            distance=key if key in lines and key in distances else "",
            before="",
            after=f"no effect: {why}",
            before_s=None,
            after_s=None,
        )
        for key, why in idle(before, said).items()
    ]


def _known(at_s: float) -> float | None:
    return at_s if np.isfinite(at_s) else None
