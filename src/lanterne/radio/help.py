"""The help sheet: every form with its example, made of the table that the parser reads."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.radio.forms import GROUPS


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A form on the help sheet."""

    group: str
    example: str
    meaning: str


def help_sheet(*, control: bool = True) -> list[HelpRow]:
    """Every form that race control, or the radio desk, may type; those used most first."""
    return [
        HelpRow(group, form.example, form.meaning)
        for group, forms in reversed(list(GROUPS.items()))
        for form in forms
        if control or not form.control
    ]
