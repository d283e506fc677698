"""What one commit writes: new events, conflicts between two contents of one id, and bad events."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from lanterne.events import decode
from lanterne.journal.base import Outcome, Receipt
from lanterne.journal.intake import Refusal, Row, refused

Stored = tuple[int, bytes, str, float, float, bytes, bytes]
"""A line of table `events`: seq, id, kind, happened_at, received_at, hash, body."""

MAX_ROWS: Final = 512
"""Rows a statement. Each statement gives Python's lock up and must get it back, which costs up to 5 ms
while another thread computes: rows one by one took 250 ms for 100 of them, and 15 ms this way."""

_LINE: Final = "(?, ?, ?, ?, ?, ?, ?)"
_LOST_LINE: Final = "(?, ?, ?, ?, ?, ?, ?, ?)"
_ACCEPTED: Final[tuple[Outcome, str]] = ("accepted", "")
_OF_OTHERS: Final = "its id is that of an event of somebody else"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Events handed in together, made ready, with when (UTC epoch seconds) and from whom."""

    taken: Sequence[Row | Refusal]
    received_at_s: float
    source: str


def store(connection: sqlite3.Connection, arrivals: Sequence[Arrival]) -> list[list[Receipt]]:
    """Write everything in one durable transaction; receipts for each arrival, in its order.

    Raises
    ------
    sqlite3.Error
        If it cannot be made durable; then nothing of it is stored.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        receipts = _store(connection, arrivals)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return receipts


def last_seq(connection: sqlite3.Connection) -> int:
    """The highest seq given out so far, to a loser of a conflict too."""
    given = "SELECT max(seq) FROM events UNION ALL SELECT max(seq) FROM conflicts"
    return max(seq or 0 for (seq,) in connection.execute(given))


def _store(connection: sqlite3.Connection, arrivals: Sequence[Arrival]) -> list[list[Receipt]]:
    seq = last_seq(connection)
    lines: list[Stored] = []
    came: list[tuple[Row, Arrival]] = []
    for arrival in arrivals:
        for taken in arrival.taken:
            if isinstance(taken, Row):
                seq += 1
                came.append((taken, arrival))
                lines.append((seq, *taken[1:4], arrival.received_at_s, taken.hash, taken.body))
            else:
                _quarantine(connection, taken, arrival)
    known = _insert(connection, lines)
    settled = iter(
        [
            _settle(connection, line, *of) if line[0] in known else _ACCEPTED
            for line, of in zip(lines, came, strict=True)
        ]
    )
    return [
        [
            Receipt(taken.id, *(next(settled) if isinstance(taken, Row) else ("quarantined", taken.reason)))
            for taken in arrival.taken
        ]
        for arrival in arrivals
    ]


def _insert(connection: sqlite3.Connection, lines: Sequence[Stored]) -> set[int]:
    """Insert lines whose id is new; the seqs of the others, which are left out."""
    inserted = 0
    for part in _parts(lines):
        values = ", ".join([_LINE] * len(part))
        flat = [value for line in part for value in line]
        inserted += connection.execute(f"INSERT OR IGNORE INTO events VALUES {values}", flat).rowcount
    if inserted == len(lines):
        return set()
    present = connection.execute("SELECT seq FROM events WHERE seq >= ?", (lines[0][0],))
    return {line[0] for line in lines}.difference(seq for (seq,) in present)


def _parts(lines: Sequence[Stored]) -> Iterator[Sequence[Stored]]:
    """Lines in parts of a power of two, so that ten prepared statements serve every batch."""
    begin = 0
    while left := len(lines) - begin:
        size = min(MAX_ROWS, 1 << left.bit_length() - 1)
        yield lines[begin : begin + size]
        begin += size


def _settle(connection: sqlite3.Connection, line: Stored, row: Row, arrival: Arrival) -> tuple[Outcome, str]:
    """What becomes of a line whose id is taken: the same content is a duplicate, another a conflict."""
    _, key, _, _, received_at_s, digest, _ = line
    held, body = connection.execute("SELECT hash, body FROM events WHERE id = ?", (key,)).fetchone()
    if (
        digest == held
        or connection.execute("SELECT 1 FROM conflicts WHERE id = ? AND hash = ?", (key, digest)).fetchone()
    ):
        return "duplicate", ""
    if row.guarded and decode(body).source != row.event.source:
        _quarantine(connection, refused(row, _OF_OTHERS), arrival)
        return "quarantined", _OF_OTHERS
    if digest > held:
        connection.execute(f"INSERT INTO conflicts VALUES {_LOST_LINE}", (*line, received_at_s))
        return "accepted", "its id is that of another event, which stands; both are kept"
    connection.execute("INSERT INTO conflicts SELECT *, ? FROM events WHERE id = ?", (received_at_s, key))
    connection.execute("DELETE FROM events WHERE id = ?", (key,))
    connection.execute(f"INSERT INTO events VALUES {_LINE}", line)
    return "accepted", "its id is that of another event, whose place it takes; both are kept"


def _quarantine(connection: sqlite3.Connection, refusal: Refusal, arrival: Arrival) -> None:
    """Keep a bad event; the same one again, as from a phone that tries for ever, adds nothing."""
    source = refusal.source or arrival.source
    digest = blake2b(refusal.raw, key=source.encode()[:64], digest_size=16).digest()
    connection.execute(
        "INSERT OR IGNORE INTO quarantine (received_at, source, reason, raw, hash) VALUES (?, ?, ?, ?, ?)",
        (arrival.received_at_s, source, refusal.reason, refusal.raw, digest),
    )
