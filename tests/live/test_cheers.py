"""A cheer station's page: who comes next, in groups, named only by consent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.field.tiny import GUN_S, event, read
from tests.live.posts_day import LAST, RACE, READS, Book, now_of, page, seen

from lanterne.live.announcing import announcements
from lanterne.live.cheers import FIRST_NAME
from lanterne.live.decided import decide
from lanterne.live.now import Now
from lanterne.live.posts import post_view
from lanterne.race.definition import Station
from lanterne.race.stands import stands
from lanterne.views import CheerView

AT_S = 24_400.0
"""A quarter of an hour before 4410 and 5123 are expected at mile 25; 700 was due there."""


def consent(bib: str, at_s: float = 100.0, *, given: bool = True, use: str = FIRST_NAME) -> dict[str, Any]:
    """A runner's word that their first name may be used, or not."""
    return event("consent", at_s, bib=bib, use=use, given=given)


def stage(what: str, at_s: float) -> dict[str, Any]:
    """Race control's word to the cheer station."""
    return event("station", at_s, station="c25", what=what, by="RC")


def names(*events: dict[str, Any], at_s: float = AT_S) -> list[str]:
    return sorted(name for group in page("c25", events, at_s).groups for name in group.names)


def test_the_last_group_comes_first_and_is_counted() -> None:
    group = page("c25", [], AT_S).groups[0]
    assert (group.key, group.count, group.stage) == ("1", 2, "20")
    assert group.p05_s < GUN_S + 40_234 * 0.625 < group.p95_s


def test_the_way_to_go_is_the_true_one() -> None:
    assert page("c25", [], AT_S).groups[0].to_go_m == pytest.approx(42_195 - 40_234)


def test_two_seen_together_at_two_places_are_together_and_one_alone_is_not() -> None:
    groups = page("c25", [], AT_S).groups
    assert groups[0].together
    assert not any(one.together for one in groups if one.count == 1)


def test_two_who_parted_are_not_called_together() -> None:
    reads = [
        one | {"happened_at": read("5123", "k35", 35_000 * 0.625 + 200)["happened_at"]}
        if (one["bib"], one["point"]) == ("5123", "k35")
        else one
        for one in READS
    ]
    now = now_of(reads, AT_S)
    view = post_view(now, decide(now), stands(RACE)["c25"], Book())
    assert isinstance(view, CheerView)
    assert not any(one.together for one in view.groups)


def test_who_is_together_comes_when_the_one_seen_last_does() -> None:
    missed = [one for one in READS if (one["bib"], one["point"]) != ("5123", "k35")]
    pair, whole = now_of(missed, AT_S), now_of(READS, AT_S)
    views = [post_view(now, decide(now), stands(RACE)["c25"], Book()) for now in (pair, whole)]
    first, second = (view.groups[0] for view in views if isinstance(view, CheerView))
    assert (first.count, first.together) == (2, True)
    assert first.p50_s == pytest.approx(second.p50_s, abs=60)


def test_a_place_where_people_saw_both_counts_like_a_mat() -> None:
    reads = [one for one in READS if one["bib"] not in ("4410", "5123") or one["point"] in ("start", "k10")]
    both = [seen("w20", bib, 20_010 + i) for i, bib in enumerate(("4410", "5123"))]
    now = now_of([*reads, *both], 21_000)
    view = post_view(now, decide(now), stands(RACE)["c25"], Book())
    assert isinstance(view, CheerView)
    assert [one.together for one in view.groups if one.count == 2] == [True]


def test_names_are_first_names_of_those_who_said_yes() -> None:
    assert names() == []
    assert names(consent("4410")) == ["Ada"]
    assert names(consent("4410"), consent("5123")) == ["Ada", "Berta"]


def test_consent_to_something_else_is_none() -> None:
    assert names(consent("4410", use="photo")) == []


def test_consent_withdrawn_is_withdrawn_at_once() -> None:
    assert names(consent("4410"), consent("4410", AT_S - 1, given=False)) == []
    assert names(consent("4410", 100, given=False), consent("4410", 200)) == ["Ada"]


def test_of_a_yes_and_a_no_of_one_instant_the_no_counts() -> None:
    assert names(consent("4410", 100), consent("4410", 100, given=False)) == []


def test_consent_taken_back_by_correction_is_gone() -> None:
    given = consent("4410")
    assert names(given, event("correction", 200, target=given["id"])) == []


@pytest.mark.parametrize("bib", ["701", "702"])
def test_minors_and_the_hidden_are_never_named_whatever_was_said(bib: str) -> None:
    events = [consent(bib), consent("700")]
    view = page("c25", events, 22_500)
    assert [one for group in view.groups for one in group.names] == ["Carl"]
    assert sum(group.firsts for group in view.groups) == 0


def test_first_marathons_are_told_of_those_who_said_yes() -> None:
    assert page("c25", [], AT_S).groups[0].firsts == 0
    assert page("c25", [consent("4410")], AT_S).groups[0].firsts == 1


def test_those_who_have_passed_are_shown_as_passed_for_a_while() -> None:
    crossed = [seen("c25", bib, 25_140 + i) for i, bib in enumerate(("4410", "5123"))]
    assert page("c25", crossed, 25_300).groups[0].stage == "passed"
    assert page("c25", crossed, 26_300).groups == []


def test_a_cheer_station_stays_until_it_is_thanked() -> None:
    view = page("c25", [], AT_S)
    assert view.stay
    assert "Stay until released" in view.closing.reasons[0]
    assert not page("c25", [stage("may_close", AT_S - 60)], AT_S).stay
    assert page("c25", [stage("may_close", AT_S - 60), stage("stay", AT_S - 30)], AT_S).stay


def due(now: Now) -> list[tuple[str, tuple[str, ...]]]:
    """Lead and bibs of each announcement that is due."""
    return [(one.message.rsplit("/", 1)[-1], one.bibs) for one in announcements(now, decide(now))]


def as_event(message: Any) -> dict[str, Any]:
    """An announcement as it comes back from the journal."""
    return {
        "kind": "message",
        "id": message.id,
        "race": message.race,
        "happened_at": message.happened_at.isoformat(),
        "source": message.source,
        "message": message.message,
        "what": "sent",
        "to": message.to,
        "about": message.about,
        "bibs": list(message.bibs),
    }


def test_the_last_are_announced_once_at_each_lead() -> None:
    told: list[dict[str, Any]] = []
    found: list[tuple[str, str]] = []
    for at_s in range(23_000, 25_200, 200):
        now = now_of([*READS, *told], at_s)
        for one in announcements(now, decide(now)):
            told.append(as_event(one))
            found += [(bib, one.message.rsplit("/", 1)[-1]) for bib in one.bibs if bib in LAST]
    assert sorted(one for one in found if one[0] in ("4410", "5123")) == [
        ("4410", "20"),
        ("4410", "8"),
        ("5123", "20"),
        ("5123", "8"),
    ]
    assert len(found) == len(set(found))


def test_the_same_announcement_has_the_same_id() -> None:
    one, other = (now_of(READS, AT_S) for _ in range(2))
    assert [m.id for m in announcements(one, decide(one))] == [
        m.id for m in announcements(other, decide(other))
    ]


def test_an_announcement_says_where_what_and_of_whom() -> None:
    now = now_of(READS, AT_S)
    made = next(one for one in announcements(now, decide(now)) if "4410" in one.bibs)
    assert (made.what, made.to, set(made.bibs)) == ("sent", "c25", {"4410", "5123"})
    assert made.about == made.message
    assert made.message.startswith("arrival/c25/")
    assert made.message.endswith("/20")


def test_none_is_announced_as_twenty_minutes_off_who_is_nearer() -> None:
    now = now_of(READS, 25_000)
    assert ("8", ("4410", "5123")) in due(now)
    assert "20" not in {lead for lead, bibs in due(now) if "4410" in bibs}


def test_one_who_joins_a_group_is_announced_alone() -> None:
    now = now_of(READS, AT_S)
    both = next(one for one in announcements(now, decide(now)) if "4410" in one.bibs)
    first = as_event(both) | {"bibs": ["5123"]}
    again = now_of([*READS, first], AT_S)
    assert ("20", ("4410",)) in due(again)


def test_a_station_that_was_thanked_is_announced_nobody() -> None:
    now = now_of([*READS, stage("may_close", AT_S - 60)], AT_S)
    assert due(now) == []


def test_what_was_announced_is_not_taken_back_when_they_are_farther_off_than_was_thought() -> None:
    now = now_of(READS, AT_S)
    earlier = event("message", AT_S - 500)["happened_at"]
    told = [as_event(one) | {"happened_at": earlier} for one in announcements(now, decide(now))]
    assert page("c25", [], AT_S - 400).groups[0].stage == "later"
    assert page("c25", told, AT_S - 400).groups[0].stage == "20"


def test_of_two_distances_each_has_its_own_way_to_go() -> None:
    shared = replace(
        RACE,
        stations=(
            Station(id="c6", name="Km 10", kinds=("cheer",), at_m={"full": 10_000.0, "half": 10_000.0}),
        ),
    )
    now = now_of(READS, 3_000, race=shared)
    view = post_view(now, decide(now), stands(shared)["c6"], Book())
    assert isinstance(view, CheerView)
    assert {round(one.to_go_m) for one in view.groups} == {32_195, 11_098}
