"""Where events come from: a number, a clock offset, a count and a last instant for each source."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from lanterne.events import ClockOffset


class Sources:
    """Sources by name.

    Attributes
    ----------
    names : list of str
        By number.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._offset_s = np.zeros(0)
        self._offsets: dict[str, float] = {}

    def number(self, name: str) -> int:
        """The number of a source, given on first sight."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
            self._offset_s = np.append(self._offset_s, self._offsets.get(name, 0.0))
        return number

    def numbers(self, names: Iterable[str]) -> list[int]:
        """The numbers of many sources."""
        known = self._numbers
        return [known[name] if name in known else self.number(name) for name in names]

    @property
    def offset_s(self) -> NDArray[np.float64]:
        """Seconds to add to what each source's clock says, shape (n_sources,)."""
        return self._offset_s

    def set_offsets(self, stated: Iterable[ClockOffset]) -> None:
        """Take the last word (by happened_at, then id) on each source's clock."""
        ordered = sorted(stated, key=lambda one: (one.happened_at, one.id))
        self._offsets = {one.clock: one.offset_s for one in ordered}
        self._offset_s = np.array([self._offsets.get(name, 0.0) for name in self.names])
