from __future__ import annotations

import stat
from pathlib import Path

import pytest

from lanterne.errors import LanterneError
from lanterne.race.people import People, Person

ANN = Person("7", "Ann Lee-Unmistakable", "North Hills")
BO = Person("8", "Bo Li", "")


def test_names_come_back_by_bib(tmp_path: Path) -> None:
    with People.open(tmp_path / "people.db") as people:
        people.put([ANN, BO, Person("9", "", "North Hills")])
        assert people.names(["8", "7", "9", "10"]) == {"7": ANN.name, "8": "Bo Li"}
        assert people.find(["9"]) == [Person("9", "", "North Hills")]


@pytest.mark.parametrize("text", ["zoë", "ZOË", "ë mül", "Zoë Müller"])
def test_a_name_is_found_by_any_part_in_any_case(tmp_path: Path, text: str) -> None:
    """SQLite's own lower() leaves Ë and Ü as they are."""
    with People.open(tmp_path / "people.db") as people:
        people.put([ANN, Person("9", "Zoë Müller", "")])
        assert people.search(text) == ["9"]
        assert people.search("unmistak") == ["7"]


def test_more_bibs_than_one_query_holds(tmp_path: Path) -> None:
    with People.open(tmp_path / "people.db") as people:
        people.put(Person(str(i), f"n{i}", "") for i in range(2_000))
        assert len(people.names(map(str, range(2_000)))) == 2_000


def test_names_last_beyond_the_process(tmp_path: Path) -> None:
    with People.open(tmp_path / "people.db") as people:
        people.put([ANN])
    with People.open(tmp_path / "people.db") as people:
        assert people.names(["7"]) == {"7": ANN.name}


def test_an_erased_name_is_in_no_file_any_more(tmp_path: Path) -> None:
    """Not in the database's free pages, nor in a journal beside it."""
    with People.open(tmp_path / "people.db") as people:
        people.put([ANN, *(Person(str(i), f"n{i}", "") for i in range(100, 400))])
        assert any(b"Unmistakable" in path.read_bytes() for path in tmp_path.iterdir())
        people.erase("7")
        assert people.names(["7"]) == {}
        assert not any(b"Unmistakable" in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize("way", ["put", "replace"])
def test_a_later_start_list_does_not_bring_the_erased_back(tmp_path: Path, way: str) -> None:
    with People.open(tmp_path / "people.db") as people:
        people.erase("7")
        getattr(people, way)([ANN, BO])
        assert people.names(["7", "8"]) == {"8": "Bo Li"}


def test_a_new_start_list_takes_the_place_of_the_old(tmp_path: Path) -> None:
    with People.open(tmp_path / "people.db") as people:
        people.put([ANN])
        people.replace([BO])
        assert people.names(["7", "8"]) == {"8": "Bo Li"}
    assert b"Unmistakable" not in (tmp_path / "people.db").read_bytes()


def test_only_the_owner_may_read_the_store(tmp_path: Path) -> None:
    People.open(tmp_path / "people.db").close()
    assert stat.S_IMODE((tmp_path / "people.db").stat().st_mode) == 0o600


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.db").write_text("not a database, but long enough to look at" * 100)
    with pytest.raises(LanterneError, match="cannot be opened"):
        People.open(tmp_path / "people.db")
