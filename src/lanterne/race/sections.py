"""Reading the tables of race.toml key by key, collecting every mistake instead of stopping at the first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from lanterne.errors import Fault
from lanterne.events import FIRST_INSTANT, LAST_INSTANT
from lanterne.units import parse_clock_s, parse_distance_m, parse_duration_s, parse_pace_s_per_m

T = TypeVar("T")
Parser = Callable[[Any], T]
"""Makes a value of what TOML gave, or raises ValueError: what is wrong, and the mend after a semicolon."""

LONGEST_M: Final = 1e6
"""No race on foot that anybody sweeps is longer than a thousand kilometres."""

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass
class Findings:
    """Faults and warnings found so far in one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, key: str, what: str, mend: str) -> None:
        """Note a mistake that must be mended."""
        self.faults.append(Fault(self.file, key, what, mend))

    def warn(self, key: str, what: str, mend: str) -> None:
        """Note something that works but is likely not meant."""
        self.warnings.append(Fault(self.file, key, what, mend))


class Section:
    """One table of race.toml; a key counts as known once it was asked for."""

    def __init__(self, values: Mapping[str, Any], where: str, findings: Findings) -> None:
        self._values = values
        self._asked: set[str] = set()
        self._findings = findings
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def key(self, key: str) -> str:
        """Where a key of this table is, for people."""
        return f"{self.where}.{key}" if self.where else key

    def fault(self, key: str, what: str, mend: str) -> None:
        """Note a mistake at a key."""
        self._findings.fault(self.key(key), what, mend)

    def need(self, key: str, parse: Parser[T], like: str) -> T | None:
        """The value of a key that must be there; None if it is missing or wrong, which is then noted."""
        if key not in self._values:
            self._asked.add(key)
            self.fault(key, "is missing", f"Add it, like {key} = {like}")
            return None
        return self.may(key, parse)

    def may(self, key: str, parse: Parser[T]) -> T | None:
        """The value of a key that may be left out; None if it is, or if it is wrong, which is then noted."""
        self._asked.add(key)
        if key not in self._values:
            return None
        try:
            return parse(self._values[key])
        except (ValueError, OverflowError) as error:
            self.fault(key, *what_and_mend(error))
            return None

    def section(self, key: str, like: str) -> Section | None:
        """The table at a key, if there is one."""
        values = self.may(key, _table(like))
        return None if values is None else Section(values, self.key(key), self._findings)

    def sections(self, key: str, like: str | None = None) -> list[Section]:
        """The tables of a list such as ``[[gate]]``, each named by its id, or counted from 1."""
        entries = self.may(key, _tables(like or f"begin each with [[{key}]] in double brackets")) or []
        named = [entry.get("id") for entry in entries]
        wheres = [
            f"{key}.{name}" if isinstance(name, str) and name else f"{key}[{i}]"
            for i, name in enumerate(named, start=1)
        ]
        return [
            Section(entry, self.key(where), self._findings)
            for entry, where in zip(entries, wheres, strict=True)
        ]

    def keys(self) -> Iterable[str]:
        """Every key that is written, known or not."""
        return self._values.keys()

    def close(self) -> None:
        """Note the keys nobody asked for."""
        for key in [key for key in self._values if key not in self._asked]:
            self.fault(key, "is not a known key", suggestion(key, self._asked))


def what_and_mend(error: Exception) -> tuple[str, str]:
    """The two halves of a parser's message: what is wrong, and the mend after the semicolon."""
    what, _, mend = str(error).partition("; ")
    return what, (mend[:1].upper() + mend[1:]) or "Correct it"


def suggestion(word: str, known: Iterable[str]) -> str:
    """The mend for a word that should be one of some others: the nearest, or all of them."""
    choices = sorted(known)
    near = get_close_matches(word, choices, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known here: {', '.join(choices)}" if choices else "Take it out"


def _table(like: str) -> Parser[Mapping[str, Any]]:
    def parse(value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is not a table; write {like}")
        return value

    return parse


def _tables(mend: str) -> Parser[list[Mapping[str, Any]]]:
    def parse(value: Any) -> list[Mapping[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise ValueError(f"is not a list of tables; {mend}")
        return value

    return parse


def text(value: Any) -> str:
    """Text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not a text; write words in quotes")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise ValueError(f'{value!r} is not a list; write it like ["one", "two"]')
    return tuple(text(entry) for entry in value)


def identifier(value: Any) -> str:
    """A short name that is safe in links and as a folder's name."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError(f'{value!r} is not an id; use letters, digits, _ - and . in quotes, like "mile20"')
    return value


def flag(value: Any) -> bool:
    """Either true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is not a yes or no; write true or false without quotes")
    return value


def number(value: Any) -> float:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a number; write it without quotes")
    return float(value)


def positive(value: Any) -> float:
    """A number from 0 on."""
    if not 0 <= number(value) < math.inf:
        raise ValueError(f"{value!r} is below nothing or without end; write a number from 0 on")
    return float(value)


def share(value: Any) -> float:
    """A share above 0 and up to 1."""
    if not 0 < number(value) <= 1:
        raise ValueError(f"{value!r} is not a share; write it between 0 and 1, like 0.995")
    return float(value)


def count(value: Any) -> int:
    """A whole number from 0 on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a count; write a whole number like 14")
    return value


def choice(*choices: str) -> Parser[Any]:
    """One of some words."""

    def parse(value: Any) -> str:
        if value not in choices:
            mend = (
                suggestion(value, choices) if isinstance(value, str) else f"Known here: {', '.join(choices)}"
            )
            raise ValueError(f"{value!r} is not known; {mend}")
        return str(value)

    return parse


def choices(*known: str) -> Parser[tuple[Any, ...]]:
    """A list of some words, each once."""
    one = choice(*known)

    def parse(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise ValueError(f'{value!r} is not a list of words; write it like ["{known[0]}"]')
        return tuple(dict.fromkeys(one(word) for word in value))

    return parse


def clock(value: Any) -> float:
    """A wall clock time, seconds after midnight."""
    if isinstance(value, time):
        raise ValueError(f'{value.isoformat()} is a bare TOML time; write it in quotes, like "{value:%H:%M}"')
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a clock time; write it in quotes, like "07:00"')
    return parse_clock_s(value)


def duration(value: Any) -> float:
    """A duration, seconds."""
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a duration; write it in quotes, like "6:30:00" or "15:00"')
    return parse_duration_s(value)


def pace(value: Any) -> float:
    """A pace, seconds a metre."""
    if not isinstance(value, str):
        raise ValueError(f'{value!r} is not a pace; write it in quotes, like "16:00/mi"')
    return parse_pace_s_per_m(value)


def metres(value: Any) -> float:
    """A distance: text with its unit, or a plain number of metres."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f'{value!r} is not a distance; write it like "25.0 mi", or as metres like 5000')
    distance_m = parse_distance_m(value) if isinstance(value, str) else float(value)
    if not 0 <= distance_m < LONGEST_M:
        raise ValueError(f"{value!r} is no distance of a race; write how far from the start it is")
    return distance_m


def length(value: Any) -> float:
    """A distance above zero."""
    if not metres(value) > 0:
        raise ValueError(f'{value!r} is no length of a race; write it like "42.195 km"')
    return metres(value)


def day(value: Any) -> date:
    """A calendar day."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"{value!r} is not a day; write it without quotes, like 2026-05-03")
    if not FIRST_INSTANT.date() < value < LAST_INSTANT.date():
        raise ValueError(f"{value} is not the day of a race; correct the year")
    return value


def zone(value: Any) -> str:
    """The IANA name of a time zone."""
    name = text(value)
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        near = get_close_matches(name, available_timezones(), n=1) or ["America/New_York"]
        raise ValueError(f"{name!r} is not a time zone; write its IANA name, like {near[0]!r}") from None
