"""Events on the wire: JSON in and out, checked, identified."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec

from lanterne.events.accounting import AllClear, Call, Conditions, Heard, Lookup
from lanterne.events.corrections import ClockOffset, Correction
from lanterne.events.decisions import Alert, Cutoff, Decision, Hold, Link, Message
from lanterne.events.people import Cheer, Consent, Introduction, Moment
from lanterne.events.runners import Pickup, Start, Status, VehicleReport
from lanterne.events.seen import Encounter, Passing, Position, Sighting
from lanterne.events.stations import Mat, Segment, StationReport

FIRST_INSTANT = datetime(1970, 1, 2, tzinfo=UTC)
LAST_INSTANT = datetime(2200, 1, 1, tzinfo=UTC)

Event = (
    Passing
    | Position
    | Sighting
    | Encounter
    | Start
    | Status
    | Pickup
    | VehicleReport
    | StationReport
    | Mat
    | Segment
    | Hold
    | Cutoff
    | Alert
    | Consent
    | Introduction
    | Cheer
    | Moment
    | Message
    | Link
    | Decision
    | Call
    | Conditions
    | Heard
    | Lookup
    | AllClear
    | Correction
    | ClockOffset
)

KINDS: tuple[str, ...] = tuple(kind.__struct_config__.tag for kind in get_args(Event))

UUID_TEXT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A UUID as events spell it: lower case, with hyphens."""

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def decode(body: bytes) -> Event:
    """The event of a canonical JSON body that was checked when it was taken in."""
    return _decoder.decode(body)


def check(body: bytes) -> Event:
    """The event of a canonical JSON body from outside, checked.

    Raises
    ------
    ValueError
        Saying in one line which field is wrong and why.
    """
    try:
        event = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None
    if not FIRST_INSTANT <= event.happened_at <= LAST_INSTANT:
        raise ValueError("happened_at is outside 1970 to 2200: the clock of the source is wrong")
    if isinstance(event, Correction):
        amended_event(event)
    if not UUID_TEXT.fullmatch(event.id):
        raise ValueError(f"id {event.id!r} is not a UUID; leave it out to have one made")
    return event


def amended_event(correction: Correction) -> Event | None:
    """The event a correction puts in its target's place, under the target's id; None = it voids.

    Raises
    ------
    ValueError
        If what it puts in place is no whole event, or is itself a correction.
    """
    if correction.amended is None:
        return None
    try:
        amended = _decoder.decode(canonical(correction.amended | {"id": correction.target}))
    except msgspec.MsgspecError as error:
        raise ValueError(f"amended: {error}") from None
    if isinstance(amended, Correction):
        raise ValueError("amended: a correction is voided by another, not amended")
    return amended


def derived_id(*origin: str) -> str:
    """UUIDv8 of an event that came without one, from its origin.

    Parameters
    ----------
    *origin : str
        Race, source, device, session and sequence where there is a sequence; else race, source, point,
        chip and the uncorrected time text: whatever two hubs and a retransmission agree on.

    References
    ----------
    RFC 9562, section 5.8.
    """
    digest = hashlib.blake2b("\x1f".join(origin).encode(), digest_size=16).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 0b11]
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:]}"


def canonical(fields: dict[str, Any]) -> bytes:
    """The one JSON text of an event's fields, unknown ones included: sorted keys, no blanks."""
    return msgspec.json.encode(fields, order="sorted")


def content_hash(body: bytes) -> bytes:
    """Eight bytes of a canonical body; between two contents of one id the lower hash wins."""
    return hashlib.blake2b(body, digest_size=8).digest()


def corrected_s(event: Event, offset_s: float = 0.0) -> float:
    """When an event happened (UTC epoch seconds), its source's clock offset applied."""
    return event.happened_at.timestamp() + offset_s
