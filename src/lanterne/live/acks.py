"""Who has said that they know of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanterne.events import Message
from lanterne.field.fold import Field

Acks = Mapping[tuple[str, str], Sequence[float]]
"""When (UTC epoch seconds, the first first) a stand, by id, acknowledged something, by what it is about."""


def acks(field: Field) -> Acks:
    """Every acknowledgement by stand and what it is about."""
    found: dict[tuple[str, str], list[float]] = {}
    for one in field.told(Message):
        if one.what == "acknowledged":
            found.setdefault((one.to, one.about or one.message), []).append(field.corrected_s(one))
    return found
