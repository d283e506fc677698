"""Plans of rides: against every possible plan on small cases, against PyVRP, and what they may never do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.routes import BACK_MPS, FORWARD_MPS, LOAD_S, Plan, Road, Van, Wait, Weights
from lanterne.dispatch.routing import plan, planned

LENGTH_M = 42_195.0
ROAD = Road(LENGTH_M, (10_000.0, 30_000.0))


def wait(request: str, at_m: float, since_s: float = 0.0, **fields: bool | frozenset[str]) -> Wait:
    """Somebody who waits."""
    return replace(Wait(request, at_m, since_s), **fields)  # type: ignore[arg-type]  # any of its fields


def van(name: str = "van1", at_m: float = 0.0, *, seats: int = 6, aboard: int = 0) -> Van:
    """A van that is free now."""
    return Van(name, seats, at_m, 0.0, aboard)


def fetched(made: Plan, name: str = "van1") -> list[str]:
    """Whom a van fetches, in order; "" = lets all out."""
    return [one.request for one in made.stops[name]]


def drawn(rng: np.random.Generator, n: int, vans: int, *, seats: int = 6) -> tuple[list[Wait], list[Van]]:
    """A made-up queue, a fifth of it urgent."""
    waits = [
        wait(f"r{i}", float(rng.uniform(5e3, 41e3)), -float(rng.uniform(0, 2_400)), urgent=rng.random() < 0.2)
        for i in range(n)
    ]
    return waits, [van(f"van{i}", float(rng.uniform(0, LENGTH_M)), seats=seats) for i in range(vans)]


def every_order(n: int) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Every way in which two vans can fetch so many."""
    for order, cut in product(permutations(range(n)), range(n + 1)):
        yield order[:cut], order[cut:]


def test_ahead_it_drives_along_the_course_and_back_by_other_streets() -> None:
    assert ROAD.drive_s(1_000, 10_000) == 9_000 / FORWARD_MPS
    assert ROAD.drive_s(10_000, 1_000) == 9_000 / BACK_MPS


def test_it_fetches_on_the_way_and_lets_out_at_the_finish() -> None:
    made = plan([wait("b", 20_000), wait("a", 10_000)], [van()], ROAD)
    assert fetched(made) == ["a", "b", ""]
    first, second, out = made.stops["van1"]
    assert first.at_s == pytest.approx(10_000 / FORWARD_MPS)
    assert second.at_s == pytest.approx(20_000 / FORWARD_MPS + LOAD_S)
    assert out.at_m == LENGTH_M
    assert out.at_s == pytest.approx(LENGTH_M / FORWARD_MPS + 2 * LOAD_S)


def test_each_of_two_vans_takes_the_one_near_it() -> None:
    made = plan([wait("a", 10_000), wait("b", 30_000)], [van("van1", 9_000), van("van2", 29_000)], ROAD)
    assert (fetched(made, "van1"), fetched(made, "van2")) == (["a", ""], ["b", ""])


def test_a_full_van_goes_to_the_finish_before_the_next() -> None:
    made = plan([wait(name, 20_000) for name in "abc"], [van(seats=2)], ROAD)
    assert fetched(made) == ["a", "b", "", "c", ""]


def test_a_van_that_is_full_already_lets_its_people_out_first() -> None:
    assert fetched(plan([wait("a", 20_000)], [van(seats=2, aboard=2)], ROAD)) == ["", "a", ""]


def test_those_aboard_are_brought_home_although_nobody_waits() -> None:
    assert fetched(plan([], [van(at_m=20_000, aboard=1)], ROAD)) == [""]


def test_a_van_with_nobody_to_fetch_stays_where_it_is() -> None:
    assert fetched(plan([], [van()], ROAD)) == []


def test_somebody_for_medical_is_brought_there_at_once() -> None:
    made = plan([wait("a", 26_000), wait("hurt", 25_000, urgent=True)], [van(at_m=24_000)], ROAD)
    assert fetched(made) == ["hurt", "", "a", ""]
    assert made.stops["van1"][1].at_m == 30_000


def test_who_is_hurt_comes_before_who_waits_nearer() -> None:
    road = Road(LENGTH_M, (20_000.0,))
    made = plan([wait("a", 21_100), wait("hurt", 19_000, urgent=True)], [van(at_m=21_000)], road)
    assert fetched(made)[0] == "hurt"


def test_who_has_waited_half_an_hour_comes_before_who_has_just_called() -> None:
    made = plan([wait("new", 19_000), wait("old", 21_100, -1_800)], [van(at_m=20_000)], ROAD)
    assert fetched(made)[0] == "old"


def test_who_is_confirmed_stays_with_the_vehicle_that_has_them() -> None:
    vans = [van("van1", 9_000), van("van2", 0)]
    made = plan([wait("a", 10_000, vans=frozenset({"van2"}))], vans, ROAD)
    assert (fetched(made, "van1"), fetched(made, "van2")) == ([], ["a", ""])


def test_who_a_vehicle_is_on_its_way_to_is_its_first_stop() -> None:
    waits = [wait("near", 10_500, -3_000), wait("far", 30_000, vans=frozenset({"van1"}), first=True)]
    assert fetched(plan(waits, [van(at_m=10_000)], ROAD))[0] == "far"


def test_whom_nobody_may_fetch_is_in_no_plan() -> None:
    assert fetched(plan([wait("a", 10_000, vans=frozenset())], [van()], ROAD)) == []


def test_a_van_without_seats_is_in_no_plan() -> None:
    assert plan([wait("a", 10_000)], [van(seats=0)], ROAD).stops == {}


@given(st.integers(0, 2**32), st.integers(0, 12), st.integers(1, 4), st.integers(1, 3))
def test_everybody_is_fetched_once_and_no_van_carries_more_than_its_seats(
    seed: int, n: int, vans: int, seats: int
) -> None:
    waits, fleet = drawn(np.random.default_rng(seed), n, vans, seats=seats)
    made = plan(waits, fleet, ROAD)
    assert sorted(one.request for stops in made.stops.values() for one in stops if one.request) == sorted(
        one.request for one in waits
    )
    urgent = {one.request for one in waits if one.urgent}
    for stops in made.stops.values():
        aboard = 0
        for before, stop in zip([None, *stops], stops, strict=False):
            if not stop.request:
                if stop.at_m == LENGTH_M:
                    aboard = 0
            elif stop.request not in urgent:
                aboard += 1
            assert aboard <= seats
            assert before is None or stop.at_s > before.at_s


@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_a_plan_does_not_hang_on_the_order_in_which_people_called(seed: int, rng: object) -> None:
    waits, fleet = drawn(np.random.default_rng(seed), 8, 3)
    order = np.random.default_rng(seed + 1).permutation(8)
    assert plan([waits[i] for i in order], fleet[::-1], ROAD).stops == plan(waits, fleet, ROAD).stops


@pytest.mark.parametrize("n", [2, 4, 5])
def test_plans_of_two_vans_cost_nearly_as_little_as_the_best_of_all(n: int) -> None:
    rng, over = np.random.default_rng(n), []
    for _ in range(12 if n < 5 else 8):
        waits, fleet = drawn(rng, n, 2)
        best = min(planned(orders, waits, fleet, ROAD).cost for orders in every_order(n))
        over.append(plan(waits, fleet, ROAD).cost / best - 1.0)
    assert min(over) >= -1e-9
    assert max(over) < 0.05
    assert np.mean(over) < 0.005


def test_a_plan_costs_what_its_stops_say() -> None:
    waits, fleet = drawn(np.random.default_rng(3), 6, 2)
    bare = Weights(urgent=1.0, late=0.0, aboard=0.0, driving=0.0)
    made = plan(waits, fleet, ROAD, bare)
    since_s = {one.request: one.since_s for one in waits}
    stops = [one for all_ in made.stops.values() for one in all_ if one.request]
    assert made.cost == pytest.approx(sum(one.at_s - since_s[one.request] for one in stops))


def test_plans_make_people_wait_no_longer_than_those_of_pyvrp() -> None:
    pytest.importorskip("pyvrp", reason="PyVRP is not installed: no oracle for the plans of three vans")
    from benchmarks.by_pyvrp import orders_by_pyvrp

    bare, rng, ours, theirs = (
        Weights(urgent=1.0, late=0.0, aboard=0.0, driving=0.0),
        np.random.default_rng(5),
        0.0,
        0.0,
    )
    for n, vans in ((5, 2), (7, 3), (7, 3)):
        waits, fleet = drawn(rng, n, vans, seats=n)
        rides = [replace(one, urgent=False, since_s=0.0) for one in waits]
        orders = orders_by_pyvrp(rides, fleet, ROAD, 8_000, 1_500)
        assert sorted(chain(*orders)) == list(range(n))
        ours += plan(rides, fleet, ROAD, bare).cost
        theirs += planned(orders, rides, fleet, ROAD, bare).cost
    assert ours <= theirs * 1.01
