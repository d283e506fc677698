"""Lanterne as a method to be scored: the pace library, without and with the day learned in clock order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.conditioning import condition
from lanterne.forecast.evidence import Evidence, possible
from lanterne.forecast.innovations import innovations
from lanterne.forecast.raceday import Day, before_the_race, days
from lanterne.score.method import Method

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lanterne.forecast.arrays import Floats, Ints
    from lanterne.forecast.library import PaceLibrary
    from lanterne.forecast.posterior import Posterior
    from lanterne.score.day import RaceDay

STEP_S: Final = 120.0
"""The day is learned anew this often; a forecast uses the latest that was known."""


class LanterneStatic(Method):
    """The pace library, and what it expects of a day on this course: nothing is learned from the day."""

    name = "lanterne_static"

    def __init__(self, library: PaceLibrary) -> None:
        self._library = library

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """Quantiles of net time at mats ahead."""
        return self._posterior(day, at, rows).quantiles(day.at_m[target], levels).astype(float)

    def probability_before(self, day: RaceDay, at: int, rows: Ints, limit_s: Floats) -> Floats:
        """Probability that each runner's net finish is within each limit."""
        return _finished_by(self._posterior(day, at, rows), day, limit_s)

    def _posterior(self, day: RaceDay, at: int, rows: Ints) -> Posterior:
        library = before_the_race(self._library, day.race).adjusted(self._library)
        return condition(library, seen_by(day, at, rows))


class Lanterne(Method):
    """The pace library, and the day as everybody has shown it by the instant of each forecast."""

    name = "lanterne"

    def __init__(self, library: PaceLibrary) -> None:
        self._library = library
        self._learned_from: RaceDay | None = None
        self._days: list[Day] = []

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """Quantiles of net time at mats ahead."""
        found = np.empty((len(rows), len(target), len(levels)))
        for mine, known in self._known(day, at, rows):
            found[mine] = known.quantiles(day.at_m[target], levels)
        return found

    def probability_before(self, day: RaceDay, at: int, rows: Ints, limit_s: Floats) -> Floats:
        """Probability that each runner's net finish is within each limit."""
        found = np.empty((len(rows), len(limit_s)))
        for mine, known in self._known(day, at, rows):
            found[mine] = _finished_by(known, day, limit_s)
        return found

    def _known(self, day: RaceDay, at: int, rows: Ints) -> Iterator[tuple[Ints, Posterior]]:
        """What is known of runners as each passes a mat, those together who pass within one step."""
        learned = self._learned(day)
        step = np.floor((day.start_s[rows] + day.net_s[rows, at]) / STEP_S).astype(np.int64)
        for each in np.unique(step):
            mine = np.flatnonzero(step == each)
            library = learned[min(each, len(learned) - 1)].adjusted(self._library)
            yield mine, condition(library, seen_by(day, at, rows[mine]))

    def _learned(self, day: RaceDay) -> list[Day]:
        """The day as known at each step from the gun on, kept for the race that was asked last."""
        if self._learned_from is not day:
            evidence = Evidence(
                length_m=day.length_m,
                at_m=day.at_m,
                net_s=day.net_s,
                start_s=day.start_s,
                start_sd_s=np.zeros(len(day)),
            )
            seen = innovations(self._library, evidence, day.race)
            last_s = float(np.max(seen.due_s[np.isfinite(seen.score)], initial=0.0))
            steps_s = (np.arange(int(last_s / STEP_S) + 2) * STEP_S).tolist()
            self._days = list(days(self._library, seen, steps_s, day.race))
            self._learned_from = day
        return self._days


def seen_by(day: RaceDay, at: int, rows: Ints) -> Evidence:
    """What was read of each runner up to the mat `at`; where that cannot all be true, its read alone."""
    at_m, net_s = day.at_m[: at + 1], day.net_s[rows, : at + 1]
    false = ~possible(net_s, at_m)
    net_s[np.ix_(false, np.arange(at + 1) < at)] = np.nan
    return Evidence.of_net(day.length_m, at_m, net_s)


def _finished_by(known: Posterior, day: RaceDay, limit_s: Floats) -> Floats:
    """Probability (n, l) of each runner's finish within each limit (l,)."""
    by_s = np.broadcast_to(limit_s[:, None, None], (len(limit_s), len(known.last_m), 1))
    return known.probability_before(np.array([day.length_m]), by_s)[:, :, 0].T.astype(float)
