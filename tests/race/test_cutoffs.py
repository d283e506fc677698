from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanterne.race.cutoffs import (
    Zeros,
    gate_cutoff_s,
    gate_cutoffs_s,
    line_at_m,
    line_time_s,
    line_zero,
    rule_text,
    zero,
)
from lanterne.race.definition import Clock, Gate, Race
from lanterne.race.loading import load_race
from lanterne.units import METRES_PER_MILE, clock_text, parse_clock_s

GUN_S = 1_777_806_000.0
ZONE = "America/New_York"


@pytest.fixture
def race(folder: Path) -> Race:
    return load_race(folder)


def at(text: str) -> float:
    """UTC instant of a clock time on race day."""
    return GUN_S - 7 * 3_600 + parse_clock_s(text)


def gate(clock: Clock = "gun", at_m: float = 30_000.0, **limits: float) -> Gate:
    return Gate(id="g", name="G", at_m={"marathon": at_m}, clock=clock, **limits)


@pytest.mark.parametrize(
    ("mile", "clock"), [(14, "10:50:00"), (20, "12:26:00"), (25, "13:46:00"), (26.2188, "14:05:30")]
)
def test_the_line_passes_the_miles_when_the_plan_says(race: Race, mile: float, clock: str) -> None:
    """16:00 a mile from the last starter at 07:06: seven hours to the finish."""
    passes_s = line_time_s(race, "marathon", Zeros(), mile * METRES_PER_MILE)
    assert passes_s == pytest.approx(at(clock), abs=0.5)


def test_the_line_is_at_the_finish_at_14_05_30(race: Race) -> None:
    finish_s = line_time_s(race, "marathon", Zeros(), 42_195.0)
    assert clock_text(finish_s, ZONE, seconds=True) == "14:05:30"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # the race is frozen
@given(now_s=st.floats(GUN_S - 7_200, GUN_S + 40_000))
def test_line_place_and_time_are_inverse_on_the_course(race: Race, now_s: float) -> None:
    where_m = line_at_m(race, "marathon", Zeros(), now_s)
    assert 0 <= where_m <= 42_195
    if 0 < where_m < 42_195:
        assert line_time_s(race, "marathon", Zeros(), where_m) == pytest.approx(now_s, abs=1e-3)


def test_the_line_waits_at_the_start_and_stays_at_the_finish(race: Race) -> None:
    where_m = line_at_m(race, "marathon", Zeros(), np.array([at("06:00"), at("07:06"), at("23:00")]))
    assert where_m.tolist() == [0, 0, 42_195]


def test_a_distance_without_a_line_has_none(race: Race) -> None:
    assert line_zero(race, "half", Zeros()) is None
    assert np.isnan(line_at_m(race, "half", Zeros(), GUN_S))
    assert np.isnan(line_time_s(race, "half", Zeros(), np.array([0.0, 5.0]))).all()


LATE = Zeros(gun={"marathon": GUN_S + 2_400})


@pytest.mark.parametrize(
    ("clock", "zeros", "wave", "instant", "basis"),
    [
        ("gun", Zeros(), None, "07:00", "planned"),
        ("gun", LATE, None, "07:40", "stated"),
        ("last_starter", Zeros(), None, "07:06", "planned"),
        ("last_starter", LATE, None, "07:46", "planned"),
        ("last_starter", Zeros(last_starter={"marathon": at("07:09")}), None, "07:09", "stated"),
        ("tail_marker", Zeros(), None, "07:00", "gun"),
        ("tail_marker", LATE, None, "07:40", "gun"),
        ("tail_marker", Zeros(tail_marker={"marathon": at("07:11")}), None, "07:11", "stated"),
        ("wave", Zeros(), "B", "07:04", "planned"),
        ("wave", LATE, "B", "07:44", "planned"),
        ("wave", Zeros(wave={("marathon", "B"): at("07:05")}), "B", "07:05", "stated"),
        ("wave", LATE, None, "07:40", "gun"),
        ("wave", Zeros(), "Z", "07:00", "gun"),
    ],
)
def test_each_clock_begins_as_stated_or_planned(
    race: Race, clock: Clock, zeros: Zeros, wave: str | None, instant: str, basis: str
) -> None:
    assert zero(race, "marathon", clock, zeros, wave) == (at(instant), basis)


def test_one_distance_starting_late_leaves_the_other_alone(race: Race) -> None:
    assert zero(race, "half", "gun", LATE).at_s == GUN_S


@pytest.mark.parametrize("clock", ["net", "wall"])
def test_clocks_that_nobody_shares_have_no_zero(race: Race, clock: Clock) -> None:
    with pytest.raises(ValueError, match="no zero"):
        zero(race, "marathon", clock, Zeros())


@pytest.mark.parametrize(
    ("limit", "on_time", "late"),
    [
        (gate(clock="wall", wall_s=at("10:40")), "10:40", "10:40"),
        (gate(limit_s=7 * 3_600.0), "14:00", "14:40"),
        (gate(clock="last_starter", limit_s=3_600.0), "08:06", "08:46"),
        (gate(clock="tail_marker", limit_s=3_600.0), "08:00", "08:40"),
        (gate(clock="wave", limit_s=3_600.0), "08:04", "08:44"),
        (gate(clock="last_starter", at_m=20 * METRES_PER_MILE, behind_line_s=900.0), "12:41", "13:21"),
    ],
)
def test_a_late_start_shifts_every_limit_but_those_by_the_wall(
    race: Race, limit: Gate, on_time: str, late: str
) -> None:
    for zeros, clock in ((Zeros(), on_time), (LATE, late)):
        assert gate_cutoff_s(race, limit, "marathon", zeros, wave_id="B") == pytest.approx(at(clock))


def test_an_own_time_counts_from_the_own_start(race: Race) -> None:
    net = gate(clock="net", limit_s=23_400.0)
    assert gate_cutoff_s(race, net, "marathon", LATE, start_s=at("07:50")) == at("14:20")
    assert gate_cutoff_s(race, net, "marathon", LATE) is None


def test_a_gate_elsewhere_and_a_gate_behind_no_line_have_no_cutoff(race: Race) -> None:
    assert gate_cutoff_s(race, gate(limit_s=60.0), "half", Zeros()) is None
    behind = replace(gate(behind_line_s=0.0), at_m={"half": 5_000.0})
    assert gate_cutoff_s(race, behind, "half", Zeros()) is None


@pytest.mark.parametrize(
    "limit",
    [
        gate(clock="wall", wall_s=at("10:40")),
        gate(limit_s=3_600.0),
        gate(clock="wave", limit_s=3_600.0),
        gate(clock="net", limit_s=3_600.0),
        gate(clock="last_starter", behind_line_s=900.0),
        replace(gate(clock="net", limit_s=3_600.0), at_m={"half": 5_000.0}),
    ],
)
def test_many_cutoffs_equal_one_by_one(race: Race, limit: Gate) -> None:
    start_s = np.array([at("07:01"), np.nan, at("07:05"), at("07:06")])
    wave = np.array([0, 1, 1, -1])
    together = gate_cutoffs_s(race, limit, "marathon", LATE, start_s, wave)
    ids = ["A", "B", "B", None]
    alone = [
        gate_cutoff_s(race, limit, "marathon", LATE, one, None if np.isnan(start) else float(start))
        for one, start in zip(ids, start_s, strict=True)
    ]
    np.testing.assert_array_equal(together, np.array(alone, dtype=np.float64))


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (gate(clock="wall", wall_s=at("08:40")), "08:40 by the clock"),
        (gate(behind_line_s=900.0), "15 min behind the virtual line"),
        (gate(behind_line_s=90.0), "0:01:30 behind the virtual line"),
        (gate(behind_line_s=0.0), "as the virtual line passes"),
        (gate(limit_s=23_400.0), "6:30:00 after the gun"),
        (gate(clock="wave", limit_s=23_400.0), "6:30:00 after the gun of the runner's wave"),
        (gate(clock="last_starter", limit_s=23_400.0), "6:30:00 after the last starter"),
        (gate(clock="tail_marker", limit_s=28_800.0), "8:00:00 after the tail marker crosses the start"),
        (gate(clock="net", limit_s=23_400.0), "6:30:00 after the runner's own start"),
    ],
)
def test_rules_are_said_in_words(race: Race, limit: Gate, words: str) -> None:
    assert rule_text(limit, race) == words
