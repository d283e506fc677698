"""Whom to call in danger."""

from __future__ import annotations

from typing import Final

from lanterne.race.definition import Race

_BY_ZONE: Final = (
    ("Europe/", "112"),
    *(
        (f"America/{city}", "911")
        for city in (
            *("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit", "Anchorage", "Boise"),
            *("Indiana", "Kentucky", "Toronto", "Vancouver", "Edmonton", "Winnipeg", "Halifax", "St_Johns"),
        )
    ),
    ("Pacific/Honolulu", "911"),
)


def emergency(race: Race) -> str:
    """Whom to call in danger: the race's own number, else what its zone suggests, "" = neither is known."""
    return race.emergency or next((number for zone, number in _BY_ZONE if race.zone.startswith(zone)), "")
