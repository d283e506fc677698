"""The columns of a start list that only result services ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.errors import InputFaults
from lanterne.race.registered import read_registered


def read(tmp_path: Path, text: str) -> dict[str, dict[str, str]]:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return read_registered(file)


def test_columns_are_found_by_the_names_that_registration_systems_give_them(tmp_path: Path) -> None:
    found = read(tmp_path, "Bib;Vorname;Nachname;Geschlecht;Ort;DOB\n7;Ana;Sol;w;Lindau;1990-02-01\n")
    assert {key: found["7"][key] for key in ("first_name", "last_name", "gender", "city", "born")} == {
        "first_name": "Ana",
        "last_name": "Sol",
        "gender": "w",
        "city": "Lindau",
        "born": "1990-02-01",
    }


def test_a_full_name_is_cut_before_its_last_word(tmp_path: Path) -> None:
    found = read(tmp_path, "bib,name\n7,Ana Maria Sol\n")
    assert (found["7"]["first_name"], found["7"]["last_name"]) == ("Ana Maria", "Sol")


def test_without_bibs_nobody_can_be_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="no column for bibs"):
        read(tmp_path, "name\nAna\n")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputFaults, match="cannot be read"):
        read_registered(tmp_path / "none.csv")
