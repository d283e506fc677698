"""Whatever is wrong with the file gets one clear line, and harms nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.journal.making import NOON_S, RACE, journal_in, passing

from lanterne.clock import ManualClock
from lanterne.errors import JournalError
from lanterne.journal.schema import VERSION, connect, explain, prepare
from lanterne.journal.sqlite import SqliteJournal

NOBODY = 65_534


def refusal(path: Path, race: str = RACE) -> str:
    """Why a file cannot be opened; the line must be one."""
    with pytest.raises(JournalError) as caught:
        SqliteJournal.open(path, race, ManualClock(NOON_S))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@contextmanager
def read_only(*paths: Path) -> Iterator[None]:
    """Take the right to write away, from root too."""
    modes = [path.stat().st_mode for path in paths]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    as_root = os.geteuid() == 0
    if as_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if as_root:
            os.seteuid(0)
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_journal_opened_again_holds_what_it_held(tmp_path: Path) -> None:
    """And knows a duplicate from before."""
    journal = journal_in(tmp_path)
    journal.append_now([passing("1"), b"bad"], source="test")
    journal.close()
    journal = journal_in(tmp_path)
    assert (journal.last_seq(), journal.quarantine_count()) == (1, 1)
    (receipt,) = journal.append_now([passing("1")], source="test")
    assert receipt.outcome == "duplicate"
    journal.close()


def test_it_is_set_to_survive_a_power_cut(tmp_path: Path) -> None:
    """Write-ahead log, and a sync to the disk at each commit."""
    path = tmp_path / "journal.db"
    with closing(connect(path, "rwc")) as connection:
        prepare(connection, path, RACE)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    """An older program does not know what it must not break."""
    journal_in(tmp_path).close()
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    line = f"was written by a newer Lanterne (its version is {VERSION + 1}, this one knows {VERSION})"
    assert refusal(path) == f"{path} {line}; update Lanterne"
    assert path.read_bytes() == before


def test_a_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Someone gave the start list's name."""
    path = tmp_path / "entrants.csv"
    path.write_text("bib,name\n" * 100)
    assert refusal(path) == f"{path} is not a Lanterne journal; name another file"
    assert path.read_text() == "bib,name\n" * 100


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    """It may be the timer's."""
    path = tmp_path / "timing.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE results (bib TEXT)")
    before = path.read_bytes()
    assert refusal(path) == f"{path} is not a Lanterne journal; name another file"
    assert path.read_bytes() == before


def test_another_races_journal_is_refused(tmp_path: Path) -> None:
    """Last year's folder, this year's race."""
    journal_in(tmp_path).close()
    path = tmp_path / "journal.db"
    assert (
        refusal(path, "other") == f"{path} is the journal of race 'tiny', not of 'other'; name another file"
    )


def test_a_damaged_journal_is_refused(tmp_path: Path) -> None:
    """Rather than read in part."""
    journal = journal_in(tmp_path)
    journal.append_now([passing(str(number)) for number in range(1, 500)], source="test")
    journal.close()
    path = tmp_path / "journal.db"
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\xff" * 3_996
    path.write_bytes(content)
    assert "is damaged; keep a copy of it and go on with a backup or a follower's journal" in refusal(path)


def test_a_second_writer_is_refused(journal: SqliteJournal) -> None:
    """Two servers on one folder."""
    line = f"{journal.path} is being written by another process; stop that one first"
    assert refusal(journal.path) == line


def test_a_second_writing_process_is_refused(journal: SqliteJournal) -> None:
    """The lock holds between processes, not only within one."""
    code = f"""
from pathlib import Path
from lanterne.clock import WallClock
from lanterne.errors import JournalError
from lanterne.journal.sqlite import SqliteJournal
try:
    SqliteJournal.open(Path({str(journal.path)!r}), {RACE!r}, WallClock())
except JournalError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{journal.path} is being written by another process; stop that one first\n"


def test_a_journal_refused_can_be_opened_once_the_other_is_closed(tmp_path: Path) -> None:
    """A lock leaves nothing behind that somebody must remove."""
    first = journal_in(tmp_path)
    refusal(first.path)
    first.close()
    journal_in(tmp_path).close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With what to look at."""
    path = tmp_path / "gone" / "journal.db"
    line = f"{path} cannot be opened; see that the folder {path.parent} exists and may be written"
    assert refusal(path) == line


def test_a_read_only_folder_is_named(open_folder: Path) -> None:
    """With what to look at."""
    path = open_folder / "journal.db"
    with read_only(open_folder):
        line = refusal(path)
    assert line == f"{path} cannot be opened; see that the folder {open_folder} exists and may be written"
    assert list(open_folder.iterdir()) == []


def test_a_read_only_journal_is_named(open_folder: Path) -> None:
    """Its folder is writable, the file is not."""
    journal_in(open_folder).close()
    path = open_folder / "journal.db"
    (open_folder / "journal.db-lock").chmod(0o666)
    open_folder.chmod(0o777)
    with read_only(path):
        line = refusal(path)
    assert line == f"{path} may not be written; get the right to write it and its folder {open_folder}"


def test_an_error_without_a_mend_is_told_as_it_is(tmp_path: Path) -> None:
    """Better than nothing, and still one line that names the file."""
    path = tmp_path / "journal.db"
    assert (
        str(explain(sqlite3.OperationalError("out of luck"), path)) == f"{path} cannot be used: out of luck"
    )


def test_a_file_killed_while_being_made_is_made_anew(tmp_path: Path) -> None:
    """Empty, or with nothing but its header."""
    path = tmp_path / "journal.db"
    with closing(connect(path, "rwc")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    journal = journal_in(tmp_path)
    assert journal.append_now([passing()], source="test")[0].outcome == "accepted"
    journal.close()
