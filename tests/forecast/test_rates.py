"""How surely mats read runners."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lanterne.forecast.rates import OWN_WORTH, USUAL_RATE, Mats, gone_dark, own_rates, silence

NAN = np.nan
INF = np.inf


def reads(seen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Net times where seen; the times themselves do not matter."""
    return np.where(seen, 1_000.0 * np.arange(1, seen.shape[1] + 1), NAN)


def test_a_mat_is_judged_by_those_read_later() -> None:
    """Of 1,000 that were read at the last mat, the second missed 100; those not there yet say nothing."""
    seen = np.ones((1_500, 3), bool)
    seen[:100, 1] = False
    seen[1_000:, 1:] = False
    found = Mats.learned(reads(seen)).rate
    assert found[1] == pytest.approx(0.9, abs=0.01)
    assert found[0] > 0.998
    assert found[2] == pytest.approx(USUAL_RATE)


def test_a_mat_that_reads_nobody_has_no_rate() -> None:
    seen = np.ones((2_000, 3), bool)
    seen[:, 0] = False
    assert Mats.learned(reads(seen)).rate[0] < 0.03


def test_a_clean_record_makes_a_runner_surer_than_the_field_and_misses_less_sure() -> None:
    seen = np.ones((3, 8), bool)
    seen[:, 6:] = False
    seen[1, 2] = False
    seen[2, 2:5] = False
    found = own_rates(reads(seen), Mats.usual(8), np.zeros((3, 8), bool))[:, 6]
    assert found[0] > USUAL_RATE > found[1] > found[2]
    assert 0.8 < found[1] < 0.9


def test_the_chance_of_two_misses_in_a_row_is_that_of_one_kind_of_bib() -> None:
    """The product of sequential rates is the beta-binomial's, drawn here by drawing bibs."""
    fails = np.random.default_rng(1).beta(OWN_WORTH * 0.1, OWN_WORTH * 0.9, 400_000)
    mats = Mats(np.full(2, 0.9), np.full(2, NAN), np.full(2, NAN))
    found = own_rates(np.full((1, 2), NAN), mats, np.ones((1, 2), bool))[0]
    assert 1 - found[0] == pytest.approx(fails.mean(), rel=0.02)
    assert np.prod(1 - found) == pytest.approx((fails**2).mean(), rel=0.02)


def test_a_miss_at_a_mat_that_misses_many_says_little_of_the_bib() -> None:
    seen = np.array([[True, False, True, True, False], [True, True, False, True, False]])
    mats = Mats(np.array([0.995, 0.995, 0.4, 0.995, 0.995]), np.full(5, NAN), np.full(5, NAN))
    found = own_rates(reads(seen), mats, np.zeros((2, 5), bool))[:, 4]
    assert found[1] > 0.99 > 0.85 > found[0]


def test_a_mat_not_counted_on_yet_says_nothing_of_the_bib() -> None:
    seen = np.array([[True, True, False, False]])
    none = own_rates(reads(seen), Mats.usual(4), np.zeros((1, 4), bool))
    assert none[0, 2] == none[0, 3]


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6))
def test_rates_are_probabilities(rows: list[list[bool]]) -> None:
    seen = np.array(rows)
    found = own_rates(reads(seen), Mats.learned(reads(seen)), ~seen)
    assert np.all((found > 0) & (found < 1))


def silent(mats: Mats, as_of_s: float) -> tuple[list[float], list[float]]:
    """Of one runner who started at 500 and was read at the first of three mats after 1,000 s."""
    net_s = np.array([[1_000.0, NAN, NAN]])
    found = silence(net_s, np.array([500.0]), np.array([1_000.0]), mats, np.array([as_of_s]))
    return found.by_s[0].tolist(), found.read_rate[0].tolist()


def dark(from_s: float, to_s: float) -> Mats:
    """The second mat of three was dark."""
    return Mats(np.full(3, 0.99), np.array([NAN, from_s, NAN]), np.array([NAN, to_s, NAN]))


def test_a_working_mat_would_have_read_by_now() -> None:
    by_s, _ = silent(Mats.usual(3), 3_500.0)
    assert by_s[1:] == [3_000.0, 3_000.0]


def test_a_dark_mat_says_nothing_from_then_on() -> None:
    assert silent(dark(2_500.0, INF), 3_500.0)[0][1:] == [2_000.0, 3_000.0]


@pytest.mark.parametrize("from_s", [-INF, 900.0, 1_500.0], ids=["never worked", "before", "as it was read"])
def test_a_mat_dark_since_the_last_evidence_says_nothing(from_s: float) -> None:
    assert np.isnan(silent(dark(from_s, INF), 3_500.0)[0][1])


def test_a_mat_that_works_again_counts_for_the_time_it_worked() -> None:
    by_s, rate = silent(dark(2_000.0, 3_000.0), 3_500.0)
    usual = silent(Mats(np.full(3, 0.99), np.full(3, NAN), np.full(3, NAN)), 3_500.0)[1]
    assert by_s[1] == 3_000.0
    assert rate[1] == pytest.approx(usual[1] / 2)


def test_what_happens_to_a_mat_later_changes_nothing_now() -> None:
    assert silent(dark(4_000.0, INF), 3_500.0) == silent(dark(NAN, NAN), 3_500.0)


def due(n: int, every_s: float) -> NDArray[np.float64]:
    """Runners due at three mats, one after another."""
    return np.arange(n)[:, None] * every_s + np.array([1_000.0, 2_000.0, 3_000.0])


def test_a_mat_that_many_have_passed_unread_went_dark_at_its_last_read() -> None:
    expected = due(100, 10.0)
    passing = np.where(expected <= 1_700.0, expected, NAN)
    passing[40:, 0] = NAN
    assert gone_dark(expected, passing, 1_700.0)[0] == 1_390.0


def test_a_mat_that_has_read_nobody_though_many_were_due_never_worked() -> None:
    expected = due(100, 10.0)
    passing = np.where(expected <= 2_700.0, expected, NAN)
    passing[:, 1] = NAN
    found = gone_dark(expected, passing, 2_700.0)
    assert np.isnan(found[[0, 2]]).all()
    assert found[1] == -INF


def test_the_mat_behind_a_dark_one_is_judged_too() -> None:
    expected = due(100, 10.0)
    passing = np.where(expected <= 3_900.0, expected, NAN)
    passing[:, 1:] = NAN
    assert gone_dark(expected, passing, 3_900.0)[1:].tolist() == [-INF, -INF]


def test_runners_who_stopped_one_after_another_do_not_darken_the_mats_ahead() -> None:
    """Forty of a thousand stop before the second mat: others are read between them."""
    expected = due(1_000, 2.0)
    passing = np.where(expected <= 4_000.0, expected, NAN)
    passing[::25, 1:] = NAN
    assert np.isnan(gone_dark(expected, passing, 4_000.0)).all()


def test_a_tail_of_five_that_is_picked_up_does_not_darken_a_mat() -> None:
    expected = due(50, 10.0)
    passing = expected.copy()
    passing[-5:, 1:] = NAN
    assert np.isnan(gone_dark(expected, passing, 9_000.0)).all()


def test_without_runners_nothing_is_known() -> None:
    none = np.empty((0, 3))
    assert np.isnan(gone_dark(none, none, 0.0)).all()
    assert Mats.learned(none).rate == pytest.approx(USUAL_RATE)
    assert own_rates(none, Mats.usual(3), none.astype(bool)).shape == (0, 3)


def test_mats_that_do_not_fit_are_an_error() -> None:
    with pytest.raises(ValueError, match="one value for each"):
        Mats(np.ones(3), np.ones(2), np.ones(3))
