"""Stopping and silence together, against runners who are drawn one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from lanterne.forecast import Evidence, PaceLibrary, forecast
from lanterne.forecast.going import Going
from lanterne.forecast.rates import OWN_WORTH, Mats
from lanterne.forecast.stopping import TERMS, Stopping

LENGTH_M = 40_000.0
AT_M = np.array([10_000.0, 20_000.0, 30_000.0, LENGTH_M])
FIRST_S = 4_200.0
RATE = 0.9
TARGETS_M = np.array([15_000.0, 20_000.0, 26_000.0, 30_000.0, LENGTH_M])
NAN = np.nan


def going(unseen: list[float], stopping: Stopping) -> Going:
    """One runner, last known at 10 km, with nothing that counts but distance."""
    one = np.full(1, NAN)
    return Going(stopping, LENGTH_M, AT_M, AT_M[:1], one, one, one, np.array([unseen]))


def flat(hazard: float) -> Stopping:
    coefficient = np.zeros(len(TERMS))
    coefficient[0] = np.log(hazard)
    return Stopping(coefficient, np.zeros((len(TERMS), len(TERMS))), 0.0)


def test_without_silence_only_the_hazard_speaks() -> None:
    found = going([1, 1, 1, 1, 1], flat(0.4)).stopped(TARGETS_M)[0]
    np.testing.assert_allclose(found, 1 - np.exp(-0.4 * (TARGETS_M / LENGTH_M - 0.25)), rtol=1e-4)


def test_one_mat_s_silence_is_bayes_rule_by_hand() -> None:
    """Stopped before 20 km: silent for sure; past it: one in a hundred."""
    before = 1 - np.exp(-0.1)
    found = going([1, 1, 0.01, 0.01, 0.01], flat(0.4)).stopped(np.array([20_000.0]))[0, 0]
    assert found == pytest.approx(before / (before + (1 - before) * 0.01), rel=1e-4)


@dataclass(frozen=True)
class Drawn:
    """Runners read at 10 km after 4,200 s: times at the mats after, reads there, where they stop."""

    net_s: NDArray[np.float64]
    read: NDArray[np.bool_]
    stop_m: NDArray[np.float64]

    def silent(self, as_of_s: float) -> NDArray[np.bool_]:
        """Not read by now at any mat that they have come to."""
        came = (self.net_s <= as_of_s) & (self.stop_m[:, None] >= AT_M[1:])
        return ~(came & self.read).any(axis=1)


def draw(library: PaceLibrary, stopping: Stopping, n: int, seed: int) -> Drawn:
    rng = np.random.default_rng(seed)
    mean = library.means(AT_M, LENGTH_M)[0]
    covariance = library.covariances(AT_M, AT_M, LENGTH_M)[0]
    gain = covariance[1:, 0] / covariance[0, 0]
    own = covariance[1:, 1:] - np.outer(gain, covariance[0, 1:])
    log_pace = mean[1:] + gain * (np.log(FIRST_S / 10) - mean[0])
    net_s = np.exp(rng.multivariate_normal(log_pace, own, n)) * AT_M[1:] / 1e3
    fails = rng.beta(OWN_WORTH * (1 - RATE), OWN_WORTH * RATE + 1, n)
    read = rng.random((n, 3)) > fails[:, None]
    place = np.linspace(0.25, 1, 2_001)
    one = np.full(1, NAN)
    still = stopping.survival(np.array([0.25]), place, one, one)[0]
    stop_m = np.interp(-rng.random(n), -still, place * LENGTH_M, right=np.inf)
    return Drawn(net_s, read, stop_m)


@pytest.mark.parametrize("as_of_s", [5_000.0, 9_600.0, 11_000.0, 15_000.0, 24_000.0])
def test_the_forecast_is_what_drawn_runners_who_are_as_silent_do(single: PaceLibrary, as_of_s: float) -> None:
    """To two in a hundred; the limit is near the median, where errors show most."""
    drawn = draw(single, Stopping.usual(), 600_000, 7)
    silent = drawn.silent(as_of_s)
    evidence = Evidence.of_net(LENGTH_M, AT_M, np.array([[FIRST_S, NAN, NAN, NAN]]))
    mats = Mats(np.full(4, RATE), np.full(4, NAN), np.full(4, NAN))
    made = forecast(single, evidence, as_of_s, mats)
    stopped = (drawn.stop_m[silent, None] < TARGETS_M).mean(axis=0)
    np.testing.assert_allclose(made.stopped(TARGETS_M)[0], stopped, atol=0.02)
    reaches = drawn.stop_m[silent, None] >= AT_M[1:]
    limit_s = np.median(np.where(reaches, drawn.net_s[silent], np.inf), axis=0)
    limit_s = np.where(np.isfinite(limit_s), limit_s, 20_000.0)
    in_time = (reaches & (drawn.net_s[silent] <= limit_s)).mean(axis=0)
    np.testing.assert_allclose(made.in_time(AT_M[1:], limit_s)[0], in_time, atol=0.04)


def test_where_a_silent_runner_is_by_now_is_where_drawn_ones_are(single: PaceLibrary) -> None:
    drawn = draw(single, Stopping.usual(), 600_000, 8)
    as_of_s = 14_000.0
    silent = drawn.silent(as_of_s)
    ran_m = np.array([np.interp(as_of_s, [FIRST_S, *times], AT_M) for times in drawn.net_s[silent][:20_000]])
    place_m = np.minimum(ran_m, drawn.stop_m[silent][:20_000])
    evidence = Evidence.of_net(LENGTH_M, AT_M, np.array([[FIRST_S, NAN, NAN, NAN]]))
    mats = Mats(np.full(4, RATE), np.full(4, NAN), np.full(4, NAN))
    found = forecast(single, evidence, as_of_s, mats).places_m()[0]
    np.testing.assert_allclose(found, np.quantile(place_m, [0.05, 0.5, 0.95]), atol=1_200)
