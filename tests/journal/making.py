"""Events and journals for these tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lanterne.clock import Clock, ManualClock
from lanterne.journal.sqlite import SqliteJournal

RACE = "tiny"
NOON_S = 1_777_809_600.0
SOME_ID = "01975c7e-6d2a-7000-8000-00000000000{}"


def passing(bib: str = "7", **fields: Any) -> dict[str, Any]:
    """A read at five kilometres, without race or id."""
    return {
        "kind": "passing",
        "happened_at": "2026-05-03T11:00:00Z",
        "source": "mat k5",
        "point": "k5",
        "bib": bib,
        **fields,
    }


def journal_in(folder: Path, clock: Clock | None = None) -> SqliteJournal:
    """The journal of the tiny race in a folder."""
    return SqliteJournal.open(folder / "journal.db", RACE, clock or ManualClock(NOON_S))
