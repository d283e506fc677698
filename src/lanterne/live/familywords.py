"""What may be said of a runner to those who ask after them: what is known, how old it is, and no more."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import Final

import numpy as np

from lanterne.events import AllClear
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES, Said
from lanterne.live.control import evidence_view
from lanterne.live.handed import Handovers
from lanterne.live.now import Now
from lanterne.units import clock_text

Answer = tuple[list[str], str]
"""What to say, and whom to turn to next."""

TILL_THE_END: Final = "Our crews stay with the last runners until everybody is in."
OVER: Final = "Race control has declared the course clear, and says who knows more of them."
ROUNDED_S: Final = 300.0
"""When somebody may be at the finish is said to whole five minutes, outwards: nobody is surer of it."""

NO_SIGN: Final = (
    "We do not know where {who} is just now. We are looking, and a person of ours has this in hand."
)
QUIETLY: Final = (
    "Call race control now. Offer them a quiet place and stay with them. Ask whether they have heard from "
    "the runner, and what number we may call."
)


def in_words(now: Now, handovers: Handovers, runner: int, who: str, *, here: bool) -> Answer:
    """The sentences to say of a runner, and whom to turn to next ("" = nobody).

    Parameters
    ----------
    runner : int
        Index in the roster.
    who : str
        First name, or "This runner".
    here : bool
        Whether the runner waits at a family desk.
    """
    state = STATES[now.picture.ledger.state[runner]]
    said = now.field.said.get(runner)
    if here:
        return [f"{who} is here at the family desk."], "Hand over by name, and write down to whom."
    if state in _BY_WORD and said is not None:
        return _BY_WORD[state](now, handovers, runner, said, who)
    if state == "finished":
        return _finished(now, runner, said, who), ""
    if state == "on_course":
        say = _on_course(now, handovers, runner, who)
        return (say, QUIETLY) if _is_over(now) else ([*say, TILL_THE_END], "")
    if state == "not_started":
        return _not_started(who, said), "If they know that the runner did start, tell race control."
    detail = DETAILS[now.picture.ledger.detail[runner]]
    return _unresolved(now, handovers, runner, who, detail), QUIETLY


def _is_over(now: Now) -> bool:
    """Whether somebody has declared the all clear, and nobody has taken it back."""
    told = now.field.told(AllClear)
    return bool(told) and told[-1].what == "declared"


def age_text(age_s: float) -> str:
    """How long ago, in words: "9 minutes ago"."""
    minutes = max(0, int(age_s // 60))
    if minutes < 1:
        return "less than a minute ago"
    hours, rest = divmod(minutes, 60)
    parts = [_number(hours, "hour")] if hours else []
    parts += [_number(rest, "minute")] if rest else []
    return f"{' '.join(parts)} ago"


def last_seen(now: Now, handovers: Handovers, runner: int) -> str:
    """Where and when a runner was last seen, in words; "" = nowhere known."""
    seen = evidence_view(now.field, now.picture, runner)
    if seen is None:
        return ""
    return f"Last seen at {handovers.name(seen.place)} {_when(now, seen.at_s)}."


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _when(now: Now, at_s: float) -> str:
    return f"at {clock_text(at_s, now.field.race.zone)}, {age_text(now.now_s - at_s)}"


def _finished(now: Now, runner: int, said: Said | None, who: str) -> list[str]:
    at_s = float(np.fmin.reduce(now.field.passing_s[runner, now.field.layout.is_finish], initial=np.nan))
    if np.isfinite(at_s):
        return [f"{who} has finished, {_when(now, at_s)}."]
    return [f"{who} has finished{'' if said is None else ', as we were told ' + _when(now, said.at_s)}."]


def _on_course(now: Now, handovers: Handovers, runner: int, who: str) -> list[str]:
    seen = last_seen(now, handovers, runner)
    if DETAILS[now.picture.ledger.detail[runner]] == "awaits_ride":
        waits = f"{who} has stopped running, and waits for us to fetch them."
        return [waits, seen] if seen else [waits]
    say = [_ON_COURSE.get(DETAILS[now.picture.ledger.detail[runner]], _GOING_ON).format(who=who)]
    say.append(seen or "We have not seen them yet since the start.")
    if _is_over(now):
        return [*say, OVER]
    if likely := _likely(now, runner):
        say.append(likely)
    if held := _held(now, runner):
        say.append(held)
    return say


def _likely(now: Now, runner: int) -> str:
    """Between when they are most likely at the finish; "" without a forecast."""
    each = next(one for one in now.arrivals if one.row_of[runner] >= 0)
    at_s = (
        each.at_s[each.row_of[runner], each.target(each.distance.length_m)].astype(np.float64) + each.base_s
    )
    if not np.isfinite(at_s).all() or at_s[-1] < now.now_s:
        return ""
    zone = now.field.race.zone
    first_s = floor(float(at_s[0]) / ROUNDED_S) * ROUNDED_S
    first, last = clock_text(first_s, zone), clock_text(ceil(float(at_s[-1]) / ROUNDED_S) * ROUNDED_S, zone)
    when = f"between {first} and {last}" if first_s > now.now_s else f"by {last}"
    return f"Most likely at the finish {when}; it may be otherwise."


def _held(now: Now, runner: int) -> str:
    distance = now.field.race.distances[now.field.layout.distance_of[runner]]
    ends = [
        gate.held_s[distance.id]
        for gate in now.field.race.gates
        if gate.at_m.get(distance.id) == distance.length_m and distance.id in gate.held_s
    ]
    if not ends or max(ends) < now.now_s:
        return ""
    return f"The finish is kept open until {clock_text(max(ends), now.field.race.zone)}."


def _not_started(who: str, said: Said | None) -> list[str]:
    if said is not None and said.state == "not_started":
        return [f"{who} did not start, as we were told."]
    return [f"We have no sign yet that {who} has started."]


def _unresolved(now: Now, handovers: Handovers, runner: int, who: str, detail: str) -> list[str]:
    said = now.field.said.get(runner)
    if detail in ("dropped", "time_cut") and said is not None:
        stopped = f"{who} stopped running, as we were told {_when(now, said.at_s)}."
        return [stopped, "We do not know yet where they went, and a person of ours has this in hand."]
    if detail == "contradiction":
        first = f"What we know of {who} does not fit together yet, and a person of ours is finding out."
    else:
        first = f"We do not know where {who} is. {OVER}" if _is_over(now) else NO_SIGN.format(who=who)
    seen = last_seen(now, handovers, runner)
    return [first, seen] if seen else [first]


def _in_vehicle(now: Now, handovers: Handovers, runner: int, said: Said, who: str) -> Answer:
    where = handovers.name(said.where) or "one of our vehicles"
    say = [f"{who} has been with our crew aboard {where} since {clock_text(said.at_s, now.field.race.zone)}."]
    if towards := handovers.heads_for(now.field.roster.entrants[runner].bib):
        say.append(f"It is bringing them to {handovers.name(towards)}.")
    return say, "Race control can say when the vehicle is expected."


def _with_medical(now: Now, handovers: Handovers, runner: int, said: Said, who: str) -> Answer:
    say = [f"{who} is with our medical team."]
    if said.detail == "transported":
        return say, "Take them to a person of the medical team, in private: only they say where to go now."
    post = handovers.name(said.where)
    whom = f"the person in charge at {post}" if post else "the person in charge of medical"
    return say, f"Take them to {whom}, or ask by radio. Say nothing more, not even in good faith."


def _left(now: Now, handovers: Handovers, runner: int, said: Said, who: str) -> Answer:
    when = _when(now, said.at_s)
    if said.what == "left" and said.detail == "self":
        return [f"{who} told us {when}, that they had stopped and were going home."], ""
    if said.what == "left" and said.detail == "family":
        return [f"{who}'s own people told us {when}, that they had left."], ""
    if said.what == "dropped_off":
        place = handovers.name(said.where)
        return [f"We brought {who} to {place or 'a place that we can ask for'} {when}."], (
            "Race control knows by whom they were met."
        )
    return [f"{who} left our care {when}."], "Race control knows with whom. Do not say it here."


_GOING_ON: Final = "{who} is on the course, as far as we know."
_ON_COURSE: Final = {
    "changed_distance": "{who} is on the course, over another distance than entered, as we were told.",
    "diverted": "{who} is on the course, and we have sent them along another way.",
    "wrong_turn": "{who} is on the course, as far as we know, and may have taken a wrong turn.",
}
"""Those on the course of whom more is known."""

_BY_WORD: Final[dict[str, Callable[[Now, Handovers, int, Said, str], Answer]]] = {
    "in_vehicle": _in_vehicle,
    "with_medical": _with_medical,
    "left": _left,
}
