"""A process killed at any moment, under load, has lost nothing that it acknowledged."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from tests.journal import under_load

from lanterne.clock import WallClock
from lanterne.events import check, content_hash
from lanterne.journal.schema import connect
from lanterne.journal.sqlite import SqliteJournal

MOST_LINES = 1_500


def acknowledged_until_killed(path: Path, seed: int) -> list[str]:
    """What a loaded process acknowledged before it was killed after a random number of acknowledgements.

    It writes on while we read, so that the blow falls anywhere in a commit.
    """
    wanted = random.Random(seed).randrange(1, MOST_LINES)
    command = [sys.executable, under_load.__file__, str(path), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(wanted)]
        process.kill()
        lines += process.stdout.readlines()
    return [line.removesuffix("\n") for line in lines if line.endswith("\n")]


def survey(path: Path) -> tuple[Counter[str], set[str]]:
    """How often each id stands, and every acknowledgement that the journal would bear out."""
    journal = SqliteJournal.open(path, under_load.RACE, WallClock())
    ids: Counter[str] = Counter()
    kept: set[str] = set()
    for entry in journal.read():
        event = check(entry.body)
        ids[event.id] += 1
        kept.add(f"event {event.id} {content_hash(entry.body).hex()}")
    for conflict in journal.conflicts(limit=1_000_000):
        kept.add(f"event {check(conflict.lost).id} {content_hash(conflict.lost).hex()}")
    kept.update(f"bad {bad.raw.decode()}" for bad in journal.quarantine(limit=1_000_000))
    journal.close()
    with closing(connect(path, "ro")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    return ids, kept


def kill_again_and_again(path: Path, kills: int) -> None:
    acknowledged: set[str] = set()
    for seed in range(kills):
        said = acknowledged_until_killed(path, seed)
        assert said, "it was killed before it had acknowledged anything"
        acknowledged.update(said)
        ids, kept = survey(path)
        assert acknowledged <= kept
        assert set(ids.values()) == {1}


def test_twenty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """Each acknowledged event is there exactly once after each of twenty kills of one journal."""
    kill_again_and_again(tmp_path / "journal.db", 20)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """The same, two hundred times."""
    kill_again_and_again(tmp_path / "journal.db", 200)
