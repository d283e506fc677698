"""Who waits for a ride is known, and nobody looks for them until the ride is over."""

from __future__ import annotations

from typing import Any

import pytest
from tests.field.tiny import GUN_S, event, read
from tests.live.closingdays import PACE, ROSTER, everybody, now_of, ran

from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.banners import banner_views
from lanterne.live.book import ledger_rows
from lanterne.live.requested import waiting
from lanterne.live.worklist import worklist

LAST = "107"
RUNNER = ROSTER.index[LAST]
K5_S = 5_000 * PACE
ASKED_S = K5_S + 900.0
LATER_S = 13_000.0
GONE = everybody(20_000, but=(LAST,)) + ran(LAST, 5_000)
ASKED = event("pickup", ASKED_S, bib=LAST, what="reported", at_m=7_000.0, distance="long", by="Ann")


def step(what: str, at_s: float = ASKED_S + 600.0, **fields: Any) -> dict[str, Any]:
    return event("pickup", at_s, request=ASKED["id"], what=what, by="Bo", **fields)


def account(events: list[dict[str, Any]], at_s: float = LATER_S) -> tuple[str, str]:
    ledger = now_of(events, at_s).picture.ledger
    return STATES[ledger.state[RUNNER]], DETAILS[ledger.detail[RUNNER]]


def listed(events: list[dict[str, Any]], at_s: float = LATER_S) -> set[str]:
    now = now_of(events, at_s)
    return {one.bib for one in worklist(now, banner_views(now))}


def test_who_waits_is_not_looked_for() -> None:
    assert account(GONE) == ("unresolved", "overdue")
    assert LAST in listed(GONE)
    assert account([*GONE, ASKED]) == ("on_course", "awaits_ride")
    assert listed([*GONE, ASKED]) == set()


@pytest.mark.parametrize(
    "over",
    [step("closed", why="not there"), step("refused"), event("status", LATER_S - 900, bib=LAST, what="drop")],
)
def test_who_waited_is_looked_for_again_when_the_request_is_over_without_them(over: dict[str, Any]) -> None:
    assert account([*GONE, ASKED, over])[0] == ("unresolved" if over["kind"] == "pickup" else "on_course")


def test_a_mat_read_after_the_call_ends_it() -> None:
    came = read(LAST, "k10", 10_000 * PACE)
    assert account([*GONE, ASKED, came], 10_000 * PACE + 60) == ("on_course", "")


def test_a_read_from_before_the_call_that_comes_late_does_not_end_it() -> None:
    assert RUNNER in waiting(now_of([*GONE, ASKED], LATER_S).field)


def test_somebody_taken_in_is_aboard() -> None:
    assert account([*GONE, ASKED, step("picked_up", vehicle="bus")]) == ("in_vehicle", "")


def test_the_ledgers_row_says_where_they_wait_and_who_said_so() -> None:
    now = now_of([*GONE, ASKED], LATER_S)
    (row,) = ledger_rows(now.field, now.picture, [RUNNER])
    assert row.evidence.startswith("waits for a ride")
    assert row.by == "Ann"
    assert row.age_s == pytest.approx(now.now_s - GUN_S - ASKED_S)


def test_who_waits_is_expected_nowhere() -> None:
    assert not now_of([*GONE, ASKED], ASKED_S + 60).picture.running[RUNNER]
