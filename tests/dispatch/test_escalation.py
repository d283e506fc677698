"""The steps of a search, their clocks, and how far it has to go."""

from __future__ import annotations

from math import inf

import pytest

from lanterne.dispatch.escalation import Asked, level, steps

MINUTE_S = 60.0


def due_min(heat: str = "none", since_s: float = 0.0, confirmed_s: float = 0.0) -> dict[str, float]:
    return {one.step.step: one.due_s / MINUTE_S for one in steps(since_s, confirmed_s, [], heat)}


def test_call_after_a_quarter_contact_after_a_half_police_after_three_quarters_of_an_hour() -> None:
    due = due_min()
    assert (due["ask_stations"], due["call_runner"], due["call_contact"], due["tell_police"]) == (
        0,
        15,
        30,
        45,
    )


def test_heat_shortens_the_clocks() -> None:
    assert due_min("hot")["call_runner"] == pytest.approx(10)
    assert due_min("extreme")["tell_police"] == pytest.approx(22.5)


def test_calls_wait_until_it_is_sure_enough_asking_does_not() -> None:
    due = due_min(confirmed_s=60 * MINUTE_S)
    assert (due["ask_stations"], due["call_runner"]) == (0, 75)


def test_the_next_step_is_the_first_not_done() -> None:
    asked = [Asked(60.0, "station", "not_seen", "w9", "Ann"), Asked(90.0, "sweep", "not_seen", "", "Ann")]
    made = steps(0.0, 0.0, asked, "none")
    assert next(one.step.step for one in made if one.done is None) == "ask_vehicles"
    assert made[0].done == asked[0]


def test_hospitals_told_are_told_as_the_police_are() -> None:
    made = steps(0.0, 0.0, [Asked(60.0, "hospital", "informed", "", "Ann")], "none")
    assert made[-1].done is not None


@pytest.mark.parametrize(
    ("minutes", "expected"), [(1, "query"), (14, "query"), (16, "call"), (44, "call"), (46, "urgent")]
)
def test_the_level_follows_the_clock(minutes: float, expected: str) -> None:
    found = level(query=True, since_s=0.0, confirmed_s=0.0, now_s=minutes * MINUTE_S, heat="none")
    assert found == expected


def test_without_being_sure_enough_it_stays_a_query() -> None:
    found = level(query=True, since_s=0.0, confirmed_s=9_000.0, now_s=8_000.0, heat="none")
    assert found == "query"


def test_who_is_watched_is_watched() -> None:
    assert level(query=False, since_s=0.0, confirmed_s=0.0, now_s=1e6, heat="extreme") == "watch"


def test_for_who_is_most_likely_home_the_finish_is_asked_first() -> None:
    made = steps(0.0, inf, [], "none", home=True)
    assert [one.step.step for one in made][:2] == ["ask_finish", "ask_stations"]
    assert made[0].due_s == 0.0


def test_calls_are_no_steps_while_nothing_says_when_it_is_sure_enough() -> None:
    assert {one.step.level for one in steps(0.0, inf, [], "none")} == {"query"}
