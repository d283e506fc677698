from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.simulate.rides import Call, Ride, Van, drive

LENGTH_M = 42_195.0
some_calls = st.lists(st.tuples(st.floats(1_000, 42_000), st.floats(0, 20_000)), min_size=1, max_size=30).map(
    lambda many: [Call(str(i), at_m, heard_s) for i, (at_m, heard_s) in enumerate(many)]
)


def vans() -> list[Van]:
    return [Van("sag1", 6, 0.0, 10_000.0), Van("sag2", 3, 0.0, 30_000.0)]


def aboard_over_time(rides: list[Ride], van: str) -> list[int]:
    steps = [(ride.aboard_s, 1) for ride in rides if ride.van == van]
    steps += [(ride.out_s, -1) for ride in rides if ride.van == van]
    total, history = 0, []
    for _, step in sorted(steps):
        total += step
        history.append(total)
    return history


@given(some_calls)
def test_everybody_who_waits_is_fetched_once(calls: list[Call]) -> None:
    assert sorted(ride.call.bib for ride in drive(calls, vans(), LENGTH_M)) == sorted(c.bib for c in calls)


@given(some_calls)
def test_nobody_is_aboard_before_the_call_and_everybody_gets_out(calls: list[Call]) -> None:
    for ride in drive(calls, vans(), LENGTH_M):
        assert ride.call.heard_s < ride.aboard_s < ride.out_s


@given(some_calls)
def test_seats_are_enough_and_vans_end_empty(calls: list[Call]) -> None:
    rides = drive(calls, vans(), LENGTH_M)
    for van in vans():
        history = aboard_over_time(rides, van.id)
        assert max(history, default=0) <= van.seats
        assert history[-1:] in ([], [0])


@given(some_calls)
def test_the_head_count_told_is_the_one_aboard(calls: list[Call]) -> None:
    rides = drive(calls, vans(), LENGTH_M)
    for ride in rides:
        same = [other for other in rides if other.van == ride.van]
        aboard = sum(other.aboard_s <= ride.aboard_s < other.out_s for other in same)
        assert ride.aboard == aboard


@given(some_calls)
def test_a_van_is_in_one_place_at_a_time(calls: list[Call]) -> None:
    fleet = vans()
    drive(calls, fleet, LENGTH_M)
    for van in fleet:
        assert all(one[0] <= other[0] for one, other in pairwise(van.way))


def test_one_trip_takes_those_who_wait_further_along() -> None:
    calls = [Call("a", 20_000.0, 100.0), Call("b", 25_000.0, 110.0)]
    one, other = drive(calls, vans()[:1], LENGTH_M)
    assert (one.aboard, other.aboard) == (1, 2)


def test_without_vans_nobody_is_fetched() -> None:
    assert drive([Call("a", 20_000.0, 100.0)], [], LENGTH_M) == []


def test_the_course_is_one_way() -> None:
    """Somebody behind waits for another trip."""
    calls = [Call("a", 20_000.0, 100.0), Call("b", 15_000.0, 110.0)]
    one, other = drive(calls, vans()[:1], LENGTH_M)
    assert other.aboard_s > one.out_s
    assert other.aboard == pytest.approx(1)
