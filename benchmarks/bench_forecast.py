"""Speed of the forecast beside rescaled nearest neighbours on a kd-tree, in the same run, on one core.

Run ``python benchmarks/bench_forecast.py``. The field, its splits and the neighbours' pool are drawn from the
shipped library; least processor time of a few runs.
"""

from __future__ import annotations

import os
import platform
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.spatial import cKDTree  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast import Evidence, condition, forecast, shipped
from lanterne.forecast.arrays import Floats
from lanterne.forecast.silence import Silence
from lanterne.units import MARATHON_M, METRES_PER_KM

RUNNERS, POOL, NEIGHBOURS, SMALL = 55_000, 150_000, 100, 500
LEVELS = np.array([0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975])
MISSED = 0.005
AFTER_S = 1e6  # by then all of the evidence was known
STAGES = {"5K": 1, "half": 5, "40K": 9}


def field(n: int, seed: int) -> Floats:
    """Net seconds (n, G) at the library's grid, of runners drawn from it."""
    library, rng = shipped(), np.random.default_rng(seed)
    usual = library.weight / library.weight.sum()
    rows = [
        rng.multivariate_normal(library.mean[k], library.covariance[k], size=count)
        for k, count in enumerate(rng.multinomial(2 * n, usual))
    ]
    net_s = np.exp(np.concatenate(rows)) * (library.fraction * MARATHON_M / METRES_PER_KM)
    rising = net_s[np.all(np.diff(net_s, axis=1) > 0.15 * np.diff(library.fraction) * MARATHON_M, axis=1)]
    return np.asarray(rng.permutation(rising)[:n])


def seconds(work: Callable[[], object], times: int) -> float:
    """Least processor time of some runs after a first: what it takes on a machine of one's own."""
    work()
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def neighbours(tree: cKDTree, pool_s: Floats, net_s: Floats, read: int, targets: int) -> Floats:
    """Quantiles (n, m, q) from rescaled neighbours, at as many points as asked, between the mats."""
    _, near = tree.query(net_s[:, :read], k=NEIGHBOURS)
    scale = net_s[:, read - 1 : read] / pool_s[near, read - 1]
    ahead = np.linspace(read, pool_s.shape[1] - 1, targets)
    left = np.minimum(ahead.astype(int), pool_s.shape[1] - 2)
    share = ahead - left
    found = np.empty((len(net_s), targets, len(LEVELS)))
    for target in range(targets):
        at_s = (
            pool_s[near, left[target]] * (1 - share[target]) + pool_s[near, left[target] + 1] * share[target]
        )
        found[:, target] = np.quantile(at_s * scale, LEVELS, axis=1).T
    return found


def stage(table: Table, name: str, read: int, everyone: Floats, pool_s: Floats) -> None:
    """Rows of one moment of the race."""
    library = shipped()
    at_m = library.fraction * MARATHON_M
    net_s = everyone.copy()
    net_s[:, read:] = np.nan
    net_s[np.random.default_rng(3).random(net_s.shape) < MISSED] = np.nan
    evidence = Evidence.of_net(MARATHON_M, at_m, net_s)
    target_m = np.linspace(at_m[read - 1] + 200, MARATHON_M, 40)
    limits_s = np.repeat(np.linspace(21_000, 14_000, 6)[:, None, None], 40, axis=2)
    gates = np.arange(39, 0, -7)
    gates_m, gates_s = target_m[gates], np.full(40, np.nan)
    gates_s[gates] = limits_s[:, 0, 0]

    now_s = float(np.median(everyone[:, read]))  # half of the field is due at the next mat
    elapsed_s = np.full(RUNNERS, now_s)
    silence = Silence(np.full(net_s.shape, now_s), np.full(net_s.shape, 1 - MISSED))
    whole = forecast(library, evidence, AFTER_S)
    steps: list[tuple[str, int, Callable[[], object]]] = [
        ("condition", RUNNERS, lambda: condition(library, evidence)),
        (
            "7 quantiles at 40 points and 6 cut-offs",
            RUNNERS,
            lambda: whole.posterior.answers(target_m, LEVELS, gates_s),
        ),
    ]
    total = 0.0
    for what, n, work in steps:
        taken = seconds(work, 3)
        total += taken
        table.add_row(name, what, f"{n:,}", f"{taken:.3f} s", "")
    sample, tree = everyone[:SMALL], cKDTree(pool_s[:, :read])
    taken = seconds(lambda: neighbours(tree, pool_s, sample, read, 40), 3)
    each_us, knn_us = total / RUNNERS / 40 * 1e6, taken / SMALL / 40 * 1e6
    table.add_row(name, "full forecast: both", f"{RUNNERS:,}", f"{total:.3f} s", f"{each_us:.2f} us")
    table.add_row(
        name, "rescaled KNN100, kd-tree, 7 quantiles", f"{SMALL:,}", f"{taken:.3f} s", f"{knn_us:.2f} us"
    )
    table.add_row(name, "KNN100 / full forecast, a runner and point", "", f"{knn_us / each_us:.0f} x", "")
    others: list[tuple[str, Callable[[], object]]] = [
        (
            "7 quantiles and 6 limits at each of 40 points",
            lambda: whole.posterior.answers(target_m, LEVELS, limits_s),
        ),
        ("7 quantiles at 40 points", lambda: whole.posterior.quantiles(target_m, LEVELS)),
        (
            "the same, when half are due at the next mat",
            lambda: whole.posterior.quantiles(target_m, LEVELS, silence),
        ),
        ("6 cut-offs", lambda: whole.posterior.probability_before(gates_m, gates_s[gates])),
        ("what mats have not read, when half are due", lambda: whole.posterior.unseen(silence)),
        ("places now", lambda: whole.posterior.expected_at_m(elapsed_s)),
    ]
    for what, ask in others:
        table.add_row(name, what, f"{RUNNERS:,}", f"{seconds(ask, 3):.3f} s", "")
    small(table, name, evidence, target_m, now_s)


def small(table: Table, name: str, evidence: Evidence, target_m: Floats, now_s: float) -> None:
    """The tick: some changed runners of the whole field, computed anew and asked for their arrivals."""
    whole = forecast(shipped(), evidence, AFTER_S)
    rows = np.random.default_rng(5).choice(RUNNERS, SMALL, replace=False)
    taken = seconds(lambda: whole.update(rows, evidence, now_s), 9)
    table.add_row(name, "update", f"{SMALL:,}", f"{taken * 1e3:.1f} ms", "")
    changed = whole.update(rows, evidence, now_s)
    taken = seconds(lambda: changed.posterior.quantiles(target_m, LEVELS, rows=rows), 9)
    table.add_row(name, "7 quantiles at 40 points", f"{SMALL:,}", f"{taken * 1e3:.1f} ms", "")
    taken = seconds(lambda: changed.arrivals(target_m, LEVELS, rows), 9)
    table.add_row(
        name, "the same, when half are due at the next mat", f"{SMALL:,}", f"{taken * 1e3:.1f} ms", ""
    )
    one = rows[:1]
    taken = seconds(
        lambda: forecast(shipped(), evidence.take(one), now_s).posterior.quantiles(target_m, LEVELS), 30
    )
    table.add_row(name, "condition and 7 quantiles at 40 points", "1", f"{taken * 1e3:.2f} ms", "")
    taken = seconds(lambda: forecast(shipped(), evidence.take(one), now_s).arrivals(target_m, LEVELS), 30)
    table.add_row(name, "condition and arrivals, with silence", "1", f"{taken * 1e3:.2f} ms", "")
    taken = seconds(lambda: whole.update(one, evidence, now_s), 9)
    table.add_row(name, "update of one in the whole field", "1", f"{taken * 1e3:.2f} ms", "")


def main() -> None:
    """Print the table."""
    console = Console(width=100)
    console.print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, NumPy {np.__version__}, load {os.getloadavg()[0]:.1f}"
    )
    everyone, pool_s = field(RUNNERS, 1), field(POOL, 2)
    table = Table("last mat", "what", "runners", "least", "a runner and point")
    for name, read in STAGES.items():
        stage(table, name, read, everyone, pool_s)
        table.add_section()
    console.print(table)


if __name__ == "__main__":
    main()
