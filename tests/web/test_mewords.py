"""The runner's page says the same in every language."""

from __future__ import annotations

from string import Formatter

import pytest

from lanterne.feeds.sms import WORDS
from lanterne.web.mewords import TONGUES, tongue_of, words


def blanks(text: str) -> set[str]:
    """What is filled in in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_language_has_every_text_with_the_same_blanks(tongue: str) -> None:
    english = words("en")
    assert {name: blanks(text) for name, text in words(tongue).items() if text.strip()} == {
        name: blanks(text) for name, text in english.items()
    }


def test_every_language_can_say_by_text_what_another_can() -> None:
    meant = {tongue: {word for word, spoken in WORDS.values() if spoken == tongue} for tongue in TONGUES}
    assert all(found == {"stopped", "ride", "help", "going"} for found in meant.values())


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        ("", "", "en"),
        ("", "it-IT, fr;q=0.3, es-MX;q=0.8", "es"),
        ("", "de;q=0, it", "en"),
        ("", "de;q=much, fr", "fr"),
        ("fr", "de", "fr"),
        ("xx", "de", "de"),
    ],
)
def test_the_language_is_the_one_chosen_or_liked_best(chosen: str, accepted: str, spoken: str) -> None:
    assert tongue_of(chosen, accepted) == spoken
