from __future__ import annotations

import gc
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from lanterne.errors import InputFaults
from lanterne.race.definition import Race
from lanterne.race.entrants import Entrant
from lanterne.race.loading import load_race
from lanterne.race.people import Person
from lanterne.race.startlist import StartList, read_start_list

Read = Callable[..., StartList]


@pytest.fixture
def race(folder: Path) -> Race:
    return load_race(folder)


@pytest.fixture
def read(tmp_path: Path, race: Race) -> Read:
    """Reads a start list given as text, or as bytes."""

    def read(body: str | bytes) -> StartList:
        path = tmp_path / "list.csv"
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return read_start_list(path, race)

    return read


def test_a_row_becomes_an_entrant_and_a_person(read: Read) -> None:
    found = read(
        "Bib,First Name,Last Name,Team Name,Event,Wave,Chip,Age,First Marathon,Wants Company,Hidden\n"
        "0012,Ann,Lee,North Hills,Marathon,Wave B,AB12,41,Yes,yes,no\n"
    )
    entrant = Entrant(
        bib="0012", distance="marathon", wave="B", chips=("AB12",), first_marathon=True, wants_company=True
    )
    assert found.entrants == [entrant]
    assert found.people == [Person("0012", "Ann Lee", "North Hills")]
    assert found.ignored == ()


@pytest.mark.parametrize(
    "header",
    [
        "bib #",
        "Bib Number",
        "BIB_NUMBER",
        "bib_num",
        "Race Number",
        "Startnummer",
        " Bib ",
        "bibNumber",
        "Bib No.",
    ],
)
def test_bibs_go_by_many_names(read: Read, header: str) -> None:
    assert read(f"{header},event\n7,Full\n").entrants[0].bib == "7"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(read: Read, delimiter: str) -> None:
    found = read(delimiter.join(["Bib", "Name", "Event"]) + "\n" + delimiter.join(["7", "Ann Lee", "Half"]))
    assert found.entrants == [Entrant(bib="7", distance="half", minor=True)]
    assert found.people == [Person("7", "Ann Lee", "")]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
def test_encodings(read: Read, encoding: str) -> None:
    found = read("Bib,Name,Event\r\n7,Zoë Müller,Half\r\n".encode(encoding))
    assert found.people == [Person("7", "Zoë Müller", "")]


@pytest.mark.parametrize(
    ("event", "distance"),
    [
        ("Marathon", "marathon"),
        ("marathon", "marathon"),
        ("FULL", "marathon"),
        ("full marathon", "marathon"),
        ("26.2 miles", "marathon"),
        ("42 km", "marathon"),
        ("Half Marathon", "half"),
        ("half-marathon", "half"),
        ("Half", "half"),
        ("13.1 mi", "half"),
        ("13.1", "half"),
        ("26.2", "marathon"),
        ("21.1K", "half"),
        ("21,1 km", "half"),
    ],
)
def test_distances_go_by_name_alias_or_length(read: Read, event: str, distance: str) -> None:
    assert read(f'Bib,Event\n7,"{event}"\n').entrants[0].distance == distance


def test_a_hundred_miler_is_known_by_its_length(tmp_path: Path, race: Race) -> None:
    toml = (tmp_path / "race.toml").read_text()
    (tmp_path / "race.toml").write_text(
        toml.replace("21.0975 km", "100.5 mi").replace("Half Marathon", "Long")
    )
    (tmp_path / "l.csv").write_text("distance,Bib\n100 Miler,7\n")
    assert read_start_list(tmp_path / "l.csv", load_race(tmp_path)).entrants[0].distance == "half"


REJECTED = [
    ("7,5K Fun Run,,", "'5K Fun Run' is none of marathon, half"),
    ("7,,,", "has no distance"),
    (",Half,,", "has no bib"),
    ("7,Half,True,", "was removed"),
    ("1,Half,,", "bib 1 is already on line 2"),
    ("7.0,Half,,", "spreadsheet's decimal"),
    ("123456789012345678901,Half,,", "not one"),
    ("7,Half,,,,Main Street, 5", "has 7 cells, the header 4"),
]


@pytest.mark.parametrize(("row", "reason"), REJECTED)
def test_a_row_that_cannot_be_taken_is_rejected_with_its_line(read: Read, row: str, reason: str) -> None:
    found = read(f"Bib,Event,Removed,Phone\n1,Half,False,\n{row}\n3,Half,False,\n")
    assert [entrant.bib for entrant in found.entrants] == ["1", "3"]
    (rejected,) = found.rejected
    assert rejected.line == 3
    assert reason in rejected.what


def test_lines_are_counted_as_an_editor_does(read: Read) -> None:
    """A quoted cell over several lines and blank lines count as the lines they are."""
    found = read('Bib,Event,Comment\n1,Half,"two\nlines"\n\n ,,\n,Half,\n')
    assert [row.line for row in found.rejected] == [6]


def test_chips_and_waves_that_do_not_fit_are_left_out_and_noted(read: Read) -> None:
    found = read(
        "Bib,Event,Wave,Transponder1,Transponder2\n1,Marathon,A,X1,X2\n2,Marathon,Q,X1,X3\n3,Half,A,,\n"
    )
    assert [entrant.chips for entrant in found.entrants] == [("X1", "X2"), ("X3",), ()]
    assert [entrant.wave for entrant in found.entrants] == ["A", None, None]
    assert [(note.line, note.what) for note in found.notes] == [
        (3, "wave 'Q' is none of marathon: left out"),
        (3, "chip X1 is already on line 2: left out"),
        (4, "wave 'A' is none of half: left out"),
    ]


def test_a_spreadsheets_text_formula_keeps_its_zeros(read: Read) -> None:
    assert read('Bib,Event\n"=""0012""",Half\n').entrants[0].bib == "0012"


def test_of_duplicate_headers_the_first_counts(read: Read) -> None:
    found = read("bib,event,country,country,Bib\n7,Half,US,FR,8\n")
    assert found.entrants[0].bib == "7"
    assert found.ignored == ("country", "country", "Bib")


@pytest.mark.parametrize(
    ("columns", "values", "minor"),
    [
        ("DOB", "2008-05-03", False),  # eighteen on race day
        ("DOB", "2008-05-04", True),
        ("DOB", "05/02/2008", False),  # the second of May or the fifth of February: eighteen either way
        ("DOB", "03/06/2008", True),  # eighteen if it is March, a minor if it is June
        ("DOB", "05/06/2008", True),
        ("DOB", "06/02/1999", False),
        ("DOB", "13/05/2008", True),
        ("DOB", "04.05.2008", True),
        ("DOB", "03.05.2008", False),
        ("birthdate", "5/31/90", False),
        ("birthdate", "7/1/15", True),
        ("birthdate", "7/1/25", False),  # a hundred years old rather than ten months
        ("Date of Birth", "1990-02-02T00:00:00", False),
        ("Date of Birth", "1990-02-02 00:00:00", False),
        ("YearOfBirth", "2007", False),
        ("YearOfBirth", "2008", True),
        ("Age", "18", False),
        ("Age", "17", True),
        ("Age", "", True),
        ("Age,DOB", "36,01/01/2012", True),
        ("Age,DOB", "17,unknown", True),
        ("Age,DOB", "40,99/99/9999", False),
    ],
)
def test_minors_are_those_under_18_on_race_day(read: Read, columns: str, values: str, minor: bool) -> None:
    assert read(f"Bib,Event,{columns}\n7,Half,{values}\n").entrants[0].minor is minor


def test_unknown_age_is_no_minor_where_none_may_run(tmp_path: Path, race: Race) -> None:
    toml = (tmp_path / "race.toml").read_text()
    (tmp_path / "race.toml").write_text(toml.replace('unit = "mi"', 'unit = "mi"\nminors = false'))
    (tmp_path / "l.csv").write_text("Bib,Event\n7,Half\n")
    assert not read_start_list(tmp_path / "l.csv", load_race(tmp_path)).entrants[0].minor


@pytest.mark.parametrize(
    ("answer", "first", "hidden"),
    [
        ("Yes", True, True),
        ("TRUE", True, True),
        ("1", True, True),
        ("x", True, True),
        ("yes, very", True, True),
        ("No", False, False),
        ("no thanks", False, False),
        ("N/A", False, False),
        ("0", False, False),
        ("", False, False),
        ("perhaps", False, True),  # unclear: the safe side differs
    ],
)
def test_yes_and_no(read: Read, answer: str, first: bool, hidden: bool) -> None:
    (entrant,) = read(f'Bib,Event,First Marathon,Hidden\n7,Half,"{answer}","{answer}"\n').entrants
    assert (entrant.first_marathon, entrant.hidden) == (first, hidden)


def test_a_first_attempt_at_this_distance_is_a_first_marathon_only_in_the_marathon(read: Read) -> None:
    found = read("Bib,Event,Is this your first attempt at this distance?\n7,Half,Yes\n8,Marathon,Yes\n")
    assert [entrant.first_marathon for entrant in found.entrants] == [False, True]


def test_what_is_not_imported_is_not_kept(read: Read) -> None:
    """After reading, no object in memory holds an emergency contact, not even of a rejected row."""
    secret = "".join(["kathy", "-walker-", "3034441212"])
    found = read(
        f"Bib,Event,emergency_phone,Medical,DOB\n7,Half,{secret},{secret},1999-06-02\n,Half,{secret},,\n"
    )
    assert found.ignored == ("emergency_phone", "Medical")
    gc.collect()
    assert secret not in repr((found.entrants, found.people, found.rejected, found.notes))
    assert "1999" not in repr((found.entrants, found.people, found.rejected, found.notes))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "has no column for bibs"),
        ("First Name,Last Name\nAnn,Lee\n", "has no column for bibs, only First Name, Last Name"),
        ("Bib,Event\n", "no row that can be taken, 0 rejected"),
        ("Bib,Event\n,Half\n", "1 rejected; line 2: has no bib"),
        (b"Bib,Event\n7,Half\x81\xff\xfe", "not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(read: Read, body: str | bytes, says: str) -> None:
    with pytest.raises(InputFaults, match=says):
        read(body)


def test_a_missing_file_is_refused(tmp_path: Path, race: Race) -> None:
    with pytest.raises(InputFaults, match="cannot be read"):
        read_start_list(tmp_path / "none.csv", race)


@pytest.mark.parametrize(
    ("name", "bibs"),
    [
        ("ultrasignup_efforts.csv", ["12", "13"]),
        ("ultrasignup_efforts_simple_export.csv", ["723", "711"]),
        ("test_efforts_header_formats.csv", ["101"]),
        ("test_efforts_mixed.csv", ["101", "202"]),
        ("test_efforts_with_elapsed_times.csv", ["510", "502"]),
    ],
)
def test_real_exports_are_read(shared: Path, tmp_path: Path, race: Race, name: str, bibs: list[str]) -> None:
    """Files without a distance belong to a race that has one."""
    toml = (tmp_path / "race.toml").read_text()
    if name != "ultrasignup_efforts.csv":
        toml = one_distance(toml)
    (tmp_path / "race.toml").write_text(toml)
    rows = json.loads((shared / "fixtures/start_list_headers.json").read_text())["files"][name]
    (tmp_path / "l.csv").write_text("\n".join(rows))
    found = read_start_list(tmp_path / "l.csv", load_race(tmp_path))
    assert [entrant.bib for entrant in found.entrants] == bibs
    assert len(found.people) == len(bibs)
    assert not found.rejected
    sensitive = {"Email", "email", "emergency_name", "emergency_phone", "Phone", "Address", "address"}
    titles = set(rows[0].replace('"', "").replace("\ufeff", "").split(","))
    assert titles & sensitive <= set(found.ignored)


def one_distance(toml: str) -> str:
    """The same race without its half."""
    head, _, rest = toml.partition('[[distance]]\nid = "half"')
    return (
        (head + rest[rest.index("[[wave]]") :]).replace(", half = 12875", "").replace(', half = "10 km"', "")
    )
