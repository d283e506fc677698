"""One runner's forecast: what was seen, what is expected where, and how that moved during the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES, Said
from lanterne.forecast.field_forecast import Forecast
from lanterne.live.arrivals import Arrivals
from lanterne.live.chances import LEVELS, Standing, gate_chances, spread
from lanterne.live.control import evidence_view, is_late
from lanterne.live.hindsight import issued, last_fix, runner_evidence_by
from lanterne.live.picture import Picture
from lanterne.live.seen import Seen, own_pace, seen_of
from lanterne.race.definition import Post, Race, Station, TimingPoint, Vehicle
from lanterne.views import (
    AheadView,
    GateChanceView,
    IssuedView,
    RunnerForecastView,
    SeenView,
    SpreadView,
    WordView,
)

Floats = NDArray[np.float64]

STEP_S: Final = 300.0
MOST: Final = 150
"""Instants over the clock at which the forecast is issued again; a longer day takes longer steps."""

FAN_STEPS: Final = 40


def runner_view(
    field: Field, arrivals: Arrivals, picture: Picture, runner: int, name: str
) -> RunnerForecastView:
    """Everything race control is shown of one runner's forecast.

    Parameters
    ----------
    arrivals : Arrivals
        Of the runner's distance.
    runner : int
        Index in the roster.
    """
    state = STATES[picture.ledger.state[runner]]
    expected = bool(picture.running[runner]) or state == "unresolved"
    now = arrivals.forecast(arrivals.row_of[[runner]], picture.starts, picture.now_s)
    refused = bool(now.refused[0])
    shown = now if expected and not refused else None
    seen = _seen(field, arrivals, picture, runner)
    marks = [one for one in seen if one.counts]
    start_s = float(picture.starts.at_s[runner])
    now_m = None if shown is None else _place(shown)
    standing = Standing(
        marks=marks,
        start_s=start_s,
        now_s=picture.now_s,
        now_m=np.nan if now_m is None else now_m[1],
        forecast=shown,
    )
    gates, finish = gate_chances(field, arrivals, picture, runner, standing)
    finished_s = _finished(field, runner)
    history = _history(
        field, arrivals, picture, runner, _until(field, picture, runner, finished_s), marks, finish
    )
    said = field.said.get(runner)
    return RunnerForecastView(
        as_of_s=picture.now_s,
        bib=field.roster.entrants[runner].bib,
        name=name,
        distance=arrivals.distance.id,
        state=state,
        detail=DETAILS[picture.ledger.detail[runner]],
        said=None if said is None else _word(field.race, said),
        start_s=start_s,
        start_sd_s=float(picture.starts.sd_s[runner]),
        refused=refused,
        expected=expected,
        mark="late" if expected and is_late(arrivals, picture, runner) else "",
        evidence=evidence_view(field, picture, runner),
        now_m=now_m,
        pace_s_per_m=own_pace(marks, start_s),
        seen=_seen_views(seen, start_s, history.due),
        ahead=[] if shown is None else _ahead(field.race, arrivals, shown),
        gates=gates,
        finish=finish,
        fan=[] if shown is None else _fan(arrivals, shown, standing.last[0]),
        issued=history.views,
        finished_s=finished_s,
    )


def _seen(field: Field, arrivals: Arrivals, picture: Picture, runner: int) -> list[Seen]:
    """What was seen by mats and people, and the last place of the runner's phone."""
    seen = seen_of(field, runner)
    way = arrivals.extras.way(runner, picture.starts)
    fix = None if way is None else last_fix(way)
    if way is None or fix is None:
        return seen
    at_s, at_m = float(way.at_s[fix]), float(way.at_m[fix])
    phone = Seen(at_s=at_s, at_m=at_m, place="phone", kind="position", by="its fix")
    return sorted([*seen, phone], key=lambda one: (one.at_s, one.place))


def _word(race: Race, said: Said) -> WordView:
    named: list[Post | Station | TimingPoint | Vehicle] = [
        *race.posts,
        *race.points,
        *race.stations,
        *race.vehicles,
    ]
    where = next((one.name for one in named if one.id == said.where), said.where)
    return WordView(what=said.what, where=where, by=said.by, at_s=said.at_s)


def _place(made: Forecast) -> tuple[float, float, float] | None:
    least_m, likely_m, most_m = made.places_m()[0].tolist()
    return (least_m, likely_m, most_m) if np.isfinite(likely_m) else None


def _finished(field: Field, runner: int) -> float | None:
    finish_s = np.fmin.reduce(field.passing_s[runner, field.layout.is_finish], initial=np.nan)
    return float(finish_s) if np.isfinite(finish_s) else None


def _until(field: Field, picture: Picture, runner: int, finished_s: float | None) -> float:
    """When the runner's way ended: at the finish, or when somebody said so; else now."""
    if finished_s is not None:
        return finished_s
    out = STATES[picture.ledger.state[runner]] in {"in_vehicle", "with_medical", "left", "not_started"}
    said = field.said.get(runner)
    return said.at_s if out and said is not None else picture.now_s


@dataclass(frozen=True, slots=True)
class _History:
    """Forecasts as issued: of the finish over the day, and of each thing seen, by its instant."""

    views: list[IssuedView]
    due: dict[float, SpreadView]


def _history(
    field: Field,
    arrivals: Arrivals,
    picture: Picture,
    runner: int,
    until_s: float,
    marks: Sequence[Seen],
    finish: GateChanceView,
) -> _History:
    """Issue the forecast again: right after everything seen, and on even clock times."""
    told = [one for one in marks if one.at_s <= until_s]
    at_s = _instants(float(picture.starts.at_s[runner]), until_s, np.array([one.at_s for one in told]))
    if not len(at_s):
        return _History([], {})
    target_m = np.unique([*(one.at_m for one in told if one.at_m > 0), finish.at_m])
    quantile_s = np.full((len(at_s), len(target_m), len(LEVELS)), np.nan)
    in_time = np.full(len(at_s), np.nan)
    evidence = runner_evidence_by(field, arrivals, picture.starts, runner, marks, at_s)
    for rows, made in issued(arrivals, evidence, at_s):
        quantile_s[rows] = made.arrivals(target_m, LEVELS)
        limit_s = np.array([np.nan if finish.limit_s is None else finish.limit_s])
        in_time[rows] = made.in_time(np.array([finish.at_m]), limit_s)[:, 0]
    places = {one.at_s: one.place for one in told}
    views = []
    for row, one_s in enumerate(at_s.tolist()):
        due, p = spread(quantile_s[row, -1]), float(in_time[row])
        if due is not None:
            known = p if np.isfinite(p) else None
            views.append(IssuedView(at_s=one_s, after=places.get(one_s, ""), due=due, p_in_time=known))
    expected: dict[float, SpreadView] = {}
    for before, then in pairwise(told):
        issue, target = np.searchsorted(at_s, before.at_s), np.searchsorted(target_m, then.at_m)
        due = spread(quantile_s[issue, target]) if then.at_m > 0 else None
        if due is not None:
            expected[then.at_s] = due
    return _History(views, expected)


def _instants(start_s: float, until_s: float, seen_s: Floats) -> Floats:
    """When the forecast is issued again: with everything seen, on even clock times, and at the end."""
    step_s = STEP_S * max(1.0, np.ceil((until_s - start_s) / STEP_S / MOST))
    clock_s = np.arange(np.ceil(start_s / step_s) * step_s, until_s, step_s)
    return np.unique(np.concatenate([seen_s, clock_s, [until_s] if until_s > start_s else []]))


def _seen_views(seen: Sequence[Seen], start_s: float, due: dict[float, SpreadView]) -> list[SeenView]:
    views = []
    before_m, before_s = 0.0, start_s
    for one in seen:
        pace = None
        if one.counts and one.at_m > before_m:
            pace = (one.at_s - before_s) / (one.at_m - before_m)
            before_m, before_s = one.at_m, one.at_s
        views.append(
            SeenView(
                place=one.place,
                kind=one.kind,
                at_m=one.at_m if np.isfinite(one.at_m) else None,
                at_s=one.at_s,
                net_s=one.at_s - start_s if one.counts else None,
                pace_s_per_m=pace,
                by=one.by,
                standing=one.standing,
                due=due.get(one.at_s) if one.counts else None,
            )
        )
    return views


def _ahead(race: Race, arrivals: Arrivals, made: Forecast) -> list[AheadView]:
    """Every mat, station, gate and the finish ahead, along the course."""
    distance = arrivals.distance
    places = [(one.name, "mat", one.at_m) for one in race.points if one.kind == "split"]
    places += [(one.name, "cheer" if "cheer" in one.kinds else "station", one.at_m) for one in race.stations]
    places += [(one.name, "gate", one.at_m) for one in race.gates]
    named = [(name, kind, at_m[distance.id]) for name, kind, at_m in places if distance.id in at_m]
    named = [one for one in named if 0 < one[2] < distance.length_m]
    named = [*sorted(named, key=lambda one: one[2]), ("Finish", "finish", distance.length_m)]
    quantile_s = made.arrivals(np.array([at_m for _, _, at_m in named]), LEVELS)[0]
    views = []
    for (name, kind, at_m), each_s in zip(named, quantile_s, strict=True):
        due = spread(each_s)
        if due is not None:
            views.append(AheadView(place=name, kind=kind, at_m=at_m, due=due))
    return views


def _fan(
    arrivals: Arrivals, made: Forecast, last_m: float
) -> list[tuple[float, float, float, float, float, float]]:
    at_m = np.linspace(last_m, arrivals.distance.length_m, FAN_STEPS + 1)[1:]
    quantile_s = made.arrivals(at_m, LEVELS)[0].astype(np.float64)
    known = np.isfinite(quantile_s).all(axis=1)
    rows = np.column_stack([at_m, quantile_s])[known].tolist()
    return [(m, p05, p25, p50, p75, p95) for m, p05, p25, p50, p75, p95 in rows]
