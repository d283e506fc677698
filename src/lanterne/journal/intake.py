"""What comes in, made ready to be stored: identified, checked and canonical, or refused with the reason."""

from __future__ import annotations

import reprlib
from typing import Any, Final, NamedTuple

import msgspec

from lanterne.events import Event, canonical, check, content_hash
from lanterne.journal.identity import identify

MAX_EVENT_BYTES: Final = 65_536
"""A longer event is refused, and only its beginning kept: no honest device writes one."""


class Row(NamedTuple):
    """A sound event.

    Attributes
    ----------
    id, kind : str
    key : bytes
        Its id in 16 bytes.
    happened_at_s : float, UTC epoch seconds
    hash : bytes
        Its content hash.
    body : bytes
        Its canonical JSON.
    event : Event
        The same, decoded.
    guarded : bool
        Whether it is refused where its id is that of an event of another source, rather than weighed against
        that one by content hash: whoever can choose contents could outweigh any.
    """

    id: str
    key: bytes
    kind: str
    happened_at_s: float
    hash: bytes
    body: bytes
    event: Event
    guarded: bool = False


class Refusal(NamedTuple):
    """A bad event: the id and source it came with (empty if none), what is wrong, and how it came."""

    id: str
    source: str
    reason: str
    raw: bytes


Handed = bytes | dict[str, Any] | Row | Refusal
"""An event handed in: a JSON object, raw or decoded, or what was already taken in or refused."""


def refused(row: Row, reason: str) -> Refusal:
    """A sound event that its sender may not say, with the reason."""
    return _refusal(row.body, reason)


def take_in(raw: bytes | dict[str, Any], race: str) -> Row | Refusal:
    """One event as the journal of `race` stores it, or why it does not.

    A missing race is filled in, a missing id derived. Fields that no event kind knows are kept.
    """
    if isinstance(raw, bytes) and len(raw) > MAX_EVENT_BYTES:
        return _refusal(raw, _too_long(len(raw)))
    try:
        fields = msgspec.json.decode(raw) if isinstance(raw, bytes) else raw
        if not isinstance(fields, dict):
            return _refusal(raw, "an event is a JSON object")
        return _row(fields, race)
    except RecursionError:
        return _refusal(raw, "it is nested too deep")
    except (ValueError, TypeError) as error:
        return _refusal(raw, str(error))


def _row(given: dict[str, Any], race: str) -> Row:
    fields = {**given, "race": given.get("race") or race}
    if fields["race"] != race:
        raise ValueError(f"it belongs to race {fields['race']!r}, this journal is of {race!r}")
    fields["id"] = identify(fields)
    body = canonical(fields)
    if len(body) > MAX_EVENT_BYTES:
        raise ValueError(_too_long(len(body)))
    event = check(body)
    return Row(
        id=event.id,
        key=bytes.fromhex(event.id.replace("-", "")),
        kind=fields["kind"],
        happened_at_s=event.happened_at.timestamp(),
        hash=content_hash(body),
        body=body,
        event=event,
    )


def _too_long(length: int) -> str:
    return f"it is {length:,} bytes long, the most is {MAX_EVENT_BYTES:,}"


def _refusal(raw: bytes | dict[str, Any], reason: str) -> Refusal:
    said = _said(raw)
    kept = raw if isinstance(raw, bytes) else _as_text(raw)
    return Refusal(said.id, said.source, reason, kept[:MAX_EVENT_BYTES])


class _Said(msgspec.Struct):
    """What a bad event still says of itself, so that its sender learns which it was."""

    id: str = ""
    source: str = ""


_said_decoder = msgspec.json.Decoder(_Said)


def _said(raw: bytes | dict[str, Any]) -> _Said:
    try:
        return _said_decoder.decode(raw if isinstance(raw, bytes) else canonical(raw))
    except (ValueError, TypeError, RecursionError):
        return _Said()


def _as_text(fields: dict[str, Any]) -> bytes:
    """Fields as JSON, or as Python shows them where they have no JSON form."""
    try:
        return canonical(fields)
    except (ValueError, TypeError, RecursionError):
        return reprlib.repr(fields).encode(errors="backslashreplace")
