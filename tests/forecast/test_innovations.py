"""One-leg-ahead forecasts: standard normal on a usual day, moved as told, blind to what comes later."""

from __future__ import annotations

import numpy as np
import pytest
from tests.forecast.made_up_days import (
    KNOWN_COURSE,
    G,
    drawn,
    evidence,
    gaps,
    made_up_library,
    on_such_a_day,
    uphill,
)

from lanterne.forecast import innovations
from lanterne.forecast.arrays import Floats
from lanterne.forecast.fade import BANDS
from lanterne.forecast.innovations import KEPT_VARIANCE
from lanterne.forecast.training import AT_M

LIBRARY = made_up_library()


@pytest.fixture(scope="module")
def usual_day() -> Floats:
    rng = np.random.default_rng(21)
    return gaps(drawn(LIBRARY, 4_000, rng), 0.05, rng)


def test_scores_are_standard_normal_on_a_usual_day(usual_day: Floats) -> None:
    score = innovations(LIBRARY, evidence(usual_day)).score[:, 1:]
    np.testing.assert_allclose(np.nanmean(score, axis=0), 0, atol=0.07)
    np.testing.assert_allclose(np.nanvar(score, axis=0), KEPT_VARIANCE, atol=0.09)


def test_a_runners_scores_say_nothing_of_the_next(usual_day: Floats) -> None:
    score = innovations(LIBRARY, evidence(usual_day)).score[:, 1:].astype(float)
    whole = score[np.isfinite(score).all(axis=1)]
    off = np.corrcoef(whole.T) - np.eye(G - 1)
    assert np.abs(off).max() < 0.09


def test_what_is_expected_of_a_known_course_is_no_news(usual_day: Floats) -> None:
    seen = innovations(LIBRARY, evidence(on_such_a_day(usual_day, uphill())), KNOWN_COURSE)
    np.testing.assert_allclose(np.nanmean(seen.score[:, 1:], axis=0), 0, atol=0.07)


def test_an_effect_moves_scores_as_told(usual_day: Floats) -> None:
    """On average; what moves a single runner's varies with where in a mixture they lie."""
    rng = np.random.default_rng(22)
    prior = LIBRARY.day
    before = innovations(LIBRARY, evidence(usual_day))
    for _ in range(3):
        x = rng.multivariate_normal(np.zeros(len(prior.day)), prior.day) * 0.2
        effect = (prior.pattern @ x).reshape(G, BANDS)
        after = innovations(LIBRARY, evidence(on_such_a_day(usual_day, effect)))
        moved, told = (after.score - before.score)[:, 2:], (before.tied @ x)[:, 2:]
        both = np.isfinite(moved) & (np.abs(before.score[:, 2:]) < 1)
        slope = (moved[both] @ told[both]) / (told[both] @ told[both])
        assert 0.8 < slope < 1.2
        assert np.corrcoef(moved[both], told[both])[0, 1] > 0.9


@pytest.mark.parametrize("last", [2, 5, 8])
def test_later_reads_change_no_earlier_score(usual_day: Floats, last: int) -> None:
    some = usual_day[:500]
    early = some.copy()
    early[:, last + 1 :] = np.nan
    whole, prefix = innovations(LIBRARY, evidence(some)), innovations(LIBRARY, evidence(early))
    np.testing.assert_array_equal(whole.score[:, : last + 1], prefix.score[:, : last + 1])
    np.testing.assert_array_equal(whole.due_s[:, : last + 1], prefix.due_s[:, : last + 1])
    np.testing.assert_array_equal(whole.tied[:, : last + 1], prefix.tied[:, : last + 1])


def test_other_runners_change_nobodys_score(usual_day: Floats) -> None:
    rows = np.arange(0, 500, 7)
    whole = innovations(LIBRARY, evidence(usual_day[:500]))
    alone = innovations(LIBRARY, evidence(usual_day[rows]))
    np.testing.assert_allclose(whole.score[rows], alone.score, atol=1e-5)


def test_nobody_counts_before_they_were_read(usual_day: Floats) -> None:
    start_s = np.linspace(0, 1_800, len(usual_day))
    seen = innovations(LIBRARY, evidence(usual_day, start_s))
    counted = np.isfinite(seen.score)
    assert np.all(seen.due_s[counted] >= (start_s[:, None] + usual_day)[counted])


def test_a_read_later_than_due_never_counts() -> None:
    net_s = drawn(LIBRARY, 1, np.random.default_rng(3))
    due_s = innovations(LIBRARY, evidence(net_s)).due_s[0, 4]
    net_s[0, 4:] += due_s + 1 - net_s[0, 4]
    assert np.isnan(innovations(LIBRARY, evidence(net_s)).score[0, 4])


def test_from_a_read_that_cannot_be_true_on_a_runner_teaches_nothing() -> None:
    net_s = drawn(LIBRARY, 2, np.random.default_rng(3))
    net_s[0, 5] = net_s[0, 4] - 60
    score = innovations(LIBRARY, evidence(net_s)).score
    assert np.isfinite(score[0, 1:5]).all()
    assert np.isnan(score[0, 5:]).all()
    assert np.isfinite(score[1, 5:]).any()


def test_a_start_not_known_teaches_nothing() -> None:
    net_s = drawn(LIBRARY, 2, np.random.default_rng(3))
    seen = innovations(LIBRARY, evidence(net_s, np.array([np.nan, 0.0])))
    assert np.isnan(seen.score[0]).all()


def test_the_first_read_of_a_runner_has_no_score() -> None:
    net_s = drawn(LIBRARY, 5, np.random.default_rng(3))
    net_s[:, 0] = np.nan
    score = innovations(LIBRARY, evidence(net_s)).score
    assert np.isnan(score[:, :2]).all()
    assert AT_M[1] == 10_000
