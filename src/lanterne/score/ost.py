"""OpenSplitTime's rule for who is overdue, as its public source has it, for comparison.

Source: https://github.com/SplitTime/OpenSplitTime, commit 32fe712df: ``app/services/time_predictor.rb``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats

OVERDUE_S: Final = 1_800.0
"""Overdue by default from half an hour on."""

LEAST: Final = 4
"""A typical time is the mean of at least so many; of fewer, it is by the terrain."""

FLAT_S_PER_M: Final = 0.6


@dataclass(frozen=True, slots=True)
class Typical:
    """Typical seconds from the start to each split, and on the segment that ends there, shape (splits,)."""

    elapsed_s: Floats
    segment_s: Floats


def typical(net_s: Floats, at_m: Floats) -> Typical:
    """Typical times of a day.

    Parameters
    ----------
    net_s : ndarray, shape (n, splits), seconds since each runner's start; NaN = not read
    at_m : ndarray, shape (splits,), metres, increasing
    """
    before_s = np.hstack([np.zeros((len(net_s), 1)), net_s[:, :-1]])
    lengths_m = np.diff(at_m, prepend=0.0)
    return Typical(_means(net_s, at_m * FLAT_S_PER_M), _means(net_s - before_s, lengths_m * FLAT_S_PER_M))


def _means(times_s: Floats, otherwise_s: Floats) -> Floats:
    """Mean of each column, where it has enough to be one."""
    known = np.isfinite(times_s)
    count = known.sum(axis=0)
    mean = np.where(known, times_s, 0.0).sum(axis=0) / np.maximum(count, 1)
    return np.where(count >= LEAST, mean, otherwise_s)


def overdue_s(net_s: Floats, now_s: Floats, usual: Typical) -> Floats:
    """How long after its predicted time at the next split each runner is, seconds; NaN for the finished.

    Predicted is the last time plus the typical time of the next segment by the pace so far: the time to the
    last split over the typical one. Negative before that time; who is overdue is so by `OVERDUE_S` or more.

    Parameters
    ----------
    net_s : ndarray, shape (n, splits), seconds since each runner's start; NaN = not read by now
    now_s : ndarray, shape (n,), seconds since each runner's start; NaN = not started
    """
    rows, splits = np.arange(len(net_s)), net_s.shape[1]
    read = np.isfinite(net_s)
    reached = np.where(read.any(axis=1), splits - read[:, ::-1].argmax(axis=1), 0)
    last = np.maximum(reached - 1, 0)
    elapsed_s = np.where(reached > 0, net_s[rows, last], 0.0)
    pace = np.where(reached > 0, elapsed_s / usual.elapsed_s[last], 1.0)
    segment_s = usual.segment_s[np.minimum(reached, splits - 1)]
    return np.where(reached < splits, now_s - (elapsed_s + segment_s * pace), np.nan)
