"""What stations, mats and roads are at."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from lanterne.events.base import Bib, Count, Fact, Name

LAST_LIST: int = 30
"""A last list names at most so many bibs: more cannot be watched for."""


class StationReport(Fact, frozen=True, kw_only=True, tag="station"):
    """A station's stage, or its supplies.

    The captain says ``opened``, ``packing``, ``closed`` and ``supplies``. Race control says, by name,
    ``counting`` (it opens the last list: `bibs` are still to come), ``list_agreed``, ``may_pack``,
    ``may_close`` and ``stay``.
    """

    station: Name
    what: Literal[
        "opened",
        "counting",
        "list_agreed",
        "may_pack",
        "packing",
        "may_close",
        "closed",
        "stay",
        "supplies",
    ]
    bibs: Annotated[tuple[Bib, ...], msgspec.Meta(max_length=LAST_LIST)] = ()
    supplies: str | None = None
    item: Name | None = None
    left: Count | None = None
    by: Name | None = None

    def __post_init__(self) -> None:
        if self.what in ("counting", "list_agreed", "may_pack", "may_close") and self.by is None:
            raise ValueError(f"a station is told {self.what!r} by a named person: say who in `by`")
        if (self.item is None) != (self.left is None):
            raise ValueError("supplies name an item and how much is left, or neither")


class Mat(Fact, frozen=True, kw_only=True, tag="mat"):
    """A timing point becomes live, is lifted, or is down."""

    point: Name
    what: Literal["live", "lifted", "down"]
    by: Name | None = None


class Segment(Fact, frozen=True, kw_only=True, tag="segment"):
    """A stretch of road is closed to traffic, or given back to it, by a named person."""

    segment: Name
    what: Literal["closed", "reopened"]
    by: Name
    heard_by: Name | None = None
