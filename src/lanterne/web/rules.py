"""Rules that say why a post may not say an event, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lanterne.race.definition import Race
from lanterne.race.stands import Stand


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks by a link, and the race it is of."""

    stand: Stand
    race: Race


Rule = Callable[[Any, Speaker], str]
"""Why an event may not be said, "" if it may."""


def of_own(field: str) -> Rule:
    """A field must name the speaker's own post."""

    def rule(event: Any, speaker: Speaker) -> str:
        own = speaker.stand.id
        found = getattr(event, field)
        return "" if found == own else f"{field} must be {own!r}: a link speaks for its own post"

    return rule


def one_of(*allowed: str) -> Rule:
    """The event's word (`what`) must be one of these."""

    def rule(event: Any, speaker: Speaker) -> str:
        return "" if event.what in allowed else f"only race control says {event.what!r}"

    return rule


def needs(*fields: str) -> Rule:
    """These fields must be filled in."""

    def rule(event: Any, speaker: Speaker) -> str:
        missing = next((one for one in fields if getattr(event, one) is None), None)
        return "" if missing is None else f"say in {missing!r} {_ASKED[missing]}"

    return rule


def both(*rules: Rule) -> Rule:
    """All of these rules; the first that speaks against it says why."""

    def rule(event: Any, speaker: Speaker) -> str:
        return next((why for each in rules if (why := each(event, speaker))), "")

    return rule


_ASKED = {
    "by": "who says so",
    "to": "where or to whom",
    "to_by": "the name of the person who took over",
    "why": "for what reason",
    "said_by": "whose word it is: self, family or staff",
    "heard_by": "who heard it",
}
