"""Race days drawn from a made-up library: whole runners, a known effect of the day, a mat out of place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from lanterne.forecast import Evidence, PaceLibrary
from lanterne.forecast.arrays import Floats
from lanterne.forecast.dayfit import Effects, low_rank, smooth_guess
from lanterne.forecast.fade import BANDS, bands, early_level
from lanterne.forecast.training import AT_M
from lanterne.units import MARATHON_M

G = len(AT_M)
EARLY = 1
"""The 10K mat, that effects are counted from."""

KNOWN_COURSE = "uphill"


def uphill() -> Floats:
    """Effect (G, b) of a course the made-up library knows: slower by 3 in 100 at the finish, for all."""
    return (
        np.repeat(np.clip((AT_M - AT_M[EARLY]) / (MARATHON_M - AT_M[EARLY]), 0, 1)[:, None], BANDS, 1) * 0.03
    )


def hot() -> Floats:
    """Effect (G, b) of heat: growing along the road, and twice as much for the slowest as for the fastest."""
    along = np.clip((AT_M - AT_M[EARLY]) / (MARATHON_M - AT_M[EARLY]), 0, 1)
    return np.outer(along**1.5, np.linspace(0.05, 0.10, BANDS))


@cache
def made_up_library(rank: int = 45) -> PaceLibrary:
    """Three kinds of runner on the marathon's ten mats, and days that differ by a smooth guess."""
    levels, fades = np.log([300.0, 390.0, 520.0]), np.array([0.02, 0.06, 0.10])
    end = AT_M / MARATHON_M
    mean = levels[:, None] + fades[:, None] * end**1.5
    leg_m = np.diff(AT_M, prepend=0.0)
    steps = 0.05 * np.sqrt(5_000 * leg_m) / AT_M  # single legs of 5 km differ by 5 in 100
    steps[0] = 0.13
    sum_up = np.tril(np.ones((G, G)))
    covariance = np.array([sum_up @ np.diag((steps * wide) ** 2) @ sum_up.T for wide in (0.8, 1.0, 1.3)])
    guess = smooth_guess(AT_M, BANDS)
    effects = Effects(
        of_day=(),
        day=guess * 0.3,
        course=guess * 0.5,
        course_mean={KNOWN_COURSE: uphill().ravel()},
        course_covariance={KNOWN_COURSE: guess * 0.02},
    )
    usual = {None: np.zeros((G, BANDS)), KNOWN_COURSE: np.zeros((G, BANDS))}
    return PaceLibrary(
        fraction=end,
        weight=np.array([0.3, 0.45, 0.25]),
        mean=mean,
        covariance=covariance,
        wander_km=np.full(3, 1e-3),
        note="made up",
        day=low_rank(effects, usual, np.ones(G), AT_M, rank),
    )


def drawn(library: PaceLibrary, n: int, rng: np.random.Generator) -> Floats:
    """Net times (n, G) of whole runners at the library's distances, on a day without an effect."""
    kind = rng.choice(len(library.weight), n, p=library.weight)
    factor = np.linalg.cholesky(library.covariance)
    log_pace = library.mean[kind] + np.einsum("ngh,nh->ng", factor[kind], rng.standard_normal((n, G)))
    return np.asarray(np.exp(log_pace) * AT_M / 1_000)


def on_such_a_day(net_s: Floats, effect: Floats) -> Floats:
    """Net times with the effect (G, b) of a day, by where each runner set out."""
    return np.asarray(net_s * np.exp(bands(early_level(net_s, AT_M, MARATHON_M)) @ effect.T))


def mat_moved(net_s: Floats, column: int, by_m: float) -> Floats:
    """Net times read by a mat that stands `by_m` farther on than said."""
    beside = column + 1 if by_m > 0 else column - 1
    pace = (net_s[:, beside] - net_s[:, column]) / (AT_M[beside] - AT_M[column])
    moved = net_s.copy()
    moved[:, column] += by_m * pace
    return moved


def gaps(net_s: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Net times of which a share was not read, the finish always."""
    read = net_s.copy()
    read[:, :-1][rng.random((len(net_s), G - 1)) < share] = np.nan
    return read


def evidence(net_s: Floats, start_s: Floats | None = None) -> Evidence:
    """Everything a race day read, by the gun's clock."""
    found = Evidence.of_net(MARATHON_M, AT_M, net_s)
    return found if start_s is None else replace(found, start_s=start_s)
