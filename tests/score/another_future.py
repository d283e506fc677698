"""The same day up to an instant, and another one after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lanterne.score.day import RaceDay


def with_another_future(day: RaceDay, row: int, at: int, seed: int) -> RaceDay:
    """The day as it may go on after `row` was read at column `at`: reads gone, later, and new ones.

    What any runner was read at until then stays as it is.
    """
    rng = np.random.default_rng(seed)
    now_s = day.start_s[row] + day.net_s[row, at]
    since_s = now_s - day.start_s[:, None]  # each runner's own net time by now
    drawn = rng.random(day.net_s.shape)
    later_s = np.maximum(since_s, 0) + rng.exponential(1_500, day.net_s.shape) + 1
    future = ~(day.net_s <= since_s)
    future[row, : at + 1] = False
    net_s = np.where(future & (drawn < 0.7), later_s, np.where(future, np.nan, day.net_s))
    return replace(day, net_s=net_s, finished=np.isfinite(net_s[:, -1]))
