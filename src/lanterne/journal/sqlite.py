"""The journal of one race in one SQLite file: on disk before it answers, each event once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Final, Self

from lanterne.clock import Clock
from lanterne.errors import JournalError
from lanterne.journal.base import Batch, Receipt
from lanterne.journal.intake import Handed, Refusal, Row, take_in
from lanterne.journal.reader import Reader
from lanterne.journal.schema import connect, explain, lock, prepare
from lanterne.journal.store import Arrival
from lanterne.journal.writer import Answer, Writer

MAX_BATCH: Final = 20_000
"""Events that may be handed in together."""

_INLINE: Final = 500
"""More events than this are made ready in a thread, so that the event loop does not stand still."""


class SqliteJournal(Reader):
    """An append-only, durable, idempotent set of events for one race, open for writing.

    One process at a time may have a file open for writing; any other may read it with `Reader`.
    """

    def __init__(self, path: Path, clock: Clock, connection: sqlite3.Connection, hold: ExitStack) -> None:
        """Made by `open`; `hold` is what keeps others from writing."""
        super().__init__(path)
        self._clock, self._hold = clock, hold
        self._followers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._closed = False
        self._writer = Writer(connection, path, self._wake)

    @classmethod
    def open(cls, path: Path, race: str, clock: Clock) -> Self:
        """Open the journal of `race` for writing, making the file if there is none.

        Parameters
        ----------
        path : Path
        race : str
            Race id, which every event must be of.
        clock : Clock
            Says when an event is received.

        Raises
        ------
        JournalError
            If another process writes it, it may not be written, or it is no journal of this race and
            version.
        """
        with ExitStack() as hold:
            try:
                hold.enter_context(lock(path))
                connection = hold.enter_context(closing(connect(path, "rwc")))
                prepare(connection, path, race)
                return cls(path, clock, connection, hold.pop_all())
            except sqlite3.Error as error:
                raise explain(error, path) from None

    async def append(self, events: Sequence[Handed], *, source: str) -> list[Receipt]:
        """Take in events; answers, without holding up the event loop, when all are on disk.

        A bad one goes to quarantine with its reason and the rest of its batch goes in. An id seen before
        with the same content is a duplicate; with other content both are kept, and readers get the one
        of the lower content hash.

        Parameters
        ----------
        events : sequence
            JSON objects, raw or decoded, at most `MAX_BATCH`; race and id are filled in where missing. One
            that was taken in or refused before stays so.
        source : str
            Link or feed they came by, shown beside what is quarantined.

        Raises
        ------
        JournalError
            If nothing of the batch could be made durable, or there are too many.
        """
        if len(events) > _INLINE:
            answer = await asyncio.to_thread(self.submit, events, source=source)
        else:
            answer = self.submit(events, source=source)
        return await asyncio.wrap_future(answer)

    def append_now(self, events: Sequence[Handed], *, source: str) -> list[Receipt]:
        """Take in events as `append` does, holding the calling thread until they are on disk."""
        return self.submit(events, source=source).result()

    def submit(self, events: Sequence[Handed], *, source: str) -> Answer:
        """Take in events as `append` does, without waiting: the receipts come when they are on disk.

        They are received now, by the journal's clock, so that a replay may set its clock on at once; what
        is submitted meanwhile shares a commit.
        """
        if len(events) > MAX_BATCH:
            raise JournalError(f"{len(events):,} events are too many at once; send at most {MAX_BATCH:,}")
        received_at_s = self._clock.now_s()
        taken = [event if isinstance(event, Row | Refusal) else take_in(event, self.race) for event in events]
        return self._writer.put(Arrival(taken, received_at_s, source))

    async def subscribe(self, after: int = 0) -> AsyncIterator[Batch]:
        """Batches of entries after `after`: first those on disk, then each as it becomes durable.

        Ends when the journal is closed and everything has been given.
        """
        wake = asyncio.Event()
        follower = (asyncio.get_running_loop(), wake)
        self._followers.add(follower)
        try:
            while True:
                wake.clear()
                closed = self._closed
                if batch := await asyncio.to_thread(self._next_batch, after):
                    after = batch.last_seq
                    yield batch
                elif closed:
                    return
                else:
                    await wake.wait()
        finally:
            self._followers.discard(follower)

    def close(self) -> None:
        """Store what waits, tell the subscribers, and let others write the file."""
        self._writer.close()
        self._closed = True
        self._wake()
        self._hold.close()

    def _next_batch(self, after: int) -> Batch | None:
        return next(self.batches(after), None)

    def _wake(self) -> None:
        for loop, wake in tuple(self._followers):
            with suppress(RuntimeError):  # that loop is closed, and nobody waits in it
                loop.call_soon_threadsafe(wake.set)
