"""A medical post's page: who is here and who has gone on, by bib and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.field.tiny import event
from tests.live.rides_day import AT_S, DAY, called, step, the_day

from lanterne.live.medical import medical_parts, near
from lanterne.race.stands import stands

POST = stands(DAY)["medic"]


def status(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event("status", AT_S + at_s, **{"bib": "700", "what": what, "by": "Doc", **fields})


def patients(*events: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    found = medical_parts(the_day(*events), None, POST)["patients"]  # type: ignore[arg-type]  # of no use here
    return [(one.bib, one.state, one.to, one.by) for one in found]


HERE = status("with_medical", -600, place="medic")
BACK = status("with_medical", -60, place="medic")


@pytest.mark.parametrize(
    ("events", "state", "to"),
    [
        ([HERE], "with_us", ""),
        ([step("dropped_off", -600, bib="700", vehicle="van", to="medic", by="Doc")], "with_us", ""),
        ([HERE, status("transported", -60, place="medic", to="St. Anne")], "transported", "St. Anne"),
        ([HERE, status("released", -60, place="medic", to="desk")], "released", "Family desk"),
        ([HERE, step("picked_up", -60, bib="700", vehicle="van", by="Doc")], "released", "Van 1"),
        ([HERE, status("reinstated", -60)], "released", ""),
        ([HERE, status("refused_ride", -60)], "with_us", ""),
        ([HERE, status("released", -90, place="medic", to="desk"), BACK], "with_us", ""),
    ],
)
def test_a_patient_is_here_until_somebody_says_where_they_went(
    events: list[dict[str, Any]], state: str, to: str
) -> None:
    assert patients(*events) == [("700", state, to, "Doc")]


def test_patients_of_another_post_are_not_shown() -> None:
    assert patients(status("with_medical", -60, place="aid")) == []


def test_those_here_come_first() -> None:
    gone = [HERE, status("released", -60, place="medic", to="desk")]
    assert [one[:2] for one in patients(*gone, status("with_medical", -500, bib="4410", place="medic"))] == [
        ("4410", "with_us"),
        ("700", "released"),
    ]


def test_what_medical_is_asked_for_and_who_is_brought() -> None:
    asked = called("700", 30_000.0, -900, need="medical")
    ride, help_ = called("4410", 30_000.0, -900), called("5123", 30_000.0, -900, need="help")
    picked = step("picked_up", -60, bib="700", vehicle="van", by="Max")
    waiting = medical_parts(the_day(asked, ride, help_), None, POST)  # type: ignore[arg-type]  # of no use here
    assert {one.bib for one in waiting["asked"]} == {"700", "5123"}
    riding = medical_parts(the_day(asked, ride, help_, picked), None, POST)  # type: ignore[arg-type]  # of no use here
    assert [one.bib for one in riding["coming"]] == ["700"]


def test_near_counts_who_is_within_a_mile_upstream() -> None:
    now = the_day()
    place_m = now.picture.place_m[now.picture.running]
    at_m = float(place_m.max()) + 100.0
    expected = int(((at_m - place_m >= 0) & (at_m - place_m <= 1_609.344)).sum())
    assert near(now, replace(POST, at_m={"full": at_m})) == expected > 0
    assert near(now, POST) is None
