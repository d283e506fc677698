from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.made_up_results import made_up as table

from lanterne.errors import InputFaults, LanterneError
from lanterne.results import Results, read_results


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """200 made-up runners."""
    table().write_parquet(tmp_path / "tiny_2030.parquet")
    return read_results(tmp_path / "tiny_2030.parquet")


def faults(path: Path) -> str:
    with pytest.raises(InputFaults) as raised:
        read_results(path)
    return str(raised.value)


def test_runners_are_text(results: Results) -> None:
    assert results.runners[:2] == ("1", "2")


def test_points_are_in_the_order_of_the_road(results: Results) -> None:
    """Mile 20 lies beyond 30K, whatever the order of the columns."""
    assert [point.column for point in results.points] == ["k5", "half", "k30", "m20", "finish"]
    assert all(np.diff([point.at_m for point in results.points]) > 0)


def test_an_empty_cell_is_nan(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    made = table(3).with_columns(k5=pl.Series([None, 1500.0, 0.0]))
    made.write_parquet(path)
    assert np.isnan(read_results(path).net_s[:, 0]).tolist() == [True, False, True]


def test_csv_says_the_same_as_parquet(tmp_path: Path) -> None:
    table().write_csv(tmp_path / "a.csv")
    table().write_parquet(tmp_path / "a.parquet")
    csv, parquet = read_results(tmp_path / "a.csv"), read_results(tmp_path / "a.parquet")
    assert csv.runners == parquet.runners
    np.testing.assert_array_equal(csv.net_s, parquet.net_s)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table().drop("runner", "finish").write_parquet(path)
    assert [line.split(": ")[1] for line in faults(path).splitlines()] == ["runner", "finish"]


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table().head(0).write_parquet(path)
    assert "no rows" in faults(path)


def test_what_is_not_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_text("runner,finish\n1,2\n")
    assert "not Parquet" in faults(path)


def test_one_runner_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.concat([table(5), table(5)]).write_parquet(path)
    assert "twice" in faults(path)


def test_another_status_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table(3).with_columns(status=pl.Series(["finish", "dsq", "dnf"])).write_parquet(path)
    assert "dsq" in faults(path)


def test_text_for_seconds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table(2).with_columns(k5=pl.Series(["25:10", "26:00"])).write_parquet(path)
    assert "k5" in faults(path)


def test_two_race_days_in_one_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table(2).with_columns(year=pl.Series([2029, 2030])).write_parquet(path)
    assert "more than one race day" in faults(path)


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LanterneError, match="No such file"):
        read_results(tmp_path / "none.parquet")


def test_offsets_known_only_by_the_clock_are_set_against_the_gun(tmp_path: Path) -> None:
    """Somebody without an offset but with a time of day started so long after the others' gun."""
    path = tmp_path / "a.parquet"
    made = table(3).with_columns(
        start_offset=pl.Series([10.0, 40.0, None]), start_tod=pl.Series([32_410.0, 32_440.0, 32_500.0])
    )
    made.write_parquet(path)
    assert read_results(path).offset_s.tolist() == [10.0, 40.0, 100.0]


def test_offsets_that_nobody_knows_are_nan(results: Results) -> None:
    assert np.isnan(results.offset_s).all()
