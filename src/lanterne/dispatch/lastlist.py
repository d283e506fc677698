"""Who is still to come to a station, by evidence: never by a forecast alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
BibState = Literal["to_come", "passed", "accounted", "search", "behind"]

STATES: Final[tuple[BibState, ...]] = ("to_come", "passed", "accounted", "search", "behind")
TO_COME, PASSED, ACCOUNTED, SEARCH, BEHIND = range(len(STATES))


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of n runners whose road leads by a station.

    Attributes
    ----------
    passed : ndarray, shape (n,)
        Seen at the station or beyond it, in whatever way.
    accounted : ndarray, shape (n,)
        Left, in a vehicle, with medical, dropped, home: not on the road any more.
    unresolved : ndarray, shape (n,)
        Overdue, or said one thing and seen another.
    lost : ndarray, shape (n,)
        Overdue, and every sweep of theirs is past the mats that should have read them.
    behind : ndarray, shape (n,)
        Last seen where every sweep of theirs had passed before, and not to be ahead of it here.
    held : ndarray, shape (n,)
        A hold in force at the station covers them.
    """

    passed: Flags
    accounted: Flags
    unresolved: Flags
    lost: Flags
    behind: Flags
    held: Flags


def bib_states(known: Known, *, clear: bool) -> NDArray[np.int8]:
    """State of each runner, shape (n,), index into `STATES`.

    Parameters
    ----------
    clear : bool
        Every sweep of every distance is past the station, the last of them saying that the road is clear
        behind it: then nobody is left on the road before the station, and whoever was not seen to pass has
        done so, or has left the road.
    """
    state = np.full(len(known.passed), TO_COME, np.int8)
    if clear:
        state[~known.held] = PASSED
        state[known.unresolved & ~known.held] = SEARCH
    state[known.lost & ~known.held] = SEARCH
    state[known.behind & ~known.held] = BEHIND
    state[known.accounted] = ACCOUNTED
    state[known.passed] = PASSED
    return state
