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

TIMING_SD_S: Final = 1.0
CELL_M: Final = 50.0


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
    at_m, sd_s : tuple of float
        Distance and standard deviation of the time of each.
    start_sd_s : float
        Standard deviation of the start, which all of them share.
    """

    columns: tuple[int, ...]
    at_m: tuple[float, ...]
    sd_s: tuple[float, ...]
    start_sd_s: float

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
    extra_s, cell, sd_class = _extra(evidence, net_s)
    net_s = np.column_stack([net_s, extra_s])
    start_class = _sd_class(evidence.start_sd_s)
    seen = np.isfinite(net_s)
    bits = seen @ (1 << np.arange(seen.shape[1], dtype=np.int64))
    _, of_bits = np.unique(bits, return_inverse=True)
    key = ((of_bits * (int(evidence.length_m / CELL_M) + 2) + cell) * 32 + sd_class) * 32 + start_class
    _, first, scheme_of = np.unique(key, return_index=True, return_inverse=True)
    schemes = tuple(
        _scheme(
            seen[row],
            evidence.at_m,
            cell[row] * CELL_M,
            _class_sd(sd_class[row]),
            _class_sd(start_class[row]),
        )
        for row in first
    )
    return Points(net_s, schemes, scheme_of, refused)


def possible(net_s: Floats, at_m: Floats) -> Flags:
    """Whether each runner's reads can all be true, shape (n,); no reads at all can."""
    time_s, place_m = np.zeros(len(net_s)), np.zeros(len(net_s))
    fine = ~np.isinf(net_s).any(axis=1)
    for column, here_m in enumerate(at_m):
        read = np.isfinite(net_s[:, column])
        leg_s = net_s[:, column] - time_s
        fine &= ~read | (leg_s >= FASTEST_S_PER_KM / METRES_PER_KM * (here_m - place_m))
        time_s = np.where(read, net_s[:, column], time_s)
        place_m = np.where(read, here_m, place_m)
    return fine


def _extra(evidence: Evidence, net_s: Floats) -> tuple[Floats, Ints, Ints]:
    """Extra evidence moved to its 50 m cell: times (NaN = none), cells and classes of its deviation."""
    n = len(net_s)
    if evidence.extra_at_m is None or evidence.extra_net_s is None or evidence.extra_sd_s is None:
        return np.full(n, np.nan), np.zeros(n, np.int64), np.zeros(n, np.int64)
    at_m, time_s, sd_s = evidence.extra_at_m, evidence.extra_net_s, evidence.extra_sd_s
    slack_s = 3 * np.maximum(sd_s, TIMING_SD_S)
    fine = np.isfinite(at_m) & np.isfinite(time_s) & np.isfinite(sd_s) & (time_s > 0)
    fine &= (at_m >= CELL_M / 2) & (at_m <= evidence.length_m)
    for column, here_m in enumerate(evidence.at_m):
        least_s = FASTEST_S_PER_KM / METRES_PER_KM * (at_m - here_m)
        leg_s = np.where(at_m >= here_m, time_s - net_s[:, column], net_s[:, column] - time_s)
        fine &= ~np.isfinite(net_s[:, column]) | (leg_s + slack_s >= np.abs(least_s))
    cell = np.rint(np.minimum(np.where(fine, at_m, CELL_M), evidence.length_m) / CELL_M).astype(np.int64)
    cell = np.minimum(cell, int(evidence.length_m / CELL_M))
    moved_s = time_s * (cell * CELL_M / np.where(fine, at_m, 1.0))
    return (
        np.where(fine, moved_s, np.nan),
        np.where(fine, cell, 0),
        np.where(fine, _sd_class(np.where(fine, sd_s, 0.0)), 0),
    )


def _sd_class(sd_s: Floats) -> Ints:
    """Class of a standard deviation: 0 up to a second, then rounded up to a power of two."""
    return np.ceil(np.log2(np.clip(np.nan_to_num(sd_s), 1.0, 2.0**20))).astype(np.int64)


def _class_sd(sd_class: int) -> float:
    return 0.0 if sd_class == 0 else float(2.0**sd_class)


def _scheme(seen: Flags, at_m: Floats, extra_m: float, extra_sd_s: float, start_sd_s: float) -> Scheme:
    columns = tuple(int(column) for column in np.flatnonzero(seen))
    extra = len(at_m)
    return Scheme(
        columns=columns,
        at_m=tuple(extra_m if column == extra else float(at_m[column]) for column in columns),
        sd_s=tuple(max(extra_sd_s, TIMING_SD_S) if column == extra else TIMING_SD_S for column in columns),
        start_sd_s=start_sd_s,
    )
