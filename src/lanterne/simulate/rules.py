"""How stations fare by several rules of closing, on one rehearsed day."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lanterne.race.cutoffs import Zeros, line_time_s
from lanterne.simulate.rehearsal import Outcome, Rehearsal, outcomes_of

Floats = NDArray[np.float64]

P95_SHARE: Final = 0.95


class Fared(NamedTuple):
    """A station under a rule: how many came after it had closed, and how long it was open beyond need."""

    station: str
    missed: int
    open_s: float


def as_proposed(rehearsal: Rehearsal, stage: str) -> list[Fared]:
    """Closed (or packed) when the captain did so on Lanterne's proposal; never said = open to the end."""
    end_s = _end_s(rehearsal)
    fared = []
    for one in outcomes_of(rehearsal):
        at_s = min(
            one.done_s.get("packing", np.inf) if stage == "packing" else np.inf,
            one.done_s.get("closed", end_s),
        )
        fared.append(_fared(rehearsal, one, at_s))
    return fared


def never(rehearsal: Rehearsal) -> list[Fared]:
    """Open until the last runner is home."""
    return [_fared(rehearsal, one, _end_s(rehearsal)) for one in outcomes_of(rehearsal)]


def at_limit_pace(rehearsal: Rehearsal) -> list[Fared]:
    """Closed as the virtual line of the last distance passes."""
    race = rehearsal.world.race
    places = {one.id: one.at_m for one in race.stations}
    return [
        _fared(
            rehearsal,
            one,
            max(line_time_s(race, name, Zeros(), at_m) for name, at_m in places[one.station].items()),
        )
        for one in outcomes_of(rehearsal)
    ]


def at_p95_of_constant_pace(rehearsal: Rehearsal) -> list[Fared]:
    """Closed when everybody is later than 19 in 20 who kept their pace since their last read are.

    How much later than at constant pace is learned from this very field: no such rule can know it better.
    Who was not read yet holds the station.
    """
    places = {one.id: one.at_m for one in rehearsal.world.race.stations}
    fared = []
    for one in outcomes_of(rehearsal):
        held = [_held_by_pace(rehearsal, name, at_m) for name, at_m in places[one.station].items()]
        fared.append(_fared(rehearsal, one, _first_free_s(np.concatenate(held))))
    return fared


def _held_by_pace(rehearsal: Rehearsal, distance: str, at_m: float) -> Floats:
    """From when until when each runner of a distance, by each read, holds a place, shape (spans, 2)."""
    field, crowd = rehearsal.field, next(c for c in rehearsal.world.crowds if c.distance == distance)
    index = [one.id for one in field.race.distances].index(distance)
    mine = [field.roster.index[bib] for bib in crowd.bibs]
    points_m, passing_s = field.layout.point_at_m[index], field.passing_s[mine]
    start_s, truth_s = crowd.clock_s[:, 0], crowd.crossings_s(np.array([at_m]))[:, 0]
    beyond_s = np.where(points_m >= at_m, passing_s, np.inf)
    until_s = np.fmin.reduce(beyond_s, axis=1, initial=np.inf)
    spans = []
    first_s = np.full(len(mine), np.inf)
    for point in np.flatnonzero((points_m > 0) & (points_m < at_m)).tolist():
        read_s = passing_s[:, point]
        first_s = np.fmin(first_s, read_s)
        steady_s = (read_s - start_s) / points_m[point] * (at_m - points_m[point])
        slower = np.nanquantile((truth_s - read_s) / steady_s, P95_SHARE)
        spans.append(np.column_stack([read_s, np.fmin(read_s + slower * steady_s, until_s)]))
    known = np.isfinite(np.fmin(first_s, until_s))
    spans.append(np.column_stack([start_s, np.fmin(first_s, until_s)])[known])
    every = np.concatenate(spans)
    return np.asarray(every[np.isfinite(every).all(axis=1)])


def _first_free_s(spans: Floats) -> float:
    """When for the first time nobody holds the place any more."""
    ordered = spans[np.argsort(spans[:, 0], kind="stable")]
    ends_s = np.maximum.accumulate(ordered[:, 1])
    gaps = np.flatnonzero(ordered[1:, 0] > ends_s[:-1])
    return float(ends_s[gaps[0]] if len(gaps) else ends_s[-1])


def _end_s(rehearsal: Rehearsal) -> float:
    return float(max(np.nanmax(one.crossings_s(one.knots_m[-1:])) for one in rehearsal.world.crowds))


def _fared(rehearsal: Rehearsal, outcome: Outcome, closed_s: float) -> Fared:
    missed = sum(s > closed_s for s, _ in rehearsal.crossed(outcome.station))
    return Fared(outcome.station, missed, closed_s - outcome.last_s)
