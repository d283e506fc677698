"""Announcements of the last runners to cheer stations: each once, 20 and 8 minutes ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from lanterne.dispatch.cheers import LEADS
from lanterne.events import Message, derived_id
from lanterne.live.cheers import Group, announced, groups_at, stays
from lanterne.live.decided import Decided
from lanterne.live.now import Now
from lanterne.race.stands import stands

SOURCE: Final = "lanterne"
MOST: Final = 12
"""Only so many of the last runners of a distance are announced: the others come in a crowd."""


def announcements(now: Now, made: Decided) -> list[Message]:
    """The announcements that are due and not in the journal yet.

    Each has an id derived from what it says, so that saying it again changes nothing. It is of those who were
    not announced before at that lead, in whatever group.
    """
    found: list[Message] = []
    cheers = {one.id for one in stands(now.field.race).values() if one.role == "cheer"}
    for station in now.field.race.stations:
        closing = made.closings.get(station.id)
        if station.id in cheers and (closing is None or stays(closing)):
            found += _of_station(now, station.id, groups_at(now, station))
    return found


def _of_station(now: Now, station: str, groups: list[Group]) -> Iterator[Message]:
    field = now.field
    known = announced(field, station)
    before: dict[str, int] = {}
    for group in groups:
        if group.stage == "passed":
            continue
        among = before.get(group.distance, 0)
        before[group.distance] = among + len(group.runners)
        lead = _lead(group, now.now_s)
        bibs = tuple(field.roster.entrants[runner].bib for runner in group.runners)
        bibs = tuple(bib for bib in bibs if (bib, lead) not in known)
        if among < MOST and lead and bibs:
            yield _message(field.race.id, station, bibs, lead, now.now_s)


def _lead(group: Group, now_s: float) -> str:
    """The lead whose time has come: the nearest; "" = none yet."""
    ahead_s = group.p50_s - now_s
    return next((name for name, lead_s in LEADS if ahead_s <= lead_s), "")


def _message(race: str, station: str, bibs: tuple[str, ...], lead: str, now_s: float) -> Message:
    key = derived_id(race, station, *bibs)[:8]
    about = f"arrival/{station}/{key}/{lead}"
    return Message(
        id=derived_id(race, about, *bibs),
        race=race,
        happened_at=datetime.fromtimestamp(now_s, UTC),
        source=SOURCE,
        message=about,
        what="sent",
        to=station,
        about=about,
        bibs=bibs,
    )
