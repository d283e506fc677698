"""Every kind of event: frozen facts, their wire form (JSON) and their identity.

An event is never edited; a mistake is put right by a `Correction`. On the wire each is a JSON object
with its `kind`; instants are ISO 8601 with an offset.
"""

from __future__ import annotations

from lanterne.events.accounting import AllClear, Call, Conditions, Heard, Lookup
from lanterne.events.base import Bib, Fact, Name
from lanterne.events.corrections import ClockOffset, Correction
from lanterne.events.decisions import (
    Alert,
    Clock,
    Consequence,
    Cutoff,
    Decision,
    GateChange,
    Hold,
    LineChange,
    Link,
    Message,
)
from lanterne.events.people import Cheer, Consent, Introduction, Moment
from lanterne.events.runners import Pickup, Start, Status, VehicleReport
from lanterne.events.seen import Encounter, Passing, Position, Sighting
from lanterne.events.stations import LAST_LIST, Mat, Segment, StationReport
from lanterne.events.wire import (
    FIRST_INSTANT,
    KINDS,
    LAST_INSTANT,
    UUID_TEXT,
    Event,
    amended_event,
    canonical,
    check,
    content_hash,
    corrected_s,
    decode,
    derived_id,
)

__all__ = [
    "FIRST_INSTANT",
    "KINDS",
    "LAST_INSTANT",
    "LAST_LIST",
    "UUID_TEXT",
    "Alert",
    "AllClear",
    "Bib",
    "Call",
    "Cheer",
    "Clock",
    "ClockOffset",
    "Conditions",
    "Consent",
    "Consequence",
    "Correction",
    "Cutoff",
    "Decision",
    "Encounter",
    "Event",
    "Fact",
    "GateChange",
    "Heard",
    "Hold",
    "Introduction",
    "LineChange",
    "Link",
    "Lookup",
    "Mat",
    "Message",
    "Moment",
    "Name",
    "Passing",
    "Pickup",
    "Position",
    "Segment",
    "Sighting",
    "Start",
    "StationReport",
    "Status",
    "VehicleReport",
    "amended_event",
    "canonical",
    "check",
    "content_hash",
    "corrected_s",
    "decode",
    "derived_id",
]
