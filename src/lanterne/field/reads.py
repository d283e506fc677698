"""Every read of a chip or bib at a timing point, as columns linked runner by runner."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lanterne.field.columns import Columns

Rows = NDArray[np.int64]


class Reads:
    """Reads of listed runners.

    A read stays where it was added; `alive` turns false when it is voided or outdone by another content
    of the same id. Each row links to the runner's row before it, so that one runner's reads are found
    without an index.
    """

    def __init__(self, n_runners: int) -> None:
        self._columns = Columns(
            runner=np.int32,
            point=np.int16,
            source=np.int32,
            chip=np.int8,
            at_s=np.float64,
            alive=np.bool_,
            before=np.int32,
        )
        self._last = np.full(n_runners, -1, np.int32)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def runner(self) -> NDArray[np.int32]:
        """Runner of each read, shape (n,)."""
        return self._columns["runner"]

    @property
    def point(self) -> NDArray[np.int16]:
        """Timing point (its place in the race's list) of each read, shape (n,)."""
        return self._columns["point"]

    @property
    def source(self) -> NDArray[np.int32]:
        """Source number of each read, shape (n,)."""
        return self._columns["source"]

    @property
    def chip(self) -> NDArray[np.int8]:
        """Which of the runner's chips each read is of, from 1; 0 = read by the bib; shape (n,)."""
        return self._columns["chip"]

    @property
    def at_s(self) -> NDArray[np.float64]:
        """Instant of each read by its source's clock, UTC epoch seconds, shape (n,)."""
        return self._columns["at_s"]

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Whether each read stands, shape (n,)."""
        return self._columns["alive"]

    def add(
        self,
        runner: NDArray[np.int64],
        point: NDArray[np.int16],
        source: NDArray[np.int32],
        chip: NDArray[np.int8],
        at_s: NDArray[np.float64],
    ) -> Rows:
        """Add reads, shape (n,) each, and give their rows."""
        n = len(runner)
        rows = self._columns.add(
            n, runner=runner, point=point, source=source, chip=chip, at_s=at_s, alive=True, before=-1
        )
        order = np.argsort(runner, kind="stable")
        sorted_runner, sorted_rows = runner[order], rows[order]
        same = np.append(False, sorted_runner[1:] == sorted_runner[:-1])
        before = np.where(same, np.append(-1, sorted_rows[:-1]), self._last[sorted_runner])
        self._columns["before"][sorted_rows] = before
        ends = np.append(~same[1:], True) if n else np.empty(0, np.bool_)
        self._last[sorted_runner[ends]] = sorted_rows[ends]
        return rows

    def of(self, runners: NDArray[np.int64]) -> Rows:
        """Rows of all standing reads of these runners (each named once)."""
        found = []
        rows = self._last[runners].astype(np.int64)
        rows = rows[rows >= 0]
        before = self._columns["before"]
        while len(rows):
            found.append(rows)
            rows = before[rows].astype(np.int64)
            rows = rows[rows >= 0]
        if not found:
            return np.empty(0, np.int64)
        all_rows = np.concatenate(found)
        return all_rows[self.alive[all_rows]]
