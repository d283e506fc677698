"""The latest evidence of every runner: where and when each was last seen, and by what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field

NOTHING, PASSING, SIGHTING, POSITION = 0, 1, 2, 3

UNDER_WAY_M = 1_000.0
"""A phone this far along the course belongs to somebody who started, though nothing else was seen of them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Latest evidence, one row a runner.

    Attributes
    ----------
    at_s : ndarray, shape (n_runners,), UTC epoch seconds; NaN = never seen
    at_m : ndarray, shape (n_runners,), metres on the runner's distance; NaN = never seen, or no known place
    kind : ndarray, shape (n_runners,), NOTHING, PASSING, SIGHTING or POSITION
    point : ndarray, shape (n_runners,), timing point of the latest passing, -1 = none
    """

    at_s: NDArray[np.float64]
    at_m: NDArray[np.float64]
    kind: NDArray[np.int8]
    point: NDArray[np.int64]


def latest_evidence(field: Field, fixes: Mapping[int, tuple[float, float]] | None = None) -> Evidence:
    """The latest passing, sighting or fix of every runner.

    Parameters
    ----------
    fixes : Mapping or None
        By runner index: instant (UTC epoch seconds) and metres of the last fix of their phone on the course.
        The phone of somebody who has left it says nothing: it may ride in a van.
    """
    filled = np.nan_to_num(field.passing_s, nan=-np.inf)
    point = filled.argmax(axis=1)
    at_s = filled[np.arange(len(filled)), point]
    read = np.isfinite(at_s)
    at_s[~read] = np.nan
    at_m = field.layout.point_at_m[field.layout.distance_of, point]
    at_m = np.where(read, at_m, np.nan)
    kind = np.where(read, PASSING, NOTHING).astype(np.int8)
    seen = np.fromiter(field.seen, np.int64, len(field.seen))
    seen_s = np.array([one.at_s for one in field.seen.values()])
    seen_m = np.array([one.at_m for one in field.seen.values()])
    later = ~(seen_s <= at_s[seen])
    at_s[seen[later]], kind[seen[later]] = seen_s[later], SIGHTING
    # A sighting at an unknown place still proves that the runner is well; the place stays.
    placed = later & np.isfinite(seen_m)
    at_m[seen[placed]] = seen_m[placed]
    for runner, (fix_s, fix_m) in (fixes or {}).items():
        said = field.said.get(runner)
        under_way = kind[runner] != NOTHING or fix_m >= UNDER_WAY_M
        if under_way and (said is None or said.state == "on_course") and not fix_s <= at_s[runner]:
            at_s[runner], at_m[runner], kind[runner] = fix_s, fix_m, POSITION
    return Evidence(at_s, at_m, kind, np.where(read, point, -1))
