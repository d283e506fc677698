"""Trackers and timing systems: what they send goes through their feed to the journal."""

from __future__ import annotations

from urllib.parse import parse_qs

import structlog
from litestar.types import Receive, Scope, Send

from lanterne.clock import Clock
from lanterne.errors import JournalError
from lanterne.feeds.base import Answer, Feed, Message
from lanterne.web.answers import TooLarge, allows, answer, read_body, refuse, refuse_unstored
from lanterne.web.intake import Intake

BODY_LIMIT_BYTES = 2**24
TOGETHER = 5_000
"""Events handed to the journal at once: a table of reads has more than it takes."""

TEXT = b"text/plain; charset=utf-8"

log = structlog.get_logger()


class FeedRoute:
    """One feed's address.

    Parameters
    ----------
    feed : Feed
    methods : tuple of str
        HTTP methods its senders use.
    intake : Intake
    clock : Clock
        Says when a message came.
    """

    def __init__(self, feed: Feed, methods: tuple[str, ...], intake: Intake, clock: Clock) -> None:
        self._feed = feed
        self._methods = methods
        self._intake = intake
        self._clock = clock

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the feed says, once its events are on disk."""
        if not await allows(scope, send, *self._methods):
            return
        try:
            body = await read_body(receive, BODY_LIMIT_BYTES)
        except TooLarge:
            await refuse(send, 413, "No message of this feed is so long.")
            return
        if body is None:
            return
        said = self._feed.take(self._message(scope, body))
        for why in said.refused:
            log.warning("not taken", feed=self._feed.name, why=why)
        try:
            await self._store(said)
        except JournalError as error:
            await refuse_unstored(send, error)
            return
        await answer(send, said.status, "\n".join(said.refused).encode(), TEXT)

    def _message(self, scope: Scope, body: bytes) -> Message:
        headers = dict(scope["headers"])
        return Message(
            query=scope["query_string"].decode("latin-1"),
            content_type=headers.get(b"content-type", b"").decode("latin-1"),
            body=body,
            received_at_s=self._clock.now_s(),
        )

    async def _store(self, said: Answer) -> None:
        if not said.events:
            return
        for begin in range(0, len(said.events), TOGETHER):
            part = said.events[begin : begin + TOGETHER]
            for receipt in await self._intake.take(part, source=self._feed.name):
                if receipt.outcome == "quarantined":
                    log.warning("quarantined", feed=self._feed.name, why=receipt.reason)


class Root:
    """``/``: a browser is sent on to race control's page; a phone whose app names no path is a tracker."""

    def __init__(self, trackers: FeedRoute) -> None:
        self._trackers = trackers

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the trackers' address does, or send on."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope.get("method") == "POST" or "id" in query or "deviceid" in query:
            await self._trackers.respond(scope, receive, send)
        elif await allows(scope, send, "GET", "HEAD", "POST"):
            await answer(send, 307, b"", TEXT, ((b"location", b"/control"),))
