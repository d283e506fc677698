"""One race day of a results file: who crossed which mat when, and when that became known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.errors import LanterneError
from lanterne.race.definition import Distance, Race
from lanterne.replay.transport import Batch, Reads, Told, batches, receipts
from lanterne.replay.waves import start_offsets
from lanterne.results import Results
from lanterne.units import instant_text

Floats = NDArray[np.float64]

GUN_TOLD_S = 3.0
"""Seconds after which the starter's gun is known at the hub."""

LENGTH_TOLERANCE_M = 500.0
"""A distance of the race takes the file's reads if its length is this close to theirs."""


@dataclass(frozen=True, slots=True)
class Day:
    """A race day ready to be told.

    Attributes
    ----------
    race : str
        Race id.
    points, bibs : tuple of str
        What `reads` counts into.
    reads : Reads
    received_s : ndarray, shape (reads,), UTC epoch seconds
    told : tuple of Told
    left_out : tuple of str
        Mats of the file that the race has no timing point for.
    """

    race: str
    points: tuple[str, ...]
    bibs: tuple[str, ...]
    reads: Reads
    received_s: Floats
    told: tuple[Told, ...]
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.reads) + len(self.told)

    def batches(self, after_s: float = -math.inf) -> Iterator[Batch]:
        """The day's events in the order of their receipt; only what is received after an instant."""
        return batches(self.race, self.points, self.bibs, self.reads, self.received_s, self.told, after_s)


def replay_day(results: Results, race: Race, seed: int) -> Day:
    """The day of a results file, at the race's own gun, with a modelled way of each read to the hub.

    Each mat of the file is the race's timing point with the id of its column; the start mat reads everybody.
    Start offsets that the file does not know come from `start_offsets`. The same seed gives the same day.

    Raises
    ------
    LanterneError
        If the race has no distance of the file's length, or none of its timing points.
    """
    rng = np.random.default_rng(seed)
    distance = _distance(race, results)
    start_s = distance.start_s + _offsets(results, rng)
    known = {point.id: index for index, point in enumerate(race.points)}
    named = [(column, point.column) for column, point in enumerate(results.points)]
    matched = [(column, known[name]) for column, name in named if name in known]
    if not matched:
        mats = ", ".join(name for _, name in named)
        raise LanterneError(f"race {race.id}: no timing point has the id of a mat of the file: {mats}")
    crossed_s = [start_s[:, None] + results.net_s[:, [column]] for column, _ in matched]
    indices = [index for _, index in matched]
    for index, point in enumerate(race.points):
        if point.kind == "start" and distance.id in point.at_m:
            crossed_s.append(start_s[:, None])
            indices.append(index)
    reads = _reads(np.hstack(crossed_s), np.array(indices))
    gun = {"kind": "start", "happened_at": instant_text(distance.start_s), "source": "starter"}
    return Day(
        race=race.id,
        points=tuple(point.id for point in race.points),
        bibs=results.runners,
        reads=reads,
        received_s=receipts(reads, rng),
        told=(Told(distance.start_s + GUN_TOLD_S, {**gun, "distance": distance.id, "what": "gun"}),),
        left_out=tuple(name for _, name in named if name not in known),
    )


def _distance(race: Race, results: Results) -> Distance:
    length_m = results.points[-1].at_m
    nearest = min(race.distances, key=lambda distance: abs(distance.length_m - length_m))
    if abs(nearest.length_m - length_m) > LENGTH_TOLERANCE_M:
        raise LanterneError(f"race {race.id}: the results are of {length_m:.0f} m; no distance is that long")
    return nearest


def _offsets(results: Results, rng: np.random.Generator) -> Floats:
    """Start offsets: the file's, else the wave model's."""
    at_m = np.array([point.at_m for point in results.points])
    read = np.isfinite(results.net_s)
    last = results.net_s.shape[1] - 1 - read[:, ::-1].argmax(axis=1)
    pace = results.net_s[np.arange(len(results)), last] / at_m[last]
    modelled_s = start_offsets(pace, rng)
    return np.where(np.isfinite(results.offset_s), results.offset_s, modelled_s)


def _reads(crossed_s: Floats, indices: NDArray[np.int64]) -> Reads:
    """One read for each crossing whose time is known; shape (runners, mats)."""
    bib, column = np.nonzero(np.isfinite(crossed_s))
    return Reads(indices[column], bib, np.round(crossed_s[bib, column], 2))
