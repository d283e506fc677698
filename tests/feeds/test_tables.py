"""Reads in a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lanterne.feeds.base import Answer, Message
from lanterne.feeds.tables import ReadsTable

NOON_S = 1_777_809_600.0
READS = ReadsTable(source="reads.csv", day=date(2026, 5, 3), zone="America/New_York")


def read(text: str | bytes, **columns: Any) -> Answer:
    body = text if isinstance(text, bytes) else text.encode()
    return replace(READS, **columns).take(Message(body=body, received_at_s=NOON_S))


def test_each_row_becomes_a_passing() -> None:
    """Who, where, when, and the time as it was written."""
    assert read("bib,chip,point,time\n7,C1,k5,07:31:02.5\n").events == (
        {
            "kind": "passing",
            "source": "reads.csv",
            "happened_at": "2026-05-03T11:31:02.500Z",
            "raw_time": "07:31:02.5",
            "bib": "7",
            "chip": "C1",
            "point": "k5",
        },
    )


@pytest.mark.parametrize(
    ("written", "happened_at"),
    [
        ("07:31:02", "2026-05-03T11:31:02.000Z"),
        ("07:31", "2026-05-03T11:31:00.000Z"),
        ("24:10:00", "2026-05-04T04:10:00.000Z"),
        ("2026-05-03T07:31:02-04:00", "2026-05-03T11:31:02.000Z"),
        ("2026-05-03T11:31:02.250Z", "2026-05-03T11:31:02.250Z"),
        ("2026-05-03 07:31:02", "2026-05-03T11:31:02.000Z"),
    ],
)
def test_a_time_is_a_clock_on_the_day_or_an_instant(written: str, happened_at: str) -> None:
    """Without an offset it is the race's wall clock."""
    assert read(f"bib,point,time\n7,k5,{written}\n").events[0]["happened_at"] == happened_at


def test_a_decimal_comma_is_a_decimal_point() -> None:
    """In a table separated by semicolons, as some countries write it."""
    (fields,) = read("bib;point;time\n7;k5;07:31:02,5\n").events
    assert fields["happened_at"] == "2026-05-03T11:31:02.500Z"


def test_columns_are_called_what_the_user_says() -> None:
    """In capitals or not, in any order, among others."""
    text = "Uhrzeit\tName\tStartnummer \tOrt\n07:31:02\tA. N.\t7\tk5\n"
    (fields,) = read(text, bib="startnummer", point="Ort", time="UHRZEIT").events
    assert (fields["bib"], fields["point"]) == ("7", "k5")


def test_only_the_columns_asked_for_are_read() -> None:
    """A name in the file does not reach the journal."""
    (fields,) = read("bib,point,time,name\n7,k5,07:31:02,A. N.\n").events
    assert "A. N." not in fields.values()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    """With or without a byte order mark."""
    (fields,) = read("bib,point,time\n7,Köln,07:31:02\n".encode(encoding)).events
    assert fields["point"] == "Köln"


def test_a_bad_row_is_named_and_the_rest_read() -> None:
    """Each with its number and what is wrong with it."""
    rows = ["7,,k5,07:31:02", ",,k5,07:31:03", "8,,,07:31:04", "9,,k5,", "", "10,,k5,soon", "11,,k5,07:31:05"]
    text = "\n".join(["bib,chip,point,time", *rows])
    answer = read(text)
    assert [fields["bib"] for fields in answer.events] == ["7", "11"]
    assert answer.status == 200
    assert answer.refused == (
        "row 3: it has neither bib nor chip",
        "row 4: point is empty",
        "row 5: time is empty",
        "row 7: 'soon' is not a clock time; write it as HH:MM or HH:MM:SS",
    )


def test_a_short_row_is_a_bad_row() -> None:
    """A line cut off while it was being written."""
    assert read("bib,point,time\n7,k5\n").refused == ("row 2: time is empty",)


@pytest.mark.parametrize(
    ("header", "lacks"),
    [
        ("bib,time", ("there is no column point; the table has bib, time",)),
        ("point,time", ("there is no column bib or chip; the table has point, time",)),
        (
            "",
            tuple(
                f"there is no column {name}; the table has no header"
                for name in ("point", "time", "bib or chip")
            ),
        ),
    ],
)
def test_missing_columns_are_named(header: str, lacks: tuple[str, ...]) -> None:
    """And nothing is taken."""
    assert read(header + "\n7,k5,07:31:02\n" if header else "") == Answer(422, refused=lacks)


def test_what_is_no_table_is_refused() -> None:
    """An unclosed quote swallows the file."""
    answer = read('bib,point,time\n7,"k5,07:31:02\n8,k5,07:31:03\n')
    assert (answer.status, answer.events) == (422, ())
    assert answer.refused[0].startswith("line 3: this is no table: ")
