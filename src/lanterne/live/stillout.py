"""Those still out of one distance and its last sweep, as a what-if counts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.whatif import SweepPlan
from lanterne.live.arrivals import Arrivals
from lanterne.live.now import Now
from lanterne.live.sweepplace import sweep_places
from lanterne.race.cutoffs import gate_cutoffs_s, line_at_m
from lanterne.race.definition import Gate

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Coming(NamedTuple):
    """Those still to come to a place: rows, quantiles of arrival (UTC epoch seconds), chance to come."""

    rows: Rows
    arrival_s: Floats
    comes: Floats


@dataclass(frozen=True, slots=True)
class StillOut:
    """Those still out of one distance, and its last sweep.

    Attributes
    ----------
    rows : ndarray of int
        Of the distance's runners, those going with a forecast.
    plan, other : SweepPlan or None
        As it goes now, and as it would; None = nobody knows where it is and there is no line.
    """

    each: Arrivals
    rows: Rows
    plan: SweepPlan | None
    other: SweepPlan | None

    def at(self, at_m: float) -> Coming:
        """Those still to come to a place."""
        column = self.each.target(at_m)
        arrival_s = self.each.at_s[self.rows, column]
        known = np.isfinite(arrival_s).all(axis=1)
        rows = self.rows[known]
        return Coming(
            rows, arrival_s[known] + np.float64(self.each.base_s), self.each.comes[rows, column].astype(float)
        )


def still_out(now: Now, each: Arrivals, extra_s: float, slower: float) -> StillOut:
    """Those still out of a distance, with its sweep as it goes, and later by `extra_s` and slower."""
    running = now.picture.running[each.runners] & np.isfinite(each.at_s[:, -1]).all(axis=1)
    plan = _plan(now, each)
    other = None if plan is None else plan.slower(slower, extra_s)
    return StillOut(each, np.flatnonzero(running), plan, other)


def _plan(now: Now, each: Arrivals) -> SweepPlan | None:
    """The last sweep on a distance's road at the virtual line's pace; without one, the line itself."""
    line, distance = each.distance.line, each.distance.id
    if line is None:
        return None
    places = [(one.on_m[distance], one.at_s) for one in sweep_places(now).values() if distance in one.on_m]
    if places:
        return SweepPlan(*min(places), line.pace_s_per_m)
    at_m = line_at_m(now.field.race, distance, now.field.zeros, now.now_s)
    return SweepPlan(at_m, now.now_s, line.pace_s_per_m)


def cutoffs_s(now: Now, out: StillOut, gate: Gate, rows: Rows) -> Floats:
    """When a gate cuts off for each of some rows (UTC epoch seconds); NaN = never."""
    runners, field = out.each.runners[rows], now.field
    start_s, wave = now.picture.starts.at_s[runners], field.layout.wave_of[runners]
    return gate_cutoffs_s(field.race, gate, out.each.distance.id, field.zeros, start_s, wave)
