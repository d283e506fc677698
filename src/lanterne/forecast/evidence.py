"""What has been seen of every runner of one distance, sorted by where it was seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats, Ints

FASTEST_S_PER_KM: Final = 100.0
"""No leg is run faster than this; a record kilometre takes 131 s, the rest is for a mat out of place."""

READ_SD_M: Final = 10.0
"""How far from its stated distance a read is made: the mat's place and, some metres, a second of timing."""

CELL_M: Final = 50.0
PAST_CELL_M: Final = 500.0
"""The farthest extra evidence, and the rest, are moved to a multiple of these: runners share gains."""

PAST_SD_M: Final = 25.0
"""What moving evidence by up to 250 m at the runner's average pace may put it off."""

USUAL_S_PER_KM: Final = 400.0
"""Turns seconds into metres for a runner who has not been seen yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evidence:
    """What is known by now of the n runners of one distance.

    Attributes
    ----------
    length_m : float, metres
    at_m : ndarray, shape (p,), metres, increasing
        Where the timing points lie, the start left out.
    net_s : ndarray, shape (n, p), seconds since the runner's own start, NaN = not read
    start_s : ndarray, shape (n,), UTC epoch seconds, NaN = not known: no forecast
    start_sd_s : ndarray, shape (n,), seconds
        How uncertain `start_s` is; 0 where it was read.
    extra_at_m, extra_net_s, extra_sd_s : ndarray, shape (n, e), or None
        More evidence, at any distances, such as sightings and GPS fixes: where, when, and the standard
        deviation of that time. NaN = none.
    """

    length_m: float
    at_m: Floats
    net_s: Floats
    start_s: Floats
    start_sd_s: Floats
    extra_at_m: Floats | None = None
    extra_net_s: Floats | None = None
    extra_sd_s: Floats | None = None

    def __post_init__(self) -> None:
        """Check shapes and distances.

        Raises
        ------
        ValueError
            If arrays do not fit together, or timing points are not increasing inside the course.
        """
        n, p = self.net_s.shape
        extras = (self.extra_at_m, self.extra_net_s, self.extra_sd_s)
        if self.at_m.shape != (p,) or self.start_s.shape != (n,) or self.start_sd_s.shape != (n,):
            raise ValueError("at_m, net_s, start_s and start_sd_s do not fit together")
        if any((part is None) != (extras[0] is None) for part in extras):
            raise ValueError("give extra_at_m, extra_net_s and extra_sd_s together, or none of them")
        shapes = {part.shape for part in extras if part is not None}
        if len(shapes) > 1 or any(len(shape) != 2 or shape[0] != n for shape in shapes):
            raise ValueError("extra evidence needs one row for each runner, and equal shapes (n, e)")
        if p and (self.at_m[0] <= 0 or self.at_m[-1] > self.length_m or np.any(np.diff(self.at_m) <= 0)):
            raise ValueError(f"timing points must increase within (0, {self.length_m:g}] m")

    @classmethod
    def of_net(cls, length_m: float, at_m: Floats, net_s: Floats) -> Evidence:
        """Evidence in net time alone, every start at instant 0 and known."""
        zero = np.zeros(len(net_s))
        return cls(length_m=length_m, at_m=at_m, net_s=net_s, start_s=zero, start_sd_s=zero)

    def by(self, as_of_s: float | Floats) -> Evidence:
        """What had happened by an instant, or by each runner's own (n,), UTC epoch seconds."""
        elapsed_s = (as_of_s - self.start_s)[:, None]
        extra_s = self.extra_net_s
        return replace(
            self,
            net_s=np.where(self.net_s <= elapsed_s, self.net_s, np.nan),
            extra_net_s=None if extra_s is None else np.where(extra_s <= elapsed_s, extra_s, np.nan),
        )

    def take(self, rows: Ints) -> Evidence:
        """The evidence of some runners."""
        return Evidence(
            length_m=self.length_m,
            at_m=self.at_m,
            net_s=self.net_s[rows],
            start_s=self.start_s[rows],
            start_sd_s=self.start_sd_s[rows],
            extra_at_m=None if self.extra_at_m is None else self.extra_at_m[rows],
            extra_net_s=None if self.extra_net_s is None else self.extra_net_s[rows],
            extra_sd_s=None if self.extra_sd_s is None else self.extra_sd_s[rows],
        )


@dataclass(frozen=True, slots=True)
class Scheme:
    """Where a runner's evidence lies and how noisy it is; those with equal schemes share all gains.

    Attributes
    ----------
    columns : tuple of int
        Columns of `Points.net_s` that hold it.
    at_m, sd_m : tuple of float, metres
        Distance of each, and its standard deviation, that of time turned into distance at the runner's pace.
    start_sd_m : float, metres
        Standard deviation of the start, which all of them share, likewise.
    """

    columns: tuple[int, ...]
    at_m: tuple[float, ...]
    sd_m: tuple[float, ...]
    start_sd_m: float

    @property
    def last_m(self) -> float:
        """How far the evidence reaches; 0 without any."""
        return max(self.at_m, default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Evidence in the form that gains are computed for.

    Attributes
    ----------
    net_s : ndarray, shape (n, p + e), seconds, NaN = not read
        Reads, and after them the extra evidence, each piece moved to its cell at the runner's own pace.
    schemes : tuple of Scheme
    scheme_of : ndarray of int, shape (n,)
        Index into `schemes`.
    refused : ndarray of bool, shape (n,)
        Reads that cannot all be true: a time that is not positive, or a leg faster than anyone runs.
    """

    net_s: Floats
    schemes: tuple[Scheme, ...]
    scheme_of: Ints
    refused: Flags


def points(evidence: Evidence) -> Points:
    """Sort runners by where they have been seen.

    Refused runners lose all their reads. Extra evidence that contradicts the reads, or a sharper extra piece,
    beyond three of its standard deviations is left out.
    """
    refused = ~possible(evidence.net_s, evidence.at_m)
    reads_s = np.where(refused[:, None], np.nan, evidence.net_s)
    speed_mps = _speed(reads_s, evidence.at_m)
    extra_s, cell, sd_class = _extras(evidence, reads_s, speed_mps)
    net_s = np.column_stack([reads_s, extra_s])
    start_class = _sd_class(evidence.start_sd_s * speed_mps)
    seen = np.isfinite(net_s)
    first, scheme_of = _alike([*seen.T, *cell.T, *sd_class.T, start_class])
    extra_m, extra_sd_m, start_sd_m = cell * CELL_M, _class_sd(sd_class), _class_sd(start_class)
    schemes = tuple(
        _scheme(seen[row], np.append(evidence.at_m, extra_m[row]), extra_sd_m[row], start_sd_m[row])
        for row in first
    )
    return Points(net_s, schemes, scheme_of, refused)


def possible(net_s: Floats, at_m: Floats) -> Flags:
    """Whether each runner's reads can all be true, shape (n,); no reads at all can."""
    time_s, place_m = np.zeros(len(net_s)), np.zeros(len(net_s))
    fine = np.asarray(~np.isinf(net_s).any(axis=1))
    for column, here_m in enumerate(at_m):
        read = np.isfinite(net_s[:, column])
        leg_s = net_s[:, column] - time_s
        fine &= ~read | (leg_s >= FASTEST_S_PER_KM / METRES_PER_KM * (here_m - place_m))
        time_s = np.where(read, net_s[:, column], time_s)
        place_m = np.where(read, here_m, place_m)
    return fine


def _speed(net_s: Floats, at_m: Floats) -> Floats:
    """Average speed at the farthest read, m/s, shape (n,)."""
    speed_mps = np.full(len(net_s), METRES_PER_KM / USUAL_S_PER_KM)
    for column, here_m in enumerate(at_m):
        read = np.isfinite(net_s[:, column])
        speed_mps = np.where(read, here_m / np.where(read, net_s[:, column], 1.0), speed_mps)
    return speed_mps


def _alike(columns: list[Ints | Flags]) -> tuple[Ints, Ints]:
    """Rows that agree in all columns: the first of each kind, and the kind of each row."""
    kind = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        whole = column.astype(np.int64)
        kind = kind * (int(whole.max(initial=0)) + 1) + whole
        if int(kind.max(initial=0)) >= 1 << 32:
            kind = np.unique(kind, return_inverse=True)[1]
    _, first, of = np.unique(kind, return_index=True, return_inverse=True)
    return first, of


def _extras(evidence: Evidence, reads_s: Floats, speed_mps: Floats) -> tuple[Floats, Ints, Ints]:
    """Extra evidence moved to its cells, (n, e): times (NaN = none), cells of 50 m, classes of deviation."""
    if evidence.extra_at_m is None or evidence.extra_net_s is None or evidence.extra_sd_s is None:
        none = np.zeros((len(reads_s), 0))
        return none, none.astype(np.int64), none.astype(np.int64)
    at_m, sd_s = evidence.extra_at_m, evidence.extra_sd_s
    time_s = _believed(evidence, reads_s, at_m, evidence.extra_net_s, sd_s)
    fine = np.isfinite(time_s)
    farthest_m = np.max(np.where(np.isfinite(reads_s), evidence.at_m, 0.0), axis=1, initial=0.0)
    farthest_m = np.maximum(farthest_m, np.max(np.where(fine, at_m, 0.0), axis=1, initial=0.0))
    past = at_m < farthest_m[:, None]
    size_m = np.where(past, PAST_CELL_M, CELL_M)
    place_m = np.where(fine, at_m, CELL_M)
    # Evidence just ahead of the start, or of the finish, stays inside the course.
    cell_m = np.clip(np.rint(place_m / size_m) * size_m, size_m, evidence.length_m // CELL_M * CELL_M)
    cell = np.where(fine, np.rint(cell_m / CELL_M), 0).astype(np.int64)
    moved_m = np.where(past, PAST_SD_M, 0.0)
    sd_m = np.hypot(np.maximum(sd_s * speed_mps[:, None], READ_SD_M), moved_m)
    return time_s * (cell_m / place_m), cell, _sd_class(np.where(fine, sd_m, 0.0))


def _believed(evidence: Evidence, reads_s: Floats, at_m: Floats, time_s: Floats, sd_s: Floats) -> Floats:
    """Times of the extra evidence (n, e); NaN where there is none, and where it contradicts the rest."""
    fine = np.isfinite(at_m) & np.isfinite(time_s) & np.isfinite(sd_s) & (time_s > 0)
    fine &= (at_m >= CELL_M / 2) & (at_m <= evidence.length_m)
    for column, here_m in enumerate(evidence.at_m):
        fine &= _agree(at_m, time_s, here_m, reads_s[:, column, None], sd_s)
    for one in range(at_m.shape[1]):
        for other in range(one):
            at = (at_m[:, one], time_s[:, one], at_m[:, other], time_s[:, other])
            clash = fine[:, one] & fine[:, other] & ~_agree(*at, np.hypot(sd_s[:, one], sd_s[:, other]))
            sharper = sd_s[:, one] < sd_s[:, other]
            fine[clash & ~sharper, one] = False
            fine[clash & sharper, other] = False
    return np.where(fine, time_s, np.nan)


def _agree(at_m: Floats, time_s: Floats, other_m: Floats, other_s: Floats, sd_s: Floats) -> Flags:
    """Whether a leg between two places can be run in the time between, within three deviations."""
    least_s = FASTEST_S_PER_KM / METRES_PER_KM * np.abs(at_m - other_m)
    leg_s = np.where(at_m >= other_m, time_s - other_s, other_s - time_s)
    return np.asarray(~np.isfinite(leg_s) | (leg_s + 3 * np.maximum(sd_s, 1.0) >= least_s))


def _sd_class(sd_m: Floats) -> Ints:
    """Class of a standard deviation, for runners to share gains: 0 below a metre, else half powers of two."""
    return np.where(sd_m < 1, 0, np.ceil(2 * np.log2(np.clip(sd_m, 1.1, 2.0**31)))).astype(np.int64)


def _class_sd(sd_class: Ints) -> Floats:
    """The largest deviation of a class."""
    return np.where(sd_class == 0, 0.0, 2.0 ** (sd_class / 2))


def _scheme(seen: Flags, at_m: Floats, extra_sd_m: Floats, start_sd_m: float) -> Scheme:
    """The scheme of reads at the timing points, and of extra evidence in the columns after them."""
    columns = tuple(int(column) for column in np.flatnonzero(seen))
    mats = len(at_m) - len(extra_sd_m)
    return Scheme(
        columns=columns,
        at_m=tuple(float(at_m[column]) for column in columns),
        sd_m=tuple(READ_SD_M if column < mats else float(extra_sd_m[column - mats]) for column in columns),
        start_sd_m=float(start_sd_m),
    )
