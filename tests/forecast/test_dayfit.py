"""What courses and days differ by, learned from race days whose effects are known."""

from __future__ import annotations

import numpy as np
import pytest
from tests.forecast.made_up_days import G, drawn, hot, made_up_library, on_such_a_day

from lanterne.forecast.arrays import Floats
from lanterne.forecast.dayfit import (
    Effects,
    FadeCurve,
    fade_curve,
    fit_effects,
    low_rank,
    smooth_guess,
    without_effect,
)
from lanterne.forecast.fade import BANDS
from lanterne.forecast.training import AT_M

RNG_SEED = 11


def draws(n: int, share: float, rng: np.random.Generator) -> Floats:
    covariance = smooth_guess(AT_M, BANDS) * share + np.eye(G * BANDS) * 1e-12
    return np.asarray(rng.multivariate_normal(np.zeros(G * BANDS), covariance, n, method="cholesky"))


def planted(seed: int) -> tuple[list[str], Floats, Floats, Effects]:
    """Five courses of five days each: names, effects of courses and of days, and what is learned."""
    rng = np.random.default_rng(seed)
    courses, days = draws(5, 0.5, rng), draws(25, 0.3, rng)
    of = np.repeat(np.arange(5), 5)
    names = [f"course {course}" for course in of]
    noise = rng.normal(0, 0.07 / np.sqrt(400), (25, G * BANDS))
    seen = 0.1 + courses[of] + days + noise
    curves = [FadeCurve(mean.reshape(G, BANDS), np.full((G, BANDS), 400.0)) for mean in seen]
    return names, courses, days, fit_effects(names, curves, AT_M)


def test_a_courses_own_part_is_told_from_its_days_within_the_error_it_states() -> None:
    """Over several plantings, for a course against another, so that what all share drops out."""
    scores = []
    for seed in range(4):
        _, courses, _, found = planted(seed)
        mean = np.array([found.course_mean[f"course {course}"] for course in range(5)])
        sd = np.sqrt([np.diagonal(found.course_covariance[f"course {course}"]) for course in range(5)])
        late = np.arange(3 * BANDS, G * BANDS)
        truth = courses - courses.mean(axis=0)
        scores.append(((mean - mean.mean(axis=0) - truth) / sd)[:, late])
    assert 0.4 < np.sqrt(np.mean(np.square(scores))) < 1.4


def test_each_days_whole_effect_is_found() -> None:
    names, courses, days, found = planted(9)
    of = [int(name.split()[1]) for name in names]
    truth = courses[of] + days
    off = np.array(found.of_day) - truth
    off -= off.mean(axis=0)
    assert np.sqrt(np.mean(off**2)) < 0.15 * np.sqrt(np.mean(truth**2))


def test_days_differ_by_what_was_planted() -> None:
    *_, found = planted(3)
    finish = (G - 1) * BANDS + 3
    planted_sd = np.sqrt(smooth_guess(AT_M, BANDS)[finish, finish] * np.array([0.3, 0.5]))
    found_sd = np.sqrt([found.day[finish, finish], found.course[finish, finish]])
    np.testing.assert_allclose(found_sd, planted_sd, rtol=0.5)


def test_a_mat_that_a_race_has_not_is_no_obstacle() -> None:
    rng = np.random.default_rng(5)
    means = draws(4, 0.5, rng).reshape(4, G, BANDS)
    means[:2, 3] = np.nan
    curves = [FadeCurve(mean, np.full((G, BANDS), 200.0)) for mean in means]
    found = fit_effects(["a", "a", "b", "b"], curves, AT_M)
    assert all(np.isfinite(effect).all() for effect in found.of_day)


def test_the_fade_of_a_day_shows_its_effect() -> None:
    rng = np.random.default_rng(RNG_SEED)
    net_s = drawn(made_up_library(), 12_000, rng)
    usual, warm = fade_curve(net_s, AT_M), fade_curve(on_such_a_day(net_s, hot()), AT_M)
    read = np.isfinite(usual.mean) & np.isfinite(warm.mean)
    assert read.mean() > 0.8
    np.testing.assert_allclose((warm.mean - usual.mean)[read], hot()[read], atol=0.004)


def test_bands_with_too_few_runners_have_no_fade() -> None:
    net_s = drawn(made_up_library(), 40, np.random.default_rng(RNG_SEED))
    assert np.isnan(fade_curve(net_s, AT_M).mean).any()


def test_an_effect_taken_off_leaves_the_runners_of_a_usual_day() -> None:
    net_s = drawn(made_up_library(), 50, np.random.default_rng(RNG_SEED))
    again = without_effect(on_such_a_day(net_s, hot()), AT_M, hot().ravel())
    np.testing.assert_allclose(again, net_s)


def test_numbers_at_full_rank_give_back_any_effect() -> None:
    effect = draws(1, 0.5, np.random.default_rng(2))[0]
    np.testing.assert_allclose(through(effect, G * BANDS), effect, atol=1e-9)


@pytest.mark.parametrize("rank", [16, 45])
def test_few_numbers_give_back_what_heat_does(rank: int) -> None:
    assert np.linalg.norm(through(hot().ravel(), rank) - hot().ravel()) < 0.05 * np.linalg.norm(hot())


def test_few_numbers_keep_most_of_how_days_differ_in_their_legs() -> None:
    leg_m = np.diff(AT_M, prepend=0.0)[:, None]
    lost = kept = 0.0
    for effect in draws(20, 0.5, np.random.default_rng(2)):
        added, off = (
            np.diff(each.reshape(G, BANDS) * AT_M[:, None], axis=0, prepend=0.0) / np.sqrt(leg_m)
            for each in (effect, through(effect, 45) - effect)
        )
        lost, kept = lost + np.sum(off**2), kept + np.sum(added**2)
    assert lost < 0.05 * kept


def through(effect: Floats, rank: int) -> Floats:
    """An effect as numbers, and back."""
    guess = smooth_guess(AT_M, BANDS) + np.eye(G * BANDS) * 1e-10
    effects = Effects((), guess * 0.3, guess * 0.5, {"a": effect}, {"a": guess * 0.01})
    flat = np.zeros((G, BANDS))
    prior = low_rank(effects, {"a": flat, None: flat}, np.ones(G), AT_M, rank)
    return np.asarray(prior.pattern @ prior.known_mean[0])


def test_a_course_not_known_is_expected_to_be_any() -> None:
    prior = made_up_library().day
    mean, covariance = prior.expected("nowhere")
    assert not mean.any()
    np.testing.assert_allclose(covariance, prior.course + prior.day)
