"""How well dropping out is foreseen: fit on three races that list it, judge the fourth.

python benchmarks/stopping_left_out.py ../shared/data/results
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from lanterne.forecast.stopping import TERMS, Stopping
from lanterne.forecast.stopping_fit import StoppingRace, fit_stopping, stacked, stopping_race
from lanterne.results import read_results

RACES = ("boston_2021", "honolulu_2018", "koeln_2018", "twincities_2013")


def foreseen(model: Stopping, race: StoppingRace) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probability of dropping out by the end, whether so, and the mat: every runner at every mat passed."""
    rows = list(stacked(race))
    chance, happened, mat = [], [], []
    for landmark in sorted({each.landmark for each in rows}):
        gone, event = np.zeros(len(race.net_s)), np.zeros(len(race.net_s), bool)
        here = np.zeros(len(race.net_s), bool)
        for each in (each for each in rows if each.landmark == landmark):
            scale = each.length * np.exp(model.between_sd**2 / 2)
            gone[each.runner] += np.exp(each.terms @ model.coefficient) * scale
            event[each.runner] |= each.event
            here[each.runner] = True
        chance.append(-np.expm1(-gone[here]))
        happened.append(event[here])
        mat.append(np.full(int(here.sum()), landmark))
    return np.concatenate(chance), np.concatenate(happened), np.concatenate(mat)


def log_loss(chance: np.ndarray, happened: np.ndarray) -> float:
    """Mean, in thousandths of a nat."""
    return float(-1e3 * np.mean(np.where(happened, np.log(chance), np.log1p(-chance))))


def main() -> None:
    """Print coefficients, then each race left out."""
    folder = Path(sys.argv[1])
    races = [stopping_race(read_results(folder / f"{name}.parquet")) for name in RACES]
    whole = fit_stopping(races)
    print("| term | coefficient | standard error |\n|---|---|---|")
    for name, value, error in zip(TERMS, whole.coefficient, np.sqrt(np.diag(whole.covariance)), strict=True):
        print(f"| {name} | {value:+.2f} | {error:.2f} |")
    print(f"\nbetween races: {whole.between_sd:.2f}\n")
    print("Log loss (nats) and Brier score in thousandths; *own level*: all odds times one factor.\n")
    print("| left out | stopped | foreseen | happened | constant | model | own: constant | model | Brier |")
    print("|---|---|---|---|---|---|---|---|---|")
    for race in races:
        rest = [other for other in races if other is not race]
        chance, happened, mat = foreseen(fit_stopping(rest), race)
        flat, _, _ = foreseen(fit_stopping(rest, terms=1), race)
        losses = [log_loss(each, happened) for each in (flat, chance)]
        losses += [log_loss(levelled(each, happened), happened) for each in (flat, chance)]
        brier = [1e3 * np.mean((each - happened) ** 2) for each in (flat, chance)]
        print(
            f"| {race.name} | {race.stopped.sum()} | {chance.mean():.4f} | {happened.mean():.4f} | "
            + " | ".join(f"{loss:.1f}" for loss in losses)
            + f" | {brier[0]:.2f} to {brier[1]:.2f} |"
        )
        deciles = np.array_split(np.argsort(chance), 10)
        print(f"by decile: {pairs(chance, happened, deciles)}")
        print(f"by mat: {pairs(chance, happened, [np.flatnonzero(mat == m) for m in np.unique(mat)])}")


def pairs(chance: np.ndarray, happened: np.ndarray, parts: list[np.ndarray]) -> str:
    """Foreseen/happened, in thousandths, of each part."""
    return " ".join(f"{1e3 * chance[part].mean():.1f}/{1e3 * happened[part].mean():.1f}" for part in parts)


def levelled(chance: np.ndarray, happened: np.ndarray) -> np.ndarray:
    """The chances with all odds times one factor, so that their mean is what happened: level apart."""
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        moved = 1 / (1 + (1 / chance - 1) * np.exp(-middle))
        low, high = (middle, high) if moved.mean() < happened.mean() else (low, middle)
    return np.asarray(moved)


if __name__ == "__main__":
    main()
