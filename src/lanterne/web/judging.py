"""What comes in is stamped with who says it, and what they may not say is refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, get_args

import msgspec

from lanterne.clock import Clock
from lanterne.events import Correction, Event, Hold, amended_event, decode
from lanterne.journal.base import Journal
from lanterne.journal.intake import Handed, Refusal, Row, refused, take_in
from lanterne.race.definition import Race
from lanterne.race.stands import Stand
from lanterne.web.origins import Origins
from lanterne.web.roles import Speaker, why_not

AHEAD_S: Final = 900.0
"""How far a post's events may lie ahead of race time: somebody seen tomorrow would never be missed."""

_DEVICE: Final = re.compile(r"[^/\x00-\x1f]{1,64}")
_SIGNED: Final = frozenset(
    kind.__struct_config__.tag for kind in get_args(Event) if "by" in kind.__struct_fields__
)


class Judge:
    """Judges events by who says them, before they go to the journal.

    Parameters
    ----------
    race : Race
    journal : Journal
        Knows whose an event was that another corrects.
    clock : Clock
        Race time.
    """

    def __init__(self, race: Race, journal: Journal, clock: Clock) -> None:
        self._race, self._clock = race, clock
        self._origins = Origins(journal)

    def of_person(self, events: Sequence[bytes], name: str) -> list[Handed]:
        """Events that race control says, stamped with the name of whoever is signed in."""
        return [self._stamped(event, name) for event in events]

    async def of_post(self, events: Sequence[bytes], stand: Stand) -> list[Handed]:
        """Events that a post says by its link: those it may say, and the others refused."""
        taken = [take_in(event, self._race.id) for event in events]
        said = [decode(one.body) if isinstance(one, Row) else None for one in taken]
        sources = await self._origins.of(_asked_of([event for event in said if event is not None]))
        speaker = Speaker(stand, self._race)
        judged: list[Handed] = []
        for one, event in zip(taken, said, strict=True):
            why = "" if event is None else self._why_not(event, speaker, sources)
            if event is not None and not why:
                sources.setdefault(event.id, event.source)
            judged.append(refused(one, why) if isinstance(one, Row) and why else one)
        return judged

    def _why_not(self, event: Event, speaker: Speaker, sources: Mapping[str, str]) -> str:
        own = speaker.stand.id + "/"
        if not (event.source.startswith(own) and _DEVICE.fullmatch(event.source.removeprefix(own))):
            return f"source must be {own!r} and a name of the device"
        # An id made of what an event says can be foreseen, and taken before that event comes.
        if event.id[14] != "7":
            return "a post's events need an id of their own making, a UUIDv7"
        if sources.get(event.id, event.source) != event.source:
            return "its id is that of an event of somebody else"
        if isinstance(event, Correction):
            return _why_not_corrected(event, speaker, sources) or self._why_not_when(event)
        return why_not(event, speaker) or self._why_not_when(event)

    def _why_not_when(self, event: Event) -> str:
        latest_s = self._clock.now_s() + AHEAD_S
        put_right = amended_event(event) if isinstance(event, Correction) else None
        ahead = any(one.happened_at.timestamp() > latest_s for one in (event, put_right) if one is not None)
        return "it lies in the future: the clock of the phone is wrong" if ahead else ""

    def _stamped(self, event: bytes, name: str) -> Handed:
        try:
            fields = msgspec.json.decode(event)
        except (msgspec.MsgspecError, RecursionError):
            return event  # the journal says what is wrong with it
        if not isinstance(fields, dict):
            return event
        if fields.get("kind") in _SIGNED and fields.get("by") is None:
            fields["by"] = name
        taken = take_in(fields | {"source": f"control/{name}"}, self._race.id)
        why = "" if isinstance(taken, Refusal) else _why_not_signed(decode(taken.body), name)
        return refused(taken, why) if isinstance(taken, Row) and why else taken


def _asked_of(events: Sequence[Event]) -> list[str]:
    """Ids to look up: an event of the same id, or one that is put right."""
    corrected = [event.target for event in events if isinstance(event, Correction)]
    return [event.id for event in events] + corrected


def _why_not_signed(event: Event, name: str) -> str:
    """Why somebody signed in may not say this: they speak for themselves, or for whom they heard by voice."""
    by, heard_by = getattr(event, "by", None), getattr(event, "heard_by", None)
    if heard_by not in (None, name):
        return f"heard_by must be {name!r}, who is signed in"
    if by not in (None, name) and heard_by is None:
        return f"by must be {name!r}, who is signed in"
    if isinstance(event, Hold) and event.what in ("agreed", "refused") and heard_by is None:
        return f"a party answers by its own link, or by voice: then heard_by is {name!r}"
    return ""


def _why_not_corrected(event: Correction, speaker: Speaker, sources: Mapping[str, str]) -> str:
    """Why a post may not put an event right: it must have said it, on the same device."""
    original = sources.get(event.target)
    if original is None:
        return "the event it puts right is not known here; send that one first"
    if original != event.source:
        return "it may put right only what the same device said; race control can put right the rest"
    amended = amended_event(event)
    if amended is None:
        return why_not(event, speaker)
    if amended.source != event.source:
        return f"amended: source must be {event.source!r}"
    return why_not(event, speaker) or why_not(amended, speaker)
