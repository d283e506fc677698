from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lanterne.race.course import Course
from lanterne.race.loading import check_race

PAGE = (Path(__file__).parents[2] / "docs/race-toml.md").read_text(encoding="utf-8")


@pytest.fixture
def example() -> str:
    match = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    return match[1]


def test_the_example_of_the_page_is_a_race_without_faults(
    tmp_path: Path, example: str, lay_out: Callable[..., Course]
) -> None:
    lay_out([(0, 0), (42_195, 0)]).write_geojson(tmp_path / "marathon.geojson", "Made up")
    (tmp_path / "race.toml").write_text(example.replace("marathon.gpx", "marathon.geojson"))
    checked = check_race(tmp_path)
    assert (checked.faults, checked.warnings) == ((), ())


TABLES = ["race", "forecast", "hold"]
LISTS = ["distance", "wave", "timing_point", "station", "gate", "vehicle", "post", "segment"]


@pytest.mark.parametrize("table", TABLES + LISTS)
def test_every_key_of_a_table_is_on_the_page(tmp_path: Path, table: str) -> None:
    """The mend for an unknown key lists the known ones; each must be described under the table's heading."""
    opening = f"[{table}]" if table in TABLES else f"[[{table}]]"
    (tmp_path / "race.toml").write_text(f"{opening}\nqqqqqqq = 1\n")
    mend = next(fault.mend for fault in check_race(tmp_path).faults if fault.key.endswith("qqqqqqq"))
    described = PAGE[PAGE.index(f"## {opening}\n") :].partition("\n## ")[0]
    for key in mend.removeprefix("Known here: ").split(", "):
        assert f"`{key}`" in described or f"`{key} = " in described, key
