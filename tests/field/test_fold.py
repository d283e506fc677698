"""The fold gives one field for one set of events."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.field.snapshot import snapshot
from tests.field.tiny import GUN_S, entries, entry_list, event, make_race, make_roster, read

from lanterne.events import Passing, derived_id
from lanterne.field.fold import Field, fold

BIBS = [*map(str, range(1, 6)), "50", "999"]


def field_of(events: list[dict[str, Any]]) -> Field:
    return fold(make_race(), make_roster(), [entries(events)] if events else [])


def passing(field: Field, bib: str, point: str) -> float:
    """Seconds after the gun at which a bib passed a point."""
    row = field.roster.index[bib]
    return float(field.passing_s[row, field.layout.point_index[point]]) - GUN_S


@st.composite
def facts(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A set of events of every kind that the fold heeds, with corrections of some of them."""
    at = st.integers(-900, 9_000)
    bib = st.sampled_from(BIBS)
    one = st.one_of(
        st.builds(read, bib, st.sampled_from(["start", "k5", "finish", "nowhere"]), at),
        st.builds(
            lambda s, w: event("start", s, distance="ten", what=w),
            at,
            st.sampled_from(["gun", "last_starter"]),
        ),
        st.builds(
            lambda s, b, w: event("status", s, bib=b, what=w),
            at,
            bib,
            st.sampled_from(["drop", "left", "reinstated", "with_medical", "did_not_start"]),
        ),
        st.builds(
            lambda s, b, w: event("pickup", s, bib=b, what=w, vehicle="bus", to="desk"),
            at,
            bib,
            st.sampled_from(["reported", "picked_up", "dropped_off", "closed", "refused"]),
        ),
        st.builds(lambda s, b: event("sighting", s, bib=b, place="w1"), at, bib),
        st.builds(lambda s, o: event("clock", s, clock="test", offset_s=o), at, st.integers(-5, 5)),
        st.builds(
            lambda s, x: event("position", s, device="phone-1", latitude=x, longitude=x),
            at,
            st.integers(1, 9),
        ),
    )
    events = draw(st.lists(one, min_size=1, max_size=25))
    targets = st.sampled_from(events)
    corrections = draw(
        st.lists(
            st.builds(
                lambda t, s, a: event("correction", s, target=t["id"], **({"amended": a} if a else {})),
                targets,
                at,
                st.one_of(
                    st.none(),
                    st.builds(lambda b, s: {k: v for k, v in read(b, "k5", s).items() if k != "id"}, bib, at),
                ),
            ),
            max_size=6,
        )
    )
    undone = draw(
        st.lists(
            st.builds(lambda t, s: event("correction", s, target=t["id"]), st.sampled_from(corrections), at),
            max_size=3,
        )
        if corrections
        else st.just([])
    )
    twins = draw(st.lists(st.builds(lambda t, n: {**t, "note": n}, targets, st.integers(0, 3)), max_size=4))
    return events + corrections + undone + twins


@given(facts(), st.randoms(use_true_random=False), st.integers(1, 7))
@settings(max_examples=200, deadline=None)
def test_any_order_batching_and_repetition_gives_the_same_field(
    events: list[dict[str, Any]], shuffler: random.Random, size: int
) -> None:
    """Shuffled, repeated and cut into batches, a set of events folds to what it folds to at once."""
    again = events + shuffler.sample(events, len(events) // 2)
    shuffler.shuffle(again)
    pieces = Field(make_race(), make_roster())
    for begin in range(0, len(again), size):
        pieces.apply(entries(again[begin : begin + size]))
    assert snapshot(pieces) == snapshot(field_of(events))


def test_the_last_start_read_before_the_first_split_is_the_start() -> None:
    field = field_of(
        [read("1", "start", 5), read("1", "start", 65), read("1", "k5", 1_800), read("1", "start", 4_000)]
    )
    assert passing(field, "1", "start") == 65


def test_elsewhere_the_first_read_is_the_passing() -> None:
    burst = [read("1", "k5", 1_800 + i) for i in range(800)]
    assert passing(field_of(burst[::-1]), "1", "k5") == 1_800


def test_a_read_before_anybody_can_have_come_by_is_no_passing() -> None:
    field = field_of([read("1", "finish", -300), read("1", "finish", 3_600)])
    assert passing(field, "1", "finish") == 3_600


def test_a_late_gun_moves_what_is_possible() -> None:
    """With the gun 40 minutes late, a finish read before the gun no longer counts."""
    field = field_of([read("1", "finish", 2_000), event("start", 2_400, distance="ten", what="gun")])
    assert np.isnan(passing(field, "1", "finish"))


def test_a_point_of_another_distance_is_no_passing() -> None:
    assert np.isnan(passing(field_of([read("50", "k5", 1_800)]), "50", "k5"))


def test_a_chip_stands_for_its_bib() -> None:
    field = field_of([event("passing", 1_800, chip="C3", point="k5")])
    assert passing(field, "3", "k5") == 1_800


def test_a_mat_may_be_called_by_its_name() -> None:
    assert passing(field_of([read("1", "Finish", 3_600)]), "1", "finish") == 3_600


def test_a_read_of_an_unknown_bib_is_kept_as_a_fact() -> None:
    field = field_of([read("999", "k5", 1_800)])
    assert [one.bib for one in field.facts.of(Passing)] == ["999"]


def test_a_clock_offset_moves_the_reads_of_its_source() -> None:
    field = field_of([read("1", "k5", 1_800), event("clock", 0, clock="test", offset_s=-60.0)])
    assert passing(field, "1", "k5") == 1_740


def test_a_correction_voids_a_read_that_comes_after_it() -> None:
    wrong = read("1", "k5", 1_700)
    field = Field(make_race(), make_roster())
    field.apply(entries([event("correction", 5_000, target=wrong["id"])]))
    field.apply(entries([wrong, read("1", "k5", 1_800)]))
    assert passing(field, "1", "k5") == 1_800


def test_a_voided_correction_lets_its_target_stand_again() -> None:
    good = read("1", "k5", 1_700)
    mistake = event("correction", 5_000, target=good["id"])
    field = field_of([good, mistake, event("correction", 5_100, target=mistake["id"])])
    assert passing(field, "1", "k5") == 1_700


def test_an_earlier_correction_has_no_force_over_a_later_one() -> None:
    wrong = read("1", "k5", 1_700)
    later = event("correction", 5_000, target=wrong["id"])
    field = field_of([wrong, later, event("correction", 4_000, target=later["id"])])
    assert np.isnan(passing(field, "1", "k5"))


def test_an_amended_read_counts_for_the_right_bib() -> None:
    wrong = read("1", "k5", 1_700)
    right = {name: value for name, value in read("2", "k5", 1_700).items() if name != "id"}
    field = field_of([wrong, event("correction", 5_000, target=wrong["id"], amended=right)])
    assert (np.isnan(passing(field, "1", "k5")), passing(field, "2", "k5")) == (True, 1_700)


def test_of_two_contents_of_one_id_the_lower_hash_stands_and_the_conflict_shows() -> None:
    one_id = derived_id("twins")
    twins = [read("1", "k5", 1_700, id=one_id), read("1", "k5", 1_900, id=one_id)]
    winner = min(entry_list(twins), key=lambda entry: entry.hash)
    field = field_of(twins)
    assert passing(field, "1", "k5") == (1_700 if winner.seq == 1 else 1_900)
    assert field.register.conflicts == {one_id}


def test_changes_name_the_runners_touched() -> None:
    field = Field(make_race(), make_roster())
    changes = field.apply(entries([read("2", "k5", 1_800), event("status", 1_900, bib="4", what="drop")]))
    assert changes.runners.tolist() == [1, 3]


@pytest.mark.parametrize("size", [1, 3])
def test_counts_by_source_count_each_event_once(size: int) -> None:
    field = Field(make_race(), make_roster())
    events = [
        read("1", "k5", 1_800, source="a"),
        read("2", "k5", 1_801, source="b"),
        read("1", "k5", 1_800, source="a"),
    ]
    for begin in range(0, len(events), size):
        field.apply(entries(events[begin : begin + size]))
    counts = field.register.count_by_source(len(field.sources.names))
    assert dict(zip(field.sources.names, counts.tolist(), strict=True)) == {"a": 1, "b": 1}
