"""What each role may see: bibs where safety needs them, and nobody's name but by consent."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from lanterne.live.decided import Decided
from lanterne.live.holdtexts import stretch_text
from lanterne.live.now import Now
from lanterne.race.definition import Race
from lanterne.race.stands import AGREEING, Role, Stand
from lanterne.units import clock_text
from lanterne.views import HoldTermsView, HoldView

BIBS: Final[frozenset[Role]] = AGREEING | {"station", "sweep", "sag", "radio"}
"""Roles that look for runners, or decide about them, and so are told bibs."""


def sees_bibs(role: Role) -> bool:
    """Whether a role is told bibs."""
    return role in BIBS


def holds_seen(now: Now, made: Decided, stand: Stand) -> list[HoldView]:
    """The holds of a stand's page: those that are or were in force, and those that it must agree to."""
    seen = [
        one
        for one in made.holds
        if one.force is not None or any(party.post == stand.id for party in one.latest.parties)
    ]
    if sees_bibs(stand.role):
        return seen
    return [_without_bibs(now.field.race, one, one.force) for one in seen if one.force is not None]


def hold_words(race: Race, terms: HoldTermsView) -> str:
    """What a hold keeps open and until when, without saying for whom."""
    stretch = stretch_text(race, terms.distance, terms.from_m, terms.to_m)
    until = clock_text(terms.until_s, race.zone)
    return f"{stretch} stays open until {until} for everyone who arrives by then."


def _without_bibs(race: Race, hold: HoldView, force: HoldTermsView) -> HoldView:
    plain = replace(force, bibs=[], why="")
    text = hold_words(race, force) if hold.state == "in_force" else "The hold is over."
    return replace(hold, latest=plain, force=plain, told=[], text=text)
