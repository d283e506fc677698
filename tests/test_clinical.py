"""Medical words are found wherever they stand, and plain talk passes."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.clinical import _ALONE, _HARM, _PARTS, _TOGETHER, clinical, folded

PLAIN = [
    "412 out at 7",
    "sag 2 has 231 377 going to finish",
    "sweep at mile 14.2",
    "last runner through water 9 at 1312",
    "head count is bad, please count again",
    "back at the start, radio problem",
    "hand over to medical at once",
    "main road blocked, problem with a truck",
    "at the foot of the hill, face masks gone",
    "ambulance on its way to mile 20, medical asked",
    "the radio signal is faint",
    "time cut at gate 3, took the ride",
    "released to her sister",
    "bus broken down at km 12",
    "heat: more water please",
    "Dr. Hand is at the tent",
]
TELLING = [
    "412 fainted at 7",
    "chest pain",
    "hurt her left knee",
    "ankle is twisted",
    "Krämpfe in den Waden",
    "Sie hat ÜBELKEIT",
    "se desmayó",
    "il s'est évanoui",
    "gave two ibuprofen",
    "can't breathe",
    "Heat-stroke!",
    "UNCONSCIOUS.",
    "diabetic, low sugar",
]
WORDS = st.sampled_from([*_ALONE.split(), *_TOGETHER])
SAFE = st.lists(st.sampled_from(" ".join(PLAIN[:4]).split()), max_size=6).map(" ".join)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_talk_passes(text: str) -> None:
    assert not clinical(text)


@pytest.mark.parametrize("text", TELLING)
def test_medical_talk_is_found(text: str) -> None:
    assert clinical(text)


@given(SAFE, WORDS, SAFE, st.sampled_from([str.upper, str.title, str.lower]))
def test_every_word_of_the_list_is_found_wherever_it_stands(
    before: str, word: str, after: str, case: type[str]
) -> None:
    assert clinical(f"{before} ({case(word)}), {after}")


@given(WORDS, st.text(string.ascii_lowercase, min_size=2, max_size=4))
def test_only_whole_words_count(word: str, more: str) -> None:
    glued = word.split()[0] + "qz" + more
    assert not clinical(glued)


@given(st.sampled_from(_PARTS.split()), st.sampled_from(_HARM.split()), st.integers(0, 6))
def test_a_part_of_the_body_counts_with_its_harm_near(part: str, harm: str, between: int) -> None:
    assert not clinical(part)
    assert not clinical(harm)
    assert clinical(f"{harm} {'so ' * between}{part}") == (between < 3)


@given(st.text(max_size=30), st.sampled_from(TELLING))
def test_a_place_of_the_race_never_blocks_and_hides_nothing(before: str, telling: str) -> None:
    place = "Heart Attack Hill"
    assert not clinical(f"at {place.upper()}", {folded(place)})
    assert clinical(f"{before} at {place}: {telling}", {folded(place)})


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    clinical(text, {folded(text)})
    assert folded(folded(text)) == folded(text)


def test_the_lists_hold_words_as_they_are_looked_for() -> None:
    lists = [*_ALONE.split(), *_TOGETHER, *_PARTS.split(), *_HARM.split()]
    assert [one for one in lists if folded(one) != one] == []
