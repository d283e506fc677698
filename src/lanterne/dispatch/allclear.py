"""Whether the lantern may go out: nobody unaccounted for, or a named person has said so over what is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from lanterne.events import AllClear

Lantern = Literal["lit", "out"]

WEIGHT: Final = ("aboard", "unresolved", "medical", "pickup", "head_count", "contradiction", "on_course")
"""Kinds of what keeps it lit, those that somebody has to see to first."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that keeps the lantern lit: `key` names it, `bibs` are those it is about."""

    key: str
    kind: str
    bibs: tuple[str, ...]
    text: str


def lantern(said: AllClear | None, blocking: int, keys: Collection[str]) -> Lantern:
    """Whether the lantern is lit.

    It goes out by a named person's word alone, and stays out only while everything that blocks was known to
    that person and overridden by name; whatever blocks anew lights it again.

    Parameters
    ----------
    said : AllClear or None
        The last word, None = nobody has said anything.
    blocking : int
        How many things stand against it.
    keys : collection of str
        Their keys, as far as they were looked at.
    """
    if said is None or said.what != "declared" or blocking > len(keys):
        return "lit"
    return "out" if set(keys) <= set(said.over) else "lit"


def ranked(blockers: Collection[Blocker]) -> list[Blocker]:
    """What blocks, in the order in which it should be seen to."""
    return sorted(blockers, key=lambda one: WEIGHT.index(one.kind))
