"""Who is watched, who is asked after, and by how much risk they are ordered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.accounting import FINISH_GRACE_S, Z95, Z99, judge, over_s, risk, since_s
from lanterne.dispatch.explaining import Unseen

HALF_S = (3_000.0, 6_000.0, 9_000.0, 12_000.0)
SPREAD_S = 600.0
"""99 in 100 have passed so long after half of them."""


def unseen_of(
    behind: int = 0, *, swept: bool = False, denied: bool = False, works: Any = 1.0, **changed: Any
) -> Unseen:
    """Somebody read at the first `behind` of four mats, the last at the finish."""
    half_s = np.array([HALF_S])
    half_s[:, :behind] = np.nan
    fields: dict[str, Any] = {
        "usual": np.array([[0.0] * behind + [0.998, 0.8, 0.7, 0.6][: 4 - behind]]),
        "stops": np.full((1, 4), 0.01),
        **changed,
    }
    return Unseen(
        half_s=half_s,
        late_s=half_s + SPREAD_S,
        works=np.broadcast_to(np.array(works, float), (1, 4)),
        swept=np.array([swept]),
        denied=np.array([denied]),
        pavement=np.array([0.0005]),
        wrong_way=np.array([0.0002]),
        **fields,
    )


def asked_after(unseen: Unseen, now_s: float, *, wet: bool = False) -> bool:
    return bool(judge(unseen, np.array([now_s]), wet=wet).query[0])


@pytest.mark.parametrize(
    ("now_s", "expected"),
    [(3_500.0, False), (6_200.0, False), (6_230.0, True), (9_000.0, True)],
)
def test_two_mats_in_a_row_are_needed(now_s: float, expected: bool) -> None:
    assert asked_after(unseen_of(), now_s) is expected


def test_one_missed_mat_is_watched_after_a_while() -> None:
    judged = judge(unseen_of(), np.array([5_900.0]), wet=False)
    assert judged.watch.tolist() == [True]
    assert judged.query.tolist() == [False]


def test_a_sweep_that_has_passed_without_meeting_them_is_the_second_reason() -> None:
    assert asked_after(unseen_of(swept=True), 5_000.0)


def test_somebody_asked_who_has_not_seen_them_is_the_second_reason() -> None:
    assert asked_after(unseen_of(denied=True), 5_000.0)
    assert not asked_after(unseen_of(), 5_000.0)


def test_a_sweep_alone_is_no_reason_while_the_mat_is_not_late() -> None:
    assert not asked_after(unseen_of(swept=True), 3_100.0)


@pytest.mark.parametrize(("later_s", "expected"), [(-1.0, False), (1.0, True)])
def test_who_is_ahead_of_the_finish_alone_has_a_quarter_of_an_hour(later_s: float, expected: bool) -> None:
    now_s = HALF_S[3] + SPREAD_S * Z95 / Z99 + FINISH_GRACE_S + later_s
    assert asked_after(unseen_of(behind=3), now_s) is expected


def test_a_mat_in_trouble_counts_for_nothing() -> None:
    assert not asked_after(unseen_of(works=[0.0, 1.0, 1.0, 1.0]), 6_700.0)
    assert asked_after(unseen_of(works=[0.0, 1.0, 1.0, 1.0]), 9_700.0)


def test_on_a_wet_day_a_third_mat_is_needed() -> None:
    assert not asked_after(unseen_of(), 6_700.0, wet=True)
    assert asked_after(unseen_of(), 9_700.0, wet=True)


def test_who_was_often_missed_before_is_not_asked_after_for_two_more() -> None:
    often = np.array([[0.4, 0.3, 0.3, 0.3]])
    assert not asked_after(unseen_of(usual=often), 6_700.0)


@given(
    st.floats(0, 30_000), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.booleans(), st.integers(0, 3)
)
def test_nobody_is_asked_after_for_one_missed_mat(
    now_s: float, first: float, second: float, stops: float, wet: bool, behind: int
) -> None:
    half_s = np.array([[1_000.0, 1e6, 1e6, 1e6]])
    unseen = Unseen(
        half_s=half_s,
        late_s=half_s + SPREAD_S,
        usual=np.array([[first, second, second, second]]),
        works=np.ones((1, 4)),
        stops=np.full((1, 4), stops / 4),
        swept=np.array([False]),
        denied=np.array([False]),
        pavement=np.zeros(1),
        wrong_way=np.zeros(1),
    )
    assert not asked_after(unseen, now_s, wet=wet)


@given(st.integers(0, 3), st.floats(0, 20_000), st.floats(0, 20_000), st.booleans())
def test_the_risk_never_falls_as_time_passes(behind: int, one_s: float, other_s: float, swept: bool) -> None:
    unseen = unseen_of(behind, swept=swept)
    found = []
    for now_s in sorted((one_s, other_s)):
        at_s = np.array([now_s])
        judged = judge(unseen, at_s, wet=False)
        found.append(risk(judged.p_lost, over_s(unseen, at_s), unseen.swept, np.array([False]), "none")[0])
    assert found[0] <= found[1] + 1e-9


@pytest.mark.parametrize("heat", ["hot", "extreme"])
def test_heat_raises_the_risk(heat: str) -> None:
    one = np.array([0.5]), np.array([600.0]), np.array([False]), np.array([False])
    assert risk(*one, heat) > risk(*one, "none")


def test_since_when_a_condition_holds_is_found() -> None:
    begun_s = np.array([100.0, 5_000.0])
    found = since_s(lambda at_s: at_s >= begun_s, np.zeros(2), 8_000.0)
    assert found == pytest.approx(begun_s, abs=2.0)
