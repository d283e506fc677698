"""Made-up race days on which the clock, gaps and those who stop are known."""

from __future__ import annotations

import numpy as np
import polars as pl

from lanterne.results import POINTS, ResultPoint, Results

MATS = ("k5", "k10", "k15", "k20", "half", "k25", "k30", "k35", "k40", "finish")


def made_up_race(
    runners: int = 400, seed: int = 5, race: str = "tiny", year: int = 2030, gaps: float = 0.03
) -> Results:
    """Runners who fade each in their own way, some reads missing, one in twenty stopping on the way."""
    rng = np.random.default_rng(seed)
    at_m = np.array([POINTS[mat][1] for mat in MATS])
    leg_m = np.diff(at_m, prepend=0.0)
    pace = rng.normal(0.36, 0.06, runners).clip(0.19, 0.7)
    fade = 1 + rng.gamma(2.0, 0.08, runners)[:, None] * (at_m / at_m[-1]) ** 3
    wander = np.exp(rng.normal(0, 0.03, (runners, len(at_m))))
    net_s = np.cumsum(pace[:, None] * leg_m * fade * wander, axis=1).round()
    stops = np.where(rng.random(runners) < 0.05, rng.integers(3, len(at_m) - 1, runners), len(at_m))
    net_s[np.arange(len(at_m)) >= stops[:, None]] = np.nan
    net_s[:, :-1][rng.random((runners, len(at_m) - 1)) < gaps] = np.nan
    return Results(
        race=race,
        year=year,
        runners=tuple(str(row + 1) for row in range(runners)),
        finished=stops == len(at_m),
        points=tuple(ResultPoint(mat, *POINTS[mat]) for mat in MATS),
        net_s=net_s,
        offset_s=rng.uniform(0, 1_800, runners).round(),
    )


def as_table(results: Results) -> pl.DataFrame:
    """The results in the columns of a results file."""
    mats = {
        point.column: pl.Series(results.net_s[:, i], nan_to_null=True)
        for i, point in enumerate(results.points)
    }
    return pl.DataFrame(
        {
            "race": results.race,
            "year": results.year,
            "runner": np.arange(len(results)) + 1,
            "status": np.where(results.finished, "finish", "dnf"),
            **mats,
            "start_offset": results.offset_s,
        }
    )
