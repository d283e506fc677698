"""Whose the events on disk are: asked by many at once, looked up together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from lanterne.journal.base import Journal


class _Said(msgspec.Struct):
    """The part of an event that is asked for."""

    source: str


class _Asked(NamedTuple):
    """Ids that somebody asks about, and who waits for the answer."""

    ids: Sequence[str]
    answer: asyncio.Future[dict[str, str]]


_decoder = msgspec.json.Decoder(_Said)


class Origins:
    """The sources of events by id, from the journal.

    One look at a time: what is asked meanwhile is looked up together next. Where each phone posts one by one,
    a look for each would cost more than storing what it says.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: list[_Asked] = []
        self._looking: asyncio.Task[None] | None = None

    async def of(self, ids: Sequence[str]) -> dict[str, str]:
        """The source of each of these events that is on disk, by id.

        Raises
        ------
        JournalError
            If the journal cannot be read.
        """
        answer: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Asked(ids, answer))
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        return await answer

    async def _look(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._look_up(group)
        finally:
            self._looking = None

    async def _look_up(self, group: Sequence[_Asked]) -> None:
        ids = list(dict.fromkeys(chain.from_iterable(asked.ids for asked in group)))
        try:
            bodies = await asyncio.to_thread(self._journal.find, ids)
            found = {event_id: _decoder.decode(body).source for event_id, body in bodies.items()}
        except Exception as error:  # whatever went wrong, those who wait must hear of it
            for asked in group:
                if not asked.answer.done():
                    asked.answer.set_exception(error)
            return
        for asked in group:
            if not asked.answer.done():  # else its client has left
                asked.answer.set_result({one: found[one] for one in asked.ids if one in found})
