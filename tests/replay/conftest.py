"""Made-up results files, and where the real ones are if they are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lanterne.replay.define import init_race
from lanterne.replay.results import Results, read_results

MATS = {"k5": 5.0, "half": 21.0975, "k30": 30.0, "m20": 32.18688, "finish": 42.195}
REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "results"

Table = Callable[..., pl.DataFrame]


def made_up(runners: int = 200, seed: int = 5) -> pl.DataFrame:
    """Runners of even pace with a fade, some not finishing, some reads missing."""
    rng = np.random.default_rng(seed)
    pace = rng.normal(340.0, 50.0, runners).clip(190, 600)
    net_s = {mat: (pace * km * (1 + 0.002 * km)).round().astype(np.float32) for mat, km in MATS.items()}
    table = pl.DataFrame({"race": "tiny", "year": 2030, "runner": np.arange(1, runners + 1), **net_s})
    read = {mat: rng.random(runners) > 0.05 for mat in MATS}
    dnf = rng.random(runners) < 0.05
    columns = [
        pl.when(pl.Series(read[mat] & ~(dnf & (mat in ("m20", "finish"))))).then(pl.col(mat)).alias(mat)
        for mat in MATS
    ]
    status = pl.Series("status", np.where(dnf, "dnf", "finish"))
    return table.with_columns(status, *columns)


@pytest.fixture
def table() -> Table:
    """Makes a table of results; see `made_up`."""
    return made_up


@pytest.fixture
def results_file(tmp_path: Path) -> Path:
    """A results file of 200 made-up runners."""
    path = tmp_path / "tiny_2030.parquet"
    made_up().write_parquet(path)
    return path


@pytest.fixture
def results(results_file: Path) -> Results:
    """The results in `results_file`."""
    return read_results(results_file)


@pytest.fixture
def race_folder(results: Results, tmp_path: Path) -> Path:
    """What `race init` makes of `results`."""
    folder = tmp_path / "race"
    init_race(results, folder)
    return folder


@pytest.fixture
def real() -> Callable[[str], Path]:
    """Gives the path of a real results file, or skips the test."""

    def path(name: str) -> Path:
        file = REAL / f"{name}.parquet"
        if not file.exists():
            pytest.skip(f"no real results: {file} is not there")
        return file

    return path
