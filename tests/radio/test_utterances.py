"""What operators type: each line with its events and the words to read back, wrong ones with their hint."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.radio.desk import scene

from lanterne.events import decode
from lanterne.radio.form import Draft, Form
from lanterne.radio.forms import FORMS
from lanterne.radio.parse import parse

HERE = Path(__file__).parent


def table(name: str) -> list[tuple[str, ...]]:
    """The rows of a table beside this file; those with # are remarks."""
    lines = (HERE / name).read_text().splitlines()
    return [tuple(line.split(" | ")) for line in lines if not line.startswith("# ")]


def shown(events: list[Draft]) -> str:
    """Events as the table writes them."""
    return (
        " + ".join(f"{event['kind']} {' '.join(map(_field, event.items()))}".strip() for event in events)
        or "-"
    )


def _field(item: tuple[str, object]) -> str:
    name, value = item
    if name == "kind":
        return ""
    if value is True:
        return name
    return f"{name}={','.join(value) if isinstance(value, list) else value}"


def tidy(text: str) -> str:
    """One blank between words."""
    return " ".join(text.split())


UTTERANCES, REFUSED = table("utterances.txt"), table("refused.txt")


@pytest.mark.parametrize(("line", "events", "words"), UTTERANCES, ids=[row[0] for row in UTTERANCES])
def test_a_line_makes_its_events_and_its_words(line: str, events: str, words: str) -> None:
    made = parse(line, scene())
    assert (made.ok, tidy(shown(made.events)), made.read_back) == (True, tidy(events), words)


@pytest.mark.parametrize(("line", "hint"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_wrong_line_is_refused_with_the_mend(line: str, hint: str) -> None:
    made = parse(line, scene())
    assert (made.ok, made.events, made.hint) == (False, [], hint)


def test_the_tables_are_long_enough() -> None:
    assert (len(UTTERANCES) >= 100, len(REFUSED) >= 30) == (True, True)


@pytest.mark.parametrize("line", [row[0] for row in UTTERANCES])
def test_every_event_is_one_the_journal_takes(line: str) -> None:
    for draft in parse(line, scene()).events:
        whole = {"happened_at": "2026-05-03T17:00:00Z", "source": "ham/x"} | draft | {"by": "A. Ham"}
        if whole.get("heard_by") == "":
            whole["heard_by"] = "A. Ham"
        decode(msgspec.json.encode(whole))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.example)
def test_every_form_understands_its_own_example(form: Form) -> None:
    """The help sheet must not teach what is refused: a time to come and two sweeps aside."""
    example = form.example.replace("1408", "1308").replace("sweep at", "sweep 1 at")
    assert parse(example, scene()).hint == ""
