"""What is sent to the pages: each view encoded once, the newest of each kept for late comers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import msgspec
import numpy as np

from lanterne.views import View


def _plain(value: object) -> object:
    """A NumPy number as Python's own, which is all that the encoder knows."""
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} cannot be sent to a page")


_encoder = msgspec.json.Encoder(enc_hook=_plain)


@dataclass(frozen=True, slots=True)
class Frame:
    """One view, encoded once for all clients: `key` names what a newer frame replaces."""

    key: str
    event: str
    data: bytes


class Frames:
    """The newest frame of each key, and those who wait for newer ones.

    Attributes
    ----------
    latest : dict
        The newest frame by key.
    """

    def __init__(self) -> None:
        self.latest: dict[str, Frame] = {}
        self._waiting: set[_Waiter] = set()

    def publish(self, event: str, view: View, part: str = "") -> None:
        """Encode a view and hand it to everybody; `part` tells views of one event apart."""
        key = f"{event}/{part}" if part else event
        frame = self.latest[key] = Frame(key, event, _encoder.encode(view))
        for waiter in self._waiting:
            waiter.put(frame)

    async def subscribe(self) -> AsyncIterator[Frame]:
        """The latest of each key at once, then each newer one; a slow taker gets only the newest of each."""
        waiter = _Waiter(dict(self.latest))
        self._waiting.add(waiter)
        try:
            while True:
                for frame in await waiter.take():
                    yield frame
        finally:
            self._waiting.discard(waiter)


class _Waiter:
    """The frames one taker has not had yet: at most one a key, so it never grows."""

    def __init__(self, pending: dict[str, Frame]) -> None:
        self._pending = pending
        self._ready = asyncio.Event()
        if pending:
            self._ready.set()

    def put(self, frame: Frame) -> None:
        self._pending[frame.key] = frame
        self._ready.set()

    async def take(self) -> list[Frame]:
        await self._ready.wait()
        self._ready.clear()
        taken, self._pending = list(self._pending.values()), {}
        return taken
