"""Whether who took somebody over is a stand of the race mistyped: nobody is gone for a typing error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from lanterne.clinical import folded
from lanterne.race.definition import Race
from lanterne.race.stands import stands

NEAR: Final = 0.85
"""So like must two names be, by difflib's ratio, that one is taken for the other mistyped."""

_NUMBERED: Final = re.compile(r"([^\W\d_]+)[\s#-]*\d+")
"""A short form such as "sag 22", "s12" or "Aid #4"."""


def mistyped(to: str | None, race: Race) -> str:
    """Why who took over cannot be meant so, "" if it may be: a stand, a post in general, or a person.

    A word with a number is meant as one of the race's stands where those are called by that word; so is
    what differs from a stand's id or name by a letter or two.
    """
    said, known = folded(to or ""), _known(race)
    if not said or said in known:
        return ""
    short = _NUMBERED.fullmatch(said)
    numbered = {found[1] for one in known if (found := _NUMBERED.fullmatch(one))}
    like = get_close_matches(said, known, n=1, cutoff=NEAR)
    if like or (short is not None and short[1] in numbered):
        meant = get_close_matches(said, known, n=1, cutoff=0.0)
        return f"there is no {to!r}; did you mean {known[meant[0]]!r}? A person is named in full"
    return ""


def _known(race: Race) -> Mapping[str, str]:
    """What each stand is called by, as it is written, by that folded."""
    general = {one: one for one in ("medical", "medical tent", "family", "family desk")}
    named = {folded(one.name): one.name for one in stands(race).values()}
    return general | named | {folded(one): one for one in stands(race)}
