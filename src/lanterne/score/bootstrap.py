"""How sure a difference between two methods is: races are drawn again, not runners, who share a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats

DRAWS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean over races of a difference between two methods, and its central 95 % interval."""

    mean: float
    low: float
    high: float


def difference(ours: Floats, theirs: Floats, rng: np.random.Generator, draws: int = DRAWS) -> Difference:
    """Ours minus theirs on the same races, one value each; one race alone tells no interval (NaN).

    Source: Efron (1979), doi:10.1214/aos/1176344552, the percentile method.
    """
    each = np.asarray(ours, float) - np.asarray(theirs, float)
    if len(each) < 2:
        return Difference(float(each.mean()), float("nan"), float("nan"))
    drawn = each[rng.integers(len(each), size=(draws, len(each)))].mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Difference(float(each.mean()), float(low), float(high))
