"""A small race day with two distances on one road and two sweeps, for the tests of closing as it is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from tests.field.tiny import GUN_S, entry_list, event, make_race, read

from lanterne.forecast.library import shipped
from lanterne.live.closing import closing_views
from lanterne.live.history import past
from lanterne.live.now import Now
from lanterne.race.definition import Distance, Race, Segment, Station, Supply, TimingPoint, Vehicle
from lanterne.race.entrants import Entrant, Roster
from lanterne.views import ClosingView

LONG_M, SHORT_M, PARTED_M = 20_000.0, 10_000.0, 8_000.0
PACE = 0.5
QUICK = 0.22
"""Of all who are not the story: long home when the last comes."""

RUNNERS = 8


def race() -> Race:
    """20 km with mats at 5, 10 and 15 km, 10 km with one at 5 km; they part at 8 km. Stations on both."""
    ends = {"long": LONG_M, "short": SHORT_M}
    mats = {"k5": {"long": 5e3, "short": 5e3}, "k10": {"long": 10e3}, "k15": {"long": 15e3}}
    stations = {"s3": {"long": 3e3, "short": 3e3}, "s7": {"long": 7e3, "short": 7e3}, "s9": {"short": 9e3}}
    stations |= {"s12": {"long": 12e3}, "s17": {"long": 17e3}}
    return replace(
        make_race(),
        distances=tuple(Distance(id=k, name=k.title(), length_m=m, start_s=GUN_S) for k, m in ends.items()),
        points=(
            TimingPoint(id="start", name="Start", kind="start", at_m=dict.fromkeys(ends, 0.0)),
            *(TimingPoint(id=k, name=k.upper(), kind="split", at_m=at) for k, at in mats.items()),
            TimingPoint(id="finish", name="Finish", kind="finish", at_m=ends),
        ),
        stations=tuple(
            Station(
                id=k, name=k.upper(), kinds=("fluid",), at_m=at, supplies=(Supply(item="water", stock=9),)
            )
            for k, at in stations.items()
        ),
        vehicles=tuple(
            Vehicle(id=k, name=k.title(), kind="sweep", distances=(d,))
            for k, d in (("bus", "long"), ("bike", "short"))
        ),
        segments=(
            Segment(id="bridge", name="Bridge", from_m={"long": 9e3}, to_m={"long": 11e3}, post="police"),
        ),
        posts=(),
    )


ROSTER = Roster.of(
    [Entrant(bib=str(100 + i), distance="long") for i in range(RUNNERS)]
    + [Entrant(bib=str(500 + i), distance="short") for i in range(RUNNERS)]
)
LONG, SHORT = ([str(first + i) for i in range(RUNNERS)] for first in (100, 500))


def ran(
    bib: str, until_m: float, pace: float = PACE, start_s: float = 0.0, missed: tuple[str, ...] = ()
) -> list[Any]:
    """The reads of somebody who runs evenly as far as `until_m`."""
    own = "long" if bib in LONG else "short"
    reads = []
    for point in race().points:
        at_m = point.at_m.get(own)
        if at_m is not None and at_m <= until_m and point.id not in missed:
            reads.append(read(bib, point.id, start_s + at_m * pace))
    return reads


def everybody(until_m: float, but: tuple[str, ...] = ()) -> list[Any]:
    """The reads of all but some, who are quick, as far as they get."""
    return [one for bib in (*LONG, *SHORT) if bib not in but for one in ran(bib, until_m, QUICK)]


def swept(vehicle: str, way: list[tuple[float, float]], clear: bool = True) -> list[Any]:
    """A sweep's words: seconds after the gun and metres; the last says whether the road is clear behind."""
    distance = "long" if vehicle == "bus" else "short"
    return [
        event(
            "vehicle",
            at_s,
            vehicle=vehicle,
            distance=distance,
            at_m=at_m,
            road_clear=clear and at_s == way[-1][0],
        )
        for at_s, at_m in way
    ]


def station(name: str, what: str, at_s: float, **more: Any) -> Any:
    """What a station's captain or control says of it."""
    return event("station", at_s, station=name, what=what, by="Ann", **more)


def now_of(events: list[Any], now_s: float) -> Now:
    """The day as of so many seconds after the gun."""
    entries = entry_list(events)
    known = [one for one in entries if one.happened_at_s <= GUN_S + now_s]
    made = past(race(), ROSTER, known, shipped(), GUN_S + now_s)
    return Now(made.field, made.arrivals, made.picture, ())


def views(events: list[Any], now_s: float) -> dict[str, ClosingView]:
    """Every station's view as of so many seconds after the gun."""
    return {one.station: one for one in closing_views(now_of(events, now_s))}


def states(view: ClosingView) -> dict[str, str]:
    """The state of each bib of a station's list."""
    return {one.bib: one.state for one in view.last_list}


def lasts(view: ClosingView) -> bool:
    """Whether the last is forecast, and in order."""
    known = view.last_p50_s is not None and view.last_p95_s is not None
    return known and bool(np.less_equal(view.last_p50_s or 0.0, view.last_p95_s or 0.0))
