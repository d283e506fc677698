"""Mats out of place, found on made-up days, and none found where all stand right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.forecast.made_up_days import (
    KNOWN_COURSE,
    drawn,
    evidence,
    hot,
    made_up_library,
    mat_moved,
    on_such_a_day,
    uphill,
)

from lanterne.forecast import (
    Displaced,
    Evidence,
    before_the_race,
    displaced,
    innovations,
    learned,
    shipped,
    suspicious,
)
from lanterne.forecast.arrays import Floats
from lanterne.forecast.dayprior import DayPrior
from lanterne.forecast.training import AT_M
from lanterne.results import read_results
from lanterne.score.day import RaceDay
from lanterne.units import MARATHON_M

LIBRARY = made_up_library()
MATS = [0, 1, 2, 4, 5, 6, 7, 8]
"""5K, 10K, 15K, half, 25K, 30K, 35K and 40K: eight, and the finish."""

HOUR_S = 3_600.0


def usual_day(seed: int, runners: int = 3_000) -> Floats:
    """A day on the known course, of mats without 20K."""
    net_s = on_such_a_day(drawn(LIBRARY, runners, np.random.default_rng(seed)), uphill())
    net_s[:, 3] = np.nan
    return net_s


def found(net_s: Floats, as_of_s: float = 1e9, course: str | None = KNOWN_COURSE) -> list[Displaced]:
    day = learned(LIBRARY, innovations(LIBRARY, evidence(net_s), course), as_of_s, course)
    return displaced(day, LIBRARY, [*AT_M[MATS], MARATHON_M], MARATHON_M, course)


@pytest.mark.parametrize("by_m", [250.0, -250.0])
@pytest.mark.parametrize("column", [6, 7])
def test_a_displaced_mat_is_found_within_an_hour_of_the_field_passing_it(column: int, by_m: float) -> None:
    """The field: half of it; the mat after it must have read some of them too."""
    net_s = mat_moved(usual_day(61, 6_000), column, by_m)
    (one,) = suspicious(found(net_s, float(np.median(net_s[:, column])) + HOUR_S))
    assert one.at_m == AT_M[column]
    assert one.by_m == pytest.approx(by_m, abs=40)


@pytest.mark.parametrize("seed", range(70, 90))
def test_on_a_usual_day_no_mat_is_suspicious(seed: int) -> None:
    assert not suspicious(found(usual_day(seed, 500)))


@pytest.mark.parametrize("hours", [2.0, 3.0, 4.0, 6.0])
def test_heat_moves_no_mat(hours: float) -> None:
    net_s = on_such_a_day(usual_day(62), hot())
    assert not suspicious(found(net_s, hours * HOUR_S))


def test_two_displaced_mats_are_told_apart() -> None:
    net_s = mat_moved(mat_moved(usual_day(63, 6_000), 4, 300), 7, -300)
    told = suspicious(found(net_s))
    assert [one.at_m for one in told] == [AT_M[4], AT_M[7]]
    assert [np.sign(one.by_m) for one in told] == [1, -1]


def test_the_error_stated_is_that_made_and_no_neighbour_is_suspected() -> None:
    net_s = mat_moved(usual_day(64, 8_000), 6, 250)
    told = {one.at_m: one for one in found(net_s)}
    assert abs(told[30_000.0].by_m - 250) < 2 * told[30_000.0].sd_m
    assert not told[25_000.0].suspicious
    assert not told[35_000.0].suspicious


def test_mats_that_nobody_has_come_near_are_not_spoken_of() -> None:
    assert 40_000 not in [one.at_m for one in found(usual_day(65), 1.5 * HOUR_S)]


def test_before_the_race_nothing_is_known() -> None:
    assert displaced(before_the_race(LIBRARY), LIBRARY, list(AT_M), MARATHON_M) == []


def test_a_library_that_knows_no_days_says_nothing() -> None:
    plain = replace(LIBRARY, day=DayPrior.none())
    assert displaced(before_the_race(plain), plain, list(AT_M), MARATHON_M) == []


def test_a_mat_far_from_the_librarys_distances_is_not_judged() -> None:
    day = learned(LIBRARY, innovations(LIBRARY, evidence(usual_day(66))), 1e9)
    assert 32_187 not in [one.at_m for one in displaced(day, LIBRARY, [10_000, 32_187], MARATHON_M)]


def test_bands_that_disagree_are_no_displacement() -> None:
    """The slow stand still at a mat and the fast do not: a queue."""
    net_s = usual_day(67, 8_000)
    net_s[net_s[:, 1] > 3_800, 6] += 90
    assert 30_000 not in [one.at_m for one in suspicious(found(net_s))]


def test_honolulus_ten_kilometres_read_as_nearer_than_said() -> None:
    """It reads 4 to 6 in 100 fast every year; what the course is known for is not taken off here."""
    path = Path(__file__).resolve().parents[2] / "../shared/data/results/honolulu_2017.parquet"
    if not path.exists():
        pytest.skip("no results files beside the repository")
    day = RaceDay.of(read_results(path))
    rows = np.arange(0, len(day), 4)
    everybody = Evidence.of_net(day.length_m, day.at_m, day.net_s[rows])
    seen = innovations(shipped(), replace(everybody, start_s=day.start_s[rows]))
    known = learned(shipped(), seen, 3 * HOUR_S)
    told = {one.at_m: one for one in displaced(known, shipped(), day.at_m[day.usual].tolist(), MARATHON_M)}
    assert told[10_000.0].by_m < -50
