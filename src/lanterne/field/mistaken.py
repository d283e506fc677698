"""Whose bib was meant: who was due at a place when somebody else was recorded there."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Sighting
from lanterne.field.fold import Field
from lanterne.race.bibs import readings

Floats = NDArray[np.float64]

USUAL_S_PER_M: Final = 0.42
"""A pace (7:00 a kilometre) for who has run too little to have shown one."""

LEAST_SD_S: Final = 120.0
SPREAD: Final = 0.15
"""Standard deviation of an arrival, as a share of the time since the last read."""

LEAST: Final = 0.05
"""Who fits less well than this was hardly there."""


def meant(field: Field, bib: str, place: str, at_s: float) -> dict[str, float]:
    """How well bibs like one that was recorded at a place fit there then, 0 to 1, without those who do not.

    Like are bibs with one other digit, or with two neighbours the other way round. Whoever was recorded at
    the place by their own bib is not meant.

    Parameters
    ----------
    place : str
        Id of a timing point, station, gate or post.
    at_s : float, UTC epoch seconds
    """
    index = field.roster.index
    bibs = readings(bib, index)
    fits = fit(field, np.array([index[one] for one in bibs], np.int64), place, at_s).tolist()
    return {
        one: value
        for one, value in zip(bibs, fits, strict=True)
        if value >= LEAST and not _recorded(field, index[one], place)
    }


def fit(field: Field, runners: NDArray[np.int64], place: str, at_s: float) -> Floats:
    """How well some runners fit at a place at an instant: 1 = just when they were due, shape (n,)."""
    where = field.layout
    places = field.layout.place_m.get(place, {})
    place_m = np.array([places.get(one.id, np.nan) for one in field.race.distances])[
        where.distance_of[runners]
    ]
    point_m, passing_s = where.point_at_m[where.distance_of[runners]], field.passing_s[runners]
    due_s, sd_s = due(passing_s, point_m, place_m)
    # Whoever was read at this very place was there by that read.
    with np.errstate(invalid="ignore"):
        score = np.exp(-0.5 * ((at_s - due_s) / sd_s) ** 2)
    return np.nan_to_num(score)


def due(passing_s: Floats, point_m: Floats, place_m: Floats) -> tuple[Floats, Floats]:
    """When runners most likely were, or will be, at a place, by the reads before and beyond it.

    Parameters
    ----------
    passing_s, point_m : ndarray, shape (n, p), UTC epoch seconds and metres; NaN = not read, not theirs
    place_m : ndarray, shape (n,), metres

    Returns
    -------
    tuple of ndarray, shape (n,) each
        UTC epoch seconds and standard deviation; NaN for who was read nowhere before it.
    """
    read = np.isfinite(passing_s) & np.isfinite(point_m)
    before_m = np.where(read & (point_m <= place_m[:, None]), point_m, -np.inf)
    beyond_m = np.where(read & (point_m > place_m[:, None]), point_m, np.inf)
    rows = np.arange(len(place_m))
    last, following = before_m.argmax(axis=1), beyond_m.argmin(axis=1)
    last_s, last_m = passing_s[rows, last], before_m[rows, last]
    next_s, next_m = passing_s[rows, following], beyond_m[rows, following]
    first = np.where(read, point_m, np.inf).argmin(axis=1)
    run_m = last_m - point_m[rows, first]
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.where(run_m > 0, (last_s - passing_s[rows, first]) / run_m, USUAL_S_PER_M)
        between = (next_s - last_s) / (next_m - last_m)
        pace = np.where(np.isfinite(next_m), between, own)
        due_s = last_s + (place_m - last_m) * pace
        due_s[~np.isfinite(last_m)] = np.nan
        return due_s, LEAST_SD_S + SPREAD * np.abs(due_s - last_s)


def _recorded(field: Field, runner: int, place: str) -> bool:
    words = field.facts.words_of(runner)
    return any(isinstance(one, Sighting) and one.place == place and one.what != "missed" for one in words)
