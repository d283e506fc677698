"""Evidence between mats: what was last seen of each runner by people, and where their phone was."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanterne.field.along import KEPT, RUNNER, Known, Way, walk
from lanterne.field.fold import Field
from lanterne.field.starts import Starts

Floats = NDArray[np.float64]

SIGHTING_SD_S: Final = 60.0
SPACED_M: Final = 2_500.0
SPACED: Final = 2
"""Of a phone's fixes since the last mat the last counts, and the first beyond each 2.5 km, two of them.

The last says where they are; one some kilometres behind it, whether they are slowing. Of runners drawn from
the pace library and read at half way, the CRPS of the finish falls from 6.7 to 4.1 min by a fix at 28 km, to
3.8 with one at 25 km, and no further with four more. Each makes a runner's evidence unlike others', which
costs time.
"""

COLUMNS: Final = 2 + SPACED
SLOWEST_MPS: Final = 0.5
"""Turns metres into seconds for those who hardly move."""


class Extra(NamedTuple):
    """Where, net time, and its standard deviation, shape (n, e) each; NaN = none."""

    at_m: Floats
    net_s: Floats
    sd_s: Floats


class Extras:
    """The evidence between mats of the runners of one distance, with the ways of their phones so far."""

    def __init__(self, field: Field, distance: int) -> None:
        self._field = field
        self._course = field.race.distances[distance].course
        on_course = np.isfinite(field.layout.point_at_m[distance]) & ~field.layout.is_start
        self._points = np.flatnonzero(on_course)
        self._points_m = field.layout.point_at_m[distance][self._points]
        self._ways: dict[int, Way] = {}

    def of(self, runners: NDArray[np.int64], starts: Starts) -> Extra:
        """The extra evidence of some runners: their latest sighting, then fixes of their phones."""
        field = self._field
        columns = COLUMNS if field.carried else 1
        made = Extra(*np.full((3, len(runners), columns), np.nan))
        for row, runner in enumerate(runners.tolist()) if field.seen or field.carried else ():
            seen = field.seen.get(runner)
            if seen is not None:
                made.at_m[row, 0], made.net_s[row, 0] = seen.at_m, seen.at_s - starts.at_s[runner]
                made.sd_s[row, 0] = SIGHTING_SD_S
            way = self.way(runner, starts)
            if way is not None:
                chosen = self._chosen(runner, way)
                net_s = way.at_s[chosen] - starts.at_s[runner]
                speed_mps = np.maximum(way.at_m[chosen] / np.maximum(net_s, 1.0), SLOWEST_MPS)
                here = slice(1, 1 + len(chosen))
                made.at_m[row, here], made.net_s[row, here] = way.at_m[chosen], net_s
                made.sd_s[row, here] = way.sd_m[chosen] / speed_mps
        return made

    def last_fixes(self) -> dict[int, tuple[float, float]]:
        """Instant and metres of each phone's last fix on the course, as of its runner's last forecast."""
        last = {}
        for runner, way in self._ways.items():
            kept = np.flatnonzero(way.why == KEPT)[-1:]
            if len(kept):
                last[runner] = float(way.at_s[kept[0]]), float(way.at_m[kept[0]])
        return last

    def way(self, runner: int, starts: Starts) -> Way | None:
        """Where a runner's phone has been on the course; None without a phone, or a course."""
        devices = self._field.carried.get(runner)
        if devices is None or self._course is None:
            return None
        read_s = self._field.passing_s[runner, self._points]
        order = np.argsort(read_s, kind="stable")[: int(np.isfinite(read_s).sum())]
        known = Known(
            float(starts.at_s[runner]), float(starts.sd_s[runner]), read_s[order], self._points_m[order]
        )
        trail = self._field.fixes.of(*sorted(devices))
        offset_s = self._field.sources.offset_s
        way = walk(trail, self._course, offset_s, RUNNER, known, self._ways.get(runner))
        self._ways[runner] = way
        return way

    def _chosen(self, runner: int, way: Way) -> NDArray[np.int64]:
        """The few fixes that count: the last, and of those before it the first beyond each `SPACED_M`."""
        read = np.isfinite(self._field.passing_s[runner, self._points])
        read_m = self._points_m[read].max(initial=0.0)
        since = np.flatnonzero((way.why == KEPT) & (way.at_m > read_m))
        if not len(since):
            return since
        stretch = np.maximum.accumulate(way.at_m[since]) // SPACED_M
        first = since[np.flatnonzero(np.diff(stretch, prepend=read_m // SPACED_M) > 0)]
        spaced = first[first < since[-1]][-SPACED:]
        return np.append(since[-1], spaced)
