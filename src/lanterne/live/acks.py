"""Who has said that they know of what."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from lanterne.events import Message
from lanterne.field.fold import Field
from lanterne.race.stands import Stand
from lanterne.views import AckView

Acks = Mapping[tuple[str, str], Sequence[float]]
"""When (UTC epoch seconds, the first first) a stand, by id, acknowledged something, by what it is about."""


def acks(field: Field) -> Acks:
    """Every acknowledgement by stand and what it is about."""
    found: dict[tuple[str, str], list[float]] = {}
    for one in field.told(Message):
        if one.what == "acknowledged":
            found.setdefault((one.to, one.about or one.message), []).append(field.corrected_s(one))
    return found


def ack_views(
    field: Field, told: Sequence[Message], who: Iterable[Stand], about: str, since_s: float = -math.inf
) -> list[AckView]:
    """When each of some stands first said that it knows of something.

    Parameters
    ----------
    told : sequence of Message
        In the order in which they were said.
    who : iterable of Stand
    about : str
    since_s : float, UTC epoch seconds
        What was said before was about something else of that name.
    """
    first: dict[str, Message] = {}
    for one in told:
        if one.what == "acknowledged" and one.about == about and field.corrected_s(one) >= since_s:
            first.setdefault(one.to, one)
    return [_ack_view(field, stand, first.get(stand.id)) for stand in who]


def _ack_view(field: Field, stand: Stand, said: Message | None) -> AckView:
    return AckView(
        post=stand.id,
        name=stand.name,
        at_s=None if said is None else field.corrected_s(said),
        by="" if said is None else said.by or "",
        heard_by="" if said is None else said.heard_by or "",
    )
