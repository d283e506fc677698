"""Vehicles on the course: a device's fixes as a track in metres, and what the crew reports."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fixes import Trail
from lanterne.race.course import Course

NEAR_M = 250.0
"""A fix farther from the line is off the course: its place is not known."""

FASTEST_MPS = 25.0
"""No race vehicle is faster along the course between two fixes."""

BACK_M = 40.0
"""As far back as noise puts a fix. Looking farther back, a follower changes sides where the course turns."""

LOST_S = 600.0
"""Off the course for longer, a vehicle may come back to it anywhere."""


@dataclass(frozen=True, slots=True)
class Track:
    """A vehicle's places on one course by fix time, shape (n,) each.

    `at_m` is NaN where the vehicle was off the course.
    """

    at_s: NDArray[np.float64]
    at_m: NDArray[np.float64]


def track(trail: Trail, course: Course, offset_s: NDArray[np.float64], known: Track | None = None) -> Track:
    """Place a trail on a course, each fix near where the one before can have led.

    Parameters
    ----------
    trail : Trail
    course : Course
    offset_s : ndarray, shape (n_sources,), seconds to add to each source's clock
    known : Track or None
        The track of the same trail's first fixes: those are not placed again.

    Returns
    -------
    Track
        Heartbeats left out; instants put right.
    """
    placed = np.isfinite(trail.latitude)
    at_s = trail.at_s[placed] + offset_s[trail.source[placed]]
    latitude, longitude = trail.latitude[placed], trail.longitude[placed]
    at_m = np.full(len(at_s), np.nan)
    begin = 0
    if known is not None and np.array_equal(known.at_s, at_s[: len(known.at_s)]):
        begin = len(known.at_s)
        at_m[:begin] = known.at_m
    before = np.flatnonzero(np.isfinite(at_m[:begin]))
    known_m, known_s = (at_m[before[-1]], at_s[before[-1]]) if len(before) else (0.0, -np.inf)
    for i in range(begin, len(at_s)):
        near_m = reach_m = None
        if at_s[i] - known_s < LOST_S:
            ahead_m = NEAR_M + FASTEST_MPS * (at_s[i] - known_s)
            near_m, reach_m = known_m + (ahead_m - BACK_M) / 2, (ahead_m + BACK_M) / 2
        place_m, off_m = course.project(latitude[i], longitude[i], near_m=near_m, reach_m=reach_m)
        if off_m <= NEAR_M:
            at_m[i] = known_m = float(place_m)
            known_s = at_s[i]
    return Track(at_s, at_m)
