"""Which passings fit together, against brute force over all choices."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lanterne.field.passings import FASTEST_MPS, doubtful

AT_M = np.array([0.0, 5_000.0, 10_000.0, 15_000.0, 20_000.0])


def fits(times_s: np.ndarray, at_m: np.ndarray) -> bool:
    """Whether somebody can have run from each to the next."""
    return bool((np.diff(times_s) >= np.diff(at_m) / FASTEST_MPS - 1e-6).all())


@given(st.lists(st.one_of(st.just(np.nan), st.integers(0, 9_000).map(float)), min_size=5, max_size=5))
def test_as_many_as_fit_together_are_kept(times: list[float]) -> None:
    passing_s = np.array([times])
    read = np.flatnonzero(np.isfinite(passing_s[0]))
    most = max(
        (
            n
            for n in range(len(read), 0, -1)
            for some in combinations(read, n)
            if fits(passing_s[0, list(some)], AT_M[list(some)])
        ),
        default=0,
    )
    kept = read[~doubtful(passing_s, AT_M)[0, read]]
    assert (len(kept), fits(passing_s[0, kept], AT_M[kept])) == (most, True)


def test_a_finish_read_too_early_is_doubtful_once_the_runner_is_seen_before_it_later() -> None:
    """Otherwise somebody still on the course would count as home."""
    passing_s = np.array([[0.0, 1_800.0, 3_600.0, np.nan, 3_000.0]])
    assert np.flatnonzero(doubtful(passing_s, AT_M)[0]).tolist() == [4]


def test_a_finisher_who_walks_back_past_a_mat_that_missed_them_stays_home() -> None:
    """The read at 15K comes an hour after the finish; the finish was there first."""
    passing_s = np.array([[0.0, 1_800.0, 3_600.0, 10_800.0, 7_200.0]])
    assert np.flatnonzero(doubtful(passing_s, AT_M)[0]).tolist() == [3]


def test_what_fits_is_left_alone_whatever_is_missing() -> None:
    passing_s = np.array([[np.nan, 1_800.0, np.nan, 5_400.0, np.nan], [np.nan] * 5])
    assert not doubtful(passing_s, AT_M).any()


def test_a_point_of_another_distance_does_not_count() -> None:
    at_m = np.array([0.0, np.nan, 10_000.0])
    assert not doubtful(np.array([[0.0, np.nan, 3_600.0]]), at_m).any()
