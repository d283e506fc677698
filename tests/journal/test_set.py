"""A journal is a set: order, repetition and batches of what is handed in leave no trace in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.journal.making import RACE, SOME_ID, journal_in, passing

from lanterne.events import canonical, content_hash
from lanterne.journal.sqlite import SqliteJournal

BAD: Sequence[bytes] = (b"{", b"7", b'{"kind": "passing"}')

contents = st.builds(
    lambda number, bib: passing(bib, id=SOME_ID.format(number), race=RACE),
    st.integers(1, 5),
    st.sampled_from("789"),
)
handed_in = st.lists(contents | st.sampled_from(BAD), max_size=30)


def everything(journal: SqliteJournal) -> tuple[set[bytes], set[tuple[bytes, bytes]], set[bytes]]:
    """Events that stand, pairs of what stands and what lost, and bad events."""
    return (
        {entry.body for entry in journal.read()},
        {(conflict.stands, conflict.lost) for conflict in journal.conflicts()},
        {bad.raw for bad in journal.quarantine()},
    )


def expected(
    events: Iterable[bytes | dict[str, Any]],
) -> tuple[set[bytes], set[tuple[bytes, bytes]], set[bytes]]:
    """The same by the rule: of the contents of one id the lowest hash stands."""
    bad = {event for event in events if isinstance(event, bytes)}
    by_id: dict[str, set[bytes]] = {}
    for event in events:
        if isinstance(event, dict):
            by_id.setdefault(event["id"], set()).add(canonical(event))
    stands = {one: min(bodies, key=content_hash) for one, bodies in by_id.items()}
    lost = {(stands[one], body) for one, bodies in by_id.items() for body in bodies - {stands[one]}}
    return set(stands.values()), lost, bad


@settings(max_examples=60, deadline=None)
@given(handed_in, st.data())
def test_any_order_repetition_and_batching_give_the_same_set(
    events: list[bytes | dict[str, Any]], data: st.DataObject
) -> None:
    """The set that the rule gives, worked out without a journal."""
    again = data.draw(st.lists(st.sampled_from(events), max_size=10)) if events else []
    ordered = data.draw(st.permutations(events + again))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(ordered)), max_size=4)))
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        for begin, end in zip([0, *cuts], [*cuts, len(ordered)], strict=True):
            journal.append_now(ordered[begin:end], source="test")
        found = everything(journal)
        journal.close()
    assert found == expected(events)


@settings(max_examples=40, deadline=None)
@given(handed_in)
def test_receipts_say_what_the_journal_holds(events: list[bytes | dict[str, Any]]) -> None:
    """As many accepted as are kept, as many quarantined as were bad, in the order of the batch."""
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        receipts = journal.append_now(events, source="test")
        stands, lost, _ = everything(journal)
        journal.close()
    refused = [receipt.outcome == "quarantined" for receipt in receipts]
    assert refused == [isinstance(event, bytes) for event in events]
    assert sum(receipt.outcome == "accepted" for receipt in receipts) == len(stands) + len(lost)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(contents, min_size=1, max_size=4), min_size=1, max_size=12))
def test_a_follower_ends_with_what_a_new_reader_gets(batches: list[list[dict[str, Any]]]) -> None:
    """If it lets each entry replace an earlier one of its id, though a conflict is settled meanwhile."""
    followed: dict[bytes, bytes] = {}
    after = 0
    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        for batch in batches:
            journal.append_now(batch, source="test")
            for entry in journal.read(after):
                followed[entry.body.split(b'"id":"')[1][:36]] = entry.body
                after = entry.seq
        stands = {entry.body for entry in journal.read()}
        journal.close()
    assert set(followed.values()) == stands
