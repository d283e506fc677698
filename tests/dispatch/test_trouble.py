"""A mat in trouble is seen in the neighbours on the road."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from lanterne.dispatch.trouble import Due, due, merged, works

N = 60
AT_M = np.array([5_000.0, 10_000.0])
LATE_S = 100_000.0


def seen_of(unread: slice, *, beyond: bool, columns: int = 2) -> Due:
    """Sixty runners a minute apart at two mats, the first of which has not read some of them."""
    at_s = np.add.outer(60.0 * np.arange(N), 1_500.0 * np.arange(1, columns + 1))
    read = np.ones(at_s.shape, np.bool_)
    read[unread, 0] = False
    if not beyond:
        read[unread] = False
    after = np.zeros(at_s.shape, np.bool_)
    after[:, :-1] = read[:, 1:]
    return Due(at_s, read, after)


def share(seen: Due, now_s: float = LATE_S) -> NDArray[np.float64]:
    """Of the usual rate at the first mat, of each runner."""
    return works(seen, np.ones(N, np.bool_), now_s)[:, 0]


def test_one_who_was_not_read_among_many_who_were_speaks_of_the_runner() -> None:
    assert share(seen_of(slice(30, 31), beyond=False))[30] > 0.95


def test_a_mat_dark_for_a_time_is_seen_in_those_who_were_read_beyond() -> None:
    seen = seen_of(slice(20, 40), beyond=True)
    seen.read[30] = seen.beyond[30] = False
    assert share(seen)[30] < 0.2


def test_a_mat_that_has_read_nobody_of_late_is_in_trouble_though_none_is_seen_beyond_yet() -> None:
    assert share(seen_of(slice(45, N), beyond=False))[52] < 0.3


def test_who_is_not_due_yet_says_nothing() -> None:
    found = share(seen_of(slice(45, N), beyond=False), now_s=1_500.0 + 60.0 * 46)
    assert found[46] > 0.9


def test_who_stopped_is_held_against_the_first_mat_alone() -> None:
    at_s = np.add.outer(60.0 * np.arange(N), np.array([1_500.0, 3_000.0, 4_500.0]))
    read = np.ones(at_s.shape, np.bool_)
    stopped = np.arange(4, N, 4)
    read[stopped] = False
    beyond = np.column_stack([read[:, 1], read[:, 2], np.zeros(N, np.bool_)])
    found = works(Due(at_s, read, beyond), np.ones(N, np.bool_), LATE_S)
    assert (found[stopped, 1] > 0.9).all()


def test_the_last_ten_unread_at_the_finish_may_all_be_lost() -> None:
    at_s = np.add.outer(60.0 * np.arange(N), np.array([1_500.0]))
    read = np.ones(at_s.shape, np.bool_)
    read[-10:] = False
    found = works(Due(at_s, read, np.zeros(at_s.shape, np.bool_)), np.ones(N, np.bool_), LATE_S)
    assert (found[-10:] == 1.0).all()


def test_order_of_the_runners_does_not_matter() -> None:
    seen = seen_of(slice(20, 40), beyond=True)
    seen.read[25:35] = seen.beyond[25:35] = False
    order = np.random.default_rng(1).permutation(N)
    mixed = Due(seen.at_s[order], seen.read[order], seen.beyond[order])
    assert share(mixed) == pytest.approx(share(seen)[order])


def test_a_miss_between_two_reads_was_due_between_them() -> None:
    passing_s = np.array([[np.nan, 4_000.0]])
    found = due(passing_s, np.full((1, 2), np.nan), np.array([1_000.0]), AT_M, np.array([np.nan]))
    assert found.at_s[0].tolist() == [2_500.0, 4_000.0]
    assert found.beyond[0].tolist() == [True, False]


def test_a_box_all_of_whose_mats_are_dark_is_one_trouble() -> None:
    boxes = {"box 1": frozenset({"start", "k10", "k20"}), "box 2": frozenset({"k30"})}
    assert merged(["k10", "k20", "k30"], boxes) == [("box 1", ["k10", "k20"])]
    assert merged(["k10"], boxes) == []
