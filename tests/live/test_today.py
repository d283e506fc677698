"""The day learned live: by an instant alone, the same however it came in, and of use to those behind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lanterne.forecast.evidence import Evidence
from lanterne.forecast.library import shipped
from lanterne.forecast.raceday import Day
from lanterne.live.today import STEP_S, Today
from lanterne.units import MARATHON_M

MATS_M = np.array([10_000.0, 20_000.0, 30_000.0, MARATHON_M])
BASE_S = 1.7e9
N = 400
LATE_S = BASE_S + 40_000.0


def evidence(slower: float = 1.0) -> Evidence:
    """Runners at 5 to 9 min/km who slow a little, their legs beyond 20 km taking so many times as long."""
    rng = np.random.default_rng(5)
    pace = rng.uniform(0.3, 0.54, N)
    legs_s = pace[:, None] * np.diff(MATS_M, prepend=0.0) * [1.0, 1.02, 1.08 * slower, 1.15 * slower]
    net_s = np.cumsum(legs_s * rng.lognormal(0.0, 0.03, legs_s.shape), axis=1)
    start_s = BASE_S + rng.uniform(0.0, 900.0, N)
    return Evidence(length_m=MARATHON_M, at_m=MATS_M, net_s=net_s, start_s=start_s, start_sd_s=np.zeros(N))


def learned(*told: Evidence) -> Today:
    today = Today(shipped(), None)
    for one in told:
        today.learn(one)
    return today


def numbers(day: Day) -> np.ndarray:
    return np.concatenate([day.mean, day.covariance.ravel(), [day.spread, day.legs]])


INSTANTS_S = BASE_S + np.arange(0.0, 30_000.0, 1_500.0)


def days_of(today: Today) -> np.ndarray:
    return np.array([numbers(today.day_at(float(at_s))) for at_s in INSTANTS_S])


def test_what_came_piece_by_piece_teaches_the_same_as_all_at_once() -> None:
    """So does a race control that is started again."""
    whole = evidence()
    piecewise = learned(*(whole.by(BASE_S + at_s) for at_s in (4_000.0, 9_000.0, 9_500.0)), whole)
    assert np.array_equal(days_of(piecewise), days_of(learned(whole)))


def test_a_read_that_is_taken_back_is_forgotten() -> None:
    whole = evidence()
    net_s = whole.net_s.copy()
    net_s[3, 2] *= 1.01
    assert np.array_equal(days_of(learned(replace(whole, net_s=net_s), whole)), days_of(learned(whole)))


def test_later_reads_change_nothing_of_an_earlier_instant() -> None:
    whole = evidence()
    then_s = BASE_S + 12_000.0
    early, late = learned(whole.by(then_s)).day_at(then_s), learned(whole).day_at(then_s)
    assert early.legs == late.legs > 0
    assert np.array_equal(numbers(early), numbers(late))


def test_before_anything_counts_the_day_is_as_expected() -> None:
    today = learned(evidence())
    assert today.day_at(BASE_S) is today.before
    assert today.day_at(-np.inf) is today.before


def test_the_same_day_gives_the_same_library() -> None:
    whole = evidence()
    today = learned(whole.by(BASE_S + 12_000.0))
    before = today.library_at(BASE_S + 9_000.0)
    today.learn(whole)
    assert today.library_at(BASE_S + 9_000.0) is before


def test_each_instant_gets_the_library_of_its_step() -> None:
    today = learned(evidence())
    at_s = BASE_S + np.array([20_000.0, 0.0, 9_000.0, 20_000.0 + STEP_S / 4])
    found = {int(row): library for rows, library in today.libraries_at(at_s) for row in rows}
    assert [found[row] for row in range(4)] == [today.library_at(float(one)) for one in at_s]


def test_runners_whose_start_was_not_read_teach_nothing() -> None:
    today = learned(replace(evidence(), start_sd_s=np.full(N, 30.0)))
    assert today.day_at(LATE_S).legs == 0


@pytest.mark.parametrize("slower", [0.94, 1.06])
def test_a_day_that_slows_or_hurries_everybody_is_seen(slower: float) -> None:
    usual, odd = (learned(evidence(one)) for one in (1.0, slower))
    stretch = odd.stretch(np.array([30_000.0]), MARATHON_M, MARATHON_M)[0]
    moved = stretch @ (odd.day_at(LATE_S).mean - usual.day_at(LATE_S).mean)
    assert np.all(np.sign(moved[1:5]) == np.sign(slower - 1.0))


def test_what_is_not_known_of_the_day_shrinks_as_runners_show_it() -> None:
    today = learned(evidence())
    early, late = (
        today.stretch_sd(at_s, np.array([0.0, 30_000.0]), MARATHON_M, MARATHON_M) for at_s in (BASE_S, LATE_S)
    )
    assert np.all(late <= early + 1e-12)
    assert late[1, 2] < 0.8 * early[1, 2]
