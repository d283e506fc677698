"""Which events are known: 16-byte ids to row numbers, in 24 bytes an event."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.bytes_]

RECENT = 32_768


def id_array(ids: Sequence[str]) -> Ids:
    """Event ids (UUID texts) as 16-byte values, shape (n,)."""
    return np.frombuffer(bytes.fromhex("".join(ids).replace("-", "")), "S16")


class Identities:
    """A map from event id to row: a sorted bulk and a dictionary of what came lately."""

    def __init__(self) -> None:
        self._ids: Ids = np.empty(0, "S16")
        self._rows: NDArray[np.int32] = np.empty(0, np.int32)
        self._recent: dict[bytes, int] = {}

    def find(self, ids: Ids) -> NDArray[np.int64]:
        """Row of each id, -1 where it is not known; shape (n,)."""
        rows = np.full(len(ids), -1, np.int64)
        if len(self._ids):
            # In order, neighbours are looked for among neighbours: a third of the time at a million.
            order = np.argsort(ids)
            at = np.searchsorted(self._ids, ids[order])
            at[at == len(self._ids)] = 0
            known = self._ids[at] == ids[order]
            rows[order[known]] = self._rows[at[known]]
        keys = ids.tolist()
        if not self._recent.keys().isdisjoint(keys):
            for i, key in enumerate(keys):
                rows[i] = self._recent.get(key, rows[i])
        return rows

    def of(self, rows: NDArray[np.int64]) -> dict[int, bytes]:
        """Ids by row; without the rows that no id leads to any more."""
        bulk = np.flatnonzero(np.isin(self._rows, rows))
        found = dict(zip(self._rows[bulk].tolist(), self._ids[bulk].tolist(), strict=True))
        wanted = set(rows.tolist())
        return found | {row: key for key, row in self._recent.items() if row in wanted}

    def put(self, ids: Ids, rows: NDArray[np.int64]) -> None:
        """Remember the row of each id; one put before moves to its new row."""
        self._recent.update(zip(ids.tolist(), rows.tolist(), strict=True))
        # In proportion to the bulk, so that all the settling together stays n log n.
        if len(self._recent) > max(RECENT, len(self._ids) // 4):
            self._settle()

    def _settle(self) -> None:
        # The later of two equal ids wins: a stable sort keeps the recent one last.
        ids = np.concatenate([self._ids, np.array(list(self._recent), "S16")])
        rows = np.concatenate([self._rows, np.fromiter(self._recent.values(), np.int32)])
        order = np.argsort(ids, kind="stable")
        ids, rows = ids[order], rows[order]
        last = np.append(ids[1:] != ids[:-1], True)
        self._ids, self._rows, self._recent = ids[last], rows[last], {}
