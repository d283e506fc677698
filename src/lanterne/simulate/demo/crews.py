"""What the demo's sweeps and stations say: road clear behind us, packing, closed, each released by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Race
from lanterne.replay.transport import Told
from lanterne.simulate.people import typed

Floats = NDArray[np.float64]

DIRECTOR: Final = "Alma Reyes"
SAYS_AFTER_S: Final = 75.0
"""A sweep says so a little beyond a station."""

STEPS: Final = (("may_pack", 120.0), ("packing", 240.0), ("may_close", 600.0), ("closed", 900.0))
"""How long after the last sweep's word a station is at each step."""


def clear_words(
    race: Race, sweep: str, distance: str, knots_m: Floats, clock_s: Floats, rng: np.random.Generator
) -> tuple[list[Told], dict[str, float]]:
    """A sweep's word at every station that nobody is left behind it; when it said so, UTC epoch seconds."""
    told: list[Told] = []
    said_s: dict[str, float] = {}
    for station in race.stations:
        at_m = station.at_m.get(distance)
        if at_m is None:
            continue
        at_s = float(np.interp(at_m, knots_m, clock_s)) + SAYS_AFTER_S
        beyond_m = float(np.interp(at_s, clock_s, knots_m))
        event = {"kind": "vehicle", "source": sweep, "vehicle": sweep, "distance": distance}
        told.append(typed({**event, "at_m": round(beyond_m, 1), "road_clear": True}, at_s, rng))
        said_s[station.id] = at_s
    return told, said_s


def closing_words(clear_s: Mapping[str, float], by_s: float, rng: np.random.Generator) -> list[Told]:
    """The steps by which stations close whose last sweep was past in time to be closed by an instant.

    Parameters
    ----------
    clear_s : Mapping, UTC epoch seconds by station id
        When the last sweep of every distance had said that the road is clear.
    by_s : float, UTC epoch seconds
    """
    told: list[Told] = []
    for station, from_s in clear_s.items():
        if from_s + STEPS[-1][1] > by_s:
            continue
        for what, after_s in STEPS:
            event: dict[str, Any] = {"kind": "station", "station": station, "what": what}
            decided = what.startswith("may")
            who = {"source": "control/director", "by": DIRECTOR} if decided else {"source": station}
            told.append(typed({**event, **who}, from_s + after_s, rng))
    return told
