"""What a hold brings, against days drawn one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import ndtri

from lanterne.dispatch.holds import (
    RESTS,
    Crew,
    Stretch,
    hours,
    outlooks,
    possible_ends,
    recommended_end,
    whom_for,
    with_rests,
)
from lanterne.dispatch.stations import LEVELS, Coming

Floats = NDArray[np.float64]
LIMIT_S = 25_200.0
NOW_S = LIMIT_S - 3_600.0


def runners(n: int, day_sd: float, seed: int = 1) -> tuple[Coming, Floats]:
    """Runners expected around the limit, and days drawn of them, (size, n); inf = does not come."""
    rng = np.random.default_rng(seed)
    mean_s, sd_s = LIMIT_S + rng.uniform(-600, 2_400, n), rng.uniform(120, 700, n)
    comes = rng.choice([1.0, 0.9, 0.6], n)
    coming = Coming.of(mean_s[:, None] + sd_s[:, None] * ndtri(np.array(LEVELS)), comes, NOW_S, day_sd)
    day, own = rng.standard_normal((40_000, 1)), rng.standard_normal((40_000, n))
    at_s = mean_s + sd_s * (coming.shared * day + np.sqrt(1 - coming.shared**2) * own)
    return coming, np.where(rng.random(at_s.shape) < comes, at_s, np.inf)


@pytest.mark.parametrize("day_sd", [0.0, 0.05])
@pytest.mark.parametrize("n", [1, 2, 12])
def test_who_makes_it_by_each_end_how_many_and_all_of_them_are_as_drawn(n: int, day_sd: float) -> None:
    coming, drawn_s = runners(n, day_sd)
    for look in outlooks(coming, possible_ends(LIMIT_S, NOW_S, None)):
        home = drawn_s <= look.until_s
        number = home.sum(axis=1)
        np.testing.assert_allclose(look.p, home.mean(axis=0), atol=0.02)
        assert look.number.mean == pytest.approx(number.mean(), abs=0.1)
        assert look.p_all == pytest.approx(home.all(axis=1).mean(), abs=0.04)
        low, high = np.quantile(number, (0.05, 0.95), method="inverted_cdf")
        assert abs(look.number.p05 - low) <= 1
        assert abs(look.number.p95 - high) <= 1


@pytest.mark.parametrize("day_sd", [0.0, 0.05])
@pytest.mark.parametrize("n", [1, 2, 12, 30])
def test_by_the_recommended_end_the_last_of_those_who_come_has_come_9_in_10_times(
    n: int, day_sd: float
) -> None:
    coming, drawn_s = runners(n, day_sd)
    end_s = recommended_end(coming, LIMIT_S, NOW_S, None)
    assert end_s is not None
    last_s = np.where(np.isfinite(drawn_s), drawn_s, -np.inf).max(axis=1)
    by_then = np.mean(last_s <= end_s)
    assert by_then > 0.87
    assert by_then < 0.98 or np.mean(last_s <= end_s - 300.0) < 0.92  # no five minutes more than it takes


def test_the_recommended_end_is_never_before_a_hold_could_begin_nor_after_the_permit() -> None:
    coming, _ = runners(3, 0.0)
    early = Coming.of(coming.arrival_s - 9_000.0, coming.comes, NOW_S - 12_000.0, 0.0)
    first = possible_ends(LIMIT_S, NOW_S, None)[0]
    assert recommended_end(early, LIMIT_S, NOW_S, None) == first
    assert recommended_end(coming, LIMIT_S, NOW_S, LIMIT_S + 700.0) == LIMIT_S + 600.0
    assert recommended_end(coming, LIMIT_S, NOW_S, LIMIT_S - 60.0) is None


def test_of_nobody_nothing_is_recommended() -> None:
    nobody = Coming.of(np.empty((0, len(LEVELS))), np.empty(0), np.empty(0), np.empty(0))
    assert recommended_end(nobody, LIMIT_S, NOW_S, None) is None
    assert [one.number.mean for one in outlooks(nobody, [LIMIT_S + 300.0])] == [0.0]


@given(limit_s=st.floats(0, 1e6), before_s=st.floats(-20_000, 20_000), latest_s=st.none() | st.floats(0, 1e6))
def test_ends_are_whole_five_minutes_after_the_limit_and_now_and_within_the_permit(
    limit_s: float, before_s: float, latest_s: float | None
) -> None:
    now_s = limit_s - before_s
    ends = possible_ends(limit_s, now_s, latest_s)
    assert all(end % 300 == 0 and end > max(limit_s, now_s) for end in ends)
    assert all(other - one == 300 for one, other in itertools.pairwise(ends))
    assert len(ends) <= 18
    if latest_s is not None:
        assert all(end <= latest_s for end in ends)
    else:
        assert len(ends) >= 17


def choose(fit: list[bool], p_limit: list[float], minutes_late: list[float], comes: list[float]) -> list[int]:
    median_s = LIMIT_S + 60.0 * np.array(minutes_late)
    chosen = whom_for(np.array(fit), np.array(p_limit), median_s, np.array(comes), LIMIT_S)
    return [int(i) for i in np.flatnonzero(chosen)]


def test_a_hold_is_for_those_the_sweep_says_are_fit_and_not_sure_to_be_in_time() -> None:
    assert choose([True, True, False], [0.2, 0.97, 0.1], [10, -20, 20], [0.9, 1.0, 0.9]) == [0]


def test_without_the_sweeps_word_it_is_for_those_likelier_late_who_come_soon_after() -> None:
    nobody = [False] * 5
    found = choose(nobody, [0.1, 0.7, 0.0, 0.0, 0.3], [20, -5, 60, 20, 2], [0.8, 1.0, 0.9, 0.3, 0.7])
    assert found == [0, 4]


STRETCH = Stretch(from_m=29_000.0, to_m=42_195.0, limit_s=LIMIT_S, pace_s_per_m=0.6)


def test_who_was_not_passed_yet_stays_as_much_longer_as_the_hold_lasts() -> None:
    crews = [Crew(42_195.0, 8), Crew(None, 0)]
    assert hours(STRETCH, crews, LIMIT_S + 1_800.0, NOW_S) == (1.0, 4.5)


def test_who_could_have_gone_already_stays_only_for_what_is_left() -> None:
    due_s = LIMIT_S - (42_195.0 - 32_000.0) * 0.6
    gone_s = due_s + 600.0
    assert STRETCH.stay_s(Crew(32_000.0, 5), LIMIT_S + 1_800.0, gone_s) == pytest.approx(1_200.0)
    assert STRETCH.stay_s(Crew(32_000.0, 5), LIMIT_S + 300.0, gone_s) == 0.0


def test_the_last_of_the_late_come_later_than_pace_alone_says_and_nobody_else_does() -> None:
    arrival_s = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0]])
    made = with_rests(arrival_s)
    assert made[0, :-1].tolist() == arrival_s[0, :-1].tolist()
    assert made[0, -1] == 8.0 + RESTS * 2.0
