"""The event stream to the pages, as raw ASGI server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import cast

from litestar.types import Receive, Scope, Send

from lanterne.live.frames import Frame, Frames
from lanterne.web.answers import allows
from lanterne.web.metrics import Metrics

HEARTBEAT_S = 10.0
STALLED_S = 60.0
RETRY_MS = 2_000

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """``GET /api/v1/stream``: the newest frame of each key at once, then each newer one.

    A client that takes nothing for `STALLED_S` is let go; it comes back by itself when it can.

    Parameters
    ----------
    frames : Frames
    metrics : Metrics
    closing : asyncio.Event
        Set when the server stops, so that open streams end.
    heartbeat_s : float, seconds
        A comment is sent after so long without a frame, so that proxies and pages know the line is alive.
    """

    def __init__(
        self, frames: Frames, metrics: Metrics, closing: asyncio.Event, *, heartbeat_s: float = HEARTBEAT_S
    ) -> None:
        self._frames = frames
        self._metrics = metrics
        self._closing = closing
        self._heartbeat_s = heartbeat_s

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send frames until the client leaves or the server stops."""
        if not await allows(scope, send, "GET"):
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        pump = asyncio.create_task(self._pump(send))
        ends = {pump, asyncio.create_task(_left(receive)), asyncio.create_task(self._closing.wait())}
        self._metrics.clients.inc()
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._metrics.clients.dec()
            for task in ends:
                task.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _pump(self, send: Send) -> None:
        await _send(send, b"retry: %d\n\n" % RETRY_MS)
        frames = cast(AsyncGenerator[Frame, None], self._frames.subscribe())
        async with aclosing(frames):
            while True:
                await _send(send, block(await self._next(frames, send)))

    async def _next(self, frames: AsyncGenerator[Frame, None], send: Send) -> Frame:
        """The next frame, with heartbeats until there is one."""
        coming = asyncio.ensure_future(anext(frames))
        try:
            while not (await asyncio.wait({coming}, timeout=self._heartbeat_s))[0]:
                await _send(send, b":\n\n")
            return coming.result()
        finally:
            if coming.cancel():
                await asyncio.gather(coming, return_exceptions=True)


def block(frame: Frame) -> bytes:
    """A frame as one server-sent event."""
    return b"event: %b\ndata: %b\n\n" % (frame.event.encode(), frame.data)


async def _send(send: Send, body: bytes) -> None:
    async with asyncio.timeout(STALLED_S):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
