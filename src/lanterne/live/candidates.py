"""Whom a station may have seen when the bib it recorded is nobody's who was due there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np

from lanterne.live.due import passed_s
from lanterne.live.now import Now
from lanterne.race.bibs import UNREADABLE, readings
from lanterne.race.definition import Station

MOST: Final = 5
WINDOW_S: Final = 2_700.0
"""Somebody due this much earlier or later was hardly meant."""


def candidates(
    now: Now, station: Station, bib: str, at_s: float, recorded: Collection[str], listed: Sequence[str]
) -> list[str]:
    """Bibs that may have been meant by one as it was recorded, who was due nearest that time first.

    None are given where the bib is somebody's who may have passed then. Without any bib, those of the last
    list are.

    Parameters
    ----------
    bib : str
        As recorded; "" = none.
    at_s : float, UTC epoch seconds
        When.
    recorded : collection of str
        Bibs the station has recorded, who are not meant once more.
    listed : sequence of str
        Its last list.
    """
    index = now.field.roster.index
    if bib and UNREADABLE not in bib and _off_s(now, station, bib, at_s) <= WINDOW_S:
        return []
    wanted = readings(bib, index) if bib else listed
    off_s = {one: _off_s(now, station, one, at_s) for one in wanted if one not in recorded}
    likely = sorted((off, one) for one, off in off_s.items() if off <= WINDOW_S)
    return [one for _, one in likely[:MOST]]


def _off_s(now: Now, station: Station, bib: str, at_s: float) -> float:
    """How far from an instant somebody was, or is, due at a station; infinite for who is not."""
    runner = now.field.roster.index.get(bib)
    if runner is None:
        return np.inf
    due_s = _due_s(now, station, runner)
    return abs(due_s - at_s) if np.isfinite(due_s) else np.inf


def _due_s(now: Now, station: Station, runner: int) -> float:
    """When a runner is most likely at a station: by forecast, or between what was seen before and beyond."""
    field, picture = now.field, now.picture
    at_m = station.at_m.get(field.roster.entrants[runner].distance)
    if at_m is None or not (picture.running[runner] or np.isfinite(picture.evidence.at_s[runner])):
        return np.nan
    arrivals = next(each for each in now.arrivals if each.row_of[runner] >= 0)
    median_s = float(arrivals.at_s[arrivals.row_of[runner], arrivals.target(at_m), 1]) + arrivals.base_s
    if np.isfinite(median_s):
        return median_s if picture.running[runner] else np.nan
    return passed_s(now, runner, at_m)
