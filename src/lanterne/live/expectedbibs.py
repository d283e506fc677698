"""The bibs still to come to a station, with the times to print beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lanterne.live.now import Now
from lanterne.race.definition import Station

MOST: Final = 300
"""Those who come last: a sheet with more is not read."""


@dataclass(frozen=True, slots=True)
class ExpectedBib:
    """A runner still to come: half such runners are there by `p50_s`, 19 in 20 by `p95_s` (UTC epoch s)."""

    bib: str
    distance: str
    p50_s: float
    p95_s: float


def expected_bibs(now: Now, station: Station) -> list[ExpectedBib]:
    """The last to come to a station in the order in which they are likely to; without a forecast: none."""
    found: list[ExpectedBib] = []
    picture, bibs = now.picture, now.field.roster.entrants
    for each in now.arrivals:
        at_m = station.at_m.get(each.distance.id)
        if at_m is None:
            continue
        due_s = each.at_s[:, each.target(at_m)].astype(np.float64) + each.base_s
        out = picture.running[each.runners] & ~(picture.evidence.at_m[each.runners] >= at_m)
        rows = np.flatnonzero(out & np.isfinite(due_s).all(axis=1))
        rows = rows[np.argsort(due_s[rows, 1], kind="stable")][-MOST:]
        found += [
            ExpectedBib(bibs[runner].bib, each.distance.id, float(p50_s), float(p95_s))
            for runner, (_, p50_s, p95_s) in zip(
                each.runners[rows].tolist(), due_s[rows].tolist(), strict=True
            )
        ]
    return sorted(found, key=lambda one: (one.p50_s, one.bib))[-MOST:]
