"""A start list as a registration system exports it, read row by row so that nothing else is kept."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, TextIO

from lanterne.errors import Fault, InputFaults
from lanterne.race.answers import SAME_LENGTH, is_minor, match_distance, match_wave, says_yes
from lanterne.race.columns import Columns, match_columns
from lanterne.race.definition import Distance, Race
from lanterne.race.entrants import Entrant
from lanterne.race.people import Person
from lanterne.units import MARATHON_M

DELIMITERS: Final = ",;\t|"
LONGEST_BIB: Final = 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something about one row: its line in the file, its bib ("" if none), and what to know."""

    line: int
    bib: str
    what: str


@dataclass
class StartList:
    """What came of reading a start list.

    Attributes
    ----------
    entrants, people : list
        One of each a row that was taken; people without any name or club are left out.
    rejected : list of RowNote
        Rows not taken, with the reason.
    notes : list of RowNote
        Rows taken without one of their answers.
    ignored : tuple of str
        Titles of the columns passed over.
    """

    ignored: tuple[str, ...]
    entrants: list[Entrant] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    rejected: list[RowNote] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)


def read_start_list(path: Path, race: Race) -> StartList:
    """Read a CSV start list for a race.

    Raises
    ------
    InputFaults
        If the file cannot be read, has no column for bibs, or no row that can be taken.
    """
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            result = _read(file, race, path)
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}", "Give the CSV file of entrants") from None
    except (csv.Error, UnicodeError) as error:
        raise _unusable(path, f"is not a CSV file: {error}", "Export it as CSV in UTF-8") from None
    if not result.entrants:
        first = f"; line {result.rejected[0].line}: {result.rejected[0].what}" if result.rejected else ""
        what = f"has no row that can be taken, {len(result.rejected)} rejected{first}"
        raise _unusable(path, what, "Export the entrants with bibs and distances as race.toml names them")
    return result


def _unusable(path: Path, what: str, mend: str) -> InputFaults:
    return InputFaults([Fault(str(path), "", what, mend)])


def encoding_of(path: Path) -> str:
    """The encoding of a file of text: by its mark, else UTF-8 if it is that, else older Windows programs'."""
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        if head[1:2] == b"\0" or head[:1] == b"\0":
            return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(head)
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _read(file: TextIO, race: Race, path: Path) -> StartList:
    head = next((line for line in file if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    file.seek(0)
    rows = _numbered(csv.reader(file, delimiter=delimiter))
    _, header = next(rows, (0, []))
    columns = match_columns(header)
    if "bib" not in columns.at:
        titles = ", ".join(title.strip() for title in header if title.strip()) or "nothing"
        raise _unusable(path, f"has no column for bibs, only {titles}", 'Name the column of bibs "Bib"')
    result = StartList(columns.ignored)
    taking = _Taking(race, columns, result, len(header))
    for line, row in rows:
        taking.take(line, row)
    return result


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line each begins on; a quoted cell may run over several lines."""
    begins = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield begins, row
        begins = reader.line_num + 1  # type: ignore[attr-defined]  # csv.reader has it, Iterator does not


class _Taking:
    """Takes rows one by one, remembering which bibs and chips are given away."""

    def __init__(self, race: Race, columns: Columns, result: StartList, width: int) -> None:
        self._race = race
        self._columns = columns
        self._result = result
        self._width = width
        self._distance = cache(lambda answer: match_distance(answer, race))
        self._wave_of = cache(lambda answer, distance: match_wave(answer, distance, race))
        self._bib_line: dict[str, int] = {}
        self._chip_line: dict[str, int] = {}

    def take(self, line: int, row: list[str]) -> None:
        bib = self._columns.value(row, "bib")
        reason = self._reason_against(bib, row)
        distance = self._distance(self._columns.value(row, "distance"))
        if reason or distance is None:
            reason = reason or self._unknown_distance(self._columns.value(row, "distance"))
            self._result.rejected.append(RowNote(line, bib[:LONGEST_BIB], reason))
            return
        self._bib_line[bib] = line
        self._result.entrants.append(
            Entrant(
                bib=bib,
                distance=distance.id,
                wave=self._wave(line, bib, row, distance),
                chips=self._chips(line, bib, row),
                first_marathon=self._first_marathon(row, distance),
                wants_company=says_yes(self._columns.value(row, "wants_company")),
                minor=self._minor(row),
                hidden=says_yes(self._columns.value(row, "hidden"), unclear=True),
            )
        )
        self._keep_person(bib, row)

    def _reason_against(self, bib: str, row: list[str]) -> str:
        """Why a row cannot be taken, as far as its own cells tell; "" if they do not."""
        if any(cell.strip() for cell in row[self._width :]):
            return f"has {len(row)} cells, the header {self._width}: a delimiter inside a cell needs quotes"
        if says_yes(self._columns.value(row, "removed")):
            return "was removed in the registration system"
        if not bib:
            return "has no bib"
        if re.fullmatch(r"\d+\.0+", bib):
            return f"its bib {bib} is a spreadsheet's decimal: format that column as text"
        if len(bib) > LONGEST_BIB or not bib.isprintable():
            return f"its bib is not one: at most {LONGEST_BIB} printable characters"
        if bib in self._bib_line:
            return f"bib {bib} is already on line {self._bib_line[bib]}"
        return ""

    def _unknown_distance(self, answer: str) -> str:
        known = ", ".join(distance.id for distance in self._race.distances)
        return f"distance {answer!r} is none of {known}" if answer else f"has no distance; it may be {known}"

    def _wave(self, line: int, bib: str, row: list[str], distance: Distance) -> str | None:
        answer = self._columns.value(row, "wave")
        wave = self._wave_of(answer, distance) if answer else None
        if answer and wave is None:
            what = f"wave {answer!r} is none of {distance.id}: left out"
            self._result.notes.append(RowNote(line, bib, what))
        return wave

    def _chips(self, line: int, bib: str, row: list[str]) -> tuple[str, ...]:
        chips: list[str] = []
        for chip in self._columns.values(row, "chip"):
            if self._chip_line.setdefault(chip, line) == line:
                chips.append(chip)
            else:
                what = f"chip {chip} is already on line {self._chip_line[chip]}: left out"
                self._result.notes.append(RowNote(line, bib, what))
        return tuple(dict.fromkeys(chips))

    def _first_marathon(self, row: list[str], distance: Distance) -> bool:
        """As said, or said of "this distance" by somebody entered for a marathon."""
        first_here = says_yes(self._columns.value(row, "first_attempt"))
        marathon = abs(distance.length_m / MARATHON_M - 1) <= SAME_LENGTH
        return says_yes(self._columns.value(row, "first_marathon")) or (first_here and marathon)

    def _minor(self, row: list[str]) -> bool:
        return is_minor(
            self._race.day,
            born=self._columns.value(row, "born"),
            year_born=self._columns.value(row, "year_born"),
            age=self._columns.value(row, "age"),
            unknown=self._race.minors,
        )

    def _keep_person(self, bib: str, row: list[str]) -> None:
        parts = (self._columns.value(row, "first_name"), self._columns.value(row, "last_name"))
        name = self._columns.value(row, "name") or " ".join(part for part in parts if part)
        club = self._columns.value(row, "club")
        if name or club:
            self._result.people.append(Person(bib, name, club))
