"""Phones on real courses, and the boards of stations: how right, and how fast.

``python benchmarks/bench_places.py ../shared/data/courses`` draws runners on every course (a fix each 30 s
with 8 m of noise, one in ten lost, two holes of up to an hour, one fix in fifty wild), places them, and
prints how many fixes lie on the right pass; then how long order statistics of the field take.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.special import ndtri  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.dispatch.stations import LEVELS, Coming
from lanterne.field.along import KEPT, RUNNER, Known, walk
from lanterne.field.fixes import Trail
from lanterne.race.course import Course
from lanterne.race.joining import join
from lanterne.race.tracks import read_pieces

Floats = NDArray[np.float64]

LENGTH_M = 42_195.0
RUNNERS = 25
RIGHT_M = 150.0
NOBODY = Known(0.0, 0.0, np.empty(0), np.empty(0))


def drawn(course: Course, rng: np.random.Generator) -> tuple[Trail, Floats]:
    """A runner's fixes, and where each was in truth."""
    knots_m = np.arange(0.0, LENGTH_M + 1.0, 500.0)
    speed_mps = rng.uniform(1.4, 3.5) * np.exp(np.cumsum(rng.normal(0, 0.03, len(knots_m) - 1)))
    knots_s = np.concatenate([[0.0], np.cumsum(500.0 / speed_mps)])
    if rng.random() < 0.5:
        knots_s[rng.integers(5, 70) :] += rng.uniform(120, 900)
    at_s = np.arange(rng.uniform(0, 30), knots_s[-1], 30.0)
    at_s = at_s[rng.random(len(at_s)) > 0.1]
    for begin_s in rng.uniform(0, knots_s[-1], 2):
        at_s = at_s[(at_s < begin_s) | (at_s > begin_s + rng.uniform(300, 3_600))]
    true_m = np.interp(at_s, knots_s, knots_m)
    longitude, latitude = course.place(true_m)
    noise_m = rng.normal(0, 8.0, (2, len(at_s)))
    noise_m[:, rng.random(len(at_s)) < 0.02] *= 20.0
    latitude = latitude + noise_m[0] / 111_200
    longitude = longitude + noise_m[1] / (111_200 * np.cos(np.radians(latitude)))
    accuracy_m = rng.uniform(4, 20, len(at_s)).astype(np.float32)
    return Trail(at_s, longitude, latitude, accuracy_m, np.zeros(len(at_s), np.int32)), true_m


def on_courses(folder: Path) -> Table:
    """How right the places are on each course."""
    table = Table("course", "right pass", "nearest point alone", "median error", "95 in 100", "us a fix")
    for file in sorted(one for one in folder.iterdir() if one.suffix != ".json"):
        course = Course.of(join(read_pieces(file)).line, LENGTH_M)
        rng = np.random.default_rng(0)
        errors_m, alone_m, spent_s, fixes = [], [], 0.0, 0
        for _ in range(RUNNERS):
            trail, true_m = drawn(course, rng)
            began_s = time.process_time()
            way = walk(trail, course, np.zeros(1), RUNNER, NOBODY)
            spent_s += time.process_time() - began_s
            fixes += len(true_m)
            errors_m.append(np.abs(way.at_m - true_m)[way.why == KEPT])
            alone_m.append(np.abs(course.project(trail.latitude, trail.longitude)[0] - true_m))
        error_m, nearest_m = np.concatenate(errors_m), np.concatenate(alone_m)
        table.add_row(
            file.stem,
            f"{np.mean(error_m < RIGHT_M):.4f}",
            f"{np.mean(nearest_m < RIGHT_M):.3f}",
            f"{np.median(error_m):.1f} m",
            f"{np.quantile(error_m, 0.95):.1f} m",
            f"{spent_s / fixes * 1e6:.0f}",
        )
    return table


def of_fields() -> Table:
    """How long the order statistics of a field take at 40 stations."""
    table = Table("runners", "what", "40 stations")
    rng = np.random.default_rng(0)
    for n in (500, 55_000):
        fields = []
        for _ in range(40):
            mean_s = rng.normal(15_000, 3_000, n).clip(6_000)
            sd_s = mean_s * rng.uniform(0.02, 0.08, n)
            arrival_s = mean_s[:, None] + sd_s[:, None] * ndtri(np.array(LEVELS))
            fields.append(Coming.of(arrival_s, rng.uniform(0.9, 1.0, n), 10_000.0, 0.03))
        asked: dict[str, Callable[[Coming], object]] = {
            "how many are to come": lambda one: one.number(15_000.0, 0.5)
        }
        if n == 500:
            asked["the last"] = lambda one: one.last_s((0.05, 0.5, 0.95))
            asked["the fifth from last"] = lambda one: one.last_s((0.05, 0.5, 0.95), 5)
            asked["the first"] = lambda one: one.first_s((0.05, 0.5, 0.95))
        for what, ask in asked.items():
            began_s = time.process_time()
            for one in fields:
                ask(one)
            table.add_row(f"{n:,}", what, f"{(time.process_time() - began_s) * 1e3:.0f} ms")
    return table


if __name__ == "__main__":
    console = Console()
    if len(sys.argv) != 2:
        sys.exit("say where the course files are: python benchmarks/bench_places.py FOLDER")
    console.print(on_courses(Path(sys.argv[1])))
    console.print(of_fields())
