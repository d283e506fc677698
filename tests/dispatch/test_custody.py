"""A vehicle's people: head-counts that can agree, and silence."""

from __future__ import annotations

import pytest

from lanterne.dispatch.custody import Manifest


def manifest(**fields: float | bool | None) -> Manifest:
    """A van with two aboard that was heard at 1,000 s."""
    made = {"aboard": 2, "seats": 6, "changed_s": 900.0, "counted": None, "counted_s": None}
    made |= {"heard_s": 1_000.0, "mute_s": None, "reports": True, "home": False}
    return Manifest(**(made | fields))  # type: ignore[arg-type]  # any of its fields


@pytest.mark.parametrize(
    ("counted", "counted_s", "agree"),
    [(2, 950.0, True), (3, 950.0, False), (2, 899.0, None), (None, None, None)],
)
def test_only_a_count_after_the_last_change_can_agree(
    counted: int | None, counted_s: float | None, agree: bool | None
) -> None:
    assert manifest(counted=counted, counted_s=counted_s).agree is agree


def test_a_count_that_differs_is_an_alarm_with_both_numbers() -> None:
    assert manifest(counted=3, counted_s=950.0).alarm(1_000.0) == "3 counted, 2 by bib."


@pytest.mark.parametrize(("age_s", "text"), [(299.0, ""), (300.0, "Not heard for 5 min with 2 aboard.")])
def test_silence_with_people_aboard_is_an_alarm_from_five_minutes(age_s: float, text: str) -> None:
    assert manifest().alarm(1_000.0 + age_s) == text


@pytest.mark.parametrize(("age_s", "text"), [(1_199.0, ""), (1_260.0, "Not heard for 21 min.")])
def test_an_empty_vehicle_may_be_silent_for_twenty(age_s: float, text: str) -> None:
    assert manifest(aboard=0).alarm(1_000.0 + age_s) == text


def test_people_counted_aboard_whose_bibs_nobody_told_count_for_the_alarm() -> None:
    made = manifest(aboard=0, counted=3, counted_s=950.0)
    assert made.alarm(1_400.0) == "Not heard for 6 min with 3 aboard."


def test_a_vehicle_that_does_not_report_by_itself_is_never_silent() -> None:
    assert manifest(reports=False).alarm(9_000.0) == ""


def test_a_vehicle_said_not_to_answer_is_an_alarm_until_it_is_heard() -> None:
    mute = manifest(reports=False, mute_s=1_100.0)
    assert mute.alarm(1_101.0) == "Does not answer with 2 aboard."
    assert manifest(reports=False, mute_s=1_100.0, heard_s=1_200.0).alarm(1_201.0) == ""


def test_more_people_than_seats_are_said() -> None:
    assert manifest(aboard=8).alarm(1_000.0) == "8 aboard on 6 seats."


def test_who_is_home_and_empty_may_be_silent() -> None:
    assert manifest(aboard=0, home=True).alarm(9_000.0) == ""
    assert manifest(aboard=1, home=True).alarm(9_000.0) != ""
