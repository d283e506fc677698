from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.score.made_up_race import MATS, made_up_race

from lanterne.results import POINTS
from lanterne.score.day import RaceDay
from lanterne.score.scored import plausible, scored, slowest_quarter

AT_M = np.array([POINTS[mat][1] for mat in MATS])
EVEN = AT_M * 0.36
NAN = float("nan")


@pytest.fixture
def day() -> RaceDay:
    return RaceDay.of(made_up_race())


def with_reads(**net_s: float) -> bool:
    """Whether an even runner with some other reads is plausible."""
    changed = EVEN.copy()
    for mat, read_s in net_s.items():
        changed[MATS.index(mat)] = read_s
    return bool(plausible(AT_M, changed[None])[0])


def test_an_even_runner_is_scored() -> None:
    assert with_reads()


def test_splits_must_increase() -> None:
    assert not with_reads(k30=EVEN[5])


def test_splits_must_increase_across_a_gap() -> None:
    assert not with_reads(k30=NAN, k35=EVEN[5] - 1)


@pytest.mark.parametrize(("pace", "fine"), [(149, False), (150, True), (1_300, True), (1_301, False)])
def test_every_average_pace_is_within_its_bounds(pace: float, fine: bool) -> None:
    assert plausible(AT_M, (AT_M / 1_000 * pace)[None])[0] == fine


@pytest.mark.parametrize(("splits", "fine"), [(1, False), (2, True)])
def test_two_splits_before_the_finish_are_needed(splits: int, fine: bool) -> None:
    net_s = EVEN.copy()
    net_s[splits:-1] = np.nan
    assert plausible(AT_M, net_s[None])[0] == fine


def test_who_stopped_is_not_among_the_finishers(day: RaceDay) -> None:
    found = scored(day)
    assert day.finished[found.finishers].all()
    assert not day.finished[found.stopped].any()
    assert len(found.stopped) > 5


def test_a_sample_is_some_of_those_scored_and_always_the_same(day: RaceDay) -> None:
    whole, some = scored(day), scored(day, 100)
    assert len(some.finishers) == 100
    assert set(some.finishers) <= set(whole.finishers)
    np.testing.assert_array_equal(some.finishers, scored(day, 100).finishers)


def test_a_sample_takes_as_large_a_share_of_those_who_stopped(day: RaceDay) -> None:
    whole = scored(day)
    half = scored(day, len(whole.finishers) // 2)
    assert len(half.stopped) == pytest.approx(len(whole.stopped) / 2, abs=1)


def test_a_sample_larger_than_the_field_is_the_field(day: RaceDay) -> None:
    np.testing.assert_array_equal(scored(day, 10_000).finishers, scored(day).finishers)


def test_only_those_read_at_the_mat_are_scored_there(day: RaceDay) -> None:
    net_s = day.net_s.copy()
    net_s[::2, 4] = np.nan
    gaps = replace(day, net_s=net_s)
    found = scored(gaps).at(gaps, 4)
    assert np.isfinite(gaps.net_s[found.finishers, 4]).all()
    assert 0 < len(found.finishers) < len(scored(gaps).finishers)


def test_the_slowest_quarter_is_a_quarter() -> None:
    net_s = np.random.default_rng(1).permutation(np.arange(400.0))
    slow = slowest_quarter(net_s)
    assert slow.sum() == 100
    assert net_s[slow].min() == 300
