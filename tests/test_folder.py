"""A race folder: what it needs, and race control's key."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.race.conftest import TOML

from lanterne.errors import InputFaults, LanterneError
from lanterne.folder import KEY_FILE, RaceFolder
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    write_entrants(tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib="1", distance="half")]))
    return tmp_path


def test_a_folder_is_opened_by_its_name_or_its_race_toml(path: Path) -> None:
    assert RaceFolder.open(path) == RaceFolder.open(path / "race.toml")
    assert (RaceFolder.open(path).race.id, len(RaceFolder.open(path).roster)) == ("three_rivers", 1)


def test_a_folder_without_a_race_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LanterneError, match=r"has no race\.toml"):
        RaceFolder.open(tmp_path)


def test_a_folder_without_a_start_list_says_how_to_make_one(path: Path) -> None:
    (path / ENTRANTS_FILE).unlink()
    with pytest.raises(LanterneError, match="lanterne entrants import"):
        RaceFolder.open(path)


def test_every_fault_of_the_race_is_told(path: Path) -> None:
    (path / "race.toml").write_text(TOML.replace('unit = "mi"', 'unit = "yd"').replace('kind = "sweep"', ""))
    with pytest.raises(InputFaults) as caught:
        RaceFolder.open(path)
    assert len(caught.value.faults) >= 2


def test_the_key_is_made_once_and_is_its_owners_alone(path: Path) -> None:
    folder = RaceFolder.open(path)
    key = folder.control_key()
    assert folder.control_key() == key
    assert len(key) >= 32
    assert (path / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_two_folders_have_two_keys(path: Path) -> None:
    folder = RaceFolder.open(path)
    first = folder.control_key()
    (path / KEY_FILE).unlink()
    assert folder.control_key() != first


@pytest.mark.parametrize("content", ["", "short", "ключ-ключ-ключ-ключ"])
def test_a_damaged_key_is_refused(path: Path, content: str) -> None:
    (path / KEY_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(LanterneError, match=KEY_FILE):
        RaceFolder.open(path).control_key()
