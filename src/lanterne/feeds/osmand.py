"""Phones with OsmAnd or Traccar Client: one position a request, by address, form or JSON.

A phone sends its oldest position again and again until it is accepted, and nothing else meanwhile. So
whatever a known phone says is answered 200; what is wrong with it is for the journal's quarantine.
"""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import parse_qsl

import msgspec

from lanterne.feeds.base import Answer, Message
from lanterne.feeds.times import instant_of, wire_text

MILLISECONDS_FROM: Final = 2.0**31
"""A timestamp from here on is in milliseconds, as the Traccar server has it."""

_KEPT: Final = ("alarm", "mock")


@dataclass(frozen=True, slots=True)
class OsmAnd:
    """The OsmAnd protocol as its apps and Traccar Client (query, form; JSON from version 9) speak it.

    The reported speed is kept as it comes: its unit is knots, metres a second or unknown, by client.

    Attributes
    ----------
    devices : set of str
        Ids of the phones that are known.
    zone : str
        The race's time zone, for timestamps without one.
    """

    name: ClassVar[str] = "osmand"
    devices: Set[str]
    zone: str

    def take(self, message: Message) -> Answer:
        """200 for a known phone, and its position; 400 (404 for JSON) for any other."""
        is_json = message.content_type.partition(";")[0].strip().lower() == "application/json"
        try:
            said = _from_json(message.body) if is_json else _from_form(message)
        except (ValueError, RecursionError) as error:
            return Answer(400, refused=(f"this is no position message: {error}",))
        device = said.pop("id", None)
        if not isinstance(device, str) or device not in self.devices:
            return Answer(404 if is_json else 400, refused=(f"no vehicle has the device {device!r:.100}",))
        return Answer(200, events=(self._position(device, said, message.received_at_s),))

    def _position(self, device: str, said: dict[str, Any], received_at_s: float) -> dict[str, Any]:
        told = {
            "latitude": _number_or_as_it_is(said.get("lat")),
            "longitude": _number_or_as_it_is(said.get("lon")),
            "accuracy_m": _unless_negative(said.get("accuracy")),
            "battery": _share(said.get("battery")),
            "raw_speed": _unless_negative(said.get("speed")),
            **{key: said.get(key) for key in _KEPT},
        }
        return {
            "kind": "position",
            "source": device,
            "device": device,
            "happened_at": self._instant(said.get("timestamp"), received_at_s),
            **{key: value for key, value in told.items() if value is not None},
        }

    def _instant(self, said: object, received_at_s: float) -> object:
        """A timestamp as events carry it; left as it is where it cannot be read."""
        if said in (None, ""):
            return wire_text(received_at_s)
        number = _number(said)
        try:
            if number is not None:
                return wire_text(number if number < MILLISECONDS_FROM else number / 1_000)
            return wire_text(instant_of(str(said), self.zone))
        except ValueError:
            return said


def _from_form(message: Message) -> dict[str, Any]:
    """The named values of the address, or of the body where the address has none."""
    text = message.query or message.body.decode()
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    said: dict[str, Any] = dict(reversed(pairs))
    said.setdefault("id", said.get("deviceid"))
    if "location" in said:
        said["lat"], _, said["lon"] = said["location"].partition(",")
    if (percent := _number(said.get("batt"))) is not None:
        said["battery"] = percent / 100
    return said


def _from_json(body: bytes) -> dict[str, Any]:
    """The same values from Traccar Client 9, and from those who leave `coords` out."""
    payload = _dict(msgspec.json.decode(body))
    location = _dict(payload.get("location"))
    coords = _dict(location.get("coords")) or location
    battery = location.get("battery", payload.get("battery"))
    device = payload.get("device_id")
    return {
        "id": None if device is None else str(device),
        "timestamp": location.get("timestamp"),
        "lat": coords.get("latitude"),
        "lon": coords.get("longitude"),
        "accuracy": coords.get("accuracy"),
        "speed": coords.get("speed"),
        "battery": battery.get("level") if isinstance(battery, dict) else battery,
        "mock": location.get("mock"),
    }


def _dict(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError("its JSON has another form")
    return value


def _number(value: object) -> float | None:
    """A finite number, also one written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _number_or_as_it_is(value: object) -> object:
    """A coordinate; one that is no number must reach the quarantine, not pass for a missing one."""
    number = _number(value)
    return value if number is None else number


def _unless_negative(value: object) -> float | None:
    """A measurement for which clients write -1 when they have none."""
    number = _number(value)
    return None if number is None or number < 0 else number


def _share(value: object) -> float | None:
    """A battery's charge, 0 to 1; no position is given up for an impossible one."""
    number = _number(value)
    return number if number is not None and 0 <= number <= 1 else None
