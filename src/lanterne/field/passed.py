"""Who passed which timing point when, worked out from the reads, and what of them does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.passings import doubtful, resolve
from lanterne.field.places import Layout
from lanterne.field.reads import Reads

Floats = NDArray[np.float64]
Runners = NDArray[np.int64]

APART_S: Final = 300.0
"""Two chips of one bib, read at one mat further apart than this, are not on one runner."""


@dataclass(frozen=True, slots=True)
class Stray:
    """The latest read of a runner at a point that their distance does not come by."""

    at_s: float
    point: int
    source: int


@dataclass(frozen=True, slots=True)
class Routes:
    """What people's words change about where runners go.

    Attributes
    ----------
    turned : Mapping
        Distance by index that a runner has changed to.
    bumped : Mapping
        By runner, when they were carried ahead to go on (UTC epoch seconds).
    """

    turned: Mapping[int, int]
    bumped: Mapping[int, tuple[float, ...]]


class Passed:
    """Passings of all runners, worked out anew for some from all of their reads.

    Attributes
    ----------
    passing_s, doubtful : ndarray, shape (n_runners, n_points)
        See `Field`.
    doubted_s : dict
        By runner: instants of the doubtful passings, shape (n_points,), NaN elsewhere.
    strays : dict
        By runner: the latest read at a point of other distances only.
    apart : ndarray, shape (n_runners,)
        Whose chips were read at one mat at different times.
    """

    def __init__(self, layout: Layout) -> None:
        shape = (len(layout.distance_of), layout.point_at_m.shape[1])
        self._layout = layout
        self.passing_s = np.full(shape, np.nan)
        self.doubtful = np.zeros(shape, np.bool_)
        self.doubted_s: dict[int, Floats] = {}
        self.strays: dict[int, Stray] = {}
        self.apart = np.zeros(shape[0], np.bool_)

    def resolve(
        self, runners: Runners, reads: Reads, offset_s: Floats, earliest_s: Floats, routes: Routes
    ) -> None:
        """Work out the passings of these runners.

        Parameters
        ----------
        runners : ndarray of int
            Each named once.
        offset_s : ndarray, shape (n_sources,), seconds
        earliest_s : ndarray, shape (n_distances, n_points), UTC epoch seconds
            See `earliest_passing_s`.
        """
        if not len(runners):
            return
        rows = reads.of(runners)
        local = np.full(len(self.apart), -1, np.int64)
        local[runners] = np.arange(len(runners))
        runner, point = local[reads.runner[rows]], reads.point[rows].astype(np.int64)
        at_s = reads.at_s[rows] + offset_s[reads.source[rows]]
        distance = self._layout.distance_of[runners]
        for one in routes.turned.keys() & set(runners.tolist()) if routes.turned else ():
            distance[local[one]] = routes.turned[one]
        passing_s = resolve(
            runner,
            point,
            at_s,
            n_runners=len(runners),
            earliest_s=earliest_s[distance],
            is_start=self._layout.is_start,
        )
        self._doubt(runners, distance, passing_s, routes.bumped)
        off_course = np.isinf(earliest_s[distance[runner], point]) & (at_s >= earliest_s.min(axis=0)[point])
        self._note_strays(runners, rows[off_course], at_s[off_course], reads)
        self._note_apart(runners, runner, point, at_s, reads.chip[rows])

    def _doubt(
        self,
        runners: Runners,
        distance: Runners,
        passing_s: Floats,
        bumped: Mapping[int, tuple[float, ...]],
    ) -> None:
        """Keep the passings that fit together, and put the others aside."""
        wrong = np.zeros(passing_s.shape, np.bool_)
        for one, at_m in enumerate(self._layout.point_at_m):
            mine = np.flatnonzero(distance == one)
            wrong[mine] = doubtful(passing_s[mine], at_m)
        for row in np.flatnonzero(wrong.any(axis=1)).tolist() if bumped else ():
            carried_s = bumped.get(int(runners[row]))
            if carried_s is not None:
                wrong[row] = _by_stretches(passing_s[row], self._layout.point_at_m[distance[row]], carried_s)
        some = wrong.any(axis=1)
        for runner in self.doubted_s.keys() & set(runners[~some].tolist()) if self.doubted_s else ():
            del self.doubted_s[runner]
        for row in np.flatnonzero(some).tolist():
            self.doubted_s[int(runners[row])] = np.where(wrong[row], passing_s[row], np.nan)
        self.doubtful[runners] = wrong
        self.passing_s[runners] = np.where(wrong, np.nan, passing_s)

    def _note_strays(self, runners: Runners, rows: Runners, at_s: Floats, reads: Reads) -> None:
        if self.strays:
            for runner in self.strays.keys() & set(runners.tolist()):
                del self.strays[runner]
        split = ~self._layout.is_start[reads.point[rows]]
        rows, at_s = rows[split], at_s[split]
        # By instant, then by point and source, so that the latest is one whatever the order of the reads.
        for i in np.lexsort((reads.source[rows], reads.point[rows], at_s)).tolist():
            point, source = int(reads.point[rows[i]]), int(reads.source[rows[i]])
            self.strays[int(reads.runner[rows[i]])] = Stray(float(at_s[i]), point, source)

    def _note_apart(
        self, runners: Runners, runner: Runners, point: Runners, at_s: Floats, chip: NDArray[np.int8]
    ) -> None:
        chips = np.unique(chip[chip > 0])
        self.apart[runners] = False
        if len(chips) < 2:
            return
        shape = (len(runners), len(self._layout.is_start))
        latest_s, earliest_s = np.full(shape, -np.inf), np.full(shape, np.inf)
        for one in chips:
            first_s = np.full(shape, np.inf)
            mine = chip == one
            np.minimum.at(first_s, (runner[mine], point[mine]), at_s[mine])
            earliest_s = np.minimum(earliest_s, first_s)
            latest_s = np.maximum(latest_s, np.where(np.isfinite(first_s), first_s, -np.inf))
        with np.errstate(invalid="ignore"):  # points that no chip was read at
            far = latest_s - earliest_s > APART_S
        self.apart[runners] = (far & ~self._layout.is_start).any(axis=1)


def _by_stretches(passing_s: Floats, at_m: Floats, carried_s: tuple[float, ...]) -> NDArray[np.bool_]:
    """Which passings of a runner who was carried ahead are doubtful: each stretch on foot by itself."""
    stretch = np.searchsorted(np.array(carried_s), passing_s)  # NaN comes last, and is no passing
    wrong = np.zeros(len(passing_s), np.bool_)
    for one in range(len(carried_s) + 1):
        mine = stretch == one
        wrong |= mine & doubtful(np.where(mine, passing_s, np.nan)[None], at_m)[0]
    return wrong
