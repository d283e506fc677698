"""The boards of stations and gates: who is still to come, and when the first and last will."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import LEVELS, Coming, Number, still_to_come
from lanterne.events import StationReport
from lanterne.field.fold import Field
from lanterne.live import arrivals as cached
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture
from lanterne.race.cutoffs import gate_cutoff_s, gate_cutoffs_s, line_time_s
from lanterne.views import GateNowView, StationView

Floats = NDArray[np.float64]

TAIL: Final = 300
"""The last of a field is among its last 300, those of whom the same is known, to the minute, as one."""

FRONT: Final = 60
ALIKE_S: Final = 60.0

FIELD_SD: Final = 0.14
"""What all share, in log pace, before anything was read: so much do the fields of nine marathons differ."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of one distance's field: `rows` into its runners.

    Attributes
    ----------
    arrival_s : ndarray, shape (n, m, len(LEVELS)), UTC epoch seconds, NaN = behind them
        At every target of the distance, of those who come.
    comes : ndarray, shape (n, m)
        Probability to come to it at all.
    each : ndarray, shape (n,)
        How many runners each stands for.
    """

    rows: NDArray[np.int64]
    arrival_s: Floats
    comes: Floats
    each: Floats


def ends(arrivals: Arrivals, picture: Picture) -> Ends:
    """Forecast the first and the last of those running a distance."""
    finish_s = arrivals.at_s[:, -1]
    known = np.flatnonzero(picture.running[arrivals.runners] & np.isfinite(finish_s).all(axis=1))
    minutes = np.rint(finish_s[known] / ALIKE_S).astype(np.int64)
    _, first, each = np.unique(minutes, axis=0, return_index=True, return_counts=True)
    latest, earliest = np.argsort(-minutes[first, 2]), np.argsort(minutes[first, 0])
    chosen = np.unique(np.concatenate([latest[:TAIL], earliest[:FRONT]]))
    rows = known[first[chosen]]
    made = arrivals.forecast(rows, picture.starts, picture.now_s)
    arrival_s = made.arrivals(arrivals.target_m, np.array(LEVELS))
    return Ends(rows, arrival_s, 1.0 - made.stopped(arrivals.target_m), each[chosen].astype(np.float64))


def shared(
    arrivals: Arrivals, picture: Picture, rows: NDArray[np.int64], at_m: float
) -> tuple[Floats, Floats]:
    """When each was last seen, at the start at least, and what runners share from there to a place."""
    runners = arrivals.runners[rows]
    seen_m = picture.evidence.at_m[runners]
    seen = seen_m > 0
    since_s = np.where(seen, picture.evidence.at_s[runners], picture.starts.at_s[runners])
    from_m = np.append(0.0, arrivals.mat_m[arrivals.mat_m < at_m])
    day_sd = arrivals.today.stretch_sd(picture.now_s, from_m, at_m, arrivals.distance.length_m)
    last = np.searchsorted(from_m, np.where(seen, seen_m, 0.0), side="right") - 1
    return since_s, np.where(seen, day_sd[last, arrivals.today.band[rows]], FIELD_SD)


def stopping_sd(arrivals: Arrivals) -> float:
    """How much more or less readily people stop on one day than on another, in the log."""
    return arrivals.library.stopping.between_sd


def station_views(field: Field, arrivals: Arrivals, picture: Picture, both: Ends) -> list[StationView]:
    """The board of the stations of one distance."""
    stages = {one.station: one.what for one in field.told(StationReport) if one.what != "supplies"}
    distance = arrivals.distance.id
    views = []
    for station in field.race.stations:
        at_m = station.at_m.get(distance)
        if at_m is None:
            continue
        number = _number(arrivals, picture, at_m)
        last_s = _end(both, arrivals, picture, at_m).last_s((0.5, 0.95))
        line_s = line_time_s(field.race, distance, field.zeros, at_m)
        views.append(
            StationView(
                id=station.id,
                distance=distance,
                at_m=at_m,
                first_p50_s=_first_s(both, arrivals, picture, at_m),
                last_p50_s=_known(last_s[0]),
                last_p95_s=_known(last_s[1]),
                to_come=max(round(number.mean), min(number.p95, 1)),
                to_come_p05=number.p05,
                to_come_p95=number.p95,
                line_s=_known(line_s),
                stage=stages.get(station.id, ""),
            )
        )
    return views


def gate_views(field: Field, arrivals: Arrivals, picture: Picture) -> list[GateNowView]:
    """The board of the gates of one distance."""
    distance = arrivals.distance.id
    views = []
    for gate in field.race.gates:
        at_m = gate.at_m.get(distance)
        if at_m is None:
            continue
        number = _number(arrivals, picture, at_m)
        limit_s = gate_cutoffs_s(
            field.race,
            gate,
            distance,
            field.zeros,
            picture.starts.at_s[arrivals.runners],
            field.layout.wave_of[arrivals.runners],
        )
        rows = _rows_to_come(arrivals, picture, at_m)
        rows = rows[np.isfinite(limit_s[rows])]
        late_s = arrivals.at_s[rows, arrivals.target(at_m), 2].astype(np.float64) + arrivals.base_s
        late = coming(arrivals, picture, rows, at_m).number(
            np.maximum(limit_s[rows], picture.now_s), stopping_sd(arrivals)
        )
        views.append(
            GateNowView(
                id=gate.id,
                distance=distance,
                at_m=at_m,
                cutoff_s=gate_cutoff_s(field.race, gate, distance, field.zeros),
                to_come=max(round(number.mean), min(number.p95, 1)),
                at_risk=int((late_s > limit_s[rows]).sum()),
                late=round(late.mean, 1),
                late_p05=late.p05,
                late_p95=late.p95,
            )
        )
    return views


def _rows_to_come(arrivals: Arrivals, picture: Picture, at_m: float) -> NDArray[np.int64]:
    """Rows of the runners with a forecast who may still come to a place."""
    mine = arrivals.runners
    quantile_s = arrivals.at_s[:, arrivals.target(at_m)]
    seen_m, now_s = picture.evidence.at_m[mine], picture.now_s - arrivals.base_s
    may_come = still_to_come(quantile_s[:, 2], seen_m, picture.running[mine], at_m, now_s)
    return np.flatnonzero(may_come & np.isfinite(quantile_s).all(axis=1))


def coming(arrivals: Arrivals, picture: Picture, rows: NDArray[np.int64], at_m: float) -> Coming:
    """Arrivals of some runners at a place by their latest forecast."""
    column = arrivals.target(at_m)
    quantile_s = arrivals.at_s[rows, column].astype(np.float64) + arrivals.base_s
    comes = arrivals.comes[rows, column].astype(np.float64)
    return Coming.of(quantile_s, comes, *shared(arrivals, picture, rows, at_m), cached.LEVELS)


def _number(arrivals: Arrivals, picture: Picture, at_m: float) -> Number:
    """How many are still to come to a place; those without a forecast count as if they were."""
    mine = arrivals.runners
    out = picture.running[mine] & ~(picture.evidence.at_m[mine] >= at_m)
    known = np.isfinite(arrivals.at_s[:, arrivals.target(at_m)]).all(axis=1)
    unknown = int((out & ~known).sum())
    number = coming(arrivals, picture, np.flatnonzero(out & known), at_m).number(
        picture.now_s, stopping_sd(arrivals)
    )
    return Number(number.mean + unknown, number.p05 + unknown, number.p95 + unknown)


def _end(both: Ends, arrivals: Arrivals, picture: Picture, at_m: float) -> Coming:
    """Those of the two ends of the field who may still come to a place."""
    column = arrivals.target(at_m)
    arrival_s = both.arrival_s[:, column]
    seen_m = picture.evidence.at_m[arrivals.runners[both.rows]]
    known = np.isfinite(arrival_s).all(axis=1) & ~(seen_m >= at_m)
    common = shared(arrivals, picture, both.rows[known], at_m)
    return Coming.of(arrival_s[known], both.comes[known, column], *common, each=both.each[known])


def _first_s(both: Ends, arrivals: Arrivals, picture: Picture, at_m: float) -> float | None:
    """When the first is expected at a place; None once somebody has been there, or most likely has."""
    running = picture.running[arrivals.runners]
    passed = running & (picture.evidence.at_m[arrivals.runners] >= at_m)
    passed |= running & (arrivals.at_s[:, arrivals.target(at_m), 1] < picture.now_s - arrivals.base_s)
    return None if passed.any() else _known(_end(both, arrivals, picture, at_m).first_s((0.5,))[0])


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
