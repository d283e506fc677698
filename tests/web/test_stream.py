"""The event stream: latest at once, newest only, one encoding for all, and nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from lanterne.clock import ManualClock
from lanterne.live.frames import Frames
from lanterne.live.tick import LiveRace
from lanterne.views import View
from lanterne.web import stream as stream_module
from lanterne.web.metrics import Metrics
from lanterne.web.stream import Stream, block


class Said(View, frozen=True, kw_only=True):
    """A view for these tests."""

    n: int


class Browser:
    """The client's end of one stream; `takes` is cleared while it reads nothing."""

    def __init__(self) -> None:
        self.takes = asyncio.Event()
        self.takes.set()
        self.leaves = asyncio.Event()
        self.got: list[bytes] = []
        self.status = 0

    async def receive(self) -> dict[str, Any]:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.takes.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["body"]:
            self.got.append(message["body"])

    @property
    def data(self) -> list[bytes]:
        """The frames' JSON, in the order they came."""
        return [body.split(b"data: ")[1].strip() for body in self.got if b"data: " in body]


class Served:
    """A stream and its frames."""

    def __init__(self, frames: Frames, metrics: Metrics, heartbeat_s: float) -> None:
        self.frames = frames
        self.closing = asyncio.Event()
        self.stream = Stream(frames, metrics, self.closing, heartbeat_s=heartbeat_s)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        """A browser that has the stream open, until the block ends."""
        browser = Browser()
        scope = {"type": "http", "method": "GET"}
        task = asyncio.create_task(self.stream.respond(scope, browser.receive, browser.send))  # type: ignore[arg-type]
        await settle()
        yield browser
        browser.leaves.set()
        browser.takes.set()
        await task

    async def publish(self, key: str, n: int) -> None:
        self.frames.publish(key, Said(n=n))
        await settle()


async def settle() -> None:
    """Let every task run until it waits."""
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.fixture
def metrics(live: LiveRace, clock: ManualClock) -> Metrics:
    return Metrics(live, clock)


@pytest.fixture
def served(metrics: Metrics) -> Callable[..., Served]:
    return lambda heartbeat_s=60.0: Served(Frames(), metrics, heartbeat_s)


def clients(metrics: Metrics) -> float:
    line = next(line for line in metrics.text().decode().splitlines() if line.startswith("lanterne_stream"))
    return float(line.split()[-1])


def test_a_late_joiner_gets_the_latest_of_each_view_at_once(served: Callable[..., Served]) -> None:
    async def run() -> None:
        here = served()
        for n in range(3):
            await here.publish("control", n)
            await here.publish("field", 10 + n)
        async with here.browser() as browser:
            assert browser.status == 200
            assert browser.got[0].startswith(b"retry: ")
            assert browser.data == [b'{"n":2}', b'{"n":12}']

    asyncio.run(run())


def test_each_newer_frame_follows(served: Callable[..., Served]) -> None:
    async def run() -> None:
        here = served()
        async with here.browser() as browser:
            for n in range(3):
                await here.publish("control", n)
            assert browser.data == [b'{"n":0}', b'{"n":1}', b'{"n":2}']

    asyncio.run(run())


def test_a_slow_client_skips_to_the_newest(served: Callable[..., Served]) -> None:
    async def run() -> None:
        here = served()
        async with here.browser() as browser:
            await here.publish("control", 0)
            browser.takes.clear()
            for n in range(1, 1_000):
                here.frames.publish("control", Said(n=n))
                await asyncio.sleep(0)
            browser.takes.set()
            await settle()
            assert browser.data[0] == b'{"n":0}'
            assert browser.data[-1] == b'{"n":999}'
            assert len(browser.data) <= 3

    asyncio.run(run())


def test_one_slow_client_holds_up_no_other(served: Callable[..., Served]) -> None:
    async def run() -> None:
        here = served()
        async with here.browser() as slow, here.browser() as quick:
            slow.takes.clear()
            for n in range(5):
                await here.publish("control", n)
            assert len(quick.data) == 5

    asyncio.run(run())


def test_all_clients_share_one_encoding(
    served: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        here = served()
        sent: list[int] = []
        monkeypatch.setattr(stream_module, "block", lambda frame: sent.append(id(frame.data)) or block(frame))
        async with here.browser() as one, here.browser() as two, here.browser() as three:
            await here.publish("control", 1)
            assert one.data == two.data == three.data == [b'{"n":1}']
        assert (len(sent), len(set(sent))) == (3, 1)

    asyncio.run(run())


def test_silence_is_filled_with_heartbeats(served: Callable[..., Served]) -> None:
    async def run() -> None:
        here = served(heartbeat_s=0.0)
        async with here.browser() as browser:
            assert browser.got.count(b":\n\n") > 3
            await here.publish("control", 1)
            assert browser.data == [b'{"n":1}']

    asyncio.run(run())


def test_a_client_that_leaves_leaves_nothing_behind(served: Callable[..., Served], metrics: Metrics) -> None:
    async def run() -> None:
        here = served()
        before = asyncio.all_tasks()
        async with here.browser():
            assert clients(metrics) == 1
            assert len(here.frames._waiting) == 1
        await settle()
        assert asyncio.all_tasks() == before
        assert not here.frames._waiting
        assert clients(metrics) == 0

    asyncio.run(run())


def test_a_client_that_leaves_in_the_middle_of_a_frame_leaves_nothing_behind(
    served: Callable[..., Served],
) -> None:
    async def run() -> None:
        here = served()
        async with here.browser() as browser:
            browser.takes.clear()
            await here.publish("control", 1)
        await settle()
        assert not here.frames._waiting

    asyncio.run(run())


def test_a_client_that_takes_nothing_is_let_go(
    served: Callable[..., Served], monkeypatch: pytest.MonkeyPatch, metrics: Metrics
) -> None:
    monkeypatch.setattr(stream_module, "STALLED_S", 0.0)

    async def run() -> None:
        here = served()
        browser = Browser()
        scope = {"type": "http", "method": "GET"}
        task = asyncio.create_task(here.stream.respond(scope, browser.receive, browser.send))  # type: ignore[arg-type]
        await settle()
        browser.takes.clear()
        await here.publish("control", 1)
        browser.takes.set()
        await task
        assert clients(metrics) == 0

    asyncio.run(run())


def test_open_streams_end_when_the_server_stops(served: Callable[..., Served]) -> None:
    async def run() -> None:
        here = served()
        browser = Browser()
        scope = {"type": "http", "method": "GET"}
        task = asyncio.create_task(here.stream.respond(scope, browser.receive, browser.send))  # type: ignore[arg-type]
        await settle()
        assert not task.done()
        here.closing.set()
        await task

    asyncio.run(run())
