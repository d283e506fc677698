"""docs/radio.md says the forms that there are."""

from __future__ import annotations

from pathlib import Path

from lanterne.radio.help import help_sheet

DOCS = Path(__file__).parents[2] / "docs" / "radio.md"


def test_the_docs_hold_every_form_and_no_other() -> None:
    told = DOCS.read_text().partition("## Forms")[2]
    rows = [line for line in told.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{row.example}` | {row.meaning} |" for row in help_sheet()]
