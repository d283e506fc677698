from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.field.tiny import entries
from tests.race.conftest import TOML

from lanterne.events import Clock, Consequence, canonical, check, derived_id
from lanterne.field.fold import Field
from lanterne.race.definition import Governs
from lanterne.race.entrants import Entrant, Roster
from lanterne.race.loading import load_race

PAGE = (Path(__file__).parents[2] / "docs/cutoffs.md").read_text(encoding="utf-8")


@pytest.fixture
def example() -> list[dict[str, Any]]:
    match = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    return list(json.loads(match[1]))


def test_the_example_publishes_a_version(tmp_path: Path, example: list[dict[str, Any]]) -> None:
    (tmp_path / "race.toml").write_text(TOML, encoding="utf-8")
    race = load_race(tmp_path)
    said = [{**one, "race": race.id, "id": derived_id(str(one))} for one in example]
    for one in said:
        check(canonical(one))
    field = Field(race, Roster.of([Entrant(bib="1", distance="marathon")]))
    field.apply(entries(said))
    assert field.versions.number == 2
    assert next(one for one in field.race.gates if one.id == "mile20").behind_line_s == 1_800
    line = field.race.distances[0].line
    assert line is not None
    assert line.pace_s_per_m == 0.62


@pytest.mark.parametrize("word", [*get_args(Clock), *get_args(Governs), *get_args(Consequence)])
def test_every_clock_purpose_and_consequence_is_on_the_page(word: str) -> None:
    assert f"`{word}`" in PAGE
