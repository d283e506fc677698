"""Skill put together over last mats and races."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lanterne.score.bootstrap import Difference, difference
from lanterne.score.rules import Bin
from lanterne.score.scored import SEED
from lanterne.score.windows import Arrivals

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats
    from lanterne.score.skill import Figures, Skill

Figure = Callable[["Skill"], float]


def bins(each: Sequence[Sequence[Bin]]) -> tuple[Bin, ...]:
    """Bins of reliability over several forecasts, everyone counting once for each."""
    return tuple(
        Bin(
            _weighted([bin_.p_mean for bin_ in same], [bin_.n for bin_ in same]),
            _weighted([bin_.observed for bin_ in same], [bin_.n for bin_ in same]),
            sum(bin_.n for bin_ in same),
        )
        for same in zip(*each, strict=True)
    )


def arrivals(each: Sequence[Sequence[Arrivals]]) -> tuple[Arrivals, ...]:
    """Windows of arrivals over several forecasts, every arrival counting once for each."""
    return tuple(_arrivals(same) for same in zip(*each, strict=True))


def _arrivals(same: Sequence[Arrivals]) -> Arrivals:
    counts = [part.n for part in same]
    return Arrivals(
        window=same[0].window,
        n=sum(counts),
        within=_weighted([part.within for part in same], counts),
        bias_s=_weighted([part.bias_s for part in same], counts),
        rmse_s=_weighted([part.rmse_s**2 for part in same], counts) ** 0.5,
        unread=sum(part.unread for part in same),
        stopped=sum(part.stopped for part in same),
    )


def _weighted(values: Sequence[float], counts: Sequence[int]) -> float:
    """Mean of the values that stand for somebody, by how many; NaN if there are none."""
    total = sum(counts)
    known = sum(value * count for value, count in zip(values, counts, strict=True) if count)
    return known / total if total else float("nan")


@dataclass(frozen=True, slots=True)
class Mean:
    """A method's means over races, every race counting once, and how it compares with a reference.

    Attributes
    ----------
    races : int
    every, slow : dict of str to float
        Means of ``mae_min``, ``crps_min``, the size of ``bias_min``, and the coverage of the central 90 %.
    less, slow_less : Difference
        CRPS (minutes) minus the reference's, of all and of the slowest quarter.
    """

    races: int
    every: dict[str, float]
    slow: dict[str, float]
    less: Difference
    slow_less: Difference


def over_races(skills: Sequence[Skill], reference: Sequence[Skill]) -> Mean:
    """Means of one method's skills, one for each race, beside a reference's on the same races."""
    return Mean(
        races=len(skills),
        every=_means([skill.every for skill in skills]),
        slow=_means([skill.slow for skill in skills]),
        less=_less(skills, reference, lambda skill: skill.every.crps_min),
        slow_less=_less(skills, reference, lambda skill: skill.slow.crps_min),
    )


def _means(each: Sequence[Figures]) -> dict[str, float]:
    values = {
        "mae_min": [figures.mae_min for figures in each],
        "crps_min": [figures.crps_min for figures in each],
        "bias_min": [abs(figures.bias_min) for figures in each],
        "coverage90": [figures.coverage[90] for figures in each],
    }
    return {name: float(np.mean(value)) for name, value in values.items()}


def _less(skills: Sequence[Skill], reference: Sequence[Skill], figure: Figure) -> Difference:
    ours: Floats = np.array([figure(skill) for skill in skills])
    theirs: Floats = np.array([figure(skill) for skill in reference])
    return difference(ours, theirs, np.random.default_rng(SEED))
