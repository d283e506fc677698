"""Made-up races, and the way to the real files that lie beside the repository."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lanterne.race.course import Course

TOML = """
[race]
id = "three_rivers"
name = "Three Rivers Marathon"
date = 2026-05-03
timezone = "America/New_York"
unit = "mi"
start = "07:00"

[[distance]]
id = "marathon"
name = "Marathon"
length = "42.195 km"
last_starter = "07:06"
line = { pace = "16:00/mi", clock = "last_starter" }
aliases = ["Full"]

[[distance]]
id = "half"
name = "Half Marathon"
length = "21.0975 km"

[[wave]]
id = "A"
distance = "marathon"
start = "07:00"

[[wave]]
id = "B"
distance = "marathon"
start = "07:04"

[[timing_point]]
id = "start"
name = "Start"
kind = "start"

[[timing_point]]
id = "k10"
name = "10K"
kind = "split"
at = { marathon = "10 km", half = "10 km" }

[[timing_point]]
id = "finish"
name = "Finish"
kind = "finish"

[[station]]
id = "s05"
name = "Station 5"
kinds = ["fluid", "medical"]
at = { marathon = 12875, half = 12875 }

[[gate]]
id = "mile20"
name = "Mile 20"
at = { marathon = "20 mi" }
behind_line = "15:00"
consequence = "ride"
governs = ["road"]

[[gate]]
id = "bridge"
name = "Bridge"
at = { marathon = 17059 }
time = "10:40"

[[vehicle]]
id = "sweep1"
name = "Sweep 1"
kind = "sweep"
seats = 14
device = "phone1"

[[post]]
id = "smithfield"
name = "Smithfield and Fourth"
role = "police"

[feeds]
raceresult = { token = "a-long-secret" }
"""


@pytest.fixture
def toml() -> str:
    """A race.toml without mistakes."""
    return TOML


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A race folder without mistakes."""
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


@pytest.fixture
def lay_out() -> Callable[..., Course]:
    """Makes a course of corners given in metres east and north of a street corner in Pittsburgh."""

    def make(
        corners: list[tuple[float, float]], step_m: float = 20.0, length_m: float | None = None
    ) -> Course:
        ends = np.array(corners, dtype=np.float64)
        line = [ends[0]]
        for a, b in pairwise(ends):
            n = max(1, round(math.dist(a, b) / step_m))
            line += [a + (b - a) * i / n for i in range(1, n + 1)]
        metres = np.array(line)
        walked_m = float(np.hypot(*np.diff(metres, axis=0).T).sum())
        lon = -80.0 + metres[:, 0] / 84_845.0
        lat = 40.44 + metres[:, 1] / 111_043.0
        return Course.of(np.column_stack([lon, lat]), length_m or walked_m)

    return make
