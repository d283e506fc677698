"""Every registered runner is in exactly one state, for every set of events."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.test_fold import facts, field_of
from tests.field.tiny import GUN_S, entries, event, make_race, make_roster, read

from lanterne.field.evidence import latest_evidence
from lanterne.field.fold import Field, fold
from lanterne.field.ledger import DETAILS, Ledger, ledger
from lanterne.field.said import STATES
from lanterne.race.entrants import Entrant, Roster


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


STATUS = (
    *("did_not_start", "drop", "time_cut", "refused_ride", "with_medical", "transported", "released"),
    *("left", "reinstated", "finished", "changed_distance", "bumped", "diverted"),
)
PICKUP = (
    *("reported", "claimed", "confirmed", "given_up", "en_route", "picked_up", "dropped_off", "closed"),
    "refused",
)


@st.composite
def words(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A set of everything that can be said of runners, some of it about a request alone."""
    at, bib = st.integers(-900, 9_000), st.sampled_from([*"12345", "50", "999"])
    somebody = st.one_of(bib, st.none())
    reports = draw(
        st.lists(
            st.builds(lambda s, b: _word("pickup", s, what="reported", bib=b, place="w1"), at, somebody),
            max_size=4,
        )
    )
    requests = st.sampled_from([None, *(one["id"] for one in reports)])
    said = st.one_of(
        st.builds(
            lambda s, b, w, to: _word("status", s, bib=b, what=w, to=to, at_m=7_000.0),
            at,
            bib,
            st.sampled_from(STATUS),
            st.sampled_from(["five", "desk", None]),
        ),
        st.builds(
            lambda s, b, w, r, to: _word("pickup", s, bib=b or "1", what=w, request=r, vehicle="bus", to=to),
            at,
            somebody,
            st.sampled_from(PICKUP),
            requests,
            st.sampled_from(["bus", "w1", "desk", None]),
        ),
        st.builds(
            lambda s, b, w: _word("encounter", s, bib=b, what=w, vehicle="bus", at_m=4_000.0),
            at,
            bib,
            st.sampled_from(["going_on", "ride", "refused", "pavement"]),
        ),
    )
    return reports + draw(st.lists(said, max_size=12))


def _word(kind: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event(kind, at_s, **{name: value for name, value in fields.items() if value is not None})


@given(facts(), words(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_everybody_is_in_one_state_after_every_event_in_any_order(
    events: list[dict[str, Any]], said: list[dict[str, Any]], shuffler: random.Random
) -> None:
    """The sum balances at every instant, and the last state is that of the set."""
    everything = events + said
    shuffler.shuffle(everything)
    field = Field(make_race(), make_roster())
    for one in everything:
        field.apply(entries([one]))
        made = ledger_of(field)
        assert sum(made.balance().values()) == len(field.roster)
        assert all(DETAILS[detail] in OF_STATE[STATES[state]] for state, detail in _pairs(made))
    assert _pairs(ledger_of(field)) == _pairs(ledger_of(field_of(events + said)))


OF_STATE = {
    "not_started": {"", "said"},
    "finished": {
        *("", "official", "unofficial", "after_limit", "bumped", "changed_distance", "diverted"),
        "wrong_turn",
    },
    "on_course": {"", "bumped", "changed_distance", "diverted", "refused_ride", "wrong_turn"},
    "in_vehicle": {""},
    "with_medical": {"", "transported"},
    "left": {"", "self", "family", "staff"},
    "unresolved": {"overdue", "dropped", "time_cut", "contradiction"},
}


def _pairs(made: Ledger) -> list[tuple[int, int]]:
    return list(zip(made.state.tolist(), made.detail.tolist(), strict=True))


START, HALF, HOME = read("1", "start", 10), read("1", "k5", 1_800), read("1", "finish", 3_700)


def told(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event("status", at_s, bib="1", what=what, **fields)


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
        ([START, HALF, told("finished", 9_000)], ("finished", "")),
        ([START, HALF, HOME, told("finished", 9_000)], ("finished", "")),
        ([START, HALF, HOME, told("finished", 9_000, result="official")], ("finished", "official")),
        ([START, told("bumped", 2_000, at_m=7_000.0), HOME, told("finished", 3_710)], ("finished", "bumped")),
        ([START, told("transported", 2_000)], ("with_medical", "transported")),
        ([START, told("left", 2_000, said_by="self")], ("left", "self")),
        ([START, told("left", 2_000, said_by="family")], ("left", "family")),
        ([START, told("finished", 4_000, result="unofficial")], ("finished", "unofficial")),
        ([START, told("bumped", 2_000, at_m=7_000.0)], ("on_course", "bumped")),
        ([START, told("bumped", 2_000, at_m=7_000.0), HOME], ("finished", "bumped")),
        ([START, told("diverted", 2_000)], ("on_course", "diverted")),
        ([START, HALF, HOME, told("left", 5_000)], ("finished", "")),
        ([START, HALF, HOME, told("with_medical", 3_800)], ("with_medical", "")),
        ([START, HALF, HOME, told("released", 5_000)], ("finished", "")),
        ([START, HALF, HOME, told("drop", 5_000)], ("unresolved", "contradiction")),
        ([START, HALF, told("did_not_start", 5_000)], ("unresolved", "contradiction")),
        ([START, told("did_not_start", 5_000)], ("not_started", "said")),
        ([HALF, told("drop", 1_770)], ("unresolved", "dropped")),
        ([START, told("drop", 2_000), told("reinstated", 2_100), HOME], ("finished", "")),
    ],
)
def test_a_runners_state(events: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    assert account_of(events, "1") == expected


def test_a_finish_after_the_limit_says_so() -> None:
    assert account_of([START, HOME], "1", limit_s=3_600) == ("finished", "after_limit")


def test_a_finish_crew_that_sees_somebody_home_does_not_lift_the_limit() -> None:
    assert account_of([START, HOME, told("finished", 3_710)], "1", limit_s=3_600) == (
        "finished",
        "after_limit",
    )


def test_a_finish_after_the_limit_that_a_person_calls_official_is() -> None:
    said = told("finished", 9_000, result="official")
    assert account_of([START, HOME, said], "1", limit_s=3_600) == ("finished", "official")


def test_overdue_on_the_course_is_unresolved() -> None:
    assert account_of([START], "1", overdue=True) == ("unresolved", "overdue")


def test_overdue_does_not_touch_who_is_home() -> None:
    assert account_of([START, HOME], "1", overdue=True) == ("finished", "")


@pytest.mark.parametrize("what", ["refused_ride", "diverted", "bumped"])
def test_who_goes_on_by_a_word_can_be_overdue(what: str) -> None:
    """Nobody is forgotten because a sweep once met them."""
    word = told(what, 2_000, at_m=6_000.0)
    assert account_of([START, word], "1", overdue=True) == ("unresolved", "overdue")


def test_a_read_only_the_other_distance_comes_by_is_a_wrong_turn() -> None:
    assert account_of([read("50", "start", 10), read("50", "k5", 1_800)], "50") == ("on_course", "wrong_turn")


def test_a_mat_that_everybody_of_another_distance_comes_by_turns_nobody_wrong() -> None:
    """Eleven of one distance at the other's mat: it lies beside their road."""
    roster = Roster.of([Entrant(bib=str(n), distance="five") for n in range(11)])
    events = [read(str(n), point, 1_000 + n) for n in range(11) for point in ("start", "k5")]
    made = ledger_of(fold(make_race(), roster, [entries(events)]))
    assert set(made.detail.tolist()) == {0}


def test_a_read_off_their_course_is_a_sign_of_life() -> None:
    field = field_of([read("50", "start", 10), read("50", "k5", 1_800)])
    assert field.seen[field.roster.index["50"]].at_s == GUN_S + 1_800


def test_a_read_off_their_course_that_is_taken_back_leaves_nothing() -> None:
    stray = read("50", "k5", 1_800)
    field = Field(make_race(), make_roster())
    field.apply(entries([stray]))
    field.apply(entries([event("correction", 2_000, target=stray["id"])]))
    assert not field.seen


def test_whoever_changes_distance_is_read_on_the_other() -> None:
    changed = event("status", 900, bib="50", what="changed_distance", to="ten")
    field = field_of([changed, read("50", "k5", 1_800)])
    assert np.isfinite(field.passing_s[field.roster.index["50"], field.layout.point_index["k5"]])


def test_who_is_carried_ahead_can_be_read_sooner_than_anybody_runs() -> None:
    """Ten minutes after 5 km, at the finish: nobody runs that, but this runner rode."""
    events = [START, HALF, told("bumped", 2_000, at_m=9_900.0), read("1", "finish", 2_100)]
    assert account_of(events, "1") == ("finished", "bumped")


def test_without_the_ride_such_a_read_is_doubted() -> None:
    assert field_of([START, HALF, read("1", "finish", 2_100)]).doubtful.any()


WAITS = ("on_course", "awaits_ride")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([read("1", "half", 5_000)], WAITS),
        ([], WAITS),
        ([event("status", 5_000, bib="1", what="drop", by="Ann")], WAITS),
        ([event("status", 5_000, bib="1", what="did_not_start", by="Ann")], ("not_started", "said")),
        ([event("status", 5_000, bib="1", what="left", by="Ann")], ("left", "")),
        ([read("1", "finish", 9_000)], ("finished", "")),
    ],
)
def test_who_waits_for_a_ride_is_neither_overdue_nor_dropped(
    events: list[dict[str, Any]], expected: tuple[str, str]
) -> None:
    field = field_of(events)
    n, runner = len(field.roster), field.roster.index["1"]
    made = ledger(
        field,
        latest_evidence(field),
        limit_s=np.full(n, np.inf),
        overdue=np.ones(n, np.bool_),
        waiting=[runner],
    )
    assert (STATES[made.state[runner]], DETAILS[made.detail[runner]]) == expected
    assert sum(made.balance().values()) == n
