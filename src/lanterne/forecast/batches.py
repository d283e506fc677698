"""Runners who share their algebra: seen at the same places, overdue at the same mats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lanterne.forecast.arrays import Flags, Ints
    from lanterne.forecast.evidence import Scheme

_NUMBERS: Final = 40_960
_LEAST: Final = 64
_MOST: Final = 1_024


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Runners of one scheme.

    Attributes
    ----------
    scheme : Scheme
    mine : ndarray of int, shape (n,)
        Which of the runners asked for.
    due : ndarray of int, shape (j,)
        Mats whose silence counts for all of them.
    """

    scheme: Scheme
    mine: Ints
    due: Ints

    def cut(self, targets: int) -> Iterator[Batch]:
        """Smaller ones whose arrays stay in the processor's cache, for so many targets."""
        size = int(np.clip(_NUMBERS // max(targets, 1), _LEAST, _MOST))
        for start in range(0, len(self.mine), size):
            yield Batch(self.scheme, self.mine[start : start + size], self.due)

    def apart(self, columns: Ints, due: Flags) -> Iterator[tuple[Batch, Ints]]:
        """Those overdue at the same of some mats together, and which of this batch they are.

        Parameters
        ----------
        columns : ndarray of int, shape (j,)
        due : ndarray of bool, shape (n, j)
        """
        of = due @ (1 << np.arange(due.shape[1], dtype=np.int64))
        for bits in np.unique(of):
            inside = np.flatnonzero(of == bits)
            overdue = columns[(bits >> np.arange(len(columns))) & 1 == 1]
            yield Batch(self.scheme, self.mine[inside], overdue), inside


def batches(schemes: tuple[Scheme, ...], scheme_of: Ints, alike: Ints, refused: Flags) -> Iterator[Batch]:
    """Runners by scheme, those with like components next to each other, without the refused.

    Parameters
    ----------
    schemes : tuple of Scheme
    scheme_of, alike : ndarray of int, shape (n,)
    refused : ndarray of bool, shape (n,)
    """
    mine = np.flatnonzero(~refused)
    mine = mine[np.lexsort((alike[mine], scheme_of[mine]))]
    for part in np.split(mine, np.flatnonzero(np.diff(scheme_of[mine])) + 1):
        if len(part):
            yield Batch(schemes[scheme_of[part[0]]], part, np.empty(0, np.int64))
