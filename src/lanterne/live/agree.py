"""The page of those who agree to holds, and of every other post: when the last comes, and what is at what."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec.structs import replace

from lanterne.dispatch.stations import Coming
from lanterne.live.arrivals import LEVELS, Arrivals
from lanterne.live.decided import Decided
from lanterne.live.due import due
from lanterne.live.now import Now
from lanterne.live.seeing import sees_bibs
from lanterne.race.definition import Places
from lanterne.race.stands import Stand
from lanterne.views import ClosingView, MatLiftView, SegmentView

TAIL: Final = 200
"""The last to come is among the last so many."""


def last_at(now: Now, at_m: Places) -> tuple[int, float | None, float | None]:
    """How many are still to come to a place, and when the last will be there: 50 and 95 in 100."""
    number, ends = 0, []
    for each in now.arrivals:
        here_m = at_m.get(each.distance.id)
        if here_m is None:
            continue
        evidence_m = now.picture.evidence.at_m[each.runners]
        number += int((now.picture.running[each.runners] & ~(evidence_m >= here_m)).sum())
        ends.append(_last_s(now, each, here_m))
    known = [one for one in ends if np.isfinite(one).all()]
    if not known:
        return number, None, None
    # Of several distances the later last counts: what one range says of the other is little.
    p50_s, p95_s = (float(max(one[i] for one in known)) for i in (0, 1))
    return number, p50_s, p95_s


def place_of(now: Now, stand: Stand) -> Places:
    """Where a stand watches for the last: its own place, the finish without one."""
    return stand.at_m or {one.id: one.length_m for one in now.field.race.distances}


def segments_for(made: Decided, stand: Stand) -> list[SegmentView]:
    """The roads, for the police."""
    return list(made.segments) if stand.role == "police" else []


def mats_for(made: Decided, stand: Stand) -> list[MatLiftView]:
    """The mats, for the timer."""
    return list(made.mats) if stand.role == "timer" else []


def stations_for(made: Decided, stand: Stand) -> list[ClosingView]:
    """Every station in short: whom it waits for only for those who look for runners."""
    if sees_bibs(stand.role):
        return [replace(one, last_list=[]) for one in made.closings.values()]
    return [replace(one, last_list=[], reasons=[]) for one in made.closings.values()]


def _last_s(now: Now, arrivals: Arrivals, at_m: float) -> tuple[float, float]:
    coming = due(now, arrivals, at_m, TAIL)
    evidence_s = now.picture.evidence.at_s[coming.runners]
    since_s = np.where(np.isfinite(evidence_s), evidence_s, now.picture.starts.at_s[coming.runners])
    known = np.isfinite(since_s) & np.isfinite(coming.comes)
    if not known.any():
        return np.nan, np.nan
    made = Coming.of(coming.quantile_s[known], coming.comes[known], since_s[known], 0.0, LEVELS)
    p50_s, p95_s = made.last_s((0.5, 0.95)).tolist()
    return p50_s, p95_s
