"""Requests for rides from the set of events: any order, twice, or late."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.field.tiny import GUN_S, entries, event, make_race, make_roster

from lanterne.events import derived_id
from lanterne.field.fold import fold
from lanterne.field.pickups import HUB, pickups
from lanterne.field.ridesteps import PickupState
from lanterne.race.definition import Race, Vehicle

REPORT = str(UUID(int=1, version=4))


def the_race() -> Race:
    """The tiny race with a bus, two vans, and bicycles without a seat."""
    race = make_race()
    vans = [Vehicle(id=f"van{n}", name=f"Van {n}", kind="sag", seats=6) for n in (1, 2)]
    bikes = Vehicle(id="bikes", name="Bicycles", kind="sweep")
    return replace(race, vehicles=(*race.vehicles, *vans, bikes))


def step(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A step of a ride; of the one report unless it names a bib."""
    about = {} if "bib" in fields or what == "reported" else {"request": REPORT}
    return event("pickup", at_s, what=what, **about, **fields)


def reported(at_s: float = 0.0, **fields: Any) -> dict[str, Any]:
    """The one report, of bib 3 unless said otherwise."""
    return event("pickup", at_s, **({"what": "reported", "id": REPORT, "bib": "3", "by": "Ann"} | fields))


def claimed(vehicle: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A claim with an id of its own."""
    return step("claimed", at_s, vehicle=vehicle, id=derived_id(vehicle, str(at_s)), **fields)


def by_hub(claim: dict[str, Any], at_s: float) -> dict[str, Any]:
    """The hub's confirmation of a claim."""
    return step("confirmed", at_s, vehicle=claim["vehicle"], claim=claim["id"], source=HUB)


def all_of(*events: dict[str, Any]) -> tuple[PickupState, ...]:
    """Every request of some events."""
    return pickups(fold(the_race(), make_roster(), [entries(list(events))]))


def only(*events: dict[str, Any]) -> PickupState:
    """The one request of some events."""
    (made,) = all_of(*events)
    return made


def test_a_report_waits_from_when_it_was_made() -> None:
    made = only(reported(60, place="w1"))
    assert (made.request, made.bib, made.state, made.at_s) == (REPORT, "3", "reported", GUN_S + 60)
    assert (made.distance, made.at_m, made.reporters, made.waits) == ("ten", 3_000.0, ("Ann",), True)


def test_a_ride_goes_through_its_steps() -> None:
    claim = claimed("van1", 10)
    steps = [
        reported(),
        claim,
        by_hub(claim, 11),
        step("en_route", 20, vehicle="van1"),
        step("picked_up", 300, vehicle="van1"),
        step("dropped_off", 900, vehicle="van1", to="desk", to_by="Eve"),
    ]
    states = [only(*steps[:n]).state for n in range(1, len(steps) + 1)]
    assert states == ["reported", "reported", "confirmed", "en_route", "picked_up", "dropped_off"]
    made = only(*steps)
    assert (made.vehicle, made.to, made.to_by, made.taken_s) == ("van1", "desk", "Eve", GUN_S + 300)


def test_a_step_without_a_request_is_about_its_bibs_open_one() -> None:
    assert only(reported(), step("picked_up", 60, bib="3", vehicle="van1")).state == "picked_up"


def test_a_claim_alone_gives_nobody_the_request() -> None:
    made = only(reported(), claimed("van1", 10))
    assert (made.state, made.vehicle, [one.confirmed for one in made.claims]) == ("reported", "", [False])


def test_the_claim_that_the_hub_confirmed_stays_when_an_earlier_one_comes_by_sync() -> None:
    first, late = claimed("van2", 60), claimed("van1", 50)
    made = only(reported(), first, by_hub(first, 61), late)
    assert (made.vehicle, made.state) == ("van2", "confirmed")
    assert [(one.vehicle, one.confirmed) for one in made.claims] == [("van1", False), ("van2", True)]


@pytest.mark.parametrize("control_s", [5.0, 62.0])
def test_race_control_by_name_outweighs_the_hub(control_s: float) -> None:
    claim = claimed("van2", 60)
    word = step("confirmed", control_s, vehicle="van1", by="Dana", source="control/Dana")
    assert only(reported(), claim, by_hub(claim, 61), word).vehicle == "van1"


def test_a_confirmation_by_nobody_counts_for_nothing() -> None:
    word = step("confirmed", 20, vehicle="van1", source="van1/phone")
    assert only(reported(), word).vehicle == ""


def test_who_gives_up_frees_it_for_the_next() -> None:
    claim, other = claimed("van1", 10), claimed("van2", 30)
    freed = [reported(), claim, by_hub(claim, 11), other, step("given_up", 40, vehicle="van1")]
    assert (only(*freed).state, only(*freed).vehicle) == ("reported", "")
    assert only(*freed, by_hub(other, 41)).vehicle == "van2"


def test_what_was_given_up_before_the_hub_looked_is_not_confirmed() -> None:
    claim = claimed("van1", 10)
    assert only(reported(), claim, by_hub(claim, 60), step("given_up", 50, vehicle="van1")).vehicle == ""


def test_a_vehicle_on_its_way_claims() -> None:
    (claim,) = only(reported(), step("en_route", 10, vehicle="van1")).claims
    assert (claim.vehicle, claim.confirmed) == ("van1", False)


def test_two_reports_of_one_bib_while_it_waits_are_one_request() -> None:
    second = event("pickup", 60, what="reported", bib="3", by="Bob", need="medical", at_m=4_000.0)
    made = only(reported(place="w1"), second)
    assert (made.request, made.reporters, made.need, made.at_m) == (REPORT, ("Ann", "Bob"), "medical", 4_000)


def test_a_step_about_the_second_report_is_about_the_one_request() -> None:
    second = event("pickup", 60, what="reported", bib="3")
    made = only(reported(), second, step("picked_up", 90, bib="3", request=second["id"], vehicle="van1"))
    assert made.state == "picked_up"


def test_after_a_ride_the_same_bib_can_wait_anew() -> None:
    over = step("closed", 60, why="walks on")
    assert [one.state for one in all_of(reported(), over, step("reported", 90, bib="3"))] == [
        "closed",
        "reported",
    ]


@pytest.mark.parametrize(("after_s", "requests"), [(300, 1), (3_600, 2)])
def test_a_report_just_after_the_pick_up_is_the_same_call_and_a_later_one_is_not(
    after_s: float, requests: int
) -> None:
    made = all_of(reported(), step("picked_up", 60, vehicle="van1"), step("reported", 60 + after_s, bib="3"))
    assert len(made) == requests


def test_somebody_taken_in_whom_nobody_reported_is_a_request_of_its_own() -> None:
    taken = event("pickup", 60, what="picked_up", bib="4", vehicle="van1")
    made = only(taken)
    assert (made.request, made.bib, made.state, made.taken_s) == (taken["id"], "4", "picked_up", GUN_S + 60)


def test_a_bib_told_by_a_later_step_counts_from_the_beginning() -> None:
    unread = event("pickup", 0, what="reported", id=REPORT)
    again = step("reported", 30, bib="3")
    made = only(unread, again, step("picked_up", 60, request=REPORT, bib="3", vehicle="van1"))
    assert (made.bib, made.state) == ("3", "picked_up")


def test_a_bib_told_by_a_correction_counts() -> None:
    unread = event("pickup", 0, what="reported", id=REPORT)
    amended = {key: value for key, value in unread.items() if key != "id"} | {"bib": "3"}
    word = event("correction", 30, target=REPORT, amended=amended)
    assert only(unread, word).bib == "3"


def test_another_bib_than_the_one_reported_is_shown() -> None:
    made = only(reported(), step("picked_up", 60, request=REPORT, bib="8", vehicle="van1"))
    assert (made.bib, made.met_bib, made.state) == ("3", "8", "picked_up")


def test_two_vehicles_that_both_took_somebody_in_both_stay() -> None:
    made = only(reported(), step("picked_up", 60, vehicle="van1"), step("picked_up", 90, vehicle="van2"))
    assert [vehicle for vehicle, _ in made.pickers] == ["van1", "van2"]


@pytest.mark.parametrize("what", ["closed", "refused", "picked_up", "dropped_off"])
def test_a_step_by_a_vehicle_that_has_not_the_request_counts_and_is_marked(what: str) -> None:
    claim = claimed("van1", 10)
    ride = only(reported(), claim, by_hub(claim, 11), step(what, 20, vehicle="van2", why="gone"))
    assert ride.state == what
    assert [(one.what, one.vehicle, one.holder) for one in ride.strangers] == [(what, "van2", "van1")]


def test_who_ends_a_request_that_nobody_has_is_marked_unless_it_wants_it() -> None:
    ended = step("closed", 20, vehicle="van2", why="gone")
    assert [one.holder for one in only(reported(), ended).strangers] == [""]
    assert only(reported(), claimed("van2", 10), ended).strangers == ()


@pytest.mark.parametrize("what", ["picked_up", "dropped_off"])
def test_who_comes_by_somebody_whom_no_vehicle_has_may_take_them_in(what: str) -> None:
    assert only(reported(), step(what, 20, vehicle="van2")).strangers == ()


def test_who_lets_somebody_out_that_another_has_aboard_is_marked() -> None:
    steps = [step("picked_up", 10, vehicle="van1"), step("dropped_off", 20, vehicle="van2", to="desk")]
    assert [one.vehicle for one in only(reported(), *steps).strangers] == ["van2"]


def test_what_race_control_ends_is_ended_by_nobodys_vehicle() -> None:
    assert only(reported(), step("closed", 20, by="Dana", why="walked in")).strangers == ()


def test_a_ride_handed_on_is_with_the_other_vehicle_and_no_conflict() -> None:
    on = step("dropped_off", 90, vehicle="bus", to="van1", to_by="Gus")
    made = only(reported(), step("picked_up", 60, vehicle="bus"), step("picked_up", 80, vehicle="van1"), on)
    assert (made.state, made.vehicle, [vehicle for vehicle, _ in made.pickers]) == (
        "picked_up",
        "van1",
        ["van1"],
    )
    assert made.strangers == ()


@pytest.mark.parametrize("to", ["van1", "Van 1", "VAN 1"])
def test_a_vehicle_may_be_called_by_its_name(to: str) -> None:
    made = only(
        reported(), step("picked_up", 60, vehicle="bus"), step("dropped_off", 90, vehicle="bus", to=to)
    )
    assert (made.state, made.vehicle) == ("picked_up", "van1")


def test_a_place_given_as_a_distance_is_a_place_on_the_course() -> None:
    assert only(reported(place="4.2 km")).at_m == 4_200.0


def test_a_place_in_other_words_has_no_metres() -> None:
    assert only(reported(place="by the old bridge")).at_m is None


def test_somebody_taken_in_after_the_request_was_closed_is_aboard() -> None:
    assert only(reported(), step("closed", 60), step("picked_up", 90, vehicle="van1")).state == "picked_up"


def test_a_bus_that_takes_a_runner_along_has_picked_them_up() -> None:
    met = event("encounter", 60, vehicle="bus", what="ride", bib="3")
    made = only(reported(), met)
    assert (made.state, made.vehicle) == ("picked_up", "bus")


def test_a_sweep_without_a_seat_asks_for_a_ride() -> None:
    met = event("encounter", 60, vehicle="bikes", what="ride", bib="3", distance="ten", at_m=4_200.0)
    made = only(met)
    assert (made.state, made.need, made.at_m) == ("reported", "ride", 4_200.0)


def test_a_sweep_that_wants_medical_asks_for_it() -> None:
    made = only(event("encounter", 60, vehicle="bus", what="medical", bib="3"))
    assert (made.state, made.need) == ("reported", "medical")


def test_a_runner_who_refuses_ends_the_request() -> None:
    assert only(reported(), event("encounter", 60, vehicle="bus", what="refused", bib="3")).state == "refused"


def asked(at_s: float, *bibs: str, ask: str = "ride") -> dict[str, Any]:
    """A station's question to race control."""
    return event(
        "message", at_s, message="q", what="asked", to="control", sender="w1", ask=ask, bibs=list(bibs)
    )


def test_a_station_that_asks_for_rides_opens_a_request_for_each_bib() -> None:
    question = asked(60, "3", "4", ask="medical")
    made = all_of(question)
    assert [(one.bib, one.need, one.at_m) for one in made] == [(bib, "medical", 3_000) for bib in ("3", "4")]
    assert [one.request for one in made] == [f"{question['id']}/3", f"{question['id']}/4"]


def test_race_controls_no_to_the_question_ends_it() -> None:
    answer = event("message", 90, message="q", what="answered", to="w1", answer="no", by="Dana")
    assert only(asked(60), answer).state == "closed"


def test_a_question_that_is_about_something_else_opens_nothing() -> None:
    assert all_of(asked(60, "3", ask="water")) == ()


@pytest.mark.parametrize("what", ["left", "with_medical", "finished", "reinstated"])
def test_somebody_accounted_for_otherwise_waits_no_longer(what: str) -> None:
    assert only(reported(), event("status", 60, bib="3", what=what)).state == "closed"


def test_a_step_that_its_clock_puts_before_the_report_counts_just_after() -> None:
    assert only(reported(100), step("picked_up", 40, vehicle="van1")).state == "picked_up"


_TIMES = st.integers(0, 40).map(float)
_VANS = st.sampled_from(["van1", "van2", "bus"])
_BIBS = st.sampled_from([None, "3", "4"])
_IDS = st.sampled_from([None, *(str(UUID(int=n, version=4)) for n in (1, 2, 3))])
_WHAT = ["claimed", "confirmed", "given_up", "en_route", "picked_up", "dropped_off", "closed", "refused"]


def _step(
    what: str, at_s: float, van: str, bib: str | None, request: str | None, claim: str | None
) -> dict[str, Any]:
    about = {"bib": bib or ("3" if request is None else None), "request": request, "claim": claim}
    source = HUB if claim else "van"
    return event(
        "pickup",
        at_s,
        what=what,
        vehicle=van,
        source=source,
        **{key: value for key, value in about.items() if value is not None},
    )


def _report(at_s: float, bib: str | None, id_: str | None) -> dict[str, Any]:
    fields = {"bib": bib, "id": id_}
    return event("pickup", at_s, what="reported", **{k: v for k, v in fields.items() if v is not None})


days = st.lists(
    st.one_of(
        st.builds(_report, _TIMES, _BIBS, _IDS),
        st.builds(_step, st.sampled_from(_WHAT), _TIMES, _VANS, _BIBS, _IDS, _IDS),
        st.builds(lambda bib, at_s: event("status", at_s, bib=bib, what="left"), st.just("3"), _TIMES),
    ),
    min_size=1,
    max_size=14,
)


@given(days, st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_requests_are_those_of_the_set_of_events(
    day: list[dict[str, Any]], rng: random.Random, parts: int
) -> None:
    mixed = day + day[: len(day) // 2]
    rng.shuffle(mixed)
    batches = [entries(mixed[n::parts]) for n in range(parts) if mixed[n::parts]]
    assert pickups(fold(the_race(), make_roster(), batches)) == all_of(*day)


@given(days)
def test_nobody_is_in_two_open_requests_that_wait(day: list[dict[str, Any]]) -> None:
    waiting = [one.bib for one in all_of(*day) if one.waits and one.bib]
    assert len(waiting) == len(set(waiting))
