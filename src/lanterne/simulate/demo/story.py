"""The six runners of the story: where each is at which clock time, and what is typed about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Race
from lanterne.replay.transport import Told
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.people import DESK_CREW, FAMILY_DESK, TO_DESK, typed
from lanterne.units import HALF_MARATHON_M, MARATHON_M, METRES_PER_MILE, instant_s, parse_clock_s

Floats = NDArray[np.float64]
MILE: Final = METRES_PER_MILE

_TOGETHER: Final = (
    (14 * MILE, "10:52:00"),
    (20 * MILE, "12:37:30"),
    (35_000.0, "13:08:14"),
    (25 * MILE, "14:05:25"),
    (MARATHON_M, "14:26:56"),
)
"""The pair from mile 14: 17:35 a mile, side by side."""


@dataclass(frozen=True, slots=True)
class Part:
    """One runner's way: (metres, clock), run evenly in between; the last is the finish or where they stop.

    `unread` are the timing points whose antennas miss the chip.
    """

    bib: str
    way: tuple[tuple[float, str], ...]
    unread: tuple[str, ...] = ()


PARTS: Final = (
    Part("4410", ((0.0, "07:04:00"), (HALF_MARATHON_M, "10:37:29"), *_TOGETHER)),
    Part(
        "5123",
        (
            (0.0, "07:01:00"),
            (HALF_MARATHON_M, "10:34:29"),
            _TOGETHER[0],
            (25_000.0, "11:18:59.4"),  # a step behind her, then a step ahead
            (30_000.0, "12:13:35.9"),
            *_TOGETHER[1:],
        ),
        unread=("k35",),
    ),
    Part(
        "88",
        (
            (0.0, "07:01:02"),
            (HALF_MARATHON_M, "10:34:30"),
            (14 * MILE, "10:52:02"),
            (14.1 * MILE, "10:53:50"),
        ),
    ),
    Part("1207", ((0.0, "07:05:00"), (9 * MILE, "09:24:30"))),
    Part(
        "2931",
        ((0.0, "07:02:30"), (10_000.0, "08:17:10"), (HALF_MARATHON_M, "09:40:20"), (MARATHON_M, "12:38:20")),
        unread=("k15", "k20", "half", "k25", "k30"),
    ),
    Part(
        "640",
        (
            (0.0, "07:03:00"),
            (HALF_MARATHON_M, "10:26:12"),
            (20 * MILE, "12:24:30"),
            (21 * MILE, "12:44:00"),
        ),
    ),
)

RIDE_PLACE_M: Final = 14.1 * MILE
RIDE_CLOCKS: Final = ("10:54:50", "10:56:10")
"""When sweep 1 comes up to 88, and sets off again with one aboard."""

HANDOVER_M: Final = 16.8 * MILE

_SWEEP: Final = {"source": "sweep1", "vehicle": "sweep1"}
_SAG: Final = {"source": "sag2", "vehicle": "sag2"}
_TO_SAG: Final = {"to": "sag2", "to_by": "Ike"}
_DESK: Final = {"kind": "status", "source": "family desk", "place": FAMILY_DESK, "by": DESK_CREW}

WORDS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("06:50:00", {"kind": "vehicle", **_SWEEP, "aboard": 0}),
    ("06:50:00", {"kind": "vehicle", **_SAG, "aboard": 0}),
    ("10:55:00", {"kind": "pickup", **_SWEEP, "bib": "88", "what": "picked_up", "place": "14.1 mi"}),
    ("10:55:00", {"kind": "vehicle", **_SWEEP, "aboard": 1}),
    (
        "11:42:00",
        {"kind": "pickup", **_SWEEP, "bib": "88", "what": "dropped_off", "place": "16.8 mi", **_TO_SAG},
    ),
    ("11:42:00", {"kind": "vehicle", **_SWEEP, "aboard": 0}),
    ("11:42:00", {"kind": "vehicle", **_SAG, "aboard": 1}),
    (
        "12:20:00",
        {"kind": "pickup", **_SAG, "bib": "88", "what": "dropped_off", "place": "finish", **TO_DESK},
    ),
    ("12:20:00", {"kind": "vehicle", **_SAG, "aboard": 0}),
    (
        "12:50:00",
        {"kind": "status", "source": "medical21", "bib": "640", "what": "with_medical", "place": "medical21"},
    ),
    ("13:40:00", {**_DESK, "bib": "640", "what": "released", "to": "her sister"}),
    ("13:50:00", {**_DESK, "bib": "1207", "what": "left", "said_by": "self"}),
    ("14:31:00", {"kind": "vehicle", **_SWEEP, "aboard": 0, "place": "finish"}),
)
"""What crews, posts and the family desk type about them, by when it happened."""


def clock_s(race: Race, clock: str) -> float:
    """UTC instant of a clock time of race day."""
    return instant_s(race.day, parse_clock_s(clock), race.zone)


def places_m() -> Floats:
    """Every place that the six runners' ways name."""
    return np.array([at_m for part in PARTS for at_m, _ in part.way])


def crowd(race: Race, knots_m: Floats) -> Crowd:
    """The six runners; `knots_m` must hold `places_m`."""
    clocks = []
    stop_m = []
    for part in PARTS:
        at_m, at = zip(*part.way, strict=True)
        at_s = [clock_s(race, one) for one in at]
        reached = knots_m <= at_m[-1]
        pace = (at_s[-1] - at_s[-2]) / (at_m[-1] - at_m[-2])
        beyond_s = at_s[-1] + pace * (knots_m - at_m[-1])
        clocks.append(np.where(reached, np.interp(knots_m, at_m, at_s), beyond_s))
        stop_m.append(np.inf if at_m[-1] == MARATHON_M else at_m[-1])
    return Crowd("marathon", tuple(part.bib for part in PARTS), knots_m, np.array(clocks), np.array(stop_m))


def words(race: Race, rng: np.random.Generator) -> list[Told]:
    """What is typed about the six, each some seconds after it happened."""
    return [typed(event, clock_s(race, clock), rng) for clock, event in WORDS]
