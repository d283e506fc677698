"""What race control sees before it proposes a hold: who would make it by when, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.holds import (
    SURELY,
    Crew,
    Outlook,
    Stretch,
    hours,
    outlooks,
    possible_ends,
    recommended_end,
)
from lanterne.dispatch.stations import LEVELS, Coming, came_by
from lanterne.dispatch.words import listed
from lanterne.errors import LanterneError
from lanterne.live.arrivals import Arrivals
from lanterne.live.boards import shared
from lanterne.live.holdtexts import missed_text, party_views
from lanterne.live.late import Late, late_ones, stopped_for_limit
from lanterne.live.now import Now
from lanterne.race.cutoffs import gate_cutoffs_s, line_time_s
from lanterne.race.definition import HoldRules, Station
from lanterne.race.stands import stands
from lanterne.units import clock_text
from lanterne.views import HoldOptionsView, HoldOptionView, MayArriveView

Floats = NDArray[np.float64]

SPREAD: Final = tuple(LEVELS.index(level) for level in (0.05, 0.5, 0.95))


@dataclass(frozen=True, slots=True)
class Staying:
    """Who stays longer for a hold: the stations and posts not yet passed by all it is for."""

    stretch: Stretch
    stations: list[Station]
    crews: list[Crew]
    posts: list[Crew]


def hold_options(
    now: Now, distance: str, from_m: float, to_m: float, bibs: Sequence[str] = ()
) -> HoldOptionsView:
    """What a hold of a stretch would bring and cost, for each end it may have.

    Parameters
    ----------
    distance : str
    from_m, to_m : float, metres
    bibs : sequence of str
        For whom; empty = for those whom `whom_for` finds.

    Raises
    ------
    LanterneError
        If there is no such distance or stretch, or nobody of it has such a bib.
    """
    each = _arrivals(now, distance)
    if not 0 <= from_m < to_m <= each.distance.length_m:
        raise LanterneError(f"{from_m:g} to {to_m:g} m: a hold is within 0 and {each.distance.length_m:g} m")
    race = now.field.race
    rules, limit_s = race.hold, _limit_s(now, each, to_m)
    from_s = now.now_s if limit_s is None else limit_s
    ends_s = possible_ends(from_s, now.now_s, rules.latest_s)
    late = late_ones(now, each, to_m, from_s, ends_s[-1] if ends_s else from_s, bibs)
    coming = Coming.of(late.arrival_s, late.comes, *shared(each, now.picture, late.rows, to_m))
    end_s = recommended_end(coming, from_s, now.now_s, rules.latest_s)
    if end_s is not None and end_s > ends_s[-1]:
        ends_s.append(end_s)
    by_s = end_s if end_s is not None else ends_s[-1] if ends_s else from_s
    staying = _staying(now, each, late, Stretch(from_m, to_m, from_s, _pace(each, from_s)))
    runners = _runner_views(now, each, late, by_s)
    return HoldOptionsView(
        distance=distance,
        from_m=from_m,
        to_m=to_m,
        limit_s=limit_s,
        recommended_s=end_s,
        latest_s=rules.latest_s,
        runners=runners,
        options=[_option(one, staying, now.now_s, rules) for one in outlooks(coming, ends_s)],
        stopped=stopped_for_limit(now, each),
        needs=party_views(rules.needs, stands(race), None),
        stations=[one.name for one in staying.stations],
        road_m=to_m - from_m,
        currency=rules.currency,
        why=_why(coming, end_s, ends_s, race.zone) + _without(bibs, runners),
        missed=missed_text(race, distance, to_m, by_s),
    )


def _arrivals(now: Now, distance: str) -> Arrivals:
    for each in now.arrivals:
        if each.distance.id == distance:
            return each
    known = ", ".join(each.distance.id for each in now.arrivals)
    raise LanterneError(f"{distance}: no such distance. There are {known}")


def _limit_s(now: Now, each: Arrivals, to_m: float) -> float | None:
    """The latest cut-off of the gates at a place, else when the virtual line passes; None = neither."""
    field, distance = now.field, each.distance.id
    start_s, wave = now.picture.starts.at_s[each.runners], field.layout.wave_of[each.runners]
    latest_s = [
        np.fmax.reduce(gate_cutoffs_s(field.race, gate, distance, field.zeros, start_s, wave), initial=np.nan)
        for gate in field.race.gates
        if gate.at_m.get(distance) == to_m
    ]
    limit_s = float(np.fmax.reduce(latest_s, initial=np.nan))
    if np.isnan(limit_s):
        limit_s = line_time_s(field.race, distance, field.zeros, to_m)
    return limit_s if np.isfinite(limit_s) else None


def _pace(each: Arrivals, limit_s: float) -> float:
    """Pace by which crews are released: the virtual line's, else what the limit leaves from the gun."""
    line = each.distance.line
    return line.pace_s_per_m if line is not None else (limit_s - each.base_s) / each.distance.length_m


def _staying(now: Now, each: Arrivals, late: Late, stretch: Stretch) -> Staying:
    race, distance = now.field.race, each.distance.id
    place_m = now.picture.place_m[each.runners[late.rows]]
    from_m = float(np.fmax(np.fmin.reduce(place_m, initial=np.inf), stretch.from_m))
    from_m = from_m if np.isfinite(from_m) else stretch.from_m
    stations = [one for one in race.stations if from_m <= one.at_m.get(distance, -1.0) <= stretch.to_m]
    posts = [
        Crew(one.at_m.get(distance), one.crew)
        for one in race.posts
        if one.id in race.hold.needs or from_m <= one.at_m.get(distance, -1.0) <= stretch.to_m
    ]
    return Staying(stretch, stations, [Crew(one.at_m[distance], one.crew) for one in stations], posts)


def _runner_views(now: Now, each: Arrivals, late: Late, by_s: float) -> list[MayArriveView]:
    """Each runner a hold would be for, in the order in which they are expected."""
    picture = now.picture
    p = late.comes * came_by(late.arrival_s, LEVELS, by_s)
    views = []
    for i in np.argsort(late.arrival_s[:, SPREAD[1]], kind="stable").tolist():
        runner, (p05_s, p50_s, p95_s) = int(each.runners[late.rows[i]]), late.arrival_s[i, SPREAD].tolist()
        at_m, seen_s, fit = float(picture.place_m[runner]), float(picture.evidence.at_s[runner]), late.fit[i]
        views.append(
            MayArriveView(
                bib=now.field.roster.entrants[runner].bib,
                at_m=at_m if np.isfinite(at_m) else None,
                seen_s=seen_s if np.isfinite(seen_s) else None,
                p05_s=p05_s,
                p50_s=p50_s,
                p95_s=p95_s,
                p_limit=float(late.p_limit[i]),
                p=float(p[i]),
                fit_s=None if fit is None else fit[0],
                fit_by="" if fit is None else fit[1],
            )
        )
    return views


def _option(look: Outlook, staying: Staying, now_s: float, rules: HoldRules) -> HoldOptionView:
    station_hours, crew_hours = hours(staying.stretch, staying.crews, look.until_s, now_s)
    post_hours, people_hours = hours(staying.stretch, staying.posts, look.until_s, now_s)
    cost = _cost(crew_hours, rules.crew_hour_cost) + _cost(people_hours, rules.post_hour_cost)
    return HoldOptionView(
        until_s=look.until_s,
        extra_s=look.until_s - staying.stretch.limit_s,
        expected=look.number.mean,
        p05=look.number.p05,
        p95=look.number.p95,
        p_all=look.p_all,
        station_hours=station_hours,
        post_hours=post_hours,
        posts=len(staying.posts),
        cost=None if np.isnan(cost) else cost,
    )


def _cost(person_hours: float, rate: float | None) -> float:
    """What so many hours cost; NaN where race.toml does not say."""
    return np.nan if rate is None else person_hours * rate


def _why(coming: Coming, end_s: float | None, ends_s: Sequence[float], zone: str) -> str:
    """Why the end is recommended, or why none is."""
    if not len(coming.comes):
        return "Nobody is known who is expected a little after the limit: say for whom the hold is to be."
    if not ends_s:
        return "The permit ends before any hold could."
    last_s = float(coming.last_s((SURELY,))[0])
    if end_s is None:
        return "When the last will come cannot be told."
    many = len(coming.comes)
    who = "the one it is for" if many == 1 else f"the last of the {many} it is for"
    said = f"9 in 10 times {who} has come by {clock_text(last_s, zone)}, if at all"
    if last_s > end_s:
        return f"{said}; the permit ends before that: a later end needs the yes of the police."
    return f"{said}: {clock_text(end_s, zone)}."


def _without(bibs: Sequence[str], runners: Sequence[MayArriveView]) -> str:
    """Who was asked for and is not counted."""
    counted = {one.bib for one in runners}
    others = [bib for bib in bibs if bib not in counted]
    return f" Not on the way there any more: {listed(others)}." if others else ""
