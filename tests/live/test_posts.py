"""Each post is sent the page of its role, and never a number that is none."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from tests.field.tiny import event
from tests.live.posts_day import RACE, READS, Book, agreed_hold, now_of, page, quiet, seen, sweep_at

from lanterne.live.decided import decide
from lanterne.live.posts import post_view
from lanterne.race.stands import stands
from lanterne.views import (
    AgreeView,
    CheerView,
    FamilyView,
    MedicalView,
    RadioView,
    SagView,
    StationPageView,
    SweepView,
)

ROLES = {
    "sweep": SweepView,
    "station": StationPageView,
    "cheer": CheerView,
    "board": CheerView,
    "sag": SagView,
    "medical": MedicalView,
    "family": FamilyView,
    "radio": RadioView,
}
STANDS = stands(RACE)


def numbers(thing: Any) -> list[float]:
    """Every number in a view."""
    if isinstance(thing, dict):
        return [one for part in thing.values() for one in numbers(part)]
    if isinstance(thing, list | tuple):
        return [one for part in thing for one in numbers(part)]
    return [float(thing)] if isinstance(thing, int | float) else []


@pytest.mark.parametrize("post", STANDS)
def test_each_stand_has_the_page_of_its_role(post: str) -> None:
    now, made = quiet(20_000)
    view = post_view(now, made, STANDS[post], Book())
    assert type(view) is ROLES.get(STANDS[post].role, AgreeView)
    assert (view.post, view.role) == (post, STANDS[post].role)


@pytest.mark.parametrize("at_s", [-600, 0, 2_000, 12_000, 21_000, 25_000, 40_000])
def test_no_page_has_a_number_that_is_none(at_s: float) -> None:
    events = [sweep_at("s1", 19_000, 31_000), seen("w20", "4?10", 20_500), *agreed_hold(19_500, 26_400)]
    now = now_of([*READS, *events], at_s)
    made = decide(now)
    for stand in STANDS.values():
        view = msgspec.to_builtins(post_view(now, made, stand, Book()))
        assert all(math.isfinite(one) for one in numbers(view)), stand.id


def test_every_page_has_the_same_table_and_the_same_version() -> None:
    now, made = quiet(20_000)
    views = [post_view(now, made, stand, Book()) for stand in STANDS.values()]
    assert all(view.cutoffs == made.table.rows and view.version == 1 for view in views)


def test_a_page_runs_at_the_speed_of_race_time() -> None:
    now, _ = quiet(20_000)
    made = decide(now, speed=30.0)
    assert post_view(now, made, STANDS["s1"], Book()).speed == 30.0


def test_the_lantern_is_out_once_somebody_has_declared_the_all_clear_and_nobody_is_out() -> None:
    home = [one for one in READS if one["bib"] in ("100", "101")]
    assert decide(now_of(home, 30_000)).lantern == "lit"
    declared = event("all_clear", 29_000, what="declared", by="Alma Reyes")
    assert decide(now_of([*home, declared], 30_000)).lantern == "out"


def test_a_post_sees_its_own_questions_and_nobody_elses() -> None:
    asked = [
        event("message", 19_000, message=f"q-{post}", what="asked", to="control", sender=post, ask="water")
        for post in ("s1", "w20")
    ]
    assert [one.message for one in page("w20", asked, 20_000).questions] == ["q-w20"]


def test_those_who_agree_see_when_the_last_comes_to_the_finish() -> None:
    view = page("police", [], 22_000)
    assert view.to_come >= 2
    assert view.last_p50_s is not None
    assert view.last_p95_s is not None
    assert view.last_p50_s < view.last_p95_s
