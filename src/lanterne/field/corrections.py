"""Which corrections stand: a pure function of the set of corrections."""

from __future__ import annotations

from collections.abc import Iterable

from lanterne.events import Correction, Event, amended_event


def standing(corrections: Iterable[Correction]) -> dict[str, Event | None]:
    """What each corrected event is now: None = voided, else the event that stands in its place.

    A correction is undone by a later one (by happened_at, then id) that is not itself undone; one that
    names a later correction has no force over it. Of several corrections of one event the last decides.
    """
    ordered = sorted(corrections, key=lambda one: (one.happened_at, one.id), reverse=True)
    place = {one.id: i for i, one in enumerate(ordered)}
    undone: set[str] = set()
    result: dict[str, Event | None] = {}
    for i, one in enumerate(ordered):
        if one.id in undone:
            continue
        if one.target in place:
            if place[one.target] > i:
                undone.add(one.target)
        elif one.target not in result:
            result[one.target] = amended_event(one)
    return result
