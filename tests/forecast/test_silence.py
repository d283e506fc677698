"""What mats have not read, against runners drawn one by one, kept if these mats were silent about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from lanterne.forecast import Evidence, PaceLibrary, Posterior, condition
from lanterne.forecast.arrays import Flags, Floats
from lanterne.forecast.silence import Silence

LENGTH_M = 40_000.0
MATS_M = np.array([10_000.0, 20_000.0, 30_000.0])
TARGET_M = np.array([15_000.0, 20_000.0, 26_000.0, 30_000.0, 36_000.0, LENGTH_M])
LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
NAN = np.nan
WITHIN = 0.06
"""What cutting Gaussians into slices and a thousand runners by luck may be off by; .04 was the most seen."""


@dataclass(frozen=True)
class Drawn:
    """Net seconds of runners near the evidence at mats (n, 3) and targets (n, m), and luck at mats (n, 3)."""

    mats_s: Floats
    targets_s: Floats
    luck: Floats

    def unread(self, silence: Silence, mats: int = 3) -> Flags:
        """Who would not have been read by any of the first mats."""
        read = (self.mats_s <= silence.by_s[0]) & (self.luck < silence.read_rate[0])
        return np.asarray(~read[:, :mats].any(axis=1))


def draw(library: PaceLibrary, first_s: float | None = None, n: int = 1_200_000) -> Drawn:
    """Whole runners from the library, wander and all; of whom those stay who were at 10K near a time."""
    rng = np.random.default_rng(11)
    place_m = np.concatenate([MATS_M, TARGET_M])
    log_pace = np.concatenate(
        [
            rng.multivariate_normal(
                library.means(place_m, LENGTH_M)[k],
                library.covariances(place_m, place_m, LENGTH_M)[k],
                size=count,
                method="svd",
            )
            for k, count in enumerate(rng.multinomial(n, library.weight))
        ]
    )
    net_s = np.exp(log_pace) * place_m / 1_000
    if first_s is not None:
        net_s = net_s[np.abs(np.log(net_s[:, 0] / first_s)) < 0.008]
    return Drawn(net_s[:, :3], net_s[:, 3:], rng.random((len(net_s), 3)))


def seen_at(library: PaceLibrary, mat: int, seen_s: float) -> Posterior:
    net_s = np.full((1, 3), NAN)
    net_s[0, mat] = seen_s
    return condition(library, Evidence.of_net(LENGTH_M, MATS_M, net_s))


CASES = {
    "one mat": ([NAN, 9_300.0, NAN], [0, 0.95, 0]),
    "two mats by now": ([NAN, 15_000.0, 15_000.0], [0, 0.9, 0.8]),
    "two mats, hardly any doubt": ([NAN, 12_800.0, 12_800.0], [0, 0.97, 0.9]),
    "the first lifted early": ([NAN, 8_600.0, 15_500.0], [0, 0.95, 0.95]),
    "the second lifted early": ([NAN, 11_000.0, 13_200.0], [0, 0.5, 0.9]),
    "a mat that reads nobody": ([NAN, 11_000.0, 11_000.0], [0, 0.0, 0.9]),
    "a mat that reads everybody": ([NAN, 9_000.0, 9_000.0], [0, 1.0, 1.0]),
    "a bib that is covered": ([NAN, 16_000.0, 16_000.0], [0, 0.9, 0.2]),
}


@pytest.mark.parametrize("name", CASES)
def test_silence_of_mats_against_brute_force(several: PaceLibrary, name: str) -> None:
    """Levels of quantiles among runners not read, at places before, at, between and beyond these mats."""
    by_s, rate = CASES[name]
    silence = Silence(np.array([by_s]), np.array([rate]))
    drawn, posterior = draw(several, 4_200.0), seen_at(several, 0, 4_200.0)
    unread = drawn.unread(silence)
    assert unread.sum() > 300
    found = posterior.quantiles(TARGET_M, LEVELS, silence)[0]
    reached = (drawn.targets_s[unread, :, None] <= found).mean(axis=0)
    steps = np.isin(found, by_s)  # at the instant of a cut the distribution may jump
    assert np.abs(reached - LEVELS)[~steps].max() < WITHIN
    limit_s = np.array([6_800.0, 9_600.0, 12_500.0, 15_000.0, 18_500.0, 21_000.0])
    before = posterior.probability_before(TARGET_M, limit_s, silence)[0]
    share = (drawn.targets_s[unread] <= limit_s).mean(axis=0)
    assert np.abs(before - share).max() < WITHIN
    unseen = posterior.unseen(silence)[0]
    shares = [drawn.unread(silence, mats).mean() for mats in range(4)]
    np.testing.assert_allclose(unseen, shares, atol=0.01)


@pytest.mark.parametrize("rate", [(0.9, 0.6, 0.5), (0.995, 0.9, 0.7)])
def test_three_mats_in_a_row_against_brute_force(several: PaceLibrary, rate: tuple[float, ...]) -> None:
    """Runners of whom nothing is known but the clock: what the mats miss, and that they are slow."""
    silence = Silence(np.array([[12_500.0] * 3]), np.array([rate]))
    posterior = condition(several, Evidence.of_net(LENGTH_M, MATS_M, np.full((1, 3), NAN)))
    drawn = draw(several)
    unread = drawn.unread(silence)
    target_m = TARGET_M[1:]
    found = posterior.quantiles(target_m, LEVELS, silence)[0]
    reached = (drawn.targets_s[unread, 1:, None] <= found).mean(axis=0)
    smooth = ~np.isin(found, 12_500.0)
    assert np.abs(reached - LEVELS)[smooth].max() < WITHIN
    shares = [drawn.unread(silence, mats).mean() for mats in range(4)]
    np.testing.assert_allclose(posterior.unseen(silence)[0], shares, atol=0.01)


def test_a_mat_that_says_nothing_changes_nothing(several: PaceLibrary) -> None:
    posterior = seen_at(several, 0, 4_200.0)
    nothing = Silence(np.array([[4_000.0, NAN, 15_000.0]]), np.array([[0.99, 0.99, 0.0]]))
    np.testing.assert_array_equal(
        posterior.quantiles(TARGET_M, LEVELS, nothing), posterior.quantiles(TARGET_M, LEVELS)
    )
    assert posterior.unseen(nothing).tolist() == [[1.0] * 4]
