from __future__ import annotations

from pathlib import Path

import pytest

from lanterne.race.definition import HoldRules, Race, Supply
from lanterne.race.loading import check_race, load_race
from lanterne.units import METRES_PER_MILE

GUN_S = 1_777_806_000.0  # 2026-05-03T07:00-04:00

STAFFED = """
[[station]]
id = "s09"
name = "Station 9"
kinds = ["fluid"]
at = { marathon = "14 mi" }
crew = 14
in_out = true
supplies = [{ item = "water", stock = 3000, take = 1.5 }, { item = "salt", stock = 200 }]

[[vehicle]]
id = "sweep2"
name = "Sweep 2"
kind = "sweep"
distances = ["half"]

[[post]]
id = "medical"
name = "Medical lead"
role = "medical"
crew = 3

[[segment]]
id = "fifth"
name = "Fifth Avenue"
from = { marathon = "1 mi", half = "1 mi" }
to = { marathon = "3 mi", half = "3 mi" }
post = "smithfield"
permit = "10:00"

[hold]
needs = ["smithfield", "medical", "s09"]
latest = "15:30"
crew_hour_cost = 0
post_hour_cost = 57.5
currency = "USD"
"""


@pytest.fixture
def staffed(toml: str) -> str:
    return toml + STAFFED


def faults(folder: Path, toml: str) -> list[str]:
    (folder / "race.toml").write_text(toml, encoding="utf-8")
    return [str(fault).removeprefix(f"{folder}/") for fault in check_race(folder).faults]


def warnings(folder: Path, toml: str) -> list[str]:
    (folder / "race.toml").write_text(toml, encoding="utf-8")
    checked = check_race(folder)
    assert checked.faults == ()
    return [str(warning).removeprefix(f"{folder}/") for warning in checked.warnings]


def loaded(folder: Path, toml: str) -> Race:
    (folder / "race.toml").write_text(toml, encoding="utf-8")
    return load_race(folder)


def test_a_staffed_race_has_neither_faults_nor_warnings(tmp_path: Path, staffed: str) -> None:
    assert faults(tmp_path, staffed) == []
    assert warnings(tmp_path, staffed) == []


def test_a_station_has_its_crew_and_what_it_hands_out(tmp_path: Path, staffed: str) -> None:
    station = loaded(tmp_path, staffed).stations[-1]
    assert (station.crew, station.in_out) == (14, True)
    assert station.supplies == (
        Supply(item="water", stock=3_000.0, take=1.5),
        Supply(item="salt", stock=200.0, take=1.0),
    )


def test_a_sweep_serves_the_distances_it_names_and_else_all(tmp_path: Path, staffed: str) -> None:
    assert [one.distances for one in loaded(tmp_path, staffed).vehicles] == [(), ("half",)]


def test_a_post_has_its_crew(tmp_path: Path, staffed: str) -> None:
    assert [one.crew for one in loaded(tmp_path, staffed).posts] == [0, 3]


def test_a_segment_has_both_ends_on_each_distance(tmp_path: Path, staffed: str) -> None:
    (segment,) = loaded(tmp_path, staffed).segments
    assert dict(segment.from_m) == {"marathon": METRES_PER_MILE, "half": METRES_PER_MILE}
    assert dict(segment.to_m) == {"marathon": 3 * METRES_PER_MILE, "half": 3 * METRES_PER_MILE}
    assert (segment.post, segment.permit_s) == ("smithfield", GUN_S + 3 * 3_600)


def test_the_rules_of_holds_are_read(tmp_path: Path, staffed: str) -> None:
    assert loaded(tmp_path, staffed).hold == HoldRules(
        needs=("smithfield", "medical", "s09"),
        latest_s=GUN_S + 8.5 * 3_600,
        crew_hour_cost=0.0,
        post_hour_cost=57.5,
        currency="USD",
    )


def test_a_race_that_says_nothing_of_holds_has_no_rules_for_them(tmp_path: Path, toml: str) -> None:
    assert loaded(tmp_path, toml).hold == HoldRules()


MISTAKES = [
    # what is written -> what instead, where the fault is, what it says
    ("crew = 14", "crew = -1", "station.s09.crew", "not a count"),
    ("in_out = true", 'in_out = "yes"', "station.s09.in_out", "true or false"),
    ('{ item = "salt", stock = 200 }', "5", "station.s09.supplies", "not a list of tables"),
    ('item = "salt", ', "", "station.s09.supplies[2].item", "is missing"),
    (", stock = 200", "", "station.s09.supplies[2].stock", "is missing"),
    ("stock = 200", "stock = -200", "station.s09.supplies[2].stock", "below nothing"),
    ("take = 1.5", "take = inf", "station.s09.supplies[1].take", "without end"),
    ("take = 1.5", "takes = 1.5", "station.s09.supplies[1].takes", "Did you mean take?"),
    ('item = "salt"', 'item = "water"', "station.s09.supplies", "lists 'water' twice"),
    ('distances = ["half"]', 'distances = ["haff"]', "vehicle.sweep2.distances", "Did you mean half?"),
    ('distances = ["half"]', "distances = []", "vehicle.sweep2.distances", "not a list of words"),
    ("crew = 3", "crew = 0.5", "post.medical.crew", "not a count"),
    ('id = "medical"', 'id = "s09"', "post.s09.id", "also the id of a station"),
    ('id = "sweep2"', 'id = "smithfield"', "post.smithfield.id", "also the id of a vehicle"),
    ('from = { marathon = "1 mi", half = "1 mi" }\n', "", "segment.fifth.from", "is missing"),
    (
        'from = { marathon = "1 mi", half = "1 mi" }',
        'from = { marathon = "1 mi" }',
        "segment.fifth.from",
        "does not say where it is on half",
    ),
    ('to = { marathon = "3 mi"', 'to = { marathon = "1 mi"', "segment.fifth.to", "not after its beginning"),
    ('to = { marathon = "3 mi", ', "to = { ", "segment.fifth.to", "does not say where it is on marathon"),
    (
        'to = { marathon = "3 mi"',
        'to = { marathon = "30 mi"',
        "segment.fifth.to.marathon",
        "beyond the finish",
    ),
    ('post = "smithfield"', 'post = "smithfeld"', "segment.fifth.post", "Did you mean smithfield?"),
    ('post = "smithfield"', 'post = "s09"', "segment.fifth.post", "no post 's09'"),
    ('permit = "10:00"', "permit = 10", "segment.fifth.permit", "not a clock time"),
    ('id = "fifth"', "", "segment[1].id", "is missing"),
    ('needs = ["smithfield",', 'needs = ["smithfeld",', "hold.needs", "Did you mean smithfield?"),
    ('needs = ["smithfield", "medical", "s09"]', 'needs = "smithfield"', "hold.needs", "not a list"),
    ('latest = "15:30"', 'latest = "3 pm"', "hold.latest", "not a clock time"),
    ("post_hour_cost = 57.5", 'post_hour_cost = "57.5"', "hold.post_hour_cost", "not a number"),
    (
        "post_hour_cost = 57.5",
        "post_hour_costs = 57.5",
        "hold.post_hour_costs",
        "Did you mean post_hour_cost?",
    ),
    ("crew_hour_cost = 0", "crew_hour_cost = true", "hold.crew_hour_cost", "not a number"),
    ('currency = "USD"', "currency = 5", "hold.currency", "not a text"),
]


@pytest.mark.parametrize(("written", "instead", "key", "says"), MISTAKES)
def test_each_mistake_is_found_where_it_is(
    tmp_path: Path, staffed: str, written: str, instead: str, key: str, says: str
) -> None:
    head, tail = staffed[: -len(STAFFED)], STAFFED
    assert written in tail
    found = faults(tmp_path, head + tail.replace(written, instead, 1))
    assert any(fault.startswith(f"race.toml: {key}: ") and says in fault for fault in found), found


@pytest.mark.parametrize(("written", "instead", "key", "says"), MISTAKES)
def test_each_fault_says_the_mend(
    tmp_path: Path, staffed: str, written: str, instead: str, key: str, says: str
) -> None:
    head, tail = staffed[: -len(STAFFED)], STAFFED
    (tmp_path / "race.toml").write_text(head + tail.replace(written, instead, 1), encoding="utf-8")
    found = check_race(tmp_path).faults
    assert all(fault.what and fault.mend for fault in found)


def test_two_segments_of_one_id_are_a_fault(tmp_path: Path, staffed: str) -> None:
    again = staffed.partition("[[segment]]")[2].partition("[hold]")[0]
    found = faults(tmp_path, f"{staffed}\n[[segment]]{again}")
    assert any("segment.fifth.id: is used twice" in fault for fault in found)


@pytest.mark.parametrize(
    ("written", "instead", "key", "says"),
    [
        ('permit = "10:00"', 'permit = "07:50"', "segment.fifth.permit", "virtual line of marathon leaves"),
        ('latest = "15:30"', 'latest = "14:05"', "hold.latest", "nothing could ever be held"),
        ('currency = "USD"\n', "", "hold.currency", "is missing"),
    ],
)
def test_a_plan_that_will_not_do_is_a_warning(
    tmp_path: Path, staffed: str, written: str, instead: str, key: str, says: str
) -> None:
    assert written in staffed
    (found,) = warnings(tmp_path, staffed.replace(written, instead, 1))
    assert found.startswith(f"race.toml: {key}: ")
    assert says in found
