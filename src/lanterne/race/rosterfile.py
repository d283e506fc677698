"""entrants.csv of a race folder: who is registered, without names."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Final

from lanterne.errors import Fault, InputFaults
from lanterne.race.definition import Race
from lanterne.race.entrants import Entrant, Roster

ENTRANTS_FILE: Final = "entrants.csv"
HEADER: Final = (
    "bib",
    "distance",
    "wave",
    "chips",
    "first_marathon",
    "wants_company",
    "minor",
    "hidden",
)
_FLAGS: Final = {"yes": True, "no": False, "": False}


def write_entrants(path: Path, roster: Roster) -> None:
    """Write a roster so that a reader sees the old file or the new one, never a part; chips go by blanks.

    Raises
    ------
    OSError
        If it cannot be written; the old file then stays as it was.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(_row(entrant) for entrant in roster.entrants)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _row(entrant: Entrant) -> tuple[str, ...]:
    flags = (entrant.first_marathon, entrant.wants_company, entrant.minor, entrant.hidden)
    return (
        entrant.bib,
        entrant.distance,
        entrant.wave or "",
        " ".join(entrant.chips),
        *("yes" if flag else "" for flag in flags),
    )


def read_entrants(path: Path, race: Race) -> Roster:
    """The roster of an entrants.csv.

    Raises
    ------
    InputFaults
        With every row that does not fit the race, or the one reason why the file cannot be read.
    """
    reading = _Reading(str(path), race)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            order = reading.order(next(reader, []))
            entrants = (
                [reading.entrant(reader.line_num, row, order) for row in reader if row] if order else []
            )
    except OSError as error:
        mend = "Import a start list with `lanterne entrants import`"
        raise InputFaults([Fault(str(path), "", f"cannot be read: {error.strerror}", mend)]) from None
    except (csv.Error, UnicodeError) as error:
        what = f"is not CSV in UTF-8: {error}"
        raise InputFaults([Fault(str(path), "", what, "Import the start list again")]) from None
    if reading.faults:
        raise InputFaults(reading.faults)
    return Roster.of(entrants)


class _Reading:
    """Makes entrants of rows, collecting what is wrong with them."""

    def __init__(self, file: str, race: Race) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._distances = {distance.id for distance in race.distances}
        self._waves = {(wave.distance, wave.id) for wave in race.waves}
        self._taken: dict[tuple[str, str], int] = {}

    def order(self, titles: list[str]) -> list[int]:
        """Where each column of `HEADER` stands; nothing, and a fault, if they are not these."""
        if sorted(titles) != sorted(HEADER):
            self._fault(1, "its columns are not those of an entrants file", f"They are {','.join(HEADER)}")
            return []
        return [titles.index(title) for title in HEADER]

    def entrant(self, line: int, row: list[str], order: list[int]) -> Entrant:
        if len(row) != len(order):
            what = f"has {len(row)} cells, the header {len(order)}"
            self._fault(line, what, "Put a cell that holds a comma in quotes")
            row = [*row, *[""] * len(order)]
        bib, distance, wave, chips_text, *flags = (row[i] for i in order)
        chips = tuple(chips_text.split())
        if not bib:
            self._fault(line, "has no bib", "Write it")
        for worn in (("bib", bib), *(("chip", chip) for chip in chips)):
            if self._taken.setdefault(worn, line) != line:
                what = f"{' '.join(worn)} is already on line {self._taken[worn]}"
                self._fault(line, what, "Leave it with one runner")
        if distance not in self._distances:
            known = ", ".join(self._distances)
            self._fault(line, f"distance {distance!r} is not in race.toml", f"Write one of {known}")
        elif wave and (distance, wave) not in self._waves:
            mend = "Leave it empty, or add the wave"
            self._fault(line, f"{distance} has no wave {wave!r} in race.toml", mend)
        answers = {key: self._flag(line, key, flag) for key, flag in zip(HEADER[4:], flags, strict=True)}
        return Entrant(bib=bib, distance=distance, wave=wave or None, chips=chips, **answers)

    def _flag(self, line: int, key: str, value: str) -> bool:
        if value not in _FLAGS:
            self._fault(line, f"{key} is {value!r}", "Write yes, or leave it empty")
        return _FLAGS.get(value, False)

    def _fault(self, line: int, what: str, mend: str) -> None:
        self.faults.append(Fault(self._file, f"line {line}", what, mend))
