"""Every kind of event: frozen facts, their wire form (JSON) and their identity.

An event is never edited; a mistake is put right by a `Correction`. On the wire each is a JSON object
with its `kind`; instants are ISO 8601 with an offset.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True, description="ISO 8601 with an offset")]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Bib = Annotated[str, msgspec.Meta(min_length=1, max_length=20, description="The number worn, as text")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=0)]

FIRST_INSTANT = datetime(1970, 1, 2, tzinfo=UTC)
LAST_INSTANT = datetime(2200, 1, 1, tzinfo=UTC)


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", gc=False):
    """What every event carries.

    Attributes
    ----------
    id : str
        UUIDv7 of whoever first recorded it, or a UUIDv8 hashed from its origin (`derived_id`).
    race : str
    happened_at : datetime
        When it happened, by the source's clock.
    recorded_at : datetime or None
        When the device wrote it down, by its own clock.
    source : str
        Device, link or person it comes from.
    """

    id: str = ""
    race: str = ""
    happened_at: Instant
    recorded_at: Instant | None = None
    source: Name
    schema: int = 1


class Passing(Fact, frozen=True, kw_only=True, tag="passing"):
    """A chip or bib read at a timing point. `raw_time` keeps the clock text of a feed without a zone."""

    point: Name
    bib: Bib | None = None
    chip: Name | None = None
    raw_time: str | None = None

    def __post_init__(self) -> None:
        if self.bib is None and self.chip is None:
            raise ValueError("a passing needs a bib or a chip")


class Position(Fact, frozen=True, kw_only=True, tag="position"):
    """Where a device was; a heartbeat has no place. `raw_speed` keeps the client's own unit."""

    device: Name
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: float | None = None
    battery: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    raw_speed: float | None = None

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a position needs both latitude and longitude, or neither")


class Sighting(Fact, frozen=True, kw_only=True, tag="sighting"):
    """A bib seen by a person at a station, or confirmed as missed there."""

    bib: Bib
    place: Name
    what: Literal["in", "out", "passed", "stopped", "missed"] = "passed"


class Start(Fact, frozen=True, kw_only=True, tag="start"):
    """A clock's zero: the gun, a wave's gun, the last official starter, or the tail marker crossing."""

    distance: Name
    what: Literal["gun", "wave", "last_starter", "tail_marker"]
    wave: Name | None = None

    def __post_init__(self) -> None:
        if (self.what == "wave") != (self.wave is not None):
            raise ValueError("the start of a wave names the wave, any other start does not")


class Status(Fact, frozen=True, kw_only=True, tag="status"):
    """What somebody says has become of a runner."""

    bib: Bib
    what: Literal[
        "did_not_start",
        "drop",
        "time_cut",
        "refused_ride",
        "with_medical",
        "released",
        "left",
        "reinstated",
        "finished",
        "changed_distance",
    ]
    place: Name | None = None
    to: Name | None = None


class Pickup(Fact, frozen=True, kw_only=True, tag="pickup"):
    """A step of one runner's ride."""

    bib: Bib
    what: Literal["reported", "en_route", "picked_up", "dropped_off", "closed", "refused"]
    vehicle: Name | None = None
    place: Name | None = None
    to: Name | None = None


class VehicleReport(Fact, frozen=True, kw_only=True, tag="vehicle"):
    """What a vehicle's crew reports: people aboard, and where it is in words or metres."""

    vehicle: Name
    aboard: Count | None = None
    place: Name | None = None
    at_m: float | None = None
    silent: bool = False


class StationReport(Fact, frozen=True, kw_only=True, tag="station"):
    """A station's stage, and its supplies in its own words."""

    station: Name
    what: Literal["opened", "counting", "list_agreed", "packing", "closed", "supplies"]
    supplies: str | None = None


class Mat(Fact, frozen=True, kw_only=True, tag="mat"):
    """A timing point becomes live, is lifted, or is down."""

    point: Name
    what: Literal["live", "lifted", "down"]


class Hold(Fact, frozen=True, kw_only=True, tag="hold"):
    """A step of a hold: a stretch of the course kept open until an instant for named runners."""

    hold: Name
    what: Literal["proposed", "asked", "agreed", "refused", "in_force", "ended"]
    bibs: tuple[Bib, ...] = ()
    from_m: float | None = None
    to_m: float | None = None
    until: Instant | None = None
    party: Name | None = None
    condition: str | None = None


class Cutoff(Fact, frozen=True, kw_only=True, tag="cutoff"):
    """A new version of a gate's cut-off, decided by a named person."""

    gate: Name
    version: Count
    wall: Instant | None = None
    limit_s: float | None = None
    by: Name


class Alert(Fact, frozen=True, kw_only=True, tag="alert"):
    """The event alert level."""

    level: Literal["green", "yellow", "red", "black"]
    by: Name


class Consent(Fact, frozen=True, kw_only=True, tag="consent"):
    """A runner gives or withdraws consent to one use."""

    bib: Bib
    use: Name
    given: bool


class Introduction(Fact, frozen=True, kw_only=True, tag="introduction"):
    """A step of bringing two or more runners together."""

    introduction: Name
    what: Literal["proposed", "accepted", "declined", "ended"]
    bibs: tuple[Bib, ...] = ()
    bib: Bib | None = None


class Cheer(Fact, frozen=True, kw_only=True, tag="cheer"):
    """A message for a runner; its text lives in the erasable store under `text_ref`."""

    bib: Bib
    text_ref: Name


class Moment(Fact, frozen=True, kw_only=True, tag="moment"):
    """A photo, its place and the bibs in it; the picture lives in the erasable store under `photo_ref`."""

    photo_ref: Name
    bibs: tuple[Bib, ...] = ()
    place: Name | None = None


class Message(Fact, frozen=True, kw_only=True, tag="message"):
    """Something told to somebody, or their acknowledgement."""

    message: Name
    what: Literal["sent", "acknowledged"]
    to: Name


class Decision(Fact, frozen=True, kw_only=True, tag="decision"):
    """What a named person decided, and why."""

    by: Name
    what: Name
    why: str = ""
    about: tuple[str, ...] = ()


class Correction(Fact, frozen=True, kw_only=True, tag="correction"):
    """Voids another event by its id, or puts `amended`, a whole event's fields, in its place.

    May come before its target.
    """

    target: Name
    amended: dict[str, Any] | None = None
    why: str = ""


class ClockOffset(Fact, frozen=True, kw_only=True, tag="clock"):
    """How far a source's clock was off: `offset_s` is added to what it says."""

    clock: Name
    offset_s: Annotated[float, msgspec.Meta(ge=-172_800, le=172_800)]


Event = (
    Passing
    | Position
    | Sighting
    | Start
    | Status
    | Pickup
    | VehicleReport
    | StationReport
    | Mat
    | Hold
    | Cutoff
    | Alert
    | Consent
    | Introduction
    | Cheer
    | Moment
    | Message
    | Decision
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
