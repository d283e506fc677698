"""Whatever is typed: no text raises, no bib is lost, and the words read back mean the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.radio.desk import BIBS, scene

from lanterne.radio.forms import FORMS
from lanterne.radio.parse import ONLY_CONTROL, parse
from lanterne.radio.pattern import compiled
from lanterne.radio.tokens import tokens

SCENE = scene()
KEYWORDS = sorted({word for form in FORMS for word in form.literals})
WORDS = [*KEYWORDS, "9", "w9", "sag", "2", "1312", ",", "412"]

bibs = st.lists(st.sampled_from(BIBS[:8]), min_size=1, max_size=5, unique=True)
places = st.sampled_from(["9", "w9", "water 9", "aid 21", "oak street"])
times = st.sampled_from(["", " 1312", " 13:12", " at 1258", " 5 min ago", " now"])
lines = st.one_of(
    st.builds(
        lambda worn, what, place, time: f"{' '.join(worn)} {what} {place}{time}",
        bibs,
        st.sampled_from(["in at", "out at", "passed", "stopped at", "not seen at"]),
        places,
        times,
    ),
    st.builds(lambda worn, time: f"sag 2 has {', '.join(worn)} going to finish{time}", bibs, times),
    st.builds(lambda worn, where: f"need ride for {' '.join(worn)} at {where}", bibs, st.just("mile 14.2")),
    st.builds(lambda worn, place, time: f"{' '.join(worn)} drops at {place}{time}", bibs, places, times),
    st.builds(lambda n, time: f"sag 1 {n} aboard{time}", st.integers(0, 99), times),
    st.builds(lambda mile, time: f"sweep 1 at mile {mile}{time}", st.integers(1, 26), times),
)


@given(st.text(max_size=320))
@settings(max_examples=100, deadline=None)
def test_no_text_raises(text: str) -> None:
    made = parse(text, SCENE)
    assert made.ok or not made.events


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join))
@settings(max_examples=80, deadline=None)
def test_no_keywords_in_any_order_raise_and_what_is_refused_says_why(text: str) -> None:
    made = parse(text, SCENE)
    assert made.ok or made.hint or not tokens(text)


@given(lines)
@settings(max_examples=60, deadline=None)
def test_the_words_read_back_mean_the_same(line: str) -> None:
    first = parse(line, SCENE)
    again = parse(first.read_back, SCENE)
    assert (first.ok, again.events) == (True, first.events)


@given(lines, bibs)
@settings(max_examples=60, deadline=None)
def test_every_bib_of_a_line_is_checked_and_said(line: str, more: list[str]) -> None:
    named = {token.text for token in tokens(line.partition(" at ")[0])} & set(BIBS[:8])
    made = parse(line, SCENE)
    assert named <= {bib.bib for bib in made.bibs}


@given(bibs)
@settings(max_examples=25, deadline=None)
def test_a_status_is_made_for_every_bib_once(worn: list[str]) -> None:
    made = parse(f"{' '.join(worn + worn)} drops at 14", SCENE)
    assert [event["bib"] for event in made.events] == worn


@pytest.mark.parametrize("pattern", ["{bibs} (in|out", "in] at"])
def test_a_pattern_whose_brackets_do_not_pair_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        compiled(pattern)


def test_who_calls_and_where_need_not_be_said_twice() -> None:
    made = parse("231 in", scene(place="w9", sender="w9"))
    assert (made.events[0]["place"], made.sender) == ("w9", "w9")


def test_a_vehicle_that_calls_need_not_name_itself() -> None:
    made = parse("has 231", scene(place="sag2", sender="sag2"))
    assert made.events == [{"kind": "pickup", "what": "picked_up", "vehicle": "sag2", "bib": "231"}]


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("55 out at 7", "55: finished 12:40"),
        ("377 out at 7", "377: aboard SAG 2"),
        ("413 out at 7", "Nobody wears 413; perhaps 412"),
        ("sag 2 has 88 1309", "Nobody wears 1309; if it is a time, write: at 1309"),
        ("police agrees", "Who at Police says so? Like: police Sgt Ortiz agrees"),
    ],
)
def test_a_line_to_look_at_first_says_so(line: str, warning: str) -> None:
    made = parse(line, SCENE)
    assert (made.ok, made.warnings) == (True, [warning])


@pytest.mark.parametrize("line", ["sag 2 has 377", "sag 2 handed 377 to medical, Jo", "88 drops at 14"])
def test_what_is_to_be_expected_is_not_warned_of(line: str) -> None:
    assert parse(line, SCENE).warnings == []


@pytest.mark.parametrize("line", ["alert red", "wet day", "9 may pack", "640 finished official"])
def test_what_only_race_control_says_is_refused_at_the_radio_desk(line: str) -> None:
    made = parse(line, scene(control=False))
    assert (made.ok, made.events, made.hint) == (False, [], ONLY_CONTROL)


def test_whom_the_desk_calls_does_not_call() -> None:
    made = parse("to sag 2: 88 needs a ride at mile 14.2", SCENE)
    assert (made.sender, made.to) == ("", "sag2")


def test_what_the_desk_tells_a_station_goes_to_it() -> None:
    made = parse("9 may pack", SCENE)
    assert (made.sender, made.to) == ("", "w9")


def test_a_road_given_back_without_a_name_is_to_be_looked_at() -> None:
    made = parse("police: east reopened", SCENE)
    assert made.warnings == ["Who says so? Like: segment east bridge reopened, Sgt Ortiz"]


def test_one_unknown_bib_among_several_loses_none_of_them() -> None:
    made = parse("231 9999 412 out at 7", SCENE)
    assert [event["bib"] for event in made.events] == ["231", "9999", "412"]
    assert made.warnings == ["Nobody wears 9999"]
