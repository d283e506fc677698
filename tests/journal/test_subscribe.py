"""A subscriber gets every entry once, in order, whoever writes meanwhile."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.journal.making import SOME_ID, journal_in, passing

from lanterne.events import content_hash
from lanterne.journal import writer
from lanterne.journal.base import Batch
from lanterne.journal.sqlite import SqliteJournal


async def collect(journal: SqliteJournal, after: int = 0) -> list[bytes]:
    """The bodies of everything until the journal is closed."""
    return [body async for batch in journal.subscribe(after) for body in bodies_of(batch)]


def bodies_of(batch: Batch) -> list[bytes]:
    return [bytes(body) for body in msgspec.json.decode(batch.bodies, type=list[msgspec.Raw])]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=8), min_size=1, max_size=20), st.integers(0, 5)
)
def test_each_entry_comes_exactly_once_under_concurrent_appends(
    batches: list[list[int]], before: int
) -> None:
    """To one that was there before, one that came in between, and one that resumes."""

    async def day(journal: SqliteJournal) -> list[list[bytes]]:
        first = asyncio.create_task(collect(journal))
        events = [[passing(str(bib)) for bib in batch] for batch in batches]
        await asyncio.gather(*(journal.append(batch, source="early") for batch in events[:before]))
        resumed_after = journal.last_seq()
        writing = asyncio.gather(*(journal.append(batch, source="late") for batch in events[before:]))
        others = [asyncio.create_task(collect(journal, after)) for after in (0, resumed_after)]
        await writing
        journal.close()
        since = [entry.body for entry in journal.read(resumed_after)]
        return [await first, *[await other for other in others], since]

    with tempfile.TemporaryDirectory() as folder:
        journal = journal_in(Path(folder))
        first, second, resumed, since = asyncio.run(day(journal))
        held = [entry.body for entry in journal.read()]
    assert first == held
    assert second == held
    assert resumed == since


def test_what_was_written_before_comes_first(journal: SqliteJournal) -> None:
    """The day so far, then the news."""

    async def day() -> list[int]:
        await journal.append([passing("1"), passing("2")], source="test")
        subscription = journal.subscribe()
        sizes = [len(await anext(subscription))]
        await journal.append([passing("3")], source="test")
        sizes.append(len(await anext(subscription)))
        await subscription.aclose()
        return sizes

    assert asyncio.run(day()) == [2, 1]


def test_the_later_winner_of_a_conflict_comes_too(journal: SqliteJournal) -> None:
    """Its follower must learn that what it has is no longer what stands."""

    async def day() -> list[bytes]:
        following = asyncio.create_task(collect(journal))
        for bib in "123456789":
            await journal.append([passing(bib, id=SOME_ID.format(1))], source="test")
        journal.close()
        return await following

    given_out = asyncio.run(day())
    assert given_out[-1] == next(journal.read()).body
    assert given_out == sorted(given_out, key=content_hash, reverse=True)


def test_entries_written_from_another_thread_come(journal: SqliteJournal) -> None:
    """As from a replay beside the server."""

    async def day() -> int:
        subscription = journal.subscribe()
        await asyncio.to_thread(journal.append_now, [passing("1")], source="test")
        entries = await anext(subscription)
        await subscription.aclose()
        return len(entries)

    assert asyncio.run(day()) == 1


def test_a_batch_handed_in_by_someone_who_gave_up_harms_nobody(journal: SqliteJournal) -> None:
    """A cancelled request must not stop the writer."""

    async def day() -> str:
        leaving = asyncio.create_task(journal.append([passing("1")], source="test"))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        (receipt,) = await journal.append([passing("2")], source="test")
        return receipt.outcome

    assert asyncio.run(day()) == "accepted"


def test_a_flood_is_committed_in_groups(journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for all of it, and all of it goes in."""
    monkeypatch.setattr(writer, "MAX_GROUP_ROWS", 3)
    answers = [
        journal.submit([passing(str(bib)), passing(str(bib + 100))], source="test") for bib in range(1, 30)
    ]
    assert {receipt.outcome for answer in answers for receipt in answer.result()} == {"accepted"}
    assert len(list(journal.read())) == 58


def test_a_large_batch_is_made_ready_beside_the_event_loop(journal: SqliteJournal) -> None:
    """And answered like any other."""
    events = [passing(str(number)) for number in range(1, 1_201)]
    receipts = asyncio.run(journal.append(events, source="test"))
    assert [receipt.outcome for receipt in receipts] == ["accepted"] * 1_200
