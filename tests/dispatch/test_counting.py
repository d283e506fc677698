"""How many of unequal chances happen, against enumeration and simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.counting import EXACT, at_most, number_quantiles


@given(st.lists(st.floats(0, 1), max_size=8), st.integers(0, 8))
def test_at_most_equals_enumeration(chances: list[float], most: int) -> None:
    expected = sum(
        np.prod([p if came else 1 - p for p, came in zip(chances, case, strict=True)])
        for case in product([False, True], repeat=len(chances))
        if sum(case) <= most
    )
    found = at_most(np.array(chances).reshape(-1, 1), most, np.ones(len(chances)))
    assert found[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [5, EXACT, EXACT + 1, 2_000])
def test_quantiles_of_the_number_are_those_of_a_simulation(n: int) -> None:
    rng = np.random.default_rng(n)
    p, weight = rng.beta(0.5, 0.5, (n, 3)), np.array([0.2, 0.5, 0.3])
    case = rng.choice(3, size=4_000, p=weight)
    drawn = (rng.random((4_000, n)) < p.T[case]).sum(axis=1)
    found = number_quantiles(p, weight, (0.05, 0.5, 0.95))
    expected = np.quantile(drawn, (0.05, 0.5, 0.95), method="inverted_cdf")
    assert np.abs(found - expected).max() <= max(1, 0.006 * n)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 5)), max_size=6), st.integers(0, 4))
def test_those_alike_count_as_often_as_there_are(groups: list[tuple[float, int]], most: int) -> None:
    p, each = np.array([g[0] for g in groups]).reshape(-1, 1), np.array([float(g[1]) for g in groups])
    one_by_one = np.repeat(p, each.astype(int), axis=0)
    expected = at_most(one_by_one, most, np.ones(len(one_by_one)))
    np.testing.assert_allclose(at_most(p, most, each), expected, atol=1e-9)


def test_others_widen_the_number_and_shift_it() -> None:
    p, weight = np.full((10, 1), 0.5), np.ones(1)
    alone = number_quantiles(p, weight, (0.05, 0.95))
    np.testing.assert_array_equal(number_quantiles(p, weight, (0.05, 0.95), 100.0), alone + 100)
    low, high = number_quantiles(p, weight, (0.05, 0.95), 100.0, 400.0)
    assert (low, high) == pytest.approx((105 - 1.645 * 20.06, 105 + 1.645 * 20.06), abs=1.1)


def test_the_sure_are_counted_and_nobody_is_nobody() -> None:
    assert number_quantiles(np.ones((7, 2)), np.array([0.5, 0.5]), (0.05, 0.95)).tolist() == [7, 7]
    assert number_quantiles(np.empty((0, 2)), np.array([0.5, 0.5]), (0.05, 0.95)).tolist() == [0, 0]
