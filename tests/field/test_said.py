"""What people's words on one runner add up to."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.test_fold import field_of
from tests.field.tiny import event, make_race

from lanterne.events import Encounter, Pickup, Status
from lanterne.events.wire import canonical, decode
from lanterne.field.said import STATES, Custodians, Said, Word, account

CUSTODIANS = Custodians.of(make_race())

STATUS = (
    *("did_not_start", "drop", "time_cut", "refused_ride", "with_medical", "transported", "released"),
    *("left", "reinstated", "finished", "changed_distance", "bumped", "diverted"),
)
PICKUP = ("reported", "claimed", "confirmed", "given_up", "en_route", "picked_up", "dropped_off")
TAKERS = ("bus", "Bus", "w1", "desk", "Family desk", "medical", "her sister", None)


def word(kind: str, at_s: float, **fields: Any) -> tuple[float, Word]:
    made = decode(canonical(event(kind, at_s, bib="1", **{k: v for k, v in fields.items() if v is not None})))
    assert isinstance(made, Status | Pickup | Encounter)
    return made.happened_at.timestamp(), made


def status(at_s: float, what: str, **fields: Any) -> tuple[float, Word]:
    return word("status", at_s, what=what, at_m=6_000.0 if what == "bumped" else None, **fields)


def pickup(at_s: float, what: str, **fields: Any) -> tuple[float, Word]:
    return word("pickup", at_s, what=what, vehicle="bus", **fields)


AT = st.integers(0, 20)
WORDS = st.lists(
    st.one_of(
        st.builds(
            lambda s, w, by: status(s, w, said_by=by),
            AT,
            st.sampled_from(STATUS),
            st.sampled_from(["self", "family", "staff", None]),
        ),
        st.builds(
            lambda s, r: status(s, "finished", result=r), AT, st.sampled_from(["official", "unofficial"])
        ),
        st.builds(lambda s, w, to: pickup(s, w, to=to), AT, st.sampled_from(PICKUP), st.sampled_from(TAKERS)),
        st.builds(lambda s, w: pickup(s, w, request="r"), AT, st.sampled_from(["closed", "refused"])),
        st.builds(
            lambda s, w: word("encounter", s, what=w, vehicle="bus"),
            AT,
            st.sampled_from(["going_on", "pavement", "ride", "refused", "medical"]),
        ),
    ),
    max_size=8,
)

PLAIN = {
    "did_not_start": ("not_started", "said"),
    "drop": ("unresolved", "dropped"),
    "time_cut": ("unresolved", "time_cut"),
    "refused_ride": ("on_course", "refused_ride"),
    "refused": ("on_course", "refused_ride"),
    "with_medical": ("with_medical", ""),
    "transported": ("with_medical", "transported"),
    "changed_distance": ("on_course", "changed_distance"),
    "bumped": ("on_course", "bumped"),
    "diverted": ("on_course", "diverted"),
    "pavement": ("on_course", "diverted"),
    "picked_up": ("in_vehicle", ""),
    "ride": ("in_vehicle", ""),
}
TAKEN = {
    "bus": ("in_vehicle", ""),
    "Bus": ("in_vehicle", ""),
    "w1": ("with_medical", ""),
    "medical": ("with_medical", ""),
    "desk": ("left", "staff"),
    "Family desk": ("left", "staff"),
}


def oracle(words: list[tuple[float, Word]]) -> tuple[str, str] | None:
    """The last word that says anything, looked up by hand."""
    backwards = [one for _, one in sorted(words, key=lambda both: (both[0], both[1].id), reverse=True)]
    for at, one in enumerate(backwards):
        if one.what == "reinstated":
            return None
        if one.what == "finished" and isinstance(one, Status):
            return "finished", how_they_count(backwards[at:])
        if one.what in PLAIN:
            return PLAIN[one.what]
        if one.what in ("left", "released"):
            said_by = one.said_by if isinstance(one, Status) else None
            return "left", said_by or ("staff" if one.what == "released" else "")
        if one.what == "dropped_off" and isinstance(one, Pickup):
            return TAKEN.get(one.to or "", ("left", ""))
    return None


def how_they_count(backwards: list[Word]) -> str:
    """The last word on a finisher's way or result, looked up by hand."""
    for one in backwards:
        if one.what == "reinstated":
            return ""
        if isinstance(one, Status) and one.result:
            return one.result
        if one.what in ("bumped", "diverted", "changed_distance", "pavement"):
            return PLAIN[one.what][1]
    return ""


@given(WORDS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_the_account_is_what_the_last_word_that_counts_says(
    words: list[tuple[float, Word]], shuffler: random.Random
) -> None:
    said = account(shuffler.sample(words, len(words)), CUSTODIANS)
    assert (None if said is None else (said.state, said.detail)) == oracle(words)


@given(WORDS)
@settings(max_examples=50)
def test_every_account_is_a_state_of_the_ledger(words: list[tuple[float, Word]]) -> None:
    said = account(words, CUSTODIANS)
    assert said is None or said.state in STATES


def said_of(*words: tuple[float, Word]) -> Said:
    found = account(words, CUSTODIANS)
    assert found is not None
    return found


def test_whoever_gives_a_name_is_the_one_who_said_so() -> None:
    assert said_of(status(10, "left", by="Ana")).by == "Ana"


def test_without_a_name_the_source_said_so() -> None:
    assert said_of(status(10, "left")).by == "test"


@pytest.mark.parametrize("result", ["official", "unofficial"])
def test_a_finish_keeps_whether_it_counts(result: str) -> None:
    assert said_of(status(10, "finished", result=result)).detail == result


def test_a_plain_finish_counts_by_the_table() -> None:
    assert said_of(status(10, "finished")).detail == ""


@pytest.mark.parametrize("way", ["bumped", "diverted", "changed_distance"])
def test_a_plain_finish_does_not_make_a_way_home_one_that_counts(way: str) -> None:
    words = status(10, way), status(20, "drop"), status(30, "finished")
    assert said_of(*words).detail == way


def test_a_plain_finish_leaves_what_a_person_decided() -> None:
    assert said_of(status(10, "finished", result="unofficial"), status(20, "finished")).detail == "unofficial"


def test_bumped_says_where_to_go_on() -> None:
    assert said_of(status(10, "bumped")).at_m == 6_000.0


def test_who_is_taken_on_is_where_they_were_taken_to() -> None:
    assert said_of(status(10, "transported", place="w1", to="City hospital")).where == "City hospital"


def test_closing_a_request_takes_nobody_out_of_a_vehicle() -> None:
    """A second request for somebody aboard may be closed; they still ride."""
    assert said_of(pickup(10, "picked_up"), pickup(20, "closed", request="other")).state == "in_vehicle"


def test_a_sweep_without_seats_has_nobody_aboard() -> None:
    seatless = Custodians({}, frozenset({"bus"}))
    assert account([word("encounter", 10, what="ride", vehicle="bus")], seatless) is None


def test_a_step_that_names_only_its_request_is_about_who_was_reported() -> None:
    report = event("pickup", 100, what="reported", bib="1", place="w1")
    taken = event("pickup", 200, what="picked_up", request=report["id"], vehicle="bus")
    field = field_of([taken, report])
    assert field.said[field.roster.index["1"]].where == "bus"


def test_a_bib_that_is_put_into_a_report_later_reaches_its_steps() -> None:
    report = event("pickup", 100, what="reported", place="w1")
    taken = event("pickup", 200, what="picked_up", request=report["id"], vehicle="bus")
    amended = {k: v for k, v in report.items() if k != "id"} | {"bib": "2"}
    field = field_of([report, taken, event("correction", 300, target=report["id"], amended=amended)])
    assert field.said[field.roster.index["2"]].state == "in_vehicle"


def test_the_crew_that_took_somebody_in_knows_the_bib_better_than_who_reported_it() -> None:
    report = event("pickup", 100, what="reported", bib="1", place="w1")
    taken = event("pickup", 200, what="picked_up", request=report["id"], bib="2", vehicle="bus")
    out = event("pickup", 300, what="dropped_off", request=report["id"], to="desk")
    field = field_of([report, taken, out])
    assert {field.roster.entrants[one].bib: said.state for one, said in field.said.items()} == {"2": "left"}


def test_found_and_going_on_is_a_sign_of_life() -> None:
    field = field_of([event("status", 900, bib="1", what="reinstated", place="w1")])
    seen = field.seen[field.roster.index["1"]]
    assert (seen.place, seen.at_m) == ("w1", 3_000.0)
