"""A typed line as tokens: lower case, numbers said digit by digit put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

COMMA: Final = ","

_TOKEN = re.compile(r"[,;]|[^\s,;]+")
_EDGES: Final = "\"'.:!#()"
_NAMES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS: Final = {name: str(digit) for digit, name in enumerate(_NAMES)} | {"niner": "9"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a comma: its text in lower case, and where in the line it stands."""

    text: str
    start: int
    end: int


def tokens(line: str) -> list[Token]:
    """The tokens of a line; "four one two" is the number 412, "one four point two" is 14.2."""
    return _joined([one for match in _TOKEN.finditer(line) for one in _token(match)])


def _token(match: re.Match[str]) -> list[Token]:
    text = match[0]
    if text in ",;":
        return [Token(COMMA, match.start(), match.end())]
    bare = text.strip(_EDGES)
    if not bare:
        return []
    start = match.start() + text.index(bare)
    plain = "".join(str(int(one)) if one.isdecimal() else one for one in bare.lower())
    return [Token(plain, start, start + len(bare))]


def _joined(found: Sequence[Token]) -> list[Token]:
    made: list[Token] = []
    i = 0
    while i < len(found):
        until, number = _said_number(found, i)
        if number:
            made.append(Token(number, found[i].start, found[until - 1].end))
        else:
            until = i + 1
            made.append(found[i])
        i = until
    return made


def _said_number(found: Sequence[Token], at: int) -> tuple[int, str]:
    """The number said from a token on, and where it ends; "" where none begins."""
    until, whole = _said_digits(found, at)
    if whole and until < len(found) and found[until].text == "point":
        end, fraction = _said_digits(found, until + 1)
        if fraction:
            return end, f"{whole}.{fraction}"
    return until, whole


def _said_digits(found: Sequence[Token], at: int) -> tuple[int, str]:
    until, digits = at, ""
    while until < len(found) and found[until].text in _DIGITS:
        digits += _DIGITS[found[until].text]
        until += 1
    return until, digits
