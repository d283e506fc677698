"""What a post has to acknowledge, who has not, and what to say to them by radio."""

from __future__ import annotations

from typing import Any

import pytest
from tests.field.tiny import GUN_S, event
from tests.live.posts_day import READS, agreed_hold, hold, now_of, page

from lanterne.live.decided import decide
from lanterne.live.notices import RADIO_AFTER_S, unheard_views

AT_S = 20_000.0
HOLD = agreed_hold(AT_S - 1_000, 26_400)
TERMS = HOLD[0]["id"]
ABOUT = f"hold/h1/{TERMS}"


def acknowledged(post: str, about: str, at_s: float, **fields: Any) -> dict[str, Any]:
    """A post's word that it knows."""
    return event(
        "message", at_s, message=about, about=about, what="acknowledged", to=post, **({"by": "X"} | fields)
    )


def version(at_s: float) -> list[dict[str, Any]]:
    """A version of the cut-offs, published."""
    change = {"gate": "g20", "limit_s": 20_500.0}
    proposed = event("cutoff", at_s, cutoff="c1", what="proposed", by="RD", base=1, gates=[change])
    return [proposed, event("cutoff", at_s + 10, cutoff="c1", what="published", by="RD")]


def stage(what: str, at_s: float) -> dict[str, Any]:
    """Race control's word to the station at mile 20."""
    return event("station", at_s, station="w20", what=what, by="RC")


@pytest.mark.parametrize("post", ["s1", "w20", "c25", "police", "medic", "line"])
def test_a_hold_is_to_be_known_where_it_holds_and_by_those_who_agreed(post: str) -> None:
    notice = page(post, HOLD, AT_S).notices[0]
    assert (notice.about, notice.at_s, notice.acknowledged_s) == (ABOUT, GUN_S + AT_S - 960, None)


@pytest.mark.parametrize("post", ["w5", "desk", "c25/board"])
def test_others_have_nothing_to_acknowledge(post: str) -> None:
    assert page(post, HOLD, AT_S).notices == []


def test_a_hold_that_is_only_proposed_is_no_notice() -> None:
    assert page("w20", HOLD[:-1], AT_S).notices == []


def test_an_acknowledgement_counts_for_who_said_it() -> None:
    known = [*HOLD, acknowledged("w20", ABOUT, AT_S - 100)]
    assert page("w20", known, AT_S).notices[0].acknowledged_s == GUN_S + AT_S - 100
    assert page("s1", known, AT_S).notices[0].acknowledged_s is None


def test_a_hold_ended_early_is_to_be_known_once_more() -> None:
    known = [*HOLD, acknowledged("w20", ABOUT, AT_S - 900), hold("ended", AT_S - 300)]
    notices = page("w20", known, AT_S).notices
    assert [(one.about, one.acknowledged_s) for one in notices] == [(f"{ABOUT}/ended", None)]


def test_a_new_version_is_for_everybody_who_can_say_so() -> None:
    assert [one.about for one in page("w5", version(AT_S - 500), AT_S).notices] == ["cutoff/2"]
    assert page("c25/board", version(AT_S - 500), AT_S).notices == []


def test_a_number_that_was_given_before_is_acknowledged_again() -> None:
    """What was said before the version was published is of another, taken back since."""
    known = [acknowledged("w5", "cutoff/2", AT_S - 900), *version(AT_S - 500)]
    assert page("w5", known, AT_S).notices[0].acknowledged_s is None
    known += [acknowledged("w5", "cutoff/2", AT_S - 300)]
    assert page("w5", known, AT_S).notices[0].acknowledged_s == GUN_S + AT_S - 300


@pytest.mark.parametrize("in_force", [False, True])
def test_a_cheer_station_that_a_hold_needs_sees_what_it_is_asked_and_no_bib(in_force: bool) -> None:
    proposed = agreed_hold(AT_S - 300, 26_400)[0] | {"id": "018f0000-0000-7000-8000-000000000001"}
    asked = [*(HOLD if in_force else []), proposed | {"needs": ["police", "c25"]}]
    (seen,) = page("c25", asked, AT_S).holds
    assert ("c25" in [one.post for one in seen.latest.parties], seen.latest.bibs) == (True, [])
    assert seen.latest.terms == proposed["id"]
    assert not any(bib in seen.text for bib in ("4410", "5123"))
    assert seen.text.startswith("Not in force") is not in_force


def test_a_cheer_station_sees_nothing_of_a_hold_that_others_are_asked_for() -> None:
    assert page("c25", HOLD[:1], AT_S).holds == []


def test_a_release_is_for_its_station() -> None:
    events = [stage("may_pack", AT_S - 50)]
    assert [one.about for one in page("w20", events, AT_S).notices] == ["station/w20/may_pack"]
    assert page("w5", events, AT_S).notices == []


def test_told_the_same_again_after_something_else_it_is_acknowledged_again() -> None:
    about = "station/w20/stay"
    events = [
        stage("stay", AT_S - 900),
        acknowledged("w20", about, AT_S - 880),
        stage("may_pack", AT_S - 500),
        stage("stay", AT_S - 100),
    ]
    assert [(one.about, one.acknowledged_s) for one in page("w20", events, AT_S).notices] == [(about, None)]


def test_a_captain_who_packs_needs_not_say_that_they_know() -> None:
    events = [stage("may_pack", AT_S - 500), stage("packing", AT_S - 400)]
    assert page("w20", events, AT_S).notices == []


def test_a_cheer_station_and_its_board_are_told_of_a_hold_without_bibs() -> None:
    for post in ("c25", "c25/board"):
        view = page(post, HOLD, AT_S)
        texts = [*(one.text for one in view.notices), *(one.text for one in view.holds)]
        assert texts
        assert not any("4410" in one or "5123" in one for one in texts)


def test_control_is_told_who_has_not_heard_the_longest_waiting_first() -> None:
    now = now_of([*READS, *HOLD, *version(AT_S - 400), acknowledged("police", ABOUT, AT_S - 900)], AT_S)
    waiting = unheard_views(now, decide(now))
    assert ("police", ABOUT) not in {(one.post, one.about) for one in waiting}
    assert ("w20", ABOUT) in {(one.post, one.about) for one in waiting}
    assert [one.since_s for one in waiting] == sorted(one.since_s for one in waiting)


def test_nobody_calls_a_station_that_has_closed() -> None:
    closed = event("station", AT_S - 100, station="w20", what="closed")
    now = now_of([*READS, *HOLD, closed], AT_S)
    assert "w20" not in {one.post for one in unheard_views(now, decide(now))}


@pytest.mark.parametrize(("waited_s", "said"), [(RADIO_AFTER_S - 5, False), (RADIO_AFTER_S + 5, True)])
def test_after_some_minutes_there_are_words_for_the_radio(waited_s: float, said: bool) -> None:
    now = now_of([*READS, *HOLD], AT_S - 960 + waited_s)
    words = next(one.words for one in unheard_views(now, decide(now)) if one.post == "w20")
    assert words.startswith("Water 20, this is race control.") == said
    assert words.endswith("Please read that back.") == said
