"""What one distance's runners have shown of the day, and the pace library as the day was known then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.forecast.displaced import Displaced, displaced, suspicious
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.fade import BANDS, bands, early_level
from lanterne.forecast.innovations import Innovations, innovations
from lanterne.forecast.library import PaceLibrary
from lanterne.forecast.raceday import Day, before_the_race, days
from lanterne.race.answers import SAME_LENGTH
from lanterne.units import MARATHON_M

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

STEP_S: Final = 300.0
"""The day is known anew on even instants so far apart, now and looking back alike.

Steps of 120 s hold the same shares of a day of 20,000 runners, and issuing its forecasts again takes twice as
long.
"""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """The day from each of some steps on; `days` has one more, for before the first."""

    steps: Rows
    days: list[Day]

    def at(self, at_s: float) -> Day:
        return self.days[int(np.searchsorted(self.steps, _step(at_s), side="right"))]


class Today:
    """The day of one distance, learned from everybody who was read twice.

    The library's days are those of marathons; on another length they hold by the fraction of the way. There
    the field shows as well what its length differs by from a marathon, and is followed in that too.

    Parameters
    ----------
    library : PaceLibrary
    course : str or None
        Name of the course, which the library may know.

    Attributes
    ----------
    before : Day
        What was expected of the day.
    band : ndarray of int, shape (n,)
        The band of early pace that each runner is nearest to; who was not read counts as the slowest.
    """

    def __init__(self, library: PaceLibrary, course: str | None) -> None:
        self.library, self.course = library, course
        self.before = before_the_race(library, course)
        self._net_s: Floats | None = None
        self._start_s: Floats | None = None
        self._seen: Innovations | None = None
        self._known = _Known(np.empty(0, np.int64), [self.before])
        self.band = np.empty(0, np.int8)
        self._libraries: dict[bytes, PaceLibrary] = {}

    def learn(self, evidence: Evidence) -> None:
        """Take in what is known of every runner of the distance; only what changed is worked out anew.

        Runners whose start was not read teach nothing: their net times may yet move.
        """
        self.band = _bands(evidence)
        net_s = np.where(evidence.start_sd_s[:, None] == 0, evidence.net_s, np.nan)
        start_s = np.where(np.isfinite(net_s).any(axis=1), evidence.start_s, np.nan)
        evidence = replace(
            evidence, net_s=net_s, start_s=start_s, extra_at_m=None, extra_net_s=None, extra_sd_s=None
        )
        if self._seen is None or self._net_s is None or self._start_s is None:
            self._seen = innovations(self.library, evidence, self.course)
        else:
            same = _same(net_s, self._net_s).all(axis=1) & _same(start_s, self._start_s)
            rows = np.flatnonzero(~same)
            if not len(rows):
                return
            part = innovations(self.library, evidence.take(rows), self.course)
            # In place: of a field of 55,000 a copy would be some 100 MB with each round.
            mine = self._seen
            mine.score[rows], mine.tied[rows], mine.due_s[rows] = part.score, part.tied, part.due_s
        self._net_s, self._start_s = net_s, start_s
        self._known = self._known_from(self._seen)
        used = {_key(day) for day in self._known.days}
        self._libraries = {key: made for key, made in self._libraries.items() if key in used}

    def day_at(self, at_s: float) -> Day:
        """The day as it was known at an instant (UTC epoch seconds), by reads that had happened."""
        return self._known.at(at_s)

    def library_at(self, at_s: float) -> PaceLibrary:
        """The library for the day as it was known at an instant, UTC epoch seconds.

        The same day gives the same library, so that what was worked out with it is of use again.
        """
        day = self.day_at(at_s)
        key = _key(day)
        if key not in self._libraries:
            self._libraries[key] = day.adjusted(self.library)
        return self._libraries[key]

    def libraries_at(self, at_s: Floats) -> Iterator[tuple[Rows, PaceLibrary]]:
        """Rows of instants (n,), and the library of each: those at which the same was known together."""
        place = np.searchsorted(self._known.steps, _step(at_s), side="right")
        for each in np.unique(place):
            rows = np.flatnonzero(place == each)
            yield rows, self.library_at(float(at_s[rows[0]]))

    def stretch(self, from_m: Floats, to_m: float, length_m: float) -> Floats:
        """What each of the day's numbers adds to log pace from some places to another, at an even pace.

        Parameters
        ----------
        from_m : ndarray, shape (f,), metres, less than `to_m`
            0 = from the start.

        Returns
        -------
        ndarray, shape (f, b, r)
            For each band of early pace.
        """
        effects = self.library.day.effects(len(self.library.fraction))
        end = self.library.weights(np.array([to_m]), length_m)
        begin = self.library.weights(np.maximum(from_m, 1.0), length_m)
        way = (to_m * end - from_m[:, None] * begin) / (to_m - from_m)[:, None]
        return np.asarray(np.einsum("fg,gbr->fbr", way, effects))

    def stretch_sd(self, at_s: float, from_m: Floats, to_m: float, length_m: float) -> Floats:
        """Standard deviation, in log pace, of what is not known of the day at an instant, shape (f, b)."""
        stretch = self.stretch(from_m, to_m, length_m)
        covariance = self.day_at(at_s).covariance
        return np.asarray(np.sqrt(np.einsum("fbr,rs,fbs->fb", stretch, covariance, stretch)))

    def displaced_at(self, at_s: float, mats_m: Floats, length_m: float) -> list[Displaced]:
        """Mats that seem, by an instant, to stand elsewhere than stated; `mats_m` as in what was learned."""
        day = self.day_at(at_s)
        if self._net_s is None or not day.legs:
            return []
        read = np.isfinite(self._net_s).any(axis=0) & (mats_m < length_m)
        return suspicious(displaced(day, self.library, mats_m[read].tolist(), length_m, self.course))

    def _known_from(self, seen: Innovations) -> _Known:
        """The day at every step from which on another leg counts."""
        due_s = seen.due_s[np.isfinite(seen.score)]
        steps = np.unique(np.ceil(due_s / STEP_S)).astype(np.int64)
        learned = days(self.library, seen, (steps * STEP_S).tolist(), self.course)
        return _Known(steps, [self.before, *learned])


def is_marathon(length_m: float) -> bool:
    """Whether a race is as long as those that the library's courses and days are of."""
    return abs(length_m / MARATHON_M - 1) <= SAME_LENGTH


def _same(one: Floats, other: Floats) -> NDArray[np.bool_]:
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))


def _bands(evidence: Evidence) -> NDArray[np.int8]:
    level = early_level(evidence.net_s, evidence.at_m, evidence.length_m)
    return np.where(np.isfinite(level), bands(level).argmax(axis=1), BANDS - 1).astype(np.int8)


def _key(day: Day) -> bytes:
    return day.mean.tobytes() + day.covariance.tobytes() + np.float64(day.spread).tobytes()


def _step(at_s: float | Floats) -> Floats:
    return np.floor(np.asarray(at_s) / STEP_S)
