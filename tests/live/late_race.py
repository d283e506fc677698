"""A made-up marathon whose last three may not be in time."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from tests.field.tiny import GUN_S, entry_list, make_race, read

from lanterne.forecast.library import shipped
from lanterne.live.history import happened_by, past
from lanterne.live.now import Now
from lanterne.race.definition import (
    Distance,
    Gate,
    HoldRules,
    Post,
    Race,
    Station,
    TimingPoint,
    Vehicle,
    VirtualLine,
)
from lanterne.race.entrants import Entrant, Roster
from lanterne.units import METRES_PER_MILE

LENGTH_M = 42_195.0
PACE = 0.6
LIMIT_S = LENGTH_M * PACE
NOW_S = 6.0 * 3_600
FROM_M = 18 * METRES_PER_MILE


def race_of(**rules: Any) -> Race:
    """A marathon with a line at 10 min a km, a station every 5 km, a sweep, police and medical."""
    splits = (5_000.0, 10_000.0, 15_000.0, 21_097.5, 30_000.0, 35_000.0)
    return replace(
        make_race(),
        unit="mi",
        distances=(
            Distance(
                id="full",
                name="Marathon",
                length_m=LENGTH_M,
                start_s=GUN_S,
                line=VirtualLine(pace_s_per_m=PACE, clock="gun"),
            ),
        ),
        points=(
            TimingPoint(id="start", name="Start", kind="start", at_m={"full": 0.0}),
            *(TimingPoint(id=f"k{m:.0f}", name=f"{m:.0f}", kind="split", at_m={"full": m}) for m in splits),
            TimingPoint(id="finish", name="Finish", kind="finish", at_m={"full": LENGTH_M}),
        ),
        stations=(
            *(
                Station(id=f"w{k}", name=f"Water {k}", kinds=("fluid",), at_m={"full": 5_000.0 * k}, crew=10)
                for k in range(1, 9)
            ),
            Station(id="cheer", name="Cheer", kinds=("cheer",), at_m={"full": 25 * METRES_PER_MILE}),
        ),
        gates=(
            Gate(
                id="end",
                name="Finish",
                at_m={"full": LENGTH_M},
                clock="gun",
                limit_s=LIMIT_S,
                consequence="ride",
                governs=("finish",),
            ),
        ),
        vehicles=(
            Vehicle(id="bus", name="Sweep 1", kind="sweep", seats=14),
            Vehicle(id="van", name="SAG 1", kind="sag", seats=6),
        ),
        posts=(
            Post(id="police", name="Police", role="police", at_m={}, crew=4),
            Post(id="medical", name="Medical", role="medical", at_m={}, crew=2),
            Post(id="desk", name="Family desk", role="family", at_m={}),
        ),
        hold=HoldRules(needs=("police", "medical"), **rules),
    )


def runner(bib: str, pace: float, fade: float = 0.1) -> list[dict[str, Any]]:
    """Reads of a runner who fades."""
    return [
        read(bib, point.id, at_m * pace * (1 + fade * (at_m / LENGTH_M)))
        for point in race_of().points
        for at_m in [point.at_m["full"]]
    ]


BIBS = {str(n): 0.36 + 0.0018 * (n - 100) for n in range(100, 130)} | {"4410": 0.585, "5123": 0.59, "88": 0.6}


@cache
def reads() -> list[dict[str, Any]]:
    return [one for bib, pace in BIBS.items() for one in runner(bib, pace)]


def now_of(*said: dict[str, Any], now_s: float = NOW_S, **rules: Any) -> Now:
    """The race some hours after the gun, with what people said."""
    race = race_of(**rules)
    roster = Roster.of([Entrant(bib=bib, distance="full") for bib in BIBS])
    known = list(happened_by(entry_list([*reads(), *said]), GUN_S + now_s))
    made = past(race, roster, known, shipped(), GUN_S + now_s)
    return Now(made.field, made.arrivals, made.picture, [])
