"""A what-if in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from lanterne.dispatch.whatif import caught
from lanterne.dispatch.words import bibs_text
from lanterne.live.holdtexts import place_text
from lanterne.live.now import Now
from lanterne.live.stillout import StillOut
from lanterne.units import distance_text
from lanterne.views import WhatIfStationView

NAMED: Final = 5


def said_finish(extra_s: float, in_time: float, would_be: float) -> Iterator[str]:
    """How many more finish in time."""
    if extra_s:
        yield (
            f"With every cut-off ahead {extra_s / 60:.0f} minutes later, about {would_be - in_time:.0f} more "
            f"finish in time: {would_be:,.0f} instead of {in_time:,.0f} of those still out."
        )


def said_sweep(now: Now, outs: Sequence[StillOut]) -> Iterator[str]:
    """Whom each distance's last sweep would catch, and where."""
    race = now.field.race
    for out in outs:
        if out.plan is None or out.other is None or not len(out.rows):
            continue
        each, runners = out.each, out.each.runners[out.rows]
        median_s = each.at_s[out.rows, :, 1].astype(np.float64) + each.base_s
        place_m = now.picture.place_m[runners]
        is_now = caught(median_s, place_m, each.target_m, out.plan)
        would = caught(median_s, place_m, each.target_m, out.other)
        the = f"{each.distance.name}: the" if len(outs) > 1 else "The"
        before, after = int((is_now >= 0).sum()), int((would >= 0).sum())
        first = np.flatnonzero(would >= 0)
        first = first[np.argsort(would[first], kind="stable")][:NAMED]
        places = [place_text(race, each.distance.id, float(each.target_m[would[i]])) for i in first]
        entrants = [now.field.roster.entrants[runner] for runner in runners[first].tolist()]
        bibs = [f"{one.bib} at {place}" for one, place in zip(entrants, places, strict=True)]
        whom = f" First {bibs_text(bibs, NAMED)}." if bibs else ""
        yield f"{the} sweep would catch {after:,} before the finish; as it goes now, {before:,}.{whom}"


def said_gap(now: Now, stations: Sequence[WhatIfStationView]) -> Iterator[str]:
    """The widest gap that closing stations opens."""
    shut = [one for one in stations if one.closed]
    opened = [one for one in stations if not one.closed]
    if not shut or not opened:
        return
    widest = max(opened, key=lambda one: one.gap_m)
    gap = distance_text(widest.gap_m, now.field.race.unit)
    yield f"The longest way without an open station: {gap} after {widest.name}."
