"""Clock times as they are said: 1312, 13:12, now, 5 min ago."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lanterne.race.definition import Race
from lanterne.radio.tokens import Token
from lanterne.units import SECONDS_PER_DAY, clock_text, instant_s

AHEAD_S: Final = 120.0
"""Clocks differ by so much; what is later has not happened yet."""

BEFORE_S: Final = 4 * 3_600.0
"""Nothing is heard of a race so long before its first gun."""

_CLOCK: Final = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?|([01]?\d|2[0-3])([0-5]\d)")
_MINUTES: Final = frozenset({"min", "mins", "minute", "minutes"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time that was said: seconds after midnight, or seconds ago; `said` is its digits."""

    wall_s: float | None = None
    ago_s: float = 0.0
    said: str = ""


def clocks(line: Sequence[Token], at: int) -> Iterator[tuple[Clock, int]]:
    """The time that tokens may say from one on, and where it ends."""
    said = [one.text for one in line[at : at + 4]]
    if said[:1] == ["now"]:
        yield Clock(said="now"), at + 1
    elif said[:2] == ["just", "now"]:
        yield Clock(said="now"), at + 2
    elif said[2:3] == ["ago"] and said[1] in _MINUTES and said[0].isdecimal() and len(said[0]) < 4:
        yield Clock(ago_s=60.0 * int(said[0]), said=f"{said[0]} minutes ago"), at + 3
    elif said:
        skip = 1 if said[0] == "at" else 0
        match = _CLOCK.fullmatch(said[skip]) if len(said) > skip else None
        if match is not None and (wall_s := _wall_s(match)) < SECONDS_PER_DAY:
            digits = f"{int(wall_s // 3_600):02d}{int(wall_s % 3_600 // 60):02d}"
            yield Clock(wall_s=wall_s, said=digits), at + skip + 1


def _wall_s(match: re.Match[str]) -> float:
    hours, minutes = match[1] or match[4], match[2] or match[5]
    return int(hours) * 3_600.0 + int(minutes) * 60.0 + int(match[3] or 0)


def instant_of(clock: Clock, race: Race, now_s: float) -> float:
    """The instant (UTC epoch seconds) that was meant: of the days beside the race day, the one nearest now.

    Raises
    ------
    ValueError
        If that is still to come, or was before the race; with the mend.
    """
    if clock.wall_s is None:
        return now_s - clock.ago_s
    days = [clock.wall_s + day * SECONDS_PER_DAY for day in (-1, 0, 1, 2)]
    at_s = min((instant_s(race.day, each, race.zone) for each in days), key=lambda s: abs(s - now_s))
    text = clock_text(at_s, race.zone)
    if at_s > now_s + AHEAD_S:
        now = clock_text(now_s, race.zone)
        mend = (
            "after noon write it as 13:12" if clock.wall_s < SECONDS_PER_DAY / 2 else "say when it happened"
        )
        raise ValueError(f"{text} is still to come, it is {now}: {mend}")
    if at_s < min(one.start_s for one in race.distances) - BEFORE_S:
        raise ValueError(f"{text} was before the race; after noon write it as 13:12")
    return at_s
