from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from tests.field.tiny import event
from tests.live.deciding import (
    LENGTH_M,
    acknowledge,
    clock_of,
    days,
    make_field,
    make_race,
    propose,
    publish,
    start,
    wall,
)

from lanterne.field.fold import Field
from lanterne.live.planned import race_view
from lanterne.live.table import proposal_views, table_view, version_views
from lanterne.race.cutoffs import Zeros, gate_cutoff_s
from lanterne.race.definition import Race
from lanterne.views.decisions import CutoffChangeView, CutoffRowView

LATER = {"gate": "wall", "wall": wall(9_000)}
LATE_GUN = start("gun", 2_400)


def row(field: Field, gate: str, distance: str = "full") -> CutoffRowView:
    return next(one for one in table_view(field).rows if (one.gate, one.distance) == (gate, distance))


def warned(field: Field) -> str:
    return "\n".join(table_view(field).warnings)


def held(until_s: float, from_m: float = 0.0, to_m: float = LENGTH_M) -> list[dict[str, Any]]:
    terms = event(
        "hold",
        30,
        hold="h",
        what="proposed",
        distance="full",
        from_m=from_m,
        to_m=to_m,
        until=wall(until_s),
        by="R. Ector",
    )
    return [terms, event("hold", 40, hold="h", what="in_force", terms=terms["id"], by="R. Ector")]


def test_rows_go_by_distance_and_then_by_the_road() -> None:
    table = table_view(make_field())
    assert [(one.distance, one.gate) for one in table.rows] == [
        ("full", "wall"),
        ("full", "wave"),
        ("full", "line"),
        ("full", "gun"),
        ("full", "net"),
        ("full", "last"),
        ("half", "wall"),
    ]


def test_the_plan_is_version_one_of_nobody() -> None:
    table = table_view(make_field())
    assert (table.version, table.published_s, table.by) == (1, None, "")


def test_the_table_says_who_published_it() -> None:
    table = table_view(make_field(propose("a", 10, LATER), publish("a", 20, by="M. Ainard")))
    assert (table.version, table.published_s, table.by) == (2, clock_of(20), "M. Ainard")


CLOCKS = [
    # gate, basis and seconds after the planned gun: as planned; with the gun 40 min late
    ("wall", "stated", 8_000, "stated", 8_000),
    ("line", "planned", 600 + 12_000 + 900, "planned", 2_400 + 600 + 12_000 + 900),
    ("gun", "planned", 20_000, "stated", 22_400),
    ("last", "planned", 30_600, "planned", 33_000),
]


@pytest.mark.parametrize(("gate", "basis", "at_s", "late_basis", "late_s"), CLOCKS)
def test_a_delayed_start_shifts_what_hangs_on_it(
    gate: str, basis: str, at_s: float, late_basis: str, late_s: float
) -> None:
    planned, late = row(make_field(), gate), row(make_field(LATE_GUN), gate)
    assert (planned.clock_basis, planned.cutoff_s, planned.moved_s) == (basis, clock_of(at_s), 0.0)
    assert (late.clock_basis, late.cutoff_s) == (late_basis, clock_of(late_s))
    assert late.moved_s == pytest.approx(late_s - at_s)


def test_a_long_start_shifts_only_what_counts_from_the_last_starter() -> None:
    field = make_field(start("gun", 0), start("last_starter", 1_320))
    moved = {one.gate: one.moved_s for one in table_view(field).rows if one.distance == "full"}
    assert moved == {"wall": 0, "wave": 0, "gun": 0, "net": 0, "line": 720, "last": 720}
    assert row(field, "line").clock_basis == "stated"


def test_the_line_says_whether_its_start_is_known() -> None:
    assert [one.zero_basis for one in table_view(make_field()).lines] == ["planned"]
    stated = make_field(start("last_starter", 660))
    (line,) = table_view(stated).lines
    assert (line.zero_basis, line.zero_s) == ("stated", clock_of(660))


def test_lines_stand_at_the_start_unless_an_instant_is_given() -> None:
    field = make_field()
    assert [one.at_m for one in table_view(field).lines] == [0.0]
    assert [one.at_m for one in table_view(field, clock_of(1_200)).lines] == [1_000.0]


@pytest.mark.parametrize("gate", ["net", "wave"])
def test_what_differs_by_runner_has_no_one_deadline(gate: str) -> None:
    found = row(make_field(), gate)
    assert (found.cutoff_s, found.clock_basis) == (None, "own")


def test_waves_that_began_together_have_one_deadline() -> None:
    field = make_field(start("wave", 0, wave="A"), start("wave", 0, wave="B"))
    assert row(field, "wave").cutoff_s == clock_of(10_000)


def test_a_limit_changed_by_a_version_says_how_far_it_moved_even_by_own_time() -> None:
    field = make_field(propose("a", 10, {"gate": "net", "limit_s": 25_800.0}), publish("a", 20))
    assert (row(field, "net").moved_s, row(field, "net").rule) == (
        1_800,
        "7:10:00 after the runner's own start",
    )


def test_a_hold_in_force_is_the_deadline_and_is_named() -> None:
    field = make_field(*held(24_000))
    gun = row(field, "gun")
    assert (gun.cutoff_s, gun.held_until_s, gun.moved_s) == (clock_of(24_000), clock_of(24_000), 4_000)
    assert gun.rule == "12:33:20 by the table, 5:33:20 after the gun"


def test_a_hold_that_ends_before_a_gate_does_is_not_its_end() -> None:
    last = row(make_field(*held(24_000)), "last")
    assert (last.cutoff_s, last.held_until_s) == (clock_of(30_600), None)


def test_a_hold_of_one_distance_leaves_the_other_alone() -> None:
    half = row(make_field(*held(24_000)), "wall", "half")
    assert (half.cutoff_s, half.held_until_s) == (clock_of(8_000), None)


def test_a_held_gate_says_the_tables_own_time_beside_the_hold() -> None:
    gun = row(make_field(*held(24_000)), "gun")
    assert gun.table_s == clock_of(20_000)
    wall = row(make_field(*held(24_000)), "wall")
    assert (wall.table_s, wall.rule) == (clock_of(8_000), "09:13:20 by the clock")
    assert row(make_field(), "gun").table_s is None


def test_a_gate_by_own_time_says_until_when_it_is_held() -> None:
    net = row(make_field(*held(24_000)), "net")
    assert (net.cutoff_s, net.held_until_s) == (None, clock_of(24_000))


def test_a_plan_without_trouble_has_no_warnings() -> None:
    assert table_view(make_field()).warnings == []


def test_a_late_gun_names_the_gates_that_did_not_move() -> None:
    text = warned(make_field(LATE_GUN))
    assert "The gun of Marathon was 40 min late." in text
    assert "By the clock, and so not moved: Gate wall (09:13:20 by the clock)." in text


def test_an_early_gun_is_called_early() -> None:
    assert "The gun of Marathon was 5 min early." in warned(make_field(start("gun", -300)))


def test_a_gun_half_a_minute_late_is_on_time() -> None:
    assert "gun" not in warned(make_field(start("gun", 30), start("last_starter", 630)))


def test_a_long_start_names_the_gates_that_did_not_move() -> None:
    text = warned(make_field(start("gun", 0), start("last_starter", 1_320)))
    assert "The last starter of Marathon crossed the start at 07:22, 12 min more after the gun" in text
    assert "Gate wall (09:13:20 by the clock), Gate gun (5:33:20 after the gun)" in text


def test_a_start_as_long_as_planned_after_a_late_gun_is_no_long_start() -> None:
    assert "crossed the start" not in warned(make_field(LATE_GUN, start("last_starter", 3_000)))


def test_a_clock_that_nobody_stated_is_said_after_the_gun() -> None:
    said = "Nobody has said when the last starter of Marathon crossed the start"
    assert said not in warned(make_field())
    assert said in warned(make_field(start("gun", 0)))
    assert said not in warned(make_field(start("gun", 0), start("last_starter", 600)))


def test_two_deadlines_for_one_thing_are_said() -> None:
    race = make_race()
    both = tuple(
        replace(one, governs=("official_result",)) if one.id == "last" else one for one in race.gates
    )
    text = warned(make_field(race=replace(race, gates=both)))
    assert text == (
        "Two deadlines for the official result at 26.2 mi of Marathon disagree: Gate net, "
        "6:40:00 after the runner's own start; Gate last, 8:20:00 after the last starter."
    )


def test_a_gate_that_a_version_put_before_one_that_comes_first_is_said() -> None:
    field = make_field(propose("a", 10, {"gate": "gun", "limit_s": 12_000.0}), publish("a", 20))
    assert "Gate gun cuts off at 10:20 on Marathon, before Gate line at 10:45, which comes first" in warned(
        field
    )


def test_a_version_made_from_an_older_one_than_it_followed_is_said() -> None:
    field = make_field(
        propose("a", 10, LATER, base=1), propose("b", 11, base=1), publish("a", 20), publish("b", 30)
    )
    assert "Version 3 was made from version 1, and version 2 was published before it" in warned(field)


def test_a_change_without_effect_is_said() -> None:
    field = make_field(propose("a", 10, {"gate": "nowhere", "limit_s": 5.0}), publish("a", 20))
    assert "What version 2 says of nowhere has no effect: the race has no such gate." in warned(field)


def test_a_gate_that_ends_before_the_gun_is_said() -> None:
    """A gun so late, or a version with a slip of the hand."""
    text = "Gate wall cuts off at 09:13:20, before the gun of Marathon."
    assert text in warned(make_field(start("gun", 9_000)))
    assert text not in warned(make_field(LATE_GUN))


def changes(*events: dict[str, Any]) -> list[CutoffChangeView]:
    (proposal,) = proposal_views(make_field(*events))
    return proposal.changes


def test_a_proposal_shows_before_and_after_on_each_distance() -> None:
    assert changes(propose("a", 10, LATER)) == [
        CutoffChangeView(
            gate="wall",
            name="Gate wall",
            distance=distance,
            before="09:13:20 by the clock",
            after="09:30 by the clock",
            before_s=clock_of(8_000),
            after_s=clock_of(9_000),
        )
        for distance in ("full", "half")
    ]


def test_grace_and_consequence_are_shown_where_they_change() -> None:
    (change,) = changes(propose("a", 10, {"gate": "gun", "grace_s": 120.0, "consequence": "pavement"}))
    assert change.before == "5:33:20 after the gun, grace 0:00:00, then runners are offered a ride"
    assert change.after == "5:33:20 after the gun, grace 0:02:00, then runners go on on the pavement"


def test_a_line_shows_what_moves_with_it() -> None:
    found = changes(propose("a", 10, lines=[{"distance": "full", "pace_s_per_m": 0.7}]))
    assert [(one.gate, one.name) for one in found] == [("", "Virtual line, Marathon"), ("line", "Gate line")]
    line, gate = found
    assert (line.before, line.after) == ("16:06 /mi", "18:47 /mi")
    assert (line.after_s or 0) - (line.before_s or 0) == pytest.approx(0.1 * LENGTH_M)
    assert (gate.after_s or 0) - (gate.before_s or 0) == pytest.approx(2_000)


def test_a_change_that_changes_nothing_says_so() -> None:
    (change,) = changes(propose("a", 10, {"gate": "gun", "limit_s": 20_000.0}))
    assert (change.after, change.before_s) == ("as before", change.after_s)


def test_a_change_of_what_is_not_there_is_shown_without_effect() -> None:
    (change,) = changes(propose("a", 10, {"gate": "nowhere", "limit_s": 5.0}))
    assert (change.gate, change.after) == ("nowhere", "no effect: the race has no such gate")
    assert (change.before_s, change.after_s) == (None, None)


def test_a_proposal_is_measured_against_the_table_with_its_holds() -> None:
    (change,) = changes(*held(24_000), propose("a", 50, {"gate": "gun", "limit_s": 21_000.0}))
    assert (change.before_s, change.after_s) == (clock_of(24_000), clock_of(24_000))
    assert (change.before, change.after) == ("5:33:20 after the gun", "5:50:00 after the gun")


def test_a_proposal_goes_stale_when_another_is_published() -> None:
    old = propose("b", 11, LATER, base=1)
    assert [one.stale for one in proposal_views(make_field(old))] == [False]
    newer = make_field(old, propose("a", 10, LATER, base=1), publish("a", 20))
    assert [(one.cutoff, one.stale) for one in proposal_views(newer)] == [("b", True)]


def test_a_proposal_that_names_no_base_goes_stale_by_its_instant() -> None:
    events = [propose("a", 10, LATER), publish("a", 20)]
    assert [one.stale for one in proposal_views(make_field(*events, propose("b", 15)))] == [True]
    assert [one.stale for one in proposal_views(make_field(*events, propose("b", 25)))] == [False]


def test_versions_are_shown_newest_first_each_against_the_one_before_it() -> None:
    field = make_field(
        propose("a", 10, LATER),
        publish("a", 20),
        propose("b", 30, {"gate": "wall", "wall": wall(10_000)}, why="Heat"),
        publish("b", 40),
    )
    newest, oldest = version_views(field)
    assert (newest.version, newest.why, oldest.version) == (3, "Heat", 2)
    assert (newest.changes[0].before, newest.changes[0].after) == (
        "09:30 by the clock",
        "09:46:40 by the clock",
    )
    assert oldest.changes[0].before == "09:13:20 by the clock"


def test_every_stand_but_a_board_is_expected_to_acknowledge() -> None:
    (version,) = version_views(make_field(propose("a", 10, LATER), publish("a", 20)))
    assert [(one.post, one.at_s) for one in version.acks] == [
        ("w1", None),
        ("c1", None),
        ("bus", None),
        ("police", None),
    ]


def test_an_acknowledgement_says_when_by_whom_and_who_heard_it() -> None:
    said = acknowledge("cutoff/2", "w1", 60, by="A. Cup", heard_by="Radio desk")
    again = acknowledge("cutoff/2", "w1", 90, by="Later")
    (version,) = version_views(make_field(propose("a", 10, LATER), publish("a", 20), said, again))
    ack = version.acks[0]
    assert (ack.at_s, ack.by, ack.heard_by) == (clock_of(60), "A. Cup", "Radio desk")


def test_who_knows_the_old_version_does_not_know_the_new() -> None:
    field = make_field(
        propose("a", 10, LATER),
        publish("a", 20),
        acknowledge("cutoff/2", "w1", 30),
        propose("b", 40, LATER),
        publish("b", 50),
    )
    newest, oldest = version_views(field)
    assert (newest.acks[0].at_s, oldest.acks[0].at_s) == (None, clock_of(30))


def test_who_knows_a_version_that_was_taken_back_does_not_know_the_next_of_its_number() -> None:
    first = publish("a", 20)
    field = make_field(
        propose("a", 10, LATER),
        first,
        acknowledge("cutoff/2", "w1", 30),
        event("correction", 40, target=first["id"]),
        propose("b", 50, LATER),
        publish("b", 60),
    )
    (version,) = version_views(field)
    assert (version.version, version.acks[0].at_s) == (2, None)


def test_a_board_cannot_acknowledge() -> None:
    events = [propose("a", 10, LATER), publish("a", 20), acknowledge("cutoff/2", "c1/board", 30)]
    (version,) = version_views(make_field(*events))
    assert all(one.at_s is None for one in version.acks)


@settings(max_examples=60, deadline=None)
@given(day=days)
def test_every_row_is_what_the_rule_gives_and_what_moved_adds_up(day: list[dict[str, Any]]) -> None:
    field, planned = make_field(*day), make_race()
    rules = {one.id: one for one in race_view(field.race, field.zeros).gates}
    for one in table_view(field).rows:
        gate = next(gate for gate in field.race.gates if gate.id == one.gate)
        before = next(gate for gate in planned.gates if gate.id == one.gate)
        assert one.rule == rules[one.gate].rule
        if gate.clock in ("net", "wave"):
            continue
        assert one.cutoff_s == gate_cutoff_s(field.race, gate, one.distance, field.zeros)
        if before.clock not in ("net", "wave") and one.cutoff_s is not None:
            planned_s = gate_cutoff_s(planned, before, one.distance, Zeros())
            assert planned_s is not None
            assert one.moved_s == pytest.approx(one.cutoff_s - planned_s)


@settings(max_examples=60, deadline=None)
@given(day=days)
def test_all_views_hold_only_numbers_and_words(day: list[dict[str, Any]]) -> None:
    field = make_field(*day)
    made = [table_view(field), *proposal_views(field), *version_views(field)]
    assert b"NaN" not in msgspec.json.encode(made)
    assert all(math.isfinite(number) for number in _numbers(msgspec.to_builtins(made)))


def _numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in _numbers(each)]
    if isinstance(value, list):
        return [number for each in value for number in _numbers(each)]
    return [value] if isinstance(value, float) else []


def _without(race: Race, *gates: str) -> Race:
    return replace(race, gates=tuple(one for one in race.gates if one.id not in gates))


def test_the_chart_ends_an_hour_after_the_last_deadline_or_the_line() -> None:
    race = make_race()
    assert race_view(race).to_s == clock_of(600 + 30_000 + 3_600)
    by_line = _without(race, "last", "net")
    assert race_view(by_line).to_s == pytest.approx(clock_of(600 + 0.6 * LENGTH_M + 3_600))


def test_a_late_gun_and_a_hold_move_the_end_of_the_chart() -> None:
    late = make_field(LATE_GUN)
    assert race_view(late.race, late.zeros).to_s == clock_of(2_400 + 600 + 30_000 + 3_600)
    kept = make_field(*held(36_000))
    assert race_view(kept.race, kept.zeros).to_s == clock_of(36_000 + 3_600)


def test_gates_say_their_rule_by_the_version_in_force() -> None:
    field = make_field(propose("a", 10, LATER), publish("a", 20))
    rules = {one.id: one.rule for one in race_view(field.race).gates}
    assert rules["wall"] == "09:30 by the clock"
