"""Places along a course from a device's fixes, each on the pass of the course where it can have been."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot, inf, log1p
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fixes import Trail
from lanterne.race.course import Course

Floats = NDArray[np.float64]
Why = Literal["kept", "crowded", "vague", "before the start", "off the course", "implausible"]

WHY: Final[tuple[Why, ...]] = (
    "kept",
    "crowded",
    "vague",
    "before the start",
    "off the course",
    "implausible",
)
"""What became of a fix; its number is its place here."""

KEPT, CROWDED, VAGUE, EARLY, OFF, IMPLAUSIBLE = range(len(WHY))

USUAL_ACCURACY_M: Final = 15.0
VAGUE_M: Final = 200.0
DRAWN_SD_M: Final = 25.0
"""How far beside the drawn line people run: streets are wide, and drawings coarse."""

READ_SD_M: Final = 10.0
LIMIT_SD: Final = 4.0
SKIP: Final = 8.0
"""What it costs, in log likelihood, to leave a fix out: as much as one 12 standard deviations off."""

LEAST_SD_M: Final = 3.0
HOLE_S: Final = 600.0
"""Over so long without a place, a runner's own average counts as much as what is usual."""

AT_S, LATITUDE, LONGITUDE, SD_M, ROW, READ_M = range(6)
COLUMNS: Final = 6
"""Of steps: fixes that are used, by their row, and reads (row -1)."""

SKIP_READ: Final = 60.0
LOST: Final = 12.0
BEHIND: Final = 80.0
MOST: Final = 16
"""Ways no farther than `BEHIND` behind the best are followed on, `MOST` of them."""


@dataclass(frozen=True, slots=True)
class Mover:
    """How whoever carries a device moves.

    Attributes
    ----------
    fastest_mps : float
        Along the course between two fixes.
    usual_mps, varies_mps : float
        Average speed, and how far that between two fixes is from it.
    near_m : float
        Farther from the line is off the course.
    every_s : float
        Of fixes within so many seconds one is enough.
    lost_s : float
        After this long without a place on the course, any will do.
    """

    fastest_mps: float
    usual_mps: float
    varies_mps: float
    near_m: float
    every_s: float
    lost_s: float


RUNNER: Final = Mover(7.0, 2.4, 0.9, 150.0, 10.0, inf)
VEHICLE: Final = Mover(25.0, 4.0, 6.0, 250.0, 5.0, 600.0)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What else is known of a runner's way: their start, and their reads in order of time.

    `start_s` is UTC epoch seconds with its standard deviation, `read_s` and `read_m` have shape (reads,).
    """

    start_s: float
    start_sd_s: float
    read_s: Floats
    read_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A trail's fixes on one course by corrected time, heartbeats left out, shape (n,) each.

    Attributes
    ----------
    at_s : ndarray, UTC epoch seconds
    at_m, sd_m : ndarray, metres
        Place and its standard deviation; NaN where the fix was left out.
    why : ndarray of int, into `WHY`
    """

    at_s: Floats
    at_m: Floats
    sd_m: Floats
    why: NDArray[np.int8]
    _steps: Floats = field(repr=False)
    _off: NDArray[np.bool_] = field(repr=False)
    _ends: tuple[_End, ...] = field(repr=False)

    def counts(self) -> dict[Why, int]:
        """How many fixes were kept, and how many left out for which reason."""
        numbers = np.bincount(self.why, minlength=len(WHY)).tolist()
        return dict(zip(WHY, numbers, strict=True))


@dataclass(frozen=True, slots=True)
class _Node:
    """A step at a place, and the one before it."""

    step: int
    at_m: float
    before: _Node | None


@dataclass(frozen=True, slots=True)
class _End:
    """One way so far: its cost (minus log likelihood), and where and when it was last."""

    cost: float
    at_s: float
    at_m: float
    sd_m: float
    node: _Node | None


def walk(
    trail: Trail,
    course: Course,
    offset_s: Floats,
    mover: Mover,
    known: Known | None = None,
    before: Way | None = None,
) -> Way:
    """The likeliest way along a course that a trail's fixes, and reads between them, can have come from.

    A fix may lie on several passes of the course; which of them follows from the fixes before and after it,
    and how far anybody gets in between (Viterbi). Fixes that fit no such way are left out, and say why. The
    result depends on the set of fixes only, not on when they arrived.

    Parameters
    ----------
    trail : Trail
    course : Course
    offset_s : ndarray, shape (n_sources,), seconds to add to each source's clock
    mover : Mover
    known : Known or None
        A runner's start and reads; None = the way may begin anywhere.
    before : Way or None
        The way of the first of these fixes: they are not placed again.

    References
    ----------
    Newson and Krumm (2009), doi:10.1145/1653771.1653818.
    """
    at_s, rows = _in_order(trail, offset_s)
    sd_m = np.where(np.isfinite(trail.accuracy_m[rows]), trail.accuracy_m[rows], USUAL_ACCURACY_M)
    sd_m = sd_m.astype(np.float64).clip(LEAST_SD_M)
    why = np.full(len(rows), IMPLAUSIBLE, np.int8)
    why[sd_m > VAGUE_M] = VAGUE
    why[np.diff(at_s // mover.every_s, prepend=-inf) == 0] = CROWDED
    if known is not None:
        why[at_s < known.start_s - 3.0 * known.start_sd_s] = EARLY
    used = np.flatnonzero(why == IMPLAUSIBLE)
    steps = np.full((len(used), COLUMNS), np.nan)
    steps[:, :ROW] = np.column_stack([at_s, trail.latitude[rows], trail.longitude[rows], sd_m])[used]
    steps[:, ROW] = used
    steps = steps if known is None else _with_reads(steps, known)
    begin, ends = _begin(steps, known, before)
    off, ends = _follow(steps[begin:], begin, ends, course, mover, known)
    if before is not None:
        off = np.concatenate([before._off[:begin], off])
    row = steps[:, ROW].astype(np.int64)
    why[row[off]] = OFF
    at_m = np.full(len(rows), np.nan)
    node = ends[0].node
    while node is not None:
        if row[node.step] >= 0:
            at_m[row[node.step]], why[row[node.step]] = node.at_m, KEPT
        node = node.before
    return Way(at_s, at_m, np.hypot(sd_m, _drawing_sd_m(course, at_m)), why, steps, off, ends)


def _in_order(trail: Trail, offset_s: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Corrected instants of the fixes that have a place, and their rows, by time."""
    placed = np.flatnonzero(np.isfinite(trail.latitude))
    at_s = trail.at_s[placed] + offset_s[trail.source[placed]]
    order = np.argsort(at_s, kind="stable")
    return at_s[order], placed[order]


def _with_reads(steps: Floats, known: Known) -> Floats:
    """Fixes and reads together, by time."""
    reads = np.full((len(known.read_s), COLUMNS), np.nan)
    reads[:, AT_S], reads[:, SD_M], reads[:, ROW], reads[:, READ_M] = (
        known.read_s,
        READ_SD_M,
        -1,
        known.read_m,
    )
    every = np.concatenate([steps, reads])
    return every[np.argsort(every[:, AT_S], kind="stable")]


def _begin(steps: Floats, known: Known | None, before: Way | None) -> tuple[int, tuple[_End, ...]]:
    """From which step to go on, and the ways up to there."""
    if before is not None:
        begin = len(before._steps)
        if np.array_equal(before._steps, steps[:begin], equal_nan=True):
            return begin, before._ends
    if known is None:
        return 0, (_End(0.0, -inf, 0.0, 0.0, None),)
    return 0, (_End(0.0, known.start_s, 0.0, known.start_sd_s * RUNNER.usual_mps, None),)


def _follow(
    steps: Floats, begin: int, ends: tuple[_End, ...], course: Course, mover: Mover, known: Known | None
) -> tuple[NDArray[np.bool_], tuple[_End, ...]]:
    """Follow all ways through more steps: which steps are off the course, and the ways, the best first."""
    passes = course.passes(steps[:, LATITUDE], steps[:, LONGITUDE], mover.near_m + steps[:, SD_M])
    bounds = np.searchsorted(passes.place, np.arange(len(steps) + 1)).tolist()
    at_m, off_m = passes.at_m.tolist(), passes.off_m.tolist()
    off = np.zeros(len(steps), np.bool_)
    start_s = None if known is None else known.start_s
    for i, (at_s, sd_m, read_m) in enumerate(steps[:, [AT_S, SD_M, READ_M]].tolist()):
        low, high = bounds[i : i + 2]
        beside = _cost_of(off_m[low:high], hypot(sd_m, DRAWN_SD_M))
        here = list(zip(at_m[low:high], beside, strict=True)) if read_m != read_m else [(read_m, 0.0)]
        if not here:
            off[i] = True
            continue
        skip = SKIP if read_m != read_m else SKIP_READ
        made = [_End(one.cost + skip, one.at_s, one.at_m, one.sd_m, one.node) for one in ends]
        for place_m, cost in here:
            comes, best = min(
                ((_step_cost(one, at_s, place_m, sd_m, mover, start_s), one) for one in ends),
                key=lambda pair: pair[0],
            )
            if comes < inf:
                made.append(_End(comes + cost, at_s, place_m, sd_m, _Node(begin + i, place_m, best.node)))
        made.sort(key=lambda one: (one.cost, one.at_m))
        ends = tuple(one for one in made[:MOST] if one.cost <= made[0].cost + BEHIND)
    return off, ends


def _step_cost(
    end: _End, at_s: float, at_m: float, sd_m: float, mover: Mover, start_s: float | None
) -> float:
    """Cost of a way that goes on to a place; infinite where nobody gets there in that time."""
    way_m, time_s, noise_m = at_m - end.at_m, at_s - end.at_s, hypot(sd_m, end.sd_m)
    if time_s == inf:
        return end.cost
    lost = LOST if time_s >= mover.lost_s else inf
    slack_m = LIMIT_SD * noise_m
    usual_mps = mover.usual_mps
    if start_s is not None and end.at_s > start_s:
        # Over a hole the runner's own average tells most; from fix to fix anything usual will do.
        own = min(time_s, end.at_s - start_s) / (time_s + HOLE_S)
        usual_mps += own * (end.at_m / (end.at_s - start_s) - usual_mps)
    spread_m = hypot(noise_m, mover.varies_mps * time_s)
    unusual = _cost((way_m - usual_mps * time_s) / spread_m)
    if -slack_m <= way_m <= mover.fastest_mps * time_s + slack_m:
        lost = 0.0
    return end.cost + unusual + lost


def _cost(z: float) -> float:
    """Minus log likelihood of a deviation, with tails as heavy as Student's with three degrees of freedom."""
    return 2.0 * log1p(z * z / 3.0)


def _cost_of(off_m: list[float], sd_m: float) -> list[float]:
    return [_cost(one / sd_m) for one in off_m]


def _drawing_sd_m(course: Course, at_m: Floats) -> Floats:
    """How far a drawn line's metres may be from the official ones.

    What a drawing has too much or too little is taken as spread over it as a Brownian bridge is: nothing at
    its ends, most half way.
    """
    share = at_m / course.length_m
    return np.asarray(abs(course.drawn_m - course.length_m) * np.sqrt(share * (1.0 - share)) / 2.0)
