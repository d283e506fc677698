"""A made-up race as the radio desk knows it, for the tests of the grammar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lanterne.race.bibs import readings
from lanterne.race.definition import Distance, Post, Race, Segment, Station, Supply, TimingPoint, Vehicle
from lanterne.race.entrants import Entrant, Roster
from lanterne.radio.scene import Account, OpenHold, Scene
from lanterne.units import METRES_PER_MILE, instant_s, parse_clock_s

ZONE = "America/New_York"
DAY = date(2026, 5, 3)
LENGTHS = {"full": 42_195.0, "half": 21_097.5}


def clock_s(text: str) -> float:
    """A clock time of the race day, UTC epoch seconds."""
    return instant_s(DAY, parse_clock_s(text), ZONE)


def _at(at_m: float) -> dict[str, float]:
    return {name: at_m for name, length_m in LENGTHS.items() if at_m < length_m}


RACE = Race(
    id="bridges",
    name="Two bridges",
    day=DAY,
    zone=ZONE,
    unit="mi",
    distances=(
        Distance(id="full", name="Marathon", length_m=LENGTHS["full"], start_s=clock_s("07:00")),
        Distance(id="half", name="Half", length_m=LENGTHS["half"], start_s=clock_s("07:00")),
    ),
    waves=(),
    points=(
        TimingPoint(id="k10", name="10K", kind="split", at_m=_at(10_000.0)),
        TimingPoint(id="k35", name="35K", kind="split", at_m=_at(35_000.0)),
        TimingPoint(id="finish", name="Finish", kind="finish", at_m=LENGTHS),
    ),
    stations=(
        *(
            Station(
                id=f"w{n}",
                name=f"Water {n}",
                kinds=("fluid",),
                at_m=_at(n * METRES_PER_MILE * 1.25),
                supplies=(Supply(item="water", stock=900), Supply(item="gels", stock=200)),
            )
            for n in range(1, 21)
        ),
        Station(id="aid21", name="Aid 21", kinds=("medical",), at_m=_at(33_796.0)),
        Station(id="c25", name="Cheer station at mile 25", kinds=("cheer",), at_m=_at(40_234.0)),
        Station(id="oak", name="Oak Street", kinds=("fluid",), at_m=_at(39_000.0)),
        Station(id="elm", name="Oakland Avenue", kinds=("fluid",), at_m=_at(39_500.0)),
    ),
    vehicles=(
        Vehicle(id="bus", name="Sweep 1 (bus)", kind="sweep", seats=14, distances=("full",)),
        Vehicle(id="bikes", name="Sweep 2 (bicycles)", kind="sweep", distances=("half",)),
        Vehicle(id="sag1", name="SAG 1", kind="sag", seats=7),
        Vehicle(id="sag2", name="SAG 2", kind="sag", seats=7),
    ),
    segments=(
        Segment(id="east", name="East bridge", from_m=_at(9_000.0), to_m=_at(12_000.0), post="police"),
        Segment(id="quay", name="Quay", from_m=_at(12_000.0), to_m=_at(14_000.0)),
    ),
    posts=(
        Post(id="police", name="Police", role="police", at_m={}),
        Post(id="medical", name="Medical", role="medical", at_m={}),
        Post(id="line", name="Finish line", role="finish", at_m=LENGTHS),
        Post(id="desk", name="Family desk", role="family", at_m={}),
        Post(id="ham", name="Radio desk", role="radio", at_m={}),
    ),
    tokens={},
)

BIBS = ("412", "231", "377", "88", "55", "640", "1207", "421", "4410", "5123", "7", "20")
ROSTER = Roster.of(
    [*(Entrant(bib=bib, distance="full") for bib in BIBS), Entrant(bib="900", distance="half")]
)


class Known:
    """377 is aboard SAG 2, 55 has finished; the others are on the course."""

    def account(self, bib: str) -> Account:
        """A runner's account."""
        if bib == "377":
            return Account("aboard SAG 2", "in_vehicle", "sag2")
        if bib == "55":
            return Account("finished 12:40", "finished")
        return Account("on the course")

    def near(self, bib: str, place: str, at_s: float) -> Sequence[str]:
        """Those one digit off."""
        return readings(bib, ROSTER.index)


def scene(**changed: Any) -> Scene:
    """Race control at 13:15 of a hot day, with a hold that waits for the police."""
    known: dict[str, Any] = {
        "race": RACE,
        "roster": ROSTER,
        "now_s": clock_s("13:15"),
        "holds": (OpenHold("h1", "t1", ("police",)),),
        "untold": {"w19": ("cutoff/2", "hold/h0/t0")},
        "runners": Known(),
        "control": True,
        "heat": "hot",
    }
    return Scene(**(known | changed))
