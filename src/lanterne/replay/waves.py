"""When each runner crosses the start, where nobody knows: corrals of like pace, released in turn."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CORRAL: Final = 1_000
"""Runners let go together."""

SPREAD_S: Final = 1_200.0
SPREAD_FIELD: Final = 20_000
SPREAD_POWER: Final = 0.35
"""From the gun to the last starter 20 minutes for 20,000; more runners get a wider road, hence the power.

Measured (gun to last regular starter): 4,801 in 13.5 min, 8,843 in 13.4 min, 36,336 in 28 min.
"""

RANK_NOISE: Final = 0.12
"""Standard deviation of log pace by which people stand in front of or behind their own pace.

It gives a correlation of .7 to .8 between offset and log finish, as three races with both show (.69 to .76).
"""

PAUSE: Final = 0.15
"""Share of the spread in which no corral is moving: the gaps between releases."""


def spread_s(runners: int) -> float:
    """Seconds from the gun until the last of `runners` has crossed the start."""
    return float(SPREAD_S * (max(runners, 1) / SPREAD_FIELD) ** SPREAD_POWER)


def start_offsets(pace_s_per_m: Floats, rng: np.random.Generator, last_s: float | None = None) -> Floats:
    """Seconds from the gun to each runner's own start.

    Runners line up by pace, with noise; corral after corral is released, and within one the line's flow is
    steady: a corral's rows set off one after the other as a wave runs back through them at a fixed speed
    (Bain & Bartolo 2019, doi:10.1126/science.aat9891), so time at the line grows with the place in the queue.

    Parameters
    ----------
    pace_s_per_m : ndarray, shape (runners,)
        Average pace; NaN is taken as the median.
    rng : numpy.random.Generator
    last_s : float or None, seconds after the gun
        When the last starter crosses, where that is planned; else `spread_s` of the field.
    """
    n = len(pace_s_per_m)
    known = np.isfinite(pace_s_per_m)
    middle = float(np.median(pace_s_per_m[known])) if known.any() else 0.4
    log_pace = np.log(np.where(known, pace_s_per_m, middle))
    place = np.empty(n)
    place[np.argsort(log_pace + rng.normal(0.0, RANK_NOISE, n), kind="stable")] = np.arange(n)
    corrals = max(1, -(-n // CORRAL))
    spread = spread_s(n) if last_s is None else last_s
    flowing = place / n * spread * (1 - PAUSE)
    paused = np.floor(place / CORRAL) / max(corrals - 1, 1) * spread * PAUSE
    jitter = rng.uniform(0.0, 2.0, n)
    return np.minimum(flowing + paused + jitter, spread)
