"""A process that writes a journal as hard as it can until it is killed, and says what was acknowledged.

Each acknowledged event is a line on standard output, written after its receipt came:
``event ID CONTENT_HASH`` or ``bad TEXT``.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from pathlib import Path

from lanterne.clock import WallClock
from lanterne.events import canonical, content_hash, derived_id
from lanterne.journal.base import Receipt
from lanterne.journal.sqlite import SqliteJournal

RACE = "killed"
WRITERS = 8
EVENTS = 100_000
"""So few that most runs send some which an earlier run has sent."""


def some_event(rng: random.Random) -> bytes:
    """A passing in its canonical form; one in fifty has another content for its id, one in fifty is bad."""
    number = rng.randrange(EVENTS)
    if rng.random() < 0.02:
        return json.dumps({"kind": "passing", "number": number}).encode()
    return canonical(
        {
            "kind": "passing",
            "id": derived_id(str(number)),
            "race": RACE,
            "happened_at": "2026-05-03T11:00:00Z",
            "source": "mat",
            "point": "k5" if rng.random() < 0.98 else "k10",
            "bib": str(number),
        }
    )


def acknowledge(events: list[bytes], receipts: list[Receipt]) -> None:
    """Say it in one write, past every buffer that would die with this process."""
    lines = [
        f"bad {event.decode()}\n"
        if receipt.outcome == "quarantined"
        else f"event {receipt.id} {content_hash(event).hex()}\n"
        for event, receipt in zip(events, receipts, strict=True)
    ]
    said = "".join(lines).encode()
    while said:
        said = said[os.write(sys.stdout.fileno(), said) :]


async def write(journal: SqliteJournal, rng: random.Random) -> None:
    """Singles and batches, without end."""
    while True:
        events = [some_event(rng) for _ in range(rng.choice((1, 1, 1, 30)))]
        acknowledge(events, await journal.append(events, source="load"))


async def main(path: Path, seed: int) -> None:
    """Several writers at once."""
    journal = SqliteJournal.open(path, RACE, WallClock())
    await asyncio.gather(*(write(journal, random.Random(f"{seed} {n}")) for n in range(WRITERS)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
