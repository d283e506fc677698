from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanterne.errors import InputFaults
from lanterne.race.course import Course
from lanterne.race.loading import check_race, load_race
from lanterne.units import METRES_PER_MILE

LayOut = Callable[..., Course]
GUN_S = 1_777_806_000.0  # 2026-05-03T07:00-04:00


def faults(folder: Path, toml: str) -> list[str]:
    (folder / "race.toml").write_text(toml, encoding="utf-8")
    return [str(fault).removeprefix(f"{folder}/") for fault in check_race(folder).faults]


def warnings(folder: Path, toml: str) -> list[str]:
    (folder / "race.toml").write_text(toml, encoding="utf-8")
    checked = check_race(folder)
    assert checked.faults == ()
    return [str(warning).removeprefix(f"{folder}/") for warning in checked.warnings]


def test_a_race_without_mistakes_is_read_whole(folder: Path) -> None:
    race = load_race(folder)
    assert (race.id, race.day, race.zone, race.unit) == (
        "three_rivers",
        date(2026, 5, 3),
        "America/New_York",
        "mi",
    )
    marathon, half = race.distances
    assert (marathon.start_s, marathon.last_starter_s) == (GUN_S, GUN_S + 360)
    assert marathon.line is not None
    assert marathon.line.pace_s_per_m == pytest.approx(960 / METRES_PER_MILE)
    assert (half.length_m, half.start_s, half.line, half.course) == (21_097.5, GUN_S, None, None)
    assert [wave.start_s - GUN_S for wave in race.waves] == [0, 240]
    assert dict(race.points[1].at_m) == {"marathon": 10_000, "half": 10_000}
    assert dict(race.points[2].at_m) == {"marathon": 42_195, "half": 21_097.5}
    assert race.stations[0].kinds == ("fluid", "medical")
    line_gate, wall_gate = race.gates
    assert (line_gate.clock, line_gate.behind_line_s) == ("last_starter", 900)
    assert line_gate.at_m["marathon"] == pytest.approx(20 * METRES_PER_MILE)
    assert (wall_gate.clock, wall_gate.wall_s) == ("wall", GUN_S + 13_200)
    assert (race.vehicles[0].seats, race.vehicles[0].device) == (14, "phone1")
    assert race.posts[0].at_m == {}
    assert race.tokens == {"raceresult": "a-long-secret"}
    assert race.minors


def test_the_name_of_the_course_is_read(folder: Path) -> None:
    plain = (folder / "race.toml").read_text(encoding="utf-8")
    assert load_race(folder).course is None
    assert faults(folder, plain + '\n[forecast]\ncourse = "a course nobody knows"\n') == []
    assert load_race(folder).course == "a course nobody knows"


@pytest.mark.parametrize(
    ("table", "key"),
    [("[forecast]\ncourse = 7", "forecast.course"), ("[forecast]\ncurse = 'x'", "forecast.curse")],
)
def test_a_wrong_entry_under_forecast_is_found(folder: Path, table: str, key: str) -> None:
    plain = (folder / "race.toml").read_text(encoding="utf-8")
    assert [key in fault for fault in faults(folder, f"{plain}\n{table}\n")] == [True]


def test_the_file_may_be_named_instead_of_its_folder(folder: Path) -> None:
    assert load_race(folder / "race.toml") == load_race(folder)


def test_a_race_of_one_distance_takes_bare_places(tmp_path: Path) -> None:
    (tmp_path / "race.toml").write_text(
        """
        [race]
        id = "r"
        name = "R"
        date = 2026-05-03
        timezone = "UTC"
        unit = "km"
        start = "22:00"
        [[distance]]
        id = "ultra"
        name = "Ultra"
        length = "100 mi"
        [[timing_point]]
        id = "s1"
        name = "Mile 25"
        kind = "split"
        at = "25.0 mi"
        [[timing_point]]
        id = "finish"
        name = "Finish"
        kind = "finish"
        [[gate]]
        id = "g"
        name = "Next morning"
        at = 80000
        time = "34:30"
        """,
        encoding="utf-8",
    )
    race = load_race(tmp_path)
    assert race.points[0].at_m["ultra"] == pytest.approx(25 * METRES_PER_MILE)
    assert race.gates[0].wall_s == race.distances[0].start_s + 12.5 * 3_600


MISTAKES = [
    # what is written -> what instead, where the fault is, what it says
    ("[race]", "[race", "", "is not TOML"),
    ("[race]", "[races]", "race", "is missing"),
    ("[race]", "[races]", "races", "Did you mean race?"),
    ("[race]", "race = 5\n[other]", "race", "not a table"),
    ('id = "three_rivers"', "", "race.id", "is missing"),
    ('id = "three_rivers"', 'id = "three/rivers"', "race.id", "not an id"),
    ('name = "Three Rivers Marathon"', 'name = ""', "race.name", "not a text"),
    ("date = 2026-05-03", 'date = "2026-05-03"', "race.date", "without quotes"),
    ("date = 2026-05-03", "date = 2026-05-03T07:00:00", "race.date", "not a day"),
    ('timezone = "America/New_York"', 'timezone = "America/NewYork"', "race.timezone", "America/New_York"),
    ('unit = "mi"', 'unit = "miles"', "race.unit", "Known here: km, mi"),
    ('start = "07:00"\n\n[[dist', 'start = "7am"\n\n[[dist', "race.start", "not a clock time"),
    ('start = "07:00"\n\n[[dist', "start = 07:00:00\n\n[[dist", "race.start", "write it in quotes"[1:]),
    ('start = "07:00"\n\n[[dist', "\n[[dist", "distance.marathon.start", "is missing"),
    ('unit = "mi"', 'unit = "mi"\nminors = "no"', "race.minors", "true or false"),
    ('unit = "mi"', 'unit = "mi"\nnotise = "x"', "race.notise", "Did you mean notice?"),
    ("[feeds]", "[feed]", "feed", "Did you mean feeds?"),
    ("[[vehicle]]", "[vehicle]", "vehicle", "[[vehicle]]"),
    ('length = "42.195 km"', "", "distance.marathon.length", "is missing"),
    ('length = "42.195 km"', 'length = "42.195"', "distance.marathon.length", "with its unit"),
    ('length = "42.195 km"', "length = 0", "distance.marathon.length", "no length"),
    ('length = "42.195 km"', "length = nan", "distance.marathon.length", "no distance"),
    ('length = "42.195 km"', "length = true", "distance.marathon.length", "not a distance"),
    (
        'length = "42.195 km"',
        'length = "42.195 km"\ncourse = "no.gpx"',
        "distance.marathon.course",
        "no file",
    ),
    ('last_starter = "07:06"', 'last_starter = "06:59"', "distance.marathon.last_starter", "before the gun"),
    ("date = 2026-05-03", "date = 1066-05-03", "race.date", "correct the year"[8:]),
    ('"16:00/mi"', "16", "distance.marathon.line.pace", "not a pace"),
    ('"16:00/mi"', '"16:00"', "distance.marathon.line.pace", "not a pace"),
    ('"16:00/mi"', '"0:00/mi"', "distance.marathon.line.pace", "longer than nothing"),
    ('clock = "last_starter" }', 'clock = "net" }', "distance.marathon.line.clock", "not known"),
    ('clock = "last_starter" }', 'klock = "gun" }', "distance.marathon.line.klock", "Did you mean clock?"),
    (
        'line = { pace = "16:00/mi", clock = "last_starter" }',
        'line = "16:00/mi"',
        "distance.marathon.line",
        "table",
    ),
    ('aliases = ["Full"]', 'aliases = "Full"', "distance.marathon.aliases", "not a list"),
    ('id = "half"', 'id = "marathon"', "distance.marathon.id", "used twice"),
    ('id = "B"', 'id = "A"', "wave.A.id", "used twice"),
    ('id = "B"', "", "wave[2].id", "is missing"),
    (
        'distance = "marathon"\nstart = "07:04"',
        'distance = "maraton"\nstart = "07:04"',
        "wave.B.distance",
        "marathon?",
    ),
    ('start = "07:04"', 'start = "06:55"', "wave.B.start", "before the gun"),
    ('kind = "split"', 'kind = "spilt"', "timing_point.k10.kind", "Did you mean split?"),
    ('kind = "split"', 'kind = "split"\nread_rate = 99', "timing_point.k10.read_rate", "not a share"),
    ('kind = "split"', 'kind = "split"\nread_rate = "0.9"', "timing_point.k10.read_rate", "not a number"),
    ('half = "10 km" }', 'hlaf = "10 km" }', "timing_point.k10.at.hlaf", "Did you mean half?"),
    ('at = { marathon = "10 km", half = "10 km" }', "", "timing_point.k10.at", "is missing"),
    ('at = { marathon = "10 km", half = "10 km" }', "at = {}", "timing_point.k10.at", "is empty"),
    (
        'at = { marathon = "10 km", half = "10 km" }',
        'at = "10 km"',
        "timing_point.k10.at",
        "of which distance",
    ),
    ('half = "10 km" }', 'half = "22 km" }', "timing_point.k10.at.half", "902 m beyond the finish"),
    ('half = "10 km" }', "half = -5 }", "timing_point.k10.at.half", "no distance"),
    ('half = "10 km" }', 'half = "ten" }', "timing_point.k10.at.half", "not a distance"),
    ('half = "10 km" }', 'half = "start" }', "timing_point.k10.at", "not beyond start"),
    ('kind = "finish"', 'kind = "split"\nat = "finish"', "distance.half", "no timing point at the finish"),
    (
        'kind = "finish"',
        'kind = "finish"\nat = { marathon = 42195, half = 20000 }',
        "timing_point.finish.at",
        "not at the finish",
    ),
    ('kind = "start"', 'kind = "start"\nat = 7', "timing_point.start.at", "of which distance"),
    ('kind = "split"', 'kind = "start"', "distance.marathon", "2 timing points of kind start"),
    ('kinds = ["fluid", "medical"]', 'kinds = ["water"]', "station.s05.kinds", "'water' is not known"),
    ('kinds = ["fluid", "medical"]', "kinds = []", "station.s05.kinds", "not a list"),
    ('kinds = ["fluid", "medical"]', "kinds = [5]", "station.s05.kinds", "not known"),
    ('behind_line = "15:00"', "", "gate.mile20.time", "has no limit"),
    (
        'behind_line = "15:00"',
        'behind_line = "15:00"\ntime = "12:41"',
        "gate.mile20.time",
        "has time and behind_line",
    ),
    ('behind_line = "15:00"', "behind_line = 15", "gate.mile20.behind_line", "not a duration"),
    ('behind_line = "15:00"', 'limit = "6:30:00"', "gate.mile20.clock", "is missing"),
    (
        'behind_line = "15:00"',
        'limit = "6:30:00"\nclock = "wall"',
        "gate.mile20.clock",
        "'wall' is not known",
    ),
    (
        'behind_line = "15:00"',
        'behind_line = "15:00"\nclock = "gun"',
        "gate.mile20.clock",
        "not the virtual line's",
    ),
    ('time = "10:40"', 'time = "10:40"\nclock = "net"', "gate.bridge.clock", "does not go with a clock time"),
    ('time = "10:40"', 'time = "06:40"', "gate.bridge.time", "not after the gun"),
    ('at = { marathon = "20 mi" }', 'at = { half = "10 mi" }', "gate.mile20.behind_line", "half has none"),
    (
        'at = { marathon = 17059 }\ntime = "10:40"',
        'at = { half = 1 }\nlimit = "3:00:00"\nclock = "wave"',
        "gate.bridge.clock",
        "no waves",
    ),
    ('consequence = "ride"', 'consequence = "bus"', "gate.mile20.consequence", "not known"),
    ('governs = ["road"]', 'governs = ["roads"]', "gate.mile20.governs", "Did you mean road?"),
    ('id = "bridge"', 'id = "mile20"', "gate.mile20.id", "used twice"),
    ('id = "bridge"', 'id = "k10"', "gate.k10.id", "also the id of a timing_point at another place"),
    ('kind = "sweep"', 'kind = "bus"', "vehicle.sweep1.kind", "not known"),
    ("seats = 14", "seats = -1", "vehicle.sweep1.seats", "not a count"),
    ("seats = 14", "seats = 1.5", "vehicle.sweep1.seats", "not a count"),
    (
        "[[post]]",
        '[[vehicle]]\nid = "v2"\nname = "V"\nkind = "sag"\ndevice = "phone1"\n[[post]]',
        "vehicle",
        "same device",
    ),
    ('role = "police"', "", "post.smithfield.role", "is missing"),
    ('token = "a-long-secret"', "", "feeds.raceresult.token", "is missing"),
    ('{ token = "a-long-secret" }', '"a-long-secret"', "feeds.raceresult", "not a table"),
]


@pytest.mark.parametrize(("written", "instead", "key", "says"), MISTAKES)
def test_each_mistake_is_found_where_it_is(
    tmp_path: Path, toml: str, written: str, instead: str, key: str, says: str
) -> None:
    assert written in toml
    found = faults(tmp_path, toml.replace(written, instead, 1))
    where = f"race.toml: {key}: " if key else "race.toml: "
    assert any(fault.startswith(where) and says in fault for fault in found), found


@pytest.mark.parametrize(("written", "instead", "key", "says"), MISTAKES)
def test_each_fault_says_what_is_wrong_and_the_mend(
    tmp_path: Path, toml: str, written: str, instead: str, key: str, says: str
) -> None:
    (tmp_path / "race.toml").write_text(toml.replace(written, instead, 1), encoding="utf-8")
    for fault in check_race(tmp_path).faults:
        assert fault.what
        assert fault.mend


def test_all_mistakes_are_found_in_one_pass(tmp_path: Path, toml: str) -> None:
    broken = toml
    for written, instead in [
        ('unit = "mi"', 'unit = "yards"'),
        ('id = "half"', ""),
        ('last_starter = "07:06"', 'last_starter = "06:06"'),
        ('start = "07:04"', 'start = "4"'),
        ('kinds = ["fluid", "medical"]', 'kinds = ["fluids"]'),
        ('behind_line = "15:00"', ""),
        ("seats = 14", "seats = 14\nseets = 3"),
        ('role = "police"', ""),
    ]:
        broken = broken.replace(written, instead, 1)
    keys = {fault.split(": ")[1] for fault in faults(tmp_path, broken)}
    assert keys >= {
        "race.unit",
        "distance[2].id",
        "distance.marathon.last_starter",
        "wave.B.start",
        "station.s05.kinds",
        "gate.mile20.time",
        "vehicle.sweep1.seets",
        "post.smithfield.role",
    }


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('length = "42.195 km"', "length"),
        ('last_starter = "07:06"', "last_starter"),
        ('line = { pace = "16:00/mi", clock = "last_starter" }', "line"),
        ('name = "Marathon"', "name"),
    ],
)
def test_one_mistake_in_a_distance_brings_no_others(
    tmp_path: Path, toml: str, written: str, key: str
) -> None:
    """What refers to a distance that could not be read is not blamed for it."""
    found = faults(tmp_path, toml.replace(written, f"{key} = 2000-01-01", 1))
    assert [fault.split(": ")[1] for fault in found] == [f"distance.marathon.{key}"]


LITERALS = [
    *(
        "5",
        "-1",
        "0",
        "1e300",
        "nan",
        "inf",
        "99999999999999999999",
        "true",
        '""',
        '"x"',
        '"start"',
        '"finish"',
    ),
    *("[]", "[[]]", '["x", 5]', "{}", "{ a = 1 }", '{ marathon = "x" }', "[{ id = 5 }]"),
    *("2026-05-03", "0001-01-01", "9999-12-31", "07:00:00", "2026-05-03T07:00:00Z"),
    *(
        '"99:59"',
        '"99:99"',
        f'"{"9" * 400}:00:00"',
        f'"{"9" * 400} km"',
        '"0:00"',
        '"\\u0000"',
        '"."',
        '"../.."',
    ),
]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(LITERALS)), min_size=1, max_size=4))
def test_no_value_whatever_breaks_the_check(
    tmp_path: Path, toml: str, changes: list[tuple[int, str]]
) -> None:
    """Any value in the place of any other gives a race or faults, each with its mend."""
    lines = toml.splitlines()
    assignments = [i for i, line in enumerate(lines) if " = " in line]
    for which, literal in changes:
        i = assignments[which % len(assignments)]
        lines[i] = f"{lines[i].partition(' = ')[0]} = {literal}"
    (tmp_path / "race.toml").write_text("\n".join(lines), encoding="utf-8")
    checked = check_race(tmp_path)
    assert (checked.race is None) == bool(checked.faults)
    assert all(fault.what and fault.mend for fault in checked.faults)


def test_a_race_without_distances_says_only_that(tmp_path: Path, toml: str) -> None:
    head = toml.partition("[[distance]]")[0]
    (found,) = faults(tmp_path, head)
    assert "distance: is missing" in found


def test_toml_faults_name_the_line(tmp_path: Path, toml: str) -> None:
    (found,) = faults(tmp_path, toml.replace('unit = "mi"', "unit = mi", 1))
    assert "line 7" in found


@pytest.mark.parametrize(
    ("body", "says"), [(b"name = '\xff'", "UTF-8"), (b"\xff\xfe[\x00", "UTF-8"), (None, "No such file")]
)
def test_an_unreadable_file_is_one_fault(tmp_path: Path, body: bytes | None, says: str) -> None:
    if body is not None:
        (tmp_path / "race.toml").write_bytes(body)
    (fault,) = check_race(tmp_path / "race.toml").faults
    assert says in str(fault)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path, toml: str) -> None:
    (tmp_path / "race.toml").write_bytes(b"\xef\xbb\xbf" + toml.encode())
    assert check_race(tmp_path).faults == ()


def test_load_race_raises_every_fault(tmp_path: Path, toml: str) -> None:
    (tmp_path / "race.toml").write_text(toml.replace('"mi"', '"yd"').replace("seats = 14", "seats = -1"))
    with pytest.raises(InputFaults) as caught:
        load_race(tmp_path)
    assert [fault.key for fault in caught.value.faults] == ["race.unit", "vehicle.sweep1.seats"]


def test_no_start_mat_is_a_warning(tmp_path: Path, toml: str) -> None:
    part = '[[timing_point]]\nid = "start"\nname = "Start"\nkind = "start"\n'
    found = warnings(tmp_path, toml.replace(part, ""))
    assert [each.split(": ")[1] for each in found] == ["distance.marathon", "distance.half"]


def test_a_line_from_an_unplanned_last_starter_is_a_warning(tmp_path: Path, toml: str) -> None:
    (found,) = warnings(tmp_path, toml.replace('last_starter = "07:06"\n', ""))
    assert "the gun stands in" in found


def test_a_gate_that_cuts_off_before_an_earlier_one_is_a_warning(tmp_path: Path, toml: str) -> None:
    (found,) = warnings(tmp_path, toml.replace('time = "10:40"', 'time = "12:50"'))
    assert "gate.mile20: cuts off at 12:41 on marathon, before bridge at 12:50" in found


def test_ids_may_be_shared_by_what_is_at_one_place(tmp_path: Path, toml: str) -> None:
    found = toml.replace('id = "s05"', 'id = "k10"').replace(
        "marathon = 12875, half = 12875", "marathon = 10000"
    )
    assert warnings(tmp_path, found) == []


def draw(folder: Path, course: Course, toml: str) -> str:
    course.write_geojson(folder / "c.geojson", "c")
    return toml.replace('length = "42.195 km"', 'length = "42.195 km"\ncourse = "c.geojson"', 1)


def test_a_course_is_loaded_at_its_official_length(tmp_path: Path, toml: str, lay_out: LayOut) -> None:
    (tmp_path / "race.toml").write_text(draw(tmp_path, lay_out([(0, 0), (42_000, 0)], 100), toml))
    course = load_race(tmp_path).distances[0].course
    assert course is not None
    assert course.length_m == 42_195
    assert course.drawn_m == pytest.approx(42_000, rel=2e-3)


@pytest.mark.parametrize(
    ("end_m", "step_m", "says"),
    [
        (43_000, 100, "more than the official"),
        (41_000, 100, "less than the official"),
        (42_195, 600, "is coarse"),
    ],
)
def test_a_doubtful_course_is_a_warning(
    tmp_path: Path, toml: str, lay_out: LayOut, end_m: float, step_m: float, says: str
) -> None:
    (found,) = warnings(tmp_path, draw(tmp_path, lay_out([(0, 0), (end_m, 0)], step_m), toml))
    assert found.startswith("c.geojson: ")
    assert says in found


def test_the_course_of_another_distance_is_a_fault(tmp_path: Path, toml: str, lay_out: LayOut) -> None:
    (found,) = faults(tmp_path, draw(tmp_path, lay_out([(0, 0), (21_000, 0)], 100), toml))
    assert found.startswith("c.geojson: is drawn")


def test_a_broken_course_file_is_a_fault_of_that_file(tmp_path: Path, toml: str) -> None:
    (tmp_path / "c.gpx").write_text("<gpx>")
    text = toml.replace('length = "42.195 km"', 'length = "42.195 km"\ncourse = "c.gpx"')
    (found,) = faults(tmp_path, text)
    assert found.startswith("c.gpx: is broken XML")


def test_a_shared_place_that_lies_apart_is_a_warning(tmp_path: Path, toml: str, lay_out: LayOut) -> None:
    """The half is drawn on another road, so its 10 km are not the marathon's."""
    lay_out([(0, 9_000), (21_097, 9_000)], 100).write_geojson(tmp_path / "h.geojson", "h")
    text = draw(tmp_path, lay_out([(0, 0), (42_195, 0)], 100), toml)
    text = text.replace('length = "21.0975 km"', 'length = "21.0975 km"\ncourse = "h.geojson"')
    found = warnings(tmp_path, text)
    assert any("timing_point.k10.at" in each and "m apart" in each for each in found)


def test_pieces_put_in_order_and_turned_round_are_warned_of(tmp_path: Path, toml: str) -> None:
    """Three pieces of one road, the last saved first and the second drawn backwards."""
    step = 0.001178
    road = [(-80.0 + i * step, 40.44) for i in range(424)]
    pieces = [road[300:], road[:150], road[299:149:-1]]
    body = {"type": "MultiLineString", "coordinates": pieces}
    (tmp_path / "c.geojson").write_text(json.dumps(body))
    text = toml.replace('length = "42.195 km"', 'length = "42.195 km"\ncourse = "c.geojson"')
    found = warnings(tmp_path, text)
    assert any("100 m between 2 and 3, 100 m between 3 and 1" in each for each in found)
    assert any("put in the order 2 3 1" in each for each in found)
    assert any("turned round: 3" in each for each in found)


def test_a_course_file_too_large_to_be_one_is_refused(
    tmp_path: Path, toml: str, lay_out: LayOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lanterne.race.tracks.LARGEST_BYTES", 1_000)
    (found,) = faults(tmp_path, draw(tmp_path, lay_out([(0, 0), (42_195, 0)], 100), toml))
    assert "larger than" in found
