"""The rules of each kind of word that posts may say: see `roles` for who says which."""

from __future__ import annotations

from typing import Any

from lanterne.events import Call, Hold, Message, Pickup, Segment, StationReport, Status
from lanterne.race.stands import stands
from lanterne.web.mistyped import mistyped
from lanterne.web.rules import Rule, Speaker, both, needs, of_own, one_of

NO_BIBS = "only race control says which bibs are still to come"
NOT_HEARD = "heard_by is for what race control or the radio desk heard by voice"


def anything(event: Any, speaker: Speaker) -> str:
    """Whatever its kind can say."""
    return ""


corrected = anything
"""Of what a correction may touch, see `judging`."""


def stages(*allowed: str) -> Rule:
    """A captain's words of their own station."""
    own = both(one_of(*allowed), of_own("station"))

    def rule(event: StationReport, speaker: Speaker) -> str:
        return own(event, speaker) or (NO_BIBS if event.bibs else "")

    return rule


def message(event: Message, speaker: Speaker) -> str:
    """A post's own acknowledgement, or its question to race control."""
    own = speaker.stand.id
    if event.heard_by is not None:
        return NOT_HEARD
    if event.what == "acknowledged":
        return "" if event.to == own else f"to must be {own!r}: a link acknowledges for its own post"
    if event.what == "asked":
        asks = event.sender == own and event.to == "control"
        return "" if asks else f"sender must be {own!r} and to 'control'"
    return f"only race control says {event.what!r}"


def agreement(event: Hold, speaker: Speaker) -> str:
    """A post's own answer to a hold."""
    if event.what not in ("agreed", "refused"):
        return f"only race control says {event.what!r}"
    if event.heard_by is not None:
        return NOT_HEARD
    own = speaker.stand.id
    return "" if event.party == own else f"party must be {own!r}: a link answers for its own post"


def segment(event: Segment, speaker: Speaker) -> str:
    """A road that is the post's own to close and give back, or nobody's."""
    if event.heard_by is not None:
        return NOT_HEARD
    post = {one.id: one.post for one in speaker.race.segments}
    if event.segment not in post:
        return f"there is no segment {event.segment!r}"
    of_other = post[event.segment] not in (None, speaker.stand.id)
    return f"{event.segment!r} is given back by {post[event.segment]!r}" if of_other else ""


def asked_for_ride(steps: Rule) -> Rule:
    """Anybody's need for a ride, or the steps of the speaker's own rides."""

    def rule(event: Pickup, speaker: Speaker) -> str:
        if event.what == "reported" and event.vehicle is None:
            return ""
        return steps(event, speaker)

    return rule


def handed_over(*allowed: str) -> Rule:
    """Steps of the own vehicle's rides: who got out was taken over by somebody of the race, by name.

    A vehicle cannot send anybody home: that is for the desk that it hands them to.
    """
    own = both(one_of("reported", *allowed), of_own("vehicle"))

    def rule(event: Pickup, speaker: Speaker) -> str:
        if why := own(event, speaker):
            return why
        if event.what in ("refused", "closed") and event.bib is None and event.request is None:
            return "say in 'request' which one"
        return taken_over(event, speaker) if event.what == "dropped_off" else _reason(event, speaker)

    return rule


def taken_over(event: Pickup, speaker: Speaker) -> str:
    """Why nobody of the race has taken over, "" if somebody has."""
    known = stands(speaker.race)
    if event.to not in known or event.to == speaker.stand.id:
        return "to must be the vehicle or post that took over, by its id"
    return _TAKEN_BY(event, speaker)


def _reason(event: Pickup, speaker: Speaker) -> str:
    return _WITH_REASON(event, speaker) if event.what == "closed" else ""


def medical_status(event: Status, speaker: Speaker) -> str:
    """Who is with this medical post, was taken on, or released: where to, and by whom."""
    if event.what not in ("with_medical", "transported", "released"):
        return f"a medical post says with_medical, transported or released; it may not say {event.what!r}"
    steps = _OF_MEDICAL if event.what == "with_medical" else _ON_FROM_MEDICAL
    return steps(event, speaker)


def family_status(event: Status, speaker: Speaker) -> str:
    """Who has gone home: by their own or their family's word, or handed over here to a named person."""
    if event.what != "left":
        return f"the family desk says 'left'; it may not say {event.what!r}"
    return _LEFT(event, speaker) or (_HANDED(event, speaker) if event.said_by == "staff" else "")


def called(*whom: str) -> Rule:
    """Calls to these only."""

    def rule(event: Call, speaker: Speaker) -> str:
        return "" if event.whom in whom else f"this desk calls {' or '.join(whom)}, not {event.whom!r}"

    return rule


def heard_message(event: Message, speaker: Speaker) -> str:
    """What any post acknowledged or asked by voice, with who heard it; or the radio desk's own."""
    if event.what not in ("acknowledged", "asked"):
        return f"only race control says {event.what!r}"
    if event.heard_by is None:
        return message(event, speaker)
    if event.what == "asked" and event.to != "control":
        return "to must be 'control'"
    post = event.to if event.what == "acknowledged" else event.sender
    return "" if post in stands(speaker.race) else f"there is no post {post!r}"


def heard_answer(event: Hold, speaker: Speaker) -> str:
    """A party's answer to a hold by voice: who said it, and who heard it and read it back."""
    return both(one_of("agreed", "refused"), needs("heard_by"))(event, speaker)


def heard_segment(event: Segment, speaker: Speaker) -> str:
    """A road closed or given back, by voice of whoever gives it back."""
    if event.segment not in {one.id for one in speaker.race.segments}:
        return f"there is no segment {event.segment!r}"
    return needs("heard_by")(event, speaker)


def heard_status(event: Status, speaker: Speaker) -> str:
    """What became of a runner, as heard; whether a finish is official is decided, not heard."""
    if event.result == "official":
        return "only race control says that a finish is official"
    if event.what == "left":
        return _LEFT_BY_VOICE(event, speaker) or mistyped(event.to, speaker.race)
    return needs("by")(event, speaker) or mistyped(event.to, speaker.race)


def heard_pickup(event: Pickup, speaker: Speaker) -> str:
    """Steps of rides, as heard; a crew that is offline asks by voice whether its claim is confirmed."""
    if event.what == "closed":
        return both(needs("by"), _WITH_REASON)(event, speaker)
    return needs("by")(event, speaker) or mistyped(event.to, speaker.race)


_TAKEN_BY = needs("to_by", "by")
_WITH_REASON = needs("why")
_OF_MEDICAL = both(of_own("place"), needs("by"))
_ON_FROM_MEDICAL = both(of_own("place"), needs("to", "by"))
_LEFT = both(of_own("place"), needs("said_by", "by"))
_LEFT_BY_VOICE = needs("said_by", "by")
_HANDED = needs("to")
