"""Where a sweep has been: what it has passed, when, and what it said is clear behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BESIDE_M: Final = 50.0
"""A sweep is past a place when it is so far beyond it, for fixes are no better; at the finish, so near it."""


@dataclass(frozen=True, slots=True, eq=False)
class SweepWay:
    """A sweep on one road.

    Attributes
    ----------
    vehicle, name : str
    length_m : float, metres
        Of the road, to its finish.
    at_s : ndarray, shape (n,), UTC epoch seconds, increasing
    at_m : ndarray, shape (n,), metres on this road
        Where it was then; it need not go forward only.
    heard_s : float or None, UTC epoch seconds
        When it was last heard of in any way.
    silent : bool
        Not heard for too long, or reported so.
    clear : tuple of (float, float)
        When it said that nobody is left on the road behind it (UTC epoch seconds), and where (metres).
    """

    vehicle: str
    name: str
    length_m: float
    at_s: Floats
    at_m: Floats
    heard_s: float | None
    silent: bool
    clear: tuple[tuple[float, float], ...] = ()

    @property
    def latest_m(self) -> float | None:
        """Where it last was; None = never on this road."""
        return float(self.at_m[-1]) if len(self.at_m) else None

    def passed_s(self, at_m: Floats) -> Floats:
        """Since when it has been beyond each place, UTC epoch seconds; inf = it is not beyond it."""
        if not len(self.at_m):
            return np.full(np.shape(at_m), np.inf)
        # Whoever turns back to a place has not passed it until they leave it for good.
        lowest_m = np.minimum.accumulate(self.at_m[::-1])[::-1]
        since_s = np.append(self.at_s, np.inf)
        beyond_m = np.minimum(np.asarray(at_m) + BESIDE_M, self.length_m - BESIDE_M)
        return np.asarray(since_s[np.searchsorted(lowest_m, beyond_m, side="right")])

    def is_past(self, at_m: float) -> bool:
        """Whether it is beyond a place."""
        return bool(np.isfinite(self.passed_s(np.array([at_m]))[0]))

    def clear_s(self, at_m: float) -> float | None:
        """When it first said, at a place or beyond it and having passed it, that the road is clear behind."""
        passed_s = float(self.passed_s(np.array([at_m]))[0])
        here_m = min(at_m, self.length_m - BESIDE_M)
        return min((s for s, m in self.clear if m >= here_m and s >= passed_s), default=None)

    def pace_s_per_m(self) -> float | None:
        """Its average pace so far; None before it has moved a kilometre."""
        if len(self.at_m) < 2 or self.at_m[-1] - self.at_m[0] < 1_000.0:
            return None
        return float((self.at_s[-1] - self.at_s[0]) / (self.at_m[-1] - self.at_m[0]))


def hindmost(ways: list[SweepWay]) -> SweepWay | None:
    """The sweep farthest back; None without sweeps. One that was never on the road is behind all."""
    return min(ways, key=lambda one: -1.0 if one.latest_m is None else one.latest_m, default=None)
