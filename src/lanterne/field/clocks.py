"""Whether a source's clock is right, by its reads held against the same runners' reads elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.field.mistaken import due
from lanterne.field.passings import EARLY_START_S
from lanterne.race.cutoffs import zero

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Firsts = Mapping[tuple[int, int], tuple[NDArray[np.int64], Floats]]
"""By source and point: runners, and the first read of each."""

LATEST: Final = 20_000
"""So many reads, the last that came, are looked at: a clock that is wrong is wrong now."""

RUNNERS: Final = 300
"""Of so many runners at most a source is judged at a point, and of at least `AT_LEAST`."""

AT_LEAST: Final = 10
LEAST_S: Final = 240.0
SHARE: Final = 0.3
"""A clock is called wrong when half of the runners are off by more than this, and than this share of the time
that they ran there from the read before: the field may slow down as one, but hardly so much."""

START_S: Final = 2_700.0
"""Runners who cross the start so long after the gun, most of them, do so by a clock that is wrong."""


@dataclass(frozen=True, slots=True)
class WrongClock:
    """A source whose clock is off at a timing point.

    Attributes
    ----------
    offset_s : float
        By how much it is ahead (behind: negative) of the others, the median.
    runners : int
        Of how many.
    since_s : float, UTC epoch seconds
        Its first read that was looked at, put right.
    alone : bool
        Whether the source reads at this point only, so that putting its clock right puts all right.
    """

    source: str
    point: int
    offset_s: float
    runners: int
    since_s: float
    alone: bool


def wrong_clocks(field: Field) -> list[WrongClock]:
    """Sources whose latest reads at a point do not fit the clocks of the other points."""
    begin = max(len(field.reads) - LATEST, 0)
    rows = begin + np.flatnonzero(field.reads.alive[begin:])
    if not len(rows):
        return []
    source, point = field.reads.source[rows].astype(np.int64), field.reads.point[rows].astype(np.int64)
    pair = source * len(field.race.points) + point
    firsts = {
        divmod(one, len(field.race.points)): _firsts(field, rows[pair == one]) for one in np.unique(pair)
    }
    found: list[WrongClock] = []
    wrong = np.zeros(len(field.race.points), np.bool_)
    while flagged := {one: made for one, made in _offsets(field, firsts, wrong).items() if made[0]}:
        # A wrong clock makes its neighbours look wrong too: the one that explains most is put aside first.
        worst = min(sorted(flagged), key=lambda one: _left(field, firsts, wrong, one[1]))
        (number, column), (offset_s, runners) = worst, flagged[worst]
        alone = bool((point[source == number] == column).all())
        since_s = float(firsts[worst][1].min()) - offset_s
        found.append(WrongClock(field.sources.names[number], column, offset_s, runners, since_s, alone))
        wrong[column] = True
    return found


def _offsets(field: Field, firsts: Firsts, wrong: Flags) -> dict[tuple[int, int], tuple[float, int]]:
    """By source and point, but those already called wrong: see `_offset`."""
    return {one: _offset(field, one[1], *read, wrong) for one, read in firsts.items() if not wrong[one[1]]}


def _left(field: Field, firsts: Firsts, wrong: Flags, column: int) -> float:
    """How much stays unexplained when the clock at a point is taken to be wrong, seconds."""
    aside = wrong.copy()
    aside[column] = True
    return sum(abs(offset_s) for offset_s, _ in _offsets(field, firsts, aside).values())


def _offset(
    field: Field, point: int, runner: NDArray[np.int64], at_s: Floats, wrong: Flags
) -> tuple[float, int]:
    """By how much the clock of these reads is off, 0 = nothing speaks against it; and by how many runners."""
    off_s = _off_s(field, runner, point, at_s, wrong)
    known = np.isfinite(off_s)
    count = int(known.sum())
    return (float(np.median(off_s[known])), count) if count >= AT_LEAST else (0.0, count)


def _firsts(field: Field, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Runners of some reads of one source and point, and the first of each; the latest runners only."""
    at_s = field.reads.at_s[rows] + field.sources.offset_s[field.reads.source[rows]]
    order = np.argsort(at_s, kind="stable")
    runner, first = np.unique(field.reads.runner[rows[order]].astype(np.int64), return_index=True)
    firsts_s = at_s[order][first]
    latest = np.argsort(firsts_s)[-RUNNERS:]
    return runner[latest], firsts_s[latest]


def _off_s(field: Field, runner: NDArray[np.int64], point: int, at_s: Floats, wrong: Flags) -> Floats:
    """By how much each read is off, 0 where it may be true; NaN = nothing to hold it against."""
    where = field.layout
    if where.is_start[point]:
        return _off_start_s(field, runner, at_s)
    point_m = where.point_at_m[where.distance_of[runner]]
    others_s = np.where(wrong, np.nan, _others_s(field, runner, point))
    due_s, _ = due(others_s, point_m, point_m[:, point])
    before = np.where(np.isfinite(others_s) & (point_m <= point_m[:, [point]]), others_s, -np.inf)
    run_s = due_s - before.max(axis=1)
    off_s = at_s - due_s
    return np.where(
        np.abs(off_s) > np.maximum(LEAST_S, SHARE * run_s), off_s, np.where(np.isnan(off_s), np.nan, 0.0)
    )


def _others_s(field: Field, runner: NDArray[np.int64], point: int) -> Floats:
    """Passings elsewhere; doubtful ones too, for those of a wrong clock may have outvoted the right ones."""
    others_s = field.passing_s[runner].copy()
    for row, one in enumerate(runner.tolist()):
        doubted_s = field.passed.doubted_s.get(one)
        if doubted_s is not None:
            others_s[row] = np.where(np.isnan(others_s[row]), doubted_s, others_s[row])
    others_s[:, point] = np.nan
    return others_s


def _off_start_s(field: Field, runner: NDArray[np.int64], at_s: Floats) -> Floats:
    """By how much reads at the start are later or earlier than anybody starts."""
    race, zeros = field.race, field.zeros
    waves = [one.id for one in race.waves]
    gun_s = np.array(
        [
            zero(race, race.distances[distance].id, "wave", zeros, waves[wave] if wave >= 0 else None).at_s
            for distance, wave in zip(
                field.layout.distance_of[runner], field.layout.wave_of[runner], strict=True
            )
        ]
    )
    off_s = at_s - gun_s
    return np.where((off_s > START_S) | (off_s < -EARLY_START_S), off_s, 0.0)
