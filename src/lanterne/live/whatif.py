"""The day with other numbers: worked out beside the tick's arrivals, which it reads and never changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.whatif import SweepPlan, gaps_m, home_by, late
from lanterne.dispatch.words import listed
from lanterne.errors import LanterneError
from lanterne.events import StationReport
from lanterne.live.arrivals import LEVELS
from lanterne.live.now import Now
from lanterne.live.stillout import Coming, StillOut, cutoffs_s, still_out
from lanterne.live.whatifwords import said_finish, said_gap, said_sweep
from lanterne.race.cutoffs import gate_cutoff_s
from lanterne.views import WhatIfGateView, WhatIfStationView, WhatIfView

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

STEP_S: Final = 300.0
LONGEST_S: Final = 6 * 3_600.0
NEARLY_ALL: Final = 0.5
"""Home by an instant is counted until fewer than this are still expected."""


def whatif(
    now: Now, limit_extra_s: float = 0.0, sweep_slower: float = 1.0, closed: Sequence[str] = ()
) -> WhatIfView:
    """The day if every limit still ahead were later, the sweeps slower, and some stations closed.

    Parameters
    ----------
    limit_extra_s : float, seconds
        Every cut-off and every sweep is so much later from here on.
    sweep_slower : float
        The sweeps' pace ahead is so many times what it is.
    closed : sequence of str
        Stations that would be closed, by id.

    Raises
    ------
    LanterneError
        If there is no such station, or the sweeps would stand still.
    """
    strangers = [one for one in closed if one not in {station.id for station in now.field.race.stations}]
    if strangers:
        raise LanterneError(f"{listed(strangers)}: no such station")
    if not 0.1 <= sweep_slower <= 10.0:
        raise LanterneError(f"{sweep_slower:g} times the sweep's pace: say between 0.1 and 10")
    outs = [still_out(now, each, limit_extra_s, sweep_slower) for each in now.arrivals]
    gates = [one for out in outs for one in _gates(now, out, limit_extra_s)]
    stations = _stations(now, outs, closed)
    in_time, would_be = _in_time(now, outs, 0.0), _in_time(now, outs, limit_extra_s)
    return WhatIfView(
        limit_extra_s=limit_extra_s,
        sweep_slower=sweep_slower,
        closed=list(closed),
        in_time=in_time,
        would_be_in_time=would_be,
        gates=gates,
        stations=stations,
        finish_by=_finish_by(now, outs),
        said=[
            *said_finish(limit_extra_s, in_time, would_be),
            *said_sweep(now, outs),
            *said_gap(now, stations),
        ],
    )


def _gates(now: Now, out: StillOut, extra_s: float) -> Iterator[WhatIfGateView]:
    field, distance = now.field, out.each.distance.id
    for gate in sorted(field.race.gates, key=lambda one: one.at_m.get(distance, 0.0)):
        if distance not in gate.at_m:
            continue
        at_m = gate.at_m[distance]
        those = out.at(at_m)
        limit_s = cutoffs_s(now, out, gate, those.rows)
        cutoff_s = gate_cutoff_s(field.race, gate, distance, field.zeros)
        is_past = cutoff_s is not None and cutoff_s < now.now_s
        later_s = 0.0 if is_past else extra_s
        yield WhatIfGateView(
            gate=gate.id,
            name=gate.name,
            distance=distance,
            at_m=at_m,
            cutoff_s=cutoff_s,
            would_be_s=None if cutoff_s is None else cutoff_s + later_s,
            late=late(those.arrival_s, LEVELS, those.comes, limit_s),
            would_be_late=late(those.arrival_s, LEVELS, those.comes, limit_s + later_s),
        )


def _in_time(now: Now, outs: Sequence[StillOut], extra_s: float) -> float:
    """Expected number of those still out who finish by the latest limit there."""
    total = 0.0
    for out in outs:
        length_m = out.each.distance.length_m
        those = out.at(length_m)
        gates = [one for one in now.field.race.gates if one.at_m.get(out.each.distance.id) == length_m]
        limits = [cutoffs_s(now, out, gate, those.rows) for gate in gates]
        limit_s = np.fmax.reduce(limits) + extra_s if limits else np.nan
        total += float(those.comes.sum()) - late(those.arrival_s, LEVELS, those.comes, limit_s)
    return total


def _stations(now: Now, outs: Sequence[StillOut], closed: Collection[str]) -> list[WhatIfStationView]:
    """Every station, along the longest distance it is on."""
    race = now.field.race
    stages = {one.station: one.what for one in now.field.told(StationReport) if one.what != "supplies"}
    shut = {*closed, *(station for station, stage in stages.items() if stage == "closed")}
    longest = sorted(outs, key=lambda out: -out.each.distance.length_m)
    views = []
    for station in race.stations:
        on = [out for out in longest if station.at_m.get(out.each.distance.id, -1.0) > 0]
        if not on:
            continue
        distance = on[0].each.distance
        others = [one for one in race.stations if distance.id in one.at_m and set(one.kinds) != {"cheer"}]
        places = [station.at_m[distance.id], *(one.at_m[distance.id] for one in others)]
        there = [False, *(one.id not in shut for one in others)]
        coming = [
            (station.at_m[out.each.distance.id], out.at(station.at_m[out.each.distance.id])) for out in on
        ]
        sweep_s, after = _behind(coming, [out.plan for out in on])
        would_be_s, would_be_after = _behind(coming, [out.other for out in on])
        views.append(
            WhatIfStationView(
                station=station.id,
                name=station.name,
                at_m=station.at_m[distance.id],
                closed=station.id in shut,
                sweep_s=sweep_s,
                would_be_sweep_s=would_be_s,
                to_come_after=after,
                would_be_to_come_after=would_be_after,
                gap_m=gaps_m(places, there, distance.length_m)[0],
            )
        )
    return sorted(views, key=lambda one: one.at_m)


def _behind(
    coming: Sequence[tuple[float, Coming]], plans: Sequence[SweepPlan | None]
) -> tuple[float | None, float]:
    """When the last sweep is at a station, and how many of its distances are expected after theirs."""
    last_s, after = None, 0.0
    for (at_m, those), plan in zip(coming, plans, strict=True):
        if plan is not None:
            sweep_s = float(plan.passes_s(np.array(at_m)))
            last_s = sweep_s if last_s is None else max(last_s, sweep_s)
            after += late(those.arrival_s, LEVELS, those.comes, sweep_s)
    return last_s, after


def _finish_by(now: Now, outs: Sequence[StillOut]) -> list[tuple[float, float]]:
    """Every five minutes: how many of those out now are expected home by then."""
    finishes = [out.at(out.each.distance.length_m) for out in outs]
    if not any(len(those.rows) for those in finishes):
        return []
    first_s = (now.now_s // STEP_S + 1) * STEP_S
    clock_s = np.arange(first_s, first_s + LONGEST_S, STEP_S).tolist()
    counts = np.sum([home_by(those.arrival_s, LEVELS, those.comes, clock_s) for those in finishes], axis=0)
    total = sum(float(those.comes.sum()) for those in finishes)
    last = int(np.searchsorted(counts, total - NEARLY_ALL)) + 1
    return list(zip(clock_s[:last], counts[:last].tolist(), strict=True))
