"""Forecast a past race at half way, everyone as of when they passed, and see how good that was.

    python examples/forecast_results.py [results.parquet or results.csv] [--fit]

Without a file it makes a small one of its own. With --fit the first half of the runners teach a small pace
library and the others are forecast with it; without, the library that comes with Lanterne is used for all.
Reading results files needs Polars: pip install 'lanterne[science]'.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from lanterne.forecast import Evidence, fit, forecast, race_year, shipped
from lanterne.results import POINTS, Results, read_results
from lanterne.units import HALF_MARATHON_M, MARATHON_M, METRES_PER_KM

LEVELS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])


def made_up_file(path: Path, runners: int = 600) -> Path:
    """Write the results of runners who fade each in their own way; some reads are missing."""
    rng = np.random.default_rng(1)
    mats = ["k5", "k10", "k15", "k20", "half", "k25", "k30", "k35", "k40", "finish"]
    at_m = np.array([POINTS[mat][1] for mat in mats])
    pace = rng.lognormal(np.log(380), 0.2, (runners, 1))
    fade = 1 + rng.gamma(2.0, 0.1, (runners, 1)) * (at_m / MARATHON_M) ** 3
    legs_s = np.diff(at_m, prepend=0) / METRES_PER_KM * pace * fade * rng.lognormal(0, 0.03, fade.shape)
    net_s = np.cumsum(legs_s, axis=1).round()
    read = rng.random(net_s.shape) > 0.03
    read[:, -1] = True
    start_s = np.sort(rng.uniform(0, 1_200, runners)).round()
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["race", "year", "runner", "status", *mats, "start_offset"])
        for runner in range(runners):
            times = np.where(read[runner], net_s[runner].astype(int).astype(str), "")
            rows.writerow(["made_up", 2030, runner + 1, "finish", *times, int(start_s[runner])])
    return path


def some(results: Results, rows: np.ndarray) -> Results:
    """The results of some runners."""
    runners = tuple(results.runners[row] for row in rows)
    parts = {name: getattr(results, name)[rows] for name in ("finished", "net_s", "offset_s")}
    return replace(results, runners=runners, **parts)


def at_half_way(results: Results) -> tuple[Evidence, np.ndarray, np.ndarray]:
    """Evidence, the instant each runner passed half way, and finishes, of all who were read at both.

    Instants are seconds after the gun; any clock will do, as long as starts and instants are on the same.
    """
    columns = [point.column for point in results.points]
    half, finish = columns.index("half"), columns.index("finish")
    both = results.finished & np.isfinite(results.net_s[:, [half, finish]]).all(axis=1)
    read, start_s = results.net_s[both], np.nan_to_num(results.offset_s[both])
    evidence = Evidence(
        length_m=MARATHON_M,
        at_m=np.array([point.at_m for point in results.points]),
        net_s=read,
        start_s=start_s,
        start_sd_s=np.zeros(len(read)),
    )
    return evidence, start_s + read[:, half], read[:, finish]


def scores(quantiles_s: np.ndarray, truth_s: np.ndarray) -> str:
    """Bias, mean absolute error and CRPS in minutes, and how many finishes the 90 in 100 interval held."""
    off_s = truth_s[:, None] - quantiles_s
    median = list(LEVELS).index(0.5)
    pinball = np.maximum(LEVELS * off_s, (LEVELS - 1) * off_s)
    # The mean score of these quantiles, twice, is close to the continuous ranked probability score.
    crps = 2 * np.mean(np.trapezoid(pinball, LEVELS, axis=1))
    held = np.mean((off_s[:, 0] >= 0) & (off_s[:, -1] <= 0))
    bias, error = -np.mean(off_s[:, median]), np.mean(np.abs(off_s[:, median]))
    return f"bias {bias / 60:+5.1f}  MAE {error / 60:4.1f}  CRPS {crps / 60:4.1f}  90 in 100 held {held:.2f}"


def main() -> None:
    """Forecast and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", nargs="?", type=Path, help="a results file; without, one is made up")
    parser.add_argument("--fit", action="store_true", help="learn a small library from the first half of it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = read_results(arguments.results or made_up_file(Path(folder) / "made_up_2030.csv"))

    library = shipped()
    if arguments.fit:
        order = np.random.default_rng(2).permutation(len(results))
        learners, results = (some(results, part) for part in np.array_split(order, 2))
        library = fit([race_year(learners)], components=4, size=2_000, steps=15)
    print(library.note)

    evidence, passed_at_s, finish_s = at_half_way(results)
    known = forecast(library, evidence, passed_at_s)  # what is stamped later is left out, for each runner
    arrivals_s = known.arrivals(np.array([MARATHON_M]), LEVELS)[:, 0]
    quantiles_s = arrivals_s - evidence.start_s[:, None]

    answered = np.isfinite(quantiles_s[:, 0])  # not so where a runner's reads cannot all be true
    half_s = (passed_at_s - evidence.start_s)[answered]
    print(f"{results.name}: {answered.sum()} runners at half way, {(~answered).sum()} without a forecast")
    print("forecast       ", scores(quantiles_s[answered], finish_s[answered]))
    even_s = half_s * MARATHON_M / HALF_MARATHON_M
    print(f"constant pace   bias {np.mean(even_s - finish_s[answered]) / 60:+5.1f}", end="  ")
    print(f"MAE {np.mean(np.abs(even_s - finish_s[answered])) / 60:4.1f}")


if __name__ == "__main__":
    main()
