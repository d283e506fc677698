"""Every registered runner is in exactly one state, for every set of events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from tests.field.test_fold import facts, field_of
from tests.field.tiny import GUN_S, event, read

from lanterne.field.evidence import latest_evidence
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS, Ledger, ledger
from lanterne.field.said import STATES


def account_of(
    events: list[dict[str, Any]], bib: str, *, limit_s: float = np.inf, overdue: bool = False
) -> tuple[str, str]:
    """State and detail of a bib."""
    field = field_of(events)
    made = ledger_of(field, limit_s=limit_s, overdue=overdue)
    runner = field.roster.index[bib]
    return STATES[made.state[runner]], DETAILS[made.detail[runner]]


def ledger_of(field: Field, *, limit_s: float = np.inf, overdue: bool = False) -> Ledger:
    n = len(field.roster)
    limits = np.full(n, GUN_S + limit_s)
    return ledger(field, latest_evidence(field), limit_s=limits, overdue=np.full(n, overdue))


@given(facts())
@settings(max_examples=100, deadline=None)
def test_the_sum_balances_for_any_events(events: list[dict[str, Any]]) -> None:
    field = field_of(events)
    assert sum(ledger_of(field).balance().values()) == len(field.roster)


START, HALF, HOME = read("1", "start", 10), read("1", "k5", 1_800), read("1", "finish", 3_700)


def told(what: str, at_s: float) -> dict[str, Any]:
    return event("status", at_s, bib="1", what=what)


def ride(what: str, at_s: float, to: str | None = None) -> dict[str, Any]:
    return event("pickup", at_s, bib="1", what=what, vehicle="bus", **({"to": to} if to else {}))


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], ("not_started", "")),
        ([START], ("on_course", "")),
        ([START, HALF, HOME], ("finished", "")),
        ([HOME], ("finished", "")),
        ([event("sighting", 900, bib="1", place="w1")], ("on_course", "")),
        ([told("did_not_start", -60)], ("not_started", "said")),
        ([START, told("drop", 2_000)], ("unresolved", "dropped")),
        ([START, told("drop", 2_000), told("left", 3_000)], ("left", "")),
        ([START, told("drop", 2_000), told("reinstated", 2_100)], ("on_course", "")),
        ([START, told("time_cut", 2_000)], ("unresolved", "time_cut")),
        ([START, told("refused_ride", 2_000)], ("on_course", "refused_ride")),
        ([START, told("refused_ride", 2_000), HOME], ("finished", "")),
        ([START, told("with_medical", 2_000)], ("with_medical", "")),
        ([START, told("with_medical", 2_000), told("released", 4_000)], ("left", "staff")),
        ([START, ride("reported", 2_000)], ("on_course", "")),
        ([START, ride("picked_up", 2_000)], ("in_vehicle", "")),
        ([START, ride("picked_up", 2_000), ride("dropped_off", 3_000, "desk")], ("left", "staff")),
        ([START, ride("picked_up", 2_000), ride("dropped_off", 3_000, "bus")], ("in_vehicle", "")),
        ([START, ride("picked_up", 2_000), ride("dropped_off", 3_000, "w1")], ("with_medical", "")),
        ([START, ride("picked_up", 2_000), HOME], ("unresolved", "contradiction")),
        ([told("did_not_start", -60), HALF], ("unresolved", "contradiction")),
        ([START, HALF, HOME, told("finished", 9_000)], ("finished", "official")),
    ],
)
def test_a_runners_state(events: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    assert account_of(events, "1") == expected


def test_a_finish_after_the_limit_says_so() -> None:
    assert account_of([START, HOME], "1", limit_s=3_600) == ("finished", "after_limit")


def test_overdue_on_the_course_is_unresolved() -> None:
    assert account_of([START], "1", overdue=True) == ("unresolved", "overdue")


def test_overdue_does_not_touch_who_is_home() -> None:
    assert account_of([START, HOME], "1", overdue=True) == ("finished", "")
