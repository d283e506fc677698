"""Rules that named races publish, as race.toml says them: the times, and what a late start does to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lanterne.race.cutoffs import Zeros, gate_cutoff_s, line_time_s
from lanterne.race.definition import Race
from lanterne.race.loading import check_race
from lanterne.units import METRES_PER_MILE, instant_s, parse_clock_s

FRAME = """
[race]
id = "r"
name = "R"
date = 2026-10-04
timezone = "UTC"
unit = "mi"

[[timing_point]]
id = "start"
name = "Start"
kind = "start"

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"

[[distance]]
id = "full"
name = "Marathon"
length = "42.195 km"
"""


@dataclass(frozen=True)
class Rules:
    """A race's rules, and its deadlines by gate: as planned, and with everything 40 min late.

    `own_start` is that of a runner, for gates by own time.
    """

    distance: str
    gates: str
    planned: dict[str, str]
    late: dict[str, str]
    own_start: str = "09:30"
    line_mile: dict[float, str] = field(default_factory=dict)


def gate(name: str, at: str, rule: str, consequence: str = "none", *governs: str) -> str:
    what = ", ".join(f'"{thing}"' for thing in governs)
    return f"""
[[gate]]
id = "{name}"
name = "{name}"
at = "{at}"
{rule}
consequence = "{consequence}"
governs = [{what}]
""".replace("governs = []\n", "")


RACES = {
    "Berlin": Rules(  # 6:15 by own time, and two points by the clock on the wall
        'start = "09:15"\nlast_starter = "10:40"',
        gate("k33", "33 km", 'time = "15:50"', "pavement", "road")
        + gate("k38", "38 km", 'time = "16:35"', "ride", "road")
        + gate("end", "finish", 'limit = "6:15:00"\nclock = "net"', "none", "official_result"),
        {"k33": "15:50", "k38": "16:35", "end": "15:45"},
        {"k33": "15:50", "k38": "16:35", "end": "15:45"},
    ),
    "Marine Corps": Rules(  # 14:00 a mile from the gun; two points divert, the bridge puts you on the bus
        'start = "07:55"\nline = { pace = "14:00/mi", clock = "gun" }',
        gate("gauntlet", "17 mi", 'time = "12:33"', "divert", "road")
        + gate("bridge", "20 mi", 'time = "13:15"', "ride", "road")
        + gate("crystal", "22 mi", 'time = "13:49"', "divert", "road"),
        {"gauntlet": "12:33", "bridge": "13:15", "crystal": "13:49"},
        {"gauntlet": "12:33", "bridge": "13:15", "crystal": "13:49"},
        line_mile={20: "12:35"},
    ),
    "Tokyo": Rules(  # a table of points, all from the gun
        'start = "09:10"\nlast_starter = "09:32"',
        gate("k5", "5 km", 'time = "10:30"\nclock = "gun"', "ride")
        + gate("k10", "10 km", 'time = "11:04"\nclock = "gun"', "ride")
        + gate("k15", "15 km", 'time = "11:47"\nclock = "gun"', "ride")
        + gate("k41", "41.5 km", 'time = "16:03"\nclock = "gun"', "ride")
        + gate("end", "finish", 'limit = "7:00:00"\nclock = "gun"', "none", "official_result", "finish"),
        {"k5": "10:30", "k10": "11:04", "k15": "11:47", "k41": "16:03", "end": "16:10"},
        {"k5": "11:10", "k10": "11:44", "k15": "12:27", "k41": "16:43", "end": "16:50"},
    ),
    "Disney": Rules(  # 16:00 a mile behind the last to cross, who carry balloons
        'start = "05:00"\ntail_marker = "06:10"\nline = { pace = "16:00/mi", clock = "tail_marker" }',
        gate("m12", "12.8 mi", 'behind_line = "0:00"', "ride", "road"),
        {"m12": "09:34:48"},
        {"m12": "10:14:48"},
        line_mile={20: "11:30"},
    ),
    "London": Rules(  # eight hours from when the tail walkers cross; those behind are guided to the pavement
        'start = "09:30"\ntail_marker = "10:30"\nline = { pace = "18:18/mi", clock = "tail_marker" }',
        gate("behind", "12 mi", 'behind_line = "0:00"', "pavement", "road")
        + gate("end", "finish", 'limit = "8:00:00"\nclock = "tail_marker"', "none", "official_result"),
        {"behind": "14:09:36", "end": "18:30"},
        {"behind": "14:49:36", "end": "19:10"},
    ),
    "Every Woman's": Rules(  # from the last corral's last starter: published as clock times that shift
        'start = "07:00"\nlast_starter = "07:20"\nline = { pace = "17:45/mi", clock = "last_starter" }',
        gate("m08", "8.8 mi", 'time = "10:00"\nclock = "last_starter"', "bump_ahead", "road")
        + gate("m13", "13.1 mi", 'time = "11:15"\nclock = "last_starter"', "divert", "road")
        + gate("m18", "18.1 mi", 'time = "12:45"\nclock = "last_starter"', "bump_ahead", "road")
        + gate("m21", "21.6 mi", 'time = "13:45"\nclock = "last_starter"', "bump_ahead", "road")
        + gate("end", "finish", 'limit = "7:45:00"\nclock = "last_starter"', "none", "official_result"),
        {"m08": "10:00", "m13": "11:15", "m18": "12:45", "m21": "13:45", "end": "15:05"},
        {"m08": "10:40", "m13": "11:55", "m18": "13:25", "m21": "14:25", "end": "15:45"},
    ),
    "Boston": Rules(  # results close at a fixed clock time; medals and the finish stay open into the evening
        'start = "10:00"\nlast_starter = "11:28"',
        gate("result", "finish", 'time = "17:30"', "none", "official_result", "mat")
        + gate("open", "finish", 'time = "20:00"', "none", "medal", "finish"),
        {"result": "17:30", "open": "20:00"},
        {"result": "17:30", "open": "20:00"},
    ),
    "Boston until 2024": Rules(  # mats rolled up at the pace of six hours after the last starter
        'start = "10:00"\nlast_starter = "11:28"\nline = { pace = "13:44/mi", clock = "last_starter" }',
        gate("m20", "20 mi", 'behind_line = "0:00"', "pavement", "mat", "road")
        + gate("end", "finish", 'limit = "6:00:00"\nclock = "last_starter"', "none", "official_result"),
        {"m20": "16:02:40", "end": "17:28"},
        {"m20": "16:42:40", "end": "18:08"},
    ),
    "Chicago": Rules(  # 6:30 by own time
        'start = "07:30"\nlast_starter = "08:35"',
        gate("end", "finish", 'limit = "6:30:00"\nclock = "net"', "none", "official_result"),
        {"end": "16:00"},
        {"end": "16:00"},
    ),
    "Comrades": Rules(  # gates by the clock, the last twelve hours after the gun
        'start = "05:30"',
        gate("polly", "35 km", 'time = "16:30"', "ride", "road")
        + gate("end", "finish", 'limit = "12:00:00"\nclock = "gun"', "none", "official_result", "medal"),
        {"polly": "16:30", "end": "17:30"},
        {"polly": "16:30", "end": "18:10"},
    ),
    "Shonan": Rules(  # not across the start in half an hour is out
        'start = "09:00"',
        gate("begin", "start", 'limit = "30:00"\nclock = "gun"', "none", "official_result")
        + gate("end", "finish", 'limit = "6:30:00"\nclock = "gun"', "ride", "official_result"),
        {"begin": "09:30", "end": "15:30"},
        {"begin": "10:10", "end": "16:10"},
    ),
    "Berlin's older practice": Rules(  # ten minutes behind the line before anybody is spoken to
        'start = "09:15"\nlast_starter = "10:15"\nline = { pace = "8:53/km", clock = "last_starter" }',
        gate("k30", "30 km", 'behind_line = "10:00"\ngrace = "2:00"', "tell", "road"),
        {"k30": "14:51:30"},
        {"k30": "15:31:30"},
    ),
}


def read(folder: Path, rules: Rules) -> Race:
    (folder / "race.toml").write_text(f"{FRAME}{rules.distance}\n{rules.gates}", encoding="utf-8")
    checked = check_race(folder)
    assert (checked.faults, checked.warnings) == ((), ())
    assert checked.race is not None
    return checked.race


def instant(race: Race, clock: str) -> float:
    return instant_s(race.day, parse_clock_s(clock), race.zone)


@pytest.mark.parametrize("name", RACES)
def test_its_gates_close_when_it_says(tmp_path: Path, name: str) -> None:
    rules = RACES[name]
    race = read(tmp_path, rules)
    own_s = instant(race, rules.own_start)
    closing = {one.id: gate_cutoff_s(race, one, "full", Zeros(), start_s=own_s) for one in race.gates}
    assert closing == {key: pytest.approx(instant(race, at), abs=1) for key, at in rules.planned.items()}


@pytest.mark.parametrize("name", RACES)
def test_a_gun_forty_minutes_late_moves_what_hangs_on_it_and_nothing_else(tmp_path: Path, name: str) -> None:
    rules = RACES[name]
    race = read(tmp_path, rules)
    zeros = Zeros(gun={"full": race.distances[0].start_s + 2_400})
    own_s = instant(race, rules.own_start)
    closing = {one.id: gate_cutoff_s(race, one, "full", zeros, start_s=own_s) for one in race.gates}
    assert closing == {key: pytest.approx(instant(race, at), abs=1) for key, at in rules.late.items()}


@pytest.mark.parametrize("name", [name for name, rules in RACES.items() if rules.line_mile])
def test_its_virtual_line_passes_when_it_says(tmp_path: Path, name: str) -> None:
    race = read(tmp_path, RACES[name])
    for mile, at in RACES[name].line_mile.items():
        passes_s = line_time_s(race, "full", Zeros(), mile * METRES_PER_MILE)
        assert passes_s == pytest.approx(instant(race, at), abs=1)


def test_a_long_start_moves_what_counts_from_the_last_starter_alone(tmp_path: Path) -> None:
    race = read(tmp_path, RACES["Every Woman's"])
    zeros = Zeros(gun={"full": race.distances[0].start_s}, last_starter={"full": instant(race, "07:32")})
    closing = {one.id: gate_cutoff_s(race, one, "full", zeros) for one in race.gates}
    assert closing["m08"] == pytest.approx(instant(race, "10:12"))
    tokyo = read(tmp_path, RACES["Tokyo"])
    late = Zeros(last_starter={"full": instant(tokyo, "09:50")})
    assert gate_cutoff_s(tokyo, tokyo.gates[0], "full", late) == instant(tokyo, "10:30")


def test_a_time_that_moves_with_a_clock_needs_one_zero_on_all_its_distances(tmp_path: Path) -> None:
    half = '[[distance]]\nid = "half"\nname = "Half"\nlength = "21.0975 km"\nstart = "06:30"\n'
    rules = gate("both", "X", 'time = "10:00"\nclock = "gun"').replace('"X"', "{ full = 9000, half = 9000 }")
    (tmp_path / "race.toml").write_text(f'{FRAME}start = "07:00"\n{half}{rules}', encoding="utf-8")
    (fault,) = check_race(tmp_path).faults
    assert (fault.key, fault.mend) == ("gate.both.clock", "Write a [[gate]] for each distance")
