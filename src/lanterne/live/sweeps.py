"""A sweep's page: where it is to the virtual line, who is near, and what to tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.sweep import line_offset, near, pace_needed_s_per_m
from lanterne.events import Encounter
from lanterne.field.evidence import PASSING, POSITION
from lanterne.field.said import STATES
from lanterne.live.decided import Decided
from lanterne.live.nextgates import NextGate, Prospects, prospects
from lanterne.live.now import Now
from lanterne.live.sweepplace import SweepPlace, serves
from lanterne.race.cutoffs import distance_of, line_time_s, line_zero
from lanterne.race.definition import Post, Station, TimingPoint, Vehicle
from lanterne.race.entrants import Entrant
from lanterne.units import distance_text
from lanterne.views import HoldTermsView, SweepRunnerView

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

UNFIT: Final = frozenset({"medical", "ride"})
"""Words of a crew after which somebody it found fit before is not any more."""


@dataclass(frozen=True, slots=True)
class SweepNow:
    """What a sweep's page has beyond every post's."""

    distance: str
    sweep_m: float | None
    fix_s: float | None
    line_offset_s: float | None
    seats: int
    aboard: list[str]
    ahead: int
    runners: list[SweepRunnerView]
    others: list[tuple[str, str, float | None]]


def sweep_now(now: Now, made: Decided, vehicle: Vehicle) -> SweepNow:
    """What a sweep's page is sent of it and of those near it."""
    place = made.sweeps.get(vehicle.id)
    distance = serves(now.field.race, vehicle)[0] if place is None else place.distance
    runners, ahead = _runners(now, made, vehicle, place)
    return SweepNow(
        distance=distance,
        sweep_m=None if place is None else place.at_m,
        fix_s=None if place is None else place.at_s,
        line_offset_s=None if place is None else _offset_s(now, place),
        seats=vehicle.seats,
        aboard=_aboard(now, vehicle),
        ahead=ahead,
        runners=runners,
        others=_others(now, made, vehicle, distance),
    )


def _offset_s(now: Now, place: SweepPlace) -> float | None:
    race = now.field.race
    began, line = line_zero(race, place.distance, now.field.zeros), distance_of(race, place.distance).line
    if began is None or line is None:
        return None
    return line_offset(place.at_m, place.at_s, began.at_s, line.pace_s_per_m).s


def _others(now: Now, made: Decided, vehicle: Vehicle, distance: str) -> list[tuple[str, str, float | None]]:
    """The other sweeps that are on the road of a distance, or whose place is not known."""
    sweeps = [one for one in now.field.race.vehicles if one.kind == "sweep" and one.id != vehicle.id]
    placed = {one.id: made.sweeps[one.id].on_m.get(distance) for one in sweeps if one.id in made.sweeps}
    return [
        (one.id, one.name, placed.get(one.id))
        for one in sweeps
        if placed.get(one.id) is not None or one.id not in placed
    ]


def _aboard(now: Now, vehicle: Vehicle) -> list[str]:
    """Bibs of those who ride in a vehicle, as people have said."""
    riding = now.picture.ledger.is_in("in_vehicle")
    entrants = now.field.roster.entrants
    return [
        entrants[runner].bib
        for runner, said in sorted(now.field.said.items(), key=lambda one: (one[1].at_s, one[0]))
        if riding[runner] and said.where == vehicle.id
    ]


def _runners(
    now: Now, made: Decided, vehicle: Vehicle, place: SweepPlace | None
) -> tuple[list[SweepRunnerView], int]:
    """Those near a sweep, and how many there are ahead in all."""
    served = serves(now.field.race, vehicle)
    if place is not None:
        served = tuple(one for one in served if one in place.on_m)
    runners, away_m, margin_s = _out(now, served, place)
    found = near(away_m, margin_s, _next_behind_m(made, place))
    chosen = np.concatenate([found.ahead, found.between, found.behind])
    where = [
        *["ahead"] * len(found.ahead),
        *["between"] * len(found.between),
        *["behind"] * len(found.behind),
    ]
    known_m = [None] * len(chosen) if place is None else away_m[chosen].tolist()
    margins_s = margin_s[chosen].tolist()
    coming = prospects(now, runners[chosen])
    views = [
        _runner_view(now, made, _Found(runner, kind, away, _known(margin)), coming.get(runner))
        for runner, kind, away, margin in zip(
            runners[chosen].tolist(), where, known_m, margins_s, strict=True
        )
    ]
    return views, found.all_ahead


def _out(now: Now, served: Sequence[str], place: SweepPlace | None) -> tuple[Rows, Floats, Floats]:
    """Runners of some distances who are out on the course, how far ahead of the sweep and of the line.

    Before the sweep's place is known all are ahead of it, the last of them first.
    """
    picture, field = now.picture, now.field
    out = picture.ledger.is_in("on_course") | picture.ledger.is_in("unresolved")
    runners, away_m, margin_s = [], [], []
    for number, distance in enumerate(field.race.distances):
        if distance.id not in served:
            continue
        mine = np.flatnonzero(out & (field.layout.distance_of == number) & np.isfinite(picture.place_m))
        place_m = picture.place_m[mine]
        runners.append(mine)
        away_m.append(place_m - (0.0 if place is None else place.on_m[distance.id]))
        margin_s.append(line_time_s(field.race, distance.id, field.zeros, place_m) - picture.now_s)
    if not runners:
        return np.empty(0, np.int64), np.empty(0), np.empty(0)
    return np.concatenate(runners), np.concatenate(away_m), np.concatenate(margin_s)


def _next_behind_m(made: Decided, place: SweepPlace | None) -> float | None:
    """How far behind the next sweep on the same road follows; None = none does."""
    if place is None:
        return None
    behind_m = [
        place.at_m - other.on_m[place.distance]
        for other in made.sweeps.values()
        if other.vehicle != place.vehicle and other.on_m.get(place.distance, np.inf) < place.at_m
    ]
    return min(behind_m, default=None)


class _Found(NamedTuple):
    """A runner near a sweep: where, how far ahead of it, and how far ahead of the virtual line."""

    runner: int
    where: str
    away_m: float | None
    margin_s: float | None


def _runner_view(now: Now, made: Decided, found: _Found, ahead: Prospects | None) -> SweepRunnerView:
    picture, runner, margin_s = now.picture, found.runner, found.margin_s
    entrant = now.field.roster.entrants[runner]
    place_m = float(picture.place_m[runner])
    told = _encounters(now, runner)
    gate = None if ahead is None else ahead.gate
    held = _held(now, made, entrant, place_m, margin_s)
    return SweepRunnerView(
        bib=entrant.bib,
        distance=entrant.distance,
        where=found.where,
        at_m=place_m,
        away_m=found.away_m,
        seen=_seen(now, runner),
        seen_m=_known(float(picture.evidence.at_m[runner])),
        seen_s=_known(float(picture.evidence.at_s[runner])),
        margin_s=margin_s,
        gate="" if gate is None else gate.name,
        gate_m=None if gate is None else gate.at_m,
        gate_s=None if gate is None else gate.limit_s,
        gate_table_s=None if gate is None else gate.table_s,
        p_gate=None if gate is None else gate.p_in_time,
        pace_needed_s_per_m=_pace_needed(gate, held, picture.now_s, place_m),
        p_finish=None if ahead is None else ahead.p_finish,
        said=told[-1][1].what if told else "",
        said_s=told[-1][0] if told else None,
        fit=_fit([one.what for _, one in told]),
        held=held is not None,
        company=entrant.wants_company and not entrant.minor,
        mark="unresolved" if STATES[picture.ledger.state[runner]] == "unresolved" else "",
    )


def _pace_needed(
    gate: NextGate | None, held: HoldTermsView | None, now_s: float, place_m: float
) -> float | None:
    """To the end of the hold for whom it is; for others to the next gate, in time by the table."""
    if held is not None:
        return pace_needed_s_per_m(held.until_s, now_s, held.to_m - place_m)
    if gate is None:
        return None
    limit_s = gate.limit_s if gate.table_s is None else gate.table_s
    return pace_needed_s_per_m(limit_s, now_s, gate.at_m - place_m)


def _encounters(now: Now, runner: int) -> list[tuple[float, Encounter]]:
    """What crews said of a runner, the last word last."""
    words = [one for one in now.field.facts.words_of(runner) if isinstance(one, Encounter)]
    return sorted(((now.field.corrected_s(one), one) for one in words), key=lambda one: (one[0], one[1].id))


def _fit(words: Sequence[str]) -> bool:
    """Whether a crew found somebody fit to go on, and nothing it said since speaks against it."""
    fit = False
    for word in words:
        fit = (fit or word == "fit") and word not in UNFIT
    return fit


def _held(
    now: Now, made: Decided, entrant: Entrant, place_m: float, margin_s: float | None
) -> HoldTermsView | None:
    """The hold in force that is for somebody: by bib, or because they are behind the line within it."""
    for hold in made.holds:
        terms = hold.force
        if hold.state != "in_force" or terms is None or terms.until_s <= now.now_s:
            continue
        if terms.distance != entrant.distance or place_m >= terms.to_m:
            continue
        if entrant.bib in terms.bibs or (margin_s is not None and margin_s < 0):
            return terms
    return None


def _seen(now: Now, runner: int) -> str:
    """What was last seen of a runner, in words."""
    field, evidence = now.field, now.picture.evidence
    if evidence.kind[runner] == PASSING:
        return f"read at {field.race.points[evidence.point[runner]].name}"
    if evidence.kind[runner] == POSITION:
        return f"phone at {distance_text(float(evidence.at_m[runner]), field.race.unit)}"
    seen = field.seen.get(runner)
    if seen is None:
        return ""
    race = now.field.race
    vehicle = next((one.name for one in race.vehicles if one.id == seen.place), None)
    if vehicle is not None:
        return f"with {vehicle}"
    named: list[Station | TimingPoint | Post] = [*race.stations, *race.points, *race.posts]
    return f"seen at {next((one.name for one in named if one.id == seen.place), seen.place)}"


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
