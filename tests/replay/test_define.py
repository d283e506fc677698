from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lanterne.errors import LanterneError
from lanterne.race.loading import check_race, load_race
from lanterne.race.rosterfile import ENTRANTS_FILE, read_entrants
from lanterne.replay.define import HABITS, init_race, race_toml
from lanterne.results import Results, read_results
from lanterne.units import clock_text


def test_the_folder_has_no_faults_and_no_warnings(race_folder: Path) -> None:
    checked = check_race(race_folder)
    assert (checked.faults, checked.warnings) == ((), ())


def test_timing_points_are_named_by_column(race_folder: Path) -> None:
    points = [point.id for point in load_race(race_folder).points]
    assert points == ["start", "k5", "half", "k30", "m20", "finish"]


def test_the_start_is_at_seven(race_folder: Path) -> None:
    race = load_race(race_folder)
    assert clock_text(race.distances[0].start_s, race.zone) == "07:00"


def test_the_course_is_named_for_the_pace_library(results: Results, race_folder: Path) -> None:
    assert load_race(race_folder).course == results.race


def test_every_runner_is_an_entrant(results: Results, race_folder: Path) -> None:
    roster = read_entrants(race_folder / ENTRANTS_FILE, load_race(race_folder))
    assert tuple(entrant.bib for entrant in roster.entrants) == results.runners


@pytest.mark.parametrize("there", ["race.toml", ENTRANTS_FILE])
def test_nothing_is_overwritten(results: Results, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(LanterneError, match="Name another folder"):
        init_race(results, tmp_path)
    assert [file.name for file in tmp_path.glob("*.toml")] + [
        file.name for file in tmp_path.glob("*.csv")
    ] == [there]
    assert (tmp_path / there).read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_said_in_one_line(results: Results, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LanterneError, match="cannot be written"):
        init_race(results, tmp_path / "file" / "race")


@pytest.mark.parametrize("name", ['Ein "Lauf" \\ hier', "Ñandú", "a/b", "x" * 80])
def test_any_name_makes_a_valid_race(results: Results, tmp_path: Path, name: str) -> None:
    init_race(replace(results, race=name), tmp_path / "race")
    assert check_race(tmp_path / "race").faults == ()


@pytest.mark.parametrize(
    ("race", "day"),
    [
        ("berlin", date(2017, 9, 24)),
        ("boston", date(2018, 4, 16)),
        ("boston", date(2021, 10, 11)),
        ("chicago", date(2016, 10, 9)),
        ("honolulu", date(2017, 12, 10)),
        ("houston", date(2016, 1, 17)),
        ("london", date(2015, 4, 26)),
        ("nyc", date(2003, 11, 2)),
        ("twincities", date(2013, 10, 6)),
    ],
)
def test_known_races_are_on_their_day(race: str, day: date) -> None:
    assert HABITS[race].day(day.year) == day


def test_an_unknown_race_is_on_a_sunday_in_utc(results: Results) -> None:
    assert "date = 2030-10-06" in race_toml(results)
    assert 'timezone = "UTC"' in race_toml(results)


@pytest.mark.parametrize("name", ["boston_2021", "honolulu_2017", "koeln_2018", "twincities_2013"])
def test_real_results_make_valid_races(name: str, real: Callable[[str], Path], tmp_path: Path) -> None:
    init_race(read_results(real(name)), tmp_path / name)
    assert check_race(tmp_path / name).faults == ()
