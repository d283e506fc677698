"""Skill on races left out: every race-year forecast by a library that has never seen it.

Run ``make bench-skill`` or ``python benchmarks/skill.py ../shared/data/results --out docs/skill.md``. For
each results file a library is fitted on all the others (leave one race out), and for one year of each course
on the other courses alone (leave one course out). What each fit was worth is kept in ``--keep``, so that a
run cut short goes on where it was. The oracle is told each day's bias: the pooled quantiles of neighbours and
library, moved by the median log ratio of what happened, as a curve through eight groups of pace.
"""

from __future__ import annotations

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import msgspec
import numpy as np
from rich.console import Console
from rich.progress import track

from lanterne.forecast.arrays import Floats, Ints
from lanterne.forecast.fit import fit
from lanterne.results import read_results
from lanterne.score.day import RaceDay
from lanterne.score.method import Method
from lanterne.score.methods import METHODS
from lanterne.score.past import Past
from lanterne.score.scored import scored
from lanterne.score.skill import Skill, skill
from skill_report import report

LAST = ("k10", "half", "k30", "k35", "k40")
NAMES = ("constant_pace", "opensplittime", "rescaled_knn", "lanterne_static", "lanterne")
GROUPS = 8


class Oracle(Method):
    """Neighbours and library pooled, and told the day's bias: the most that learning the day could give."""

    name = "oracle"

    def __init__(self, one: Method, other: Method) -> None:
        self._both = one, other

    def quantiles(self, day: RaceDay, at: int, rows: Ints, target: Ints, levels: Floats) -> Floats:
        """Quantiles of net time at mats ahead, from what happened there."""
        pooled = np.asarray(sum(each.quantiles(day, at, rows, target, levels) for each in self._both)) / 2
        middle = np.asarray(
            sum(each.quantiles(day, at, rows, target, np.array([0.5])) for each in self._both)
        )
        for column, mat in enumerate(target.tolist()):
            off = np.log(day.net_s[rows, mat] / (middle[:, column, 0] / 2))
            pooled[:, column] *= np.exp(_smooth(np.log(day.net_s[rows, at]), off))[:, None]
        return pooled


def _smooth(pace: Floats, off: Floats) -> Floats:
    """Medians of `off` in groups of like pace, evenly between their middles; zero where nobody came."""
    known = np.flatnonzero(np.isfinite(off))
    if not len(known):
        return np.zeros(len(pace))
    groups = np.array_split(known[np.argsort(pace[known])], min(GROUPS, len(known)))
    middles = [pace[group].mean() for group in groups]
    return np.asarray(np.interp(pace, middles, [np.median(off[group]) for group in groups]))


def judge(test: Path, train: list[Path], sample: int, size: int, steps: int) -> bytes:
    """Skill of all methods on one race-year, packed."""
    past = Past(tuple(read_results(path) for path in train))
    past.__dict__["library"] = fit(past.years, size=size, steps=steps)
    day = RaceDay.of(read_results(test))
    past.check(day)
    methods = [METHODS[name].make(past) for name in NAMES]
    methods.append(Oracle(methods[NAMES.index("rescaled_knn")], methods[NAMES.index("lanterne_static")]))
    everyone = scored(day, sample)
    found = []
    for at, column in enumerate(day.columns):
        if column in LAST and day.usual[at]:
            here = everyone.at(day, at)
            found += [skill(day, at, here, method, time.process_time) for method in methods]
    return msgspec.msgpack.encode(found)


def splits(paths: list[Path]) -> dict[str, tuple[Path, list[Path]]]:
    """Test and training files by the name of the split: each race left out, and each course's last year."""
    course = {path: path.stem.rsplit("_", 1)[0] for path in paths}
    chosen = {f"race-{path.stem}": (path, [each for each in paths if each != path]) for path in paths}
    for name in dict.fromkeys(course.values()):
        test = max(path for path in paths if course[path] == name)
        chosen[f"course-{test.stem}"] = (test, [path for path in paths if course[path] != name])
    return chosen


def main() -> None:
    """Fit, score, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/skill.md"))
    parser.add_argument("--keep", type=Path, default=Path("build/skill"))
    parser.add_argument("--sample", type=int, default=1_500)
    parser.add_argument("--size", type=int, default=1_500)
    parser.add_argument("--steps", type=int, default=35)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    console = Console()
    asked.keep.mkdir(parents=True, exist_ok=True)
    chosen = splits(sorted(asked.results.glob("*.parquet")))
    missing = [name for name in chosen if not (asked.keep / name).exists()]
    with ProcessPoolExecutor(asked.workers) as pool:
        jobs = {
            name: pool.submit(judge, *chosen[name], asked.sample, asked.size, asked.steps) for name in missing
        }
        for name in track(missing, "Leaving races out", console=console):
            (asked.keep / name).write_bytes(jobs[name].result())
    kept = {
        name: msgspec.msgpack.decode((asked.keep / name).read_bytes(), type=list[Skill])
        for name in chosen
        if (asked.keep / name).exists()
    }
    report(asked.out, kept, asked.sample)
    console.print(f"{asked.out}: {len(kept)} splits", highlight=False)


if __name__ == "__main__":
    main()
