"""A station's stage, by what was said in turn."""

from __future__ import annotations

import pytest
from tests.dispatch.scenes import at, said


def test_nothing_said_is_no_stage() -> None:
    assert said().stage == ""


def test_opening_the_list_again_takes_back_the_agreement() -> None:
    assert said("counting", "list_agreed").agreed_s == at(1)
    assert said("counting", "list_agreed", "counting").agreed_s is None


@pytest.mark.parametrize(
    ("words", "unasked"),
    [
        (("counting", "packing"), True),
        (("may_pack", "packing"), False),
        (("may_pack", "packing", "closed"), True),
        (("may_pack", "packing", "may_close", "closed"), False),
        (("may_pack", "stay", "packing"), True),
        (("closed",), True),
        (("closed", "may_close"), False),
        (("closed", "opened"), False),
    ],
)
def test_who_packs_or_closes_without_being_told_that_they_may_is_known(
    words: tuple[str, ...], unasked: bool
) -> None:
    assert said(*words).unasked is unasked
