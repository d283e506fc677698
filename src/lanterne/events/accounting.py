"""The search for everybody: calls, conditions, what was heard by radio, who asked, and the all clear."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from lanterne.events.base import Bib, Fact, Name, Text


class Call(Fact, frozen=True, kw_only=True, tag="call"):
    """Somebody was asked after a runner who is not accounted for, and what came of it.

    ``informed`` is for the police and hospitals, who then know whom to look for. `place` names the station
    or vehicle that was asked. What became of the runner is said by a `Status`.
    """

    bib: Bib
    whom: Literal[
        "runner", "contact", "station", "sweep", "vehicle", "medical", "finish", "police", "hospital"
    ]
    result: Literal["reached", "no_answer", "left_message", "not_seen", "seen", "informed"]
    place: Name | None = None
    by: Name


class Conditions(Fact, frozen=True, kw_only=True, tag="conditions"):
    """What the day is like, by a named person; the last word stands.

    On a `wet` day bibs are covered: sightings and reads are missed in runs. `heat` makes a silent runner more
    urgent.
    """

    wet: bool = False
    heat: Literal["none", "hot", "extreme"] = "none"
    by: Name


class Heard(Fact, frozen=True, kw_only=True, tag="heard"):
    """A line of traffic as the radio desk typed it, and the events that were made of it.

    Attributes
    ----------
    text : str
        As typed, without names and medical words.
    sender, to : str or None
        Stand or vehicle that called, and the one called; None = the desk itself.
    events : tuple of str
        Ids of the events made of it; empty for traffic that only the log keeps.
    read_back : bool
        Whether the operator read it back.
    by : str
        The operator.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    sender: Name | None = None
    to: Name | None = None
    events: tuple[Name, ...] = ()
    read_back: bool = False
    form: Literal["radio", "phone", "text", "paper"] = "radio"
    by: Name


class Lookup(Fact, frozen=True, kw_only=True, tag="lookup"):
    """The family desk was asked after a runner: by what proof, and whether it was told anything."""

    bib: Bib
    proof: Literal["identity", "name_and_bib", "code"]
    told: bool
    by: Name


class AllClear(Fact, frozen=True, kw_only=True, tag="all_clear"):
    """A named person declares that everybody is accounted for, or takes that back.

    Attributes
    ----------
    over : tuple of str
        Keys of what still stands against it, such as ``unresolved/1207``, and is overridden.
    leaves : tuple of str
        Bibs of those who are thereby left.
    why : str or None
        Needed where something is overridden.
    """

    what: Literal["declared", "withdrawn"]
    over: tuple[Name, ...] = ()
    leaves: tuple[Bib, ...] = ()
    why: Text | None = None
    by: Name

    def __post_init__(self) -> None:
        if self.over and self.why is None:
            raise ValueError("say in `why` for what reason this is overridden")
