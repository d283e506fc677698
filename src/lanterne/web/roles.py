"""What a post may say by its link: one table, role by kind of event.

A link can be lost or passed on, so it may add what its holder could see and say there, of itself only. What
closes or opens for others, changes the rules or declares that all are home, only race control says. Who may
say that a runner is accounted for, and what that costs if the link leaks, is in docs/links.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lanterne.events import (
    Call,
    Correction,
    Encounter,
    Event,
    Heard,
    Hold,
    Mat,
    Message,
    Pickup,
    Segment,
    Sighting,
    StationReport,
    Status,
    VehicleReport,
)
from lanterne.race.stands import Role
from lanterne.web.rules import Rule, Speaker, both, needs, of_own, one_of
from lanterne.web.spoken import (
    agreement,
    anything,
    asked_for_ride,
    called,
    corrected,
    family_status,
    handed_over,
    heard_answer,
    heard_message,
    heard_pickup,
    heard_segment,
    heard_status,
    medical_status,
    message,
    segment,
    stages,
)

_SPOKEN: Final[Mapping[type[Any], Rule]] = {Message: message, Correction: corrected}
"""Everybody who may say anything asks and acknowledges; of what a correction may touch, see `judging`."""

_AGREEING: Final[Mapping[type[Any], Rule]] = {**_SPOKEN, Hold: agreement}
_RIDING: Final[Mapping[type[Any], Rule]] = {**_SPOKEN, VehicleReport: of_own("vehicle")}
_CAPTAINS: Final = ("opened", "packing", "closed", "supplies")
_RIDES: Final = ("claimed", "given_up", "en_route", "picked_up", "dropped_off", "refused", "closed")

PERMITS: Final[Mapping[Role, Mapping[type[Any], Rule]]] = {
    "sweep": {
        **_RIDING,
        Encounter: of_own("vehicle"),
        Pickup: asked_for_ride(handed_over("picked_up", "dropped_off")),
    },
    "sag": {**_RIDING, Pickup: asked_for_ride(handed_over(*_RIDES))},
    "station": {
        **_AGREEING,
        Sighting: of_own("place"),
        StationReport: stages(*_CAPTAINS),
        Pickup: both(one_of("reported"), of_own("place")),
    },
    "cheer": {
        **_AGREEING,
        StationReport: stages("opened", "packing", "closed"),
        Pickup: both(one_of("reported"), of_own("place")),
    },
    "board": {},
    "police": {**_AGREEING, Segment: segment},
    "medical": {**_AGREEING, Status: medical_status},
    "finish": _AGREEING,
    "timer": {**_AGREEING, Mat: anything},
    "radio": {
        Message: heard_message,
        Correction: corrected,
        Hold: heard_answer,
        Segment: heard_segment,
        Sighting: anything,
        Encounter: anything,
        Status: heard_status,
        Pickup: heard_pickup,
        VehicleReport: anything,
        StationReport: both(one_of(*_CAPTAINS), needs("by")),
        Mat: needs("by"),
        Call: anything,
        Heard: anything,
    },
    "family": {**_SPOKEN, Status: family_status, Call: called("runner", "contact")},
    "photographer": _SPOKEN,
    "other": _SPOKEN,
}

IN_WORDS: Final[Mapping[Role, str]] = {
    "sweep": "says where this vehicle is, what its crew found and told runners, who rides in it and to whom "
    "they were handed, and asks race control",
    "sag": "says where this vehicle is, which rides it takes, who is aboard and to whom they were handed, "
    "and asks race control",
    "station": "says who was seen here, who needs a ride, how far this station is, what it has left and its "
    "answer to a hold, and asks race control",
    "cheer": "says who needs a ride, how far this station is and its answer to a hold, and asks race control",
    "board": "shows who comes next; it can say nothing",
    "police": "answers to holds, says which of its roads are closed or given back, and asks race control",
    "medical": "says who is with this post, was taken on or released, without medical detail, answers to "
    "holds and asks race control",
    "finish": "answers to holds and asks race control",
    "timer": "answers to holds, says which mats are live, lifted or down, and asks race control",
    "radio": "says what was heard by radio, with who said it, and asks race control",
    "family": "answers families as far as runners allow, says who has gone home and with whom, and asks "
    "race control",
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
