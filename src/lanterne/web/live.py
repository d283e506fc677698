"""What the HTTP edge needs of the live race."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from lanterne.views import LedgerPage, RaceView


class Frame(Protocol):
    """One view, encoded once for all clients.

    `key` names what a newer frame replaces (``field/marathon``), `event` what the page listens for, `data` is
    JSON on one line.
    """

    @property
    def key(self) -> str: ...  # noqa: D102  described on the class

    @property
    def event(self) -> str: ...  # noqa: D102  described on the class

    @property
    def data(self) -> bytes: ...  # noqa: D102  described on the class


class Frames(Protocol):
    """The newest frame of each key."""

    @property
    def latest(self) -> Mapping[str, Frame]:
        """The newest frame by key."""
        ...

    def subscribe(self) -> AsyncIterator[Frame]:
        """Each newer frame; a slow taker is given only the newest of each key, so it never queues."""
        ...


class Live(Protocol):
    """The race as it stands, kept by the tick."""

    @property
    def frames(self) -> Frames:
        """What is sent to the pages."""
        ...

    @property
    def tick_s(self) -> float:
        """How long the last tick took, seconds; NaN before the first."""
        ...

    def race_view(self) -> RaceView:
        """The race as planned."""
        ...

    def ledger(self, state: str, offset: int, limit: int, query: str) -> LedgerPage:
        """A stretch of the ledger: rows of `state` ("" is every state) whose bib or name holds `query`."""
        ...

    async def run(self) -> None:
        """Tick until cancelled."""
        ...
