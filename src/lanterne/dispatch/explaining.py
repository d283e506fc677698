"""What may have become of somebody whom the mats ahead have not read, and how likely each is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr  # type: ignore[import-untyped]  # scipy ships no types

Floats = NDArray[np.float64]

WHAT: Final = (
    "missed_reads",
    "mat_trouble",
    "pavement",
    "slowed",
    "stopped",
    "left_quietly",
    "wrong_way",
)
LOST: Final = (WHAT.index("stopped"), WHAT.index("left_quietly"), WHAT.index("wrong_way"))
"""Who is not on the road on their way to the finish."""

Z99: Final = 2.326
PAUSES: Final = ((0.0, 0.95), (900.0, 0.03), (2_700.0, 0.02))
"""Seconds lost between two mats beyond what the forecast knows of, and the share of runners who lose them.

A queue, a rest, a medical tent: the forecast's tail is of how people run.
"""

QUIETLY: Final = 0.4
"""Of those who stop and of whom nobody has said anything, so many have left on their own."""

OVERLOOKED: Final = 0.15
"""A sweep rides past so many runners on the road without noting them: in a portable toilet, in a crowd."""

NOT_NOTED: Final = 0.5
"""Asked after a bib, somebody on the course who has seen it does not know so often."""

OFF_ROAD: Final = 0.6
"""Of those who have stopped and wait so many are out of a passing sweep's sight."""


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """What is known of n runners whom the p mats ahead of them have not read.

    Attributes
    ----------
    half_s, late_s : ndarray, shape (n, p), seconds
        When half, and when 99 in 100 such runners have passed each mat; NaN = behind the last evidence. The
        columns follow the course, the finish last.
    usual : ndarray, shape (n, p), in [0, 1]
        The probability that the mat, while it works, reads the runner, had all between missed them.
    works : ndarray, shape (n, p), in [0, 1]
        How much of that holds for who was due there when the runner was.
    stops : ndarray, shape (n, p)
        Probability to stop on the stretch that ends at each mat.
    swept : ndarray, shape (n,)
        Whether a sweep has passed where even the slow such runners are by now.
    denied : ndarray, shape (n,)
        Whether somebody on the course was asked after them, or looked, and has not seen them.
    pavement, wrong_way : ndarray, shape (n,)
        Prior probabilities to go on where no mat is, and to have taken another road.
    """

    half_s: Floats
    late_s: Floats
    usual: Floats
    works: Floats
    stops: Floats
    swept: NDArray[np.bool_]
    denied: NDArray[np.bool_]
    pavement: Floats
    wrong_way: Floats

    def take(self, rows: NDArray[Any]) -> Unseen:
        """Some of the runners."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__slots__})


def crossed(half_s: Floats, late_s: Floats, now_s: Floats) -> Floats:
    """Probability that runners who keep going have passed each mat by now, shape (n, p); 1 behind them.

    Parameters
    ----------
    half_s, late_s : ndarray, shape (n, p), seconds, NaN = behind the last evidence
    now_s : ndarray, shape (n,), seconds, from the same instant
    """
    found = np.where(np.isnan(half_s), 1.0, 0.0)
    since_s, spread_s = now_s[:, None] - half_s, np.maximum(late_s - half_s, 1.0) / Z99
    # Most mats are behind, or too far ahead for anybody to have come there.
    may = since_s > -6.0 * spread_s
    since_s, spread_s, share = since_s[may], spread_s[may], np.zeros(int(may.sum()))
    for pause_s, often in PAUSES:
        share += often * ndtr((since_s - pause_s) / spread_s)
    found[may] = share
    return np.minimum.accumulate(found, axis=1)


def explained(unseen: Unseen, now_s: Floats) -> Floats:
    """Probability of each of `WHAT`, shape (n, 7); those of a runner sum to 1.

    Of those who keep going, who has passed k mats by now was missed by all of them; with no mat passed they
    are slow. Who stops on the stretch before a mat cannot be read by it, nor by any after. A sweep that has
    passed would have met most of those still on the road. By Bayes' rule the weights are priors times
    likelihoods; docs/worklist.md says what they were held against.

    Parameters
    ----------
    unseen : Unseen
    now_s : ndarray, shape (n,), seconds, from the same instant as `unseen`
    """
    ahead = np.isfinite(unseen.half_s)
    passed = crossed(unseen.half_s, unseen.late_s, now_s)
    usual = np.where(ahead, unseen.usual, 0.0)
    missed_usual = np.cumprod(1.0 - usual, axis=1)
    missed = np.cumprod(1.0 - usual * unseen.works, axis=1)
    here = passed - np.column_stack([passed[:, 1:], np.zeros(len(passed))])
    begun = np.column_stack([np.ones(len(passed)), passed[:, :-1]])
    unread = np.column_stack([np.ones(len(passed)), missed[:, :-1]])
    stopping = (np.where(ahead, unseen.stops, 0.0) * begun * unread).sum(axis=1)
    slow = 1.0 - np.where(ahead, passed, 0.0).max(axis=1, initial=0.0)
    by_bib = (np.where(ahead, here, 0.0) * missed_usual).sum(axis=1)
    by_mat = (np.where(ahead, here, 0.0) * (missed - missed_usual)).sum(axis=1)
    swept = unseen.swept
    weight = np.column_stack(
        [
            by_bib,
            np.maximum(by_mat, 0.0),
            unseen.pavement,
            slow * np.where(swept, OVERLOOKED, 1.0) * np.where(unseen.denied, NOT_NOTED, 1.0),
            stopping * (1.0 - QUIETLY) * np.where(swept, OFF_ROAD, 1.0),
            stopping * QUIETLY,
            unseen.wrong_way,
        ]
    )
    whole = np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    return np.asarray(weight / whole)


def lost(shares: Floats) -> Floats:
    """Probability not to be on the way to the finish any more, shape (n,), from what `explained` gives."""
    return np.asarray(shares[:, LOST].sum(axis=1))
