"""Who comes late: those a hold may be for, and those already stopped for the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.holds import NEAR_S, whom_for, with_rests
from lanterne.dispatch.stations import LEVELS, came_by
from lanterne.dispatch.words import listed
from lanterne.errors import LanterneError
from lanterne.events import Encounter, Pickup, Status
from lanterne.field.fold import Field
from lanterne.live.arrivals import Arrivals
from lanterne.live.now import Now
from lanterne.race.stands import stands
from lanterne.units import clock_text

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SLACK_S: Final = 300.0
"""How much the forecasts of the last round may be off those made anew: more are looked at than chosen."""

MEDIAN: Final = LEVELS.index(0.5)

_HOW: Final = {
    "time_cut": "stopped at the limit",
    "ride": "took a ride",
    "picked_up": "took a ride",
    "refused": "would not take a ride",
    "refused_ride": "would not take a ride",
    "pavement": "on the pavement",
}

_RIDES: Final = ("ride", "picked_up")


@dataclass(frozen=True, slots=True)
class Late:
    """Runners a hold may be for: rows of their distance, and when they come to the end of the stretch.

    Attributes
    ----------
    arrival_s : ndarray, shape (n, len(LEVELS)), UTC epoch seconds
    comes, p_limit : ndarray, shape (n,)
        To come at all if the end were open long enough, and to come by the limit.
    fit : list
        Of each the sweep's word that they are fit to go on: when and whose; None = none.
    """

    rows: Rows
    arrival_s: Floats
    comes: Floats
    p_limit: Floats
    fit: list[tuple[float, str] | None]

    def take(self, chosen: Rows) -> Late:
        """Some of them."""
        fit = [self.fit[i] for i in chosen.tolist()]
        return Late(self.rows[chosen], self.arrival_s[chosen], self.comes[chosen], self.p_limit[chosen], fit)


def late_ones(
    now: Now, each: Arrivals, to_m: float, limit_s: float, open_s: float, bibs: Sequence[str]
) -> Late:
    """Those a hold is for, with the forecast as it is if the end stays open until `open_s`.

    Parameters
    ----------
    to_m : float, metres
        The end of the stretch.
    limit_s, open_s : float, UTC epoch seconds
        When it closes without a hold, and with the longest that is possible: who expects it open does not
        give up for the limit.
    bibs : sequence of str
        For whom; empty = for those whom `whom_for` finds.

    Raises
    ------
    LanterneError
        If nobody of the distance has such a bib.
    """
    picture = now.picture
    quantile_s = each.at_s[:, each.target(to_m)].astype(np.float64) + each.base_s
    out = picture.running[each.runners] & ~(picture.evidence.at_m[each.runners] >= to_m)
    out &= np.isfinite(quantile_s).all(axis=1)
    if bibs:
        out &= np.isin(np.arange(len(out)), _rows_of(now, each, bibs))
    else:
        behind_s = quantile_s[:, 1] - limit_s
        out &= (behind_s > -SLACK_S) & (behind_s < NEAR_S + SLACK_S) | _spoken_of(now, each)
    rows = np.flatnonzero(out)
    made = replace(each.forecast(rows, picture.starts, picture.now_s), limit_at_s=open_s)
    target_m = np.array([to_m])
    arrival_s = with_rests(made.arrivals(target_m, np.array(LEVELS))[:, 0])
    comes = 1.0 - made.stopped(target_m)[:, 0]
    known = np.flatnonzero(np.isfinite(arrival_s).all(axis=1) & np.isfinite(comes))
    arrival_s, comes, rows = arrival_s[known], comes[known], rows[known]
    fit = [_fit(now.field, int(runner)) for runner in each.runners[rows]]
    late = Late(rows, arrival_s, comes, comes * came_by(arrival_s, LEVELS, limit_s), fit)
    if bibs:
        return late
    told = np.array([one is not None for one in fit], np.bool_)
    chosen = whom_for(told, late.p_limit, arrival_s[:, MEDIAN], comes, limit_s)
    return late.take(np.flatnonzero(chosen))


def _spoken_of(now: Now, each: Arrivals) -> NDArray[np.bool_]:
    """Runners of a distance of whom people said something, such as that they are fit to go on."""
    spoken = np.zeros(len(now.field.roster), np.bool_)
    spoken[now.field.facts.spoken_of()] = True
    return spoken[each.runners]


def _rows_of(now: Now, each: Arrivals, bibs: Sequence[str]) -> list[int]:
    index = now.field.roster.index
    rows = {bib: int(each.row_of[index[bib]]) for bib in bibs if bib in index}
    strangers = [bib for bib in bibs if rows.get(bib, -1) < 0]
    if strangers:
        raise LanterneError(f"{listed(strangers)}: nobody of the {each.distance.name} has this bib")
    return list(rows.values())


def _fit(field: Field, runner: int) -> tuple[float, str] | None:
    """The latest word of a sweep that a runner is fit to go on; nothing once they wanted help or a ride."""
    fit = None
    words = [one for one in field.facts.words_of(runner) if isinstance(one, Encounter)]
    for word in sorted(words, key=lambda one: (field.corrected_s(one), one.id)):
        if word.what == "fit":
            fit = field.corrected_s(word), word.by or word.vehicle
        elif word.what in ("medical", "ride"):
            fit = None
    return fit


def stopped_for_limit(now: Now, each: Arrivals) -> list[tuple[str, str]]:
    """Who of the distance has been stopped for the limit already, and how, the latest last.

    A ride counts when a sweep gave it: whoever drops out rides with others.
    """
    field, found = now.field, []
    sweeps = {one.id for one in field.race.vehicles if one.kind == "sweep"}
    names = {one.id: one.name for one in stands(field.race).values()}
    for runner in field.facts.spoken_of():
        if each.row_of[runner] < 0:
            continue
        words = [one for one in field.facts.words_of(runner) if isinstance(one, Status | Pickup | Encounter)]
        last = max(
            (one for one in words if one.what in _HOW and (one.what not in _RIDES or one.vehicle in sweeps)),
            key=lambda one: (field.corrected_s(one), one.id),
            default=None,
        )
        if last is None:
            continue
        at_s = field.corrected_s(last)
        where = (last.vehicle if isinstance(last, Pickup | Encounter) else last.place) or ""
        by = f", {names.get(where, where)}" if where else ""
        how = f"{_HOW[last.what]}{by} {clock_text(at_s, field.race.zone)}"
        found.append((at_s, field.roster.entrants[runner].bib, how))
    return [(bib, how) for _, bib, how in sorted(found)]
