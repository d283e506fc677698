"""The lantern goes out by a named person's word, over what that person knew of, and no further."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanterne.dispatch.allclear import Blocker, lantern, ranked
from lanterne.events import AllClear

KEYS = st.sets(st.sampled_from("abcd"))


def word(what: str = "declared", over: tuple[str, ...] = ()) -> AllClear:
    return AllClear(
        happened_at=datetime(2026, 5, 3, tzinfo=UTC),
        source="control",
        what=what,  # type: ignore[arg-type]  # either of the two
        over=over,
        why="left to the police" if over else None,
        by="R. Ector",
    )


def test_nobody_out_and_no_word_leaves_it_lit() -> None:
    assert lantern(None, 0, []) == "lit"


def test_it_goes_out_when_nothing_stands_against_the_word() -> None:
    assert lantern(word(), 0, []) == "out"


def test_the_word_taken_back_lights_it() -> None:
    assert lantern(word("withdrawn"), 0, []) == "lit"


@given(KEYS, KEYS)
def test_it_is_out_only_while_all_that_blocks_was_overridden(blocks: set[str], over: set[str]) -> None:
    assert (lantern(word(over=tuple(over)), len(blocks), blocks) == "out") == (not blocks - over)


def test_more_than_was_looked_at_keeps_it_lit() -> None:
    assert lantern(word(over=("a",)), 2, ["a"]) == "lit"


@pytest.mark.parametrize(
    "kind", ["unresolved", "medical", "pickup", "head_count", "contradiction", "on_course"]
)
def test_people_aboard_are_seen_to_before(kind: str) -> None:
    both = [Blocker("1", kind, (), ""), Blocker("2", "aboard", (), "")]
    assert [one.kind for one in ranked(both)] == ["aboard", kind]
