from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.race.conftest import TOML
from tests.score.made_up_race import as_table, made_up_race
from typer.testing import CliRunner

from lanterne.cli import app


@pytest.fixture
def day(tmp_path: Path) -> Path:
    path = tmp_path / "tiny_2030.parquet"
    as_table(made_up_race()).write_parquet(path)
    return path


@pytest.fixture
def race(tmp_path: Path) -> Path:
    folder = tmp_path / "race"
    folder.mkdir()
    (folder / "race.toml").write_text(TOML, encoding="utf-8")
    return folder


def said(*args: object) -> Any:
    return CliRunner().invoke(app, ["report", "gates", *map(str, args)])


def rows(*args: object) -> list[dict[str, Any]]:
    found = said(*args, "--format", "json")
    assert found.exit_code == 0, found.output
    return list(json.loads(found.stdout))


def test_a_row_is_a_gate_on_a_race(day: Path) -> None:
    (row,) = rows(day, "--at", "k30=4:00:00", "--limit", "6:00:00", "--minutes", 3)
    assert list(row) == [
        "race",
        "year",
        "gate",
        "at_m",
        "deadline_s",
        "clock",
        "limit_s",
        "limit_clock",
        "passed",
        "late",
        "late_in_time",
        "without_start",
        "finishers_only",
        "first_min",
        "suggested_s",
        "suggested_share",
        "minutes",
    ]
    assert (row["race"], row["gate"], row["at_m"], row["deadline_s"]) == ("tiny", "k30", 30_000, 14_400)
    assert [list(one) for one in row["minutes"]] == [["before_min", "passed", "in_time", "finished"]] * 3


def test_several_gates_and_races_are_tried_race_by_race(day: Path) -> None:
    found = rows(day, day, "--at", "k30=4:00:00", "--at", "20 mi=4:20:00", "--limit", "6:00:00")
    assert [row["gate"] for row in found] == ["k30", "20 mi", "k30", "20 mi"]
    assert found[1]["at_m"] == pytest.approx(32_186.88)


def test_the_gates_of_a_race_are_tried_by_their_clocks(day: Path, race: Path) -> None:
    bridge, mile20 = rows(day, "--race", race)
    assert (bridge["gate"], bridge["clock"], bridge["deadline_s"]) == ("bridge", "gun", 13_200)
    assert (mile20["gate"], mile20["clock"], mile20["deadline_s"]) == ("mile20", "gun", 20_460)
    assert (mile20["limit_s"], mile20["limit_clock"]) == (pytest.approx(25_530, abs=1), "gun")


def test_the_table_says_what_came_of_it(day: Path) -> None:
    found = said(day, "--at", "k30=4:00:00", "--limit", "6:00:00", "--minutes", 3)
    assert found.exit_code == 0
    text = " ".join(found.stdout.split())
    assert "tiny_2030: k30 at 30.0 km, 4:00:00 after the own start; limit 6:00:00" in text
    assert "minutes before" in text
    assert " passed, " in text
    assert "in 100" in text


def test_a_file_of_finishers_only_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "done_2030.parquet"
    as_table(made_up_race()).filter(pl.col("status") == "finish").write_parquet(path)
    found = said(path, "--at", "k30=4:00:00", "--limit", "6:00:00")
    assert "The file lists finishers only" in found.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "which gates?"),
        (["--at", "k30=4:00:00"], "--at needs the limit"),
        (["--at", "k30", "--limit", "6:00:00"], "say the place and the time"),
        (["--at", "k30=4 hours", "--limit", "6:00:00"], "--at: '4 hours' is not a duration"),
        (["--at", "thirty=4:00:00", "--limit", "6:00:00"], "--at: 'thirty' is not a distance"),
        (["--at", "k30=4:00:00", "--limit", "six"], "--limit: 'six' is not a duration"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_the_mend(day: Path, options: list[str], says: str) -> None:
    found = said(day, *options)
    assert found.exit_code != 0
    assert says in str(found.exception)
