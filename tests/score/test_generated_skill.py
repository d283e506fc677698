"""Skill of the shipped library on a made-up race day, which needs no real results: an odd day is learned."""

from __future__ import annotations

import numpy as np
import pytest

from lanterne.forecast.library import shipped
from lanterne.forecast.training import AT_M, MATS
from lanterne.score.day import RaceDay
from lanterne.score.learning import Lanterne, LanterneStatic
from lanterne.score.scored import scored
from lanterne.score.skill import Skill, skill

RUNNERS = 4_000
ODD_BY = 0.06
"""How much slower than usual everybody is at the end of the road; a quarter of it half way."""


def made_up() -> RaceDay:
    """Runners of the shipped library in four waves, on a day that turns hot."""
    library = shipped()
    rng = np.random.default_rng(11)
    of = rng.choice(
        np.arange(1, len(library.weight)), RUNNERS, p=library.weight[1:] / library.weight[1:].sum()
    )
    root = np.linalg.cholesky(library.covariance + np.eye(len(AT_M)) * 1e-10)
    log_pace = library.mean[of] + np.einsum("nij,nj->ni", root[of], rng.normal(size=(RUNNERS, len(AT_M))))
    net_s = np.sort(np.exp(log_pace) * AT_M / 1_000, axis=1)
    leg_s = np.diff(net_s, axis=1, prepend=0.0)
    leg_s *= 1 + ODD_BY * (AT_M / AT_M[-1]) ** 2
    start_s = np.floor(np.argsort(np.argsort(net_s[:, 1])) / (RUNNERS / 4)) * 600.0
    return RaceDay(
        race="made_up",
        year=2030,
        columns=tuple(MATS),
        at_m=AT_M,
        usual=np.ones(len(AT_M), np.bool_),
        net_s=np.cumsum(leg_s, axis=1),
        start_s=start_s,
        start_known=np.ones(RUNNERS, np.bool_),
        finished=np.ones(RUNNERS, np.bool_),
    )


@pytest.fixture(scope="module")
def skills() -> dict[tuple[str, str], Skill]:
    """By last mat and method."""
    day = made_up()
    everyone = scored(day, 1_000)
    return {
        (mat, method.name): skill(day, at, everyone.at(day, at), method, lambda: 0.0)
        for method in (LanterneStatic(shipped()), Lanterne(shipped()))
        for mat in ("half", "k30", "k35")
        for at in [day.columns.index(mat)]
    }


@pytest.mark.parametrize("mat", ["half", "k30", "k35"])
def test_a_hot_day_is_learned_from_those_ahead(skills: dict[tuple[str, str], Skill], mat: str) -> None:
    """Of the bias of the slowest quarter, who come last, a part goes."""
    learned, alone = (abs(skills[mat, name].slow.bias_min) for name in ("lanterne", "lanterne_static"))
    assert learned < alone * 0.85


@pytest.mark.parametrize("mat", ["half", "k30", "k35"])
def test_ranges_hold_on_a_hot_day(skills: dict[tuple[str, str], Skill], mat: str) -> None:
    assert skills[mat, "lanterne"].every.coverage[90] > 0.8
