"""Time texts of feeds, many of which leave the zone out."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from lanterne.units import instant_text


def instant_of(text: str, zone: str) -> float:
    """UTC instant (epoch seconds) of an ISO 8601 text; without an offset it is the race's wall clock.

    Raises
    ------
    ValueError
        If `text` has another form, or no time of day.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        at_s = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).timestamp()
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r:.60} is not a time like 2026-05-03T10:10:00") from None
    if ":" not in text:
        raise ValueError(f"{text!r:.60} has no time of day")
    return at_s


def wire_text(at_s: float) -> str:
    """An instant (UTC epoch seconds) as events carry it.

    Raises
    ------
    ValueError
        If no calendar reaches that far.
    """
    try:
        return instant_text(at_s)
    except (OverflowError, OSError):
        raise ValueError(f"{at_s:g} s is no time of ours") from None
