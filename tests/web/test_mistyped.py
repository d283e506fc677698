"""A stand mistyped is not a person to whom somebody was handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.field.tiny import make_race

from lanterne.race.definition import Vehicle
from lanterne.web.mistyped import mistyped

RACE = replace(
    make_race(),
    vehicles=tuple(Vehicle(id=f"sag{n}", name=f"SAG {n}", kind="sag", seats=6) for n in (1, 2)),
)


@pytest.mark.parametrize("to", ["sag 22", "SAG #3", "sag12", "w 9", "Famly desk", "medicl", "Watr 1"])
def test_a_stand_mistyped_is_not_taken(to: str) -> None:
    assert f"there is no {to!r}; did you mean" in mistyped(to, RACE)


@pytest.mark.parametrize(
    "to",
    [None, "sag2", "Sag 2", "w1", "Water 1", "desk", "medical", "her sister Ann", "bus 14", "Gate 3 hotel"],
)
def test_stands_people_and_places_elsewhere_are(to: str | None) -> None:
    assert mistyped(to, RACE) == ""


def test_the_hint_names_what_is_nearest() -> None:
    assert "did you mean 'SAG 2'?" in mistyped("sag 22", RACE)
