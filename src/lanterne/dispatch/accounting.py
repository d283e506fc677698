"""Who is to be looked for: unseen for longer than missed reads, slow legs and mats in trouble explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.explaining import WHAT, Unseen, explained, lost

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FINISH_GRACE_S: Final = 900.0
"""So long after 19 in 20 such runners have finished the finish alone is reason enough."""

Z80, Z95, Z99 = 0.842, 1.645, 2.326

TELLING: Final = 0.5
"""A mat counts as one that missed somebody where it reads at least so many of those due with them."""

MISSED: Final = 2
WET_MISSED: Final = 3
"""Mats in a row that must have missed a runner; on a wet day covered bibs are missed in runs."""

WATCH_P, QUERY_P = 0.05, 0.1
"""From so high a probability of being lost on a runner is watched, and asked after."""

UNREAD: Final = (WHAT.index("missed_reads"), WHAT.index("mat_trouble"))
MOST_LIKELY: Final = 0.6
"""Who is so likely on their way or home, and unread, is asked after; calls wait for more."""

WEIGHT_OVER: Final = 1.0
MOST_OVER_S: Final = 7_200.0
RISKS: Final = {"swept": 1.0, "hot": 0.7, "extreme": 1.4, "minor": 0.5}


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the silence about n runners comes to.

    Attributes
    ----------
    shares : ndarray, shape (n, 7)
        Probability of each explanation.
    p_lost : ndarray, shape (n,)
    watch, query : ndarray, shape (n,)
        Whether to watch, and whether to ask after them: then they are unresolved.
    """

    shares: Floats
    p_lost: Floats
    watch: Flags
    query: Flags


def judge(unseen: Unseen, now_s: Floats, *, wet: bool) -> Judged:
    """Judge n runners as of an instant.

    Nobody is asked after for one missed mat alone: it takes a second one, or a sweep that has passed where
    they should be without meeting them, or somebody who was asked and has not seen them, or the finish and a
    quarter of an hour (`grounds_s`). On a wet day it takes one mat more. With each the probability of being
    lost must be `QUERY_P`.

    Parameters
    ----------
    unseen : Unseen
    now_s : ndarray, shape (n,), seconds, from the same instant as `unseen`
    """
    late = (p95_s(unseen) < now_s[:, None]).any(axis=1)
    enough = grounds_s(unseen, np.where(unseen.swept, -np.inf, np.inf), wet=wet) < now_s
    shares = explained(unseen, now_s)
    p_lost = lost(shares)
    return Judged(shares, p_lost, watch=late & (p_lost >= WATCH_P), query=enough & (p_lost >= QUERY_P))


def asked_after(unseen: Unseen, now_s: Floats, *, wet: bool) -> Flags:
    """Whom of n runners to ask after as of an instant, as `judge` has it, shape (n,)."""
    chosen = np.flatnonzero(grounds_s(unseen, np.where(unseen.swept, -np.inf, np.inf), wet=wet) < now_s)
    found = np.zeros(len(now_s), np.bool_)
    found[chosen] = judge(unseen.take(chosen), now_s[chosen], wet=wet).query
    return found


def grounds_s(unseen: Unseen, swept_s: Floats, *, wet: bool) -> Floats:
    """Since when more than one missed mat speaks for asking after each runner, shape (n,); inf = not.

    A mat counts as missed when it reads those due with the runner: the first when 19 in 20 such runners have
    passed it, each further one when 4 in 5 have.

    Parameters
    ----------
    swept_s : ndarray, shape (n,), seconds
        Since when a sweep has passed each without meeting them; inf = it has not.
    """
    due_s = p95_s(unseen)
    telling = np.isfinite(unseen.half_s) & (unseen.works >= TELLING)
    late_s = np.fmin.reduce(due_s, axis=1, initial=np.inf)
    likely_s = np.sort(np.where(telling, _by(unseen, Z80), np.inf), axis=1)
    needed = WET_MISSED if wet else MISSED

    def missed_s(count: int) -> Floats:
        if count > likely_s.shape[1]:
            return np.full(len(late_s), np.inf)
        return np.asarray(late_s if count < 1 else np.maximum(late_s, likely_s[:, count - 1]))

    home_s = np.where(telling, due_s + FINISH_GRACE_S, np.inf)[:, -1:].min(axis=1, initial=np.inf)
    swept_s = np.maximum(swept_s, missed_s(needed - 2))
    denied_s = np.where(unseen.denied, missed_s(needed - 1), np.inf)
    return np.asarray(np.minimum.reduce([missed_s(needed), swept_s, denied_s, home_s]))


def p95_s(unseen: Unseen) -> Floats:
    """When 19 in 20 such runners have passed each mat, shape (n, p)."""
    return _by(unseen, Z95)


def _by(unseen: Unseen, z: float) -> Floats:
    return np.asarray(unseen.half_s + (unseen.late_s - unseen.half_s) * (z / Z99))


def over_s(unseen: Unseen, now_s: Floats) -> Floats:
    """How long ago 19 in 20 such runners had come to the first mat that should have read them, shape (n,).

    0 where that is still to come.
    """
    telling = np.isfinite(unseen.half_s) & (unseen.works >= TELLING)
    first_s = np.min(np.where(telling, p95_s(unseen), np.inf), axis=1, initial=np.inf)
    return np.asarray(np.maximum(now_s - first_s, 0.0))


def risk(p_lost: Floats, beyond_s: Floats, swept: Flags, minor: Flags, heat: str) -> Floats:
    """What the list is ordered by, shape (n,), from 0 to 1: it never falls as time passes without evidence.

    The log odds of being lost on, a whole unit for each hour beyond P95 up to two, and what makes waiting
    worse: a sweep that has passed, heat, a child.

    Parameters
    ----------
    p_lost, beyond_s, swept, minor : ndarray, shape (n,)
    heat : str
        none, hot or extreme.
    """
    inside = np.clip(p_lost, 1e-4, 1 - 1e-4)
    odds = np.log(inside / (1 - inside)) / 2 - 1.5
    odds = odds + WEIGHT_OVER * np.minimum(beyond_s, MOST_OVER_S) / 3_600.0
    odds = odds + RISKS["swept"] * swept + RISKS["minor"] * minor + RISKS.get(heat, 0.0)
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def unread(shares: Floats) -> Flags:
    """Whom the mats most likely have missed, shape (n,), from the shares of `explained`."""
    return np.asarray(shares[:, UNREAD].sum(axis=1) >= MOST_LIKELY)


def since_s(holds: Any, from_s: Floats, now_s: float, steps: int = 12) -> Floats:
    """Since when a condition has held for each of n runners, that holds now and once begun goes on.

    Parameters
    ----------
    holds
        From an instant for each runner, shape (n,), to whether it held then, shape (n,).
    from_s : ndarray, shape (n,), seconds
        When it cannot yet have held.
    """
    low, high = np.minimum(from_s, now_s), np.full(len(from_s), now_s)
    for _ in range(steps):
        middle = (low + high) / 2
        held = holds(middle)
        low, high = np.where(held, low, middle), np.where(held, middle, high)
    return np.asarray(high)
