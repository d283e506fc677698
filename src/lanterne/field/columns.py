"""Columns that grow: many small facts of one kind as NumPy arrays instead of objects."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

FIRST_ROOM = 1_024


class Columns:
    """Named columns of equal length that rows are added to; room doubles when it runs out."""

    def __init__(self, **dtypes: DTypeLike) -> None:
        self._arrays: dict[str, NDArray[Any]] = {
            name: np.empty(FIRST_ROOM, dtype) for name, dtype in dtypes.items()
        }
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The filled part of a column, a view that writes through."""
        return self._arrays[name][: self._length]

    def add(self, n: int, **values: Any) -> NDArray[np.int64]:
        """Add `n` rows, a value or array of values for each column, and give their row numbers."""
        begin, end = self._length, self._length + n
        room = len(next(iter(self._arrays.values())))
        if end > room:
            while room < end:
                room *= 2
            for name, array in self._arrays.items():
                grown = np.empty(room, array.dtype)
                grown[:begin] = array[:begin]
                self._arrays[name] = grown
        self._length = end
        for name, array in self._arrays.items():
            array[begin:end] = values[name]
        return np.arange(begin, end)
