"""What a runner may say of themselves with bib and code, by page or by text, and how it goes on record."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from lanterne.clinical import clinical, folded
from lanterne.clock import Clock
from lanterne.errors import JournalError
from lanterne.events import Event, Pickup, Status, derived_id
from lanterne.feeds.sms import Word
from lanterne.journal.base import Journal
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.units import instant_text, metres_per
from lanterne.web.intake import Intake

SOURCE: Final = "runner:"
"""Begins the source of a runner's own word; a post's has its id and a slash: no link can take it back."""

MOST_WHERE: Final = 100

_MARK: Final = re.compile(r"(?:mile|mi|km|k)?\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:miles?|mi|km|k)?")
"""A mile or kilometre by its mark; which of them it is goes by the race's unit."""


class OwnWord:
    """Puts on record what runners say, once for each of their forms and texts."""

    def __init__(self, live: LiveRace, journal: Journal, intake: Intake, race: Race, clock: Clock) -> None:
        self._live, self._journal, self._intake, self._race = live, journal, intake, race
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()

    def is_worn(self, bib: str) -> bool:
        """Whether anybody wears a bib."""
        return bib in self._live.field.roster.index

    def standing(self, bib: str) -> list[Event]:
        """What a runner has said and not taken back, in the order in which it was said."""
        field = self._live.field
        words: list[Event] = [*field.facts.of(Status), *field.facts.of(Pickup)]
        said = [one for one in words if one.source == source(bib)]
        return sorted(said, key=lambda one: (field.corrected_s(one), one.id))

    async def say(self, word: Word, bib: str, key: str, where: str = "") -> None:
        """Put a runner's word on record; said again with the same key it changes nothing.

        Parameters
        ----------
        word : str
            stopped, ride, help, or going: that takes back whatever they said before.
        key : str
            An id for the form or text that says it.
        where : str
            A station's id or name, or a mile or km; "" = not known.

        Raises
        ------
        JournalError
            If it cannot be stored.
        """
        await self._keep(key, lambda: self._events(word, bib, key, where))

    async def place(self, bib: str, key: str, where: str) -> bool:
        """Put right where a runner waits who asked for somebody; False where no place can be read in it.

        Raises
        ------
        JournalError
            If it cannot be stored, or no request of theirs is known here (yet).
        """
        place = self._place(bib, where)
        if place:
            await self._keep(key, lambda: self._placed(bib, key, place))
        return bool(place)

    async def _keep(self, key: str, made: Callable[[], list[dict[str, Any]]]) -> None:
        # Two taps come close together: the second has to see what the first has put on record.
        async with self._one_at_a_time:
            if await asyncio.to_thread(self._journal.find, [key]):
                return
            events = made()
            receipts = await self._intake.take(events, source="own word") if events else []
        refused = next((one.reason for one in receipts if one.outcome == "quarantined"), "")
        if refused:
            raise JournalError(refused)

    def _events(self, word: Word, bib: str, key: str, where: str) -> list[dict[str, Any]]:
        told = {"happened_at": instant_text(self._clock.now_s()), "source": source(bib)}
        if word == "stopped":
            status = {"kind": "status", "id": key, "bib": bib, "what": "left", "said_by": "self"}
            return [told | status]
        if word == "going":
            return self._corrections(key, [one.id for one in self.standing(bib)], told)
        need = {"kind": "pickup", "id": key, "bib": bib, "what": "reported", "need": word}
        return [told | need | self._place(bib, where)]

    def _placed(self, bib: str, key: str, place: dict[str, Any]) -> list[dict[str, Any]]:
        """Every request of a runner's own, amended by where they wait."""
        asked = {one.id: one for one in self.standing(bib) if isinstance(one, Pickup)}
        if not asked:
            raise JournalError("no request of this runner's own is known")
        told = {"happened_at": instant_text(self._clock.now_s()), "source": source(bib)}
        unplaced = dict.fromkeys(("place", "distance", "at_m"))
        return [
            one
            | {
                "amended": msgspec.to_builtins(asked[one["target"]]) | unplaced | place,
                "why": "where the runner waits",
            }
            for one in self._corrections(key, list(asked), told)
        ]

    def _corrections(self, key: str, targets: list[str], told: dict[str, Any]) -> list[dict[str, Any]]:
        """A correction of each of these events, the first with the form's key for its id."""
        ids = [key, *(derived_id(self._race.id, key, target) for target in targets[1:])]
        return [
            told | {"kind": "correction", "id": each, "target": target, "why": "taken back by the runner"}
            for each, target in zip(ids, targets, strict=False)
        ]

    def _place(self, bib: str, where: str) -> dict[str, Any]:
        """Where a ride is wanted: a station, metres on the runner's distance, or what they wrote."""
        field = self._live.field
        distance = self._race.distances[field.layout.distance_of[field.roster.index[bib]]]
        for station in self._race.stations:
            if distance.id in station.at_m and folded(where) in (folded(station.id), folded(station.name)):
                return {"place": station.id, "distance": distance.id, "at_m": station.at_m[distance.id]}
        mark = _MARK.fullmatch(where.strip().lower())
        at_m = float(mark[1].replace(",", ".")) * metres_per(self._race.unit) if mark else float("inf")
        if at_m <= distance.length_m:
            return {"distance": distance.id, "at_m": at_m}
        return {"place": where.strip()[:MOST_WHERE]} if where.strip() and not clinical(where) else {}


def source(bib: str) -> str:
    """The source of a runner's own word."""
    return SOURCE + bib
