"""Results in the columns of result services."""

from __future__ import annotations

from lanterne.live.resultcolumns import itra_rows, plain_rows, ultrasignup_rows
from lanterne.live.results import Result, Status


def result(bib: str, status: Status, place: int | None = None, time_s: float | None = None) -> Result:
    return Result(bib, "full", place, time_s, time_s, time_s, status, "")


EVERY = [
    result("1", "finished", 1, 3_710.2),
    result("2", "unofficial", None, 26_576.0),
    result("3", "open"),
    result("4", "did_not_finish"),
    result("5", "did_not_start"),
]
PEOPLE = {"1": {"first_name": "Ana", "last_name": "Sol", "gender": "w", "born": "1990-02-01"}}


def test_plain_rows_hold_everybody() -> None:
    assert [row["bib"] for row in plain_rows(EVERY, {})] == ["1", "2", "3", "4", "5"]


def test_ultrasignup_numbers_the_statuses() -> None:
    found = ultrasignup_rows(EVERY, PEOPLE)
    assert [(row["bib"], row["status"]) for row in found] == [("1", 1), ("2", 4), ("4", 2), ("5", 3)]


def test_ultrasignup_has_its_required_columns_first() -> None:
    first = ["place", "time", "first", "last", "age", "gender"]
    assert list(ultrasignup_rows(EVERY, PEOPLE)[0])[:6] == first


def test_begun_seconds_count_in_full() -> None:
    assert ultrasignup_rows(EVERY, PEOPLE)[0]["time"] == "01:01:51"


def test_itra_leaves_out_who_did_not_start_and_who_is_not_accounted_for() -> None:
    found = itra_rows(EVERY, PEOPLE)
    assert [(row["Bib number"], row["Ranking"], row["Time"]) for row in found] == [
        ("1", 1, "01:01:51"),
        ("2", "DNF", ""),
        ("4", "DNF", ""),
    ]


def test_itra_has_its_headings_word_for_word() -> None:
    headings = ["Ranking", "Time", "Family name", "First name", "Gender", "Birthdate", "Nationality"]
    assert list(itra_rows(EVERY, PEOPLE)[0])[:7] == headings


def test_women_are_f_whatever_the_start_list_called_them() -> None:
    assert itra_rows(EVERY, PEOPLE)[0]["Gender"] == "F"
