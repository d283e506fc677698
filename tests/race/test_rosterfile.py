from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanterne.errors import InputFaults
from lanterne.race.definition import Race
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.loading import load_race
from lanterne.race.rosterfile import HEADER, read_entrants, write_entrants

words = st.text(st.characters(min_codepoint=33, max_codepoint=1_000, categories=("L", "N", "P")), min_size=1)
entrants = st.builds(
    Entrant,
    bib=words,
    distance=st.just("marathon"),
    wave=st.sampled_from([None, "A", "B"]),
    chips=st.lists(words, max_size=2).map(tuple),
    first_marathon=st.booleans(),
    wants_company=st.booleans(),
    minor=st.booleans(),
    hidden=st.booleans(),
)
rosters = st.lists(entrants, max_size=5, unique_by=lambda entrant: entrant.bib).filter(
    lambda some: len(chips := [chip for one in some for chip in one.chips]) == len(set(chips))
)


@pytest.fixture
def race(folder: Path) -> Race:
    return load_race(folder)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)  # the file is written anew each time
@given(some=rosters)
def test_a_roster_is_read_back_as_it_was_written(tmp_path: Path, race: Race, some: list[Entrant]) -> None:
    write_entrants(tmp_path / "entrants.csv", Roster.of(some))
    assert read_entrants(tmp_path / "entrants.csv", race).entrants == tuple(some)


def test_the_file_holds_no_names_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_entrants(tmp_path / "entrants.csv", Roster.of([Entrant(bib="007", distance="half", minor=True)]))
    assert (tmp_path / "entrants.csv").read_text().splitlines() == [",".join(HEADER), "007,half,,,,,yes,"]
    assert [path.name for path in tmp_path.iterdir()] == ["entrants.csv"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    write_entrants(tmp_path / "entrants.csv", Roster.of([Entrant(bib="7", distance="half")]))
    before = (tmp_path / "entrants.csv").read_bytes()
    broken = Roster.of([Entrant(bib="\ud800", distance="half")])
    with pytest.raises(UnicodeEncodeError):
        write_entrants(tmp_path / "entrants.csv", broken)
    assert (tmp_path / "entrants.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["entrants.csv"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",half,,,,,,", "has no bib"),
        ("1,half,,,,,,", "bib 1 is already on line 2"),
        ("7,half,,X1,,,,", "chip X1 is already on line 2"),
        ("7,ultra,,,,,,", "distance 'ultra' is not in race.toml"),
        ("7,half,A,,,,,", "half has no wave 'A'"),
        ("7,half,,,maybe,,,", "first_marathon is 'maybe'"),
        ("7,half,,,,,,,oops", "has 9 cells, the header 8"),
        ("7,half", "has 2 cells, the header 8"),
    ],
)
def test_each_mistake_is_a_fault_with_its_line(tmp_path: Path, race: Race, row: str, says: str) -> None:
    (tmp_path / "entrants.csv").write_text(f"{','.join(HEADER)}\n1,half,,X1,,,,\n{row}\n")
    with pytest.raises(InputFaults) as caught:
        read_entrants(tmp_path / "entrants.csv", race)
    (fault,) = caught.value.faults
    assert fault.key == "line 3"
    assert says in fault.what


def test_all_mistakes_are_found_in_one_pass(tmp_path: Path, race: Race) -> None:
    (tmp_path / "entrants.csv").write_text(f"{','.join(HEADER)}\n1,x,,,,,,\n2,y,,,,,,\n,half,,,,,,\n")
    with pytest.raises(InputFaults) as caught:
        read_entrants(tmp_path / "entrants.csv", race)
    assert [fault.key for fault in caught.value.faults] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("body", "says"),
    [(b"bib,name\n7,Ann\n", "columns"), (b"", "columns"), (b"bib\xff", "not CSV"), (None, "cannot be read")],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, race: Race, body: bytes | None, says: str) -> None:
    if body is not None:
        (tmp_path / "entrants.csv").write_bytes(body)
    with pytest.raises(InputFaults, match=says):
        read_entrants(tmp_path / "entrants.csv", race)
