"""Lanterne with the day learned against without: no harm on a usual day, help on an odd one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.forecast.made_up_days import G, drawn, hot, made_up_library, on_such_a_day

from lanterne.forecast.arrays import Floats, Ints
from lanterne.forecast.training import AT_M, MATS
from lanterne.score.day import RaceDay
from lanterne.score.learning import Lanterne, LanterneStatic, seen_by
from lanterne.score.method import Method

LIBRARY = made_up_library()
LEVELS = np.linspace(0.05, 0.95, 19)
HALF, FINISH = 4, G - 1


def race(effect: Floats, runners: int = 800, seed: int = 71) -> RaceDay:
    rng = np.random.default_rng(seed)
    net_s = on_such_a_day(drawn(LIBRARY, runners, rng), effect)
    return RaceDay(
        race="made_up",
        year=2030,
        columns=tuple(MATS),
        at_m=AT_M,
        usual=np.ones(G, bool),
        net_s=net_s,
        start_s=rng.uniform(0, 1_200, runners),
        start_known=np.ones(runners, bool),
        finished=np.ones(runners, bool),
    )


def crps_s(method: Method, day: RaceDay, rows: Ints) -> float:
    found = method.quantiles(day, HALF, rows, np.array([FINISH]), LEVELS)[:, 0]
    off = day.net_s[rows, FINISH, None] - found
    return float(2 * np.mean(np.maximum(LEVELS * off, (LEVELS - 1) * off)))


def slowest(day: RaceDay) -> Ints:
    """The slowest quarter at half way."""
    return np.argsort(day.net_s[:, HALF])[-len(day) // 4 :]


@pytest.mark.parametrize("seed", [71, 72])
def test_on_a_usual_day_learning_does_no_harm(seed: int) -> None:
    day = race(np.zeros_like(hot()), seed=seed)
    everybody = np.arange(len(day))
    assert crps_s(Lanterne(LIBRARY), day, everybody) < 1.01 * crps_s(LanterneStatic(LIBRARY), day, everybody)


def test_on_a_hot_day_learning_helps_the_last_most() -> None:
    day = race(hot())
    assert crps_s(Lanterne(LIBRARY), day, slowest(day)) < 0.9 * crps_s(
        LanterneStatic(LIBRARY), day, slowest(day)
    )


def test_what_is_read_later_changes_no_forecast() -> None:
    """Of one runner, as of half way, when all that was read after it is another race."""
    day = race(hot(), 400)
    row = slowest(day)[:1]
    now_s = day.start_s[row] + day.net_s[row, HALF]
    later = day.start_s[:, None] + day.net_s > now_s
    other = replace(day, net_s=np.where(later, day.net_s * 1.1, day.net_s))
    one, two = (
        Lanterne(LIBRARY).quantiles(each, HALF, row, np.array([FINISH]), LEVELS) for each in (day, other)
    )
    np.testing.assert_allclose(one, two, rtol=1e-5)


def test_limits_and_quantiles_agree() -> None:
    day = race(hot(), 300)
    rows = np.arange(20)
    method = Lanterne(LIBRARY)
    median = method.quantiles(day, HALF, rows, np.array([FINISH]), np.array([0.5]))[:, 0, 0]
    before = [method.probability_before(day, HALF, rows[i : i + 1], median[i : i + 1])[0, 0] for i in rows]
    np.testing.assert_allclose(before, 0.5, atol=0.01)


def test_where_reads_cannot_all_be_true_the_last_alone_counts() -> None:
    day = race(hot(), 10)
    day.net_s[3, 2] = day.net_s[3, 3] + 60
    seen = seen_by(day, HALF, np.arange(10))
    assert np.isfinite(seen.net_s[3]).tolist() == [False] * HALF + [True]
    assert np.isfinite(seen.net_s[4]).all()
