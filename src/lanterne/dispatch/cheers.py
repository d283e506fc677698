"""The last runners as a cheer station meets them: who comes together, and when to say so."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Stage = Literal["later", "20", "8", "here", "passed"]

ONE_GROUP_S: Final = 90.0
"""Those expected within this time of one another come as one group."""

TOGETHER_S: Final = 30.0
TOGETHER_PLACES: Final = 2
"""Together are two who were seen this near one another at the last two places where both were seen."""

LEADS: Final[tuple[tuple[Stage, float], ...]] = (("8", 480.0), ("20", 1_200.0))
"""How long ahead the last are announced, the nearest first."""

ORDER: Final[tuple[Stage, ...]] = ("later", "20", "8", "here", "passed")

HERE_S: Final = 60.0
"""A group expected within so long is here, or may be any moment."""


def together(seen_s: Floats) -> NDArray[np.bool_]:
    """Which runners have been together: at the last two places where both were seen.

    Parameters
    ----------
    seen_s : ndarray, shape (n, places), UTC epoch seconds
        When each was seen at the same places in the order of the course; NaN = not seen there.

    Returns
    -------
    ndarray, shape (n, n)
    """
    apart_s = np.abs(seen_s[:, None] - seen_s[None])
    both = np.isfinite(apart_s)
    from_last = np.cumsum(both[..., ::-1], axis=-1)[..., ::-1]
    latest = both & (from_last <= TOGETHER_PLACES)
    near = latest & (apart_s <= TOGETHER_S)
    return np.asarray(near.sum(axis=-1) == TOGETHER_PLACES)


def companies(seen_s: Floats) -> list[list[int]]:
    """Runners by who is together with whom; one who is with nobody makes a list alone.

    Parameters
    ----------
    seen_s : ndarray, shape (n, places), UTC epoch seconds
        As for `together`.
    """
    pairs = together(seen_s)
    found: list[list[int]] = []
    for row in range(len(seen_s)):
        mine = [one for one in found if pairs[row, one].any()]
        found = [one for one in found if one not in mine]
        found.append(sorted([*(other for one in mine for other in one), row]))
    return found


def groups(due_s: Floats, units: list[list[int]]) -> list[list[int]]:
    """Runners by who comes with whom, the last group first; each in exactly one.

    Who is together stays together; of these those due within `ONE_GROUP_S` make a group, from the last one
    on.

    Parameters
    ----------
    due_s : ndarray, shape (n,), UTC epoch seconds, not NaN
    units : list of list of int
        The `companies`.
    """
    middle_s = [float(np.mean(due_s[unit])) for unit in units]
    found: list[list[int]] = []
    last_s = np.inf
    for i in sorted(range(len(units)), key=lambda i: (-middle_s[i], units[i])):
        if last_s - middle_s[i] > ONE_GROUP_S:
            found.append([])
            last_s = middle_s[i]
        found[-1] += units[i]
    return [sorted(one) for one in found]


def stage(p50_s: float, p95_s: float, now_s: float, *, seen: bool, announced: Stage) -> Stage:
    """How near a group is.

    Parameters
    ----------
    p50_s, p95_s : float, UTC epoch seconds
        When it is expected.
    seen : bool
        All of it were seen here or beyond.
    announced : Stage
        What the station was told already, which is not taken back; later = nothing.
    """
    if seen or p95_s < now_s:
        return "passed"
    if p50_s - now_s <= HERE_S:
        return "here"
    near: list[Stage] = [name for name, lead_s in LEADS if p50_s - now_s <= lead_s]
    return max((*near, announced), key=ORDER.index)
