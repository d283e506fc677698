"""Everybody who runs one road: when each is at which metre, and where each who stops does so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """The runners on one distance's road, whatever distance they are registered for.

    Attributes
    ----------
    distance : str
        Distance id of the road.
    bibs : tuple of str
    knots_m : ndarray, shape (knots,), metres from the start
        From 0 to the finish, increasing; between two a runner moves evenly.
    clock_s : ndarray, shape (runners, knots), UTC epoch seconds
        When each is there, were they to run on; NaN throughout for those who do not start.
    stop_m : ndarray, shape (runners,), metres from the start
        Where a runner stops for good; infinity for those who finish.
    """

    distance: str
    bibs: tuple[str, ...]
    knots_m: Floats
    clock_s: Floats
    stop_m: Floats

    def __len__(self) -> int:
        return len(self.bibs)

    @property
    def started(self) -> NDArray[np.bool_]:
        """Who crosses the start, shape (runners,)."""
        return np.isfinite(self.clock_s[:, 0])

    def crossings_s(self, at_m: Floats) -> Floats:
        """When each runner crosses each place, shape (runners, places); NaN where they never do."""
        clock_s = between(self.knots_m, self.clock_s, at_m)
        return np.where(self.stop_m[:, None] >= at_m, clock_s, np.nan)

    def stopped_s(self) -> Floats:
        """When each runner comes to where they stop, shape (runners,); NaN for the others."""
        stopping = np.isfinite(self.stop_m) & self.started
        at_s = np.full(len(self), np.nan)
        for i in np.flatnonzero(stopping):
            at_s[i] = np.interp(self.stop_m[i], self.knots_m, self.clock_s[i])
        return at_s

    def last_s(self) -> Floats:
        """When the last runner still going is at each knot, never falling, shape (knots,)."""
        going = np.where(self.stop_m[:, None] >= self.knots_m, self.clock_s, -np.inf)
        return np.maximum.accumulate(np.nanmax(going, axis=0, initial=-np.inf))

    def without(self, bibs: Sequence[str]) -> Crowd:
        """The crowd without some runners."""
        kept = np.array([bib not in bibs for bib in self.bibs], dtype=np.bool_)
        named = tuple(bib for bib in self.bibs if bib not in bibs)
        return replace(self, bibs=named, clock_s=self.clock_s[kept], stop_m=self.stop_m[kept])

    def joined(self, bibs: Sequence[str], clock_s: Floats, stop_m: Floats) -> Crowd:
        """The crowd and some more runners, whose clocks are at the same knots."""
        return replace(
            self,
            bibs=(*self.bibs, *bibs),
            clock_s=np.vstack([self.clock_s, clock_s]),
            stop_m=np.concatenate([self.stop_m, stop_m]),
        )


def between(knots_m: Floats, clock_s: Floats, at_m: Floats) -> Floats:
    """Clocks at any places from those at the knots, shape (runners, places)."""
    right = np.clip(np.searchsorted(knots_m, at_m), 1, len(knots_m) - 1)
    share = (at_m - knots_m[right - 1]) / (knots_m[right] - knots_m[right - 1])
    return np.asarray(clock_s[:, right - 1] * (1 - share) + clock_s[:, right] * share)
