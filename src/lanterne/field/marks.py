"""The facts that a contradiction is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lanterne.events import VehicleReport
from lanterne.field.fold import Field
from lanterne.field.hearing import Sight
from lanterne.field.misfits import CLOCKS_S
from lanterne.field.said import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A fact: a read, a sight, somebody's word, or a vehicle's count.

    Attributes
    ----------
    at_s : float, UTC epoch seconds
    place : str
        Id of the timing point, place or vehicle; "" = none was named.
    word : str
        What was said, of a word.
    event : str
        Id of the event; "" of a read, whose events are looked up by `read_ids` when they are needed.
    doubted : bool
        Of a read: whether it is taken not to be the runner's.
    aboard : int
        Of a count.
    """

    what: Literal["read", "sight", "word", "count"]
    at_s: float
    place: str
    by: str
    bib: str = ""
    word: str = ""
    event: str = ""
    doubted: bool = False
    aboard: int = 0

    @property
    def content(self) -> str:
        """What names the fact, whatever else becomes known of it."""
        return self.event or f"{self.place} {self.bib} {self.at_s:.3f}"


def read_mark(field: Field, bib: str, point: int, at_s: float, *, doubted: bool = False) -> Mark:
    """A read as a fact."""
    return Mark(
        what="read", at_s=at_s, place=field.race.points[point].id, by="timing", bib=bib, doubted=doubted
    )


def sight_mark(sight: Sight, bib: str) -> Mark:
    """A sight as a fact."""
    return Mark(what="sight", at_s=sight.at_s, place=sight.place, by=sight.by, bib=bib, event=sight.event)


def word_mark(said: Said, bib: str) -> Mark:
    """A word on a runner as a fact."""
    return Mark(
        what="word",
        at_s=said.at_s,
        place=said.where,
        by=said.by,
        bib=bib,
        word=said.what,
        event=said.event,
    )


def count_mark(report: VehicleReport, at_s: float) -> Mark:
    """A vehicle's count of the people aboard as a fact."""
    by, aboard = report.by or report.source, report.aboard or 0
    return Mark(what="count", at_s=at_s, place=report.vehicle, by=by, event=report.id, aboard=aboard)


def read_ids(field: Field, marks: Iterable[Mark]) -> dict[Mark, list[str]]:
    """The events of reads: all of a runner's at the point within a minute, for one passing gives a burst."""
    rows_of: dict[Mark, list[int]] = {}
    for mark in marks:
        if mark.what == "read":
            rows = field.reads.of(np.array([field.roster.index[mark.bib]]))
            at_s = field.reads.at_s[rows] + field.sources.offset_s[field.reads.source[rows]]
            here = field.reads.point[rows] == field.layout.point_index[mark.place]
            rows_of[mark] = rows[here & (np.abs(at_s - mark.at_s) <= CLOCKS_S)].tolist()
    wanted = sorted({row for rows in rows_of.values() for row in rows})
    ids = field.read_ids(np.array(wanted, np.int64)) if wanted else {}
    return {mark: [ids[row] for row in sorted(rows) if row in ids] for mark, rows in rows_of.items()}
