from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from lanterne.cli.check import check
from lanterne.cli.entrants import import_entrants
from lanterne.errors import InputFaults, LanterneError
from lanterne.race.course import Course
from lanterne.race.loading import load_race
from lanterne.race.people import People
from lanterne.race.rosterfile import read_entrants

LayOut = Callable[..., Course]
LIST = "Bib,Name,Event,Age,Email\n7,Ann Lee,Marathon,30,a@example.org\n8,Bo Li,5K,30,\n"


def run(*args: str | Path) -> Result:
    app = typer.Typer()
    app.command("check")(check)
    app.command("import")(import_entrants)
    return CliRunner().invoke(app, [str(arg) for arg in args])


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_check_says_what_the_race_is(folder: Path) -> None:
    result = run("check", folder / "race.toml")
    assert result.exit_code == 0
    assert "Three Rivers Marathon, Sunday 03 May 2026, America/New_York" in result.output
    assert "marathon: 26.2 mi, gun 07:00, line 16:00 /mi from the last starter" in result.output
    assert "half: 13.1 mi, gun 07:00, no course drawn" in result.output
    assert "gate mile20 at 20.0 mi of marathon: 15 min behind the virtual line, then ride" in result.output


def test_check_says_how_long_the_course_is_drawn(folder: Path, toml: str, lay_out: LayOut) -> None:
    lay_out([(0, 0), (42_000, 0)], 100).write_geojson(folder / "c.geojson", "c")
    text = toml.replace('length = "42.195 km"', 'length = "42.195 km"\ncourse = "c.geojson"')
    (folder / "race.toml").write_text(text)
    assert "(-0.5%)" in run("check", folder).output


def test_check_lists_every_fault_and_exits_with_2(folder: Path, toml: str) -> None:
    (folder / "race.toml").write_text(toml.replace('"mi"', '"yd"').replace("seats = 14", "seats = -1"))
    result = run("check", folder)
    assert result.exit_code == 2
    assert f"fault: {folder}/race.toml: race.unit: 'yd' is not known" in result.output
    assert "fault: " in result.output
    assert "2 faults" in result.output


def test_check_prints_warnings_of_a_race_that_works(folder: Path, toml: str) -> None:
    (folder / "race.toml").write_text(toml.replace('last_starter = "07:06"\n', ""))
    result = run("check", folder)
    assert result.exit_code == 0
    assert "warning: " in result.output


def test_check_counts_the_entrants_of_each_distance(folder: Path) -> None:
    (folder / "list.csv").write_text("Bib,Event\n1,Half\n2,Half\n3,Full\n")
    run("import", folder / "list.csv", folder)
    assert "entrants 3: half 2, marathon 1" in run("check", folder).output


def test_check_finds_the_faults_of_the_entrants_file(folder: Path) -> None:
    header = "bib,distance,wave,chips,first_marathon,wants_company,minor,hidden"
    (folder / "entrants.csv").write_text(f"{header}\n1,ultra,,,,,,\n1,half,,,,,,\n")
    result = run("check", folder)
    assert result.exit_code == 2
    assert "entrants.csv: line 2: distance 'ultra' is not in race.toml" in result.output
    assert "entrants.csv: line 3: bib 1 is already on line 2" in result.output


def test_import_writes_entrants_without_names_and_names_apart(folder: Path) -> None:
    (folder / "list.csv").write_text(LIST)
    result = run("import", folder / "list.csv", folder)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "1 entrants taken, 1 rows rejected",
        "rejected: line 3 (bib 8): distance '5K' is none of marathon, half",
        "columns not imported: Email",
    ]
    assert [one.bib for one in read_entrants(folder / "entrants.csv", load_race(folder)).entrants] == ["7"]
    assert b"Ann" not in (folder / "entrants.csv").read_bytes()
    with People.open(folder / "people.db") as people:
        assert people.names(["7", "8"]) == {"7": "Ann Lee"}


def test_a_second_import_says_who_is_gone(folder: Path) -> None:
    """A list of one distance only would otherwise drop the other silently."""
    (folder / "list.csv").write_text(LIST)
    run("import", folder / "list.csv", folder)
    (folder / "list.csv").write_text("Bib,Event\n9,Half\n")
    assert (
        "1 bibs of the list before are no longer entered: 7"
        in run("import", folder / "list.csv", folder).output
    )


@pytest.mark.parametrize(
    ("toml_part", "body"), [('unit = "yd"', LIST), ('unit = "mi"', "Name\nAnn\n"), ('unit = "mi"', "Bib\n")]
)
def test_nothing_is_written_when_race_or_list_is_broken(
    folder: Path, toml: str, toml_part: str, body: str
) -> None:
    (folder / "race.toml").write_text(toml.replace('unit = "mi"', toml_part))
    (folder / "list.csv").write_text(body)
    result = run("import", folder / "list.csv", folder)
    assert isinstance(result.exception, InputFaults)
    assert files(folder) == {"race.toml", "list.csv"}


def test_no_name_is_kept_of_a_list_that_could_not_be_written(folder: Path) -> None:
    (folder / "list.csv").write_text(LIST)
    (folder / "entrants.csv").mkdir()
    result = run("import", folder / "list.csv", folder)
    assert isinstance(result.exception, LanterneError)
    assert "entrants.csv: cannot be written" in str(result.exception)
    with People.open(folder / "people.db") as people:
        assert people.names(["7"]) == {}


def test_a_folder_that_cannot_be_written_is_one_clear_error(folder: Path) -> None:
    (folder / "list.csv").write_text(LIST)
    (folder / "people.db").mkdir()
    result = run("import", folder / "list.csv", folder)
    assert isinstance(result.exception, LanterneError)
    assert "people.db" in str(result.exception)
    assert files(folder) == {"race.toml", "list.csv", "people.db"}
