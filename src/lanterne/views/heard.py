"""What is heard by radio: a typed line and what it means, and the log."""

from __future__ import annotations

from typing import Any

from lanterne.views.base import View


class BibCheckView(View, frozen=True, kw_only=True):
    """A bib as typed at the radio desk: whether anybody wears it, their state in words, those like it."""

    bib: str
    known: bool
    text: str
    near: list[str]


class ParsedView(View, frozen=True, kw_only=True):
    """What a line typed at the radio desk means.

    Attributes
    ----------
    ok : bool
        Whether it can be entered as it is.
    events : list
        The events to say, each to be given id, happened_at (unless the line names a time) and who.
    read_back : str
        The words to say.
    hint : str
        What is missing or not understood, and the mend; "" when ok.
    warnings : list of str
        What a person should look at before entering it, such as a bib that has finished.
    sender, to : str
        Stands or vehicles: who calls, and whom the desk calls; "" = not said, or the desk itself.
    """

    ok: bool
    events: list[dict[str, Any]]
    read_back: str
    hint: str
    warnings: list[str]
    bibs: list[BibCheckView]
    sender: str
    to: str


class HeardView(View, frozen=True, kw_only=True):
    """A line of the radio log; `undone` once all its events were taken back."""

    id: str
    at_s: float
    text: str
    sender: str
    to: str
    form: str
    read_back: bool
    by: str
    events: list[str]
    undone: bool
