"""The event stream to the pages, as raw ASGI server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from litestar.types import Receive, Scope, Send

from lanterne.web.answers import allows
from lanterne.web.live import Frame, Frames
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
        frames = self._frames.subscribe()
        waiting = asyncio.ensure_future(anext(frames))
        await asyncio.sleep(0)  # a generator subscribes when it first runs: before `latest` is read
        try:
            sent: dict[str, Frame] = {}
            for frame in tuple(self._frames.latest.values()):
                sent[frame.key] = frame
                await _send(send, block(frame))
            while True:
                await asyncio.wait({waiting}, timeout=self._heartbeat_s)
                if not waiting.done():
                    await _send(send, b":\n\n")
                    continue
                frame = waiting.result()
                if sent.get(frame.key) is not frame:
                    sent[frame.key] = frame
                    await _send(send, block(frame))
                waiting = asyncio.ensure_future(anext(frames))
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            await _close(frames)


def block(frame: Frame) -> bytes:
    """A frame as one server-sent event."""
    return b"event: %b\ndata: %b\n\n" % (frame.event.encode(), frame.data)


async def _send(send: Send, body: bytes) -> None:
    async with asyncio.timeout(STALLED_S):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _close(frames: AsyncIterator[Frame]) -> None:
    """End a subscription at once, where it is a generator, instead of when it is collected."""
    close = getattr(frames, "aclose", None)
    if close is not None:
        await close()
