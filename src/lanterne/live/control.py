"""Race control's view: the balance, the lines, the last on the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lanterne.field.evidence import PASSING
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.forecast.field_forecast import Forecast
from lanterne.live.arrivals import LEVELS, Arrivals
from lanterne.live.picture import Picture
from lanterne.race.cutoffs import gate_cutoff_s, line_at_m, line_time_s, line_zero
from lanterne.race.definition import Gate
from lanterne.units import pace_text
from lanterne.views import (
    ArrivalView,
    BalanceView,
    ControlView,
    EvidenceView,
    FeedView,
    GateNowView,
    LineView,
    MatView,
    RunnerView,
    StationView,
    VehicleView,
)

SHOWN: Final = 20


@dataclass(slots=True)
class Boards:
    """The parts of the view that are worked out less often than every second."""

    stations: list[StationView] = field(default_factory=list)
    gates: list[GateNowView] = field(default_factory=list)
    mats: list[MatView] = field(default_factory=list)
    feeds: list[FeedView] = field(default_factory=list)


def control_view(
    field: Field,
    arrivals: Sequence[Arrivals],
    picture: Picture,
    boards: Boards,
    vehicles: list[VehicleView],
    *,
    speed: float,
    quarantined: int,
) -> ControlView:
    """Everything that moves on race control's page."""
    balance = picture.ledger.balance()
    forecast_s = [
        float(np.nanmin(each.forecast_s)) for each in arrivals if np.isfinite(each.forecast_s).any()
    ]
    out = balance["on_course"] or balance["in_vehicle"] or balance["with_medical"] or balance["unresolved"]
    return ControlView(
        as_of_s=picture.now_s,
        speed=speed,
        lantern="lit" if out or picture.running.any() else "out",
        balance=BalanceView(registered=len(field.roster), **balance),
        lines=line_views(field, picture.now_s),
        gates=boards.gates,
        last=runner_views(field, arrivals, picture),
        stations=boards.stations,
        vehicles=vehicles,
        feeds=boards.feeds,
        mats=boards.mats,
        events=len(field.register),
        quarantined=quarantined,
        forecast_at_s=min(forecast_s, default=None),
    )


def line_views(field: Field, now_s: float) -> list[LineView]:
    """The virtual line of each distance that has one."""
    views = []
    for distance in field.race.distances:
        began = line_zero(field.race, distance.id, field.zeros)
        if distance.line is None or began is None:
            continue
        views.append(
            LineView(
                distance=distance.id,
                pace=pace_text(distance.line.pace_s_per_m, field.race.unit),
                pace_s_per_m=distance.line.pace_s_per_m,
                clock=distance.line.clock,
                zero_s=began.at_s,
                zero_basis=began.basis,
                at_m=line_at_m(field.race, distance.id, field.zeros, now_s),
                finish_s=line_time_s(field.race, distance.id, field.zeros, distance.length_m),
            )
        )
    return views


def runner_views(field: Field, arrivals: Sequence[Arrivals], picture: Picture) -> list[RunnerView]:
    """The last on the course, those farthest behind first."""
    last = picture.last[:SHOWN]
    views: dict[int, RunnerView] = {}
    for each in arrivals:
        mine = last[field.layout.distance_of[last] == field.race.distances.index(each.distance)]
        if not len(mine):
            continue
        rows = each.row_of[mine]
        made = each.forecast(rows, picture.starts, picture.now_s)
        quantile_s = made.arrivals(each.target_m, np.array(LEVELS))
        for row, runner in enumerate(mine.tolist()):
            views[runner] = _runner_view(field, each, picture, made, quantile_s[row], row, runner)
    return [views[runner] for runner in last.tolist()]


def _runner_view(
    field: Field,
    arrivals: Arrivals,
    picture: Picture,
    made: Forecast,
    quantile_s: np.ndarray,
    row: int,
    runner: int,
) -> RunnerView:
    race, distance = field.race, arrivals.distance
    entrant = field.roster.entrants[runner]
    evidence = _evidence_view(field, picture, runner)
    start_s = float(picture.starts.at_s[runner])
    limits = {
        gate: gate_cutoff_s(race, gate, distance.id, field.zeros, entrant.wave, start_s)
        for gate in race.gates
        if distance.id in gate.at_m
    }

    def arrival(place: str, at_m: float, limit_s: float | None) -> ArrivalView | None:
        quantiles = quantile_s[arrivals.target(at_m)]
        if not np.isfinite(quantiles).all():
            return None
        p_in_time = None
        if limit_s is not None:
            p_in_time = float(made.in_time(np.array([at_m]), np.array([limit_s]), rows=np.array([row]))[0, 0])
        p05_s, p50_s, p95_s = quantiles.tolist()
        return ArrivalView(
            place=place,
            at_m=at_m,
            p05_s=p05_s,
            p50_s=p50_s,
            p95_s=p95_s,
            limit_s=limit_s,
            p_in_time=p_in_time,
        )

    seen_m = float(np.nan_to_num(picture.evidence.at_m[runner]))
    ahead = sorted(
        (gate.at_m[distance.id], gate.name, limit_s)
        for gate, limit_s in limits.items()
        if limit_s is not None and seen_m < gate.at_m[distance.id] < distance.length_m
    )
    at_finish = [
        limit_s for gate, limit_s in limits.items() if _is_finish(gate, arrivals) and limit_s is not None
    ]
    margin_s = None
    if evidence is not None:
        line_s = line_time_s(race, distance.id, field.zeros, evidence.at_m)
        margin_s = line_s - evidence.at_s if np.isfinite(line_s) else None
    return RunnerView(
        bib=entrant.bib,
        distance=distance.id,
        state=STATES[picture.ledger.state[runner]],
        detail=DETAILS[picture.ledger.detail[runner]],
        evidence=evidence,
        margin_s=margin_s,
        next_gate=arrival(ahead[0][1], ahead[0][0], ahead[0][2]) if ahead else None,
        finish=arrival("Finish", distance.length_m, max(at_finish, default=None)),
        forecast_at_s=picture.now_s,
        mark="late" if _is_late(arrivals, picture, runner) else "",
    )


def _is_finish(gate: Gate, arrivals: Arrivals) -> bool:
    return gate.at_m[arrivals.distance.id] == arrivals.distance.length_m


def _is_late(arrivals: Arrivals, picture: Picture, runner: int) -> bool:
    """Whether the next mat should have read a runner by now, by 99 in 100."""
    due_s = arrivals.alone_s[arrivals.row_of[runner], :, 1]
    ahead = np.flatnonzero(arrivals.mat_m > np.nan_to_num(picture.evidence.at_m[runner]))
    return bool(len(ahead)) and bool(due_s[ahead[0]] < picture.now_s - arrivals.base_s)


def _evidence_view(field: Field, picture: Picture, runner: int) -> EvidenceView | None:
    evidence = picture.evidence
    if not np.isfinite(evidence.at_s[runner]) or not np.isfinite(evidence.at_m[runner]):
        return None
    by_mat = evidence.kind[runner] == PASSING
    places = {one.id: one.name for one in field.race.points}
    places.update((one.id, one.name) for one in field.race.stations)
    seen = field.seen.get(runner)
    place = field.race.points[evidence.point[runner]].name if by_mat or seen is None else seen.place
    return EvidenceView(
        kind="passing" if by_mat else "sighting",
        place=places.get(place, place),
        at_m=float(evidence.at_m[runner]),
        at_s=float(evidence.at_s[runner]),
    )
