from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.replay.transport import Reads
from lanterne.simulate.mats import PARKED_S, Dark, in_the_dark, missed, repeated

NO_STARTS = np.array([], dtype=np.int64)


def crossings(n: int, seed: int = 1) -> Reads:
    rng = np.random.default_rng(seed)
    return Reads(np.zeros(n, dtype=np.int64), np.arange(n), np.round(rng.uniform(0, 9_000, n), 2))


def test_each_mat_misses_its_share() -> None:
    lost = missed(200_000, 4, np.array([0.005, 0.007, 0.002, 0.007]), np.random.default_rng(1))
    np.testing.assert_allclose(lost.mean(axis=0), [0.005, 0.007, 0.0045, 0.006], atol=0.0025)


def test_misses_come_in_runs_by_runner() -> None:
    """Who is missed at one mat is missed at the next many times as often as others."""
    lost = missed(200_000, 2, np.array([0.006, 0.006]), np.random.default_rng(1))
    assert lost[lost[:, 0], 1].mean() > 20 * lost[~lost[:, 0], 1].mean()


def test_a_mat_that_misses_nothing_reads_everybody() -> None:
    assert not missed(1_000, 3, np.zeros(3), np.random.default_rng(1)).any()


def test_a_dark_reader_loses_its_minutes_only() -> None:
    reads = Reads(np.array([1, 1, 1, 2]), np.arange(4), np.array([9.0, 10.0, 20.0, 15.0]))
    assert in_the_dark(reads, Dark(1, 10.0, 20.0)).tolist() == [False, True, False, False]


@given(seed=st.integers(0, 200))
@settings(max_examples=25, deadline=None)
def test_the_first_read_of_a_crossing_is_the_crossing(seed: int) -> None:
    one = crossings(300, seed)
    many = repeated(one, NO_STARTS, np.random.default_rng(seed))
    first = np.full(300, np.inf)
    np.minimum.at(first, many.bib, many.at_s)
    np.testing.assert_array_equal(first, one.at_s)


def test_the_last_read_at_the_start_is_the_crossing() -> None:
    one = crossings(300)
    many = repeated(one, np.array([0]), np.random.default_rng(1))
    last = np.full(300, -np.inf)
    np.maximum.at(last, many.bib, many.at_s)
    np.testing.assert_array_equal(last, one.at_s)


def test_reads_of_a_crossing_cluster() -> None:
    one = crossings(20_000)
    many = repeated(one, NO_STARTS, np.random.default_rng(1))
    after_s = many.at_s - one.at_s[many.bib]
    assert len(many) / len(one) > 2.5
    assert np.quantile(after_s, 0.9) < 15


def test_a_few_chips_lie_by_the_mat() -> None:
    many = repeated(crossings(20_000), NO_STARTS, np.random.default_rng(1))
    counts = np.bincount(many.bib)
    assert counts.max() >= 200
    assert (counts >= 200).mean() < 0.002
    parked = counts.argmax()
    length_s = np.ptp(many.at_s[many.bib == parked])
    assert length_s == pytest.approx(PARKED_S, rel=0.3)


def test_no_read_is_told_twice() -> None:
    many = repeated(crossings(5_000), NO_STARTS, np.random.default_rng(1))
    assert len(set(zip(many.bib.tolist(), many.at_s.tolist(), strict=True))) == len(many)
