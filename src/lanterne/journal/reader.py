"""A journal's file being read, by the process that writes it or by any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from lanterne.errors import JournalError
from lanterne.journal.base import Batch, Entry, Quarantined
from lanterne.journal.schema import connect, explain, race_of

BATCH_ROWS: Final = 10_000
"""Entries read at a time: a long read must not hold back the writer's checkpoints."""

_NOW: Final = """
SELECT seq, received_at, body, hash, id, kind, happened_at FROM events
WHERE seq > :after ORDER BY seq LIMIT :limit
"""

# What lost a conflict since then is what readers got then.
_THEN: Final = """
SELECT seq, received_at, body, hash, id, kind, happened_at FROM events
WHERE seq > :after AND received_at <= :until
UNION ALL
SELECT seq, received_at, body, hash, id, kind, happened_at FROM conflicts
WHERE seq > :after AND received_at <= :until AND lost_at > :until
ORDER BY seq LIMIT :limit
"""

IDS_AT_ONCE: Final = 500
"""Ids looked up in one question."""


# One row a batch: SQLite packs its columns in a third of the time that ten thousand rows of objects take.
_PACKED: Final = """
SELECT cast('[' || group_concat(body) || ']' AS BLOB), group_concat(hex(id), ''), group_concat(hex(hash), ''),
    group_concat(kind), group_concat(cast(happened_at * 1000000 AS INTEGER)), max(seq), max(received_at)
"""
# Up to the batch's last seq, rather than from a subquery, through which every body would be copied.
_PACKED_NOW: Final = f"""{_PACKED}
FROM events WHERE seq > :after
    AND seq <= (SELECT max(seq) FROM (SELECT seq FROM events WHERE seq > :after ORDER BY seq LIMIT :limit))
"""
_PACKED_THEN: Final = f"{_PACKED} FROM ({_THEN})"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two contents of one id: canonical JSON of the one that stands, and of the one that lost.

    `received_at_s` (UTC epoch seconds) is when the one that lost came.
    """

    received_at_s: float
    stands: bytes
    lost: bytes


class Reader:
    """What can be asked of a journal's file.

    Attributes
    ----------
    path : Path
    race : str
        Id of the race whose events it holds.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise JournalError(f"there is no journal {path}; name an existing file")
        self.path = path
        with self._connected() as connection:
            self.race = race_of(connection, path)

    def read(
        self, after: int = 0, *, received_until_s: float | None = None, limit: int | None = None
    ) -> Iterator[Entry]:
        """Entries with a higher `seq` than `after`, in order of `seq`.

        With `received_until_s` (UTC epoch seconds), as this journal would have answered then.
        """
        rows = BATCH_ROWS if limit is None else min(limit, BATCH_ROWS)
        return islice(chain.from_iterable(self._pages(after, received_until_s, rows)), limit)

    def batches(self, after: int = 0, *, received_until_s: float | None = None) -> Iterator[Batch]:
        """The entries that `read` gives, thousands at a time, for whoever has a whole day to take in."""
        question = _PACKED_NOW if received_until_s is None else _PACKED_THEN
        with self._connected() as connection:
            while True:
                values = {"after": after, "until": received_until_s, "limit": BATCH_ROWS}
                (bodies, ids, hashes, kinds, micros, seq, received_at_s) = connection.execute(
                    question, values
                ).fetchone()
                if bodies is None:
                    return
                yield Batch(
                    bodies=bodies,
                    ids=bytes.fromhex(ids),
                    hashes=bytes.fromhex(hashes),
                    kinds=kinds.split(","),
                    happened_at_s=np.fromstring(micros, np.int64, sep=",") / 1e6,
                    last_seq=seq,
                    last_received_at_s=received_at_s,
                )
                after = seq

    def find(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Canonical JSON of those of these ids that are on disk, by id."""
        keys = {_key(one): one for one in ids}
        asked = list(keys)
        found: dict[str, bytes] = {}
        for begin in range(0, len(asked), IDS_AT_ONCE):
            part = asked[begin : begin + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            for key, body in self._all(f"SELECT id, body FROM events WHERE id IN ({marks})", *part):
                found[keys[key]] = body
        return found

    def of_kind(self, kind: str) -> list[bytes]:
        """Canonical JSON of all events of a kind, in order of `seq`."""
        return [body for (body,) in self._all("SELECT body FROM events WHERE kind = ? ORDER BY seq", kind)]

    def quarantine(self, limit: int = 100) -> list[Quarantined]:
        """The latest bad events, newest first."""
        return [
            Quarantined(*line)
            for line in self._all(
                "SELECT seq, received_at, source, reason, raw FROM quarantine ORDER BY seq DESC LIMIT ?",
                limit,
            )
        ]

    def quarantine_count(self) -> int:
        """How many bad events are kept."""
        return self._number("SELECT count(*) FROM quarantine")

    def quarantine_by_source(self) -> dict[str, int]:
        """How many bad events came from each source."""
        return dict(self._all("SELECT source, count(*) FROM quarantine GROUP BY source"))

    def conflicts(self, limit: int = 100) -> list[Conflict]:
        """The latest conflicts between two contents of one id, newest first."""
        lines = self._all(
            "SELECT lost.received_at, stands.body, lost.body"
            " FROM conflicts AS lost JOIN events AS stands USING (id) ORDER BY lost.seq DESC LIMIT ?",
            limit,
        )
        return [Conflict(*line) for line in lines]

    def conflict_count(self) -> int:
        """How many contents lost against another of the same id."""
        return self._number("SELECT count(*) FROM conflicts")

    def last_seq(self) -> int:
        """The highest `seq` on disk, 0 when empty."""
        return self._number("SELECT coalesce(max(seq), 0) FROM events")

    def _pages(self, after: int, received_until_s: float | None, rows: int) -> Iterator[list[Entry]]:
        question = _NOW if received_until_s is None else _THEN
        with self._connected() as connection:
            while True:
                values = {"after": after, "until": received_until_s, "limit": rows}
                entries = list(map(Entry._make, connection.execute(question, values)))
                if not entries:
                    return
                yield entries
                after = entries[-1].seq

    def _number(self, question: str) -> int:
        return int(self._all(question)[0][0])

    def _all(self, question: str, *values: int | str | bytes) -> list[tuple[Any, ...]]:
        with self._connected() as connection:
            return connection.execute(question, values).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(connect(self.path, "ro")) as connection:
                yield connection
        except sqlite3.Error as error:
            raise explain(error, self.path) from None


def _key(event_id: str) -> bytes:
    """The sixteen bytes of an id; of what is none, its text, which nothing has."""
    try:
        return bytes.fromhex(event_id.replace("-", ""))
    except ValueError:
        return event_id.encode()
