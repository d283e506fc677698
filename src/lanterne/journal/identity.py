"""The id of an event that came without one: the same at every hub and for every retransmission."""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import UUID

from lanterne.events import canonical, derived_id

_PLAIN_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def identify(fields: dict[str, Any]) -> str:
    """Id of an event's `fields`, whose race is filled in: the one it came with, or one from its origin.

    The origin is race, source, device, session and sequence where there is a session with a sequence; for
    other passings race, source, point, chip (else bib) and the uncorrected time text; for everything else
    race, source and all that the event says.

    Raises
    ------
    ValueError
        If it came with an id that is no UUID.
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
    """A UUID in lower case with hyphens, so that one id has one spelling."""
    if _PLAIN_UUID.fullmatch(given):
        return given
    try:
        return str(UUID(given))
    except ValueError:
        raise ValueError(f"id {given!r} is not a UUID; leave it out to have one made") from None
