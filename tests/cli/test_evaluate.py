from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.score.made_up_race import MATS, as_table, made_up_race
from typer.testing import CliRunner

from lanterne.cli import app
from lanterne.errors import LanterneError
from lanterne.results import POINTS

KEYS = ["race", "year", "at", "method", "n", "mae_min", "bias_min", "crps_min", "coverage", "width90_min"]
FIGURES = KEYS[4:]


@pytest.fixture
def test_file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny_2030.parquet"
    as_table(made_up_race()).write_parquet(path)
    return path


@pytest.fixture
def past_files(tmp_path: Path) -> list[Path]:
    """Two other races."""
    paths = []
    for year in (2028, 2029):
        paths.append(tmp_path / f"other_{year}.parquet")
        as_table(made_up_race(seed=year, race="other", year=year)).write_parquet(paths[-1])
    return paths


def said(*args: object) -> Any:
    return CliRunner().invoke(app, ["evaluate", *map(str, args)])


def rows(*args: object) -> list[dict[str, Any]]:
    found = said(*args, "--format", "json")
    assert found.exit_code == 0, found.stderr
    return list(json.loads(found.stdout))


def test_rows_have_the_keys_of_the_contract(test_file: Path) -> None:
    row = rows(test_file, "--methods", "constant_pace")[0]
    assert list(row) == [*KEYS, "slow", "cutoffs", "us_per_runner"]
    assert list(row["slow"]) == FIGURES
    assert list(row["coverage"]) == ["50", "80", "90"]
    assert list(row["cutoffs"][0]) == ["limit_s", "n", "brier", "skill", "reliability"]
    assert len(row["cutoffs"][0]["reliability"]) == 10


def test_there_is_a_row_for_each_mat_and_method(test_file: Path) -> None:
    found = rows(test_file, "--methods", "riegel,constant_pace")
    asked = [(at, method) for at in MATS[:-1] for method in ("riegel", "constant_pace")]
    assert [(row["at"], row["method"]) for row in found] == asked


def test_constant_pace_is_as_reckoned_by_hand(test_file: Path) -> None:
    """From the file itself, in another way."""
    row = next(r for r in rows(test_file, "--methods", "constant_pace") if r["at"] == "k30")
    table = pl.read_parquet(test_file).filter(pl.col("status") == "finish")
    off = []
    for line in table.iter_rows(named=True):
        read = [(POINTS[mat][1], line[mat]) for mat in MATS if line[mat] is not None]
        paces = [time_s / at_m * 1_000 for at_m, time_s in read]
        rising = all(late > early for (_, early), (_, late) in pairwise(read))
        fine = rising and len(read) >= 3 and all(150 <= pace <= 1_300 for pace in paces)
        if fine and line["k30"] is not None:
            off.append(line["k30"] * 42_195 / 30_000 - line["finish"])
    assert row["n"] == len(off)
    assert row["mae_min"] == pytest.approx(np.abs(off).mean() / 60)
    assert row["bias_min"] == pytest.approx(np.mean(off) / 60)
    assert row["crps_min"] == pytest.approx(np.abs(off).mean() / 60)


def test_what_is_not_known_is_null(test_file: Path) -> None:
    """All of them finish within 7:30, so that no skill can be told there."""
    cutoff = rows(test_file, "--methods", "riegel")[0]["cutoffs"][-1]
    assert cutoff["skill"] is None
    assert None in [p_mean for p_mean, _, _ in cutoff["reliability"]]


def test_a_sample_scores_no_more(test_file: Path) -> None:
    found = rows(test_file, "--methods", "riegel", "--sample", 50)
    assert all(0 < row["n"] <= 50 for row in found)


def test_train_takes_all_files_after_it(test_file: Path, past_files: list[Path]) -> None:
    found = rows(test_file, "--train", *past_files, "--methods", "rescaled_knn")
    assert {(row["race"], row["year"]) for row in found} == {("tiny", 2030)}


def test_train_may_be_said_for_each_file(test_file: Path, past_files: list[Path]) -> None:
    spread = [part for path in past_files for part in ("--train", path)]
    together = rows(test_file, "--train", *past_files, "--methods", "rescaled_knn")
    apart = rows(test_file, *spread, "--methods", "rescaled_knn")
    assert [row["crps_min"] for row in together] == [row["crps_min"] for row in apart]


def test_a_race_that_is_learned_from_is_refused(test_file: Path, past_files: list[Path]) -> None:
    found = said(test_file, "--train", *past_files, test_file, "--methods", "rescaled_knn")
    assert isinstance(found.exception, LanterneError)
    assert "tiny_2030" in str(found.exception)


def test_the_same_race_under_another_file_name_is_refused_too(test_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "innocent.parquet"
    copy.write_bytes(test_file.read_bytes())
    assert isinstance(said(test_file, "--train", copy, "--methods", "riegel").exception, LanterneError)


def test_tables_say_what_was_left_out(test_file: Path) -> None:
    text = said(test_file, "--sample", 10).stdout
    assert "Left out, for want of past races (--train): opensplittime, rescaled_knn" in text


def test_the_library_that_comes_along_is_no_test_of_what_it_learned_from(test_file: Path) -> None:
    """So where it is used this is said, apart from the rows."""
    found = said(test_file, "--methods", "lanterne_static", "--sample", 20, "--format", "json")
    assert "is no test" in " ".join(found.stderr.split())
    json.loads(found.stdout)


def test_tables_of_several_races_have_means(test_file: Path, past_files: list[Path]) -> None:
    text = said(test_file, past_files[0], "--methods", "riegel,constant_pace").stdout
    assert "Mean over races (all races)" in text


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "No such file" in str(said(tmp_path / "none.parquet").exception)
