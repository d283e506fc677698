from __future__ import annotations

import json
from pathlib import Path

import gpxpy
import gpxpy.gpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanterne.race.tracks import read_pieces

LINE = [(-80.0, 40.0), (-80.01, 40.01), (-80.02, 40.0)]
GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>"""
KML = """<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document>{}</Document></kml>"""


def write(folder: Path, name: str, body: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def points(tag: str, line: list[tuple[float, float]] = LINE) -> str:
    return "".join(f'<{tag} lat="{lat}" lon="{lon}"><ele>n/a</ele></{tag}>' for lon, lat in line)


def test_gpx_track_segments_are_pieces_and_waypoints_are_not(tmp_path: Path) -> None:
    one, two = points("trkpt"), points("trkpt", LINE[::-1])
    body = GPX.format(f'<wpt lat="1" lon="1"/><trk><trkseg>{one}</trkseg><trkseg>{two}</trkseg></trk>')
    assert read_pieces(write(tmp_path, "c.gpx", body)) == [LINE, LINE[::-1]]


def test_gpx_without_a_track_is_read_by_its_route(tmp_path: Path) -> None:
    assert read_pieces(write(tmp_path, "c.gpx", GPX.format(f"<rte>{points('rtept')}</rte>"))) == [LINE]


def test_gpx_as_gpxpy_writes_it(tmp_path: Path) -> None:
    """An independent writer of the form agrees with this reader."""
    track = gpxpy.gpx.GPXTrackSegment([gpxpy.gpx.GPXTrackPoint(lat, lon, 3.0) for lon, lat in LINE])
    whole = gpxpy.gpx.GPX()
    whole.tracks.append(gpxpy.gpx.GPXTrack())
    whole.tracks[0].segments.append(track)
    assert read_pieces(write(tmp_path, "c.gpx", whole.to_xml())) == [LINE]


def test_xml_in_utf_16_is_read(tmp_path: Path) -> None:
    body = GPX.format(f"<trk><trkseg>{points('trkpt')}</trkseg></trk>").replace(
        'version="1.0"', 'version="1.0" encoding="UTF-16"', 1
    )
    assert read_pieces(write(tmp_path, "c.gpx", body.encode("utf-16"))) == [LINE]


def test_kml_paths_and_tracks_are_pieces_and_icons_are_not(tmp_path: Path) -> None:
    path = " ".join(f"{lon},{lat},0" for lon, lat in LINE)
    track = "".join(f"<gx:coord>{lon} {lat} 12</gx:coord>" for lon, lat in LINE)
    body = KML.format(
        "<Placemark><Point><coordinates>1,1</coordinates></Point></Placemark>"
        f"<Placemark><LineString><coordinates>\n{path}\n</coordinates></LineString></Placemark>"
        f"<Placemark><gx:Track>{track}</gx:Track></Placemark>"
    )
    assert read_pieces(write(tmp_path, "c.kml", body)) == [LINE, LINE]


def test_tcx_tracks_are_pieces_and_points_without_a_place_are_passed_over(tmp_path: Path) -> None:
    places = "".join(
        f"<Trackpoint><Position><LatitudeDegrees>{lat}</LatitudeDegrees>"
        f"<LongitudeDegrees>{lon}</LongitudeDegrees></Position></Trackpoint>"
        for lon, lat in LINE
    )
    xmlns = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
    body = f'<T xmlns="{xmlns}"><Track>{places}<Trackpoint><Time>x</Time></Trackpoint></Track></T>'
    assert read_pieces(write(tmp_path, "c.tcx", body)) == [LINE]


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        ({"type": "LineString", "coordinates": LINE}, 1),
        ({"type": "MultiLineString", "coordinates": [LINE, LINE]}, 2),
        ({"type": "Feature", "geometry": {"type": "LineString", "coordinates": LINE}}, 1),
        (
            {
                "type": "FeatureCollection",
                "features": [
                    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 1]}},
                    {"type": "Feature", "geometry": None},
                    {"type": "Feature", "geometry": {"type": "LineString", "coordinates": LINE}},
                ],
            },
            1,
        ),
        ({"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": LINE}]}, 1),
    ],
)
def test_geojson_lines_are_pieces(tmp_path: Path, value: object, pieces: int) -> None:
    assert read_pieces(write(tmp_path, "c.geojson", json.dumps(value))) == [LINE] * pieces


def test_vertices_drawn_twice_are_one_but_a_place_passed_twice_is_two(tmp_path: Path) -> None:
    drawn = [LINE[0], LINE[0], LINE[1], LINE[0]]
    body = json.dumps({"type": "LineString", "coordinates": drawn})
    assert read_pieces(write(tmp_path, "c.json", body)) == [[LINE[0], LINE[1], LINE[0]]]


def test_a_billion_laughs_is_refused_unread(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10))
    body = f'<?xml version="1.0"?><!DOCTYPE gpx [{laughs}]><gpx><name>&l9;</name></gpx>'
    with pytest.raises(ValueError, match="document type"):
        read_pieces(write(tmp_path, "c.gpx", body))


def test_an_entity_that_reads_a_file_is_refused(tmp_path: Path) -> None:
    body = '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/hostname">]><g>&x;</g>'
    with pytest.raises(ValueError, match="document type"):
        read_pieces(write(tmp_path, "c.kml", body))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    body=st.binary(max_size=60) | st.text("<>gpx/trkseg lat='1\"{}[]:,", max_size=60).map(str.encode),
    form=st.sampled_from([".gpx", ".kml", ".tcx", ".geojson"]),
)
def test_garbage_is_never_worse_than_refused(tmp_path: Path, body: bytes, form: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_pieces(write(tmp_path, f"c{form}", body))


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("c.fit", "x", "ending in .fit"),
        ("course", "x", "ending in nothing"),
        ("c.gpx", "<gpx><trk>", "broken XML"),
        ("c.gpx", "", "broken XML"),
        ("c.gpx", GPX.format('<wpt lat="1" lon="1"/>'), "holds no line"),
        ("c.gpx", GPX.format('<trk><trkseg><trkpt lat="1" lon="1"/></trkseg></trk>'), "holds no line"),
        ("c.gpx", GPX.format('<trk><trkseg><trkpt lat="95" lon="1"/></trkseg></trk>'), "latitude 95"),
        ("c.gpx", GPX.format('<trk><trkseg><trkpt lat="north" lon="1"/></trkseg></trk>'), "is no place"),
        ("c.gpx", GPX.format('<trk><trkseg><trkpt lon="1"/></trkseg></trk>'), "latitude None"),
        ("c.gpx", GPX.format('<trk><trkseg><trkpt lat="nan" lon="1"/></trkseg></trk>'), "is no place"),
        ("c.gpx", '<?xml version="1.0" encoding="klingon"?><gpx/>', "broken XML"),
        ("c.kml", KML.format("<LineString><coordinates>5</coordinates></LineString>"), "is no place"),
        ("c.geojson", "{", "broken JSON"),
        ("c.geojson", "[" * 100_000, "broken JSON"),
        ("c.geojson", "[]", "not GeoJSON"),
        ("c.geojson", f'{{"type": "LineString", "coordinates": [[1{"0" * 400}, 5]]}}', "is no place"),
        ("c.geojson", '{"type": "LineString"}', "not GeoJSON"),
        ("c.geojson", '{"type": "LineString", "coordinates": [[1], [2]]}', "not GeoJSON"),
    ],
)
def test_what_is_no_course_is_refused_with_the_reason(
    tmp_path: Path, name: str, body: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        read_pieces(write(tmp_path, name, body))
