"""How much a day slows runners down, by distance and by how fast they set out: the shape of its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.units import MARATHON_M, METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats

BANDS_S_PER_KM: Final = (255.0, 300.0, 350.0, 410.0, 480.0, 570.0, 690.0)
"""Early paces at which an effect is described; between them it is taken as even in log pace."""

BANDS: Final = len(BANDS_S_PER_KM)

EARLY_FRACTION: Final = 10_000.0 / MARATHON_M + 0.01
"""How fast a runner set out is their average pace at the last read up to this fraction of the way."""

_KNOTS: Final = np.log(BANDS_S_PER_KM)


def early_level(net_s: Floats, at_m: Floats, length_m: float) -> Floats:
    """Log of average pace (s/km) at which each runner set out.

    Parameters
    ----------
    net_s : ndarray, shape (n, p), seconds, NaN = not read
    at_m : ndarray, shape (p,), metres, increasing
    length_m : float, metres

    Returns
    -------
    ndarray, shape (n,)
        At the last read up to 10 km of a marathon, or as far into a race of another length; without one, at
        the first read after it. NaN without any.
    """
    return np.asarray(np.log(pace_until(net_s, at_m, EARLY_FRACTION * length_m)))


def pace_until(net_s: Floats, at_m: Floats, until_m: float) -> Floats:
    """Average pace (s/km) of each runner at the last read up to a distance, or at the first after it, (n,).

    Parameters are those of `early_level`; NaN without any read.
    """
    late = int(np.searchsorted(at_m, until_m, side="right"))
    pace = np.full(len(net_s), np.nan)
    for column in (*range(late - 1, -1, -1), *range(late, len(at_m))):
        pace = np.where(np.isfinite(pace), pace, net_s[:, column] / (at_m[column] / METRES_PER_KM))
    return pace


def bands(level: Floats) -> Floats:
    """Shares of each band in runners who set out at `level`, shape (n, b), rows summing to 1; NaN stays."""
    inside = np.clip(level, _KNOTS[0], _KNOTS[-1])
    right = np.clip(np.searchsorted(_KNOTS, inside), 1, len(_KNOTS) - 1)
    share = (inside - _KNOTS[right - 1]) / (_KNOTS[right] - _KNOTS[right - 1])
    each = np.arange(len(inside))
    shares = np.zeros((len(inside), BANDS))
    shares[each, right - 1] = 1 - share
    shares[each, right] = share
    return shares
