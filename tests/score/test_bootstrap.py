from __future__ import annotations

import numpy as np

from lanterne.score.bootstrap import difference


def rng() -> np.random.Generator:
    return np.random.default_rng(2)


def test_the_mean_is_ours_minus_theirs() -> None:
    assert difference(np.array([3.0, 5.0]), np.array([4.0, 8.0]), rng()).mean == -2.0


def test_a_difference_that_is_the_same_in_every_race_is_sure() -> None:
    found = difference(np.arange(5.0), np.arange(5.0) + 1, rng())
    assert (found.low, found.high) == (-1.0, -1.0)


def test_one_race_tells_no_interval() -> None:
    found = difference(np.array([3.0]), np.array([4.0]), rng())
    assert found.mean == -1.0
    assert np.isnan([found.low, found.high]).all()


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    """With forty races of a normal difference, 95 in 100 intervals hold it, give or take."""
    draws = np.random.default_rng(4)
    held = 0
    for _ in range(400):
        found = difference(draws.normal(0.3, 1, 40), np.zeros(40), draws, draws=500)
        held += found.low <= 0.3 <= found.high
    assert 0.91 <= held / 400 <= 0.98
