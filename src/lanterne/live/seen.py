"""Everything seen of one runner in its order: reads, sightings, and what was doubted or taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Sighting
from lanterne.field.fold import Field
from lanterne.field.passings import doubtful, earliest_passing_s, resolve
from lanterne.race.cutoffs import zero
from lanterne.race.definition import Post, Station, TimingPoint

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One thing seen of a runner.

    Attributes
    ----------
    at_s : float, UTC epoch seconds
    at_m : float, metres; NaN = the place has none on the runner's distance
    place : str
        Name of the timing point or place.
    kind : str
        passing, sighting, position, or missed (a post says that the runner has not come by).
    by : str
        Source.
    standing : str
        "", "doubtful" or "voided".
    """

    at_s: float
    at_m: float
    place: str
    kind: str
    by: str
    standing: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is evidence of where the runner was."""
        return self.kind != "missed" and not self.standing and bool(np.isfinite(self.at_m))


def passings_by(field: Field, runner: int, by_s: float = np.inf) -> tuple[Floats, Flags]:
    """One runner's passings as they were taken at an instant, and which were doubtful then.

    Reads that a correction has taken back since are left out.

    Returns
    -------
    tuple of ndarray, shape (n_points,) each
        UTC epoch seconds, doubtful ones included; NaN = not read by then.
    """
    distance = int(field.layout.distance_of[runner])
    at_m = field.layout.point_at_m[distance]
    gun_s = zero(field.race, field.race.distances[distance].id, "gun", field.zeros).at_s
    rows = field.reads.of(np.array([runner]))
    at_s = field.reads.at_s[rows] + field.sources.offset_s[field.reads.source[rows]]
    known = at_s <= by_s
    passing_s = resolve(
        np.zeros(int(known.sum()), np.int64),
        field.reads.point[rows[known]].astype(np.int64),
        at_s[known],
        n_runners=1,
        earliest_s=earliest_passing_s(gun_s, at_m, field.layout.is_start)[None],
        is_start=field.layout.is_start,
    )
    return passing_s[0], doubtful(passing_s, at_m)[0]


def seen_of(field: Field, runner: int) -> list[Seen]:
    """Everything seen of a runner so far, the earliest first."""
    found = [*_passings(field, runner), *_voided(field, runner), *_sightings(field, runner)]
    return sorted(found, key=lambda one: (one.at_s, one.place))


def own_pace(marks: Sequence[Seen], start_s: float) -> float | None:
    """Seconds a metre from the start to the farthest of what was seen; None before any."""
    last = max(marks, key=lambda one: one.at_m, default=None)
    return None if last is None or last.at_m <= 0 else (last.at_s - start_s) / last.at_m


def _passings(field: Field, runner: int) -> Iterator[Seen]:
    passing_s, wrong = passings_by(field, runner)
    rows = field.reads.of(np.array([runner]))
    at_s = field.reads.at_s[rows] + field.sources.offset_s[field.reads.source[rows]]
    for point in np.flatnonzero(np.isfinite(passing_s)).tolist():
        read = rows[(field.reads.point[rows] == point) & (at_s == passing_s[point])]
        yield Seen(
            at_s=float(passing_s[point]),
            at_m=float(field.layout.point_at_m[field.layout.distance_of[runner], point]),
            place=field.race.points[point].name,
            kind="passing",
            by=field.sources.names[field.reads.source[read[0]]],
            standing="doubtful" if wrong[point] else "",
        )


def _voided(field: Field, runner: int) -> Iterator[Seen]:
    """The first read that was taken back at each timing point."""
    reads = field.reads
    rows = np.flatnonzero((reads.runner == runner) & ~reads.alive)
    at_m = field.layout.point_at_m[field.layout.distance_of[runner]]
    for point in np.unique(reads.point[rows]).tolist():
        row = rows[reads.point[rows] == point][0]
        yield Seen(
            at_s=float(reads.at_s[row] + field.sources.offset_s[reads.source[row]]),
            at_m=float(at_m[point]),
            place=field.race.points[point].name,
            kind="passing",
            by=field.sources.names[reads.source[row]],
            standing="voided",
        )


def _sightings(field: Field, runner: int) -> Iterator[Seen]:
    distance = field.race.distances[field.layout.distance_of[runner]].id
    named: list[Post | Station | TimingPoint] = [*field.race.posts, *field.race.points, *field.race.stations]
    names = {one.id: one.name for one in named}
    for word in field.facts.words_of(runner):
        if isinstance(word, Sighting):
            yield Seen(
                at_s=field.corrected_s(word),
                at_m=field.layout.place_m.get(word.place, {}).get(distance, np.nan),
                place=names.get(word.place, word.place),
                kind="missed" if word.what == "missed" else "sighting",
                by=word.source,
            )
