"""A field's whole public content as one comparable value."""

from __future__ import annotations

from typing import Any, get_args

from lanterne.events import Event
from lanterne.field.fold import Field


def snapshot(field: Field) -> dict[str, Any]:
    """Everything public of a field, free of the order in which events came."""
    bibs = [one.bib for one in field.roster.entrants]
    return {
        "passings": field.passing_s.tobytes(),
        "doubtful": field.doubtful.tobytes(),
        "said": {bibs[runner]: said for runner, said in field.said.items()},
        "seen": {bibs[runner]: repr(seen) for runner, seen in field.seen.items()},
        "facts": {kind: sorted(map(repr, field.facts.of(kind))) for kind in get_args(Event)},
        "trails": {
            name: [column.tobytes() for column in (trail.at_s, trail.longitude, trail.latitude)]
            for name in ("phone-1",)
            if (trail := field.fixes.of(name))
        },
        "zeros": field.zeros,
        "conflicts": field.register.conflicts,
        "known": len(field.register),
    }
