"""Vehicles on race day: where a sweep rides, and the fixes a vehicle's phone sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.course import Course
from lanterne.race.definition import Distance
from lanterne.race.earth import metres_per_degree
from lanterne.replay.transport import Told
from lanterne.units import instant_text

Floats = NDArray[np.float64]

FIX_EVERY_S: Final = 30.0
"""Beacon interval of a sweep's tracker."""

NOISE_M: Final = 6.0
"""Standard deviation of a fix, east and north each; NOISE_MEMORY of it stays from one fix to the next."""
NOISE_MEMORY: Final = 0.8

LOST_SHARE: Final = 0.01
HOLE_EVERY_S: Final = 9_000.0
HOLE_S: Final = (180.0, 480.0)
"""A fix is lost now and then; some minutes without network come in late, together."""

BATTERY_PER_HOUR: Final = 0.035


@dataclass(frozen=True, slots=True)
class Journey:
    """Where a vehicle is when: between two of these it goes straight and evenly.

    Attributes
    ----------
    at_s : ndarray, shape (places,), UTC epoch seconds, increasing
    longitude, latitude : ndarray, shape (places,), degrees
    """

    at_s: Floats
    longitude: Floats
    latitude: Floats


def sweep_clock(last_s: Floats, line_s: Floats, gap_s: float) -> Floats:
    """When a sweep is at each knot: with the virtual line, but never in front of the last runner still going.

    Parameters
    ----------
    last_s : ndarray, shape (knots,), UTC epoch seconds
        When the last runner is there (`Crowd.last_s`).
    line_s : ndarray, shape (knots,), UTC epoch seconds
        When the virtual line is there; minus infinity where there is none.
    gap_s : float, seconds
        How far it stays behind the later of both.
    """
    return np.asarray(np.maximum.accumulate(np.maximum(last_s, line_s) + gap_s))


def along(course: Course, knots_m: Floats, clock_s: Floats, every_s: float = FIX_EVERY_S) -> Journey:
    """The journey of a vehicle that follows the course, by when it is at each knot."""
    at_s = np.arange(clock_s[0], clock_s[-1] + every_s, every_s)
    longitude, latitude = course.place(np.interp(at_s, clock_s, knots_m))
    return Journey(at_s, longitude, latitude)


def fixes(
    device: str, journey: Journey, rng: np.random.Generator, every_s: float = FIX_EVERY_S
) -> list[Told]:
    """What a vehicle's phone sends on a journey: noisy fixes, a few lost, some late for want of network."""
    at_s = np.arange(journey.at_s[0], journey.at_s[-1], every_s) + rng.uniform(0.0, every_s)
    at_s = np.round(at_s + rng.normal(0.0, 0.3, len(at_s)), 3)
    at_s = at_s[rng.random(len(at_s)) >= LOST_SHARE]
    noise = rng.standard_normal((2, len(at_s)))
    for i in range(1, len(at_s)):
        noise[:, i] = NOISE_MEMORY * noise[:, i - 1] + (1 - NOISE_MEMORY**2) ** 0.5 * noise[:, i]
    latitude = np.interp(at_s, journey.at_s, journey.latitude)
    longitude = np.interp(at_s, journey.at_s, journey.longitude)
    east_m, north_m = metres_per_degree(latitude)
    longitude += noise[0] * NOISE_M / east_m
    latitude += noise[1] * NOISE_M / north_m
    battery = np.clip(0.96 - BATTERY_PER_HOUR * (at_s - at_s[:1]) / 3_600, 0.02, 1.0)
    accuracy_m = rng.uniform(3.0, 14.0, len(at_s))
    told = []
    for i, received_s in enumerate(_received(at_s, rng).tolist()):
        event = {
            "kind": "position",
            "happened_at": instant_text(float(at_s[i])),
            "source": device,
            "device": device,
            "latitude": round(float(latitude[i]), 6),
            "longitude": round(float(longitude[i]), 6),
            "accuracy_m": round(float(accuracy_m[i]), 1),
            "battery": round(float(battery[i]), 2),
        }
        told.append(Told(received_s, event))
    return told


def _received(at_s: Floats, rng: np.random.Generator) -> Floats:
    sent_s = at_s + rng.uniform(0.5, 4.0, len(at_s))
    if not len(at_s):
        return sent_s
    for begin_s in rng.uniform(at_s[0], at_s[-1], rng.poisson((at_s[-1] - at_s[0]) / HOLE_EVERY_S)):
        end_s = begin_s + rng.uniform(*HOLE_S)
        sent_s = np.where((sent_s >= begin_s) & (sent_s < end_s), end_s, sent_s)
    return np.asarray(sent_s)


def straight(course: Course, way: list[tuple[float, float]]) -> Journey:
    """The journey of a van between places of the course, by other streets; `way` is (instant, metres)."""
    at_s, at_m = np.array(way).T
    longitude, latitude = course.place(at_m)
    return Journey(at_s, longitude, latitude)


def line_clock(distance: Distance, knots_m: Floats) -> Floats:
    """When the virtual line is planned to be at each knot; minus infinity where there is none."""
    if distance.line is None:
        return np.full(len(knots_m), -np.inf)
    zero_s = {"last_starter": distance.last_starter_s, "tail_marker": distance.tail_marker_s}.get(
        distance.line.clock
    )
    return np.asarray((zero_s or distance.start_s) + distance.line.pace_s_per_m * knots_m)
