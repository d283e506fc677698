"""The course: a drawn line on which every metre has a place and every place its metres."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lanterne.race.earth import Floats, steps_m
from lanterne.race.plane import Plane

PAIRS_AT_ONCE: Final = 4_096
"""Place-segment pairs looked at together: arrays of 32 kB stay in the cache and are reused."""


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """Passes of the course near places, in order of place, then of the course; shape (passes,) each.

    `place` counts the places asked for, `at_m` is metres from the start, `off_m` metres beside the line.
    """

    place: NDArray[np.intp]
    at_m: Floats
    off_m: Floats


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """A line stretched so that its end is at the official length.

    Attributes
    ----------
    lon_deg, lat_deg : ndarray, shape (n,), degrees
        Vertices in running order; two laps over one road are two runs of vertices.
    at_m : ndarray, shape (n,), metres
        Metres from the start along the line, increasing; the last is the official length.
    drawn_m : float, metres
        Length of the line as drawn, before stretching.
    """

    lon_deg: Floats = field(repr=False)
    lat_deg: Floats = field(repr=False)
    at_m: Floats = field(repr=False)
    drawn_m: float
    _plane: Plane = field(repr=False)

    @classmethod
    def of(cls, line: ArrayLike, length_m: float) -> Course:
        """The course of a line of (longitude, latitude), shape (n, 2), with an official length.

        Raises
        ------
        ValueError
            If fewer than two vertices differ or the length is not positive.
        """
        places = np.asarray(line, dtype=np.float64)
        moved = np.ones(len(places), dtype=np.bool_)
        moved[1:] = np.any(np.diff(places, axis=0) != 0, axis=1)
        lon_deg, lat_deg = np.ascontiguousarray(places[moved].T)
        if len(lon_deg) < 2 or not length_m > 0:
            raise ValueError("a course needs two different vertices and a length above zero")
        along_m = np.concatenate([[0.0], np.cumsum(steps_m(lon_deg, lat_deg))])
        drawn_m = float(along_m[-1])
        at_m = along_m * (length_m / drawn_m)
        at_m[-1] = length_m
        for array in (lon_deg, lat_deg, at_m):
            array.flags.writeable = False
        return cls(lon_deg, lat_deg, at_m, drawn_m, Plane.of(lon_deg, lat_deg))

    @property
    def length_m(self) -> float:
        """The official length."""
        return float(self.at_m[-1])

    @property
    def drawn_ratio(self) -> float:
        """Drawn length over official length; 1 where the drawing is true."""
        return self.drawn_m / self.length_m

    def place(self, at_m: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude at metres from the start, in the shape of `at_m`; ends hold beyond them."""
        along = np.asarray(at_m, dtype=np.float64)
        lon_deg, lat_deg = (np.interp(along, self.at_m, axis) for axis in (self.lon_deg, self.lat_deg))
        return np.asarray(lon_deg), np.asarray(lat_deg)

    def project(
        self,
        lat_deg: ArrayLike,
        lon_deg: ArrayLike,
        near_m: ArrayLike | None = None,
        reach_m: ArrayLike | None = None,
    ) -> tuple[Floats, Floats]:
        """The point of the line nearest to each place, looked for around where it was expected.

        Parameters
        ----------
        lat_deg, lon_deg : array_like, shape (n,) or scalar, degrees
        near_m, reach_m : array_like, broadcastable, metres, or None
            Only the line from ``near_m - reach_m`` to ``near_m + reach_m`` is considered, so that the
            right pass of an out-and-back or lap is found; a window off the line falls on its nearest end.
            Let it reach from just before the last place (runners do not turn round) to the furthest they
            can have come since: at the turn of an out-and-back nothing else tells the two ways apart.
            None looks at the whole line: where it passes twice, which pass is chance (see `passes`).

        Returns
        -------
        at_m, off_m : ndarray, metres
            Metres from the start, and beside the line, in the broadcast shape. NaN places stay NaN.

        Raises
        ------
        ValueError
            If only one of `near_m` and `reach_m` is given.
        """
        if (near_m is None) != (reach_m is None):
            raise ValueError("near_m and reach_m go together")
        middle_m = self.length_m / 2
        lat, lon, near, reach = np.broadcast_arrays(
            np.asarray(lat_deg, dtype=np.float64),
            np.asarray(lon_deg, dtype=np.float64),
            np.asarray(middle_m if near_m is None else near_m, dtype=np.float64),
            np.asarray(middle_m if reach_m is None else reach_m, dtype=np.float64),
        )
        low_m = np.clip(near - reach, 0.0, self.length_m).ravel()
        high_m = np.clip(near + reach, 0.0, self.length_m).ravel()
        at_m, off_m = self._nearest(*self._plane.flat(lon.ravel(), lat.ravel()), low_m, high_m)
        return at_m.reshape(lat.shape), off_m.reshape(lat.shape)

    def _nearest(self, x: Floats, y: Floats, low_m: Floats, high_m: Floats) -> tuple[Floats, Floats]:
        """Metres along and beside the line for places on the plane, the line from low to high only."""
        count = len(self.at_m) - 1
        first = np.clip(np.searchsorted(self.at_m, low_m, side="right") - 1, 0, count - 1)
        last = np.clip(np.searchsorted(self.at_m, high_m, side="left") - 1, first, count - 1)
        lengths_m = np.diff(self.at_m)
        low_share = (low_m - self.at_m[first]) / lengths_m[first]
        high_share = (high_m - self.at_m[last]) / lengths_m[last]
        segment, share, off_m = np.empty_like(first), np.empty_like(x), np.empty_like(x)
        rows = max(1, PAIRS_AT_ONCE // (int((last - first).max(initial=0)) + 1))
        for start in range(0, len(x), rows):
            part = slice(start, start + rows)
            segment[part], share[part], off_m[part] = self._plane.nearest(
                x[part], y[part], first[part], last[part], low_share[part], high_share[part]
            )
        return self.at_m[segment] + share * lengths_m[segment], off_m

    def passes(self, lat_deg: ArrayLike, lon_deg: ArrayLike, within_m: ArrayLike) -> Passes:
        """Every pass of the line within some metres of each place.

        More than one says that the place alone does not tell the metres.

        Parameters
        ----------
        lat_deg, lon_deg, within_m : array_like, broadcastable to shape (n,), degrees and metres
        """
        lat, lon, within = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(one, np.float64)) for one in (lat_deg, lon_deg, within_m))
        )
        place, segment, share, off_m = self._plane.passes(*self._plane.flat(lon, lat), within)
        at_m = self.at_m[segment] + share * (self.at_m[segment + 1] - self.at_m[segment])
        return Passes(place, at_m, off_m)

    def thinned(self, tolerance_m: float) -> list[tuple[float, float, float]]:
        """Vertices (longitude, latitude, at_m) for drawing, none of those left out further off than that.

        References
        ----------
        Douglas and Peucker (1973), doi:10.3138/FM57-6770-U75U-7727.
        """
        x, y = self._plane.flat(self.lon_deg, self.lat_deg)
        keep = np.zeros(len(x), dtype=np.bool_)
        keep[[0, -1]] = True
        stretches = [(0, len(x) - 1)]
        while stretches:
            first, last = stretches.pop()
            if last - first < 2:
                continue
            inner = slice(first + 1, last)
            off = _off_segment(
                x[inner] - x[first], y[inner] - y[first], x[last] - x[first], y[last] - y[first]
            )
            worst = int(np.argmax(off))
            if off[worst] > tolerance_m:
                middle = first + 1 + worst
                keep[middle] = True
                stretches += [(first, middle), (middle, last)]
        kept = zip(self.lon_deg[keep], self.lat_deg[keep], self.at_m[keep], strict=True)
        return [(float(lon), float(lat), float(at)) for lon, lat, at in kept]

    def write_geojson(self, path: Path, name: str) -> None:
        """Write the line as a GeoJSON Feature (RFC 7946) that `lanterne.race.tracks` reads back."""
        corners = np.column_stack([self.lon_deg, self.lat_deg]).round(6).tolist()
        geometry = {"type": "LineString", "coordinates": corners}
        feature = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        path.write_text(json.dumps(feature) + "\n", encoding="utf-8")


def _off_segment(x: Floats, y: Floats, end_x: float, end_y: float) -> Floats:
    """Metres of points from the segment between the origin and an end, which may be the origin too."""
    length_2 = end_x * end_x + end_y * end_y
    share = np.clip((x * end_x + y * end_y) / length_2, 0, 1) if length_2 else np.zeros_like(x)
    return np.hypot(x - share * end_x, y - share * end_y)
