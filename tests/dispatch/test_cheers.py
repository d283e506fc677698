"""Who comes to a cheer station together, and when it is told."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.cheers import ONE_GROUP_S, companies, groups, stage, together

NAN = np.nan
DUE = st.lists(st.floats(0, 3_600), max_size=20)


def pair(one_s: list[float], other_s: list[float]) -> bool:
    return bool(together(np.array([one_s, other_s]))[0, 1])


def test_two_seen_near_one_another_at_two_places_are_together() -> None:
    assert pair([100, 200, 300], [500, 210, 290])


def test_once_is_a_chance() -> None:
    assert not pair([NAN, 200, NAN], [100, 205, 300])


def test_a_read_that_one_of_them_missed_does_not_part_them() -> None:
    assert pair([100, 200, NAN], [110, 190, 300])


def test_those_who_have_parted_since_are_not_together() -> None:
    assert not pair([100, 200, 300], [100, 200, 400])


@given(st.lists(st.lists(st.one_of(st.just(NAN), st.floats(0, 200)), min_size=3, max_size=3), max_size=12))
def test_everybody_is_in_exactly_one_company(seen: list[list[float]]) -> None:
    made = companies(np.array(seen, np.float64).reshape(-1, 3))
    assert sorted(row for one in made for row in one) == list(range(len(seen)))


@given(DUE)
def test_groups_part_the_last_and_come_the_last_first(due: list[float]) -> None:
    due_s = np.array(due, np.float64)
    made = groups(due_s, [[row] for row in range(len(due))])
    assert sorted(row for one in made for row in one) == list(range(len(due)))
    assert all(np.ptp(due_s[one]) <= ONE_GROUP_S for one in made)
    assert all(due_s[late].max() - due_s[early].max() > ONE_GROUP_S for late, early in pairwise(made))


def test_those_who_are_together_stay_one_group_though_forecast_apart() -> None:
    assert groups(np.array([0.0, 300.0, 1_000.0]), [[0, 1], [2]]) == [[2], [0, 1]]


@pytest.mark.parametrize(
    ("ahead_s", "expected"), [(1_260, "later"), (1_200, "20"), (481, "20"), (480, "8"), (60, "here")]
)
def test_a_group_comes_nearer_in_stages(ahead_s: float, expected: str) -> None:
    assert stage(ahead_s, ahead_s + 300, 0.0, seen=False, announced="later") == expected


def test_what_was_announced_is_not_taken_back() -> None:
    assert stage(1_500, 1_800, 0.0, seen=False, announced="20") == "20"


def test_a_group_that_was_seen_has_passed() -> None:
    assert stage(0, 0, 0.0, seen=True, announced="8") == "passed"
