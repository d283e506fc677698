"""Holds as pages show them, and what race control sees before it proposes one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from tests.field.tiny import GUN_S, event
from tests.live.late_race import FROM_M, LENGTH_M, LIMIT_S, NOW_S, PACE, now_of

from lanterne.errors import LanterneError
from lanterne.field.ledger import DETAILS
from lanterne.live.decided import decide
from lanterne.live.holds import hold_options, hold_views
from lanterne.live.notices import notice_views
from lanterne.race.stands import stands
from lanterne.views import HoldOptionsView, HoldView

TERMS = str(UUID(int=1, version=4))


def options(*said: dict[str, Any], bibs: tuple[str, ...] = (), **rules: Any) -> HoldOptionsView:
    return hold_options(now_of(*said, **rules), "full", FROM_M, LENGTH_M, bibs)


RIDE = event("encounter", NOW_S - 600, vehicle="bus", what="ride", bib="88")


def fit(bib: str) -> dict[str, Any]:
    return event("encounter", NOW_S - 300, vehicle="bus", what="fit", bib=bib, by="Ana")


def test_the_hold_is_for_those_expected_late_and_the_last_is_the_last_shown() -> None:
    made = options(RIDE)
    assert [one.bib for one in made.runners] == ["4410", "5123"]
    assert made.runners[0].p50_s < made.runners[1].p50_s
    assert made.limit_s == GUN_S + LIMIT_S


def test_those_the_sweep_says_are_fit_are_those_it_is_for() -> None:
    made = options(RIDE, fit("5123"))
    assert [(one.bib, one.fit_by) for one in made.runners] == [("5123", "Ana")]


def test_race_control_may_say_for_whom() -> None:
    assert [one.bib for one in options(bibs=("4410",)).runners] == ["4410"]
    with pytest.raises(LanterneError, match="77: nobody of the Marathon"):
        options(bibs=("77",))


def test_who_is_asked_for_and_not_on_the_way_any_more_is_named() -> None:
    made = options(RIDE, bibs=("4410", "88"))
    assert [one.bib for one in made.runners] == ["4410"]
    assert made.why.endswith("Not on the way there any more: 88.")


def test_the_recommended_end_is_a_whole_five_minutes_by_which_each_likely_came() -> None:
    made = options(RIDE)
    assert made.recommended_s is not None
    assert made.recommended_s % 300 == 0
    assert made.recommended_s > GUN_S + LIMIT_S
    assert all(one.p > 0.8 for one in made.runners)
    assert all(one.p_limit < 0.5 for one in made.runners)


def test_every_end_brings_at_least_as_many_as_the_one_before_and_costs_more() -> None:
    made = options(RIDE, crew_hour_cost=12.0, post_hour_cost=80.0, currency="USD").options
    assert [one.until_s % 300 for one in made] == [0] * len(made)
    for value in ("expected", "p_all", "station_hours", "post_hours", "cost"):
        found = np.array([getattr(one, value) for one in made])
        assert (np.diff(found) >= -1e-9).all(), value
    assert all(one.p05 <= one.expected + 1 and one.expected <= one.p95 + 1 for one in made)


def test_a_hold_costs_the_time_that_crews_stay_longer() -> None:
    made = options(RIDE, crew_hour_cost=12.0, post_hour_cost=80.0, currency="USD")
    option = next(one for one in made.options if one.extra_s >= 1_800)
    assert made.stations == ["Water 7", "Water 8", "Cheer"]
    longer_h = option.extra_s / 3_600
    there_already_h = (NOW_S - 35_000 * PACE) / 3_600  # the line is past Water 7
    assert option.station_hours == pytest.approx(3 * longer_h - there_already_h)
    assert option.posts == 2
    assert option.post_hours == pytest.approx(2 * longer_h)
    people_h = 21 * longer_h - 10 * there_already_h
    assert option.cost == pytest.approx(people_h * 12.0 + 6 * longer_h * 80.0)


def test_without_a_price_no_cost_is_made_up() -> None:
    assert {one.cost for one in options(RIDE, crew_hour_cost=12.0).options} == {None}


def test_no_end_is_later_than_the_permit_and_it_is_said() -> None:
    latest_s = GUN_S + LIMIT_S + 700
    made = options(RIDE, latest_s=latest_s)
    assert made.options
    assert max(one.until_s for one in made.options) <= latest_s
    assert made.recommended_s is not None
    assert made.recommended_s <= latest_s
    assert "the permit ends before that" in made.why


def test_who_was_stopped_for_the_limit_is_named_with_how() -> None:
    assert options(RIDE).stopped == [("88", "took a ride, Sweep 1 12:50")]


def test_a_ride_with_anybody_but_a_sweep_is_not_for_the_limit() -> None:
    van = event("pickup", NOW_S - 500, vehicle="van", what="picked_up", bib="110")
    assert [bib for bib, _ in options(RIDE, van).stopped] == ["88"]


def test_what_happens_if_it_is_missed_is_said_by_the_finish_gate() -> None:
    made = options(RIDE)
    assert "is offered a ride. Then the finish is closed." in made.missed


def test_a_race_without_a_limit_or_anybody_late_recommends_nothing() -> None:
    made = hold_options(now_of(now_s=7.9 * 3_600), "full", FROM_M, LENGTH_M)
    assert (made.runners, made.recommended_s) == ([], None)
    assert "say for whom" in made.why


UNTIL = datetime.fromtimestamp(GUN_S + 7.6 * 3_600, UTC).isoformat()


def step(what: str, at_s: float, **fields: Any) -> dict[str, Any]:
    made = {"hold": "h", "what": what, "by": "Dana", "source": "control/Dana", "terms": TERMS}
    return event("hold", at_s, **(made | fields))


PROPOSED = step(
    "proposed",
    20_000,
    id=TERMS,
    terms=None,
    distance="full",
    from_m=FROM_M,
    to_m=LENGTH_M,
    until=UNTIL,
    bibs=["4410", "5123"],
)
PROPOSED.pop("terms")
POLICE = step(
    "agreed",
    20_060,
    party="police",
    by="Sgt Lee",
    heard_by="Kim",
    condition="pavement after mile 24",
    source="control/radio",
)
MEDICAL = step("agreed", 20_100, party="medical", by="Dr Moss", source="medical/p")
IN_FORCE = (PROPOSED, POLICE, MEDICAL, step("in_force", 20_200))


def view(*said: dict[str, Any], now_s: float = NOW_S) -> HoldView:
    (made,) = hold_views(now_of(*said, now_s=now_s))
    return made


def test_one_sentence_says_what_is_in_force_for_whom_by_whom_and_on_what_condition() -> None:
    assert view(*IN_FORCE).text == (
        "Mile 18 to the finish stays open until 14:36 for everyone who arrives by then, now 4410 and 5123. "
        "Decided by Dana 12:36. Police: yes, pavement after mile 24. Medical: yes."
    )


def test_what_is_only_proposed_says_so_first_and_who_is_waited_for() -> None:
    made = view(PROPOSED, POLICE)
    assert made.text.startswith("Not in force. Proposed by Dana 12:33: Mile 18 to the finish to stay open")
    assert "Waiting for Medical." in made.text
    assert made.force is None


def test_a_claim_too_early_is_said_to_be_one() -> None:
    made = view(PROPOSED, POLICE, step("in_force", 20_200))
    assert made.claimed
    assert "too early: Medical must agree first." in made.text


def test_a_refusal_after_it_is_in_force_stands_first() -> None:
    no = step("refused", 20_500, party="police", by="Sgt Lee", source="police/p")
    assert view(*IN_FORCE, no).text.startswith(
        "POLICE SAYS NO (Sgt Lee 12:41). Mile 18 to the finish stays open"
    )


def test_a_voice_that_nobody_else_heard_shows_no_answer() -> None:
    made = view(PROPOSED, POLICE | {"heard_by": "Sgt Lee"})
    police = next(one for one in made.latest.parties if one.post == "police")
    assert (police.answer, police.condition) == ("", "yes by voice: say who else heard it")


def test_everybody_in_the_stretch_the_sweep_and_the_parties_must_know() -> None:
    said = event(
        "message",
        20_300,
        message=f"hold/h/{TERMS}",
        about=f"hold/h/{TERMS}",
        what="acknowledged",
        to="w7",
        by="JB",
        source="w7/phone",
    )
    acks = {one.post: one.by for one in view(*IN_FORCE, said).acks}
    assert acks == {"w6": "", "w7": "JB", "w8": "", "cheer": "", "bus": "", "police": "", "medical": ""}


def acknowledged(post: str, about: str, at_s: float) -> dict[str, Any]:
    return event(
        "message", at_s, message=about, about=about, what="acknowledged", to=post, by="JB", source=f"{post}/p"
    )


def test_after_the_end_the_acknowledgements_are_those_of_the_end_as_the_notices_have_them() -> None:
    about = f"hold/h/{TERMS}"
    ended = step("ended", 21_000, by="Ola")
    said = [acknowledged("w7", about, 20_300), acknowledged("w8", f"{about}/ended", 21_100)]
    now = now_of(*IN_FORCE, ended, *said)
    (made,) = hold_views(now)
    shown = {one.post: one.at_s for one in made.acks}
    assert {post for post, at_s in shown.items() if at_s is not None} == {"w8"}
    decided = decide(now)
    posts = stands(now.field.race)
    for post, at_s in shown.items():
        (notice,) = notice_views(now, decided, posts[post])
        assert (notice.about, notice.acknowledged_s) == (f"{about}/ended", at_s)


def test_an_end_that_came_by_itself_needs_no_word_again() -> None:
    late = step("ended", 7.7 * 3_600, by="Ola")
    said = acknowledged("w7", f"hold/h/{TERMS}", 20_300)
    (made,) = hold_views(now_of(*IN_FORCE, said, late, now_s=7.8 * 3_600))
    assert {one.post for one in made.acks if one.at_s is not None} == {"w7"}


def test_a_word_before_the_end_was_ended_again_does_not_count() -> None:
    early = acknowledged("w7", f"hold/h/{TERMS}/ended", 20_900)
    (made,) = hold_views(now_of(*IN_FORCE, early, step("ended", 21_000, by="Ola")))
    assert all(one.at_s is None for one in made.acks)


def test_the_runners_told_are_shown_with_their_choice_and_the_others_as_not_told() -> None:
    told = event("encounter", 20_400, vehicle="bus", what="going_on", bib="4410", hold="h", by="Ana")
    made = view(*IN_FORCE, told).told
    assert [(one.bib, one.at_s, one.choice, one.by) for one in made] == [
        ("4410", GUN_S + 20_400, "going_on", "Ana"),
        ("5123", None, "", ""),
    ]


PERMIT_S = GUN_S + 7.5 * 3_600


def test_an_end_after_the_permit_is_said_when_it_is_proposed_with_whose_yes_it_needs() -> None:
    (made,) = hold_views(now_of(PROPOSED, latest_s=PERMIT_S))
    assert "AFTER THE PERMIT, which ends at 14:30: only with the yes of Police." in made.text


def test_an_end_after_the_permit_that_is_in_force_names_who_agreed_to_it() -> None:
    (made,) = hold_views(now_of(*IN_FORCE, latest_s=PERMIT_S))
    assert "AFTER THE PERMIT, which ends at 14:30: agreed by Police (Sgt Lee 12:34)." in made.text


def test_an_end_within_the_permit_says_nothing_of_it() -> None:
    (made,) = hold_views(now_of(PROPOSED, latest_s=PERMIT_S + 360))
    assert "PERMIT" not in made.text


def test_an_extension_beyond_the_permit_says_so_while_the_old_terms_stay() -> None:
    later = datetime.fromtimestamp(PERMIT_S + 1_800, UTC).isoformat()
    more = PROPOSED | {"id": str(UUID(int=2, version=4)), "until": later}
    more |= {"happened_at": datetime.fromtimestamp(GUN_S + 20_600, UTC).isoformat()}
    (made,) = hold_views(now_of(*IN_FORCE, more, latest_s=PERMIT_S + 400))
    assert made.text.startswith("Mile 18 to the finish stays open until 14:36")
    assert "not in force: until 15:00. AFTER THE PERMIT" in made.text


def test_a_hold_that_ended_says_who_ended_it() -> None:
    ended = step("ended", 21_000, by="Ola")
    assert view(*IN_FORCE, ended).text == (
        "The hold for mile 18 to the finish until 14:36 was ended by Ola 12:50."
    )


def test_a_finish_after_the_limit_but_within_the_hold_is_in_time_until_the_hold_is_undone() -> None:
    undo = event("correction", 29_000, target=IN_FORCE[3]["id"])

    def detail(*said: dict[str, Any]) -> tuple[str, int]:
        made = now_of(*said, now_s=8.2 * 3_600)
        row = made.field.roster.index["4410"]
        return DETAILS[made.picture.ledger.detail[row]], round(made.arrivals[0].limit_s - GUN_S)

    finish_s = LENGTH_M * 0.585 * 1.1
    assert LIMIT_S < finish_s < 7.6 * 3_600
    assert detail() == ("after_limit", round(LIMIT_S))
    assert detail(*IN_FORCE) == ("", 27_360)
    assert detail(*IN_FORCE, undo) == ("after_limit", round(LIMIT_S))
