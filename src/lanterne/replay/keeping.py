"""A day written into a journal at once, received when it would have been received."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lanterne.clock import ManualClock
from lanterne.journal.sqlite import SqliteJournal
from lanterne.journal.writer import Answer
from lanterne.replay.transport import Batch

TOGETHER: Final = 5_000
"""Events handed in before all of them must be on disk: they share commits, and memory stays bounded."""

SOURCE: Final = "replay"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the events handed in, and the seconds it took."""

    accepted: int
    duplicate: int
    quarantined: int
    took_s: float

    @property
    def events(self) -> int:
        """All events handed in."""
        return self.accepted + self.duplicate + self.quarantined


def keep(
    coming: Iterable[Batch], journal_file: Path, race: str, progress: Callable[[int], None] | None = None
) -> Kept:
    """Write every batch into a journal, its clock set to each batch's receipt time.

    Parameters
    ----------
    progress : callable or None
        Told how many more events are on disk.

    Raises
    ------
    JournalError
        If the journal cannot be opened or written.
    """
    began_s = time.monotonic()
    clock = ManualClock(0.0)
    counts: Counter[str] = Counter()
    journal = SqliteJournal.open(journal_file, race, clock)

    def settle(answers: list[Answer]) -> None:
        for answer in answers:
            receipts = answer.result()
            counts.update(receipt.outcome for receipt in receipts)
            if progress is not None:
                progress(len(receipts))

    try:
        waiting: list[Answer] = []
        events = 0
        for batch in coming:
            clock.set(batch.received_s)
            waiting.append(journal.submit(batch.events, source=SOURCE))
            events += len(batch.events)
            if events >= TOGETHER:
                settle(waiting)
                waiting, events = [], 0
        settle(waiting)
    finally:
        journal.close()
    took_s = time.monotonic() - began_s
    return Kept(counts["accepted"], counts["duplicate"], counts["quarantined"], took_s)
