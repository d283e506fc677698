"""Race control sees what contradicts itself, and settles it by saying ordinary events."""

from __future__ import annotations

from typing import Any

import pytest
from tests.field.tiny import event, read
from tests.live.posts_day import READS, now_of, seen

from lanterne.events.wire import canonical, check
from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.contradictions import contradiction_views
from lanterne.live.now import Now
from lanterne.views import ContradictionView, SettlementView

AT_S = 21_000.0
DROP = event("status", 13_000, bib="4410", what="drop", place="w5", source="w5/phone", by="Ana")
BOTH = [
    event("pickup", 18_000, bib="700", what="picked_up", vehicle="s1"),
    event("pickup", 18_200, bib="700", what="picked_up", vehicle="van"),
]


def now_after(*events: dict[str, Any]) -> Now:
    return now_of([*READS, *events], AT_S)


def views(*events: dict[str, Any]) -> list[ContradictionView]:
    return contradiction_views(now_after(*events))


def way(one: ContradictionView, label: str) -> SettlementView:
    return next(each for each in one.ways if each.label == label)


def said(one: ContradictionView, chosen: SettlementView, at_s: float = 20_900.0) -> list[dict[str, Any]]:
    """What control's page makes of a way that was chosen: its drafts, and the decision."""
    made = []
    for draft in chosen.events:
        fields = {"race": "tiny", "source": "control", **draft}
        whole = event(fields.pop("kind"), at_s, **fields)
        made.append(whole)
    about = [f"contradiction/{one.key}"]
    return [*made, event("decision", at_s, what="settled", about=about, why=chosen.label, by="Dana")]


def state_of(now: Now, bib: str) -> tuple[str, str]:
    runner = now.field.roster.index[bib]
    made = now.picture.ledger
    return STATES[made.state[runner]], DETAILS[made.detail[runner]]


def test_the_facts_are_said_in_words_with_who_and_which_event() -> None:
    first = views(DROP)[0].facts[0]
    assert (first.text, first.by, first.event) == ("4410: drop, Water 5", "Ana", DROP["id"])


def test_reads_are_named_by_their_event() -> None:
    fact = views(DROP)[0].facts[-1]
    mat = next(one for one in READS if one["bib"] == "4410" and one["point"] == "k30")
    assert (fact.text, fact.event) == ("4410 read at 30K", mat["id"])


def test_going_on_puts_the_runner_back_on_the_course() -> None:
    one = views(DROP)[0]
    assert state_of(now_after(DROP, *said(one, way(one, "Going on"))), "4410") == ("on_course", "")


def test_a_settlement_claims_no_sign_of_life_of_its_own() -> None:
    """Whoever settles it at noon saw nobody at noon: the runner was seen at the last read."""
    one = views(DROP)[0]
    now = now_after(DROP, *said(one, way(one, "Going on")))
    runner = now.field.roster.index["4410"]
    assert now.picture.evidence.at_s[runner] == one.facts[-1].at_s


def test_what_is_settled_says_by_whom_and_how() -> None:
    one = views(DROP)[0]
    after = views(DROP, *said(one, way(one, "Going on")))
    assert [(each.settled_by, each.settled_as, each.key) for each in after] == [("Dana", "Going on", one.key)]


def test_left_as_it_is_stays_settled_with_its_facts() -> None:
    one = views(DROP)[0]
    after = views(DROP, *said(one, way(one, "Leave it as it is")))
    assert (after[0].settled_as, after[0].facts) == ("Leave it as it is", one.facts)


def test_left_as_it_is_opens_again_when_a_fact_changes() -> None:
    one = views(DROP)[0]
    more = read("4410", "k35", 20_950)
    after = views(DROP, *said(one, way(one, "Leave it as it is")), more)
    assert [each.settled_s is None for each in after] == [True, False]


@pytest.mark.parametrize("label", [each.label for each in views(DROP)[0].ways])
def test_every_way_is_of_whole_events(label: str) -> None:
    one = views(DROP)[0]
    for whole in said(one, way(one, label)):
        check(canonical(whole))


def test_a_mistyped_bib_is_amended_to_the_other() -> None:
    """110 ran past Water 5 when 101 was written down there, an hour after they had."""
    wrong = seen("w5", "101", 13_000)
    special = [one for one in READS if one["bib"] != "110"] + [
        read("110", "start", 8_000),
        read("110", "k10", 14_000),
    ]
    now = now_of([*special, wrong], AT_S)
    one = next(each for each in contradiction_views(now) if each.kind == "wrong_bib")
    after = now_of([*special, wrong, *said(one, way(one, "110 was seen"))], AT_S)
    seen_of = after.field.facts.words_of(after.field.roster.index["110"])
    assert [each.id for each in seen_of] == [wrong["id"]]


def test_taking_back_the_reads_of_a_chip_that_was_carried() -> None:
    one = views(DROP)[0]
    now = now_after(DROP, *said(one, way(one, "The chip was carried")))
    assert state_of(now, "4410") == ("unresolved", "dropped")


TURNED = [
    read("999", "start", 60),
    read("999", "k10", 60 + 400 * 10),
    read("999", "finish", 60 + 400 * 21.0975),
]


def test_a_marathoner_who_comes_home_with_the_half_is_said_to_have_turned() -> None:
    (one,) = [each for each in views(*TURNED) if each.bib == "999"]
    assert one.text == "999 most likely turned with the Half: read on its road when they were due there."
    assert one.facts[-1].text == "999 read at Finish, too soon for their own distance"
    assert (one.ways[0].label, one.ways[0].p) == ("Turned with the Half", 0.8)


def test_who_turned_is_home_by_the_other_distance_once_it_is_settled() -> None:
    (one,) = [each for each in views(*TURNED) if each.bib == "999"]
    now = now_after(*TURNED, *said(one, one.ways[0]))
    assert state_of(now, "999") == ("finished", "changed_distance")
    assert [each.settled_as for each in contradiction_views(now) if each.bib == "999"] == [one.ways[0].label]


@pytest.mark.parametrize(("label", "where"), [("Aboard Van 1", "van"), ("Aboard Sweep 1", "s1")])
def test_one_of_two_vehicles_has_the_runner(label: str, where: str) -> None:
    one = next(each for each in views(*BOTH) if each.kind == "two_vehicles")
    now = now_after(*BOTH, *said(one, way(one, label)))
    left = [each.kind for each in contradiction_views(now) if each.settled_s is None]
    assert (now.field.said[now.field.roster.index["700"]].where, "two_vehicles" in left) == (where, False)


def test_a_runner_handed_over_between_vehicles_is_in_the_second() -> None:
    one = next(each for each in views(*BOTH) if each.kind == "two_vehicles")
    now = now_after(*BOTH, *said(one, way(one, "Handed over to Van 1")))
    left = [each.kind for each in contradiction_views(now) if each.settled_s is None]
    assert "two_vehicles" not in left


def test_a_decision_that_is_taken_back_opens_it_again() -> None:
    one = views(DROP)[0]
    decision = said(one, way(one, "Leave it as it is"))[-1]
    after = views(DROP, decision, event("correction", 20_950, target=decision["id"]))
    assert after[0].settled_s is None


def test_no_two_ways_are_called_alike() -> None:
    every = views(DROP, seen("w5", "101", 20_000), *BOTH)
    assert all(len({each.label for each in one.ways}) == len(one.ways) for one in every)
