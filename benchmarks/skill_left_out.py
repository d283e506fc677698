"""Skill of the pace library on races it has never seen: all years of each race are left out of its fit.

Run ``python benchmarks/skill_left_out.py ../shared/data/results``; it takes minutes. Constant pace and
rescaled nearest neighbours (k = 100, pool 150,000; Hammerling et al. 2014, doi:10.1371/journal.pone.0093800),
trained on the same races, stand beside it. CRPS is twice the mean pinball loss over levels .025, .05, ...
.975; "slow" is the slowest quarter at the mat; minutes.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast import Evidence, PaceLibrary, condition
from lanterne.forecast.arrays import Floats
from lanterne.forecast.evidence import possible
from lanterne.forecast.fit import fit
from lanterne.forecast.training import AT_M, MATS, RaceYear, read_results
from lanterne.units import MARATHON_M

TESTS = ("honolulu_2017", "chicago_2017", "london_2015")
LAST = ("k10", "half", "k30", "k35", "k40")
LEVELS = np.arange(1, 40) / 40
NEIGHBOURS, POOL = 100, 150_000


def mixture(library: PaceLibrary, net_s: Floats, read: int) -> Floats:
    """Quantiles (n, 39) of the finish from the first `read` mats."""
    evidence = Evidence.of_net(MARATHON_M, AT_M[:read], net_s[:, :read])
    posterior = condition(library, evidence)
    return posterior.quantiles(np.array([MARATHON_M]), LEVELS)[:, 0].astype(float)


def neighbours(pool_s: Floats, net_s: Floats, read: int) -> Floats:
    """Quantiles (n, 39) of the finish from the runners with the nearest splits, scaled to one's own time."""
    mats = np.flatnonzero(np.isfinite(net_s[:, :read]).mean(axis=0) > 0.5)
    whole = pool_s[np.isfinite(pool_s[:, mats]).all(axis=1)]
    known = net_s[:, mats]
    known = np.where(np.isfinite(known), known, np.nanmedian(known, axis=0))
    _, near = cKDTree(whole[:, mats]).query(known, k=NEIGHBOURS)
    scaled = whole[near, -1] * (known[:, -1:] / whole[near, mats[-1]])
    return np.asarray(np.quantile(scaled, LEVELS, axis=1).T)


def constant(net_s: Floats, read: int) -> Floats:
    """The finish at the average pace so far, the same at every level."""
    at = net_s[:, read - 1] * MARATHON_M / AT_M[read - 1]
    return np.repeat(at[:, None], len(LEVELS), axis=1)


def scores(quantile_s: Floats, finish_s: Floats) -> list[float]:
    """Number, MAE, bias, CRPS (minutes), and coverage and width (minutes) of the 90 % interval."""
    miss = finish_s[:, None] - quantile_s
    pinball = np.maximum(LEVELS * miss, (LEVELS - 1) * miss)
    median, low, high = quantile_s[:, 19], quantile_s[:, 1], quantile_s[:, 37]
    inside = (finish_s >= low) & (finish_s <= high)
    return [
        float(len(finish_s)),
        float(np.abs(finish_s - median).mean() / 60),
        float((median - finish_s).mean() / 60),
        float(2 * pinball.mean() / 60),
        float(inside.mean()),
        float((high - low).mean() / 60),
    ]


def judge(
    years: list[RaceYear], name: str, components: int, size: int, steps: int, sampled: int
) -> list[list[str]]:
    """Rows of the table for one race-year."""
    rng = np.random.default_rng(7)
    test = next(year for year in years if year.name == name)
    train = [year for year in years if year.race != test.race]
    library = fit(train, components=components, size=size, steps=steps)
    everyone = np.concatenate([year.net_s for year in train])
    pool_s = everyone[rng.choice(len(everyone), POOL, replace=False)]
    rows = []
    for mat in LAST:
        read = list(MATS).index(mat) + 1
        scored = test.net_s[np.isfinite(test.net_s[:, read - 1]) & (np.isfinite(test.net_s).sum(axis=1) >= 3)]
        scored = scored[possible(scored, AT_M)]  # what a forecast would refuse: one row in some ten thousand
        net_s = scored[rng.choice(len(scored), min(sampled, len(scored)), replace=False)]
        slow = net_s[:, read - 1] >= np.quantile(net_s[:, read - 1], 0.75)
        for method, quantile_s in (
            ("constant pace", constant(net_s, read)),
            ("rescaled KNN100", neighbours(pool_s, net_s, read)),
            ("mixture", mixture(library, net_s, read)),
        ):
            for who, part in (("all", np.ones_like(slow)), ("slow", slow)):
                n, mae, bias, crps, cover, width = scores(quantile_s[part], net_s[part, -1])
                figures = (
                    f"{n:.0f}",
                    f"{mae:.2f}",
                    f"{bias:+.2f}",
                    f"{crps:.2f}",
                    f"{cover:.3f}",
                    f"{width:.1f}",
                )
                rows.append([name, mat, method, who, *figures])
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--components", type=int, default=16)
    parser.add_argument("--fit-sample", type=int, default=3_000)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--sample", type=int, default=5_000)
    parser.add_argument("--tests", default=",".join(TESTS))
    asked = parser.parse_args()
    console = Console(width=110)
    paths = sorted(asked.results.glob("*.parquet"))
    years = [read_results(path) for path in track(paths, "Reading results", console=console)]
    table = Table(*["race", "last mat", "method", "who", "n", "MAE", "bias", "CRPS", "cover 90", "width 90"])
    for name in track(asked.tests.split(","), "Fitting without each race", console=console):
        for row in judge(years, name, asked.components, asked.fit_sample, asked.steps, asked.sample):
            table.add_row(*row, end_section=row[2:4] == ["mixture", "slow"])
    console.print(table)


if __name__ == "__main__":
    main()
