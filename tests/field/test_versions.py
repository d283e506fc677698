from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.tiny import entries, event
from tests.live.deciding import (
    clock_of,
    days,
    make_field,
    make_race,
    propose,
    publish,
    start,
    wall,
    withdraw,
)

from lanterne.events import Cutoff, decode
from lanterne.events.wire import canonical
from lanterne.field.fold import Field
from lanterne.field.versions import Versions, idle, race_by, versions
from lanterne.race.cutoffs import Zeros, gate_cutoff_s, gate_cutoffs_s
from lanterne.race.definition import Gate, Race


def gate_of(race: Race, name: str) -> Gate:
    return next(one for one in race.gates if one.id == name)


def told(*events: dict[str, Any]) -> list[tuple[float, Cutoff]]:
    made = [decode(canonical(one)) for one in events]
    return [(one.happened_at.timestamp(), one) for one in made if isinstance(one, Cutoff)]


def published(*events: dict[str, Any]) -> list[tuple[int | None, str]]:
    return [(one.number, one.said.cutoff) for one in versions(told(*events)).published]


def waiting(*events: dict[str, Any]) -> list[str]:
    return [one.said.cutoff for one in versions(told(*events)).proposed]


LATER = {"gate": "wall", "wall": wall(9_000)}


def test_the_plan_is_version_one() -> None:
    assert Versions().number == 1


def test_what_is_proposed_changes_nothing_yet() -> None:
    field = make_field(propose("a", 10, LATER))
    assert (field.versions.number, field.race.gates) == (1, make_race().gates)
    assert [one.said.cutoff for one in field.versions.proposed] == ["a"]


def test_what_is_published_counts_and_waits_no_more() -> None:
    field = make_field(propose("a", 10, LATER), publish("a", 20))
    assert field.versions.number == 2
    assert gate_of(field.race, "wall").wall_s == clock_of(9_000)
    assert field.versions.proposed == ()


def test_versions_are_numbered_as_they_were_published_not_as_they_were_proposed() -> None:
    events = [propose("a", 10), propose("b", 11), publish("b", 20), publish("a", 30)]
    assert published(*events) == [(2, "b"), (3, "a")]


def test_what_was_withdrawn_cannot_be_published() -> None:
    events = [propose("a", 10), withdraw("a", 20), publish("a", 30)]
    assert (published(*events), waiting(*events)) == ([], [])


def test_what_was_published_cannot_be_withdrawn() -> None:
    assert published(propose("a", 10), publish("a", 20), withdraw("a", 30)) == [(2, "a")]


def test_a_proposal_is_published_once() -> None:
    twice = versions(told(propose("a", 10), publish("a", 20, by="First"), publish("a", 30, by="Second")))
    assert [(one.number, one.by) for one in twice.published] == [(2, "First")]


def test_two_published_at_once_both_count_and_the_later_decides_where_they_differ() -> None:
    field = make_field(
        propose("a", 10, {"gate": "wall", "wall": wall(9_000)}, {"gate": "gun", "limit_s": 21_000}, base=1),
        propose("b", 10, {"gate": "wall", "wall": wall(9_500)}, base=1),
        publish("a", 20),
        publish("b", 21),
    )
    assert field.versions.number == 3
    assert gate_of(field.race, "wall").wall_s == clock_of(9_500)
    assert gate_of(field.race, "gun").limit_s == 21_000


def test_a_version_nobody_proposed_does_not_exist() -> None:
    assert published(publish("a", 20)) == []


def test_a_proposal_heard_of_after_its_publishing_counts() -> None:
    """One phone's clock is behind another's: the words belong together whatever their instants."""
    assert published(publish("a", 20), propose("a", 25)) == [(2, "a")]


def test_the_first_words_of_a_proposal_are_those_that_were_published() -> None:
    (only,) = versions(told(propose("a", 10, LATER), propose("a", 15), publish("a", 20))).published
    assert [change.gate for change in only.said.gates] == ["wall"]


def test_a_correction_takes_back_a_publishing() -> None:
    said = publish("a", 20)
    events = [propose("a", 10, LATER), said]
    field = make_field(*events, event("correction", 40, target=said["id"]))
    assert field.versions.number == 1
    assert gate_of(field.race, "wall").wall_s == clock_of(8_000)


RULES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("gun", {"wall": wall(9_000)}, {"wall_s": clock_of(9_000), "clock": "wall", "limit_s": None}),
    ("wall", {"limit_s": 9_000.0}, {"wall_s": None, "clock": "gun", "limit_s": 9_000.0}),
    ("net", {"limit_s": 9_000.0}, {"clock": "net", "limit_s": 9_000.0}),
    ("net", {"limit_s": 9_000.0, "clock": "last_starter"}, {"clock": "last_starter", "limit_s": 9_000.0}),
    ("gun", {"behind_line_s": 60.0}, {"clock": "last_starter", "behind_line_s": 60.0, "limit_s": None}),
    ("gun", {"clock": "net"}, {"clock": "net", "limit_s": 20_000.0}),
    ("gun", {"limit_s": 9_000.0, "clock": "wall"}, {"clock": "gun", "limit_s": 9_000.0}),
    ("wall", {"clock": "gun"}, {"clock": "wall", "wall_s": clock_of(8_000)}),
    ("gun", {"grace_s": 60.0}, {"grace_s": 60.0, "limit_s": 20_000.0, "consequence": "ride"}),
    ("gun", {"consequence": "tell"}, {"grace_s": 0.0, "limit_s": 20_000.0, "consequence": "tell"}),
]


@pytest.mark.parametrize(("name", "change", "becomes"), RULES)
def test_a_change_says_what_it_says_and_leaves_the_rest(
    name: str, change: dict[str, Any], becomes: dict[str, Any]
) -> None:
    field = make_field(propose("a", 10, {"gate": name, **change}), publish("a", 20))
    gate = gate_of(field.race, name)
    assert {key: getattr(gate, key) for key in becomes} == becomes


def test_a_line_at_another_pace_moves_the_gates_behind_it() -> None:
    lines = [{"distance": "full", "pace_s_per_m": 0.65}]
    field = make_field(propose("a", 10, lines=lines), publish("a", 20))
    gate = gate_of(field.race, "line")
    assert gate_cutoff_s(field.race, gate, "full", Zeros()) == clock_of(600 + 20_000 * 0.65 + 900)


IDLE: list[tuple[dict[str, Any], str, str]] = [
    ({"gates": [{"gate": "nowhere", "limit_s": 5.0}]}, "nowhere", "no such gate"),
    ({"gates": [{"gate": "wall", "behind_line_s": 5.0}]}, "wall", "half has no virtual line"),
    ({"lines": [{"distance": "mile", "pace_s_per_m": 0.5}]}, "mile", "no such distance"),
    ({"lines": [{"distance": "half", "pace_s_per_m": 0.5}]}, "half", "half has no virtual line"),
]


@pytest.mark.parametrize(("said", "named", "why"), IDLE)
def test_a_change_of_what_is_not_there_has_no_effect_and_is_named(
    said: dict[str, Any], named: str, why: str
) -> None:
    proposal = event("cutoff", 10, what="proposed", cutoff="a", by="R. Ector", **said)
    found = idle(make_race(), told(proposal)[0][1])
    assert list(found) == [named]
    assert why in found[named]
    field = make_field(proposal, publish("a", 20))
    assert field.versions.number == 2
    assert (field.race.gates, field.race.distances) == (make_race().gates, make_race().distances)


def rules_of(field: Field) -> tuple[object, ...]:
    return (field.versions, field.race.gates, field.race.distances, field.zeros)


@settings(max_examples=150, deadline=None)
@given(day=days, seed=st.integers(0, 1 << 32), twice=st.integers(0, 5), cut=st.integers(0, 12))
def test_versions_are_the_same_in_any_order_however_often_and_in_any_batches(
    day: list[dict[str, Any]], seed: int, twice: int, cut: int
) -> None:
    again = day + day[:twice]
    random.Random(seed).shuffle(again)
    field = make_field()
    for batch in (again[:cut], again[cut:]):
        if batch:
            field.apply(entries(batch))
    assert rules_of(field) == rules_of(make_field(*day))


@settings(max_examples=100, deadline=None)
@given(day=days)
def test_every_gate_keeps_one_form_of_limit_and_a_deadline_whatever_is_published(
    day: list[dict[str, Any]],
) -> None:
    field = make_field(*day)
    for gate in field.race.gates:
        assert sum(form is not None for form in (gate.wall_s, gate.limit_s, gate.behind_line_s)) == 1
        for distance in gate.at_m:
            known_s = gate_cutoff_s(field.race, gate, distance, field.zeros, start_s=clock_of(60))
            assert known_s is not None


@settings(max_examples=100, deadline=None)
@given(day=days)
def test_numbers_are_whole_from_two_on_and_instants_never_fall(day: list[dict[str, Any]]) -> None:
    made = make_field(*day).versions
    assert [one.number for one in made.published] == list(range(2, made.number + 1))
    instants = [one.at_s for one in made.published]
    assert instants == sorted(instants)


@settings(max_examples=100, deadline=None)
@given(day=days)
def test_nothing_is_both_published_and_waiting(day: list[dict[str, Any]]) -> None:
    made = make_field(*day).versions
    names = [one.said.cutoff for one in made.published + made.proposed]
    assert len(names) == len(set(names))


@settings(max_examples=100, deadline=None)
@given(day=days)
def test_a_hold_keeps_open_what_is_in_it_and_never_closes_anything_sooner(day: list[dict[str, Any]]) -> None:
    """`gate_cutoff_s` and `gate_cutoffs_s` count a hold alike, for every clock."""
    field = make_field(*day)
    start_s, wave = np.array([clock_of(0), clock_of(700)]), np.array([0, 1])
    for gate in field.race.gates:
        kept = replace(gate, held_s={"full": clock_of(25_000)})
        free_s = gate_cutoffs_s(field.race, gate, "full", field.zeros, start_s, wave)
        held_s = gate_cutoffs_s(field.race, kept, "full", field.zeros, start_s, wave)
        np.testing.assert_array_equal(held_s, np.maximum(free_s, clock_of(25_000)))
        one_by_one = [
            gate_cutoff_s(field.race, kept, "full", field.zeros, name, float(own_s))
            for name, own_s in zip("AB", start_s, strict=True)
        ]
        assert one_by_one == held_s.tolist()


def test_a_hold_and_a_version_both_count() -> None:
    terms = event(
        "hold",
        30,
        hold="h",
        what="proposed",
        distance="full",
        from_m=25_000,
        to_m=42_195,
        until=wall(24_000),
        by="R. Ector",
    )
    force = event("hold", 40, hold="h", what="in_force", terms=terms["id"], by="R. Ector")
    change = {"gate": "gun", "limit_s": 18_000.0}
    field = make_field(propose("a", 10, change), publish("a", 20), terms, force)
    gate = gate_of(field.race, "gun")
    assert (gate.limit_s, gate_cutoff_s(field.race, gate, "full", field.zeros)) == (18_000, clock_of(24_000))
    assert gate_of(field.race, "line").held_s == {}
    assert field.planned.gates == make_race().gates


def test_race_by_nothing_is_the_plan() -> None:
    race = make_race()
    assert race_by(race, Versions()) is race


def test_a_start_stated_does_not_make_a_version() -> None:
    assert make_field(start("gun", 2_400)).versions.number == 1
