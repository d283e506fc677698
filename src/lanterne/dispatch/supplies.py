"""Whether what a station has left is enough for those to come."""

from __future__ import annotations

from typing import Final, NamedTuple

from lanterne.race.definition import Supply

RESERVE: Final = 1.2
"""Remaining runners times take, and a fifth more."""


class Need(NamedTuple):
    """What those to come will take with the reserve: as expected, and by 19 in 20; whether that is short."""

    expected: float
    p95: float
    short: bool


def need(supply: Supply, to_come: float, to_come_p95: float, left: float | None) -> Need:
    """What is needed of one item.

    Parameters
    ----------
    left : float or None
        As last said; None = never, then nothing is called short.
    """
    expected, p95 = (number * supply.take * RESERVE for number in (to_come, to_come_p95))
    return Need(expected, p95, left is not None and left < p95)
