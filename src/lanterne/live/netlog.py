"""The log of the radio net: every line that was entered, by whom, and which were undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lanterne.events import Correction, Heard
from lanterne.field.corrections import standing
from lanterne.field.fold import Field
from lanterne.live.handed import names_of
from lanterne.units import clock_text, instant_text
from lanterne.views import HeardView

SHOWN: Final = 200
"""So many lines a page holds; the printed log has all."""

DESK: Final = "Net control"
"""Who sends or is called where a line names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetRow:
    """A line of the log as ICS 309 has it; `clock` is in the race's zone."""

    at: str
    clock: str
    sender: str
    to: str
    message: str
    form: str
    by: str
    read_back: bool
    undone: bool


def heard(field: Field) -> list[HeardView]:
    """Every line, the latest first."""
    undone = {target for target, now in standing(field.facts.of(Correction)).items() if now is None}
    # A line that only the log keeps is undone itself; it stays in the log, struck.
    lines = {one.id: one for one in field.facts.gone(Heard) if one.id in undone} if undone else {}
    lines |= {one.id: one for one in field.facts.of(Heard)}
    views = [_view(field, one, undone) for one in lines.values()]
    return sorted(views, key=lambda one: (-one.at_s, one.id))


def netlog_rows(field: Field) -> list[NetRow]:
    """Every line, the oldest first, as it is printed and exported."""
    names, zone = names_of(field.planned), field.planned.zone
    return [
        NetRow(
            at=instant_text(one.at_s),
            clock=clock_text(one.at_s, zone),
            sender=names.get(one.sender, one.sender) or DESK,
            to=names.get(one.to, one.to) or DESK,
            message=one.text,
            form=one.form,
            by=one.by,
            read_back=one.read_back,
            undone=one.undone,
        )
        for one in reversed(heard(field))
    ]


def operators(rows: Sequence[NetRow]) -> list[str]:
    """Those who entered lines, in the order in which they first did."""
    return list(dict.fromkeys(row.by for row in rows if row.by))


def _view(field: Field, one: Heard, undone: set[str]) -> HeardView:
    return HeardView(
        id=one.id,
        at_s=field.corrected_s(one),
        text=one.text,
        sender=one.sender or "",
        to=one.to or "",
        form=one.form,
        read_back=one.read_back,
        by=one.by,
        events=list(one.events),
        undone=one.id in undone or (bool(one.events) and undone.issuperset(one.events)),
    )
