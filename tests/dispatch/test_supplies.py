"""What a station needs of each thing for those to come."""

from __future__ import annotations

from lanterne.dispatch.supplies import need
from lanterne.race.definition import Supply

WATER = Supply(item="water", stock=500, take=1.5)


def test_the_need_is_remaining_times_take_and_a_fifth_more() -> None:
    wanted = need(WATER, 100.0, 110.0, left=200.0)
    assert (wanted.expected, wanted.p95) == (180.0, 198.0)
    assert not wanted.short


def test_it_is_short_when_what_is_left_does_not_last_for_19_in_20() -> None:
    assert need(WATER, 100.0, 110.0, left=190.0).short


def test_nothing_said_of_what_is_left_is_not_short() -> None:
    assert not need(WATER, 100.0, 110.0, left=None).short
