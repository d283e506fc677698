"""The id of an event that came without one: the same at every hub and for every retransmission."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from lanterne.events import UUID_TEXT, canonical, derived_id


def identify(fields: dict[str, Any]) -> str:
    """Id of an event's `fields`, whose race is filled in: the one it came with, or one from its origin.

    The origin is race, source, device, session and sequence where there is a session with a sequence; for
    other passings race, source, point, chip (else bib) and the uncorrected time text; for everything else
    race, source and all that the event says.
    """
    given = fields.get("id")
    if given:
        return _plain(str(given))
    race, source = str(fields["race"]), str(fields.get("source", ""))
    session, sequence = fields.get("session"), fields.get("sequence")
    if session is not None and sequence is not None:
        return derived_id(race, source, str(fields.get("device", "")), str(session), str(sequence))
    if fields.get("kind") == "passing":
        worn = fields.get("chip") or fields.get("bib") or ""
        at = fields.get("raw_time") or fields.get("happened_at") or ""
        return derived_id(race, source, str(fields.get("point", "")), str(worn), str(at))
    said = {key: value for key, value in fields.items() if key != "id"}
    return derived_id(race, source, canonical(said).decode())


def _plain(given: str) -> str:
    """A UUID in the one spelling, so that one event has one id; what is no UUID is left to the check."""
    if UUID_TEXT.fullmatch(given):
        return given
    try:
        return str(UUID(given))
    except ValueError:
        return given
