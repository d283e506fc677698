from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.race.cutoffs import Zeros
from lanterne.race.deadlines import ONE_PLACE_M, disagreements, disorders, last_cutoff_s
from lanterne.race.definition import Distance, Gate, Governs, Race, TimingPoint, VirtualLine, Wave

GUN_S = 1_777_806_000.0
LENGTH_M = 42_195.0
MARATHON = Distance(
    id="full",
    name="Marathon",
    length_m=LENGTH_M,
    start_s=GUN_S,
    last_starter_s=GUN_S + 600,
    line=VirtualLine(pace_s_per_m=0.6, clock="last_starter"),
)


def race_of(*gates: Gate) -> Race:
    return Race(
        id="r",
        name="R",
        day=date(2026, 5, 3),
        zone="UTC",
        unit="km",
        distances=(MARATHON,),
        waves=(
            Wave(id="A", distance="full", start_s=GUN_S),
            Wave(id="B", distance="full", start_s=GUN_S + 300),
        ),
        points=(TimingPoint(id="end", name="End", kind="finish", at_m={"full": LENGTH_M}),),
        gates=gates,
        tokens={},
    )


def gate(name: str, at_m: float, *governs: Governs, **rule: Any) -> Gate:
    rule.setdefault("clock", "wall" if "wall_s" in rule else "gun")
    return Gate(id=name, name=name, at_m={"full": at_m}, governs=governs, **rule)


def clashes(*gates: Gate) -> list[tuple[str, str, tuple[str, ...]]]:
    found = disagreements(race_of(*gates), MARATHON, Zeros())
    return [(one.one.id, one.other.id, one.governs) for one in found]


def out_of_order(*gates: Gate) -> list[tuple[str, str]]:
    return [(one.before.id, one.after.id) for one in disorders(race_of(*gates), MARATHON, Zeros())]


@pytest.mark.parametrize(
    ("rule", "last_s"),
    [
        ({"wall_s": GUN_S + 8_000}, 8_000),
        ({"limit_s": 7_000.0}, 7_000),
        ({"clock": "last_starter", "limit_s": 7_000.0}, 7_600),
        ({"clock": "net", "limit_s": 7_000.0}, 7_600),
        ({"clock": "wave", "limit_s": 7_000.0}, 7_300),
        ({"clock": "last_starter", "behind_line_s": 60.0}, 600 + 6_000 + 60),
    ],
)
def test_the_last_of_a_distance_have_until(rule: dict[str, Any], last_s: float) -> None:
    one = gate("g", 10_000.0, **rule)
    assert last_cutoff_s(race_of(one), one, MARATHON, Zeros()) == pytest.approx(GUN_S + last_s)


def test_two_deadlines_for_one_thing_at_one_place_disagree() -> None:
    one = gate("a", LENGTH_M, "official_result", "finish", wall_s=GUN_S + 20_000)
    other = gate("b", LENGTH_M, "official_result", wall_s=GUN_S + 21_000)
    assert clashes(one, other) == [("a", "b", ("official_result",))]


def test_two_deadlines_for_different_things_at_one_place_do_not() -> None:
    one = gate("a", LENGTH_M, "official_result", wall_s=GUN_S + 20_000)
    other = gate("b", LENGTH_M, "medal", "finish", wall_s=GUN_S + 30_000)
    assert clashes(one, other) == []


def test_two_gates_that_say_the_same_in_other_words_agree() -> None:
    one = gate("a", 10_000.0, "road", wall_s=GUN_S + 6_000)
    other = gate("b", 10_000.0, "road", limit_s=6_000.0)
    assert clashes(one, other) == []


def test_gates_apart_on_the_road_do_not_disagree() -> None:
    one = gate("a", 10_000.0, "road", wall_s=GUN_S + 6_000)
    other = gate("b", 10_000.0 + ONE_PLACE_M + 1, "road", wall_s=GUN_S + 7_000)
    assert clashes(one, other) == []


def test_an_own_time_and_a_clock_time_disagree_for_somebody_even_if_not_for_the_last() -> None:
    net = gate("net", LENGTH_M, "official_result", clock="net", limit_s=20_000.0)
    wall = gate("wall", LENGTH_M, "official_result", wall_s=GUN_S + 20_600)
    assert clashes(net, wall) == [("net", "wall", ("official_result",))]


def test_a_gate_that_cuts_off_before_one_that_comes_first_is_out_of_order() -> None:
    assert out_of_order(gate("k10", 10_000.0, limit_s=7_000.0), gate("k20", 20_000.0, limit_s=6_000.0)) == [
        ("k10", "k20")
    ]


def test_a_gate_later_than_the_finish_is_out_of_order() -> None:
    k40 = gate("k40", 40_000.0, "road", wall_s=GUN_S + 26_000)
    finish = gate("end", LENGTH_M, "road", "finish", clock="net", limit_s=24_000.0)
    assert out_of_order(k40, finish) == [("k40", "end")]


def test_gates_that_govern_different_things_are_not_compared() -> None:
    """A road may reopen after results close: both are said, and neither hangs on the other."""
    k40 = gate("k40", 40_000.0, "road", wall_s=GUN_S + 26_000)
    finish = gate("end", LENGTH_M, "official_result", wall_s=GUN_S + 24_000)
    assert out_of_order(k40, finish) == []


def test_a_gate_that_says_nothing_of_what_it_governs_is_compared_with_all() -> None:
    k40 = gate("k40", 40_000.0, "road", wall_s=GUN_S + 26_000)
    assert out_of_order(k40, gate("end", LENGTH_M, wall_s=GUN_S + 24_000)) == [("k40", "end")]


def test_a_gate_is_named_once_with_the_latest_of_those_before_it() -> None:
    found = out_of_order(
        gate("a", 10_000.0, limit_s=7_000.0),
        gate("b", 15_000.0, limit_s=9_000.0),
        gate("c", 20_000.0, limit_s=6_000.0),
    )
    assert found == [("b", "c")]


@given(at=st.lists(st.floats(0, LENGTH_M), min_size=1, max_size=5, unique=True), grows=st.booleans())
def test_gates_in_the_order_of_the_road_are_never_out_of_order(at: list[float], grows: bool) -> None:
    gates = [gate(f"g{i}", at_m, limit_s=1_000.0 + (at_m if grows else 0.0)) for i, at_m in enumerate(at)]
    assert out_of_order(*gates) == []


def test_a_hold_counts_where_gates_are_compared() -> None:
    k10 = gate("k10", 10_000.0, limit_s=7_000.0)
    k20 = gate("k20", 20_000.0, limit_s=8_000.0)
    assert out_of_order(replace(k10, held_s={"full": GUN_S + 9_000}), k20) == [("k10", "k20")]
