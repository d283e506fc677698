"""What no page says: every post against names, and the pages of the public side against bibs."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
import pytest
from tests.field.tiny import event
from tests.live.posts_day import LAST, NAMES, RACE, READS, Book, agreed_hold, now_of, seen, sweep_at

from lanterne.live.cheers import FIRST_NAME
from lanterne.live.decided import Decided, decide
from lanterne.live.now import Now
from lanterne.live.posts import post_view
from lanterne.race.stands import stands

AT_S = 24_000.0
STANDS = stands(RACE)
BIBS_OK = {"sweep", "sag", "station", "police", "medical", "finish", "timer", "radio"}


def consent(bib: str) -> dict[str, Any]:
    return event("consent", 10, bib=bib, use=FIRST_NAME, given=True)


@cache
def busy() -> tuple[Now, Decided]:
    """A day in which everybody was met, seen, listed, held for, and said yes to their first name."""
    events = [
        *READS,
        *agreed_hold(20_000, 26_400, bibs=tuple(LAST)),
        sweep_at("s1", 23_900, 37_000),
        *(consent(bib) for bib in LAST),
        *(event("encounter", 21_000 + i, vehicle="s1", what="fit", bib=bib) for i, bib in enumerate(LAST)),
        *(seen("w20", bib, 20_000 + i) for i, bib in enumerate(LAST)),
        event("station", 18_000, station="w20", what="counting", by="RC", bibs=list(LAST)),
        event("station", 22_000, station="c25", what="counting", by="RC", bibs=list(LAST)),
        event("status", 23_000, bib="700", what="drop", place="w20"),
    ]
    now = now_of(events, AT_S)
    return now, decide(now)


def words(thing: Any) -> list[str]:
    """Every text in a view."""
    if isinstance(thing, dict):
        return [one for part in thing.values() for one in words(part)]
    if isinstance(thing, list | tuple):
        return [one for part in thing for one in words(part)]
    return [thing] if isinstance(thing, str) else []


def said(post: str) -> str:
    """Everything a post's page says in words."""
    now, made = busy()
    return "\n".join(words(msgspec.to_builtins(post_view(now, made, STANDS[post], Book()))))


@pytest.mark.parametrize("post", STANDS)
@pytest.mark.parametrize("bib", NAMES)
def test_a_name_is_on_no_page_but_a_first_name_at_a_cheer_station_by_consent(post: str, bib: str) -> None:
    text, first = said(post), NAMES[bib].split()[0]
    assert "Made-up" not in text
    allowed = STANDS[post].role in ("cheer", "board") and bib not in ("701", "702", "700")
    assert (first in text.split("\n")) == allowed


@pytest.mark.parametrize("post", [one.id for one in STANDS.values() if one.role not in BIBS_OK])
def test_who_looks_for_nobody_is_told_no_bib(post: str) -> None:
    text = said(post)
    assert not [bib for bib in LAST if bib in text]


@pytest.mark.parametrize("bib", ["4410", "701", "702"])
def test_a_sweep_is_told_the_bib_of_everybody_near_it_minors_and_hidden_too(bib: str) -> None:
    assert bib in said("s1").split("\n")


def test_a_minors_wish_for_company_is_told_to_nobody() -> None:
    now, made = busy()
    view = msgspec.to_builtins(post_view(now, made, STANDS["s1"], Book()))
    assert [one["company"] for one in view["runners"] if one["bib"] == "701"] == [False]


def test_an_erased_name_is_named_nowhere() -> None:
    class Empty(Book):
        def names(self, bibs: Any) -> dict[str, str]:
            return {}

    now, made = busy()
    view = msgspec.to_builtins(post_view(now, made, STANDS["c25"], Empty()))
    assert [group["names"] for group in view["groups"] if group["names"]] == []
