"""The worklist as race control sees it, on a small day: who is on it, why, and what is to be done next."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.tiny import GUN_S, event
from tests.live.closingdays import LONG, PACE, ROSTER, everybody, now_of, ran, swept

from lanterne.live.banners import banner_views
from lanterne.live.conditions import conditions_view
from lanterne.live.now import Now
from lanterne.live.worklist import worklist
from lanterne.views import BannerView, UnresolvedView

LAST = "107"
K5_S, K10_S = 5_000 * PACE, 10_000 * PACE
GONE = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
"""All are home but one, who was last read at 5 km after 41:40 and would be at 10 km after 1:23:20."""

WAITING_S = 6_300.0
UNREAD_TWICE_S = 13_000.0


def listed(events: list[Any], at_s: float) -> dict[str, UnresolvedView]:
    now = now_of(events, at_s)
    return {one.bib: one for one in worklist(now, banner_views(now))}


def banners(now: Now) -> dict[str, BannerView]:
    return {one.key: one for one in banner_views(now)}


def call(whom: str, result: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event("call", at_s, bib=LAST, whom=whom, result=result, by="Ann", **fields)


def test_who_is_on_their_way_is_not_on_it() -> None:
    assert listed(GONE, K5_S + 600) == {}


def test_one_missed_mat_leaves_a_runner_on_the_course_however_late() -> None:
    now = now_of(GONE, 7_000)
    assert now.picture.ledger.is_in("on_course")[ROSTER.index[LAST]]
    assert {one.level for one in worklist(now, [])} <= {"watch"}


def test_two_missed_mats_are_asked_after_with_reasons_and_steps() -> None:
    one = listed(GONE, UNREAD_TWICE_S)[LAST]
    assert one.detail == "overdue"
    assert (one.evidence is not None and one.evidence.place, one.due_place) == ("K5", "K10")
    assert any("K10" in reason for reason in one.reasons)
    assert one.known[0].startswith("Read at K5 ")
    assert sum(each.p for each in one.explanations) == pytest.approx(1.0)
    assert one.explanations[0].what in ("stopped", "left_quietly")
    assert next(step.step for step in one.steps if step.done_s is None) == "ask_stations"


def test_a_sweep_past_without_meeting_them_is_enough_after_one_mat() -> None:
    sweep = swept("bus", [(0, 0), (7_000, 14_000)], clear=False)
    assert listed(GONE, 7_000).get(LAST) is None or listed(GONE, 7_000)[LAST].level == "watch"
    one = listed(GONE + sweep, 7_000)[LAST]
    assert one.level in ("query", "call")
    assert one.swept_s is not None


def test_the_clock_of_the_search_begins_when_the_runner_was_first_to_be_asked_after() -> None:
    early, late = (listed(GONE, at_s)[LAST] for at_s in (UNREAD_TWICE_S, UNREAD_TWICE_S + 1_200))
    assert early.since_s == pytest.approx(late.since_s, abs=5.0)


def test_the_level_rises_by_the_clock_once_the_finish_is_overdue() -> None:
    levels = [listed(GONE, at_s)[LAST].level for at_s in (UNREAD_TWICE_S, 18_000, 22_000)]
    assert levels == ["query", "urgent", "urgent"] or levels[-1] == "urgent"


def test_a_call_is_logged_and_does_its_step() -> None:
    asked = [call("station", "not_seen", UNREAD_TWICE_S - 60, place="s12")]
    one = listed(GONE + asked, UNREAD_TWICE_S)[LAST]
    assert [(each.text, each.by) for each in one.calls] == [("Asked S12: not seen", "Ann")]
    assert one.steps[0].done_by == "Ann"


def test_a_persons_word_that_they_were_found_rests_the_alarm_for_45_minutes() -> None:
    found = event("status", UNREAD_TWICE_S, bib=LAST, what="reinstated", said_by="staff", by="Ann")

    def state(after_s: float) -> bool:
        now = now_of([*GONE, found], UNREAD_TWICE_S + after_s)
        return bool(now.picture.ledger.is_in("unresolved")[ROSTER.index[LAST]])

    assert not state(2_600)
    assert state(2_800)


def test_on_a_wet_day_two_mats_are_not_enough_and_control_sees_who_said_so() -> None:
    wet = event("conditions", 100, wet=True, heat="hot", by="Dora")
    now = now_of([*GONE, wet], UNREAD_TWICE_S - 2_000)
    dry = now_of(GONE, UNREAD_TWICE_S - 2_000)
    runner = ROSTER.index[LAST]
    assert dry.picture.ledger.is_in("unresolved")[runner]
    assert now.picture.ledger.is_in("on_course")[runner]
    assert (conditions_view(now.field).by, conditions_view(dry.field).at_s) == ("Dora", None)


def test_heat_raises_the_risk() -> None:
    hot = event("conditions", 100, heat="extreme", by="Dora")
    assert listed([*GONE, hot], UNREAD_TWICE_S)[LAST].risk > listed(GONE, UNREAD_TWICE_S)[LAST].risk


def test_who_said_that_they_stop_is_listed_until_they_are_home() -> None:
    drop = event("status", K5_S + 600, bib=LAST, what="drop", place="s7", said_by="self", by="Ann")
    early, late = (listed([*GONE, drop], at_s)[LAST] for at_s in (K5_S + 900, K5_S + 3_000))
    assert (early.detail, early.level, late.level) == ("dropped", "watch", "query")
    assert sum(each.p for each in late.explanations) == pytest.approx(1.0)


def test_a_mat_that_reads_nobody_is_one_banner_and_no_alarm() -> None:
    events = ran("100", 20_000, 0.22) + [one for bib in LONG[1:] for one in ran(bib, 5_000)]
    now = now_of(events, 10_500)
    assert "mat/k10" in banners(now)
    assert not now.picture.ledger.is_in("unresolved").any()


def test_a_mat_said_to_be_lifted_is_no_banner() -> None:
    events = ran("100", 20_000, 0.22) + [one for bib in LONG[1:] for one in ran(bib, 5_000)]
    lifted = event("mat", 2_400, point="k10", what="lifted", by="Tim")
    assert "mat/k10" not in banners(now_of([*events, lifted], 10_500))


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_list_is_a_function_of_the_set_of_events(random: Any) -> None:
    events = [*GONE, *swept("bus", [(0, 0), (7_000, 9_000)], clear=False)]
    events += [call("station", "not_seen", 12_000, place="s12")]
    shuffled = events[:]
    random.shuffle(shuffled)
    assert listed(events, UNREAD_TWICE_S) == listed(shuffled, UNREAD_TWICE_S)


def test_the_riskiest_comes_first() -> None:
    two = everybody(20_000, but=("106", LAST)) + ran(LAST, 5_000) + ran("106", 5_000, 0.4)
    now = now_of(two, UNREAD_TWICE_S)
    risks = [one.risk for one in worklist(now, [])]
    assert len(risks) == 2
    assert risks == sorted(risks, reverse=True)


def test_the_times_are_of_the_day_and_never_nan() -> None:
    one = listed(GONE, UNREAD_TWICE_S)[LAST]
    times = [one.since_s, one.due_s or GUN_S, *(step.due_s for step in one.steps)]
    assert np.isfinite(times).all()
    assert min(times) >= GUN_S


UNREAD = [*everybody(20_000, but=(LAST,)), *ran(LAST, 15_000), event("conditions", 100, wet=True, by="Dora")]
"""A wet day: all are home but one, who was read last at 15 km after 2:05."""

HOURS_LATER_S = 20_000 * PACE + 3 * 3_600.0


def test_who_was_most_likely_missed_at_the_finish_is_asked_after_there_first_and_not_called() -> None:
    one = listed(UNREAD, HOURS_LATER_S)[LAST]
    assert one.explanations[0].what == "missed_reads"
    assert one.level == "query"
    assert one.steps[0].step == "ask_finish"
    assert not {"call_runner", "tell_police"} & {step.step for step in one.steps}


def test_who_the_finish_has_not_seen_and_a_sweep_has_passed_is_called_after_all() -> None:
    sweep = swept("bus", [(0, 0), (K10_S * 2, 20_000)], clear=False)
    asked = [call("finish", "not_seen", HOURS_LATER_S - 3_000)]
    assert listed([*UNREAD, *sweep], HOURS_LATER_S)[LAST].level == "query"
    assert listed([*UNREAD, *sweep, *asked], HOURS_LATER_S)[LAST].level == "urgent"
