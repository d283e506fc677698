"""Fitting the pace library: expectation-maximisation for a Gaussian mixture with missing mats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.correcting import CORRECTING, corrected, usual_scores
from lanterne.forecast.dayfit import fade_curve, fit_effects, low_rank, without_effect
from lanterne.forecast.library import PaceLibrary
from lanterne.forecast.training import AT_M, MATS, RaceYear, Sample, sample, within_limit
from lanterne.units import MARATHON_M, METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lanterne.forecast.arrays import Flags, Floats

PRIOR_RUNNERS: Final = 100.0
WIDE_SHARE: Final = 1e-3
WIDE_LEVEL: Final = 0.6
WIDE_SHAPE: Final = 4.0
CHUNK: Final = 16_384
STOOD_KM: Final = 0.3
"""A runner who lost more than this inside ten kilometres stood still; that is not wander."""

Progress = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Weights (K,), means (K, G) and covariances (K, G, G) of a Gaussian mixture."""

    weight: Floats
    mean: Floats
    covariance: Floats


def fit(
    years: Sequence[RaceYear],
    *,
    components: int = 24,
    size: int = 3_000,
    steps: int = 50,
    seed: int = 1,
    progress: Progress | None = None,
) -> PaceLibrary:
    """Fit a pace library on race-years.

    What days and courses differ by is learned first and taken off, the mixture is fitted to what is left, and
    what it is still off by is learned last: by leg for each course, and in spread by place and pace.

    Parameters
    ----------
    years : sequence of RaceYear
    components : int
        Gaussians fitted, besides the wide one that is kept for runners unlike all others.
    size : int
        Runners drawn from each race-year.
    steps : int
        Rounds of expectation-maximisation.
    progress : callable or None
        Called after each round with rounds done, rounds in all, and mean log likelihood a runner.
    """
    rng = np.random.default_rng(seed)
    courses = [year.race for year in years]
    unlimited = [year.net_s[within_limit(year.net_s)] for year in years]
    effects = fit_effects(courses, [fade_curve(net_s, AT_M) for net_s in unlimited], AT_M)
    neutral = [
        replace(year, net_s=without_effect(year.net_s, AT_M, effect))
        for year, effect in zip(years, effects.of_day, strict=True)
    ]
    drawn = sample(neutral, size, rng)
    mixture, prior = start(drawn.log_pace, drawn.weight, components, rng)
    patterns = by_pattern(drawn.log_pace)
    for step in range(steps):
        mixture, likelihood = improve(mixture, drawn.log_pace, drawn.weight, patterns, prior)
        if progress is not None:
            progress(step + 1, steps, likelihood)
    mixture = reweigh(mixture, drawn, patterns)
    library = PaceLibrary(
        fraction=AT_M / MARATHON_M,
        weight=mixture.weight,
        mean=mixture.mean,
        covariance=mixture.covariance,
        wander_km=wander_km(mixture, drawn, patterns),
        note=note(years, len(drawn.weight), components),
    )
    few = [net_s[rng.permutation(len(net_s))[:CORRECTING]] for net_s in unlimited]
    usual, variance = usual_scores(library, courses, few, effects)
    return replace(
        library,
        day=low_rank(effects, usual, variance, AT_M),
        calibration=corrected(library, few, effects),
    )


def note(years: Sequence[RaceYear], drawn: int, components: int) -> str:
    """What a library was fitted on, in one sentence."""
    races = sorted({year.race for year in years})
    runners = sum(len(year.net_s) for year in years)
    return (
        f"{components} Gaussians and a wide one, fitted on {drawn:,} runners drawn from {runners:,} "
        f"finishers with plausible splits in {len(years)} race-years of {len(races)} marathons: "
        + ", ".join(f"{race} ({sum(year.race == race for year in years)})" for race in races)
    )


def by_pattern(log_pace: Floats) -> list[tuple[Flags, np.ndarray]]:
    """Which points were read, and the rows with just these."""
    seen = np.isfinite(log_pace)
    bits = seen @ (1 << np.arange(seen.shape[1]))
    return [(seen[rows[0]], rows) for bit in np.unique(bits) if bit for rows in [np.flatnonzero(bits == bit)]]


def start(
    log_pace: Floats, weight: Floats, components: int, rng: np.random.Generator
) -> tuple[Mixture, Floats]:
    """A first mixture, and the covariance that the prior is centred on.

    Runners are cut into bands of equal size by pace, with medians for means; the prior is the covariance
    within these bands.
    """
    filled = fill(log_pace)
    level = filled.mean(axis=1) + rng.normal(0, 1e-9, len(filled))
    band = (np.argsort(np.argsort(level)) * components) // len(level)
    mean = np.array(
        [np.average(filled[band == k], axis=0, weights=weight[band == k]) for k in range(components)]
    )
    spread = filled - mean[band]
    within = (spread * weight[:, None]).T @ spread / weight.sum()
    within += np.eye(len(within)) * 1e-8
    centre = np.average(filled, axis=0, weights=weight)
    along = np.average((filled - centre) * (level - level.mean())[:, None], axis=0, weights=weight)
    along /= along.mean()
    # Component 0 stays as it is, for runners unlike all others: any pace, and twice as varied in its course.
    wide = WIDE_LEVEL**2 * np.outer(along, along) + WIDE_SHAPE * within
    covariance = np.concatenate([[wide], np.repeat(within[None], components, axis=0)])
    means = np.concatenate([[centre], mean])
    shares = np.concatenate([[WIDE_SHARE], np.full(components, (1 - WIDE_SHARE) / components)])
    return Mixture(shares, means, covariance), within


def fill(log_pace: Floats) -> Floats:
    """Missing points taken from their neighbours, evenly in distance; only for a start."""
    grid = AT_M if log_pace.shape[1] == len(AT_M) else np.arange(log_pace.shape[1], dtype=float)
    filled = log_pace.copy()
    for seen, rows in by_pattern(log_pace):
        for column in np.flatnonzero(~seen):
            left = np.flatnonzero(seen[:column])
            right = column + np.flatnonzero(seen[column:])
            ends = [*left[-1:], *right[:1]]
            away = np.array([abs(grid[end] - grid[column]) for end in ends])
            share = 1 - away / away.sum() if len(ends) == 2 else np.ones(1)
            filled[rows, column] = log_pace[np.ix_(rows, ends)] @ share
    return filled


def responsibilities(mixture: Mixture, seen: Flags, values: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """What each component has to do with each runner.

    Returns shares (K, n), log likelihood (n,), deviations (K, n, p) and inverse covariances (K, p, p).
    """
    part = mixture.covariance[:, seen][:, :, seen]
    whiten = np.linalg.inv(np.linalg.cholesky(part))
    deviation = values - mixture.mean[:, None, seen]
    white = deviation @ whiten.transpose(0, 2, 1)
    log_scale = np.log(np.diagonal(whiten, axis1=1, axis2=2)).sum(axis=1)
    log_scale += np.log(np.maximum(mixture.weight, 1e-300)) - 0.5 * seen.sum() * np.log(2 * np.pi)
    log_each = log_scale[:, None] - 0.5 * np.einsum("knp,knp->kn", white, white)
    top = log_each.max(axis=0)
    share = np.exp(log_each - top)
    total = share.sum(axis=0)
    return share / total, top + np.log(total), deviation, whiten.transpose(0, 2, 1) @ whiten


def improve(
    mixture: Mixture,
    log_pace: Floats,
    weight: Floats,
    patterns: list[tuple[Flags, np.ndarray]],
    prior: Floats,
    prior_runners: float = PRIOR_RUNNERS,
) -> tuple[Mixture, float]:
    """One round of expectation-maximisation, and the mean log likelihood before it.

    Points not read are integrated out; `prior` is the centre of an inverse Wishart prior on the covariances,
    worth `prior_runners` runners. Component 0 keeps its mean, covariance and weight.

    References
    ----------
    Ghahramani and Jordan (1994), "Supervised learning from incomplete data via an EM approach", NIPS 6.
    """
    k, g = mixture.mean.shape
    count, shift, square = np.zeros(k), np.zeros((k, g)), np.zeros((k, g, g))
    likelihood = 0.0
    for seen, rows in patterns:
        p = int(seen.sum())
        near, first, second = np.zeros(k), np.zeros((k, p)), np.zeros((k, p, p))
        for chunk in np.array_split(rows, -(-len(rows) // CHUNK)):
            share, each, deviation, inverse = responsibilities(mixture, seen, log_pace[np.ix_(chunk, seen)])
            likelihood += float(each @ weight[chunk])
            share *= weight[chunk]
            near += share.sum(axis=1)
            scaled = deviation * share[:, :, None]
            first += scaled.sum(axis=1)
            second += scaled.transpose(0, 2, 1) @ deviation
        gain = mixture.covariance[:, :, seen] @ inverse
        rest = mixture.covariance - gain @ mixture.covariance[:, seen]
        count += near
        shift += np.einsum("kgp,kp->kg", gain, first)
        square += gain @ second @ gain.transpose(0, 2, 1) + near[:, None, None] * rest
    step = shift / np.maximum(count, 1e-9)[:, None]
    scatter = square - count[:, None, None] * step[:, :, None] * step[:, None, :]
    covariance = (scatter + prior_runners * prior) / (count + prior_runners)[:, None, None]
    fitted = count[1:] / count[1:].sum() * (1 - mixture.weight[0])
    moved = Mixture(
        weight=np.concatenate([mixture.weight[:1], fitted]),
        mean=np.concatenate([mixture.mean[:1], mixture.mean[1:] + step[1:]]),
        covariance=np.concatenate([mixture.covariance[:1], covariance[1:]]),
    )
    return moved, likelihood / float(weight.sum())


def reweigh(
    mixture: Mixture, drawn: Sample, patterns: list[tuple[Flags, np.ndarray]], rounds: int = 10
) -> Mixture:
    """The same components with the shares they have when the slow end is as frequent as it is."""
    for _ in range(rounds):
        count = np.zeros(len(mixture.weight))
        for seen, rows in patterns:
            share, *_ = responsibilities(mixture, seen, drawn.log_pace[np.ix_(rows, seen)])
            count += share @ drawn.natural[rows]
        fitted = count[1:] / count[1:].sum() * (1 - mixture.weight[0])
        mixture = Mixture(np.concatenate([mixture.weight[:1], fitted]), mixture.mean, mixture.covariance)
    return mixture


def wander_km(mixture: Mixture, drawn: Sample, patterns: list[tuple[Flags, np.ndarray]]) -> Floats:
    """Variance of wander a kilometre (km^2/km) of each component.

    The 15K mat is left out and read off as the middle of an even leg from 10K to 20K; what runners are off
    it is the middle of a bridge over 10 km, whose variance is a quarter of its length.
    """
    mats = list(MATS)
    three = np.array([mats.index(mat) for mat in ("k10", "k15", "k20")])
    off, share_of = [], []
    for seen, rows in patterns:
        if seen[three].all():
            log_pace = drawn.log_pace[np.ix_(rows, three)]
            time_s = np.exp(log_pace) * (AT_M[three] / METRES_PER_KM)
            pace = time_s[:, 2] / (AT_M[three[2]] / METRES_PER_KM)
            off.append((time_s[:, 1] - 0.5 * (time_s[:, 0] + time_s[:, 2])) / pace)
            share_of.append(responsibilities(mixture, seen, drawn.log_pace[np.ix_(rows, seen)])[0])
    if not off:
        return np.full(len(mixture.weight), 1e-3)
    square = np.clip(np.concatenate(off), -STOOD_KM, STOOD_KM) ** 2
    share = np.concatenate(share_of, axis=1)
    pooled = square.mean()
    each = (share @ square + pooled) / (share.sum(axis=1) + 1)
    return np.asarray(each / 2.5)
