from __future__ import annotations

from pathlib import Path

from lanterne.events import decode
from lanterne.journal.reader import Reader
from lanterne.race.loading import load_race
from lanterne.replay.day import Day, replay_day
from lanterne.replay.keeping import keep
from lanterne.results import Results


def day_of(results: Results, race_folder: Path) -> Day:
    return replay_day(results, load_race(race_folder), 1)


def test_the_whole_day_is_accepted(results: Results, race_folder: Path, tmp_path: Path) -> None:
    day = day_of(results, race_folder)
    kept = keep(day.batches(), tmp_path / "j.db", day.race)
    assert (kept.accepted, kept.duplicate, kept.quarantined) == (len(day), 0, 0)


def test_the_same_day_again_changes_nothing(results: Results, race_folder: Path, tmp_path: Path) -> None:
    day = day_of(results, race_folder)
    keep(day.batches(), tmp_path / "j.db", day.race)
    again = keep(day.batches(), tmp_path / "j.db", day.race)
    assert (again.accepted, again.duplicate) == (0, len(day))


def test_receipts_carry_race_time(results: Results, race_folder: Path, tmp_path: Path) -> None:
    day = day_of(results, race_folder)
    keep(day.batches(), tmp_path / "j.db", day.race)
    expected = {event["id"]: batch.received_s for batch in day.batches() for event in batch.events}
    entries = list(Reader(tmp_path / "j.db").read())
    assert {decode(entry.body).id: entry.received_at_s for entry in entries} == expected


def test_progress_counts_every_event(results: Results, race_folder: Path, tmp_path: Path) -> None:
    day = day_of(results, race_folder)
    seen: list[int] = []
    keep(day.batches(), tmp_path / "j.db", day.race, seen.append)
    assert sum(seen) == len(day)
