"""The distance-time chart: the tracks of the last runners and of the vehicles, and the field's density."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.stations import came_by
from lanterne.field.along import KEPT, Way
from lanterne.field.fold import Field
from lanterne.live.arrivals import LEVELS, Arrivals
from lanterne.live.control import SHOWN
from lanterne.live.convoy import Convoy
from lanterne.live.fan import along, fan
from lanterne.live.picture import Picture
from lanterne.views import ChartView, FieldView, RaceView, TrackView

Floats = NDArray[np.float64]

FAN_STEP_S: Final = 300.0
FAN_ROWS: Final = 120
DRAWN_EVERY_M: Final = 250.0
ALONG_STEP_M: Final = 200.0


def chart_view(field: Field, arrivals: Sequence[Arrivals], picture: Picture, convoy: Convoy) -> ChartView:
    """The tracks of the last on the course and of the vehicles."""
    tracks = []
    by_distance = {each.distance.id: each for each in arrivals}
    for runner in picture.last[:SHOWN].tolist():
        entrant = field.roster.entrants[runner]
        tracks.append(_track(field, by_distance[entrant.distance], picture, runner))
    return ChartView(as_of_s=picture.now_s, runners=tracks, vehicles=convoy.tracks())


def _track(field: Field, arrivals: Arrivals, picture: Picture, runner: int) -> TrackView:
    at_m = field.layout.point_at_m[field.layout.distance_of[runner]]
    passing_s = field.passing_s[runner]
    seen = [(float(passing_s[i]), float(at_m[i])) for i in np.flatnonzero(np.isfinite(passing_s))]
    sighting = field.seen.get(runner)
    if sighting is not None and np.isfinite(sighting.at_m):
        seen.append((sighting.at_s, sighting.at_m))
    way = arrivals.extras.way(runner, picture.starts)
    if way is not None:
        seen += _drawn(way)
    quantile_s = arrivals.at_s[arrivals.row_of[runner]].astype(np.float64) + arrivals.base_s
    ahead = np.flatnonzero(np.isfinite(quantile_s).all(axis=1))
    expected = np.column_stack([arrivals.target_m[ahead], quantile_s[ahead]])
    return TrackView(
        bib=field.roster.entrants[runner].bib,
        distance=arrivals.distance.id,
        seen=sorted(seen),
        expected=[(m, p05, p50, p95) for m, p05, p50, p95 in expected.tolist()],
    )


def _drawn(way: Way) -> list[tuple[float, float]]:
    """The fixes of a phone worth drawing: each some way beyond all before it."""
    kept = way.why == KEPT
    at_s, at_m = way.at_s[kept], np.maximum.accumulate(way.at_m[kept])
    worth = np.diff(at_m // DRAWN_EVERY_M, prepend=-1.0) > 0
    return list(zip(at_s[worth].tolist(), at_m[worth].tolist(), strict=True))


def field_view(field: Field, arrivals: Arrivals, picture: Picture, planned: RaceView) -> FieldView:
    """The density of one distance's field over the day so far, and along its course now."""
    distance = arrivals.distance
    place = field.race.distances.index(distance)
    clock_s = np.arange(planned.from_s, min(picture.now_s, planned.to_s) + 1.0, FAN_STEP_S)
    edges_m = np.linspace(0.0, distance.length_m, FAN_ROWS + 1)
    cells = fan(field.passing_s[arrivals.runners], field.layout.point_at_m[place], clock_s, edges_m)
    running = picture.running[arrivals.runners]
    seen = np.isfinite(picture.evidence.at_s[arrivals.runners])
    out = np.flatnonzero(running & seen)
    return FieldView(
        as_of_s=picture.now_s,
        distance=distance.id,
        from_s=planned.from_s,
        step_s=FAN_STEP_S,
        n_t=len(clock_s),
        step_m=float(edges_m[1]),
        n_m=FAN_ROWS,
        fan=base64.b64encode(cells.tobytes()).decode(),
        along_step_m=ALONG_STEP_M,
        along=along(
            arrivals.target_m,
            _passed(arrivals, picture, out),
            float(len(out)),
            ALONG_STEP_M,
            distance.length_m,
        )
        .round(2)
        .tolist(),
    )


def _passed(arrivals: Arrivals, picture: Picture, rows: NDArray[np.int64]) -> Floats:
    """Expected number of some runners who have passed each target by now, shape (m,)."""
    seen_m = np.nan_to_num(picture.evidence.at_m[arrivals.runners[rows]])
    passed = np.empty(len(arrivals.target_m))
    for column, at_m in enumerate(arrivals.target_m.tolist()):
        before = rows[seen_m < at_m]
        quantile_s = arrivals.at_s[before, column].astype(np.float64)
        came = came_by(quantile_s, LEVELS, picture.now_s - arrivals.base_s) * arrivals.comes[before, column]
        passed[column] = len(rows) - len(before) + np.nansum(came)
    return passed
