"""A course laid flat, where the nearest of its segments is found with plain geometry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lanterne.race.earth import Floats, metres_per_degree

Indices = NDArray[np.intp]

BLOCK = 32
"""Segments that are looked at, or passed over, together when all passes are wanted."""

PAIRS = 16_384
"""Place-block pairs looked at together: 128 kB an array."""


@dataclass(frozen=True, eq=False, slots=True)
class Plane:
    """Segments of a line on the plane that touches the earth at the line's middle.

    Metres are true at the middle latitude and within 1 % half a degree north or south of it.

    Attributes
    ----------
    x, y : ndarray, shape (n_segments,), metres
        Where each segment begins.
    dx, dy : ndarray, shape (n_segments,), metres
        From its beginning to its end; never both zero.
    """

    lon_deg: float
    lat_deg: float
    x: Floats
    y: Floats
    dx: Floats
    dy: Floats
    per_length_2: Floats

    @classmethod
    def of(cls, lon_deg: Floats, lat_deg: Floats) -> Plane:
        """The plane of a line's vertices, degrees, shape (n,)."""
        middle = float((lon_deg.min() + lon_deg.max()) / 2), float((lat_deg.min() + lat_deg.max()) / 2)
        x, y = _flat(lon_deg, lat_deg, *middle)
        dx, dy = np.diff(x), np.diff(y)
        return cls(*middle, x[:-1], y[:-1], dx, dy, 1 / (dx * dx + dy * dy))

    def flat(self, lon_deg: Floats, lat_deg: Floats) -> tuple[Floats, Floats]:
        """Metres east and north of the middle."""
        return _flat(lon_deg, lat_deg, self.lon_deg, self.lat_deg)

    def nearest(
        self, x: Floats, y: Floats, first: Indices, last: Indices, low_share: Floats, high_share: Floats
    ) -> tuple[Indices, Floats, Floats]:
        """The nearest point to each place on a window of the line.

        Parameters
        ----------
        x, y : ndarray, shape (n,), metres
        first, last : ndarray, shape (n,)
            Segments at which the window begins and ends.
        low_share, high_share : ndarray, shape (n,), 0 to 1
            Where on the first it begins, and where on the last it ends.

        Returns
        -------
        segment : ndarray, shape (n,)
        share : ndarray, shape (n,), 0 to 1
            How far along that segment.
        off_m : ndarray, shape (n,), metres
            How far beside it.
        """
        rows, final = np.arange(len(x)), last - first
        column = np.arange(int(final.max(initial=0)) + 1)
        segments = first[:, None] + column
        dx, dy = self.dx.take(segments, mode="clip"), self.dy.take(segments, mode="clip")
        rx = x[:, None] - self.x.take(segments, mode="clip")
        ry = y[:, None] - self.y.take(segments, mode="clip")
        share = (rx * dx + ry * dy) * self.per_length_2.take(segments, mode="clip")
        np.clip(share, 0.0, 1.0, out=share)
        share[:, 0] = np.maximum(share[:, 0], low_share)
        share[rows, final] = np.minimum(share[rows, final], high_share)
        rx -= share * dx
        ry -= share * dy
        off_2 = rx * rx + ry * ry
        off_2[column > final[:, None]] = np.inf
        best = np.argmin(off_2, axis=1)
        return first + best, share[rows, best], np.sqrt(off_2[rows, best])

    def passes(self, x: Floats, y: Floats, within_m: Floats) -> tuple[Indices, Indices, Floats, Floats]:
        """Where the line is nearest to each place on each of its passes.

        Parameters
        ----------
        x, y, within_m : ndarray, shape (n,), metres

        Returns
        -------
        place, segment : ndarray, shape (passes,)
            In order of place, then of the line.
        share : ndarray, shape (passes,), 0 to 1
        off_m : ndarray, shape (passes,), metres, up to `within_m`
        """
        count = len(self.x)
        first = np.arange(0, count, BLOCK)
        middle_x, middle_y, radius_m = self._blocks(first)
        found = []
        rows = max(1, PAIRS // len(first))
        for start in range(0, len(x), rows):
            part = slice(start, start + rows)
            away_m = np.hypot(x[part, None] - middle_x, y[part, None] - middle_y)
            place, block = np.nonzero(away_m <= radius_m + within_m[part, None])
            place += start
            segments = first[block, None] + np.arange(BLOCK + 1)
            share, off_m = self._beside(x[place, None], y[place, None], segments.clip(0, count - 1))
            here, following, segment = share[:, :-1], share[:, 1:], segments[:, :-1]
            # Nearest inside a segment, at a corner from both its sides, or at an end of the line.
            nearest = (here > 0) & (here < 1)
            nearest |= (here == 1) & ((following == 0) | (segment == count - 1))
            nearest |= (here == 0) & (segment == 0)
            nearest &= (off_m[:, :-1] <= within_m[place, None]) & (segment < count)
            at = np.nonzero(nearest)
            found.append((place[at[0]], segment[at], here[at], off_m[:, :-1][at]))
        empty = np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0), np.empty(0)
        place, segment, share, off_m = (np.concatenate(column) for column in zip(empty, *found, strict=True))
        return place, segment, share, off_m

    def _blocks(self, first: Indices) -> tuple[Floats, Floats, Floats]:
        """Middle and radius of circles around runs of `BLOCK` segments that begin at `first`."""
        ends = self.x + self.dx, self.y + self.dy
        middles, radius_2 = [], np.zeros(len(first))
        for begin, end in zip((self.x, self.y), ends, strict=True):
            low = np.minimum.reduceat(np.minimum(begin, end), first)
            high = np.maximum.reduceat(np.maximum(begin, end), first)
            middles.append((low + high) / 2)
            radius_2 += ((high - low) / 2) ** 2
        return middles[0], middles[1], np.sqrt(radius_2)

    def _beside(self, x: Floats, y: Floats, segments: Indices) -> tuple[Floats, Floats]:
        """How far along segments (0 to 1) their points nearest to places are, and metres to them."""
        rx, ry = x - self.x[segments], y - self.y[segments]
        dx, dy = self.dx[segments], self.dy[segments]
        share = np.clip((rx * dx + ry * dy) * self.per_length_2[segments], 0.0, 1.0)
        return share, np.hypot(rx - share * dx, ry - share * dy)


def _flat(lon: Floats, lat: Floats, middle_lon: float, middle_lat: float) -> tuple[Floats, Floats]:
    east_m, north_m = metres_per_degree(middle_lat)
    return (lon - middle_lon) * east_m, (lat - middle_lat) * north_m
