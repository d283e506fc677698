"""What the tests of race control's decisions share."""

from __future__ import annotations

import re
from typing import Any

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
WHO = "R. Moreno"
BY_CONTROL = {"source": f"control/{WHO}", "by": WHO}
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def row(page: Any, name: str) -> Any:
    """A row of what waits, unfolded."""
    waiting = page.locator("#waiting")
    more = waiting.get_by_role("button", name=re.compile(r"^\d+ more$"))
    if more.count():
        more.click()
    return waiting.get_by_role("button", name=name)


def said(server: Any) -> list[dict[str, Any]]:
    """What was posted, without what differs from run to run."""
    return [
        {name: value for name, value in one.items() if name not in ("id", "happened_at")}
        for one in server.posted
    ]


def agree(server: Any, party: str, hold: str, terms: str, number: int) -> None:
    """A party agrees on its own page."""
    receipt = server.take(
        {
            "kind": "hold",
            "id": f"01900000-0000-7000-8000-0000000001{number:02x}",
            "happened_at": "2026-05-03T16:57:00Z",
            "source": f"{party}/tablet",
            "hold": hold,
            "what": "agreed",
            "terms": terms,
            "party": party,
            "by": f"{party} captain",
        }
    )
    assert receipt["outcome"] == "accepted", receipt


def propose(page: Any) -> Any:
    """Open the hold that the server proposes; its dialog."""
    page.get_by_role("button", name="Hold…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("★ recommended").wait_for()
    return dialog
