"""Race control's dialogs on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from deciding import NARROW, propose, row


@pytest.mark.parametrize(
    "name",
    [
        "Sweep 1 asks for medical",
        "Station 17: list agreed?",
        "Hold until 13:20 for 9012",
        "Cut-offs: 1 change proposed",
        "Hold until 14:40: 2 have not acknowledged",
        "West End Bridge: could be reopened",
    ],
)
def test_no_dialog_scrolls_sideways_on_a_phone(open_control: Callable[..., Any], name: str) -> None:
    page = open_control(NARROW)
    row(page, name).click()
    page.get_by_role("dialog").wait_for()
    beyond = """[...document.querySelectorAll('dialog *')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(beyond) == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_the_hold_dialog_fits_a_phone(open_control: Callable[..., Any]) -> None:
    page = open_control(NARROW)
    dialog = propose(page)
    assert dialog.evaluate("d => d.scrollWidth <= d.clientWidth") is True
