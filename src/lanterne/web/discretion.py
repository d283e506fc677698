"""No medical detail goes on record, whoever writes it and in whatever field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from lanterne.clinical import HINT, clinical, folded
from lanterne.events import canonical
from lanterne.journal.intake import Refusal, Row
from lanterne.live.handed import names_of
from lanterne.race.definition import Race

LEFT_OUT: Final = "[left out]"

_SILENT: Final = frozenset({"passing", "position", "clock", "start", "link"})
"""Kinds in which nobody writes anything."""

_NAMES: Final = frozenset(
    {
        *("id", "race", "kind", "happened_at", "recorded_at", "source", "bib", "bibs", "target", "events"),
        *("by", "to_by", "heard_by", "request", "claim", "terms", "message", "hold", "cutoff"),
    }
)
"""Fields that hold ids, bibs and people's names: Dr. Blood may sign. Every other text is free."""


class Discretion:
    """Refuses events in whose texts a medical word stands; of what it refuses, it keeps the texts out."""

    def __init__(self, race: Race) -> None:
        ids = names_of(race) | {one.id: one.name for one in race.gates}
        ids |= {one.id: one.name for one in race.segments} | {one.id: one.name for one in race.distances}
        texts = {*ids, *ids.values()}
        texts |= {supply.item for station in race.stations for supply in station.supplies}
        # The longest first: one name may stand in another.
        self._known = sorted({folded(text) for text in texts} - {""}, key=len, reverse=True)

    def judged(self, taken: Row | Refusal) -> Row | Refusal:
        """What was taken in, or its refusal."""
        if isinstance(taken, Refusal) or taken.kind in _SILENT:
            return taken
        fields: dict[str, Any] = msgspec.json.decode(taken.body)
        found = {name for name in fields if any(map(self._tells, texts({name: fields[name]})))}
        if not found:
            return taken
        kept = {name: LEFT_OUT if name in found else value for name, value in fields.items()}
        return Refusal(taken.id, taken.event.source, f"{min(found)}: {HINT}", canonical(kept))

    def _tells(self, text: str) -> bool:
        return clinical(text, self._known)


def texts(said: Any) -> Iterator[str]:
    """Every free text of an event's fields: also those of unknown fields, and of what it puts in place."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for name, value in said.items():
            if name not in _NAMES:
                yield from texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from texts(value)


class _Kind(msgspec.Struct):
    kind: str = ""


_kinds = msgspec.json.Decoder(_Kind)


def kind_said(event: bytes) -> str:
    """The kind that a raw event says it is of, "" if it says none."""
    try:
        return _kinds.decode(event).kind
    except (msgspec.MsgspecError, RecursionError):
        return ""


def is_silent(event: bytes) -> bool:
    """Whether a raw event is of a kind in which nobody writes anything: the many reads and fixes."""
    return kind_said(event) in _SILENT
