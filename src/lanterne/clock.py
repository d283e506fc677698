"""The clock that everything live is told by: the wall's, or a replay's."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Says what time it is in the race, and how fast that time runs."""

    @property
    def speed(self) -> float:
        """Race seconds a real second; 1 on a race day, 0 while paused."""
        ...

    def now_s(self) -> float:
        """Race time now, UTC epoch seconds."""
        ...


class WallClock:
    """Race time is the time of day."""

    speed = 1.0

    def now_s(self) -> float:
        """UTC epoch seconds."""
        return time.time()


class ReplayClock:
    """Race time that began at `start_s` when made, and runs `speed` times as fast as real time.

    `until_s` is where it stops.
    """

    def __init__(self, start_s: float, speed: float, *, until_s: float = float("inf")) -> None:
        self._start_s = start_s
        self._until_s = until_s
        self._made_s = time.monotonic()
        self.speed = speed

    def now_s(self) -> float:
        """UTC epoch seconds of the replayed day."""
        return min(self._start_s + (time.monotonic() - self._made_s) * self.speed, self._until_s)


class ManualClock:
    """Race time that moves only when it is told to, for instant replay and for tests."""

    speed = 0.0

    def __init__(self, now_s: float) -> None:
        self._now_s = now_s

    def now_s(self) -> float:
        """UTC epoch seconds, as last set."""
        return self._now_s

    def set(self, now_s: float) -> None:
        """Move race time to `now_s`."""
        self._now_s = now_s
