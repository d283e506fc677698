"""The search for one runner: its steps, when each is due, and what has been done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, Literal

Level = Literal["watch", "query", "call", "urgent"]
LEVELS: Final[tuple[Level, ...]] = ("watch", "query", "call", "urgent")

HASTE: Final = {"none": 1.0, "hot": 2 / 3, "extreme": 1 / 2}
"""Heat shortens the clocks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that was made: when (UTC epoch seconds), who was asked, what came of it, by whom."""

    at_s: float
    whom: str
    result: str
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the search.

    Attributes
    ----------
    whom : str
        As in a call.
    after_s : float, seconds
        How long after its clock has begun it is due.
    level : str
        That it belongs to.
    """

    step: str
    text: str
    whom: str
    after_s: float
    level: Level


STEPS: Final = (
    Step("ask_stations", "Ask the stations ahead whether they have seen the bib", "station", 0.0, "query"),
    Step("ask_sweep", "Ask the sweep", "sweep", 0.0, "query"),
    Step("ask_vehicles", "Ask the vehicles", "vehicle", 120.0, "query"),
    Step("ask_medical", "Ask medical whether the bib is with them", "medical", 240.0, "query"),
    Step("ask_finish", "Ask the finish and bag pick-up", "finish", 360.0, "query"),
    Step("call_runner", "Call the runner", "runner", 900.0, "call"),
    Step("call_contact", "Call the emergency contact", "contact", 1_800.0, "call"),
    Step("tell_police", "Tell the police and hospitals whom to look for", "police", 2_700.0, "urgent"),
)

HOME: Final = Step("ask_finish", "Look at the finish camera, or ask the finish crew", "finish", 0.0, "query")
"""The first step for somebody who is most likely home and was not read there."""


@dataclass(frozen=True, slots=True)
class Due:
    """A step with its clock, and the last call that did it; None = not done."""

    step: Step
    due_s: float
    done: Asked | None


def steps(
    since_s: float, confirmed_s: float, asked: Sequence[Asked], heat: str, *, home: bool = False
) -> list[Due]:
    """The steps of a search, the first not done is the next.

    What asks people on the course counts from when the runner was first to be asked after; the calls to the
    runner, their contact and the police from when it is sure enough: a sweep has passed without meeting them,
    or the finish is overdue. They never come before asking.

    Parameters
    ----------
    since_s, confirmed_s : float, UTC epoch seconds
        `confirmed_s` may lie ahead; inf = it is not known when: the calls are no steps yet.
    home : bool
        Whether the runner is most likely home and unread: then the finish is asked first.
    asked : sequence of Asked
    heat : str
        none, hot or extreme.
    """
    haste = HASTE.get(heat, 1.0)
    made = []
    order = (HOME, *(one for one in STEPS if one.step != HOME.step)) if home else STEPS
    for step in order:
        begin_s = since_s if step.level == "query" else max(since_s, confirmed_s)
        if begin_s == inf:
            continue
        done = [one for one in asked if _does(one, step) and one.at_s >= since_s - 3_600.0]
        made.append(
            Due(step, begin_s + haste * step.after_s, max(done, key=lambda one: one.at_s, default=None))
        )
    return made


def level(*, query: bool, since_s: float, confirmed_s: float, now_s: float, heat: str) -> Level:
    """How far the search has to go by now.

    Parameters
    ----------
    query : bool
        Whether the runner is to be asked after; else they are only watched.
    since_s, confirmed_s, now_s : float, UTC epoch seconds
    """
    if not query:
        return "watch"
    waited_s = (now_s - max(since_s, confirmed_s)) / HASTE.get(heat, 1.0)
    reached: Level = "query"
    for step in STEPS:
        if step.level != "query" and waited_s >= step.after_s:
            reached = step.level
    return reached


def _does(asked: Asked, step: Step) -> bool:
    return asked.whom == step.whom or (step.whom == "police" and asked.whom == "hospital")
