"""A full disk: nothing is acknowledged that is not kept, and work goes on when there is space again."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.journal.making import RACE, journal_in, passing

from lanterne.errors import JournalError
from lanterne.journal import sqlite
from lanterne.journal.schema import connect

FULL = "is full; free some space and send again"
MEGABYTE = 1 << 20


def wide(*bibs: int) -> list[dict[str, object]]:
    """Passings of a kilobyte each."""
    return [passing(str(bib), note="x" * 1_000) for bib in bibs]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """The connections that the journal opens, to limit how large the file may grow."""
    connections: list[sqlite3.Connection] = []

    def noted(path: Path, mode: str) -> sqlite3.Connection:
        connections.append(connect(path, "rwc"))
        return connections[-1]

    monkeypatch.setattr(sqlite, "connect", noted)
    return connections


def test_a_batch_that_does_not_fit_leaves_nothing(tmp_path: Path, opened: list[sqlite3.Connection]) -> None:
    """Not its beginning either; and the next goes in once there is space."""
    journal = journal_in(tmp_path)
    journal.append_now(wide(1), source="test")
    opened[0].execute("PRAGMA max_page_count = 40")
    with pytest.raises(JournalError, match=FULL):
        journal.append_now([*wide(*range(2, 600)), b"bad"], source="test")
    assert (journal.last_seq(), journal.quarantine_count()) == (1, 0)
    opened[0].execute("PRAGMA max_page_count = 4000")
    receipts = journal.append_now(wide(*range(2, 600)), source="test")
    assert {receipt.outcome for receipt in receipts} == {"accepted"}
    journal.close()


def test_all_who_share_the_commit_hear_of_it(tmp_path: Path, opened: list[sqlite3.Connection]) -> None:
    """Each of those that wait gets the error, none an acknowledgement."""
    journal = journal_in(tmp_path)
    opened[0].execute("PRAGMA max_page_count = 20")

    async def day() -> list[object]:
        batches = (journal.append(wide(*range(n, n + 200)), source="test") for n in range(1, 1_000, 200))
        return await asyncio.gather(*batches, return_exceptions=True)

    assert all(isinstance(answer, JournalError) for answer in asyncio.run(day()))
    assert journal.last_seq() == 0
    journal.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("only root can mount a small disk to fill")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk to fill")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(file: Path) -> None:
    """Let a file take all the space there is."""
    with file.open("wb", buffering=0) as growing, suppress(OSError):
        while True:
            growing.write(b"x" * 4_096)


def test_a_disk_that_fills_loses_nothing_acknowledged(small_disk: Path) -> None:
    """A real one, filled by somebody else's file, then freed."""
    journal = journal_in(small_disk)
    journal.append_now(wide(1, 2, 3), source="test")
    ballast = small_disk / "photos"
    fill(ballast)
    with pytest.raises(JournalError, match=FULL):
        journal.append_now(wide(*range(4, 300)), source="test")
    assert journal.last_seq() == 3
    ballast.unlink()
    journal.append_now(wide(*range(4, 100)), source="test")
    journal.close()
    reopened = journal_in(small_disk)
    assert len(list(reopened.read())) == 99
    reopened.close()


def test_a_full_disk_is_told_at_the_opening(small_disk: Path) -> None:
    """Where the file cannot even be made."""
    ballast = small_disk / "photos"
    fill(ballast)
    with pytest.raises(JournalError, match=FULL):
        journal_in(small_disk)
    ballast.unlink()
    journal = journal_in(small_disk)
    assert journal.race == RACE
    journal.close()
