"""Fixes of devices: where each was and when, ordered by fix time however they arrived."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Position
from lanterne.field.columns import Columns


@dataclass(frozen=True, slots=True)
class Trail:
    """Standing fixes by time, shape (n,) each; NaN places are heartbeats.

    `at_s` is by the device's own clock, UTC epoch seconds; `accuracy_m` as the device says, NaN = it does
    not; `source` its source's number.
    """

    at_s: NDArray[np.float64]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    accuracy_m: NDArray[np.float32]
    source: NDArray[np.int32]


class Fixes:
    """All fixes, as columns, with the rows of each device."""

    def __init__(self) -> None:
        self._columns = Columns(
            device=np.int32,
            source=np.int32,
            at_s=np.float64,
            longitude=np.float64,
            latitude=np.float64,
            accuracy_m=np.float32,
            alive=np.bool_,
        )
        self._rows: dict[str, list[int]] = {}
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, fix: Position, source: int) -> int:
        """Add a fix and give its row."""
        number = self._numbers.get(fix.device)
        if number is None:
            number = self._numbers[fix.device] = len(self._names)
            self._names.append(fix.device)
            self._rows[fix.device] = []
        rows = self._columns.add(
            1,
            device=number,
            source=source,
            at_s=fix.happened_at.timestamp(),
            longitude=np.nan if fix.longitude is None else fix.longitude,
            latitude=np.nan if fix.latitude is None else fix.latitude,
            accuracy_m=np.nan if fix.accuracy_m is None else fix.accuracy_m,
            alive=True,
        )
        row = int(rows[0])
        self._rows[fix.device].append(row)
        return row

    def stand(self, row: int, *, alive: bool) -> str:
        """Let a fix stand or not, and name its device."""
        self._columns["alive"][row] = alive
        return self._names[int(self._columns["device"][row])]

    def of(self, *devices: str) -> Trail:
        """Standing fixes of devices by time; of several at one instant, by place, so that order is stable."""
        rows = np.array([row for device in devices for row in self._rows.get(device, ())], np.int64)
        rows = rows[self._columns["alive"][rows]]
        at_s, longitude = self._columns["at_s"][rows], self._columns["longitude"][rows]
        latitude = self._columns["latitude"][rows]
        order = np.lexsort((latitude, longitude, at_s))
        rows = rows[order]
        accuracy_m, source = self._columns["accuracy_m"][rows], self._columns["source"][rows]
        return Trail(at_s[order], longitude[order], latitude[order], accuracy_m, source)

    def is_source(self, source: int) -> bool:
        """Whether a source, by its number, has sent fixes."""
        return bool((self._columns["source"] == source).any())
