"""The boards of stations and gates: who is still to come, and when the first and last will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import first_quantiles_s, last_quantiles_s, still_to_come
from lanterne.events import StationReport
from lanterne.field.fold import Field
from lanterne.forecast.field_forecast import Forecast
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture
from lanterne.race.cutoffs import gate_cutoff_s, line_time_s
from lanterne.views import GateNowView, StationView

Floats = NDArray[np.float64]

TAIL: Final = 300
"""The last of a field is among its last 300."""

FRONT: Final = 60
STEPS: Final = 32


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of one distance's field, forecast: `rows` into the distance's runners."""

    rows: NDArray[np.int64]
    forecast: Forecast


def ends(arrivals: Arrivals, picture: Picture) -> Ends:
    """Forecast the first and the last of those running a distance."""
    mine = arrivals.runners
    running = np.flatnonzero(picture.running[mine])
    order = running[np.argsort(-np.nan_to_num(arrivals.at_s[running, -1, 1], nan=np.inf), kind="stable")]
    rows = np.unique(np.concatenate([order[:TAIL], order[-FRONT:]]))
    return Ends(rows, arrivals.forecast(rows, picture.starts, picture.now_s))


def station_views(field: Field, arrivals: Arrivals, picture: Picture, both: Ends) -> list[StationView]:
    """The board of the stations of one distance."""
    stages = {one.station: one.what for one in field.told(StationReport) if one.what != "supplies"}
    distance = arrivals.distance.id
    views = []
    for station in field.race.stations:
        at_m = station.at_m.get(distance)
        if at_m is None:
            continue
        coming, first_s, last_s = _coming(arrivals, picture, both, at_m)
        line_s = line_time_s(field.race, distance, field.zeros, at_m)
        views.append(
            StationView(
                id=station.id,
                distance=distance,
                at_m=at_m,
                first_p50_s=_known(first_s[0]),
                last_p50_s=_known(last_s[0]),
                last_p95_s=_known(last_s[1]),
                to_come=int(coming.sum()),
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
        late_s = arrivals.at_s[:, arrivals.target(at_m), 2].astype(np.float64) + arrivals.base_s
        seen_m = picture.evidence.at_m[arrivals.runners]
        running = picture.running[arrivals.runners]
        coming = still_to_come(late_s, seen_m, running, at_m, picture.now_s)
        cutoff_s = gate_cutoff_s(field.race, gate, distance, field.zeros)
        at_risk = 0 if cutoff_s is None else int((coming & (late_s > cutoff_s)).sum())
        views.append(
            GateNowView(
                id=gate.id,
                distance=distance,
                at_m=at_m,
                cutoff_s=cutoff_s,
                to_come=int(coming.sum()),
                at_risk=at_risk,
            )
        )
    return views


def _coming(
    arrivals: Arrivals, picture: Picture, both: Ends, at_m: float
) -> tuple[NDArray[np.bool_], Sequence[float], Sequence[float]]:
    """Who may still come to a place; median of the first; median and 95 in 100 quantile of the last."""
    column = arrivals.target(at_m)
    mine = arrivals.runners
    running, seen_m = picture.running[mine], picture.evidence.at_m[mine]
    quantile_s = arrivals.at_s[:, column].astype(np.float64) + arrivals.base_s
    coming = still_to_come(quantile_s[:, 2], seen_m, running, at_m, picture.now_s)
    nothing = (np.nan,), (np.nan, np.nan)
    rows = np.flatnonzero(coming[both.rows] & np.isfinite(quantile_s[both.rows, 1]))
    if not len(rows):
        return coming, *nothing
    early_s, late_s = quantile_s[both.rows[rows], 0].min(), quantile_s[both.rows[rows], 2].max()
    clock_s = np.linspace(min(early_s, picture.now_s), late_s + 0.5 * (late_s - early_s) + 60.0, STEPS)
    targets = np.full(STEPS, at_m)
    arrived = np.nan_to_num(both.forecast.in_time(targets, clock_s, rows=rows)).astype(np.float64)
    someone_passed = bool((running & (seen_m >= at_m)).any() or (quantile_s[:, 1] < picture.now_s).any())
    first = nothing[0] if someone_passed else tuple(first_quantiles_s(arrived, clock_s, (0.5,)))
    return coming, first, tuple(last_quantiles_s(arrived, clock_s, (0.5, 0.95)))


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
