"""To whom the crew of a vehicle can hand people."""

from __future__ import annotations

from typing import Final

from lanterne.race.definition import Race
from lanterne.race.stands import Role, Stand, stands

_TAKING: Final[tuple[Role, ...]] = ("family", "medical", "sag", "sweep")
"""Roles that take people over, the likeliest first."""


def takers(race: Race, giver: Stand) -> list[tuple[str, str, str]]:
    """Id, name and role of everybody who can take people over from `giver`, the likeliest roles first.

    Stations where medical works count as medical, and come last: they are many.
    """
    medical = {one.id for one in race.stations if "medical" in one.kinds}
    known = [
        (one.id, one.name, "medical" if one.id in medical else one.role)
        for one in stands(race).values()
        if one.id != giver.id
    ]
    return sorted(
        (one for one in known if one[2] in _TAKING),
        key=lambda one: (one[0] in medical, _TAKING.index(one[2])),
    )
