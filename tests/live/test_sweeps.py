"""A sweep's page: who is near it, and what to tell them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.field.tiny import GUN_S, event
from tests.live.posts_day import PACE, RACE, READS, Book, agreed_hold, now_of, page, sweep_at

from lanterne.live.decided import decide
from lanterne.live.posts import post_view
from lanterne.race.stands import stands
from lanterne.views import SweepRunnerView, SweepView, VehicleView

AT_S = 20_000.0
"""The line is at 33,333 m; 4410 and 5123 most likely at 32,000 m, 700 at the line."""


def met(what: str, bib: str | None, at_s: float, vehicle: str = "s1", **fields: Any) -> dict[str, Any]:
    """A sweep's encounter."""
    return event(
        "encounter", at_s, vehicle=vehicle, what=what, **({} if bib is None else {"bib": bib}), **fields
    )


def fix(vehicle: str, at_s: float, at_m: float) -> VehicleView:
    """A vehicle whose tracker was last heard at a place on the marathon."""
    return VehicleView(
        id=vehicle,
        name=vehicle,
        kind="sweep",
        seats=0,
        aboard=None,
        fix_s=GUN_S + at_s,
        longitude=None,
        latitude=None,
        at_m=at_m,
        distance="full",
        line_offset_s=None,
        health="ok",
    )


def runner(
    bib: str, *events: dict[str, Any], sweep_m: float = 31_000.0, at_s: float = AT_S
) -> SweepRunnerView:
    """A runner as sweep 1 sees them from `sweep_m`."""
    view = page("s1", [sweep_at("s1", at_s - 30, sweep_m), *events], at_s)
    found: SweepRunnerView = next(one for one in view.runners if one.bib == bib)
    return found


def test_the_offset_is_by_the_sweeps_own_place_and_instant() -> None:
    view = page("s1", [sweep_at("s1", AT_S - 60, 31_000)], AT_S)
    assert (view.distance, view.sweep_m, view.fix_s) == ("full", 31_000, GUN_S + AT_S - 60)
    assert view.line_offset_s == pytest.approx(31_000 * PACE - (AT_S - 60))


def test_the_phone_has_what_it_takes_to_work_out_the_offset_again() -> None:
    view = page("s1", [sweep_at("s1", AT_S - 60, 31_000)], AT_S)
    line = next(one for one in view.lines if one.distance == view.distance)
    assert line.zero_s + view.sweep_m * line.pace_s_per_m - view.fix_s == pytest.approx(view.line_offset_s)


def test_a_sweep_that_has_said_nothing_is_shown_the_last_runners_without_how_far() -> None:
    view = page("s1", [], AT_S)
    assert (view.sweep_m, view.line_offset_s) == (None, None)
    assert {one.bib for one in view.runners[:2]} == {"4410", "5123"}
    assert all(one.where == "ahead" and one.away_m is None for one in view.runners)


def test_the_newest_place_counts_whoever_said_it() -> None:
    older = sweep_at("s1", AT_S - 600, 30_000)
    newer = met("going_on", "4410", AT_S - 60, distance="full", at_m=31_500)
    view = page("s1", [newer, older], AT_S)
    assert (view.sweep_m, view.fix_s) == (31_500, GUN_S + AT_S - 60)


def test_a_fix_counts_when_it_is_newer_than_what_was_said() -> None:
    said = sweep_at("s1", AT_S - 600, 30_000)
    for age_s, expected_m in ((60, 31_500), (900, 30_000)):
        now = replace(now_of([*READS, said], AT_S), vehicles=(fix("s1", AT_S - age_s, 31_500),))
        view = post_view(now, decide(now), stands(RACE)["s1"], Book())
        assert isinstance(view, SweepView)
        assert view.sweep_m == expected_m


def test_a_fix_on_the_longer_course_is_a_place_on_the_shared_road_too() -> None:
    now = replace(now_of([*READS], 6_300), vehicles=(fix("s2", 6_290, 9_000),))
    assert decide(now).sweeps["s2"].on_m == {"full": 9_000, "half": 9_000}


def test_runners_ahead_come_nearest_first_with_their_margin() -> None:
    view = page("s1", [sweep_at("s1", AT_S - 30, 31_000)], AT_S)
    ahead = [one for one in view.runners if one.where == "ahead"]
    assert [one.bib for one in ahead[2:5]] == ["700", "701", "702"]
    assert [one.away_m for one in ahead] == sorted(one.away_m for one in ahead)
    assert ahead[0].margin_s == pytest.approx((32_000 - AT_S / PACE) * PACE, abs=120)


def test_who_was_passed_is_between_until_the_next_sweep_has_passed_them_too() -> None:
    first, second = sweep_at("s1", AT_S - 30, 33_000), sweep_at("s2", AT_S - 30, 30_000)
    view = page("s1", [first, second], AT_S)
    assert {one.bib: one.where for one in view.runners}["4410"] == "between"
    hindmost = page("s1", [sweep_at("s1", AT_S - 30, 33_000)], AT_S)
    assert {one.bib: one.where for one in hindmost.runners}["4410"] == "behind"


def test_the_other_sweeps_are_told_with_their_places() -> None:
    view = page("s1", [sweep_at("s2", AT_S - 30, 30_000)], AT_S)
    assert view.others == [("s2", "Sweep 2", 30_000)]


def test_a_runner_has_the_next_gate_the_pace_it_takes_and_the_chances() -> None:
    found = runner("4410", sweep_m=30_000.0)
    assert (found.gate, found.gate_m) == ("Mile 20", 32_187.0)
    assert found.gate_s == pytest.approx(GUN_S + 32_187 * PACE + 900)
    assert found.at_m is not None
    assert found.pace_needed_s_per_m == pytest.approx(
        (32_187 * PACE + 900 - AT_S) / (32_187 - found.at_m), rel=1e-6
    )
    assert found.p_gate is not None
    assert found.p_finish is not None
    assert 0.9 > found.p_gate > 0.4 > 0.1 > found.p_finish


def test_the_last_evidence_is_told_in_words_with_its_time() -> None:
    found = runner("700")
    assert found.seen == "read at 30K"
    assert found.seen_s == pytest.approx(GUN_S + 30_000 * 0.6, abs=5)


def test_a_crew_is_where_it_met_somebody() -> None:
    found = runner("4410", met("going_on", "4410", AT_S - 90, distance="full", at_m=31_600))
    assert (found.seen, found.seen_m, found.said) == ("with Sweep 1", 31_600, "going_on")


def test_fit_stands_until_a_crew_says_otherwise() -> None:
    fit, told = met("fit", "4410", AT_S - 900), met("told_target", "4410", AT_S - 600)
    assert runner("4410", fit, told).fit
    assert not runner("4410", fit, met("medical", "4410", AT_S - 600)).fit


def test_company_is_for_adults_who_asked_for_it() -> None:
    assert runner("4410").company
    assert not runner("701").company
    assert not runner("700").company


def test_those_a_hold_names_and_those_behind_the_line_are_held_for() -> None:
    steps = agreed_hold(AT_S - 900, 26_400, bibs=["700"])
    assert runner("700", *steps).held
    assert runner("4410", *steps).held
    assert not runner("702", *steps).held


TABLE_S = GUN_S + 32_187 * PACE + 900
"""When mile 20 closes by the table."""


def test_a_gate_that_a_hold_keeps_open_shows_both_its_times() -> None:
    assert runner("4410", sweep_m=30_000.0).gate_table_s is None
    held = runner("4410", *agreed_hold(AT_S - 900, 26_400), sweep_m=30_000.0)
    assert (held.gate, held.gate_s) == ("Mile 20", GUN_S + 26_400)
    assert held.gate_table_s == pytest.approx(TABLE_S)


def test_whom_a_hold_is_for_needs_the_pace_to_its_end_and_others_that_of_the_table() -> None:
    steps = agreed_hold(AT_S - 900, 26_400, bibs=["4410"])
    held = runner("4410", *steps, sweep_m=30_000.0)
    assert held.at_m is not None
    assert held.pace_needed_s_per_m == pytest.approx((26_400 - AT_S) / (42_195 - held.at_m), rel=1e-6)
    early = runner("702", *agreed_hold(16_900.0, 26_400, bibs=["1"]), sweep_m=26_000.0, at_s=17_000.0)
    assert not early.held
    assert early.at_m is not None
    assert early.pace_needed_s_per_m == pytest.approx((TABLE_S - GUN_S - 17_000) / (32_187 - early.at_m))


def test_nobody_is_held_for_before_the_hold_is_in_force() -> None:
    assert not runner("4410", *agreed_hold(AT_S - 900, 26_400)[:-1]).held


def test_those_aboard_are_listed_and_not_looked_for() -> None:
    ride = met("ride", "700", AT_S - 200)
    view = page("s1", [sweep_at("s1", AT_S - 30, 31_000), ride], AT_S)
    assert view.aboard == ["700"]
    assert "700" not in {one.bib for one in view.runners}


def test_a_sweep_of_both_distances_sees_both_on_the_road_they_share() -> None:
    view = page("s2", [sweep_at("s2", 6_290, 9_000)], 6_300)
    assert {one.distance for one in view.runners} == {"full", "half"}


def test_a_sweep_sees_nobody_of_a_distance_whose_road_it_has_left() -> None:
    view = page("s2", [sweep_at("s2", 12_000, 19_000)], 12_100)
    assert {one.distance for one in view.runners} == {"full"}


def test_somebody_overdue_is_to_be_looked_for() -> None:
    lost = [one for one in READS if one["bib"] != "100" or one["point"] in ("start", "k10")]
    now = now_of([*lost, sweep_at("s1", AT_S - 30, 31_000)], AT_S)
    view = post_view(now, decide(now), stands(RACE)["s1"], Book())
    assert isinstance(view, SweepView)
    assert [(one.where, one.mark) for one in view.runners if one.bib == "100"] == [("behind", "unresolved")]
