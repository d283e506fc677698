"""Metres on the ground from degrees."""

from __future__ import annotations

from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_EQUATOR_M: Final = 6_378_137.0
_ECCENTRICITY_2: Final = 0.00669437999014


@overload
def metres_per_degree(lat_deg: float) -> tuple[float, float]: ...
@overload
def metres_per_degree(lat_deg: Floats) -> tuple[Floats, Floats]: ...
def metres_per_degree(lat_deg: float | Floats) -> tuple[float, float] | tuple[Floats, Floats]:
    """Metres in a degree of longitude and in a degree of latitude at a latitude (WGS 84 ellipsoid)."""
    lat = np.radians(lat_deg)
    bend = 1 - _ECCENTRICITY_2 * np.sin(lat) ** 2
    parallel_m = _EQUATOR_M / np.sqrt(bend) * np.cos(lat)
    meridian_m = _EQUATOR_M * (1 - _ECCENTRICITY_2) / bend**1.5
    return np.radians(1.0) * parallel_m, np.radians(1.0) * meridian_m


def steps_m(lon_deg: Floats, lat_deg: Floats) -> Floats:
    """Metres between neighbouring vertices of a line, shape (n - 1,)."""
    east_m, north_m = metres_per_degree((lat_deg[1:] + lat_deg[:-1]) / 2)
    return np.hypot(np.diff(lon_deg) * east_m, np.diff(lat_deg) * north_m)


def apart_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two places (longitude, latitude) that are near each other."""
    east_m, north_m = metres_per_degree((a[1] + b[1]) / 2)
    return float(np.hypot((a[0] - b[0]) * east_m, (a[1] - b[1]) * north_m))
