"""The demo's made-up courses: a city on two rivers, drawn from corners, of exactly the official lengths."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from lanterne.race.course import Course
from lanterne.race.earth import Floats, metres_per_degree, steps_m
from lanterne.units import HALF_MARATHON_M, MARATHON_M, METRES_PER_MILE

CENTRE: Final = (-79.99, 40.44)
"""Longitude and latitude of the start line."""

FORK_M: Final = 11.5 * METRES_PER_MILE
"""Where the half marathon leaves the marathon's road."""

ROUNDING_KM: Final = 0.14
"""How far before a corner its rounding begins."""

SPACING_KM: Final = 0.1

_OUT: Final = (  # along the avenue, over the north bridge, home on the south bank
    (0.0, 0.0), (0.5, 0.1), (0.45, 0.5), (1.3, 0.62), (1.4, 0.3), (2.6, 0.75), (3.4, 1.4), (3.5, 2.3),
    (2.6, 2.62), (1.4, 2.4), (0.9, 2.75), (0.2, 2.6), (0.1, 2.1), (-1.1, 2.15), (-2.0, 2.7), (-2.9, 2.5),
    (-3.4, 1.75), (-3.25, 0.85), (-3.9, 0.25), (-4.6, -0.5), (-4.8, -1.4), (-4.2, -2.1), (-3.2, -2.3),
    (-2.1, -1.85), (-1.0, -1.75), (0.1, -1.95),
)  # fmt: skip
_BACK: Final = (  # east along the water, over the upper bridge, the park on the hill, the long street home
    (1.2, -2.0), (2.3, -2.3), (3.4, -2.9), (4.6, -3.1), (5.8, -2.8), (6.3, -2.0), (6.9, -1.3), (7.6, -0.6),
    (8.6, -0.2), (9.4, 0.5), (9.6, 1.6), (8.9, 2.4), (7.8, 2.55), (7.2, 3.3), (7.5, 4.3), (6.8, 5.0),
    (5.6, 5.1), (4.6, 4.6), (4.3, 3.7), (4.95, 2.9), (5.5, 2.0), (5.3, 1.1), (4.4, 0.5), (3.4, 0.1),
    (2.9, -0.55), (2.3, -0.4), (1.3, -0.65), (0.5, -0.5), (0.05, -0.45),
)  # fmt: skip
_BRIDGE_KM: Final = (0.9, 0.1), (0.9, 0.75)
"""Shares of the half's way home, east and north, at its two ends of the old bridge, before `push`."""


def marathon_course() -> Course:
    """The marathon's course, 42,195 m as drawn."""
    return Course.of(_placed(_marathon_plan()), MARATHON_M)


def half_course() -> Course:
    """The half marathon's course: the marathon's to the fork, then home over the old bridge; 21,097.5 m."""
    marathon = _marathon_plan()
    shared = _first(marathon, FORK_M)
    low, high = 0.0, 5.0
    for _ in range(60):
        push = (low + high) / 2
        short = _length_m(_half_plan(shared, marathon[-1], push)) < HALF_MARATHON_M
        low, high = (push, high) if short else (low, push)
    return Course.of(_placed(_half_plan(shared, marathon[-1], low)), HALF_MARATHON_M)


def _marathon_plan() -> Floats:
    """The marathon in kilometres east and north of the start line; a few rounds bring it to its length."""
    plan = _rounded(np.array(_OUT + _BACK))
    for _ in range(5):
        plan = plan * (MARATHON_M / _length_m(plan))
    return plan


def _half_plan(shared: Floats, finish: Floats, push: float) -> Floats:
    """The shared road and the way home, whose bridge is `push` kilometres further east."""
    fork = shared[-1]
    bends = [fork + (finish - fork) * share + (push, 0.0) for share in _BRIDGE_KM]
    return np.vstack([shared, _rounded(np.array([fork, *bends, finish]))[1:]])


def _rounded(corners: Floats) -> Floats:
    """Corners joined by straight streets, each corner a quadratic curve."""
    pieces = [corners[:1]]
    share = np.linspace(0.0, 1.0, 9)[:, None]
    for before, corner, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        enter = corner + _towards(corner, before)
        leave = corner + _towards(corner, after)
        pieces.append((1 - share) ** 2 * enter + 2 * share * (1 - share) * corner + share**2 * leave)
    return _dense(np.vstack([*pieces, corners[-1:]]))


def _dense(plan_km: Floats) -> Floats:
    """The same line with no straight piece longer than `SPACING_KM`."""
    pieces = [
        np.linspace(one, other, max(1, int(np.ceil(np.hypot(*(other - one)) / SPACING_KM))), endpoint=False)
        for one, other in pairwise(plan_km)
    ]
    return np.vstack([*pieces, plan_km[-1:]])


def _towards(corner: Floats, other: Floats) -> Floats:
    way = other - corner
    length = float(np.hypot(*way))
    return np.asarray(way / length * min(ROUNDING_KM, 0.45 * length))


def _placed(plan_km: Floats) -> Floats:
    """Kilometres east and north of the start line as longitude and latitude."""
    east_m, north_m = metres_per_degree(CENTRE[1])
    return np.asarray(CENTRE + plan_km * 1_000.0 / (east_m, north_m))


def _steps_m(plan_km: Floats) -> Floats:
    line = _placed(plan_km)
    return steps_m(line[:, 0], line[:, 1])


def _length_m(plan_km: Floats) -> float:
    return float(_steps_m(plan_km).sum())


def _first(plan_km: Floats, length_m: float) -> Floats:
    """The first `length_m` of a line."""
    along = np.concatenate([[0.0], np.cumsum(_steps_m(plan_km))])
    cut = [[np.interp(length_m, along, plan_km[:, axis]) for axis in (0, 1)]]
    return np.vstack([plan_km[along < length_m], cut])
