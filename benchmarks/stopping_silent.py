"""How often runners who fell silent had stopped, against what was said: the races that list who dropped out.

python benchmarks/stopping_silent.py ../shared/data/results
"""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from lanterne.forecast import Evidence, forecast, shipped
from lanterne.forecast.rates import Mats
from lanterne.forecast.stopping_fit import StoppingRace, stopping_race
from lanterne.results import read_results

RACES = ("boston_2021", "honolulu_2018", "koeln_2018")
AT_KM = (10.0, 21.0975, 30.0, 35.0)
AFTER_MIN = (20.0, 40.0, 60.0, 90.0, 150.0)
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 1.0)


def said(race: StoppingRace, mats: Mats) -> tuple[np.ndarray, np.ndarray]:
    """Chance of not finishing and whether so, some minutes after each mat, of those not read since."""
    chances, happened = [], []
    finish_m = np.array([race.length_m])
    for column in np.flatnonzero(np.isin(np.round(race.at_m / 1e3, 4), AT_KM)):
        for minutes in AFTER_MIN:
            elapsed_s = race.net_s[:, column] + 60 * minutes
            after_s = np.nan_to_num(race.net_s[:, column + 1 :], nan=np.inf).min(axis=1)
            rows = np.flatnonzero(np.isfinite(elapsed_s) & (after_s > elapsed_s))
            evidence = Evidence.of_net(race.length_m, race.at_m, race.net_s[rows])
            made = forecast(shipped(), evidence, elapsed_s[rows], mats, race.limit_s)
            chance = made.stopped(finish_m)[:, 0]
            fine = np.isfinite(chance)
            chances.append(chance[fine])
            happened.append(race.stopped[rows][fine])
    return np.concatenate(chances), np.concatenate(happened)


def main() -> None:
    """Print, for each race, what was said and what happened by bins of what was said."""
    folder = Path(sys.argv[1])
    for name in RACES:
        race = stopping_race(read_results(folder / f"{name}.parquet"))
        chance, happened = said(race, Mats.learned(race.net_s))
        print(f"\n{name}\n\n| said | runners and instants | mean said | stopped |\n|---|---|---|---|")
        for low, high in pairwise(BINS):
            here = (chance >= low) & ((chance < high) | (high == 1))
            if here.any():
                pair = f"{chance[here].mean():.3f} | {happened[here].mean():.3f}"
                print(f"| {low:g}-{high:g} | {here.sum()} | {pair} |")


if __name__ == "__main__":
    main()
