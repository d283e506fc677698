"""What people decide, ask, agree to and are told: each with who."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from lanterne.events.base import Bib, Count, Fact, Instant, Metres, Name, Text

Clock = Literal["gun", "wave", "last_starter", "tail_marker", "net", "wall"]
Consequence = Literal["none", "tell", "divert", "pavement", "ride", "bump_ahead"]
Question = Literal["hold", "water", "companion", "medical", "supplies", "ride", "may_close", "call_me"]


class Hold(Fact, frozen=True, kw_only=True, tag="hold"):
    """A step of a hold: a stretch of the course kept open until an instant for whoever arrives by then.

    ``proposed`` sets its terms; proposed again under the same `hold` it is to be extended or shortened. Every
    later step names the terms it is about by the id of that event. A hold is in force only when a named
    person of each party in `needs` has agreed to the same terms.

    Attributes
    ----------
    terms : str or None
        Id of the ``proposed`` event that this step is about.
    bibs : tuple of str
        For whom it is proposed; it covers everyone who arrives by its end.
    from_m, to_m : float or None, metres on `distance`
    needs : tuple of str
        Posts that must agree, by id.
    party : str or None
        The post that agrees or refuses.
    by : str or None
        The person.
    heard_by : str or None
        Who heard a voice agreement and read it back.
    condition : str or None
        On what condition a party agrees, such as "pavement after mile 24".
    """

    hold: Name
    what: Literal["proposed", "asked", "agreed", "refused", "in_force", "ended", "withdrawn"]
    terms: Name | None = None
    distance: Name | None = None
    bibs: tuple[Bib, ...] = ()
    from_m: Metres | None = None
    to_m: Metres | None = None
    until: Instant | None = None
    needs: tuple[Name, ...] = ()
    party: Name | None = None
    by: Name | None = None
    heard_by: Name | None = None
    condition: Text | None = None
    why: Text | None = None

    def __post_init__(self) -> None:
        if self.by is None:
            raise ValueError("a step of a hold is somebody's: say who in `by`")
        if self.what == "proposed":
            if self.distance is None or self.until is None or self.from_m is None or self.to_m is None:
                raise ValueError("a hold names its distance, from_m, to_m and until")
            if self.from_m >= self.to_m:
                raise ValueError("a hold's stretch ends (to_m) after it begins (from_m)")
        elif self.what not in ("ended", "withdrawn") and self.terms is None:
            raise ValueError("say which terms it is about: the id of the event that proposed them")
        if self.what in ("asked", "agreed", "refused") and self.party is None:
            raise ValueError("say which party is asked or answers")


class GateChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a new version says of one gate: one form of limit (`wall`, `limit_s` or `behind_line_s`), or none.

    What is left out stays.
    """

    gate: Name
    wall: Instant | None = None
    limit_s: Annotated[float, msgspec.Meta(ge=0)] | None = None
    behind_line_s: float | None = None
    clock: Clock | None = None
    grace_s: Annotated[float, msgspec.Meta(ge=0, le=3600)] | None = None
    consequence: Consequence | None = None

    def __post_init__(self) -> None:
        if sum(form is not None for form in (self.wall, self.limit_s, self.behind_line_s)) > 1:
            raise ValueError("a gate has one form of limit: wall, limit_s or behind_line_s")


class LineChange(msgspec.Struct, frozen=True, kw_only=True):
    """The virtual line of a distance at another pace."""

    distance: Name
    pace_s_per_m: Annotated[float, msgspec.Meta(gt=0.05, lt=3)]


class Cutoff(Fact, frozen=True, kw_only=True, tag="cutoff"):
    """A new version of the cut-off table: proposed, published to all at once, or withdrawn before that.

    Versions are numbered in the order of their publishing; race.toml is version 1.

    Attributes
    ----------
    cutoff : str
        Names the proposal that is published or withdrawn.
    base : int or None
        Number of the version that the proposal changes.
    """

    cutoff: Name
    what: Literal["proposed", "published", "withdrawn"]
    gates: tuple[GateChange, ...] = ()
    lines: tuple[LineChange, ...] = ()
    base: Count | None = None
    by: Name
    why: Text | None = None


class Alert(Fact, frozen=True, kw_only=True, tag="alert"):
    """The event alert level."""

    level: Literal["green", "yellow", "red", "black"]
    by: Name


class Message(Fact, frozen=True, kw_only=True, tag="message"):
    """Something told to somebody, their acknowledgement, or a question to race control and its answer.

    Attributes
    ----------
    message : str
        Names the message that is sent, acknowledged, asked or answered.
    to : str
        Post or vehicle it is for; ``control`` for a question. Of an acknowledgement: who acknowledges.
    about : str or None
        What is told: ``hold/ID/TERMS``, ``cutoff/VERSION``, ``station/ID/STAGE``, ``arrival/ID/MINUTES``.
    sender : str or None
        Post or vehicle that asks.
    ask : str or None
        What is asked of race control.
    answer : str or None
        Race control's answer.
    heard_by : str or None
        Who heard and read it back, if it went by voice.
    """

    message: Name
    what: Literal["sent", "acknowledged", "asked", "answered"]
    to: Name
    about: Name | None = None
    sender: Name | None = None
    ask: (
        Literal["hold", "water", "companion", "medical", "supplies", "ride", "may_close", "call_me"] | None
    ) = None
    answer: Literal["yes", "no", "coming", "done"] | None = None
    bibs: tuple[Bib, ...] = ()
    by: Name | None = None
    heard_by: Name | None = None

    def __post_init__(self) -> None:
        if (self.what == "asked") != (self.ask is not None):
            raise ValueError("a question says in `ask` what is asked; nothing else does")
        if (self.what == "answered") != (self.answer is not None):
            raise ValueError("an answer says in `answer` what it is; nothing else does")


class Link(Fact, frozen=True, kw_only=True, tag="link"):
    """A post's link is made anew, so that those numbered below `number` no longer open anything."""

    post: Name
    number: Count
    by: Name


class Decision(Fact, frozen=True, kw_only=True, tag="decision"):
    """What a named person decided, and why."""

    by: Name
    what: Name
    why: str = ""
    about: tuple[str, ...] = ()
