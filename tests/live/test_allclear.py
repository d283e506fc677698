"""What keeps the lantern lit on a race day, and who put it out over what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from tests.field.tiny import event
from tests.live.blank import blank
from tests.live.posts_day import READS, now_of, seen

from lanterne.live.allclear import all_clear_view
from lanterne.live.contradictions import contradiction_views
from lanterne.views import AllClearView, CustodyView, PickupView

END_S = 30_000.0
HOME = 4_000.0


def view(
    *events: dict[str, Any],
    at_s: float = END_S,
    reads: Sequence[dict[str, Any]] = READS,
    custody: Sequence[CustodyView] = (),
    pickups: Sequence[PickupView] = (),
) -> AllClearView:
    now = now_of([*reads, *events], at_s)
    return all_clear_view(now, custody, pickups, contradiction_views(now))


def declared(at_s: float, *over: str, what: str = "declared", **fields: Any) -> dict[str, Any]:
    why = {"why": "with the police"} if over else {}
    return event("all_clear", at_s, what=what, over=list(over), by="R. Ector", **why, **fields)


def told(bib: str, what: str, at_s: float = 29_000.0, **fields: Any) -> dict[str, Any]:
    return event("status", at_s, bib=bib, what=what, **fields)


def test_before_the_start_it_is_lit() -> None:
    made = view(at_s=-600)
    assert (made.lantern, made.may) == ("lit", False)


def test_everybody_home_and_nobody_has_said_so() -> None:
    made = view()
    assert (made.lantern, made.may, made.blocking) == ("lit", True, 0)


def test_everybody_home_and_a_named_person_has_said_so() -> None:
    made = view(declared(29_500))
    assert (made.lantern, made.by) == ("out", "R. Ector")


def test_declared_and_taken_back() -> None:
    made = view(declared(29_500), declared(29_600, what="withdrawn"))
    assert (made.lantern, made.declared) == ("lit", "withdrawn")


@pytest.mark.parametrize(
    ("word", "key"),
    [
        (told("999", "drop"), "unresolved/999"),
        (told("999", "with_medical", place="medic"), "medical/999"),
        (told("999", "transported"), "medical/999"),
        (event("pickup", 29_000, bib="999", what="picked_up", vehicle="van"), "aboard/999"),
    ],
)
def test_whoever_is_not_handed_over_keeps_it_lit(word: dict[str, Any], key: str) -> None:
    made = view(word, declared(29_500))
    assert (made.lantern, [one.key for one in made.blockers]) == ("lit", [key])


@pytest.mark.parametrize(
    "word", [told("999", "transported", to="City hospital"), told("999", "left", said_by="self")]
)
def test_whoever_was_handed_over_does_not(word: dict[str, Any]) -> None:
    assert view(word, declared(29_500)).lantern == "out"


def test_whoever_waits_for_a_ride_keeps_it_lit() -> None:
    waiting = blank(PickupView, request="r1", bib="", place="Mile 20", state="reported")
    made = view(declared(29_500), pickups=[waiting])
    assert (made.lantern, made.blockers[0].key) == ("lit", "pickup/r1")


def test_a_count_that_does_not_agree_keeps_it_lit() -> None:
    van = blank(CustodyView, vehicle="van", name="Van 1", counted=2, agree=False)
    assert view(declared(29_500), custody=[van]).blockers[0].key == "head_count/van"


def test_an_open_contradiction_keeps_it_lit() -> None:
    made = view(seen("w5", "101", 29_000), declared(29_500))
    assert (made.lantern, made.blockers[0].kind) == ("lit", "contradiction")


def test_whoever_runs_keeps_it_lit_those_last_first() -> None:
    made = view(at_s=25_500)
    assert made.blockers[0].key in ("on_course/4410", "on_course/5123")


def test_an_override_names_the_reason_and_whom_it_leaves() -> None:
    made = view(told("999", "drop"), declared(29_500, "unresolved/999", leaves=["999"]))
    assert (made.lantern, made.why, made.leaves) == ("out", "with the police", ["999"])


def test_whatever_blocks_anew_lights_it_again() -> None:
    override = declared(29_500, "unresolved/999", leaves=["999"])
    assert view(told("999", "drop"), override, told("702", "drop", 29_800)).lantern == "lit"


def test_no_more_than_a_hundred_are_listed_and_all_are_counted() -> None:
    waiting = [blank(PickupView, request=f"r{n}", state="reported") for n in range(150)]
    made = view(pickups=waiting)
    assert (len(made.blockers), made.blocking) == (100, 150)
