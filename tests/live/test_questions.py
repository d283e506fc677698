"""What posts ask of race control."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.tiny import GUN_S, event
from tests.live.posts_day import now_of

from lanterne.live.questions import question_views


def asked(name: str, at_s: float, ask: str = "water", **fields: Any) -> dict[str, Any]:
    """A question of sweep 1."""
    return event("message", at_s, message=name, what="asked", to="control", sender="s1", ask=ask, **fields)


def answered(name: str, at_s: float, answer: str = "yes") -> dict[str, Any]:
    """Race control's answer."""
    return event("message", at_s, message=name, what="answered", to="s1", answer=answer, by="RC")


DAY = [asked("a", 100), asked("b", 200, "medical", bibs=["4410"]), answered("a", 300), asked("c", 150)]


def test_open_questions_come_first_the_oldest_of_them_before() -> None:
    views = question_views(now_of(DAY, 1_000))
    assert [(one.message, one.answer) for one in views] == [("c", ""), ("b", ""), ("a", "yes")]


def test_a_question_says_who_asks_what_of_whom() -> None:
    view = next(one for one in question_views(now_of(DAY, 1_000)) if one.message == "b")
    assert (view.name, view.ask, view.bibs, view.at_s) == ("Sweep 1", "medical", ["4410"], GUN_S + 200)


def test_an_answer_says_whose_it_is_and_when() -> None:
    view = question_views(now_of(DAY, 1_000))[-1]
    assert (view.answer_by, view.answer_s) == ("RC", GUN_S + 300)


def test_the_last_answer_counts() -> None:
    view = question_views(now_of([*DAY, answered("a", 400, "done")], 1_000))[-1]
    assert view.answer == "done"


def test_a_question_taken_back_is_gone() -> None:
    undo = event("correction", 500, target=DAY[1]["id"])
    assert "b" not in {one.message for one in question_views(now_of([*DAY, undo], 1_000))}


@settings(max_examples=10)
@given(st.permutations(DAY))
def test_the_order_in_which_things_are_heard_does_not_matter(day: list[dict[str, Any]]) -> None:
    assert question_views(now_of(day, 1_000)) == question_views(now_of(DAY, 1_000))
