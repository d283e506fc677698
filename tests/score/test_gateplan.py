from __future__ import annotations

from dataclasses import replace

import pytest
from tests.live.deciding import LENGTH_M, make_race

from lanterne.errors import LanterneError
from lanterne.race.definition import Race
from lanterne.score.gateplan import own_rules, planned_rules
from lanterne.score.gates import GateRule


def without(race: Race, *gates: str) -> Race:
    return replace(race, gates=tuple(one for one in race.gates if one.id not in gates))


def test_written_gates_count_by_own_time() -> None:
    (rule,) = own_rules([("k30", 30_000.0, 18_000.0)], 25_200.0)
    assert rule == GateRule(id="k30", at_m=30_000.0, deadline_s=18_000.0, limit_s=25_200.0)


def test_gates_before_the_finish_are_tried_in_the_order_of_the_road() -> None:
    assert [one.id for one in planned_rules(make_race(), None)] == ["wall", "wave", "line", "gun"]


@pytest.mark.parametrize(
    ("name", "deadline_s"),
    [("wall", 8_000), ("wave", 10_300), ("line", 600 + 12_000 + 900), ("gun", 20_000)],
)
def test_a_gate_counts_from_the_gun_as_the_plan_has_it(name: str, deadline_s: float) -> None:
    rule = next(one for one in planned_rules(make_race(), None) if one.id == name)
    assert rule.deadline_s == pytest.approx(deadline_s)
    assert rule.by_gun
    assert rule.unread_start_s == 600


def test_the_limit_is_that_of_the_official_result() -> None:
    rule = planned_rules(make_race(), None)[0]
    assert (rule.limit_s, rule.limit_by_gun) == (24_000, False)


def test_else_the_limit_is_what_ends_at_the_finish() -> None:
    rule = planned_rules(without(make_race(), "net"), None)[0]
    assert (rule.limit_s, rule.limit_by_gun) == (30_600, True)


def test_else_the_limit_is_the_lines() -> None:
    rule = planned_rules(without(make_race(), "net", "last"), None)[0]
    assert rule.limit_s == pytest.approx(600 + 0.6 * LENGTH_M)
    assert rule.limit_by_gun


def test_a_limit_given_counts_by_own_time() -> None:
    rule = planned_rules(make_race(), 20_000.0)[0]
    assert (rule.limit_s, rule.limit_by_gun) == (20_000, False)


def test_a_gate_by_own_time_stays_one() -> None:
    race = make_race()
    gates = tuple(replace(one, at_m={"full": 40_000.0}) if one.id == "net" else one for one in race.gates)
    rule = planned_rules(replace(race, gates=gates), None)[-1]
    assert (rule.id, rule.deadline_s, rule.by_gun) == ("net", 24_000, False)


@pytest.mark.parametrize(
    ("race", "says"),
    [
        (replace(make_race(), distances=make_race().distances[1:]), "has no marathon"),
        (without(make_race(), "wall", "wave", "line", "gun"), "no gate before the finish"),
        (
            replace(
                without(make_race(), "net", "last", "line"),
                distances=(replace(make_race().distances[0], line=None),),
            ),
            "no limit at the finish",
        ),
    ],
)
def test_a_plan_that_cannot_be_tried_says_why_and_the_mend(race: Race, says: str) -> None:
    with pytest.raises(LanterneError, match=says):
        planned_rules(race, None)
