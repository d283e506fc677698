"""A small race day with a half marathon on the marathon's road, for the tests of the posts' pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from tests.field.tiny import GUN_S, entry_list, event, make_race, read

from lanterne.forecast.library import shipped
from lanterne.live.decided import Decided, decide
from lanterne.live.history import happened_by, past
from lanterne.live.now import Now
from lanterne.live.posts import post_view
from lanterne.race.definition import (
    Distance,
    Gate,
    HoldRules,
    Post,
    Race,
    Station,
    Supply,
    TimingPoint,
    Vehicle,
    VirtualLine,
)
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.stands import stands

PACE = 0.6
LINE = VirtualLine(pace_s_per_m=PACE, clock="gun")
LENGTHS = {"full": 42_195.0, "half": 21_097.5}
NAMES = {bib: f"{first} Made-up" for bib, first in (("4410", "Ada"), ("5123", "Berta"), ("700", "Carl"))}
NAMES |= {"701": "Dora Made-up", "702": "Emil Made-up"}


def both(at_m: float) -> dict[str, float]:
    """A place on the road that both distances share."""
    return dict.fromkeys(LENGTHS, at_m)


RACE: Race = replace(
    make_race(),
    unit="mi",
    distances=(
        Distance(id="full", name="Marathon", length_m=LENGTHS["full"], start_s=GUN_S, line=LINE),
        Distance(id="half", name="Half", length_m=LENGTHS["half"], start_s=GUN_S, line=LINE),
    ),
    points=(
        TimingPoint(id="start", name="Start", kind="start", at_m=both(0.0)),
        TimingPoint(id="k10", name="10K", kind="split", at_m=both(10_000.0)),
        TimingPoint(id="mid", name="Half way", kind="split", at_m={"full": 21_097.5}),
        TimingPoint(id="k30", name="30K", kind="split", at_m={"full": 30_000.0}),
        TimingPoint(id="k35", name="35K", kind="split", at_m={"full": 35_000.0}),
        TimingPoint(id="finish", name="Finish", kind="finish", at_m=LENGTHS),
    ),
    stations=(
        Station(id="w5", name="Water 5", kinds=("fluid",), at_m=both(8_000.0)),
        Station(
            id="w20",
            name="Water 20",
            kinds=("fluid",),
            at_m={"full": 32_000.0},
            supplies=(Supply(item="water", stock=100, take=2.0),),
        ),
        Station(id="c25", name="Mile 25", kinds=("cheer",), at_m={"full": 40_234.0}),
    ),
    gates=(
        Gate(id="g20", name="Mile 20", at_m={"full": 32_187.0}, clock="gun", limit_s=32_187.0 * PACE + 900),
        Gate(id="end", name="Limit", at_m={"full": 42_195.0}, clock="gun", limit_s=42_195.0 * PACE),
    ),
    vehicles=(
        Vehicle(id="s1", name="Sweep 1", kind="sweep", seats=14, distances=("full",)),
        Vehicle(id="s2", name="Sweep 2", kind="sweep", distances=("full", "half")),
        Vehicle(id="van", name="Van 1", kind="sag", seats=7),
    ),
    posts=(
        Post(id="police", name="Police", role="police", at_m={}),
        Post(id="medic", name="Medical", role="medical", at_m={}),
        Post(id="line", name="Finish line", role="finish", at_m={"full": 42_195.0}),
        Post(id="clock", name="Timer", role="timer", at_m={}),
        Post(id="desk", name="Family desk", role="family", at_m={}),
        Post(id="lens", name="Photographer", role="photographer", at_m={}),
        Post(id="ham", name="Radio desk", role="radio", at_m={}),
    ),
    hold=HoldRules(needs=("police", "medic")),
)

FRONT = {str(100 + i): 0.42 + 0.004 * i for i in range(30)}
LAST = {"4410": 0.625, "5123": 0.625, "700": 0.60, "701": 0.59, "702": 0.58}
SPECIAL = {
    "4410": Entrant(bib="4410", distance="full", first_marathon=True, wants_company=True),
    "5123": Entrant(bib="5123", distance="full", wants_company=True),
    "701": Entrant(bib="701", distance="full", first_marathon=True, wants_company=True, minor=True),
    "702": Entrant(bib="702", distance="full", first_marathon=True, hidden=True),
}
HALF = {str(900 + i): 0.5 + 0.01 * i for i in range(8)}
ROSTER = Roster.of(
    [
        *(Entrant(bib=bib, distance="full") for bib in FRONT),
        *(SPECIAL.get(bib) or Entrant(bib=bib, distance="full") for bib in LAST),
        *(Entrant(bib=bib, distance="half") for bib in HALF),
        Entrant(bib="999", distance="full"),
    ]
)


def reads_of(paces: Mapping[str, float], distance: str) -> list[dict[str, Any]]:
    """Everybody's reads at an even pace; 999 is never seen."""
    return [
        read(bib, point.id, point.at_m[distance] * pace + i % 5)
        for i, (bib, pace) in enumerate(paces.items())
        for point in RACE.points
        if distance in point.at_m
    ]


READS = [*reads_of(FRONT | LAST, "full"), *reads_of(HALF, "half")]


class Book:
    """The erasable store, with a few names."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        """Names by bib."""
        return {bib: NAMES[bib] for bib in bibs if bib in NAMES}

    def search(self, text: str) -> Sequence[str]:
        """Bibs whose name holds a text."""
        return [bib for bib, name in NAMES.items() if text in name]


def sweep_at(vehicle: str, at_s: float, at_m: float, **fields: Any) -> dict[str, Any]:
    """A sweep's word where it is on the marathon."""
    return event("vehicle", at_s, vehicle=vehicle, at_m=at_m, distance="full", **fields)


def seen(place: str, bib: str | None, at_s: float, what: str = "passed") -> dict[str, Any]:
    """A station's sighting."""
    return event("sighting", at_s, place=place, what=what, **({} if bib is None else {"bib": bib}))


def hold(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A step of the one hold of these tests."""
    return event("hold", at_s, hold="h1", what=what, **({"by": "RD"} | fields))


def agreed_hold(at_s: float, until_s: float, bibs: Sequence[str] = ("4410", "5123")) -> list[dict[str, Any]]:
    """A hold of mile 18 to the finish that is in force, all steps within a minute."""
    until = event("hold", until_s)["happened_at"]
    proposed = hold(
        "proposed",
        at_s,
        distance="full",
        from_m=28_968.0,
        to_m=42_195.0,
        until=until,
        bibs=list(bibs),
        needs=["police", "medic"],
    )
    terms = proposed["id"]
    return [
        proposed,
        hold("agreed", at_s + 20, terms=terms, party="police", by="P", heard_by="R"),
        hold("agreed", at_s + 30, terms=terms, party="medic", by="M", source="medic/phone"),
        hold("in_force", at_s + 40, terms=terms),
    ]


def now_of(events: Sequence[dict[str, Any]], at_s: float, race: Race = RACE, roster: Roster = ROSTER) -> Now:
    """The race `at_s` seconds after the gun, when these events are all there will be."""
    known = list(happened_by(entry_list(list(events)), GUN_S + at_s))
    made = past(race, roster, known, shipped(), GUN_S + at_s)
    return Now(made.field, made.arrivals, made.picture, ())


@cache
def quiet(at_s: float) -> tuple[Now, Decided]:
    """The day with nothing but reads."""
    now = now_of(READS, at_s)
    return now, decide(now)


def page(post: str, events: Sequence[dict[str, Any]], at_s: float) -> Any:
    """The view of a post's page."""
    now = now_of([*READS, *events], at_s)
    return post_view(now, decide(now), stands(RACE)[post], Book())
