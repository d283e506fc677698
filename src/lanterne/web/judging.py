"""What comes in is stamped with who says it, and what they may not say is refused with the reason."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Final, get_args

import msgspec

from lanterne.clock import Clock
from lanterne.events import Correction, Event, Hold, amended_event, decode
from lanterne.journal.base import Journal
from lanterne.journal.intake import Handed, Row, refused, take_in
from lanterne.race.definition import Race
from lanterne.race.stands import Stand
from lanterne.web.discretion import Discretion, is_silent
from lanterne.web.roles import why_not
from lanterne.web.rules import Speaker

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
        self._race, self._journal, self._clock = race, journal, clock
        self._discreet = Discretion(race).judged

    def of_person(self, events: Sequence[bytes], name: str) -> list[Handed]:
        """Events that race control says, stamped with the name of whoever is signed in, "" = nobody."""
        if not name:
            return [
                event if is_silent(event) else self._discreet(take_in(event, self._race.id))
                for event in events
            ]
        return [self._stamped(event, name) for event in events]

    async def of_post(self, events: Sequence[bytes], stand: Stand) -> list[Handed]:
        """Events that a post says by its link: those it may say, and the others refused.

        Raises
        ------
        JournalError
            If the journal cannot be asked whose the events are that others correct.
        """
        taken = [self._discreet(take_in(event, self._race.id)) for event in events]
        said = [one.event for one in taken if isinstance(one, Row)]
        targets = [event.target for event in said if isinstance(event, Correction)]
        sources = await asyncio.to_thread(self._sources, targets) if targets else {}
        speaker = Speaker(stand, self._race)
        return [
            self._judged(one, speaker, sources) if isinstance(one, Row) else one  # refused as it came
            for one in taken
        ]

    def _judged(self, row: Row, speaker: Speaker, sources: dict[str, str]) -> Handed:
        if why := self._why_not(row.event, speaker, sources):
            return refused(row, why)
        sources.setdefault(row.id, row.event.source)
        return row._replace(guarded=True)

    def _why_not(self, event: Event, speaker: Speaker, sources: Mapping[str, str]) -> str:
        own = speaker.stand.id + "/"
        if not (event.source.startswith(own) and _DEVICE.fullmatch(event.source.removeprefix(own))):
            return f"source must be {own!r} and a name of the device"
        # An id made of what an event says can be foreseen, and taken before that event comes.
        if event.id[14] != "7":
            return "a post's events need an id of their own making, a UUIDv7"
        if isinstance(event, Correction):
            return _why_not_corrected(event, speaker, sources) or self._why_not_when(event)
        return why_not(event, speaker) or self._why_not_when(event)

    def _sources(self, ids: Sequence[str]) -> dict[str, str]:
        """The source of each of these events that is on disk, by id."""
        return {one: decode(body).source for one, body in self._journal.find(ids).items()}

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
        taken = self._discreet(take_in(fields | {"source": f"control/{name}"}, self._race.id))
        why = _why_not_signed(taken.event, name) if isinstance(taken, Row) else ""
        return refused(taken, why) if isinstance(taken, Row) and why else taken


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
    """Why a post may not put an event right: the same device must have said it; at the radio desk, the desk.

    There several operators enter what they hear, and one takes back what another mistyped.
    """
    original = sources.get(event.target)
    if original is None:
        return "the event it puts right is not known here; send that one first"
    same_desk = speaker.stand.role == "radio" and original.startswith(f"{speaker.stand.id}/")
    if original != event.source and not same_desk:
        return "it may put right only what the same device said; race control can put right the rest"
    amended = amended_event(event)
    if amended is None:
        return why_not(event, speaker)
    if amended.source != original:
        return f"amended: source must be {original!r}"
    return why_not(event, speaker) or why_not(amended, speaker)
