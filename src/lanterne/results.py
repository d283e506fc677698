"""Results files: one row a runner, net seconds at each mat, as frozen arrays."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.errors import Fault, InputFaults, LanterneError
from lanterne.units import HALF_MARATHON_M, MARATHON_M, METRES_PER_MILE

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]

POINTS: Final[dict[str, tuple[str, float]]] = {
    "k5": ("5K", 5_000.0),
    "k10": ("10K", 10_000.0),
    "k15": ("15K", 15_000.0),
    "k20": ("20K", 20_000.0),
    "half": ("Half", HALF_MARATHON_M),
    "k25": ("25K", 25_000.0),
    "k30": ("30K", 30_000.0),
    "m20": ("Mile 20", 20 * METRES_PER_MILE),
    "m21": ("Mile 21", 21 * METRES_PER_MILE),
    "k35": ("35K", 35_000.0),
    "m24": ("Mile 24", 24 * METRES_PER_MILE),
    "k40": ("40K", 40_000.0),
    "m25_2": ("Mile 25.2", 25.2 * METRES_PER_MILE),
    "finish": ("Finish", MARATHON_M),
}
"""Name and distance of every column that is a mat, in the order of the road."""

_NEEDED: Final = ("race", "year", "runner", "status", "finish")
_STATUSES: Final = ("finish", "dnf")


@dataclass(frozen=True, slots=True)
class ResultPoint:
    """A mat of a results file: its column, its name, and metres from the start."""

    column: str
    name: str
    at_m: float


@dataclass(frozen=True, slots=True)
class Results:
    """The results of one race day.

    Attributes
    ----------
    race : str
    year : int
    runners : tuple of str
        Ids, as text: the bibs of the replay.
    finished : ndarray of bool, shape (runners,)
        What the file's status says.
    points : tuple of ResultPoint
        In the order of the road, at least the finish.
    net_s : ndarray, shape (runners, points), seconds since the runner's own start
        NaN: not read.
    offset_s : ndarray, shape (runners,), seconds from the gun to the runner's own start
        NaN: not known.
    """

    race: str
    year: int
    runners: tuple[str, ...]
    finished: NDArray[np.bool_]
    points: tuple[ResultPoint, ...]
    net_s: Floats
    offset_s: Floats

    @property
    def name(self) -> str:
        """Such as ``honolulu_2017``."""
        return f"{self.race}_{self.year}"

    def __len__(self) -> int:
        return len(self.runners)


def read_results(path: Path) -> Results:
    """The results in a Parquet file, or in a CSV file with the same columns.

    Columns: race, year, runner, status (finish or dnf), finish, any other of `POINTS`, and where known
    start_offset (seconds from the gun) and start_tod (seconds after local midnight).

    Raises
    ------
    InputFaults
        Every mistake of the file: columns missing, no rows, a status of another name, one runner twice.
    LanterneError
        If the file cannot be read, or Polars is not installed.
    """
    table = _table(path)
    faults = _faults(path, table)
    if faults:
        raise InputFaults(faults)
    columns = [column for column in POINTS if column in table.columns]
    net_s = np.column_stack([_numbers(table, column) for column in columns])
    net_s[~(net_s > 0)] = np.nan
    return Results(
        race=str(table["race"][0]),
        year=int(table["year"][0]),
        runners=tuple(str(runner) for runner in table["runner"].to_list()),
        finished=(table["status"] == "finish").to_numpy(),
        points=tuple(ResultPoint(column, *POINTS[column]) for column in columns),
        net_s=net_s,
        offset_s=_offsets(table),
    )


def _table(path: Path) -> pl.DataFrame:
    try:
        import polars as pl
    except ImportError:
        raise LanterneError(
            "reading results files needs Polars; install it with: pip install 'lanterne[science]'"
        ) from None
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LanterneError(f"{path}: {error.strerror or error}. Give the path of a results file") from None
    try:
        if path.suffix.lower() == ".csv":
            return pl.read_csv(io.BytesIO(raw), infer_schema_length=None)
        return pl.read_parquet(io.BytesIO(raw))
    except (pl.exceptions.PolarsError, OSError):
        form = "CSV with a header row" if path.suffix.lower() == ".csv" else "Parquet"
        mend = "Give a Parquet file, or a CSV file whose name ends in .csv"
        raise InputFaults([Fault(path.name, "", f"this is not {form}", mend)]) from None


def _faults(path: Path, table: pl.DataFrame) -> list[Fault]:
    missing = [column for column in _NEEDED if column not in table.columns]
    if missing:
        mats = ", ".join(POINTS)
        mend = f"Add it; a results file has {', '.join(_NEEDED)} and a column for each mat: {mats}"
        return [Fault(path.name, column, "this column is missing", mend) for column in missing]
    if table.is_empty():
        return [Fault(path.name, "", "it has no rows", "Give a file with one row for each runner")]
    faults = [
        Fault(path.name, column, "it is not all numbers", "Write net seconds, or leave it empty")
        for column in (*POINTS, "start_offset", "start_tod")
        if column in table.columns and not _is_number(table, column)
    ]
    if table["runner"].null_count() or table["runner"].n_unique() != len(table):
        faults.append(Fault(path.name, "runner", "a runner is empty or there twice", "Number the rows"))
    other = sorted({str(status) for status in table["status"].unique().to_list()} - set(_STATUSES))
    if other:
        faults.append(Fault(path.name, "status", f"it holds {', '.join(other)}", "Write finish or dnf"))
    if table["race"].n_unique() != 1 or table["year"].n_unique() != 1:
        faults.append(Fault(path.name, "race, year", "more than one race day", "Make one file a race day"))
    if not table["year"].dtype.is_integer():
        faults.append(Fault(path.name, "year", "it is not a year", "Write it like 2017"))
    return faults


def _is_number(table: pl.DataFrame, column: str) -> bool:
    series = table[column]
    return bool(series.dtype.is_numeric()) or series.null_count() == len(series)


def _numbers(table: pl.DataFrame, column: str) -> Floats:
    import polars as pl

    return np.array(table[column].cast(pl.Float64).fill_null(np.nan).to_numpy(), dtype=np.float64)


def _offsets(table: pl.DataFrame) -> Floats:
    """Offsets from the gun; a start known only by the time of day is set against the others' gun."""
    offset_s = np.full(len(table), np.nan)
    if "start_offset" in table.columns:
        offset_s = _numbers(table, "start_offset")
    if "start_tod" in table.columns:
        tod_s = _numbers(table, "start_tod")
        gun_s = tod_s - offset_s
        known = gun_s[np.isfinite(gun_s)]
        zero_s = np.median(known) if known.size else np.fmin.reduce(tod_s)
        offset_s = np.where(np.isfinite(offset_s), offset_s, tod_s - zero_s)
    return np.asarray(np.maximum(offset_s, 0.0))
