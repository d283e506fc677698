"""Who is still going: the hazard of stopping and the silence of mats, put together by Bayes' rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Reals
    from lanterne.forecast.stopping import Stopping


@dataclass(frozen=True, slots=True, eq=False)
class Going:
    """What is known of whether n runners keep going.

    Attributes
    ----------
    stopping : Stopping
    length_m : float, metres
    at_m : ndarray, shape (p,), metres, increasing
        The mats.
    last_m : ndarray, shape (n,), metres
        Where each runner was last known to be going.
    slowdown, log_pace, limit_log_pace : ndarray, shape (n,), NaN = not known
        As `Stopping.survival` takes them.
    unseen : ndarray, shape (n, p + 1)
        Column j: the probability that none of the first j mats has read a runner who keeps going.
    """

    stopping: Stopping
    length_m: float
    at_m: Floats
    last_m: Floats
    slowdown: Floats
    log_pace: Floats
    limit_log_pace: Floats
    unseen: Reals

    def stopped(self, target_m: Floats) -> Floats:
        """Probability of having stopped, or stopping yet, before each target, shape (n, m).

        With d_1 < ... < d_p the mats, S(x) the probability of still going at x given the last evidence, and
        L_j what `unseen` holds, a runner stops between d_j and d_j+1 with probability ``S(d_j) - S(d_j+1)``
        and is then as silent as now with probability L_j: no mat from d_j+1 on can read them. One who
        finishes is so with probability L_p. So, for a target x between d_j and d_j+1,

            P(stopped before x | silence) = (sum over i < j of q_i L_i + (S(d_j) - S(x)) L_j) / Z
            q_i = S(d_i) - S(d_i+1),  Z = sum over i <= p of q_i L_i + S(length) L_p

        with d_0 the last evidence and d_p+1 the finish. Without silence (all L = 1) it is 1 - S(x). Long
        after the time, L_p is what missed reads alone explain, and stopping wins where it is likelier.
        """
        ends_m = np.concatenate([self.at_m, [self.length_m]])
        places = np.concatenate([ends_m, np.asarray(target_m, float)]) / self.length_m
        still = self.stopping.survival(
            self.last_m / self.length_m, places, self.slowdown, self.log_pace, self.limit_log_pace
        )
        count = len(ends_m)
        at_end, at_target = still[:, :count], still[:, count:]
        at_begin = np.column_stack([np.ones(len(still)), at_end[:, :-1]])
        behind = np.zeros((len(still), count + 1))
        np.cumsum((at_begin - at_end) * self.unseen, axis=1, out=behind[:, 1:])
        whole = behind[:, -1] + at_end[:, -1] * self.unseen[:, -1]
        segment = np.searchsorted(self.at_m, target_m, side="left")
        before = behind[:, segment] + (at_begin[:, segment] - at_target) * self.unseen[:, segment]
        return np.asarray(np.clip(before / whole[:, None], 0.0, 1.0))
