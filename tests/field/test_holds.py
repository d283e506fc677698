"""Holds from the set of their steps: nothing is in force without those who must agree."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.field.tiny import GUN_S, entries, event, make_race, make_roster

from lanterne.events import Hold, decode
from lanterne.events.wire import canonical
from lanterne.field.fold import fold
from lanterne.field.holds import HoldState, Permit, holds, permit_of
from lanterne.field.versions import Versions, race_by
from lanterne.race.definition import Gate, HoldRules, Post

NEEDS = ("police", "medical")
FIRST, SECOND = str(UUID(int=1, version=4)), str(UUID(int=2, version=4))


def proposed(at_s: float, terms: str = FIRST, **fields: Any) -> dict[str, Any]:
    """Terms of a hold of the last two kilometres."""
    made = {
        "id": terms,
        "hold": "h",
        "what": "proposed",
        "distance": "ten",
        "from_m": 8_000.0,
        "to_m": 10_000.0,
        "until": "2026-05-03T12:30:00Z",
        "by": "Dana",
        "source": "control/Dana",
        "needs": list(NEEDS),
        "bibs": ["4", "5"],
    }
    return event("hold", at_s, **(made | fields))


def step(what: str, at_s: float, terms: str | None = FIRST, **fields: Any) -> dict[str, Any]:
    """A later step; an answer comes from the party's own page unless said otherwise."""
    made = {"hold": "h", "what": what, "terms": terms, "by": fields.get("party", "Dana")}
    made["source"] = f"{fields['party']}/phone-1" if "party" in fields else "control/Dana"
    return event("hold", at_s, **({k: v for k, v in made.items() if v is not None} | fields))


def agreed(at_s: float, party: str, terms: str = FIRST, **fields: Any) -> dict[str, Any]:
    return step("agreed", at_s, terms, party=party, **fields)


def told(events: list[dict[str, Any]]) -> list[tuple[float, Hold]]:
    """Events as the fold takes them."""
    made = [decode(canonical(one)) for one in events]
    return [(one.happened_at.timestamp(), one) for one in made if isinstance(one, Hold)]


def only(*events: dict[str, Any], needs: tuple[str, ...] = ()) -> HoldState:
    """The one hold that some events make."""
    (made,) = holds(told(list(events)), needs)
    return made


IN_FORCE = (proposed(0), agreed(10, "police"), agreed(20, "medical"), step("in_force", 30))


def test_a_hold_is_in_force_once_all_have_agreed_and_somebody_puts_it_in_force() -> None:
    made = only(*IN_FORCE)
    assert (made.state, made.in_force_s, made.claimed) == ("in_force", GUN_S + 30, False)
    assert made.force == made.terms


UNTIL_S = datetime.fromisoformat("2026-05-03T12:30:00+00:00").timestamp()
"""The end of `proposed`."""


@pytest.mark.parametrize(("early_s", "waits_for"), [(1.0, ("police",)), (0.0, ())])
def test_an_end_after_the_permit_waits_for_those_whose_it_is(
    early_s: float, waits_for: tuple[str, ...]
) -> None:
    permit = Permit(UNTIL_S - early_s, ("police",))
    steps = [proposed(0, needs=["medical"]), agreed(20, "medical"), step("in_force", 30)]
    (made,) = holds(told(steps), (), permit)
    assert (made.terms.open_needs, made.claimed) == (waits_for, bool(waits_for))
    assert made.state == ("asked" if waits_for else "in_force")


def test_a_yes_to_an_end_within_the_permit_is_none_to_a_later_one() -> None:
    longer = proposed(40, SECOND, needs=[], until="2026-05-03T13:00:00Z")
    steps = [*IN_FORCE, longer, step("in_force", 60, SECOND)]
    (made,) = holds(told(steps), (), Permit(UNTIL_S, ("police",)))
    assert made.force is not None
    assert (made.force.id, made.claimed) == (FIRST, True)
    (made,) = holds(told([*steps, agreed(70, "police", SECOND)]), (), Permit(UNTIL_S, ("police",)))
    assert made.force is not None
    assert made.force.id == SECOND


@pytest.mark.parametrize(
    ("police", "needs", "parties"),
    [
        (["city", "county"], (), ("city", "county")),
        (["city", "county"], ("city",), ("city",)),
        ([], (), ("police",)),
    ],
)
def test_the_permit_is_for_the_police_of_the_race(
    police: list[str], needs: tuple[str, ...], parties: tuple[str, ...]
) -> None:
    posts = tuple(Post(id=one, name=one, role="police", at_m={}) for one in police)
    race = replace(make_race(), posts=posts, hold=HoldRules(needs=needs, latest_s=UNTIL_S))
    assert permit_of(race) == Permit(UNTIL_S, parties)
    assert permit_of(replace(race, hold=HoldRules(needs=needs))) is None


def test_all_agreed_is_not_yet_in_force() -> None:
    assert only(*IN_FORCE[:3]).state == "agreed"


def test_a_claim_without_everybodys_agreement_is_no_force_and_shown() -> None:
    made = only(proposed(0), agreed(10, "police"), step("in_force", 30))
    assert (made.state, made.force, made.claimed) == ("asked", None, True)


def test_a_proposal_that_leaves_out_the_police_still_needs_them() -> None:
    made = only(proposed(0, needs=[]), step("in_force", 30), needs=NEEDS)
    assert made.state == "proposed"
    assert made.terms.open_needs == NEEDS


def test_a_proposal_may_need_more_than_the_race_asks() -> None:
    made = only(proposed(0, needs=["finish"]), needs=NEEDS)
    assert made.terms.open_needs == (*NEEDS, "finish")


def test_the_field_asks_whom_race_toml_names() -> None:
    race = replace(make_race(), hold=HoldRules(needs=NEEDS))
    steps = [proposed(0, needs=[]), agreed(10, "police"), step("in_force", 30)]
    (made,) = fold(race, make_roster(), [entries(steps)]).holds
    assert (made.state, made.terms.open_needs) == ("asked", ("medical",))


def test_a_late_agreement_counts_from_when_it_was_given() -> None:
    made = only(IN_FORCE[0], IN_FORCE[1], IN_FORCE[3], IN_FORCE[2])
    assert made == only(*IN_FORCE)


def test_force_begins_with_the_last_agreement_when_that_comes_after_the_claim() -> None:
    made = only(proposed(0), agreed(10, "police"), step("in_force", 30), agreed(45, "medical"))
    assert (made.state, made.in_force_s) == ("in_force", GUN_S + 45)


def test_who_takes_an_agreement_back_before_it_is_in_force_stops_it() -> None:
    made = only(*IN_FORCE[:3], step("refused", 25, party="police"), IN_FORCE[3])
    assert (made.state, made.terms.open_needs, made.claimed) == ("asked", ("police",), True)


def test_a_refusal_after_it_is_in_force_is_shown_and_ends_nothing() -> None:
    made = only(*IN_FORCE, step("refused", 40, party="police"))
    assert made.state == "in_force"
    assert made.force is not None
    assert [one.party for one in made.force.against] == ["police"]


@pytest.mark.parametrize("heard_by", [None, " ", "police", "Police "])
def test_a_voice_agreement_that_nobody_else_heard_does_not_count(heard_by: str | None) -> None:
    heard = {} if heard_by is None else {"heard_by": heard_by}
    voice = agreed(10, "police", source="control/radio", **heard)
    made = only(proposed(0), voice, agreed(20, "medical"), step("in_force", 30))
    assert (made.state, made.terms.open_needs) == ("asked", ("police",))


def test_a_voice_agreement_that_was_heard_and_read_back_counts() -> None:
    voice = agreed(10, "police", source="control/radio", by="Sgt Lee", heard_by="Kim")
    assert only(proposed(0), voice, agreed(20, "medical"), step("in_force", 30)).state == "in_force"


def test_another_posts_page_cannot_agree_for_a_party() -> None:
    forged = agreed(10, "police", source="water-3/phone-9")
    assert only(proposed(0), forged, agreed(20, "medical"), step("in_force", 30)).state == "asked"


def test_a_refusal_by_voice_counts_at_once() -> None:
    no = step("refused", 25, party="police", source="control/radio")
    assert only(*IN_FORCE[:3], no, IN_FORCE[3]).state == "asked"


EXTENDED = (*IN_FORCE, proposed(100, SECOND, until="2026-05-03T12:45:00Z", by="Ola"))


def test_an_extension_leaves_the_old_terms_in_force_until_all_agree_to_the_new() -> None:
    made = only(*EXTENDED, agreed(110, "police", SECOND), step("in_force", 120, SECOND, by="Ola"))
    assert made.state == "in_force"
    assert (made.force and made.force.id, made.terms.id) == (FIRST, SECOND)
    assert (made.by, made.claimed) == ("Dana", True)


def test_an_extension_that_all_agree_to_takes_the_place_of_the_old_terms() -> None:
    both = [agreed(110, "police", SECOND), agreed(115, "medical", SECOND)]
    made = only(*EXTENDED, *both, step("in_force", 120, SECOND, by="Ola"))
    assert (made.force and made.force.id, made.in_force_s, made.by) == (SECOND, GUN_S + 120, "Ola")


def test_an_extension_taken_back_leaves_the_hold_as_it_was() -> None:
    made = only(*EXTENDED, step("withdrawn", 130, SECOND))
    assert (made.state, made.terms.id, made.by) == ("in_force", FIRST, "Dana")


def test_replaced_terms_do_not_come_back_by_a_late_agreement() -> None:
    steps = [
        proposed(0),
        agreed(10, "police"),
        step("in_force", 15),
        proposed(20, SECOND),
        agreed(30, "police", SECOND),
        agreed(31, "medical", SECOND),
        step("in_force", 32, SECOND),
        agreed(40, "medical", FIRST),
    ]
    made = only(*steps)
    assert made.force is not None
    assert made.force.id == SECOND


def test_of_two_proposals_at_once_the_one_agreed_to_is_in_force() -> None:
    made = only(proposed(0, SECOND, by="Ola"), *IN_FORCE)
    assert made.force is not None
    assert (made.force.id, made.terms.id) == (FIRST, SECOND)


def test_two_holds_stand_side_by_side_in_the_order_of_their_proposal() -> None:
    other = proposed(-5, SECOND, hold="other")
    assert [one.hold for one in holds(told([*IN_FORCE, other]))] == ["other", "h"]


def test_ended_says_when_and_by_whom_and_what_was_in_force() -> None:
    made = only(*IN_FORCE, step("ended", 200, None, by="Ola"))
    assert (made.state, made.ended_s, made.by) == ("ended", GUN_S + 200, "Ola")
    assert made.force is not None


def test_a_proposal_taken_back_never_comes_into_force() -> None:
    made = only(proposed(0), step("withdrawn", 5, None), *IN_FORCE[1:])
    assert (made.state, made.force) == ("withdrawn", None)


def test_a_hold_proposed_again_after_its_end_must_be_agreed_again() -> None:
    made = only(*IN_FORCE, step("ended", 40, None), proposed(50, SECOND), step("in_force", 60, SECOND))
    assert (made.state, made.force, made.ended_s) == ("proposed", None, None)


def test_an_answer_whose_clock_is_before_the_proposal_still_counts() -> None:
    made = only(proposed(0), agreed(-8, "police"), agreed(20, "medical"), step("in_force", 30))
    assert made.state == "in_force"


def test_a_wrong_in_force_is_undone_by_a_correction() -> None:
    undo = event("correction", 50, target=IN_FORCE[3]["id"])
    made = fold(make_race(), make_roster(), [entries([*IN_FORCE, undo])])
    assert [one.state for one in made.holds] == ["agreed"]
    assert fold(make_race(), make_roster(), [entries(list(IN_FORCE))]).holds[0].state == "in_force"


def test_an_end_is_undone_by_a_correction() -> None:
    end = step("ended", 200, None)
    undo = event("correction", 210, target=end["id"])
    made = fold(make_race(), make_roster(), [entries([undo, *IN_FORCE, end])])
    assert [one.state for one in made.holds] == ["in_force"]


def test_of_two_holds_of_one_gate_the_later_end_counts_whichever_was_first() -> None:
    gate = Gate(id="end", name="End", at_m={"ten": 10_000.0}, clock="gun", limit_s=3_600.0)
    ends = {"h": "2026-05-03T12:30:00Z", "late": "2026-05-03T12:50:00Z"}
    for order in ("h", "late"), ("late", "h"):
        steps = []
        for place, hold in enumerate(order):
            terms = str(UUID(int=10 + place, version=4))
            steps += [
                proposed(float(place), terms, hold=hold, until=ends[hold]),
                *(agreed(10.0, party, terms, hold=hold) for party in NEEDS),
                step("in_force", 30, terms, hold=hold),
            ]
        race = race_by(replace(make_race(), gates=(gate,)), Versions(), holds(told(steps)))
        assert race.gates[0].held_s == {"ten": GUN_S + 6_600.0}


STEPS = st.builds(
    lambda what, at_s, terms, party, voice: step(
        what,
        at_s,
        terms,
        **({"party": party} if what in ("asked", "agreed", "refused") else {}),
        **({"source": "control/radio"} if voice else {}),
    ),
    st.sampled_from(["asked", "agreed", "refused", "in_force", "ended", "withdrawn"]),
    st.integers(-5, 60).map(float),
    st.sampled_from([FIRST, SECOND]),
    st.sampled_from(NEEDS),
    st.booleans(),
)


@given(st.lists(STEPS, max_size=14), st.integers(0, 60), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_holds(
    steps: list[dict[str, Any]], second_s: int, rng: random.Random
) -> None:
    events = [proposed(0), proposed(float(second_s), SECOND), *steps]
    shuffled = told(events + rng.sample(events, len(events) // 2))
    rng.shuffle(shuffled)
    assert holds(shuffled, NEEDS) == holds(told(events), NEEDS)


@given(st.lists(STEPS, max_size=14))
def test_nothing_is_ever_in_force_without_a_counting_yes_of_each_party_and_a_claim(
    steps: list[dict[str, Any]],
) -> None:
    made = holds(told([proposed(0), proposed(20, SECOND), *steps]), NEEDS)[0]
    if made.force is None:
        return
    mine = [one for one in steps if one["terms"] == made.force.id]
    assert any(one["what"] == "in_force" for one in mine)
    for party in NEEDS:
        yes = [one for one in mine if one["what"] == "agreed" and one.get("party") == party]
        assert any(one["source"].startswith(party) for one in yes)
