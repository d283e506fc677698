"""The journal's file: its tables, its version, and one clear line for whatever is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Literal

from lanterne.errors import JournalError

APPLICATION_ID: Final = 0x4C4E5452
"""Stamped on the file ("LNTR"), so that no other program's database is taken for a journal."""

VERSION: Final = 1

_TABLES: Final = """
CREATE TABLE journal (race TEXT NOT NULL) STRICT;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    happened_at REAL NOT NULL,
    received_at REAL NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE conflicts (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    happened_at REAL NOT NULL,
    received_at REAL NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL,
    lost_at REAL NOT NULL,
    UNIQUE (id, hash)
) STRICT;
CREATE TABLE quarantine (
    seq INTEGER PRIMARY KEY,
    received_at REAL NOT NULL,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE
) STRICT;
"""


def connect(path: Path, mode: Literal["ro", "rwc"], wait_s: float = 5.0) -> sqlite3.Connection:
    """A connection to the file that any one thread at a time may use; transactions are the caller's."""
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=wait_s)


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Keep every other process from writing the journal, until left or dead, however it dies.

    A database of its own, empty, lends its lock: one that holds on every system, and frees itself.

    Raises
    ------
    JournalError
        If another has it.
    """
    with closing(connect(path.with_name(f"{path.name}-lock"), "rwc", wait_s=0.0)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise explain(error, path) from None
        yield


def prepare(connection: sqlite3.Connection, path: Path, race: str) -> None:
    """Make a new file a journal of `race`, or see that an old one is, and set it to lose nothing.

    Raises
    ------
    JournalError
        If the file is something else, of another race, or of a newer version.
    """
    if _is_empty(connection):
        _create(connection, race)
    held = race_of(connection, path)
    if held != race:
        raise JournalError(f"{path} is the journal of race {held!r}, not of {race!r}; name another file")
    # SQLite opens a file that may not be written for reading only, and would say so at the first event.
    connection.executescript(f"BEGIN IMMEDIATE; PRAGMA user_version = {VERSION}; ROLLBACK")
    # FULL: an answered event survives a power cut, not only a crash of this program.
    connection.execute("PRAGMA synchronous = FULL")


def race_of(connection: sqlite3.Connection, path: Path) -> str:
    """Id of the race whose journal this is.

    Raises
    ------
    JournalError
        If the file is no journal, or one of a newer version.
    """
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise JournalError(_foreign(path))
    version = _pragma(connection, "user_version")
    if version > VERSION:
        raise JournalError(
            f"{path} was written by a newer Lanterne (its version is {version}, this one knows {VERSION}); "
            "update Lanterne"
        )
    race: str = connection.execute("SELECT race FROM journal").fetchone()[0]
    return race


def explain(error: sqlite3.Error, path: Path) -> JournalError:
    """What an error of the database means for the person in front of it, and the mend."""
    name = getattr(error, "sqlite_errorname", "")
    for beginning, meaning in _MEANINGS.items():
        if name.startswith(beginning):
            return JournalError(meaning.format(path=path, folder=path.parent, name=name))
    return JournalError(f"{path} cannot be used: {error}")


def _create(connection: sqlite3.Connection, race: str) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        f"BEGIN IMMEDIATE; {_TABLES} "
        f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
    )
    connection.execute("INSERT INTO journal VALUES (?)", (race,))
    connection.execute("COMMIT")


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nobody has written the file yet; a journal killed while being made counts as that."""
    tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return tables == 0 and _pragma(connection, "application_id") == 0


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _foreign(path: Path) -> str:
    return f"{path} is not a Lanterne journal; name another file"


_MEANINGS: Final = {
    "SQLITE_FULL": "the disk that holds {path} is full; free some space and send again",
    "SQLITE_READONLY": "{path} may not be written; get the right to write it and its folder {folder}",
    "SQLITE_CANTOPEN": "{path} cannot be opened; see that the folder {folder} exists and may be written",
    "SQLITE_BUSY": "{path} is being written by another process; stop that one first",
    "SQLITE_NOTADB": _foreign(Path("{path}")),
    "SQLITE_CORRUPT": "{path} is damaged; keep a copy of it and go on with a backup or a follower's journal",
    "SQLITE_IOERR": "the disk that holds {path} fails ({name}); put the journal on a sound disk",
}
