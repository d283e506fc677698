"""What a post may say by its link: one table, role by kind of event.

A link can be lost or passed on, so it may add what its holder could see and say there, of itself only. What
takes somebody out of the race, closes or opens for others, or changes the rules, only race control says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lanterne.events import (
    Correction,
    Encounter,
    Event,
    Hold,
    Mat,
    Message,
    Segment,
    Sighting,
    StationReport,
    VehicleReport,
)
from lanterne.race.definition import Race
from lanterne.race.stands import Role, Stand


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks by a link, and the race it is of."""

    stand: Stand
    race: Race


Rule = Callable[[Any, Speaker], str]
"""Why an event may not be said, "" if it may."""


def _of_own(field: str) -> Rule:
    def rule(event: Any, speaker: Speaker) -> str:
        own = speaker.stand.id
        return (
            "" if getattr(event, field) == own else f"{field} must be {own!r}: a link speaks for its own post"
        )

    return rule


def _stages(*allowed: str) -> Rule:
    own = _of_own("station")

    def rule(event: StationReport, speaker: Speaker) -> str:
        if event.what not in allowed or event.bibs:
            return f"only race control says {event.what!r}" if event.what not in allowed else _NO_BIBS
        return own(event, speaker)

    return rule


_NO_BIBS: Final = "only race control says which bibs are still to come"


def _message(event: Message, speaker: Speaker) -> str:
    own = speaker.stand.id
    if event.heard_by is not None:
        return "heard_by is for what race control heard by voice"
    if event.what == "acknowledged":
        return "" if event.to == own else f"to must be {own!r}: a link acknowledges for its own post"
    if event.what == "asked":
        asks = event.sender == own and event.to == "control"
        return "" if asks else f"sender must be {own!r} and to 'control'"
    return f"only race control says {event.what!r}"


def _agreement(event: Hold, speaker: Speaker) -> str:
    if event.what not in ("agreed", "refused"):
        return f"only race control says {event.what!r}"
    if event.heard_by is not None:
        return "heard_by is for what race control heard by voice"
    own = speaker.stand.id
    return "" if event.party == own else f"party must be {own!r}: a link answers for its own post"


def _segment(event: Segment, speaker: Speaker) -> str:
    if event.heard_by is not None:
        return "heard_by is for what race control heard by voice"
    post = {one.id: one.post for one in speaker.race.segments}
    if event.segment not in post:
        return f"there is no segment {event.segment!r}"
    of_other = post[event.segment] not in (None, speaker.stand.id)
    return f"{event.segment!r} is given back by {post[event.segment]!r}" if of_other else ""


def _anything(event: Any, speaker: Speaker) -> str:
    return ""


_SPOKEN: Final[Mapping[type[Any], Rule]] = {Message: _message, Correction: _anything}
"""Everybody who may say anything asks and acknowledges; of what a correction may touch, see `judging`."""

_AGREEING: Final[Mapping[type[Any], Rule]] = {**_SPOKEN, Hold: _agreement}
_RIDING: Final[Mapping[type[Any], Rule]] = {**_SPOKEN, VehicleReport: _of_own("vehicle")}

PERMITS: Final[Mapping[Role, Mapping[type[Any], Rule]]] = {
    "sweep": {**_RIDING, Encounter: _of_own("vehicle")},
    "sag": _RIDING,
    "station": {
        **_AGREEING,
        Sighting: _of_own("place"),
        StationReport: _stages("opened", "packing", "closed", "supplies"),
    },
    "cheer": {**_AGREEING, StationReport: _stages("opened", "packing", "closed")},
    "board": {},
    "police": {**_AGREEING, Segment: _segment},
    "medical": _AGREEING,
    "finish": _AGREEING,
    "timer": {**_AGREEING, Mat: _anything},
    "radio": _SPOKEN,
    "family": _SPOKEN,
    "photographer": _SPOKEN,
    "other": _SPOKEN,
}

IN_WORDS: Final[Mapping[Role, str]] = {
    "sweep": "says where this vehicle is and what its crew found and told runners, and asks race control",
    "sag": "says where this vehicle is and how many are aboard, and asks race control",
    "station": "says who was seen here, how far this station is, what it has left and its answer to a hold, "
    "and asks race control",
    "cheer": "says how far this station is and its answer to a hold, and asks race control",
    "board": "shows who comes next; it can say nothing",
    "police": "answers to holds, says which of its roads are closed or given back, and asks race control",
    "medical": "answers to holds and asks race control",
    "finish": "answers to holds and asks race control",
    "timer": "answers to holds, says which mats are live, lifted or down, and asks race control",
    "radio": "acknowledges what it is told and asks race control",
    "family": "acknowledges what it is told and asks race control",
    "photographer": "acknowledges what it is told and asks race control",
    "other": "acknowledges what it is told and asks race control",
}
"""What a link may do, for the card it is printed on."""


def why_not(event: Event, speaker: Speaker) -> str:
    """Why an event may not be said by a post's link, "" if it may."""
    role = speaker.stand.role
    rule = PERMITS[role].get(type(event))
    if rule is None:
        kind = type(event).__struct_config__.tag
        return f"a link of the role {role!r} may not say {kind!r}"
    return rule(event, speaker)
