"""What has been seen of every runner of one distance, sorted by where it was seen."""

from __future__ import annotations

from dataclasses import dataclass
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
    extra_at_m, extra_net_s, extra_sd_s : ndarray, shape (n,), or None
        One more piece of evidence each, at any distance, such as a sighting or a GPS fix: where, when, and
        the standard deviation of that time. NaN = none.
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
        if any(part is not None and part.shape != (n,) for part in extras):
            raise ValueError("extra evidence needs one value for each runner")
        if p and (self.at_m[0] <= 0 or self.at_m[-1] > self.length_m or np.any(np.diff(self.at_m) <= 0)):
            raise ValueError(f"timing points must increase within (0, {self.length_m:g}] m")

    @classmethod
    def of_net(cls, length_m: float, at_m: Floats, net_s: Floats) -> Evidence:
        """Evidence in net time alone, every start at instant 0 and known."""
        zero = np.zeros(len(net_s))
        return cls(length_m=length_m, at_m=at_m, net_s=net_s, start_s=zero, start_sd_s=zero)

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
    net_s : ndarray, shape (n, p + 1), seconds, NaN = not read
        Reads, and in the last column the extra evidence moved to the nearest 50 m at the runner's own pace.
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

    Refused runners lose all their reads. An extra piece of evidence that contradicts the reads beyond three
    of its standard deviations is left out.
    """
    refused = ~possible(evidence.net_s, evidence.at_m)
    net_s = np.where(refused[:, None], np.nan, evidence.net_s)
    speed_mps = _speed(net_s, evidence.at_m)
    extra_s, cell, sd_class = _extra(evidence, net_s, speed_mps)
    net_s = np.column_stack([net_s, extra_s])
    start_class = _sd_class(evidence.start_sd_s * speed_mps)
    seen = np.isfinite(net_s)
    bits = seen @ (1 << np.arange(seen.shape[1], dtype=np.int64))
    _, of_bits = np.unique(bits, return_inverse=True)
    key = ((of_bits * (int(evidence.length_m / CELL_M) + 2) + cell) * 64 + sd_class) * 64 + start_class
    _, first, scheme_of = np.unique(key, return_index=True, return_inverse=True)
    at_m, extra_sd_m, start_sd_m = (
        cell[first] * CELL_M,
        _class_sd(sd_class[first]),
        _class_sd(start_class[first]),
    )
    schemes = tuple(
        _scheme(seen[row], np.append(evidence.at_m, at_m[i]), extra_sd_m[i], start_sd_m[i])
        for i, row in enumerate(first)
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


def _extra(evidence: Evidence, net_s: Floats, speed_mps: Floats) -> tuple[Floats, Ints, Ints]:
    """Extra evidence moved to its 50 m cell: times (NaN = none), cells and classes of its deviation."""
    n = len(net_s)
    if evidence.extra_at_m is None or evidence.extra_net_s is None or evidence.extra_sd_s is None:
        return np.full(n, np.nan), np.zeros(n, np.int64), np.zeros(n, np.int64)
    at_m, time_s, sd_s = evidence.extra_at_m, evidence.extra_net_s, evidence.extra_sd_s
    fine = np.isfinite(at_m) & np.isfinite(time_s) & np.isfinite(sd_s) & (time_s > 0)
    fine &= (at_m >= CELL_M / 2) & (at_m <= evidence.length_m)
    for column, here_m in enumerate(evidence.at_m):
        least_s = FASTEST_S_PER_KM / METRES_PER_KM * np.abs(at_m - here_m)
        leg_s = np.where(at_m >= here_m, time_s - net_s[:, column], net_s[:, column] - time_s)
        fine &= ~np.isfinite(net_s[:, column]) | (leg_s + 3 * np.maximum(sd_s, 1.0) >= least_s)
    place_m, seen_s = np.where(fine, at_m, CELL_M), np.where(fine, time_s, np.nan)
    cell = np.minimum(np.rint(place_m / CELL_M), evidence.length_m // CELL_M).astype(np.int64)
    sd_m = np.where(fine, np.maximum(sd_s * speed_mps, READ_SD_M), 0.0)
    return seen_s * (cell * CELL_M / place_m), np.where(fine, cell, 0), _sd_class(sd_m)


def _sd_class(sd_m: Floats) -> Ints:
    """Class of a standard deviation, for runners to share gains: 0 below a metre, else half powers of two."""
    return np.where(sd_m < 1, 0, np.ceil(2 * np.log2(np.clip(sd_m, 1.1, 2.0**31)))).astype(np.int64)


def _class_sd(sd_class: Ints) -> Floats:
    """The largest deviation of a class."""
    return np.where(sd_class == 0, 0.0, 2.0 ** (sd_class / 2))


def _scheme(seen: Flags, at_m: Floats, extra_sd_m: float, start_sd_m: float) -> Scheme:
    """The scheme of reads at the timing points, and of extra evidence in the last column."""
    columns = tuple(int(column) for column in np.flatnonzero(seen))
    extra = len(at_m) - 1
    return Scheme(
        columns=columns,
        at_m=tuple(float(at_m[column]) for column in columns),
        sd_m=tuple(float(extra_sd_m) if column == extra else READ_SD_M for column in columns),
        start_sd_m=float(start_sd_m),
    )
