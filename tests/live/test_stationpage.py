"""A station captain's page: the counts add up, what was recorded stays to be put right, what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.tiny import GUN_S, event, read
from tests.live.posts_day import (
    FRONT,
    LAST,
    RACE,
    READS,
    ROSTER,
    agreed_hold,
    now_of,
    page,
    seen,
)

from lanterne.live.decided import decide
from lanterne.live.stationpage import counts, sightings

AT_S = 20_600.0
"""4410 and 5123 are due at 32 km (w20) at 20,000, 700 at 19,200; 35K has read all others."""


def told(what: str, at_s: float, station: str = "w20", **fields: Any) -> dict[str, Any]:
    """A station's stage, as race control or its captain says it."""
    return event("station", at_s, station=station, what=what, **({"by": "RC"} | fields))


LIST = told("counting", 18_000, bibs=["4410", "5123", "700", "701"])


def test_all_who_were_due_are_expected_and_those_seen_beyond_are_here() -> None:
    view = page("w20", [], 24_000)
    assert (view.expected, view.here) == (len(FRONT) + len(LAST), len(FRONT) + len(LAST))


def test_a_station_of_both_distances_expects_both() -> None:
    assert page("w5", [], 5_000).expected == len(ROSTER) - 1


@settings(max_examples=8)
@given(
    st.floats(-300, 30_000),
    st.lists(
        st.tuples(
            st.sampled_from([*LAST, "100", "9?9", None]), st.sampled_from(["passed", "stopped", "missed"])
        ),
        max_size=5,
    ),
    st.lists(st.tuples(st.sampled_from([*LAST, "101"]), st.sampled_from(["drop", "left"])), max_size=3),
)
def test_everybody_due_is_counted_once(
    at_s: float, recorded: list[tuple[str | None, str]], gone: list[tuple[str, str]]
) -> None:
    events = [seen("w20", bib, 15_000 + i, what) for i, (bib, what) in enumerate(recorded)]
    events += [event("status", 16_000 + i, bib=bib, what=what) for i, (bib, what) in enumerate(gone)]
    now = now_of([*READS, *events], at_s)
    station = next(one for one in RACE.stations if one.id == "w20")
    closing = decide(now).closings["w20"]
    made = counts(now, station, closing, sightings(now, "w20"))
    assert made.passed + made.to_come + made.before + len(made.stopped) == made.expected


def test_a_sighting_of_nobody_known_is_here_as_unknown_and_nobodys_evidence() -> None:
    before = page("w20", [], AT_S)
    view = page("w20", [seen("w20", "4?10", 20_010), seen("w20", None, 20_020)], AT_S)
    assert (view.unknown, view.here) == (2, before.here + 2)
    assert view.closing.to_come == before.closing.to_come


def test_a_sighting_by_bib_is_a_runner_here() -> None:
    before = page("w20", [], AT_S)
    assert page("w20", [seen("w20", "4410", 20_010)], AT_S).here == before.here + 1


def test_who_stopped_here_is_listed_until_somebody_takes_them_on() -> None:
    stopped = seen("w20", "4410", 20_010, "stopped")
    ride = event("pickup", 20_300, bib="4410", what="picked_up", vehicle="van")
    assert page("w20", [stopped], AT_S).stopped == ["4410"]
    assert page("w20", [stopped, ride], AT_S).stopped == []


def test_who_stopped_and_was_read_beyond_is_not_stopped_here() -> None:
    on = read("4410", "k35", 22_000)
    assert page("w20", [seen("w20", "4410", 20_010, "stopped"), on], 22_100).stopped == []


def test_those_of_the_last_list_who_passed_unrecorded_are_missed() -> None:
    assert page("w20", [LIST, seen("w20", "701", 18_900)], 21_200).missed == 1  # 700, read at 35K


def test_before_the_last_list_nobody_is_missed_for_captains_record_nothing() -> None:
    assert page("w20", [], 24_000).missed == 0


def test_a_station_beside_a_mat_misses_whom_that_did_not_read() -> None:
    beside = replace(
        RACE,
        stations=tuple(replace(one, at_m={"full": 30_010.0}) for one in RACE.stations if one.id == "w20"),
    )
    reads = [one for one in READS if (one["bib"], one["point"]) != ("105", "k30")]
    now = now_of(reads, 24_000, race=beside)
    made = counts(now, beside.stations[0], decide(now).closings["w20"], [])
    assert made.missed == 1


def test_the_log_has_the_ids_by_which_entries_are_put_right() -> None:
    first, second = seen("w20", "4410", 20_010), seen("w20", "5123", 20_011)
    view = page("w20", [first, second], AT_S)
    assert [(one.id, one.bib) for one in view.sighted] == [(second["id"], "5123"), (first["id"], "4410")]


def test_an_entry_undone_is_gone_and_one_amended_keeps_its_id() -> None:
    wrong, unread = seen("w20", "4410", 20_010), seen("w20", None, 20_011)
    undo = event("correction", 20_100, target=wrong["id"])
    mend = event("correction", 20_101, target=unread["id"], amended=unread | {"bib": "5123"})
    view = page("w20", [wrong, unread, undo, mend], AT_S)
    assert [(one.id, one.bib) for one in view.sighted] == [(unread["id"], "5123")]


def candidates(bib: str | None, at_s: float, *events: dict[str, Any], now_s: float = AT_S) -> list[str]:
    view = page("w20", [seen("w20", bib, at_s), *events], now_s)
    return next(one.candidates for one in view.sighted if one.bib == (bib or ""))


def test_an_unreadable_bib_may_be_whoever_was_due() -> None:
    assert candidates("4?10", 20_050) == ["4410"]


def test_candidates_come_by_how_near_they_were_due() -> None:
    assert candidates("70?", 18_540) == ["702", "701", "700"]


def test_a_bib_of_nobody_due_may_be_one_digit_off() -> None:
    assert candidates("4411", 20_050) == ["4410"]
    assert candidates("4510", 20_050) == ["4410"]


def test_a_bib_of_somebody_due_then_is_not_doubted() -> None:
    assert candidates("700", 19_250) == []


def test_a_bib_of_one_long_past_may_be_a_typing_error() -> None:
    assert candidates("100", 20_050) == []
    assert "700" in candidates("709", 19_250)


def test_who_was_recorded_already_is_not_meant_again() -> None:
    assert "701" not in candidates("70?", 18_900, seen("w20", "701", 18_880))


def test_without_a_bib_those_of_the_last_list_are_offered() -> None:
    assert set(candidates(None, 20_020, LIST)[:2]) == {"4410", "5123"}
    assert candidates(None, 20_020) == []


def test_one_read_beyond_since_is_still_meant_by_what_was_recorded_before() -> None:
    assert candidates("4?10", 20_050, read("4410", "k35", 21_870), now_s=22_000) == ["4410"]


def changes(*events: dict[str, Any], at_s: float = AT_S) -> list[str]:
    return [one.text for one in page("w20", events, at_s).changes]


def test_what_the_station_was_told_is_a_change_newest_first() -> None:
    found = changes(LIST, *agreed_hold(18_500, 26_400), told("may_pack", 20_500))
    assert "pack" in found[0]
    assert "open until" in found[1]
    assert "last list is open" in found[2]


def test_a_bib_of_the_last_list_found_elsewhere_is_a_change() -> None:
    view = page("w20", [LIST], 21_200)
    assert [(one.text.split()[0], one.at_s) for one in view.changes if one.text.startswith("700")] == [
        ("700", pytest.approx(GUN_S + 35_000 * 0.6, abs=5))
    ]


def test_a_bib_the_station_recorded_itself_is_no_change() -> None:
    assert not any(one.startswith("700") for one in changes(LIST, seen("w20", "700", 19_210), at_s=21_200))


def test_supplies_and_the_last_list_are_those_of_closing() -> None:
    view = page("w20", [LIST, told("supplies", 19_000, item="water", left=3)], AT_S)
    assert [(one.item, one.left) for one in view.supplies] == [("water", 3)]
    assert view.last_list == view.closing.last_list
    assert {"4410", "5123"} <= {one.bib for one in view.last_list}
