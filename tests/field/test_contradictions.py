"""Facts that cannot all be true are found, with what most likely happened."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.test_fold import facts, field_of
from tests.field.test_ledger import words
from tests.field.tiny import GUN_S, entries, event, make_race, make_roster, read

from lanterne.field.contradictions import Contradiction, contradictions
from lanterne.field.fold import Field, fold
from lanterne.field.marks import read_ids
from lanterne.race.definition import Station, TimingPoint, Vehicle
from lanterne.race.entrants import Entrant, Roster

RACE = replace(
    make_race(),
    stations=(
        Station(id="w1", name="Water 1", kinds=("fluid",), at_m={"ten": 3_000.0}),
        Station(id="w2", name="Water 2", kinds=("fluid",), at_m={"ten": 8_000.0}),
    ),
    vehicles=(
        Vehicle(id="bus", name="Bus", kind="sweep", seats=10),
        Vehicle(id="van", name="Van", kind="sag", seats=7),
    ),
)
ROSTER = Roster.of(
    [
        *(Entrant(bib=bib, distance="ten") for bib in ("4410", "4401", "900", "77")),
        Entrant(bib="3", distance="ten", chips=("A3", "B3")),
    ]
)


def found(*events: dict[str, Any]) -> list[Contradiction]:
    return contradictions(fold(RACE, ROSTER, [entries(list(events))]))


def one(*events: dict[str, Any]) -> Contradiction:
    made = found(*events)
    assert len(made) == 1, made
    return made[0]


def run(bib: str, s_per_km: float, *, upto: float = 10.0) -> list[dict[str, Any]]:
    """A runner's reads at an even pace."""
    places = {"start": 0.0, "k5": 5.0, "finish": 10.0}
    return [read(bib, point, 5 + km * s_per_km) for point, km in places.items() if km <= upto]


def seen(bib: str, place: str, at_s: float) -> dict[str, Any]:
    return event("sighting", at_s, bib=bib, place=place)


def told(bib: str, what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    return event("status", at_s, bib=bib, what=what, **fields)


def ride(bib: str, what: str, at_s: float, vehicle: str, **fields: Any) -> dict[str, Any]:
    return event("pickup", at_s, bib=bib, what=what, vehicle=vehicle, **fields)


def test_an_ordinary_day_has_none() -> None:
    assert not found(*run("4410", 400), seen("4410", "w1", 1_210), seen("4410", "w2", 3_190))


@pytest.mark.parametrize("what", ["drop", "time_cut", "left", "with_medical", "did_not_start"])
def test_read_after_they_were_said_to_be_out(what: str) -> None:
    assert one(*run("4410", 400), told("4410", what, 900, place="w1")).kind == "dropped_and_read"


def test_most_who_dropped_and_are_read_later_went_on() -> None:
    assert one(*run("4410", 400), told("4410", "drop", 900)).guesses[0].what == "went_on"


def test_a_drop_of_a_bib_like_it_who_was_there_and_is_not_seen_since_is_theirs() -> None:
    """4401 was due at Water 1 then, and nobody has read 4401 since."""
    made = one(*run("4410", 300), *run("4401", 400, upto=0), told("4410", "left", 1_250, place="w1"))
    assert (made.guesses[0].what, made.other_bib) == ("word_of_other", "4401")


def test_who_rides_over_a_mat_was_carried() -> None:
    made = one(*run("77", 400, upto=5), ride("77", "picked_up", 2_500, "bus"), read("77", "finish", 4_000))
    assert made.guesses[0].what == "carried"


def test_a_mistyped_bib_is_that_of_who_was_due() -> None:
    made = one(*run("4401", 300), *run("4410", 600), seen("4401", "w2", 4_800))
    assert (made.kind, made.bib, made.other_bib) == ("wrong_bib", "4401", "4410")


def test_a_bib_is_not_mistyped_for_somebody_recorded_there_too() -> None:
    sights = [seen("4401", "w2", 4_800), seen("4410", "w2", 4_790)]
    assert one(*run("4401", 300), *run("4410", 600), *sights).kind == "after_finish"


def others(count: int) -> list[dict[str, Any]]:
    """Runners who are read and seen, so that the mats are known to read."""
    bibs = [str(n) for n in range(100, 100 + count)]
    return [one for bib in bibs for one in (*run(bib, 500), seen(bib, "w2", 4_000))]


CROWD = Roster.of([*ROSTER.entrants, *(Entrant(bib=str(n), distance="ten") for n in range(100, 130))])


def test_a_bib_that_one_person_saw_and_no_mat_is_that_of_who_was_due() -> None:
    """4401 stays at home; 4410 was due at Water 2 when somebody wrote 4401 down."""
    events = [*run("4410", 600), seen("4401", "w2", 4_800), *others(30)]
    made = contradictions(fold(RACE, CROWD, [entries(events)]))
    assert [(one.kind, one.bib, one.other_bib) for one in made] == [("wrong_bib", "4401", "4410")]


def test_where_no_mat_reads_nobody_is_doubted_for_being_unread() -> None:
    assert not found(*run("4410", 600), seen("4401", "w2", 4_800))


def test_seen_on_the_course_after_the_finish() -> None:
    made = one(*run("900", 300), seen("900", "w1", 9_000))
    assert (made.kind, made.place) == ("after_finish", "w1")


def test_seen_far_ahead_of_where_they_were_read() -> None:
    assert one(*run("900", 600), seen("900", "w2", 1_500)).kind == "two_places"


def test_two_stations_saw_them_at_once() -> None:
    assert one(seen("900", "w2", 3_000), seen("900", "w1", 4_800)).kind == "two_places"


def test_what_is_typed_ten_minutes_late_is_no_contradiction() -> None:
    assert not found(*run("900", 300), seen("900", "w1", 2_100))


def test_a_read_where_nobody_can_run_to() -> None:
    made = one(read("900", "start", 5), read("900", "k5", 1_500), read("900", "finish", 1_600))
    assert (made.kind, [mark.doubted for mark in made.marks]) == ("two_places", [False, False, True])


FORK = replace(
    RACE,
    points=(
        *RACE.points,
        TimingPoint(id="k2", name="2K", kind="split", at_m={"ten": 2_000.0, "five": 2_000.0}),
        TimingPoint(id="k3", name="3K", kind="split", at_m={"ten": 3_000.0, "five": 3_000.0}),
    ),
)
"""Both distances go together to 3 km; then the 5 km turns to the finish that both share."""


def at_the_fork(*events: dict[str, Any]) -> Contradiction:
    (made,) = contradictions(fold(FORK, ROSTER, [entries(list(events))]))
    return made


TOGETHER = [read("900", "start", 5), read("900", "k2", 965), read("900", "k3", 1_445)]
"""Eight minutes a kilometre."""


def test_who_comes_home_when_they_were_due_on_the_other_road_turned_with_it() -> None:
    made = at_the_fork(*TOGETHER, read("900", "finish", 2_400))
    assert (made.kind, made.guesses[0].what, made.guesses[0].distance) == ("turned", "turned", "five")


def test_who_comes_home_far_faster_than_their_pace_on_either_road_did_not_turn() -> None:
    made = at_the_fork(*TOGETHER, read("900", "finish", 1_800))
    assert (made.kind, made.guesses[0].what) == ("two_places", "carried")


def test_who_was_read_beyond_the_turn_on_their_own_road_did_not_turn() -> None:
    made = at_the_fork(*TOGETHER, read("900", "k5", 2_405), read("900", "finish", 2_500))
    assert made.kind == "two_places"


def test_sights_of_two_runners_that_were_exchanged() -> None:
    """At Water 2 each was written down for the other."""
    exchanged = [seen("77", "w2", 4_800), seen("900", "w2", 2_400)]
    made = one(*run("77", 300), *run("900", 600), *exchanged)
    assert (made.kind, {made.bib, made.other_bib}, made.guesses[0].what) == (
        "wrong_bib",
        {"77", "900"},
        "swapped",
    )


def test_two_chips_of_one_bib_at_one_mat_an_hour_apart() -> None:
    first, second = (
        event("passing", at_s, chip=chip, point="k5") for chip, at_s in (("A3", 1_500), ("B3", 5_100))
    )
    assert one(first, second).kind == "two_chips"


def test_two_chips_read_together_are_one_runner() -> None:
    assert not found(*(event("passing", 1_500, chip=chip, point="k5") for chip in ("A3", "B3")))


def test_two_vehicles_took_one_runner_in() -> None:
    made = one(ride("77", "picked_up", 2_000, "bus"), ride("77", "picked_up", 2_300, "van"))
    assert (made.kind, made.guesses[0].vehicle) == ("two_vehicles", "van")


def test_who_changed_vehicles_by_their_word_is_in_one() -> None:
    steps = [ride("77", "picked_up", 2_000, "bus"), ride("77", "dropped_off", 2_200, "bus", to="van")]
    assert not found(*steps, ride("77", "picked_up", 2_300, "van"))


def test_two_vehicles_no_longer_matter_once_the_runner_got_out() -> None:
    steps = [ride("77", "picked_up", 2_000, "bus"), ride("77", "picked_up", 2_300, "van")]
    assert not found(*steps, ride("77", "dropped_off", 4_000, "van", to="desk"))


@pytest.mark.parametrize(("counted", "what"), [(2, "nameless"), (0, "got_out")])
def test_a_count_that_is_not_who_is_aboard_by_bib(counted: int, what: str) -> None:
    count = event("vehicle", 3_000, vehicle="bus", aboard=counted)
    made = one(ride("77", "picked_up", 2_000, "bus"), count)
    assert (made.kind, made.place, made.guesses[0].what) == ("head_count", "bus", what)


def test_a_count_before_somebody_got_in_says_nothing() -> None:
    assert not found(event("vehicle", 1_000, vehicle="bus", aboard=0), ride("77", "picked_up", 2_000, "bus"))


def test_somebody_without_a_bib_is_counted_too() -> None:
    report = event("pickup", 1_000, what="reported", place="w1")
    taken = event("pickup", 2_000, what="picked_up", request=report["id"], vehicle="bus")
    assert not found(report, taken, event("vehicle", 3_000, vehicle="bus", aboard=1))


def test_a_mat_that_misreads_the_many_is_one_trouble_and_no_contradictions() -> None:
    roster = Roster.of([Entrant(bib=str(n), distance="ten") for n in range(1, 40)])
    events = [one for n in range(1, 40) for one in run(str(n), 300) if one["point"] != "k5"]
    events += [read(str(n), "k5", 2_990) for n in range(1, 40)]
    assert not contradictions(fold(RACE, roster, [entries(events)]))


def test_a_contradiction_ends_with_what_it_was_made_of() -> None:
    wrong = seen("900", "w1", 9_000)
    assert not found(*run("900", 300), wrong, event("correction", 9_500, target=wrong["id"]))


def test_a_new_fact_makes_another_contradiction_of_it() -> None:
    """What was settled of the old one is open again."""
    before = [*run("4410", 400, upto=5), told("4410", "drop", 900)]
    assert one(*before).key != one(*before, read("4410", "finish", 4_000)).key


def test_what_may_have_happened_sums_to_one() -> None:
    made = found(
        *run("4410", 400), told("4410", "drop", 900, place="w1"), *run("900", 300), seen("900", "w1", 9_000)
    )
    assert [sum(guess.p for guess in one.guesses) for one in made] == pytest.approx([1.0, 1.0])


def test_the_events_of_a_read_are_found_among_all() -> None:
    """A burst of reads at one mat is one passing: all of it is to be taken back."""
    burst = [read("900", "finish", 1_600 + i) for i in range(3)]
    field = fold(RACE, ROSTER, [entries([read("900", "k5", 1_500), read("900", "start", 5), *burst])])
    marks = [mark for each in contradictions(field) for mark in each.marks if mark.doubted]
    assert sorted(read_ids(field, marks)[marks[0]]) == sorted(each["id"] for each in burst)


def test_an_amended_read_is_found_by_the_event_it_stands_for() -> None:
    wrong = read("77", "k5", 1_500)
    right = {name: value for name, value in read("900", "k5", 1_500).items() if name != "id"}
    field = fold(
        RACE, ROSTER, [entries([wrong, event("correction", 2_000, target=wrong["id"], amended=right)])]
    )
    rows = field.reads.of(np.array([field.roster.index["900"]]))
    assert list(field.read_ids(rows).values()) == [wrong["id"]]


@given(facts(), words(), st.randoms(use_true_random=False), st.integers(1, 5))
@settings(max_examples=60)
def test_they_are_those_of_the_set_of_events(
    events: list[dict[str, Any]], said: list[dict[str, Any]], shuffler: random.Random, size: int
) -> None:
    everything = [*events, *said]
    shuffled = shuffler.sample(everything, len(everything))
    field = Field(make_race(), make_roster())
    for begin in range(0, len(shuffled), size):
        field.apply(entries(shuffled[begin : begin + size]))
    assert contradictions(field) == contradictions(field_of(everything))


def test_times_are_those_of_the_clock_put_right() -> None:
    late = seen("900", "w1", 9_000)
    clock = event("clock", 0, clock="test", offset_s=-60.0)
    assert one(*run("900", 300), late, clock).marks[-1].at_s == GUN_S + 8_940
