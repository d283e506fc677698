"""The register of known events: which contents came, which of one id stands, and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lanterne.field.columns import Columns
from lanterne.field.identities import Identities, Ids, id_array

READ, FIX, FACT = 0, 1, 2
"""Where an event is kept: among the reads, the fixes, or the other facts."""

Kept = tuple[int, int]
"""One of the above, and the row there."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What of a batch is news: which of it (`taken`), its register rows, and what it puts out of force."""

    taken: NDArray[np.int64]
    rows: NDArray[np.int64]
    outdone: list[Kept]


class Register:
    """Known events by id.

    Attributes
    ----------
    conflicts : set of str
        Ids that came with more than one content; the content of the lowest hash stands.
    """

    def __init__(self) -> None:
        self.conflicts: set[str] = set()
        self._identities = Identities()
        self._columns = Columns(hash="S8", kind=np.uint8, ref=np.int64, source=np.int32)
        self._texts: dict[int, dict[int, str]] = {}
        self._outdone = 0

    def __len__(self) -> int:
        return len(self._columns) - self._outdone

    def admit(self, ids: bytes, hashes: bytes) -> Admitted:
        """Admit a batch by its 16-byte ids and 8-byte hashes: what is new, or outdoes its id's content."""
        keys, contents = np.frombuffer(ids, "S16"), np.frombuffer(hashes, "S8")
        keep = self._best_in_batch(keys, contents)
        found = self._identities.find(keys)
        outdone: list[Kept] = []
        for i in np.flatnonzero(keep & (found >= 0)).tolist():
            known = self._columns["hash"][found[i]]
            if contents[i] != known:
                self._note_conflict(keys[i])
            keep[i] = contents[i] < known
            if keep[i]:
                outdone.append(self._kept(int(found[i])))
        self._outdone += len(outdone)
        taken = np.flatnonzero(keep)
        rows = self._columns.add(len(taken), hash=contents[taken], kind=FACT, ref=-1, source=-1)
        self._identities.put(keys[taken], rows)
        return Admitted(taken, rows, outdone)

    def keep(
        self,
        rows: NDArray[np.int64],
        kinds: NDArray[np.uint8],
        refs: NDArray[np.int64],
        source: NDArray[np.int32],
    ) -> None:
        """Note where admitted events are kept, and their sources' numbers."""
        self._columns["kind"][rows] = kinds
        self._columns["ref"][rows] = refs
        self._columns["source"][rows] = source

    def find(self, event_id: str) -> Kept | None:
        """Where an event is kept, None if it is not known."""
        row = int(self._identities.find(id_array([event_id]))[0])
        return None if row < 0 else self._kept(row)

    def ids_of(self, kind: int, refs: NDArray[np.int64]) -> dict[int, str]:
        """Ids of events by where among their kind they are kept; for new ones it looks through all."""
        known = self._texts.setdefault(kind, {})
        sought = np.array([ref for ref in refs.tolist() if ref not in known], np.int64)
        if len(sought):
            kept = self._columns["ref"]
            rows = np.flatnonzero((self._columns["kind"] == kind) & np.isin(kept, sought))
            known |= {int(kept[row]): _text(key) for row, key in self._identities.of(rows).items()}
        return {ref: known[ref] for ref in refs.tolist() if ref in known}

    def count_by_source(self, n_sources: int) -> NDArray[np.int64]:
        """How many different contents came from each source, shape (n_sources,)."""
        return np.bincount(self._columns["source"], minlength=n_sources)

    def _kept(self, row: int) -> Kept:
        return int(self._columns["kind"][row]), int(self._columns["ref"][row])

    def _note_conflict(self, key: bytes) -> None:
        self.conflicts.add(_text(key))

    def _best_in_batch(self, keys: Ids, hashes: Ids) -> NDArray[np.bool_]:
        """Which of a batch have the lowest hash of their id, the first of equals; shape (n,)."""
        keep = np.ones(len(keys), np.bool_)
        ordered = np.sort(keys)
        if not (ordered[1:] == ordered[:-1]).any():
            return keep
        best: dict[bytes, int] = {}
        for i, key in enumerate(keys.tolist()):
            other = best.setdefault(key, i)
            if other == i:
                continue
            if hashes[i] != hashes[other]:
                self._note_conflict(key)
            best[key], loser = (i, other) if hashes[i] < hashes[other] else (other, i)
            keep[loser] = False
        return keep


def _text(key: bytes) -> str:
    # NumPy drops the zero bytes a value ends with.
    return str(UUID(bytes=key.ljust(16, b"\0")))
