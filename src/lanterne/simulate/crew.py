"""People of race control who work a search list: callers, and a radio operator who asks the stations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from lanterne.race.definition import Race
from lanterne.score.searching import QUERY, Listed
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.streams import stream

if TYPE_CHECKING:
    from lanterne.simulate.faults import Truth

CALLERS: Final = 5
CALL_S: Final = 600.0
"""So many runners are asked after at once, from the top of the list, and each takes ten minutes."""

TRUSTED_S: Final = 2_700.0
"""Who was found going on is not asked after again for three quarters of an hour."""

ASK_S: Final = 60.0
"""A question to all stations and sweeps, with its answers, takes a minute."""

AGAIN_S: Final = 1_800.0
"""Whom nobody had seen the radio operator asks about again after half an hour."""

REMEMBERED: Final = 0.5
"""Of those who pass and are not written down a station remembers so many."""


@dataclass(slots=True)
class Callers:
    """People who ask after those on a list.

    Attributes
    ----------
    busy : dict
        By bib: until when somebody is asked after (UTC epoch seconds).
    """

    busy: dict[str, float] = field(default_factory=dict)
    rests_until_s: dict[str, float] = field(default_factory=dict)

    def work(self, listed: Sequence[Listed], now_s: float) -> list[str]:
        """Take up the first on the list who are to be asked after; gives the bibs found out by now."""
        done = [bib for bib, until_s in self.busy.items() if until_s <= now_s]
        for bib in done:
            del self.busy[bib]
            self.rests_until_s[bib] = now_s + TRUSTED_S
        for one in listed:
            if len(self.busy) == CALLERS:
                break
            asked = one.level >= QUERY and not one.excused and one.bib not in self.busy
            if asked and self.rests_until_s.get(one.bib, -np.inf) <= now_s:
                self.busy[one.bib] = now_s + CALL_S
        return done


class Seen(NamedTuple):
    """Where a runner was seen, and when (UTC epoch seconds)."""

    station: str
    at_m: float
    at_s: float


class Answer(NamedTuple):
    """What stations and sweeps answer to one question, and when; None = nobody has seen them."""

    bib: str
    at_s: float
    seen: Seen | None


class Memory:
    """Whom stations know to have passed: those they wrote down, and of the others every second."""

    def __init__(
        self, race: Race, crowds: Sequence[Crowd], wrote: Collection[tuple[str, str]], seed: int
    ) -> None:
        self._known: dict[str, list[Seen]] = {}
        for crowd in crowds:
            stations = sorted(
                (one for one in race.stations if crowd.distance in one.at_m),
                key=lambda one: one.at_m[crowd.distance],
            )
            at_m = np.array([one.at_m[crowd.distance] for one in stations])
            remembered = stream(seed, f"memory {crowd.distance}").random((len(crowd), len(at_m))) < REMEMBERED
            for bib, passed_s, remembers in zip(
                crowd.bibs, crowd.crossings_s(at_m).tolist(), remembered.tolist(), strict=True
            ):
                self._known[bib] = [
                    Seen(one.id, one.at_m[crowd.distance], at_s)
                    for one, at_s, remember in zip(stations, passed_s, remembers, strict=True)
                    if np.isfinite(at_s) and (remember or (one.id, bib) in wrote)
                ]

    def seen(self, bib: str, beyond_m: float, by_s: float) -> Seen | None:
        """The last that any station beyond a place knows by an instant (UTC epoch seconds) of a runner."""
        known = [one for one in self._known[bib] if one.at_m > beyond_m and one.at_s <= by_s]
        return known[-1] if known else None


@dataclass(slots=True)
class Operator:
    """One radio operator who asks stations and sweeps after those on a list, the watched too.

    A sweep rides behind whoever goes on, and has never anything to add to what stations say.
    """

    memory: Memory
    asked_s: dict[str, float] = field(default_factory=dict)
    rests_until_s: dict[str, float] = field(default_factory=dict)
    _seen_m: dict[str, float] = field(default_factory=dict)

    def work(
        self,
        listed: Sequence[Listed],
        called: Collection[str],
        seen_m: Callable[[str], float],
        from_s: float,
        to_s: float,
    ) -> list[Answer]:
        """Ask after the first on the list from one instant to another (UTC epoch seconds).

        Parameters
        ----------
        called : collection of str
            Bibs that somebody calls about already.
        seen_m : callable
            By bib the metres of the last evidence; NaN = none.
        """
        answers: list[Answer] = []
        for one in listed:
            now_s = from_s + ASK_S * (len(answers) + 1)
            if now_s > to_s:
                break
            lately = self.asked_s.get(one.bib, -np.inf) + AGAIN_S > from_s
            rests = self.rests_until_s.get(one.bib, -np.inf) > from_s
            if one.excused or one.bib in called or lately or rests:
                continue
            self.asked_s[one.bib] = now_s
            beyond_m = np.fmax(seen_m(one.bib), self._seen_m.get(one.bib, 0.0))
            seen = self.memory.seen(one.bib, float(beyond_m), now_s)
            if seen is not None:
                self._seen_m[one.bib] = seen.at_m
                self.rests_until_s[one.bib] = now_s + TRUSTED_S
            answers.append(Answer(one.bib, now_s, seen))
        return answers


@dataclass(slots=True)
class Crew:
    """Who works one list, and when they first did something about each of the lost since they stopped."""

    callers: Callers
    operator: Operator | None
    acted_s: dict[str, float] = field(default_factory=dict)

    def note(self, bibs: Iterable[str], at_s: float, truth: Truth) -> None:
        """Something is done about some runners at an instant (UTC epoch seconds)."""
        for bib in bibs:
            if bib in truth.lost and at_s >= truth.lost[bib].at_s:
                self.acted_s.setdefault(bib, at_s)

    def ask(
        self,
        listed: Sequence[Listed],
        seen_m: Callable[[str], float],
        from_s: float,
        to_s: float,
        truth: Truth,
    ) -> list[Answer]:
        """What the radio operator, if there is one, is answered between two instants (UTC epoch seconds)."""
        if self.operator is None:
            return []
        answers = self.operator.work(listed, self.callers.busy, seen_m, from_s, to_s)
        for one in answers:
            self.note([one.bib], one.at_s, truth)
        return answers

    def rests_until_s(self, bib: str) -> float:
        """Until when the runner was found going on (UTC epoch seconds)."""
        words = [self.callers.rests_until_s]
        if self.operator is not None:
            words.append(self.operator.rests_until_s)
        return max(one.get(bib, -np.inf) for one in words)
