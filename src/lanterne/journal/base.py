"""What a journal promises: an append-only set of events, durable before it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lanterne.journal.intake import Handed

Outcome = Literal["accepted", "duplicate", "quarantined"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer for one event handed in: its id, what became of it, and why if it was quarantined."""

    id: str
    outcome: Outcome
    reason: str = ""


class Entry(NamedTuple):
    """One event as the journal holds it.

    Attributes
    ----------
    seq : int
        Position in this journal, from 1; later entries have higher ones.
    received_at_s : float, UTC epoch seconds
        When this journal received it, by the injected clock.
    body : bytes
        Canonical JSON of the event (`lanterne.events.decode`).
    hash : bytes
        Its content hash (`lanterne.events.content_hash`). An entry whose id came before with a higher
        hash takes that one's place.
    id : bytes
        The sixteen bytes of the event's id.
    kind : str
        The event's kind.
    happened_at_s : float, UTC epoch seconds
        When it happened, by its source's clock.
    """

    seq: int
    received_at_s: float
    body: bytes
    hash: bytes
    id: bytes
    kind: str
    happened_at_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Entries in order of `seq`, packed by column: a restart takes in a million, and rows would cost double.

    Attributes
    ----------
    bodies : bytes
        JSON array of the bodies.
    ids, hashes : bytes
        Sixteen and eight bytes of each entry, end to end.
    kinds : list of str
    happened_at_s : ndarray, shape (n,), UTC epoch seconds, to the microsecond
    last_seq : int
    last_received_at_s : float, UTC epoch seconds
    """

    bodies: bytes
    ids: bytes
    hashes: bytes
    kinds: list[str]
    happened_at_s: NDArray[np.float64]
    last_seq: int
    last_received_at_s: float

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Batch:
        """These entries, of which there is at least one."""
        return cls(
            bodies=b"[" + b",".join([entry.body for entry in entries]) + b"]",
            ids=b"".join([entry.id for entry in entries]),
            hashes=b"".join([entry.hash for entry in entries]),
            kinds=[entry.kind for entry in entries],
            happened_at_s=np.array([int(entry.happened_at_s * 1e6) for entry in entries]) / 1e6,
            last_seq=entries[-1].seq,
            last_received_at_s=entries[-1].received_at_s,
        )

    def __len__(self) -> int:
        return len(self.kinds)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A bad event, kept as it came, with the reason."""

    seq: int
    received_at_s: float
    source: str
    reason: str
    raw: bytes


class Journal(Protocol):
    """An append-only, durable, idempotent set of events for one race."""

    async def append(self, events: Sequence[Handed], *, source: str) -> list[Receipt]:
        """Take in events; answers only when all are on disk.

        A bad one goes to quarantine with its reason and the rest of its batch goes in. An id seen before
        with the same content is a duplicate; with other content both are kept, and readers get the one
        of the lower content hash.

        Raises
        ------
        JournalError
            If nothing of the batch could be made durable: full disk, read-only folder.
        """
        ...

    def read(
        self, after: int = 0, *, received_until_s: float | None = None, limit: int | None = None
    ) -> Iterator[Entry]:
        """Entries with a higher `seq` than `after`, in order of `seq`."""
        ...

    def batches(self, after: int = 0, *, received_until_s: float | None = None) -> Iterator[Batch]:
        """The entries that `read` gives, thousands at a time."""
        ...

    def subscribe(self, after: int = 0) -> AsyncIterator[Batch]:
        """Batches of entries after `after`: first those on disk, then each as it becomes durable."""
        ...

    def find(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Canonical JSON of those of these ids that are on disk, by id."""
        ...

    def of_kind(self, kind: str) -> list[bytes]:
        """Canonical JSON of all events of a kind, in order of `seq`."""
        ...

    def quarantine(self, limit: int = 100) -> list[Quarantined]:
        """The latest bad events, newest first."""
        ...

    def quarantine_count(self) -> int:
        """How many bad events are kept."""
        ...

    def quarantine_by_source(self) -> dict[str, int]:
        """How many bad events came from each source."""
        ...

    def last_seq(self) -> int:
        """The highest `seq` on disk, 0 when empty."""
        ...
