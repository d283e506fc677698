"""Pieces of a course, in any order and direction, joined into one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lanterne.race.earth import apart_m, metres_per_degree, steps_m
from lanterne.race.tracks import Piece

AGAINST_FILE_ORDER_M: Final = 10.0
"""How much nearer another piece must lie than the next one in the file to be taken instead of it."""
AGAINST_DIRECTION_M: Final = 30.0
"""How much nearer an end must lie to be taken when the piece would have to be turned round."""


MOST_PIECES: Final = 500


@dataclass(frozen=True, slots=True)
class Gap:
    """A straight line drawn between two pieces, which are counted from 1 as in the file."""

    after: int
    before: int
    gap_m: float


@dataclass(frozen=True, slots=True)
class Joined:
    """One line, the order in which the pieces were used, which were turned round, and the gaps closed."""

    line: Piece
    order: tuple[int, ...]
    turned: tuple[int, ...]
    gaps: tuple[Gap, ...]


def join(pieces: Sequence[Piece]) -> Joined:
    """Join pieces end to end, nearest free ends first.

    Only ends are ever joined: vertices that lie near each other but far apart along the line (laps, out
    and back) stay apart. The order and direction of the file are kept unless another is clearly nearer.
    The whole runs the way in which the greater length of its pieces is drawn.

    Parameters
    ----------
    pieces : sequence of Piece
        At least one, each of two vertices or more.

    Raises
    ------
    ValueError
        If there are so many that the file cannot be one course.
    """
    if len(pieces) > MOST_PIECES:
        raise ValueError(f"comes in {len(pieces)} pieces; export the course as one line")
    partner = _matched_ends(pieces)
    walk = _walk(partner, len(pieces))
    lengths = [_length_m(piece) for piece in pieces]
    backward_m = sum(lengths[end // 2] for end in walk if end % 2)
    if backward_m > sum(lengths) / 2:
        walk = [end ^ 1 for end in reversed(walk)]
    line: Piece = []
    gaps: list[Gap] = []
    for i, end in enumerate(walk):
        piece = pieces[end // 2][:: -1 if end % 2 else 1]
        if line:
            gaps.append(Gap(walk[i - 1] // 2 + 1, end // 2 + 1, apart_m(line[-1], piece[0])))
        line += piece if not line or piece[0] != line[-1] else piece[1:]
    order = tuple(end // 2 + 1 for end in walk)
    return Joined(line, order, tuple(end // 2 + 1 for end in walk if end % 2), tuple(gaps))


def _matched_ends(pieces: Sequence[Piece]) -> dict[int, int]:
    """Ends joined to each other; piece i has the ends 2i (its first vertex) and 2i + 1 (its last)."""
    ends = np.array([place for piece in pieces for place in (piece[0], piece[-1])])
    east_m, north_m = metres_per_degree(float(ends[:, 1].mean()))
    a, b = np.triu_indices(len(ends), 1)
    cost_m = np.hypot((ends[a, 0] - ends[b, 0]) * east_m, (ends[a, 1] - ends[b, 1]) * north_m)
    next_in_file = (a % 2 == 1) & (b == a + 1)
    cost_m += np.where(next_in_file, 0.0, AGAINST_FILE_ORDER_M)
    cost_m += np.where(a % 2 == b % 2, AGAINST_DIRECTION_M, 0.0)
    chain = list(range(len(pieces)))
    partner: dict[int, int] = {}
    for i in np.argsort(cost_m, kind="stable"):
        one, other = int(a[i]), int(b[i])
        old, new = chain[one // 2], chain[other // 2]
        if old == new or one in partner or other in partner:
            continue
        partner[one], partner[other] = other, one
        chain = [new if name == old else name for name in chain]
    return partner


def _walk(partner: dict[int, int], count: int) -> list[int]:
    """The end at which each piece is entered, from the first free end to the other."""
    end: int | None = next(end for end in range(2 * count) if end not in partner)
    walk: list[int] = []
    while end is not None:
        walk.append(end)
        end = partner.get(end ^ 1)
    return walk


def _length_m(piece: Piece) -> float:
    places = np.array(piece)
    return float(steps_m(places[:, 0], places[:, 1]).sum())
