"""Course files as they come: GPX, KML, TCX and GeoJSON read into pieces of line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.parsers import expat

Piece = list[tuple[float, float]]
"""Vertices of one drawn line as (longitude, latitude), degrees, in the order drawn."""

LARGEST_BYTES: Final = 50_000_000


def read_pieces(path: Path) -> list[Piece]:
    """Pieces of line in a course file, in file order; those of a single vertex are left out.

    Waypoints, icons and areas are not part of a course and are passed over. All three XML forms are read
    by the standard library: gpxpy took five times as long on the same files and refuses a track for a
    broken elevation.

    Raises
    ------
    ValueError
        If the file is not of a known form, is broken, has a place that is none, or holds no line.
    OSError
        If it cannot be read.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise ValueError(
            f"files ending in {path.suffix or 'nothing'} are not read; use one of {', '.join(_READERS)}"
        )
    if path.stat().st_size > LARGEST_BYTES:
        raise ValueError("is larger than 50 MB; keep only the course in it")
    pieces = [_without_repeats(piece) for piece in reader(path.read_bytes())]
    lines = [piece for piece in pieces if len(piece) > 1]
    if not lines:
        raise ValueError("holds no line; export the course as a track or path, not as points")
    return lines


def _without_repeats(piece: Piece) -> Piece:
    return [place for i, place in enumerate(piece) if i == 0 or place != piece[i - 1]]


def _place(longitude: str | float | None, latitude: str | float | None) -> tuple[float, float]:
    try:
        lon, lat = float(longitude), float(latitude)  # type: ignore[arg-type]  # None is caught below
    except (TypeError, ValueError, OverflowError):
        lon = lat = math.nan
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"latitude {latitude}, longitude {longitude} is no place; take that point out")
    return lon, lat


def _xml(body: bytes) -> ElementTree.Element:
    """The root of an XML file; one that declares a document type, as entity attacks must, is refused."""

    def refuse(*_: object) -> None:
        raise ValueError("declares a document type, which no course needs; export it again")

    checker = expat.ParserCreate()
    checker.StartDoctypeDeclHandler = refuse
    try:
        checker.Parse(body, True)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError(f"is broken XML: {error}; export it again") from None
    return ElementTree.fromstring(body)


def _named(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Descendants of a local name in any namespace, itself included."""
    return (found for found in element.iter() if found.tag.rpartition("}")[2] == name)


def _text(element: ElementTree.Element, name: str) -> str | None:
    return next((found.text for found in _named(element, name)), None)


def _gpx(body: bytes) -> list[Piece]:
    """Track segments; a file without any may hold the course as a route."""
    root = _xml(body)

    def pieces(line: str, point: str) -> list[Piece]:
        return [[_place(p.get("lon"), p.get("lat")) for p in _named(e, point)] for e in _named(root, line)]

    return pieces("trkseg", "trkpt") or pieces("rte", "rtept")


def _kml(body: bytes) -> list[Piece]:
    pieces: list[Piece] = []
    for element in _xml(body).iter():
        name = element.tag.rpartition("}")[2]
        if name == "LineString":
            corners = (corner.split(",") for corner in (_text(element, "coordinates") or "").split())
        elif name == "Track":
            corners = ((corner.text or "").split() for corner in _named(element, "coord"))
        else:
            continue
        pieces.append([_place(corner[0], corner[1] if len(corner) > 1 else None) for corner in corners])
    return pieces


def _tcx(body: bytes) -> list[Piece]:
    return [
        [
            _place(_text(place, "LongitudeDegrees"), _text(place, "LatitudeDegrees"))
            for place in _named(track, "Position")
        ]
        for track in _named(_xml(body), "Track")
    ]


def _geojson(body: bytes) -> list[Piece]:
    try:
        root = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is broken JSON: {error}; export it again") from None
    try:
        return [[_place(corner[0], corner[1]) for corner in line] for line in _geojson_lines(root)]
    except (LookupError, TypeError, RecursionError):
        raise ValueError("is not GeoJSON (RFC 7946); export it again") from None


def _geojson_lines(value: Any) -> Iterator[list[Any]]:
    """Coordinates of every line in a GeoJSON object."""
    match value["type"]:
        case "LineString":
            yield value["coordinates"]
        case "MultiLineString":
            yield from value["coordinates"]
        case "Feature" if value["geometry"] is not None:
            yield from _geojson_lines(value["geometry"])
        case "FeatureCollection":
            yield from chain.from_iterable(map(_geojson_lines, value["features"]))
        case "GeometryCollection":
            yield from chain.from_iterable(map(_geojson_lines, value["geometries"]))


_READERS: Final[dict[str, Callable[[bytes], list[Piece]]]] = {
    ".gpx": _gpx,
    ".kml": _kml,
    ".tcx": _tcx,
    ".geojson": _geojson,
    ".json": _geojson,
}
