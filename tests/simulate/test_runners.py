from __future__ import annotations

import numpy as np
import pytest

from lanterne.forecast.library import PaceLibrary
from lanterne.simulate import runners
from lanterne.units import HALF_MARATHON_M, MARATHON_M


@pytest.mark.parametrize("length_m", [MARATHON_M, HALF_MARATHON_M, 10_000.0])
def test_times_grow_along_the_road(library: PaceLibrary, length_m: float) -> None:
    net_s = runners.net_times(library, 500, length_m, np.random.default_rng(1))
    knots_m = runners.knots(length_m, 250.0)
    assert (np.diff(runners.at_knots(library, net_s, length_m, knots_m), axis=1) > 0).all()


def test_a_marathon_takes_as_long_as_the_library_says(library: PaceLibrary) -> None:
    """The median of the drawn times is that of the mixture, within what 4,000 draws allow."""
    drawn = runners.net_times(library, 4_000, MARATHON_M, np.random.default_rng(1))[:, -1]
    rng = np.random.default_rng(2)
    component = rng.choice(len(library.weight), 50_000, p=library.weight)
    spread = np.sqrt(library.covariance[component, -1, -1])
    mixture = np.exp(library.mean[component, -1] + spread * rng.standard_normal(50_000)) * 42.195
    assert np.median(drawn) == pytest.approx(np.median(mixture), rel=0.02)


def test_most_slow_down(library: PaceLibrary) -> None:
    net_s = runners.net_times(library, 1_000, MARATHON_M, np.random.default_rng(1))
    half_s = runners.at_knots(library, net_s, MARATHON_M, np.array([HALF_MARATHON_M]))[:, 0]
    assert np.median(net_s[:, -1] / half_s) > 2.03


def test_a_half_is_run_faster_than_half_a_marathon(library: PaceLibrary) -> None:
    marathon = runners.net_times(library, 2_000, MARATHON_M, np.random.default_rng(1))[:, -1]
    half = runners.net_times(library, 2_000, HALF_MARATHON_M, np.random.default_rng(1))[:, -1]
    assert np.median(half) == pytest.approx(np.median(marathon) / 2 * 0.5**runners.RIEGEL, rel=0.02)


def test_the_same_seed_draws_the_same_runners(library: PaceLibrary) -> None:
    one, other = (runners.net_times(library, 50, MARATHON_M, np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_two_in_a_hundred_stop_and_most_between_twenty_and_thirty_kilometres() -> None:
    times = np.random.default_rng(1).normal(16_000, 3_000, 40_000)
    stop_m = runners.stops(times, MARATHON_M, np.random.default_rng(2))
    stopped = stop_m[np.isfinite(stop_m)]
    assert len(stopped) / 40_000 == pytest.approx(0.02, abs=0.003)
    tens = np.histogram(stopped, [0, 10_000, 20_000, 30_000, 42_195])[0]
    assert tens.argmax() == 2


def test_nobody_stops_beyond_the_finish() -> None:
    stop_m = runners.stops(np.full(5_000, 9_000.0), 10_000.0, np.random.default_rng(2), share=0.5)
    stopped = stop_m[np.isfinite(stop_m)]
    assert ((stopped > 0) & (stopped < 10_000)).all()
