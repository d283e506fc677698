"""Race control's view: the balance, the lines, the last on the course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.evidence import PASSING, POSITION
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture
from lanterne.race.cutoffs import gate_cutoffs_s, line_at_m, line_time_s, line_zero
from lanterne.race.definition import Gate
from lanterne.units import distance_text, pace_text
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

Floats = NDArray[np.float64]

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
    lantern: str,
    speed: float,
    quarantined: int,
) -> ControlView:
    """Everything that moves on race control's page."""
    balance = picture.ledger.balance()
    forecast_s = [
        float(np.nanmin(each.forecast_s)) for each in arrivals if np.isfinite(each.forecast_s).any()
    ]
    return ControlView(
        as_of_s=picture.now_s,
        speed=speed,
        lantern=lantern,
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
        conflicts=len(field.register.conflicts),
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
                at_m=float(line_at_m(field.race, distance.id, field.zeros, now_s)),
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
        if len(mine):
            chances = _chances(field, each, picture, mine)
            for place, runner in enumerate(mine.tolist()):
                views[runner] = _runner_view(field, each, picture, chances.of(place), runner)
    return [views[runner] for runner in last.tolist()]


@dataclass(frozen=True, slots=True)
class _Chance:
    """One runner's cut-off at one gate, and the probability to be in time."""

    gate: Gate
    at_m: float
    limit_s: float
    p_in_time: float


@dataclass(frozen=True, slots=True)
class _Chances:
    """Some runners' cut-offs and chances, shape (n, gates); NaN = no cut-off, or behind them."""

    gates: list[Gate]
    at_m: Floats
    limit_s: Floats
    p_in_time: Floats

    def of(self, row: int) -> list[_Chance]:
        """One runner's, in the order of the gates on the course."""
        rows = zip(self.gates, self.at_m, self.limit_s[row], self.p_in_time[row], strict=True)
        return [_Chance(gate, float(m), float(s), float(p)) for gate, m, s, p in rows if np.isfinite(p)]


def _chances(field: Field, arrivals: Arrivals, picture: Picture, runners: NDArray[np.int64]) -> _Chances:
    """The chances of some runners of one distance at every gate ahead."""
    race, distance = field.race, arrivals.distance.id
    gates = sorted((one for one in race.gates if distance in one.at_m), key=lambda one: one.at_m[distance])
    at_m = np.array([one.at_m[distance] for one in gates])
    start_s, wave = picture.starts.at_s[runners], field.layout.wave_of[runners]
    limits = [gate_cutoffs_s(race, one, distance, field.zeros, start_s, wave) for one in gates]
    limit_s = np.column_stack(limits) if limits else np.empty((len(runners), 0))
    p_in_time = np.empty_like(limit_s)
    if gates:
        made = arrivals.forecast(arrivals.row_of[runners], picture.starts, picture.now_s)
        p_in_time = made.in_time(at_m, limit_s).astype(np.float64)
    return _Chances(gates, at_m, limit_s, p_in_time)


def _runner_view(
    field: Field, arrivals: Arrivals, picture: Picture, chances: list[_Chance], runner: int
) -> RunnerView:
    race, distance = field.race, arrivals.distance
    quantile_s = arrivals.at_s[arrivals.row_of[runner]].astype(np.float64) + arrivals.base_s

    def arrival(place: str, at_m: float, chance: _Chance | None) -> ArrivalView | None:
        p05_s, p50_s, p95_s = quantile_s[arrivals.target(at_m)].tolist()
        if not np.isfinite(p50_s):
            return None
        return ArrivalView(
            place=place,
            at_m=at_m,
            p05_s=p05_s,
            p50_s=p50_s,
            p95_s=p95_s,
            limit_s=None if chance is None else chance.limit_s,
            p_in_time=None if chance is None else chance.p_in_time,
        )

    at_finish = [one for one in chances if one.at_m == distance.length_m]
    gate = next((one for one in chances if one.at_m < distance.length_m), None)
    evidence = evidence_view(field, picture, runner)
    margin_s = None
    if evidence is not None:
        line_s = line_time_s(race, distance.id, field.zeros, evidence.at_m)
        margin_s = line_s - evidence.at_s if np.isfinite(line_s) else None
    return RunnerView(
        bib=field.roster.entrants[runner].bib,
        distance=distance.id,
        state=STATES[picture.ledger.state[runner]],
        detail=DETAILS[picture.ledger.detail[runner]],
        evidence=evidence,
        margin_s=margin_s,
        next_gate=None if gate is None else arrival(gate.gate.name, gate.at_m, gate),
        finish=arrival(
            "Finish", distance.length_m, max(at_finish, key=lambda one: one.limit_s, default=None)
        ),
        forecast_at_s=float(arrivals.forecast_s[arrivals.row_of[runner]]),
        mark="late" if is_late(arrivals, picture, runner) else "",
    )


def is_late(arrivals: Arrivals, picture: Picture, runner: int) -> bool:
    """Whether the next mat should have read a runner by now, by 99 in 100."""
    due_s = arrivals.alone_s[arrivals.row_of[runner], :, 1]
    ahead = np.flatnonzero(arrivals.mat_m > np.nan_to_num(picture.evidence.at_m[runner]))
    return bool(len(ahead)) and bool(due_s[ahead[0]] < picture.now_s - arrivals.base_s)


def evidence_view(field: Field, picture: Picture, runner: int) -> EvidenceView | None:
    """What was last seen of a runner; None before anything was, or where its place is not known."""
    evidence = picture.evidence
    if not np.isfinite(evidence.at_s[runner]) or not np.isfinite(evidence.at_m[runner]):
        return None
    at_m, at_s = float(evidence.at_m[runner]), float(evidence.at_s[runner])
    if evidence.kind[runner] == POSITION:
        return EvidenceView(kind="position", place=distance_text(at_m, field.race.unit), at_m=at_m, at_s=at_s)
    by_mat = evidence.kind[runner] == PASSING
    seen = field.seen.get(runner)
    if by_mat or seen is None:
        place = field.race.points[evidence.point[runner]].name
    else:
        places = {one.id: one.name for one in field.race.points}
        places.update((one.id, one.name) for one in field.race.stations)
        place = places.get(seen.place, seen.place)
    return EvidenceView(
        kind="passing" if by_mat else "sighting",
        place=place,
        at_m=at_m,
        at_s=at_s,
    )
