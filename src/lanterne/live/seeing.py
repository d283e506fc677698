"""What each role may see: bibs where safety needs them, and nobody's name but by consent."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from lanterne.live.decided import Decided
from lanterne.race.stands import AGREEING, Role, Stand
from lanterne.views import HoldView

BIBS: Final[frozenset[Role]] = AGREEING | {"station", "sweep", "sag", "radio"}
"""Roles that look for runners, or decide about them, and so are told bibs."""


def sees_bibs(role: Role) -> bool:
    """Whether a role is told bibs."""
    return role in BIBS


def holds_seen(made: Decided, stand: Stand) -> list[HoldView]:
    """The holds of a stand's page: those that are or were in force, and those that it must agree to."""
    seen = [
        one
        for one in made.holds
        if one.force is not None or any(party.post == stand.id for party in one.latest.parties)
    ]
    return seen if sees_bibs(stand.role) else [_without_bibs(one) for one in seen if one.force is not None]


def _without_bibs(hold: HoldView) -> HoldView:
    force = None if hold.force is None else replace(hold.force, bibs=[], why="")
    return replace(hold, latest=force or hold.latest, force=force, told=[], text="")
