"""Made-up results files, and where the real ones are if they are there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from tests.made_up_results import made_up

from lanterne.replay.define import init_race
from lanterne.results import Results, read_results

REAL = Path(__file__).parents[2] / ".." / "shared" / "data" / "results"

Table = Callable[..., pl.DataFrame]


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
