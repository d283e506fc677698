"""Signed texts, and the tokens of links made of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.web.conftest import SIGNING, made_race

from lanterne.race.definition import Post, Vehicle
from lanterne.race.stands import stands
from lanterne.units import instant_s
from lanterne.web.links import PAGES, Links, Token, page_of
from lanterne.web.signing import SIGNATURE_BYTES, Signer

RACE = made_race()
EVERY_ROLE = replace(
    RACE,
    vehicles=(*RACE.vehicles, Vehicle(id="van", name="Van", kind="sag", seats=7)),
    posts=(*RACE.posts, Post(id="ham", name="Net control", role="radio", at_m={})),
)
UNTIL_S = 2_000_000_000
NOW_S = 1_900_000_000.0


def links(number: int = 1) -> Links:
    return Links(RACE, SIGNING, lambda post: number)


@given(st.text())
def test_what_was_signed_is_read(text: str) -> None:
    signer = Signer(SIGNING, "use")
    assert signer.read(signer.signed(text)) == text


@given(st.text())
@example("")
@example(".")
@example("\ud800")
def test_what_was_not_signed_is_not_read(text: str) -> None:
    assert Signer(SIGNING, "use").read(text) is None


def test_a_signature_is_of_at_least_128_bits() -> None:
    assert SIGNATURE_BYTES * 8 >= 128


@pytest.mark.parametrize(
    "other", [Signer(SIGNING, "other"), Signer(b"other", "use"), Signer(SIGNING, "use", ""), Signer(SIGNING)]
)
def test_a_text_signed_for_one_use_is_worth_nothing_for_another(other: Signer) -> None:
    assert other.read(Signer(SIGNING, "use").signed("text")) is None


@pytest.mark.parametrize("stand", list(stands(RACE)))
def test_a_token_is_its_stands(stand: str) -> None:
    found = links().stand(links().token(Token(stand, 1, UNTIL_S)), NOW_S)
    assert found is not None
    assert found.id == stand


def test_a_token_is_short_and_fits_into_an_address_as_it_is() -> None:
    text = links().token(Token("c1/board", 12, UNTIL_S))
    assert len(text) < 60
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./")


@given(st.integers(0, 60), st.characters(codec="ascii", categories=["L", "N", "P"]))
def test_a_token_with_any_letter_changed_is_nobodys(place: int, letter: str) -> None:
    text = links().token(Token("w1", 1, UNTIL_S))
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        assert links().stand(changed, NOW_S) is None


def test_a_token_ends_at_its_instant() -> None:
    text = links().token(Token("w1", 1, UNTIL_S))
    assert links().stand(text, UNTIL_S - 1) is not None
    assert links().stand(text, UNTIL_S) is None


def test_a_token_of_a_lower_number_is_nobodys() -> None:
    text = links().token(Token("w1", 1, UNTIL_S))
    assert links(number=2).stand(text, NOW_S) is None
    assert links(number=2).stand(links().token(Token("w1", 2, UNTIL_S)), NOW_S) is not None


def test_a_token_of_a_stand_that_is_gone_is_nobodys() -> None:
    text = links().token(Token("doc", 1, UNTIL_S))
    assert Links(replace(RACE, posts=()), SIGNING, lambda post: 1).stand(text, NOW_S) is None


def test_links_end_with_the_day_after_the_race_day() -> None:
    ends = {view.until_s for view in links().views("https://race.example")}
    assert ends == {instant_s(RACE.day.replace(day=5), 0.0, RACE.zone)}


def test_every_stand_has_a_link_to_its_own_page() -> None:
    views = Links(EVERY_ROLE, SIGNING, lambda post: 1).views("https://race.example/")
    found = {view.post: view.link.partition("#")[0] for view in views}
    assert list(found) == list(stands(EVERY_ROLE))
    assert found["w1"] == "https://race.example/station"
    assert found["c1/board"] == "https://race.example/board"
    assert {page_of(stand.role) for stand in stands(EVERY_ROLE).values()} == set(PAGES)


def test_the_token_of_a_link_opens() -> None:
    for view in links().views("https://race.example"):
        found = links().stand(view.link.partition("#")[2], NOW_S - 200_000_000)
        assert found is not None
        assert found.id == view.post
