"""The day learned from those ahead: as of an instant, within its own error, and forecasts from it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from tests.forecast.made_up_days import (
    KNOWN_COURSE,
    G,
    drawn,
    evidence,
    gaps,
    hot,
    made_up_library,
    on_such_a_day,
)

from lanterne.forecast import (
    Day,
    Evidence,
    PaceLibrary,
    before_the_race,
    condition,
    days,
    innovations,
    learned,
)
from lanterne.forecast.arrays import Floats
from lanterne.forecast.fade import BANDS
from lanterne.forecast.raceday import COUNTS
from lanterne.forecast.training import AT_M
from lanterne.units import MARATHON_M

LIBRARY = made_up_library()
HOUR_S = 3_600.0


@pytest.fixture(scope="module")
def warm() -> Evidence:
    """Everybody of a hot day, started over twenty minutes."""
    rng = np.random.default_rng(31)
    net_s = on_such_a_day(gaps(drawn(LIBRARY, 3_000, rng), 0.03, rng), hot())
    return evidence(net_s, rng.uniform(0, 1_200, len(net_s)))


def effect(day: Day, library: PaceLibrary = LIBRARY) -> Floats:
    return np.asarray((library.day.pattern @ day.mean).reshape(G, BANDS))


def test_with_no_reads_the_day_is_as_expected() -> None:
    nobody = innovations(LIBRARY, evidence(np.full((5, G), np.nan)))
    day, prior = learned(LIBRARY, nobody, 1e9), before_the_race(LIBRARY)
    np.testing.assert_allclose(day.mean, prior.mean)
    np.testing.assert_allclose(day.covariance, prior.covariance, atol=1e-10)
    assert (day.spread, day.legs) == (1.0, 0)


def test_a_known_course_is_expected_as_it_always_is() -> None:
    known = effect(before_the_race(LIBRARY, KNOWN_COURSE))
    np.testing.assert_allclose(known[-1], 0.03, atol=0.003)


@pytest.mark.parametrize("as_of_s", [1.5 * HOUR_S, 3 * HOUR_S, 5 * HOUR_S])
def test_the_day_at_an_instant_is_the_same_whatever_comes_later(warm: Evidence, as_of_s: float) -> None:
    """From all reads of the race, and from those that had been made by then."""
    whole = learned(LIBRARY, innovations(LIBRARY, warm), as_of_s)
    prefix = learned(LIBRARY, innovations(LIBRARY, warm.by(as_of_s)), as_of_s)
    assert whole.legs == prefix.legs > 0
    np.testing.assert_allclose(whole.mean, prefix.mean, atol=1e-9)
    np.testing.assert_allclose(whole.covariance, prefix.covariance, atol=1e-10)
    assert whole.spread == pytest.approx(prefix.spread)


def test_reads_changed_after_an_instant_change_nothing_of_it(warm: Evidence) -> None:
    as_of_s = 3 * HOUR_S
    later = (warm.start_s[:, None] + warm.net_s) > as_of_s
    other = evidence(np.where(later, warm.net_s * 1.07, warm.net_s), warm.start_s)
    one, two = (learned(LIBRARY, innovations(LIBRARY, each), as_of_s) for each in (warm, other))
    assert one.legs == two.legs
    np.testing.assert_allclose(one.mean, two.mean, atol=1e-9)


def test_the_order_of_runners_is_of_no_matter(warm: Evidence) -> None:
    mixed = warm.take(np.random.default_rng(0).permutation(len(warm.net_s)))
    one, two = (learned(LIBRARY, innovations(LIBRARY, each), 3 * HOUR_S) for each in (warm, mixed))
    np.testing.assert_allclose(one.mean, two.mean, atol=1e-6)
    np.testing.assert_allclose(one.covariance, two.covariance, atol=1e-9)


def test_one_instant_asked_alone_is_as_among_others(warm: Evidence) -> None:
    seen = innovations(LIBRARY, warm)
    *_, last = days(LIBRARY, seen, [HOUR_S, 2 * HOUR_S, 2 * HOUR_S, 4 * HOUR_S])
    np.testing.assert_allclose(last.mean, learned(LIBRARY, seen, 4 * HOUR_S).mean, atol=1e-5)


def test_many_runners_show_the_day_as_it_is(warm: Evidence) -> None:
    day = learned(LIBRARY, innovations(LIBRARY, warm), 1e9)
    peopled = slice(0, 6)  # hardly anybody of this field sets out in the slowest band
    off = (effect(day) - hot())[:, peopled]
    assert np.sqrt(np.mean(off**2)) < 0.25 * np.sqrt(np.mean(hot()[:, peopled] ** 2))
    np.testing.assert_allclose(effect(day)[-1, 1:5], hot()[-1, 1:5], atol=0.03)


def test_what_is_learned_lies_within_its_own_error(warm: Evidence) -> None:
    day = learned(LIBRARY, innovations(LIBRARY, warm), 1e9)
    covariance = LIBRARY.day.pattern @ day.covariance @ LIBRARY.day.pattern.T
    sd = np.sqrt(np.diagonal(covariance)).reshape(G, BANDS)[3:]
    assert np.all(np.abs((effect(day) - hot())[3:] / sd) < 3)


def test_uncertainty_only_shrinks_as_the_race_goes_on(warm: Evidence) -> None:
    seen = innovations(LIBRARY, warm)
    known = [before_the_race(LIBRARY), *days(LIBRARY, seen, [HOUR_S * hour for hour in range(1, 8)])]
    for before, after in pairwise(known):
        assert np.linalg.eigvalsh(before.covariance - after.covariance).min() > -1e-9


def test_no_leg_counts_for_more_than_it_may(warm: Evidence) -> None:
    """The covariance stays above that of independent runners each worth `COUNTS`."""
    seen = innovations(LIBRARY, warm)
    day = learned(LIBRARY, seen, 1e9)
    tied = seen.tied[np.isfinite(seen.score)].astype(float)
    prior = before_the_race(LIBRARY).covariance
    least = np.linalg.inv(np.linalg.inv(prior) + COUNTS * tied.T @ tied)
    assert np.linalg.eigvalsh(day.covariance - least).min() > -1e-9


def test_a_slow_band_that_nobody_has_run_yet_is_learned_from_its_neighbours(warm: Evidence) -> None:
    """At 3:45 none of the slowest third has reached 30 km, but those ahead have."""
    day = learned(LIBRARY, innovations(LIBRARY, warm), 3.75 * HOUR_S)
    pace_at_30k = 3.75 * HOUR_S / 30
    slow = 5
    assert pace_at_30k < 570.0
    found, truth = effect(day)[-1, slow], hot()[-1, slow]
    assert 0.25 * truth < found < 1.3 * truth


def test_a_day_of_no_effect_that_is_known_changes_nothing() -> None:
    r = len(LIBRARY.day.day)
    same = Day(np.zeros(r), np.zeros((r, r)), 1.0, 0).adjusted(LIBRARY)
    seen = Evidence.of_net(MARATHON_M, AT_M[:3], drawn(LIBRARY, 40, np.random.default_rng(1))[:, :3])
    target_m, levels = np.array([30_000.0, MARATHON_M]), np.array([0.05, 0.5, 0.95])
    np.testing.assert_allclose(
        condition(same, seen).quantiles(target_m, levels),
        condition(LIBRARY, seen).quantiles(target_m, levels),
        rtol=1e-5,
    )


def test_forecasts_are_those_of_drawing_the_day_and_the_runner() -> None:
    """Runners drawn on days drawn, those who passed 10 km in 65 minutes: when they finish."""
    rng = np.random.default_rng(41)
    r = len(LIBRARY.day.day)
    mean = np.asarray(np.linalg.lstsq(LIBRARY.day.pattern, hot().ravel(), rcond=None)[0], np.float64)
    day = Day(mean, LIBRARY.day.day * 0.5, 1.0, 0)
    n = 400_000
    net_s = drawn(LIBRARY, n, rng)
    net_s = net_s[np.abs(np.log(net_s[:, 1] / 3_900)) < 0.01]
    x = rng.multivariate_normal(mean, day.covariance, len(net_s))
    effects = LIBRARY.day.effects(G)[-1]
    share = np.zeros((len(net_s), BANDS))
    share[:, [2, 3]] = _between_two(np.log(net_s[:, 1] / 10), np.log(350.0), np.log(410.0))
    finish_s = net_s[:, -1] * np.exp(np.einsum("nb,br,nr->n", share, effects, x)) * 3_900 / net_s[:, 1]
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    seen = Evidence.of_net(MARATHON_M, AT_M[1:2], np.array([[3_900.0]]))
    found = condition(day.adjusted(LIBRARY), seen).quantiles(np.array([MARATHON_M]), levels)[0, 0]
    assert len(finish_s) > 5_000
    assert r == len(mean)
    np.testing.assert_allclose(found, np.quantile(finish_s, levels), rtol=0.012)


def _between_two(level: Floats, low: float, high: float) -> Floats:
    share = np.clip((level - low) / (high - low), 0, 1)
    return np.column_stack([1 - share, share])


def test_a_wild_day_widens_every_forecast() -> None:
    r = len(LIBRARY.day.day)
    usual, wild = (Day(np.zeros(r), np.zeros((r, r)), spread, 9).adjusted(LIBRARY) for spread in (1.0, 1.3))
    seen = Evidence.of_net(MARATHON_M, AT_M[:3], drawn(LIBRARY, 40, np.random.default_rng(1))[:, :3])
    width = [
        np.ptp(condition(each, seen).quantiles(np.array([MARATHON_M]), np.array([0.05, 0.95])), axis=2)
        for each in (usual, wild)
    ]
    assert np.all(width[1] > 1.15 * width[0])
