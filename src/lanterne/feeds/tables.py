"""Reads in a table: a CSV file with a column for who, where and when, whatever they are called."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from lanterne.feeds.base import Answer, Message
from lanterne.feeds.times import instant_of, wire_text
from lanterne.units import instant_s, parse_clock_s

_DELIMITERS: Final = ",;\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadsTable:
    """A table with a header row and a row for each read, separated by commas, semicolons or tabs.

    A time is ISO 8601, in the race's zone where it has no offset, or a clock time on the race's day.

    Attributes
    ----------
    source : str
        What the events name as theirs, such as the file's name.
    day : date
        The race's day.
    zone : str
        The race's time zone.
    bib, chip, point, time : str
        Headers of the columns, in capitals or not; one of `bib` and `chip` may be missing.
    """

    name: ClassVar[str] = "table"
    source: str
    day: date
    zone: str
    bib: str = "bib"
    chip: str = "chip"
    point: str = "point"
    time: str = "time"

    def take(self, message: Message) -> Answer:
        """A passing for each sound row, a line for each other one; 422 if the columns are not there."""
        text = _text(message.body)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        try:
            header = [name.strip().lower() for name in next(rows, [])]
            lacks = self._lacks(header)
            if lacks:
                return Answer(422, refused=lacks)
            return self._read(rows, header)
        except csv.Error as error:
            return Answer(422, refused=(f"line {rows.line_num}: this is no table: {error}",))

    def _read(self, rows: Iterator[list[str]], header: list[str]) -> Answer:
        events, refused = [], []
        for number, row in enumerate(rows, start=2):
            if not any(cell.strip() for cell in row):
                continue
            cells = dict(zip(header, map(str.strip, row), strict=False))
            try:
                events.append(self._passing(cells))
            except ValueError as error:
                refused.append(f"row {number}: {error}")
        return Answer(200, tuple(events), tuple(refused))

    def _passing(self, cells: dict[str, str]) -> dict[str, Any]:
        said = {
            key: cells.get(getattr(self, key).lower()) or None for key in ("bib", "chip", "point", "time")
        }
        at = said.pop("time")
        if not said["point"]:
            raise ValueError(f"{self.point} is empty")
        if not (said["bib"] or said["chip"]):
            raise ValueError("it has neither bib nor chip")
        if not at:
            raise ValueError(f"{self.time} is empty")
        return {
            "kind": "passing",
            "source": self.source,
            "happened_at": wire_text(self._instant(at)),
            "raw_time": at,
            **{key: value for key, value in said.items() if value},
        }

    def _instant(self, text: str) -> float:
        plain = text.replace(",", ".")
        if "-" in plain:
            return instant_of(plain, self.zone)
        return instant_s(self.day, parse_clock_s(plain), self.zone)

    def _lacks(self, header: list[str]) -> tuple[str, ...]:
        """The columns that are needed and not there."""
        has = ", ".join(filter(None, header)) or "no header"
        lacks = [name for name in (self.point, self.time) if name.lower() not in header]
        if self.bib.lower() not in header and self.chip.lower() not in header:
            lacks.append(f"{self.bib} or {self.chip}")
        return tuple(f"there is no column {name}; the table has {has:.200}" for name in lacks)


def _text(content: bytes) -> str:
    """The file's text: UTF-8 with or without its mark, else what older Windows programs write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)
