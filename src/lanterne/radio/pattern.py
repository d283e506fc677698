"""Patterns of lines: literal words, alternatives, optional parts and slots, matched against tokens.

``{bibs}`` is a slot, ``[...]`` may be left out, ``(a b|c)`` is one of several, ``a|b`` one of several words.
Commas of a line may stand anywhere between these, and need not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lanterne.radio.tokens import COMMA, Token

_PART: Final = re.compile(r"\{(\w+)\}|([\[\](|)])|([^\s{}\[\]()|]+)")

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Word:
    """A literal word."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Something to be read, such as bibs or a station."""

    name: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several sequences; an optional part is one that may be empty."""

    ways: tuple[Parts, ...]


Part = Word | Slot | Either
Parts = tuple[Part, ...]


@dataclass(slots=True)
class Trail:
    """How far a line was understood, and why no farther.

    Attributes
    ----------
    at : int
        The farthest token that something was tried on.
    why : dict
        What was wrong there in words, in the order in which it was found.
    slots : set of str
        What could have stood there.
    """

    at: int = 0
    why: dict[str, None] = field(default_factory=dict)
    slots: set[str] = field(default_factory=set)

    def reach(self, at: int, slot: str = "") -> None:
        """Note that something was tried on a token."""
        if at > self.at:
            self.at = at
            self.why.clear()
            self.slots.clear()
        if at == self.at and slot:
            self.slots.add(slot)

    def fault(self, at: int, why: str) -> None:
        """Note what was wrong with a token."""
        self.reach(at)
        if at == self.at:
            self.why[why] = None


Read = Callable[[str, Sequence[Token], int, Trail], Iterator[tuple[Any, int]]]
"""What a slot may mean from a token on, and where that ends: the likeliest first."""


def compiled(pattern: str) -> Parts:
    """A pattern as parts to match.

    Raises
    ------
    ValueError
        If its brackets do not pair.
    """
    parts = [match.groups() for match in _PART.finditer(pattern)]
    made, rest = _ways(parts, "")
    if rest:
        raise ValueError(f"{pattern!r} closes a bracket that was not opened")
    return made[0] if len(made) == 1 else (Either(tuple(made)),)


def _ways(parts: list[tuple[str, ...]], closing: str) -> tuple[list[Parts], list[tuple[str, ...]]]:
    """The alternatives up to a closing bracket, and what comes after it.

    Outside of brackets ``|`` parts only the words beside it.
    """
    ways: list[list[Part]] = [[]]
    while parts:
        (slot, sign, word), parts = parts[0], parts[1:]
        if slot:
            ways[-1].append(Slot(slot))
        elif word:
            ways[-1].append(Word(word))
        elif sign == closing:
            return [tuple(way) for way in ways], parts
        elif sign == "|" and closing:
            ways.append([])
        elif sign == "|":
            parts = _join_words(ways[-1], parts)
        else:
            inner, parts = _ways(parts, ")" if sign == "(" else "]")
            ways[-1].append(Either(tuple(inner) if sign == "(" else (*inner, ())))
    if closing:
        raise ValueError(f"a bracket is not closed: {closing} is missing")
    return [tuple(way) for way in ways], parts


def _join_words(way: list[Part], parts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Make the last word and the next one alternatives; what comes after."""
    before = way.pop()
    earlier = before.ways if isinstance(before, Either) else ((before,),)
    way.append(Either((*earlier, (Word(parts[0][2]),))))
    return parts[1:]


def literals(sequence: Parts) -> Iterator[str]:
    """Every literal word of a pattern."""
    for part in sequence:
        if isinstance(part, Word):
            yield part.text
        elif isinstance(part, Either):
            for way in part.ways:
                yield from literals(way)


def slots(sequence: Parts) -> Iterator[str]:
    """Every slot of a pattern."""
    for part in sequence:
        if isinstance(part, Slot):
            yield part.name
        elif isinstance(part, Either):
            for way in part.ways:
                yield from slots(way)


def matches(
    sequence: Parts, line: Sequence[Token], read: Read, trail: Trail, at: int = 0
) -> Iterator[tuple[int, Values]]:
    """The ways in which the beginning of a line, from a token on, fits a pattern: where each ends."""
    if not sequence:
        yield at, {}
        return
    part, after = sequence[0], sequence[1:]
    for end, values in _part(part, line, read, trail, at):
        for until, more in matches(after, line, read, trail, end):
            yield until, {**values, **more}


def _part(
    part: Part, line: Sequence[Token], read: Read, trail: Trail, at: int
) -> Iterator[tuple[int, Values]]:
    if isinstance(part, Either):
        for way in part.ways:
            yield from matches(way, line, read, trail, at)
        return
    while at < len(line) and line[at].text == COMMA:
        at += 1
    if isinstance(part, Word):
        trail.reach(at)
        if at < len(line) and line[at].text == part.text:
            yield at + 1, {}
        return
    trail.reach(at, part.name)
    for value, until in read(part.name, line, at, trail):
        yield until, {part.name: value}
