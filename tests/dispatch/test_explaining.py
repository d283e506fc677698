"""What may have become of somebody unseen: probabilities that sum to one and follow the evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.explaining import WHAT, Unseen, crossed, explained, lost

NOW_S = np.array([7_000.0])


def unseen_of(**changed: Any) -> Unseen:
    fields: dict[str, Any] = {
        "half_s": np.array([[3_000.0, 6_000.0, 9_000.0]]),
        "late_s": np.array([[3_600.0, 6_600.0, 9_900.0]]),
        "usual": np.array([[0.998, 0.8, 0.7]]),
        "works": np.ones((1, 3)),
        "stops": np.full((1, 3), 0.01),
        "swept": np.array([False]),
        "denied": np.array([False]),
        "pavement": np.array([0.0005]),
        "wrong_way": np.array([0.0002]),
        **changed,
    }
    return Unseen(**fields)


def share(what: str, **changed: Any) -> float:
    return float(explained(unseen_of(**changed), NOW_S)[0, WHAT.index(what)])


likely = st.floats(0, 1)


@given(
    st.lists(likely, min_size=3, max_size=3),
    st.lists(likely, min_size=3, max_size=3),
    likely,
    st.booleans(),
    st.floats(0, 40_000),
    st.integers(0, 3),
)
def test_they_sum_to_one(
    usual: list[float], works: list[float], stops: float, swept: bool, now_s: float, behind: int
) -> None:
    half_s = np.array([[3_000.0, 6_000.0, 9_000.0]])
    half_s[:, :behind] = np.nan
    shares = explained(
        unseen_of(
            half_s=half_s,
            late_s=half_s + 600.0,
            usual=np.array([usual]),
            works=np.array([works]),
            stops=np.full((1, 3), stops / 3),
            swept=np.array([swept]),
        ),
        np.array([now_s]),
    )
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()


def test_a_covered_bib_explains_what_was_missed_before() -> None:
    assert share("missed_reads", usual=np.array([[0.4, 0.3, 0.3]])) > 0.9


def test_a_mat_that_read_nobody_explains_the_silence_there() -> None:
    assert share("mat_trouble", works=np.array([[0.0, 0.0, 1.0]])) > 0.9


def test_two_missed_mats_that_work_leave_stopping_likeliest() -> None:
    assert lost(explained(unseen_of(), NOW_S))[0] > 0.8


def test_at_the_expected_time_of_the_first_mat_nothing_is_likelier_than_to_come_yet() -> None:
    shares = explained(unseen_of(), np.array([3_000.0]))[0]
    assert WHAT[int(np.argmax(shares))] == "slowed"


def test_a_sweep_that_has_passed_leaves_less_of_being_slow() -> None:
    assert share("slowed", swept=np.array([True])) < share("slowed")


def test_who_keeps_going_has_passed_a_mat_no_sooner_than_the_one_before() -> None:
    half_s = np.array([[3_000.0, 2_000.0]])
    found = crossed(half_s, half_s + 600.0, np.array([2_500.0]))
    assert found[0, 1] <= found[0, 0]
