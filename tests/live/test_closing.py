"""Closing as it is shown: evidence of every kind from both sides, sweeps, holds, wrong roads, lifted mats."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from tests.field.tiny import GUN_S, event, read
from tests.live.closingdays import (
    LONG,
    PACE,
    QUICK,
    ROSTER,
    SHORT,
    everybody,
    lasts,
    now_of,
    race,
    ran,
    states,
    station,
    swept,
    views,
)

from lanterne.forecast.library import shipped
from lanterne.live import closing, ground
from lanterne.live.arrivals import Arrivals
from lanterne.live.boards import ends, station_views
from lanterne.live.closing import closing_views, mat_lift_views, segment_views, supply_views
from lanterne.live.expected import by_boards
from lanterne.live.history import past
from lanterne.live.now import Now
from lanterne.views import StationView

LAST = "107"
"""The runner of most of the situations; all others have long passed."""

HOME_S = 20_000 * PACE + 60


def test_a_runner_later_than_19_in_20_is_still_to_come_until_resolved() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    late = views(events, 5_000 * PACE + 2_400)["s7"]
    assert states(late) == {LAST: "to_come"}
    assert late.proposal == "open_list"
    assert late.reasons[0].startswith("1 to come: 107, ")


def test_the_view_counts_all_distances_and_says_when_the_last_comes() -> None:
    shown = views(everybody(5_000), 5_000 * QUICK + 30)["s7"]
    assert shown.to_come == len(LONG) + len(SHORT)
    assert shown.to_come_p05 <= shown.to_come_p95 <= shown.to_come
    assert lasts(shown)


def test_of_many_to_come_the_rounds_boards_tell_how_many_and_when_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ground, "MANY", 5)
    monkeypatch.setattr(ground, "LAST_LIST", 5)
    now = now_of(everybody(5_000), 5_000 * QUICK + 30)
    boards = [one for each in now.arrivals for one in board_of(now, each)]
    shown = {one.id: by_boards(now, one.at_m, np.arange(16)) for one in now.field.race.stations}
    assert shown["s7"] is None
    told = replace(now, stations=boards)
    both = [one for one in boards if one.id == "s7"]
    known = by_boards(told, {"long": 7e3, "short": 7e3}, np.arange(16))
    assert known is not None
    assert known.number.mean == sum(one.to_come for one in both)
    assert known.last_p95_s == max(one.last_p95_s or 0.0 for one in both)
    assert ground.Ground(told).at({"long": 7e3, "short": 7e3}).expected.last_p95_s == known.last_p95_s


def board_of(now: Now, each: Arrivals) -> list[StationView]:
    return station_views(now.field, each, now.picture, ends(each, now.picture))


def test_a_list_names_those_still_likely_and_counts_those_most_likely_gone_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (ground, closing):
        monkeypatch.setattr(module, "LAST_LIST", 3)
    events = everybody(5_000, but=(LAST,)) + ran(LAST, 5_000)
    shown = views(events, 5_000 * PACE + 300)["s7"]
    assert states(shown) == {LAST: "to_come"}
    assert shown.reasons[0].startswith("1 to come: 107, ")
    assert any(one.startswith("15 runners most likely gone by, not seen since") for one in shown.reasons)
    assert shown.to_come >= 1


def test_views_are_plain_numbers_all_day_long() -> None:
    events = everybody(20_000) + swept("bus", [(s, s / 0.6) for s in range(0, 12_000, 300)])
    for now_s in (-600.0, 10.0, 1_300.0, 4_000.0, 9_000.0, 20_000.0):
        now = now_of(events, now_s)
        shown = [*views(events, now_s).values(), *mat_lift_views(now), *segment_views(now)]
        assert b"NaN" not in msgspec.json.encode(shown)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        ([], "to_come"),
        ([event("sighting", 3_600, place="s7", bib=LAST)], "passed"),
        ([event("sighting", 3_600, place="s7", bib=LAST, what="missed")], "to_come"),
        ([event("sighting", 3_600, place="s7", bib=LAST, what="missed"), read(LAST, "k10", 5_100)], "passed"),
        ([event("sighting", 6_000, place="s12", bib=LAST)], "passed"),
        ([event("sighting", 3_600, place="s7", bib=LAST, what="stopped")], "passed"),
        (
            [event("encounter", 5_000, vehicle="bus", bib=LAST, what="going_on", distance="long", at_m=9e3)],
            "passed",
        ),
        ([event("status", 3_600, bib=LAST, what="left")], "accounted"),
        ([event("status", 3_600, bib=LAST, what="drop")], "accounted"),
        ([event("status", 3_600, bib=LAST, what="with_medical")], "accounted"),
        ([event("pickup", 3_600, bib=LAST, what="picked_up", vehicle="bus")], "accounted"),
        ([event("status", 2_400, bib=LAST, what="left")], "to_come"),
    ],
)
def test_a_bib_is_what_the_last_evidence_of_either_side_makes_it(seen: list[object], state: str) -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000) + [*seen]
    opened = station("s7", "counting", 3_000, bibs=[LAST])
    assert states(views([*events, opened], 6_100)["s7"])[LAST] == state


def test_who_stopped_at_a_station_is_not_left_there() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    events += [event("sighting", 3_600, place="s7", bib=LAST, what="stopped")]
    shown = views(events, 4_000)["s7"]
    assert shown.proposal == "stay"
    assert "107 stopped here: see them into somebody's care first." in shown.reasons


def test_a_bib_said_far_sooner_than_their_pace_is_doubted() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 10_000)
    events += [event("sighting", 10_000 * PACE + 300, place="s17", bib=LAST)]
    shown = views(events, 10_000 * PACE + 400)["s17"]
    assert states(shown) == {LAST: "to_come"}
    assert "Ask again about 107: said here sooner than they can be." in shown.reasons


def test_a_start_mat_that_missed_somebody_keeps_the_first_stations_open() -> None:
    events = everybody(20_000, but=(LAST,))
    waiting = views([*events, event("start", 60, what="last_starter", distance="long")], 3_000)["s3"]
    assert waiting.proposal == "stay"
    assert waiting.reasons[0].startswith("1 runner never seen at the start")


def test_both_sweeps_must_be_past_in_whatever_order_and_the_last_say_the_road_is_clear() -> None:
    bus, bike = (
        swept("bus", [(0, 0), (3_000, 4_000), (4_200, 7_200)]),
        swept("bike", [(0, 0), (4_000, 5_000)]),
    )
    events = everybody(20_000)
    assert views(events + bus + bike, 4_300)["s7"].proposal == "agree"
    later = swept("bike", [(0, 0), (4_000, 5_000), (4_400, 7_200)], clear=False)
    assert views(events + bus + later, 4_500)["s7"].proposal == "agree"
    clear = swept("bike", [(0, 0), (4_000, 5_000), (4_400, 7_200)])
    assert views(events + bus + clear, 4_500)["s7"].proposal == "close"


def test_a_sweep_of_another_distance_alone_is_not_waited_for() -> None:
    events = everybody(20_000) + swept("bus", [(0, 0), (7_300, 12_200)])
    assert views(events, 7_400)["s12"].proposal == "close"


def test_a_sweep_that_went_silent_is_not_past_and_is_asked_for() -> None:
    events = everybody(20_000) + swept("bus", [(0, 0), (4_000, 6_000)])
    shown = views(events, 9_000)["s12"]
    assert shown.proposal == "agree"
    assert any(one.startswith("Bus has not been heard since") for one in shown.reasons)


BUS = [(0.0, 0.0), (2_700.0, 4_800.0), (2_900.0, 5_100.0), (3_900.0, 6_700.0)]


def pavement() -> list[object]:
    """The last runner, sent to the pavement at 4.7 km and read at 5 km well behind the bus."""
    slow = [read(LAST, "start", 0), read(LAST, "k5", 3_700)]
    met = event("encounter", 2_600, vehicle="bus", bib=LAST, what="pavement", distance="long", at_m=4_700)
    return [*everybody(20_000, but=(LAST,)), *slow, met, *swept("bus", BUS)]


def test_a_runner_on_the_pavement_behind_the_sweep_is_visible_and_holds_no_station() -> None:
    opened = station("s12", "counting", 3_000, bibs=[LAST])
    shown = views([*pavement(), opened], 4_000)["s12"]
    assert states(shown) == {LAST: "behind"}
    assert shown.to_come == 0
    assert shown.proposal == "agree"
    assert "On the pavement behind the sweep, not waited for here: 107." in shown.reasons


def hold(until_s: float, bibs: list[str]) -> list[object]:
    """A hold of the long distance from 6 to 20 km, in force."""
    end = event("x", until_s)["happened_at"]
    terms = event(
        "hold",
        3_800,
        hold="h",
        what="proposed",
        distance="long",
        from_m=6e3,
        to_m=20e3,
        until=end,
        bibs=bibs,
        by="Kay",
    )
    force = event("hold", 3_850, hold="h", what="in_force", terms=terms["id"], by="Kay")
    return [terms, force]


def test_a_hold_that_covers_them_is_waited_for_till_its_end() -> None:
    events = [*pavement(), *hold(20_000, [LAST])]
    assert states(views(events, 4_000)["s12"]) == {LAST: "to_come"}
    assert views(events, 4_000)["s12"].proposal == "open_list"
    assert views([*pavement(), *hold(3_900, [LAST])], 4_000)["s12"].to_come == 0


def test_a_hold_waits_no_longer_where_the_road_is_clear_behind_the_last_sweep_and_its_runner_ahead() -> None:
    ahead = [*everybody(20_000, but=(LAST,)), read(LAST, "start", 0), read(LAST, "k5", 3_000)]
    unclear = [*ahead, *hold(20_000, [LAST]), *swept("bus", [(0, 0), (8_000, 12_500)], clear=False)]
    assert views(unclear, 8_100)["s12"].to_come == 1
    clear = [*ahead, *hold(20_000, [LAST]), *swept("bus", [(0, 0), (8_000, 12_500)])]
    assert views(clear, 8_100)["s12"].to_come == 0


def test_a_hold_ends_for_a_station_when_those_it_is_for_have_passed() -> None:
    events = [*everybody(20_000), *hold(30_000, [LAST]), *swept("bus", [(0, 0), (11_000, 12_500)])]
    assert views(events, 11_100)["s12"].proposal == "close"


def test_a_late_starter_behind_the_sweep_holds_the_stations_only_if_they_may_overtake_it() -> None:
    started = [read(LAST, "start", 1_200)]
    events = [*everybody(20_000, but=(LAST,)), *started, *swept("bus", [(0, 0), (600, 900), (1_300, 2_900)])]
    near, far = views(events, 1_400)["s3"], views(events, 1_400)["s17"]
    assert near.to_come == 0
    assert states(far)[LAST] == "to_come"


def test_a_station_that_closed_itself_with_three_to_come_is_told_so_first() -> None:
    events = everybody(20_000, but=("105", "106", "107"))
    events += [one for bib in ("105", "106", "107") for one in ran(bib, 5_000)]
    shown = views([*events, station("s7", "closed", 3_000)], 3_100)["s7"]
    assert shown.proposal == "stay"
    assert "closed at" in shown.reasons[0]
    assert "with 3 still to come" in shown.reasons[0]


def test_somebody_the_sweep_rode_past_is_seen_late_and_said_loudly() -> None:
    bus = swept("bus", [(0, 0), (6_000, 10_200), (7_500, 12_200)])
    words = [station("s12", "may_close", 7_600), station("s12", "closed", 7_700)]
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 10_000) + bus + words
    shown = views([*events, read(LAST, "k15", 14_000)], 14_100)["s12"]
    assert shown.reasons[0].startswith("107 came after it had gone")


def only_read_at_15() -> list[object]:
    """The day when everybody is home; the last was read at 15 km alone, having started with the others."""
    return everybody(20_000, but=(LAST,)) + ran(LAST, 15_000, missed=("start", "k5", "k10"))


def test_who_was_first_read_far_beyond_a_station_is_not_called_late_there() -> None:
    shown = views([*only_read_at_15(), station("s3", "closed", 2_400)], 7_600)["s3"]
    assert not any("after it had gone" in one for one in shown.reasons)


def test_who_must_have_passed_after_it_had_gone_is_called_late_though_read_far_beyond_only() -> None:
    shown = views([*only_read_at_15(), station("s7", "closed", 1_500)], 7_600)["s7"]
    assert any(one.startswith("107 came after it had gone") for one in shown.reasons)


def test_who_left_quietly_is_on_the_search_list_once_the_sweep_is_past_the_mats_that_missed_them() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    far = swept("bus", [(0, 0), (8_000, 10_000), (12_500, 15_600)])
    opened = station("s17", "counting", 9_000, bibs=[LAST])
    shown = views([*events, *far, opened], 13_000)["s17"]
    assert states(shown) == {LAST: "search"}
    assert shown.proposal == "agree"
    near = views([*events, *swept("bus", [(0, 0), (12_500, 12_600)]), opened], 13_000)["s17"]
    assert states(near) == {LAST: "to_come"}


def test_a_runner_of_the_long_race_seen_on_the_road_of_the_short_is_expected_on_both() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    seen = views([*events, event("sighting", 4_600, place="s9", bib=LAST)], 4_700)
    assert states(seen["s12"]) == {LAST: "to_come"}
    assert seen["s7"].to_come == 0


def test_a_changed_distance_is_expected_on_its_new_road_only() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    changed = views([*events, event("status", 4_600, bib=LAST, what="changed_distance", to="short")], 4_700)
    assert changed["s12"].to_come == 0
    assert states(changed["s9"]) == {LAST: "to_come"}


def test_a_mat_is_lifted_behind_the_tail_and_not_with_anybody_unresolved_upstream() -> None:
    clear = (
        everybody(20_000) + swept("bus", [(0, 0), (7_000, 10_200)]) + swept("bike", [(0, 0), (7_000, 9_980)])
    )
    may = {one.point: one.may for one in mat_lift_views(now_of(clear, 7_100))}
    assert (may["k5"], may["k10"], may["k15"]) == ("yes", "yes", "after_tail")
    gone = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000) + swept("bus", [(0, 0), (12_500, 15_600)])
    unresolved = {one.point: one for one in mat_lift_views(now_of(gone, 13_000))}
    assert unresolved["k15"].may == "no"
    assert unresolved["k15"].unresolved == 1


def test_a_lifted_mat_makes_nobody_overdue() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    told = now_of(events, 13_000).picture.ledger
    lifted = [event("mat", 4_000, point=one, what="lifted", by="Tim") for one in ("k10", "k15")]
    quiet = now_of([*events, *lifted], 13_000).picture
    runner = LONG.index(LAST)
    assert told.is_in("unresolved")[runner]
    assert quiet.ledger.is_in("on_course")[runner]
    assert quiet.mat_stages["k10"] == "lifted"


def all_silent_after_5(now_s: float) -> list[bool]:
    """Whether each runner of the long race is overdue when none of seven was read after 5 km, but one was."""
    events = ran("100", 20_000, QUICK) + [one for bib in LONG[1:] for one in ran(bib, 5_000)]
    late = now_of(events, now_s).picture.ledger.is_in("unresolved")[1 : len(LONG)]
    return [bool(one) for one in late]


def test_a_mat_that_reads_none_of_those_due_makes_nobody_overdue() -> None:
    assert not any(all_silent_after_5(10_500))


def test_the_finish_tells_of_those_whom_no_mat_has_read_however_many_they_are() -> None:
    assert all(all_silent_after_5(30_000))


def test_silence_of_a_lifted_mat_says_nothing_of_a_runner() -> None:
    events = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
    lifted = [event("mat", 4_000, point="k10", what="lifted", by="Tim")]
    runner = LONG.index(LAST)
    without, with_it = (now_of([*events, *more], 7_000).arrivals[0] for more in ([], lifted))
    assert with_it.comes[runner, -1] > without.comes[runner, -1]


def test_a_road_is_proposed_for_reopening_behind_its_sweep_and_by_whom_it_was_reopened_is_shown() -> None:
    bus = swept("bus", [(0, 0), (7_000, 11_200)])
    shown = segment_views(now_of(everybody(20_000) + bus, 7_100))[0]
    assert shown.proposed
    assert shown.stage == "closed"
    word = event("segment", 7_050, segment="bridge", what="reopened", by="Sgt. Ortiz")
    reopened = segment_views(now_of([*everybody(20_000), *bus, word], 7_100))[0]
    assert (reopened.stage, reopened.by, reopened.proposed) == ("reopened", "Sgt. Ortiz", False)


def test_supplies_are_short_when_less_is_left_than_those_to_come_take() -> None:
    now = now_of([*everybody(5_000), station("s7", "supplies", 100, item="water", left=12)], 1_200)
    water = supply_views(now, next(one for one in now.field.race.stations if one.id == "s7"))[0]
    assert water.left == 12
    assert water.need == pytest.approx(16 * 1.2, abs=1)
    assert water.short


def test_a_race_without_mats_counts_everybody_as_never_seen_till_the_sweep_is_past() -> None:
    bare = replace(race(), points=race().points[:1])
    made = past(bare, ROSTER, [], shipped(), GUN_S + 5_000)
    assert all(
        one.proposal == "stay" for one in closing_views(Now(made.field, made.arrivals, made.picture, ()))
    )
