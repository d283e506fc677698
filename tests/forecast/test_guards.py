"""What holds of every forecast, calibrated or not, with any evidence and any silence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.forecast import Evidence, Posterior, condition, shipped
from lanterne.forecast.arrays import Floats
from lanterne.forecast.silence import Silence
from lanterne.units import MARATHON_M

AT_M = np.array([5e3, 10e3, 15e3, 20e3, 21_097.5, 25e3, 30e3, 35e3, 40e3])
LEVELS = np.array([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
NAN = np.nan
spreads, shifts = st.floats(0.5, 2), st.floats(-1, 1)


def posterior(net_s: Floats, spread: float = 1.0, shift: float = 0.0) -> Posterior:
    """The shipped library's, corrected by the same for everybody."""
    made = condition(shipped(), Evidence.of_net(MARATHON_M, AT_M, net_s))
    ones = np.ones(len(net_s), np.float32)
    return replace(made, spread=ones * np.float32(spread), shift=ones * np.float32(shift))


def reads(*net_s: float) -> Floats:
    """One runner, read at the first mats."""
    row = np.full((1, len(AT_M)), NAN)
    row[0, : len(net_s)] = net_s
    return row


@settings(deadline=None, max_examples=40)
@given(spreads, shifts, st.floats(3_200, 9_000), st.floats(5_000, 30_000), st.floats(0, 1))
def test_calibrated_forecasts_keep_their_order(
    spread: float, shift: float, tenth_s: float, now_s: float, rate: float
) -> None:
    """Quantiles in level and distance; probabilities, in [0, 1], with limits that do not rise."""
    made = posterior(reads(NAN, tenth_s), spread, shift)
    target_m = np.linspace(10_200, MARATHON_M, 30)
    limit_s = np.sort(np.linspace(4_000, 30_000, 30))[::-1]
    silence = Silence(np.full((1, len(AT_M)), now_s), np.full((1, len(AT_M)), rate))
    for told in (None, silence):
        found = made.quantiles(target_m, LEVELS, told)[0]
        assert np.isfinite(found).all()
        assert np.all(np.diff(found, axis=0) >= 0)
        assert np.all(np.diff(found, axis=1) >= 0)
        before = made.probability_before(target_m, limit_s, told)[0]
        assert np.all((before >= 0) & (before <= 1))
        assert np.all(np.diff(before) <= 1e-6)


@settings(deadline=None, max_examples=40)
@given(spreads, shifts, st.floats(3_200, 9_000))
def test_calibrated_probabilities_and_quantiles_are_inverse(
    spread: float, shift: float, tenth_s: float
) -> None:
    made = posterior(reads(NAN, tenth_s), spread, shift)
    target_m = np.linspace(12_000, MARATHON_M, 12)
    found = made.quantiles(target_m, LEVELS)[0].astype(float)
    limit_s = np.ascontiguousarray(found.T)[:, None]
    before = made.probability_before(target_m, limit_s)[:, 0]
    np.testing.assert_allclose(before, np.repeat(LEVELS[:, None], 12, axis=1), atol=0.005)


def test_more_evidence_never_widens_a_band_on_average() -> None:
    """Runners drawn from the library, seen at one mat after another."""
    library, rng = shipped(), np.random.default_rng(2)
    of = rng.choice(len(library.weight), 3_000, p=library.weight)
    root = np.linalg.cholesky(library.covariance)
    log_pace = library.mean[of] + np.einsum("nij,nj->ni", root[of], rng.normal(size=(3_000, 10)))
    net_s = np.exp(log_pace) * library.fraction * MARATHON_M / 1_000
    net_s = net_s[np.all(np.diff(net_s, axis=1) > 0, axis=1)][:, :9]
    widths = []
    for mats in range(10):
        seen = net_s.copy()
        seen[:, mats:] = NAN
        low, high = posterior(seen).quantiles(np.array([MARATHON_M]), LEVELS[[1, 5]])[:, 0].T
        widths.append(np.nanmean(high - low))
    assert np.all(np.diff(widths) < 0)


@pytest.mark.parametrize(
    "net_s",
    [
        reads(),
        reads(72_000 / 8),
        reads(9_000, 18_000, 26_000, 34_000, 36_000, 43_000, 52_000, 60_000, 68_000),
        reads(1_000, 2_000, 3_000, 4_000, 4_215, 20_000),
    ],
    ids=["nothing", "one slow read", "twenty hours", "a sudden walk"],
)
def test_odd_runners_get_a_wide_honest_answer(net_s: Floats) -> None:
    made = posterior(net_s)
    assert not made.refused[0]
    low, high = made.quantiles(np.array([MARATHON_M]), np.array([0.05, 0.95]))[0, 0]
    assert np.isfinite([low, high]).all()
    assert high - low > 0.01 * (high - made.last_s[0])


@pytest.mark.parametrize("net_s", [reads(1_500, 1_500), reads(1_500, 1_400), reads(-20.0)])
def test_what_cannot_be_is_refused_and_counted(net_s: Floats) -> None:
    made = posterior(net_s)
    assert made.refused[0]
    assert np.isnan(made.quantiles(np.array([MARATHON_M]), LEVELS)).all()
    assert np.isnan(made.unseen(Silence(np.full((1, 9), 9e3), np.ones((1, 9))))).all()


def test_both_at_once_are_what_each_is_alone() -> None:
    made = posterior(np.vstack([reads(1_800, 3_700), reads(NAN, 4_400, 6_700)]))
    target_m = np.linspace(16_000, MARATHON_M, 9)
    limit_s = np.linspace(5_000, 18_000, 9)
    quantiles_s, before = made.answers(target_m, LEVELS, limit_s)
    np.testing.assert_array_equal(quantiles_s, made.quantiles(target_m, LEVELS))
    np.testing.assert_array_equal(before, made.probability_before(target_m, limit_s))
