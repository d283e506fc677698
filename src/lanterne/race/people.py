"""Names and clubs by bib, in a store beside the journal from which they can be erased for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from lanterne.errors import LanterneError

PEOPLE_FILE: Final = "people.db"

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS person
    (bib TEXT PRIMARY KEY, name TEXT NOT NULL, club TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased (bib TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_BIBS_AT_ONCE: Final = 500


class Person(NamedTuple):
    """Who wears a bib; a name or club that is not known is empty."""

    bib: str
    name: str
    club: str


class People:
    """The erasable store of a race, ``people.db``.

    What is deleted is overwritten with zeros in the file (``secure_delete``), and the rollback journal is
    deleted after each change; a write-ahead log would keep old pages.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> People:
        """Open the store at a path, made if there is none, readable by its owner only.

        Raises
        ------
        LanterneError
            If it cannot be opened.
        """
        try:
            path.touch(mode=0o600)
            connection = sqlite3.connect(path, check_same_thread=False)
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.executescript(_SCHEMA)
            connection.create_function("casefold", 1, str.casefold, deterministic=True)
        except (OSError, sqlite3.Error) as error:
            raise LanterneError(f"{path}: the store of names cannot be opened: {error}") from None
        return cls(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store."""
        self._connection.close()

    def names(self, bibs: Iterable[str]) -> dict[str, str]:
        """Names by bib, of those that have one."""
        return {person.bib: person.name for person in self.find(bibs) if person.name}

    def find(self, bibs: Iterable[str]) -> list[Person]:
        """What is known of these bibs; an unknown or erased one is left out."""
        wanted = list(bibs)
        found: list[Person] = []
        for start in range(0, len(wanted), _BIBS_AT_ONCE):
            some = wanted[start : start + _BIBS_AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT bib, name, club FROM person WHERE bib IN ({marks})"
            with closing(self._connection.execute(query, some)) as rows:
                found += map(Person._make, rows)
        return found

    def search(self, text: str) -> list[str]:
        """Bibs whose name holds a text, in whatever case."""
        query = "SELECT bib FROM person WHERE instr(casefold(name), ?)"
        with closing(self._connection.execute(query, (text.casefold(),))) as rows:
            return [bib for (bib,) in rows]

    def put(self, people: Iterable[Person]) -> None:
        """Keep these, in place of what was known of their bibs; an erased bib stays erased."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO person SELECT ?1, ?2, ?3 "
                "WHERE NOT EXISTS (SELECT 1 FROM erased WHERE bib = ?1)",
                people,
            )

    def replace(self, people: Iterable[Person]) -> None:
        """Keep these and nobody else, as a new start list says; an erased bib stays erased."""
        with self._connection:
            self._connection.execute("DELETE FROM person")
            self._connection.executemany("INSERT INTO person VALUES (?, ?, ?)", people)
            self._connection.execute("DELETE FROM person WHERE bib IN (SELECT bib FROM erased)")

    def erase(self, bib: str) -> None:
        """Forget a person for good: a later start list does not bring them back."""
        with self._connection:
            self._connection.execute("INSERT OR IGNORE INTO erased VALUES (?)", (bib,))
            self._connection.execute("DELETE FROM person WHERE bib = ?", (bib,))
