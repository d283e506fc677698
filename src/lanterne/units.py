"""Every conversion between what people write and metres, seconds and UTC instants."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Unit = Literal["mi", "km"]

METRES_PER_KM: Final = 1_000.0
METRES_PER_MILE: Final = 1_609.344
MARATHON_M: Final = 42_195.0
HALF_MARATHON_M: Final = 21_097.5
SECONDS_PER_DAY: Final = 86_400.0

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?")
_DURATION = re.compile(r"(?:(\d+):)?(\d{1,2}):([0-5]\d(?:\.\d+)?)")
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(mi|km|m)")
_PACE = re.compile(r"(\d{1,3}):([0-5]\d(?:\.\d+)?)\s*/\s*(mi|km)")


def metres_per(unit: Unit) -> float:
    """Metres in one of the race's distance units."""
    return METRES_PER_MILE if unit == "mi" else METRES_PER_KM


def parse_duration_s(text: str) -> float:
    """Seconds of a duration written ``H:MM:SS`` or ``MM:SS``.

    Raises
    ------
    ValueError
        If `text` has another form.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a duration; write it as H:MM:SS or MM:SS")
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3_600 + int(minutes) * 60 + float(seconds)


def parse_pace_s_per_m(text: str) -> float:
    """Seconds a metre of a pace written ``MM:SS/mi`` or ``MM:SS/km``.

    Raises
    ------
    ValueError
        If `text` has another form or is zero.
    """
    match = _PACE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a pace; write it as MM:SS/mi or MM:SS/km")
    seconds = int(match[1]) * 60 + float(match[2])
    if seconds <= 0:
        raise ValueError(f"{text!r} is not a pace; it must be longer than nothing")
    return seconds / metres_per("mi" if match[3] == "mi" else "km")


def parse_distance_m(text: str) -> float:
    """Metres of a distance written with its unit: ``25.0 mi``, ``42.195 km`` or ``5000 m``.

    Raises
    ------
    ValueError
        If `text` has another form.
    """
    match = _DISTANCE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a distance; write it with its unit, like 25.0 mi or 40 km")
    metres_each = {"mi": METRES_PER_MILE, "km": METRES_PER_KM, "m": 1.0}[match[2]]
    return float(match[1]) * metres_each


def parse_clock_s(text: str) -> float:
    """Seconds after midnight of a clock time ``HH:MM`` or ``HH:MM:SS``; hours past 24 are the next day.

    Raises
    ------
    ValueError
        If `text` has another form.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a clock time; write it as HH:MM or HH:MM:SS")
    return int(match[1]) * 3_600 + int(match[2]) * 60 + float(match[3] or 0)


def instant_s(day: date, clock_s: float, zone: str) -> float:
    """UTC instant (epoch seconds) of a clock reading on a race day.

    Parameters
    ----------
    day : date
        Local date of the race.
    clock_s : float, seconds
        What the wall clock shows, as seconds after midnight; 86,400 and more is the next day.
    zone : str
        IANA name of the race's time zone. A reading that daylight saving repeats is its first.
    """
    days, rest_s = divmod(clock_s, SECONDS_PER_DAY)
    midnight = datetime.combine(day + timedelta(days=int(days)), time(), ZoneInfo(zone))
    return (midnight + timedelta(seconds=rest_s)).timestamp()


def clock_text(at_s: float, zone: str, *, seconds: bool = False) -> str:
    """Wall clock ``HH:MM`` (or ``HH:MM:SS``) at a UTC instant, in the race's zone; never rounded up."""
    local = datetime.fromtimestamp(at_s, ZoneInfo(zone))
    return local.strftime("%H:%M:%S" if seconds else "%H:%M")


def duration_text(duration_s: float) -> str:
    """A duration as ``H:MM:SS``, a fraction of a second dropped."""
    whole = int(abs(duration_s))
    sign = "-" if duration_s < 0 and whole else ""
    return f"{sign}{whole // 3_600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def pace_text(pace_s_per_m: float, unit: Unit) -> str:
    """A pace as ``16:00 /mi`` or ``9:57 /km``."""
    whole = round(pace_s_per_m * metres_per(unit))
    return f"{whole // 60}:{whole % 60:02d} /{unit}"


def distance_text(distance_m: float, unit: Unit) -> str:
    """A distance in the race's unit with one decimal, such as ``24.9 mi``."""
    return f"{distance_m / metres_per(unit):.1f} {unit}"


def parse_instant_s(text: str) -> float:
    """UTC instant (epoch seconds) of an ISO 8601 text with an offset.

    Raises
    ------
    ValueError
        If `text` is not ISO 8601 or has no offset.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not an instant; write it like 2026-05-03T10:10:00-04:00") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; add one, like -04:00 or Z")
    return moment.timestamp()


def instant_text(at_s: float) -> str:
    """A UTC instant as ISO 8601 with milliseconds and ``Z``."""
    moment = datetime.fromtimestamp(at_s, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
