"""What is exported of a journal: the ledger, passings, events and forecasts, as of any instant."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lanterne.cli import app
from lanterne.clock import ManualClock
from lanterne.errors import LanterneError
from lanterne.folder import copy_beside
from lanterne.journal.sqlite import SqliteJournal
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.rosterfile import ENTRANTS_FILE, write_entrants
from lanterne.units import parse_instant_s

RACE = """
[race]
id = "short"
name = "Short"
date = 2026-05-03
timezone = "UTC"
unit = "km"
start = "07:00"

[[distance]]
id = "ten"
name = "10 km"
length = "10 km"

[[timing_point]]
id = "start"
name = "Start"
kind = "start"

[[timing_point]]
id = "k5"
name = "5K"
kind = "split"
at = "5 km"

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"
"""

READS = [
    ("1", "start", "07:00:10", "07:00:15"),
    ("2", "start", "07:00:20", "07:00:25"),
    ("1", "k5", "07:30:00", "07:30:05"),
    ("2", "k5", "07:35:00", "08:20:00"),
    ("1", "finish", "08:02:00", "08:02:05"),
]


def instant(clock: str) -> str:
    return f"2026-05-03T{clock}Z"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A race folder with a journal whose second read at 5K came in 45 minutes late."""
    (tmp_path / "race.toml").write_text(RACE)
    write_entrants(tmp_path / ENTRANTS_FILE, Roster.of([Entrant(bib=bib, distance="ten") for bib in "123"]))
    clock = ManualClock(0.0)
    held = SqliteJournal.open(tmp_path / "journal.db", "short", clock)
    for bib, point, at, received in sorted(READS, key=lambda one: one[3]):
        clock.set(parse_instant_s(instant(received)))
        read = {"kind": "passing", "happened_at": instant(at), "source": "mat", "point": point, "bib": bib}
        held.append_now([read], source="mat")
    held.close()
    return tmp_path / "journal.db"


def rows(*arguments: str) -> list[dict[str, Any]]:
    """What an export prints, as rows."""
    done = CliRunner().invoke(app, ["export", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    if "csv" in arguments:
        return list(csv.DictReader(io.StringIO(done.stdout)))
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_ledger_has_a_row_for_everybody_and_no_names(journal: Path) -> None:
    found = rows("ledger", "--journal", str(journal))
    assert [row["bib"] for row in found] == ["1", "2", "3"]
    assert [row["state"] for row in found] == ["finished", "on_course", "not_started"]
    assert list(found[0]) == ["bib", "state", "detail", "evidence", "evidence_at", "age_s", "by"]


def test_the_net_log_has_a_line_for_each_that_was_heard(journal: Path) -> None:
    held = SqliteJournal.open(journal, "short", ManualClock(parse_instant_s(instant("08:30:00"))))
    line = {"kind": "heard", "happened_at": instant("08:10:00"), "source": "radio/a", "by": "Kim"}
    held.append_now([{**line, "text": "1 in at 5K"}], source="radio/a")
    held.close()
    found = rows("netlog", "--journal", str(journal))
    assert [(row["clock"], row["message"], row["by"]) for row in found] == [("08:10", "1 in at 5K", "Kim")]


def test_results_have_places_and_statuses(journal: Path) -> None:
    found = rows("results", "--journal", str(journal))
    assert [(row["bib"], row["place"], row["status"], row["net_s"]) for row in found] == [
        ("1", 1, "finished", 3_710.0),
        ("2", None, "open", None),
        ("3", None, "did_not_start", None),
    ]


def test_results_take_names_from_the_start_list_given(journal: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("Bib,First name,Last name,Sex,Age\n1,Ana,Sol,F,41\n")
    asked = ["--columns", "ultrasignup", "--start-list", str(listed), "--format", "csv"]
    first = rows("results", "--journal", str(journal), *asked)[0]
    assert [first[name] for name in ("place", "time", "first", "last", "age", "gender")] == [
        "1",
        "01:01:50",
        "Ana",
        "Sol",
        "41",
        "F",
    ]


def test_as_of_asks_what_was_known(journal: Path) -> None:
    """At 08:00 the late read of bib 2 at 5K had not been received."""
    found = rows("passings", "--journal", str(journal), "--as-of", instant("08:00:00"))
    assert {(row["bib"], row["point"]) for row in found} == {("1", "start"), ("2", "start"), ("1", "k5")}


def test_at_asks_what_had_happened(journal: Path) -> None:
    """By 08:00 bib 2 had passed 5K, whenever that became known."""
    found = rows("passings", "--journal", str(journal), "--at", instant("08:00:00"))
    assert ("2", "k5") in {(row["bib"], row["point"]) for row in found}


def test_net_times_count_from_the_own_start(journal: Path) -> None:
    found = rows("passings", "--journal", str(journal))
    assert {row["net_s"] for row in found if row["bib"] == "1"} == {0.0, 1_790.0, 3_710.0}


def test_forecasts_lie_ahead_of_the_evidence_and_in_order(journal: Path) -> None:
    found = rows("forecasts", "--journal", str(journal), "--as-of", instant("08:00:00"))
    assert {(row["bib"], row["at_m"]) for row in found} == {("1", 10_000.0), ("2", 5_000.0), ("2", 10_000.0)}
    assert all(row["p05"] <= row["p50"] <= row["p95"] for row in found)


def test_events_carry_when_they_were_received(journal: Path) -> None:
    found = rows("events", "--journal", str(journal))
    assert found[0]["received_at"] == "2026-05-03T07:00:15.000Z"


def test_csv_has_the_same_rows(journal: Path) -> None:
    as_csv = rows("ledger", "--journal", str(journal), "--format", "csv")
    assert [row["state"] for row in as_csv] == [
        row["state"] for row in rows("ledger", "--journal", str(journal))
    ]


def test_a_journal_elsewhere_finds_the_race_folder_kept_beside_it(journal: Path, tmp_path: Path) -> None:
    away = tmp_path / "away" / "day.db"
    away.parent.mkdir()
    journal.rename(away)
    copy_beside(away).mkdir()
    for name in ("race.toml", ENTRANTS_FILE):
        (tmp_path / name).rename(copy_beside(away) / name)
    assert len(rows("ledger", "--journal", str(away))) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "2026-05-03"], "has no offset"),
        (["--as-of", "noon"], "is not an instant"),
        (["--as-of", "2026-05-03T08:00:00Z", "--at", "2026-05-03T08:00:00Z"], "two different questions"),
        (["--race", "nowhere"], "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(journal: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(LanterneError, match=said):
        CliRunner().invoke(
            app, ["export", "ledger", "--journal", str(journal), *arguments], catch_exceptions=False
        )


def test_results_of_a_distance_there_is_not_are_refused(journal: Path) -> None:
    with pytest.raises(LanterneError, match="is none of ten"):
        rows("results", "--journal", str(journal), "--distance", "half")
