from __future__ import annotations

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
import scoringrules as sr
from tests.score.made_up_race import made_up_race

from lanterne.forecast.arrays import Floats, Ints
from lanterne.score.day import RaceDay
from lanterne.score.method import Method
from lanterne.score.methods import METHODS
from lanterne.score.past import Past
from lanterne.score.rules import LEVELS
from lanterne.score.scored import LAST_MATS, Scored, scored
from lanterne.score.skill import LIMITS_S, Skill, skill, skills

HALF = 4


class Truth(Method):
    """Knows every finish, with a spread around it, and is late by as much as it is told."""

    name = "truth"

    def __init__(self, late_s: float = 0.0, spread_s: float = 600.0) -> None:
        self._late_s, self._spread_s = late_s, spread_s

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        known = np.where(np.isfinite(day.net_s), day.net_s, day.at_m * 0.4)
        centre = known[np.ix_(rows, target)] + self._late_s
        return np.asarray(centre[:, :, None] + self._spread_s * (levels - 0.5))


@pytest.fixture(scope="module")
def day() -> RaceDay:
    return RaceDay.of(made_up_race())


def judged(day: RaceDay, method: Method) -> Skill:
    ticks = count(step=0.004)
    return skill(day, HALF, scored(day).at(day, HALF), method, lambda: next(ticks))


def test_the_truth_has_no_error_and_covers_all(day: RaceDay) -> None:
    found = judged(day, Truth()).every
    assert (found.mae_min, found.bias_min) == (0, 0)
    assert found.coverage == {50: 1, 80: 1, 90: 1}


def test_bias_is_what_is_said_minus_what_happened(day: RaceDay) -> None:
    assert judged(day, Truth(late_s=120)).every.bias_min == pytest.approx(2)


def test_widths_are_those_of_the_central_intervals(day: RaceDay) -> None:
    found = judged(day, Truth()).every.width_min
    assert [found[50], found[80], found[90]] == pytest.approx([5, 8, 9])


def test_coverage_counts_both_ends(day: RaceDay) -> None:
    """Late by .425 of the spread: inside the central 90 %, on the edge of .075, outside the central 80 %."""
    assert judged(day, Truth(late_s=254)).every.coverage == {50: 0, 80: 0, 90: 1}


def test_crps_is_that_of_scoringrules_in_minutes(day: RaceDay) -> None:
    rows = scored(day).at(day, HALF).finishers
    quantile_s = Truth(late_s=200).quantiles(day, HALF, rows, np.array([9]), LEVELS)[:, 0]
    theirs = sr.crps_quantile(day.net_s[rows, -1], quantile_s, LEVELS).mean() / 60
    assert judged(day, Truth(late_s=200)).every.crps_min == pytest.approx(theirs)


def test_the_slow_are_a_quarter_of_all(day: RaceDay) -> None:
    found = judged(day, Truth())
    assert found.slow.n == pytest.approx(found.every.n / 4, abs=1)


def test_every_limit_is_scored_on_everybody(day: RaceDay) -> None:
    found = judged(day, Truth())
    assert [cutoff.limit_s for cutoff in found.cutoffs] == LIMITS_S.tolist()
    assert {cutoff.n for cutoff in found.cutoffs} == {found.every.n}
    assert {sum(bin_.n for bin_ in cutoff.reliability) for cutoff in found.cutoffs} == {found.every.n}


def test_the_truth_is_sure_of_limits(day: RaceDay) -> None:
    assert judged(day, Truth(spread_s=1)).cutoffs[0].brier == pytest.approx(0, abs=1e-3)


def test_time_is_a_runners_share_of_one_call(day: RaceDay) -> None:
    found = judged(day, Truth())
    assert found.us_per_runner == pytest.approx(4_000 / found.every.n)


def test_every_arrival_foretold_is_counted(day: RaceDay) -> None:
    """Those that came, those that the mat missed and those of runners who had stopped."""
    here = scored(day).at(day, HALF)
    found = judged(day, Truth()).arrivals
    foretold = (len(here.finishers) + len(here.stopped)) * (len(day.columns) - 1 - HALF)
    assert sum(part.n + part.unread + part.stopped for part in found) == foretold


def test_arrivals_of_a_runner_who_stopped_are_not_realised(day: RaceDay) -> None:
    """Read at 25K and not from there on: five mats ahead they never came to, and one they did."""
    row = int(scored(day).finishers[0])
    net_s = day.net_s.copy()
    net_s[row] = day.at_m * 0.36
    net_s[row, 6:] = np.nan
    odd = replace(day, net_s=net_s, finished=np.isfinite(net_s[:, -1]))
    alone = Scored(scored(day).finishers[1:2], np.array([row]))
    before = skill(day, HALF, Scored(alone.finishers, np.empty(0, int)), Truth(), lambda: 0.0)
    after = skill(odd, HALF, alone, Truth(), lambda: 0.0)
    assert sum(part.stopped for part in after.arrivals) == 4
    assert sum(part.n for part in after.arrivals) - sum(part.n for part in before.arrivals) == 1


def test_a_day_is_scored_from_every_mat_with_a_read(day: RaceDay) -> None:
    net_s = day.net_s.copy()
    net_s[:, 2] = np.nan
    found = skills(replace(day, net_s=net_s), [Truth()], lambda: 0.0)
    assert [each.at for each in found] == [mat for mat in LAST_MATS if mat != "k15"]


def test_a_mat_that_few_were_read_at_is_scored_on_these(day: RaceDay) -> None:
    net_s = day.net_s.copy()
    net_s[7:, 2] = np.nan
    few = replace(day, net_s=net_s, usual=np.isfinite(net_s).mean(axis=0) > 0.5)
    past = Past((made_up_race(600, 1, "other", 2028),))
    methods = [maker.make(past if maker.needs_past else Past()) for maker in METHODS.values()]
    found = [each for each in skills(few, methods, lambda: 0.0) if each.at == "k15"]
    assert len(found) == len(METHODS)
    assert all(0 < each.every.n <= 7 and np.isfinite(each.every.crps_min) for each in found)
