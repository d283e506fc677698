"""Trouble put into a day does what it says, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.replay.transport import Reads
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.trouble import (
    OVERLOOKED,
    SLIPS,
    dropping_out,
    lifted,
    slip,
    sweep_words,
    turning_wrong,
    written_down,
)

KNOTS = np.array([0.0, 5_000.0, 10_000.0])


def crowd(name: str, first: int, n: int = 200) -> Crowd:
    """People at .4 to .8 s a metre, all home."""
    pace = np.linspace(0.4, 0.8, n)
    bibs = tuple(str(first + i) for i in range(n))
    return Crowd(name, bibs, KNOTS, pace[:, None] * KNOTS, np.full(n, np.inf))


def test_about_the_share_asked_for_drops_out_on_the_way() -> None:
    some = dropping_out(crowd("long", 1_000, 4_000), 0.02, np.random.default_rng(1))
    stopped = some.stop_m[np.isfinite(some.stop_m)]
    assert len(stopped) == pytest.approx(80, abs=30)
    assert ((stopped > 0) & (stopped < 10_000)).all()


def test_who_turns_wrong_is_on_the_other_road_and_nobody_is_lost() -> None:
    here, there, wrong = turning_wrong(
        crowd("long", 1_000), crowd("short", 5_000), 0.02, np.random.default_rng(1)
    )
    assert len(wrong) == 8
    assert len(here) + len(there) == 400
    assert {bib for bib in here.bibs if int(bib) >= 5_000} | {
        bib for bib in there.bibs if int(bib) < 5_000
    } == wrong


def test_a_lifted_mat_reads_nobody_from_then_on() -> None:
    reads = Reads(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([1.0, 2.0, 3.0]))
    assert lifted(reads, 1, 3.0).at_s.tolist() == [1.0, 2.0]


def test_a_slip_changes_one_digit() -> None:
    rng = np.random.default_rng(2)
    for _ in range(50):
        assert sum(a != b for a, b in zip(slip("4410", rng), "4410", strict=True)) == 1


def test_captains_overlook_some_and_slip_now_and_then() -> None:
    rng = np.random.default_rng(3)
    written = [written_down("4410", rng) for _ in range(10_000)]
    assert written.count(None) / 10_000 == pytest.approx(OVERLOOKED, abs=0.01)
    wrong = sum(one not in (None, "4410") for one in written)
    assert wrong / 10_000 == pytest.approx(SLIPS * (1 - OVERLOOKED), abs=0.005)


def test_a_sweep_says_that_the_road_is_clear_only_when_nobody_is_behind_it() -> None:
    slow = crowd("long", 1_000)
    ahead = list(sweep_words("bus", "long", KNOTS, 0.7 * KNOTS, [slow]))
    behind = list(sweep_words("bus", "long", KNOTS, 0.9 * KNOTS + 60, [slow]))
    assert not any("road_clear" in one.event for one in ahead)
    assert any("road_clear" in one.event for one in behind)
