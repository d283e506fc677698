"""Events in: everything that arrives over HTTP goes to the journal through here."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from litestar.types import Receive, Scope, Send

from lanterne.errors import JournalError
from lanterne.events import KINDS
from lanterne.journal.base import Journal, Receipt
from lanterne.journal.intake import Handed, Refusal, Row
from lanterne.journal.sqlite import MAX_BATCH
from lanterne.web.access import Who, who_asks
from lanterne.web.answers import TooLarge, allows, answer, read_body, refuse, refuse_unstored
from lanterne.web.discretion import kind_said
from lanterne.web.judging import Judge
from lanterne.web.metrics import Metrics

BODY_LIMIT_BYTES = 4 * 2**20
HELD_LIMIT_BYTES = 64 * 2**20

_bodies = msgspec.json.Decoder(list[msgspec.Raw])


_KNOWN = frozenset(KINDS)


class _Batch(NamedTuple):
    """Events that came together, and who waits for their receipts."""

    events: Sequence[Handed]
    source: str
    answer: asyncio.Future[list[Receipt]]


class Intake:
    """Hands events to the journal, timed and counted.

    One batch at a time: what comes while the journal stores goes in together next. Where phones post one by
    one the disk is quicker than they are, and each would pay for a commit of its own: half as many a second.
    """

    def __init__(self, journal: Journal, metrics: Metrics) -> None:
        self._journal = journal
        self._metrics = metrics
        self._waiting: deque[_Batch] = deque()
        self._storing: asyncio.Task[None] | None = None

    async def take(self, events: Sequence[Handed], *, source: str) -> list[Receipt]:
        """One receipt for each event, after all are durable.

        Raises
        ------
        JournalError
            If nothing of the batch could be stored.
        """
        answer: asyncio.Future[list[Receipt]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Batch(events, source, answer))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        receipts = await answer
        self._metrics.count(zip((receipt.outcome for receipt in receipts), map(_kind, events), strict=True))
        return receipts

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                await self._store(self._next_group())
        finally:
            self._storing = None

    def _next_group(self) -> list[_Batch]:
        """What waits at the front, of one source, up to what the journal takes at once."""
        group = [self._waiting.popleft()]
        room = MAX_BATCH - len(group[0].events)
        while self._waiting and self._waiting[0].source == group[0].source:
            room -= len(self._waiting[0].events)
            if room < 0:
                break
            group.append(self._waiting.popleft())
        return group

    async def _store(self, group: Sequence[_Batch]) -> None:
        began_s = time.perf_counter()
        events = [event for batch in group for event in batch.events]
        try:
            receipts = iter(await self._journal.append(events, source=group[0].source))
        except Exception as error:  # whatever went wrong, those who wait must hear of it
            self._metrics.refusals.inc()
            for batch in group:
                if not batch.answer.done():
                    batch.answer.set_exception(error)
            return
        self._metrics.commit_s.observe(time.perf_counter() - began_s)
        for batch in group:
            own = list(islice(receipts, len(batch.events)))
            if not batch.answer.done():  # else its client has left
                batch.answer.set_result(own)


class PostEvents:
    """``POST /api/v1/events`` as raw ASGI: a request costs a third of what a framework handler costs."""

    def __init__(self, intake: Intake, judge: Judge) -> None:
        self._intake, self._judge = intake, judge
        self._held_bytes = 0

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with one receipt for each event of the array."""
        if not await allows(scope, send, "POST"):
            return
        if self._held_bytes > HELD_LIMIT_BYTES:
            await refuse(
                send, 503, "Too much is being written at once; send again.", ((b"retry-after", b"1"),)
            )
            return
        try:
            body = await read_body(receive, BODY_LIMIT_BYTES)
        except TooLarge:
            limit = f"{BODY_LIMIT_BYTES // 2**20} MiB"
            await refuse(send, 413, f"The body is over {limit}; send the events in smaller batches.")
            return
        if body is not None:
            self._held_bytes += len(body)
            try:
                await self._store(body, who_asks(scope), send)
            finally:
                self._held_bytes -= len(body)

    async def _store(self, body: bytes, who: Who, send: Send) -> None:
        try:
            events = [bytes(raw) for raw in _bodies.decode(body)]
        except (msgspec.MsgspecError, RecursionError) as error:
            await refuse(send, 400, f"The body must be a JSON array of events: {error}.")
            return
        if len(events) > MAX_BATCH:
            await refuse(
                send, 413, f"{len(events):,} events are too many at once; send at most {MAX_BATCH:,}."
            )
            return
        try:
            receipts = await self._intake.take(await self._judged(events, who), source="api")
        except JournalError as error:
            await refuse_unstored(send, error)
            return
        await answer(send, 200, msgspec.json.encode(receipts))

    async def _judged(self, events: list[bytes], who: Who) -> Sequence[Handed]:
        if who.stand is not None:
            return await self._judge.of_post(events, who.stand)
        return self._judge.of_person(events, who.name)


def _kind(event: Handed) -> str:
    """The kind an event says it is of; "other" for what is not one of ours."""
    if isinstance(event, Refusal):
        event = event.raw
    kind: Any
    if isinstance(event, dict):
        kind = event.get("kind")
    elif isinstance(event, Row):
        kind = event.kind
    else:
        kind = kind_said(event)
    return kind if kind in _KNOWN else "other"
