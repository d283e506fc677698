"""Small made-up libraries whose answers can be written down."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.forecast.library import PaceLibrary

FRACTION = np.array([0.25, 0.5, 0.75, 1.0])
STEPS = np.array([0.15, 0.05, 0.06, 0.07])


def make_library(
    shares: list[float], levels: list[float], fade: list[float], spread: list[float]
) -> PaceLibrary:
    """Components with a pace level, a fade a quarter, and a spread; quarters vary independently."""
    mean = np.log(levels)[:, None] + np.outer(fade, np.arange(4))
    sum_up = np.tril(np.ones((4, 4)))
    covariance = np.array([sum_up @ np.diag((STEPS * wide) ** 2) @ sum_up.T for wide in spread])
    k = len(shares)
    return PaceLibrary(FRACTION, np.array(shares), mean, covariance, np.full(k, 1e-3), "made up")


@pytest.fixture
def single() -> PaceLibrary:
    """One Gaussian."""
    return make_library([1.0], [400.0], [0.03], [1.0])


@pytest.fixture
def several() -> PaceLibrary:
    """Steady runners, runners who fade, and a few slow and scattered ones."""
    return make_library([0.5, 0.35, 0.15], [340.0, 400.0, 560.0], [0.01, 0.05, 0.04], [0.8, 1.0, 2.0])
