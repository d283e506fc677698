"""What people type on race day: a starter, van crews, medical posts and the family desk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from lanterne.replay.transport import Told
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.rides import Call, Ride
from lanterne.units import Unit, distance_text, instant_text

Fate = Literal["not_started", "finished", "rides", "medical", "walks", "leaves"]
"""What becomes of a runner. Who `walks` has said so at a station; who `leaves` has told nobody."""

FATES_OF_STOPPING: Final[tuple[tuple[Fate, float], ...]] = (
    ("rides", 0.42),
    ("medical", 0.12),
    ("walks", 0.13),
    ("leaves", 0.33),
)
FAMILY_DESK: Final = "familydesk"
FETCHED: Final = 0.6
"""Share of those at the family desk whom somebody waits for."""

DESK_CREW: Final = "Noor A."
"""Who works at the family desk."""

FINISH_CREW: Final = "Ines V."
"""Who watches the finish line's camera."""


TO_DESK: Final = {"to": FAMILY_DESK, "to_by": DESK_CREW}
"""Handed over to the family desk, by name."""


def fates(crowd: Crowd, rng: np.random.Generator, *, vans: bool) -> tuple[Fate, ...]:
    """What becomes of each runner, in the order of the crowd; without vans, who would ride walks."""
    names = [fate if vans or fate != "rides" else "walks" for fate, _ in FATES_OF_STOPPING]
    chosen = rng.choice(len(names), size=len(crowd), p=[share for _, share in FATES_OF_STOPPING])
    every: list[Fate] = []
    for started, stop_m, which in zip(crowd.started, crowd.stop_m, chosen, strict=True):
        if not started:
            every.append("not_started")
        else:
            every.append(names[which] if np.isfinite(stop_m) else "finished")
    return tuple(every)


def typed(event: dict[str, Any], happened_s: float, rng: np.random.Generator) -> Told:
    """A fact that somebody typed some while after it happened, received some seconds later."""
    written_s = happened_s + float(rng.lognormal(np.log(35.0), 0.7))
    fields = {**event, "happened_at": instant_text(happened_s), "recorded_at": instant_text(written_s)}
    return Told(written_s + float(rng.uniform(0.5, 4.0)), fields)


def starts(distance: str, gun_s: float, last_starter_s: float, rng: np.random.Generator) -> list[Told]:
    """The starter's words: the gun, and the last official starter over the line."""
    event = {"kind": "start", "source": "starter", "distance": distance}
    return [
        typed({**event, "what": "gun"}, gun_s, rng),
        typed({**event, "what": "last_starter"}, last_starter_s, rng),
    ]


def calls(
    crowd: Crowd, fate: Sequence[Fate], stopped_s: NDArray[np.float64], rng: np.random.Generator
) -> list[Call]:
    """The runners who wait for a ride, and when the vans hear of each."""
    return [
        Call(crowd.bibs[i], float(crowd.stop_m[i]), float(stopped_s[i] + rng.lognormal(np.log(180.0), 0.6)))
        for i, one in enumerate(fate)
        if one == "rides"
    ]


def ride_words(ride: Ride, unit: Unit, rng: np.random.Generator) -> list[Told]:
    """What is typed of a ride: reported by radio, then each step and head-count by the van's crew."""
    place = distance_text(ride.call.at_m, unit)
    pickup = {"kind": "pickup", "bib": ride.call.bib, "place": place}
    crew = {**pickup, "source": ride.van, "vehicle": ride.van}
    count = {"kind": "vehicle", "source": ride.van, "vehicle": ride.van}
    return [
        typed({**pickup, "source": "radio desk", "what": "reported"}, ride.call.heard_s, rng),
        typed({**crew, "what": "en_route"}, ride.sent_s, rng),
        typed({**crew, "what": "picked_up"}, ride.aboard_s, rng),
        typed({**count, "aboard": ride.aboard}, ride.aboard_s, rng),
        typed({**crew, "what": "dropped_off", "place": "finish", **TO_DESK}, ride.out_s, rng),
        typed({**count, "aboard": ride.left}, ride.out_s, rng),
    ]


def collected(rides: Sequence[Ride], rng: np.random.Generator) -> list[Told]:
    """What the family desk types of those whom vans brought: gone by their own wish, or fetched."""
    told = []
    for ride in rides:
        fetched = bool(rng.random() < FETCHED)
        event = {
            "kind": "status",
            "source": "family desk",
            "bib": ride.call.bib,
            "what": "left",
            "place": FAMILY_DESK,
            "said_by": "family" if fetched else "self",
            "to": "their family" if fetched else "nobody, by their own wish",
            "by": DESK_CREW,
        }
        told.append(typed(event, ride.out_s + float(rng.uniform(300, 2_400)), rng))
    return told


def other_words(
    crowd: Crowd,
    fate: Sequence[Fate],
    stopped_s: NDArray[np.float64],
    unit: Unit,
    rng: np.random.Generator,
    by_s: float = float("inf"),
) -> list[Told]:
    """What is typed of those who stop and take no ride, up to where each is accounted for.

    `by_s` (UTC epoch seconds) is when the family desk has reached the last of them, at the latest.
    """
    told: list[Told] = []
    for i, one in enumerate(fate):
        if one not in ("medical", "walks", "leaves"):
            continue
        place = distance_text(float(crowd.stop_m[i]), unit)
        status = {"kind": "status", "bib": crowd.bibs[i], "place": place}
        at_s = float(stopped_s[i])
        desk = {**status, "source": "family desk", "place": FAMILY_DESK}
        left = {**desk, "what": "left", "by": DESK_CREW}
        if one == "medical":
            told.append(typed({**status, "source": "medical", "what": "with_medical"}, at_s + 240, rng))
            told.append(
                typed(
                    {**desk, "what": "released", "by": DESK_CREW},
                    min(at_s + rng.uniform(2_400, 5_400), by_s),
                    rng,
                )
            )
        elif one == "walks":
            told.append(typed({**status, "source": "radio desk", "what": "drop"}, at_s + 120, rng))
            told.append(typed({**left, "said_by": "staff"}, min(at_s + rng.uniform(2_400, 6_000), by_s), rng))
        else:
            told.append(typed({**left, "said_by": "self"}, min(at_s + rng.uniform(7_200, 12_600), by_s), rng))
    return told


def seen_home(crowd: Crowd, read: Collection[str], rng: np.random.Generator) -> list[Told]:
    """What the finish crew types, from its camera, of those who came home unread.

    Parameters
    ----------
    read : collection of str
        Bibs read at a finish.
    """
    home_s = crowd.crossings_s(crowd.knots_m[-1:])[:, 0]
    told: list[Told] = []
    for bib, at_s in zip(crowd.bibs, home_s.tolist(), strict=True):
        if np.isfinite(at_s) and bib not in read:
            event = {"kind": "status", "source": "finishline", "place": "finishline", "by": FINISH_CREW}
            late_s = at_s + rng.uniform(900, 2_700)
            seen = typed({**event, "bib": bib, "what": "finished", "said_by": "staff"}, at_s, rng)
            told.append(Told(late_s, {**seen.event, "recorded_at": instant_text(late_s)}))
    return told
