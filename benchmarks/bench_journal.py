"""What durability costs: the journal beside bare SQLite on the same disk in the same run.

Run with ``python benchmarks/bench_journal.py [ROWS]``; ROWS is how many events are read back.
"""

from __future__ import annotations

import asyncio
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

from lanterne.clock import WallClock
from lanterne.events import canonical, decode, derived_id
from lanterne.journal.base import Receipt
from lanterne.journal.intake import Row, take_in
from lanterne.journal.reader import Reader
from lanterne.journal.sqlite import SqliteJournal
from lanterne.units import instant_text

RACE = "bench"
REPEATS = 5
EVENTS = 30_000
BATCH = 100
PHONES = 64
SINGLES = 16_000
MIDNIGHT_S = 1_777_766_400.0


def passing(number: int) -> bytes:
    """A read as a hub forwards it."""
    at = instant_text(MIDNIGHT_S + number % 86_400 + number % 1_000 / 1_000)
    return canonical(
        {
            "kind": "passing",
            "id": derived_id(RACE, str(number)),
            "race": RACE,
            "happened_at": at,
            "source": "mat k25",
            "point": "k25",
            "bib": str(number % 55_000),
            "raw_time": at,
        }
    )


def bare_sqlite(path: Path, bodies: Sequence[bytes], batch: int) -> float:
    """Events a second into the journal's own table with nothing round it: the baseline."""
    rows = [row for body in bodies if isinstance(row := take_in(body, RACE), Row)]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE events (seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL,"
            " happened_at REAL NOT NULL, received_at REAL NOT NULL, hash BLOB NOT NULL, body BLOB NOT NULL)"
        )
        began = time.perf_counter()
        for begin in range(0, len(rows), batch):
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO events VALUES (NULL, ?, ?, ?, 0, ?, ?)",
                [row[1:6] for row in rows[begin : begin + batch]],
            )
            connection.execute("COMMIT")
        return len(rows) / (time.perf_counter() - began)


def ingest(path: Path, bodies: Sequence[bytes], batch: int, clients: int) -> float:
    """Events a second when each of `clients` sends its next batch once the last is acknowledged."""
    journal = SqliteJournal.open(path, RACE, WallClock())
    batches = iter([bodies[begin : begin + batch] for begin in range(0, len(bodies), batch)])

    async def client() -> None:
        for events in batches:
            await journal.append(events, source="bench")

    async def everyone() -> None:
        await asyncio.gather(*(client() for _ in range(clients)))

    began = time.perf_counter()
    asyncio.run(everyone())
    spent_s = time.perf_counter() - began
    if journal.last_seq() != len(bodies):
        raise SystemExit("the journal lost events")
    journal.close()
    return len(bodies) / spent_s


def medians(folder: Path, ways: dict[str, Callable[[Path], float]]) -> dict[str, float]:
    """Median of each way, run in turn so that the machine's moods fall on all alike."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for repeat in range(REPEATS):
        for name, way in ways.items():
            found[name].append(way(folder / f"{name}-{repeat}.db".replace(" ", "_")))
    return {name: statistics.median(values) for name, values in found.items()}


def read_back(folder: Path, rows: int) -> tuple[float, float]:
    """Microseconds an event to read a journal of `rows` events, and to read and decode it."""
    path = folder / "long.db"
    journal = SqliteJournal.open(path, RACE, WallClock())
    answers: list[Future[list[Receipt]]] = []
    for begin in range(0, rows, 10_000):
        bodies = [passing(number) for number in range(begin, min(begin + 10_000, rows))]
        answers.append(journal.submit(bodies, source="bench"))
    for answer in answers:
        answer.result()
    journal.close()
    reader = Reader(path)

    def spent_us(work: Callable[[bytes], object] | None) -> float:
        began = time.perf_counter()
        for entry in reader.read():
            if work is not None:
                work(entry.body)
        return (time.perf_counter() - began) / rows * 1e6

    read_us = statistics.median(spent_us(None) for _ in range(3))
    return read_us, statistics.median(spent_us(decode) for _ in range(3))


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    bodies = [passing(number) for number in range(EVENTS)]
    singles = bodies[:SINGLES]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rates = medians(
            folder,
            {
                "bare SQLite, batches of 100": lambda path: bare_sqlite(path, bodies, BATCH),
                "journal, batches of 100, 1 client": lambda path: ingest(path, bodies, BATCH, 1),
                "journal, batches of 100, 8 clients": lambda path: ingest(path, bodies, BATCH, 8),
                "bare SQLite, single": lambda path: bare_sqlite(path, singles[:2_000], 1),
                "journal, single, 64 clients": lambda path: ingest(path, singles, 1, PHONES),
            },
        )
        read_us, decoded_us = read_back(folder, rows)
    print(f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    print(f"medians of {REPEATS}, synchronous = FULL, in {tempfile.gettempdir()}\n")
    print(f"{'what':38} {'events/s':>10} {'of bare':>8}")
    bare = "bare SQLite, batches of 100"
    for what, rate in rates.items():
        bare = what if what.startswith("bare") else bare
        print(f"{what:38} {rate:10,.0f} {rate / rates[bare]:8.2f}")
    print(f"\nreading back {rows:,} events: {read_us:.2f} us each, with decoding {decoded_us:.2f} us")


if __name__ == "__main__":
    main()
