"""What mats read: misses in runs by runner, readers gone dark, several reads of one crossing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.race.definition import Race
from lanterne.replay.transport import Reads
from lanterne.simulate.crowd import Crowd

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MISS_AGAIN: Final = 0.35
"""Probability that a chip missed at one mat is missed at the next too: worn under a jacket, wet, bent."""

MORE_READS: Final = 2.0
"""Mean number of reads of a crossing after the first; real finish lines have 12, with several gantries."""

CROSSING_S: Final = 1.1
"""Mean seconds from one read of a crossing to the next."""

PARKED_SHARE: Final = 0.0003
PARKED_READS: Final = 800
PARKED_S: Final = 600.0
"""A few chips lie by a mat for minutes and are read hundreds of times."""


@dataclass(frozen=True, slots=True)
class Dark:
    """A reader that loses whatever crosses its mat from one instant to another (UTC epoch seconds)."""

    point: int
    from_s: float
    to_s: float


def missed(runners: int, mats: int, rates: Floats, rng: np.random.Generator) -> Flags:
    """Which crossings no antenna reads, in runs by runner, shape (runners, mats).

    Parameters
    ----------
    rates : ndarray, shape (mats,)
        Share of crossings missed at each mat, in the order of the road.
    """
    lost = np.zeros((runners, mats), dtype=np.bool_)
    before = np.zeros(runners, dtype=np.bool_)
    for mat, rate in enumerate(rates):
        fresh = rate * (1 - MISS_AGAIN) / (1 - rate)
        before = rng.random(runners) < np.where(before, MISS_AGAIN, fresh)
        lost[:, mat] = before
    return lost


def read_crossings(
    race: Race, crowd: Crowd, bib_index: dict[str, int], rates: Floats, rng: np.random.Generator
) -> Reads:
    """One read for each crossing that a mat notices.

    Parameters
    ----------
    bib_index : dict
        The number of each bib.
    rates : ndarray, shape (points of the race,)
        Share of crossings missed at each timing point.
    """
    order = sorted(
        (index for index, point in enumerate(race.points) if crowd.distance in point.at_m),
        key=lambda index: race.points[index].at_m[crowd.distance],
    )
    points = np.array(order, dtype=np.int64)
    at_m = np.array([race.points[index].at_m[crowd.distance] for index in order])
    crossed_s = crowd.crossings_s(at_m)
    noticed = np.isfinite(crossed_s) & ~missed(len(crowd), len(points), rates[points], rng)
    runner, mat = np.nonzero(noticed)
    bibs = np.array([bib_index[bib] for bib in crowd.bibs], dtype=np.int64)
    return Reads(points[mat], bibs[runner], np.round(crossed_s[runner, mat], 2))


def joined(parts: list[Reads]) -> Reads:
    """Several lists of reads as one."""
    return Reads(
        np.concatenate([part.point for part in parts]),
        np.concatenate([part.bib for part in parts]),
        np.concatenate([part.at_s for part in parts]),
    )


def in_the_dark(reads: Reads, dark: Dark) -> Flags:
    """Which reads a dark reader loses, shape (reads,)."""
    return np.asarray((reads.point == dark.point) & (reads.at_s >= dark.from_s) & (reads.at_s < dark.to_s))


def repeated(reads: Reads, starts: Ints, rng: np.random.Generator) -> Reads:
    """Each crossing as the several reads it really is, the crossing itself among them.

    At the start mat people stand on the mat before they cross it: their crossing is the last read. Elsewhere
    it is the first.

    Parameters
    ----------
    reads : Reads
        One for each crossing.
    starts : ndarray of int
        The points that are start mats.
    """
    more = rng.poisson(rng.exponential(MORE_READS, len(reads)))
    parked = rng.random(len(reads)) < PARKED_SHARE
    more[parked] = rng.integers(PARKED_READS // 4, PARKED_READS, int(parked.sum()))
    of = np.repeat(np.arange(len(reads)), more)
    step_s = np.where(parked, PARKED_S / np.maximum(more, 1), CROSSING_S)[of]
    after_s = rng.exponential(step_s)
    ends = np.cumsum(more)
    total_s = np.cumsum(after_s)
    begins = np.concatenate([[0.0], total_s])[ends - more]
    late_s = total_s - np.repeat(begins, more)
    sign = np.where(np.isin(reads.point, starts), -1.0, 1.0)[of]
    at_s = np.round(reads.at_s[of] + sign * np.maximum(late_s, 0.02), 2)
    return _each_once(joined([reads, Reads(reads.point[of], reads.bib[of], at_s)]))


def _each_once(reads: Reads) -> Reads:
    """Reads without those that a box could not tell apart: one chip, one mat, one instant."""
    order = np.lexsort((reads.at_s, reads.bib, reads.point))
    same = np.zeros(len(reads), dtype=np.bool_)
    same[1:] = (
        (np.diff(reads.at_s[order]) == 0)
        & (np.diff(reads.bib[order]) == 0)
        & (np.diff(reads.point[order]) == 0)
    )
    return reads.where(np.sort(order[~same]))


def start_points(race: Race) -> Ints:
    """The start mats, as indices into the race's timing points."""
    return np.array([i for i, point in enumerate(race.points) if point.kind == "start"], dtype=np.int64)
