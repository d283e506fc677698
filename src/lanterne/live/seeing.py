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
    seen = [one for one in made.holds if one.force is not None or _is_asked(one, stand)]
    if sees_bibs(stand.role):
        return seen
    return [_without_bibs(now.field.race, one, stand) for one in seen]


def _is_asked(hold: HoldView, stand: Stand) -> bool:
    """Whether the terms last proposed need a stand's yes, or have its word."""
    return any(party.post == stand.id for party in hold.latest.parties)


def hold_words(race: Race, terms: HoldTermsView) -> str:
    """What a hold keeps open and until when, without saying for whom."""
    stretch = stretch_text(race, terms.distance, terms.from_m, terms.to_m)
    until = clock_text(terms.until_s, race.zone)
    return f"{stretch} stays open until {until} for everyone who arrives by then."


def _without_bibs(race: Race, hold: HoldView, stand: Stand) -> HoldView:
    """A hold as others than those who look for runners see it; what is only proposed, if they are asked."""
    force = None if hold.force is None else replace(hold.force, bibs=[], why="")
    latest = replace(hold.latest, bibs=[], why="") if force is None or _is_asked(hold, stand) else force
    return replace(hold, latest=latest, force=force, told=[], text=_words(race, hold))


def _words(race: Race, hold: HoldView) -> str:
    if hold.state == "in_force" and hold.force is not None:
        return hold_words(race, hold.force)
    if hold.ended_s is not None:
        return "The hold is over." if hold.force is not None else "The proposal was taken back."
    return f"Not in force. Proposed by {hold.latest.by}: {hold_words(race, hold.latest)}"
