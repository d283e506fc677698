"""A form of line: its pattern, an example, what it means, and how events and words are made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from lanterne.events import Bib
from lanterne.radio.clocks import Clock
from lanterne.radio.names import Named
from lanterne.radio.pattern import Parts, compiled, literals, slots
from lanterne.radio.scene import Scene, Unclear
from lanterne.radio.slots import Place, Quote
from lanterne.radio.tokens import tokens
from lanterne.radio.words import spoken, spoken_bibs

Draft = dict[str, Any]
"""An event's fields without id, source and times."""

RUNNING: Final = frozenset({"on_course", "not_started", "unresolved"})
STOPPED: Final = RUNNING | {"dropped", "in_vehicle", "with_medical"}
ANY: Final = STOPPED | {"left", "dns", "finished"}

_EVERYWHERE: Final = frozenset(
    {"at", "in", "on", "to", "the", "for", "of", "is", "are", "has", "a", "ago", "now"}
)
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")
_ASIDE: Final = re.compile(r" *\([^()]*\)")
_FIELD: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Reading:
    """What was read of a line, in its scene."""

    scene: Scene
    values: Mapping[str, Any]

    @property
    def bibs(self) -> tuple[Bib, ...]:
        """The bibs named, none if none was."""
        return tuple(self.values.get("bibs", ()))

    def named(self, slot: str) -> Named:
        """The station, vehicle, mat or other thing of a slot.

        Raises
        ------
        Unclear
            If the line does not say, and nothing stands for it.
        """
        if slot not in self.values:
            raise Unclear(f"say which {slot}")
        one: Named = self.values[slot]
        return one

    def id(self, slot: str) -> str:
        """Its id."""
        return self.named(slot).id

    @property
    def place(self) -> Place | None:
        """Where, None = not said."""
        where: Place | None = self.values.get("where") or self.values.get("course")
        return where

    def place_field(self, key: str = "place") -> Draft:
        """The place as a field of an event: a stand's id, or the place in words."""
        where = self.place
        return {} if where is None else {key: where.stand or where.text}

    def text(self, slot: str) -> str:
        """Words kept as typed, "" = none."""
        said: Quote | None = self.values.get(slot)
        return "" if said is None else said.text

    @property
    def stands_named(self) -> list[str]:
        """Ids of the stations, vehicles and posts that the line is about, in no order that means anything."""
        named = [one for one in self.values.values() if isinstance(one, Named)]
        return [one.id for one in named if one.kind in ("vehicle", "station", "post")]


Make = Callable[[Reading], list[Draft]]


@dataclass(frozen=True)
class Form:
    """A form of line.

    Attributes
    ----------
    pattern : str
        As in `pattern`.
    example : str
        Typed so; the help sheet and hints show it.
    meaning : str
        What it says, in few words.
    words : str
        To read back: ``{slot}`` is said as it was read, ``[...]`` is left out where its slot was.
    make : callable
        The events' fields; raises `Unclear` where something is missing.
    expects : frozenset of str
        States of `Account` in which the runners may well be; of any other the line warns.
    timed : bool
        Whether a time may follow.
    control : bool
        Whether only race control says it; it is not heard.
    outward : bool
        Whether the desk says it to the stand that it names.
    caution : callable
        What else a person should look at before entering it, "" = nothing.
    """

    pattern: str
    example: str
    meaning: str
    words: str
    make: Make = field(repr=False)
    expects: frozenset[str] = RUNNING
    timed: bool = True
    control: bool = False
    outward: bool = False
    caution: Callable[[Reading], str] = field(default=lambda reading: "", repr=False)
    parts: Parts = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", compiled(self.pattern + (" [{clock}]" if self.timed else "")))

    @cached_property
    def slots(self) -> frozenset[str]:
        """Names of its slots."""
        return frozenset(slots(self.parts))

    @cached_property
    def literals(self) -> frozenset[str]:
        """Its literal words."""
        return frozenset(literals(self.parts))

    @cached_property
    def telling(self) -> frozenset[str]:
        """Its words that say which form it is."""
        return frozenset(word for word in self.literals if word.isalpha()) - _EVERYWHERE

    @cached_property
    def shown(self) -> frozenset[str]:
        """The words of its example."""
        return frozenset(one.text for one in tokens(self.example))

    def read_back(self, reading: Reading) -> str:
        """The words to say."""
        said = {slot: _said(value) for slot, value in reading.values.items()}

        def part(match: re.Match[str]) -> str:
            needs = _FIELD.findall(match[1])
            return match[1] if all(said.get(one) for one in needs) else ""

        words = _OPTIONAL.sub(part, self.words)
        words = _FIELD.sub(lambda match: said.get(match[1], ""), words)
        return ", ".join(one for one in (words, said.get("clock", "")) if one)


def _said(value: Any) -> str:
    """A value as it is said."""
    if isinstance(value, tuple):
        return spoken_bibs(value)
    if isinstance(value, Named):
        name = _ASIDE.sub("", value.name)
        return spoken(name if value.role == "sag" else name.lower())
    if isinstance(value, Place):
        return spoken(value.text[:1].lower() + value.text[1:])
    if isinstance(value, Quote):
        return spoken(value.text)
    if isinstance(value, Clock):
        return spoken(value.said) if value.said != "now" else "now"
    return spoken(str(value).replace("_", " "))
