"""What can be asked of a journal, now and as of then."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.journal.making import NOON_S, RACE, SOME_ID, journal_in, passing

from lanterne.clock import ManualClock
from lanterne.errors import JournalError
from lanterne.events import canonical, content_hash
from lanterne.journal import reader as reading
from lanterne.journal.base import Entry
from lanterne.journal.reader import Reader
from lanterne.journal.sqlite import SqliteJournal

RIVALS = sorted(
    (passing(bib, id=SOME_ID.format(1), race=RACE) for bib in "789"),
    key=lambda fields: content_hash(canonical(fields)),
)
"""Three contents of one id, the one that stands first."""


def bibs(entries: Iterable[Entry]) -> list[str]:
    return [json.loads(entry.body)["bib"] for entry in entries]


def test_read_goes_on_after_a_seq(journal: SqliteJournal) -> None:
    """In the order of seq."""
    journal.append_now([passing("1"), passing("2"), passing("3")], source="test")
    first = next(journal.read())
    assert bibs(journal.read(after=first.seq)) == ["2", "3"]


def test_read_stops_at_its_limit(journal: SqliteJournal) -> None:
    """And not at a batch's end."""
    journal.append_now([passing("1"), passing("2"), passing("3")], source="test")
    assert bibs(journal.read(limit=2)) == ["1", "2"]


def test_a_long_journal_is_read_batch_after_batch(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a gap or an overlap at the seams."""
    monkeypatch.setattr(reading, "BATCH_ROWS", 3)
    journal.append_now([passing(str(number)) for number in range(1, 11)], source="test")
    assert [len(batch) for batch in journal.batches()] == [3, 3, 3, 1]
    assert bibs(journal.read()) == [str(number) for number in range(1, 11)]


def test_read_until_a_receipt_time_knows_nothing_later(tmp_path: Path) -> None:
    """By when it was received, not by when it happened."""
    clock = ManualClock(NOON_S)
    journal = journal_in(tmp_path, clock)
    journal.append_now([passing("1", happened_at="2026-05-03T23:00:00Z")], source="test")
    clock.set(NOON_S + 10)
    journal.append_now([passing("2", happened_at="2026-05-03T01:00:00Z")], source="test")
    assert bibs(journal.read(received_until_s=NOON_S + 9.9)) == ["1"]
    assert bibs(journal.read(received_until_s=NOON_S + 10)) == ["1", "2"]
    journal.close()


def test_a_conflict_is_answered_as_it_would_have_been_then(tmp_path: Path) -> None:
    """Each content stood until a lower hash came."""
    clock = ManualClock(NOON_S)
    journal = journal_in(tmp_path, clock)
    for minute, rival in enumerate(reversed(RIVALS)):
        clock.set(NOON_S + 60 * minute)
        journal.append_now([rival, passing(str(minute))], source="test")
    then = [bibs(journal.read(received_until_s=NOON_S + 60 * minute)) for minute in range(3)]
    journal.close()
    lowest, middle, highest = (rival["bib"] for rival in RIVALS)
    assert then == [[highest, "0"], ["0", middle, "1"], ["0", "1", lowest, "2"]]


def test_a_content_that_lost_is_listed_beside_the_one_that_stands(journal: SqliteJournal) -> None:
    """And counted."""
    journal.append_now(RIVALS[:2], source="test")
    (conflict,) = journal.conflicts()
    assert (conflict.stands, conflict.lost) == tuple(map(canonical, RIVALS[:2]))
    assert (conflict.received_at_s, journal.conflict_count()) == (NOON_S, 1)


def test_a_content_that_lost_before_is_a_duplicate(journal: SqliteJournal) -> None:
    """A retransmission of the loser is no second conflict."""
    journal.append_now(RIVALS[:2], source="test")
    (receipt,) = journal.append_now([RIVALS[1]], source="test")
    assert (receipt.outcome, journal.conflict_count()) == ("duplicate", 1)


def test_a_conflict_says_so_in_its_receipt(journal: SqliteJournal) -> None:
    """It is kept, so it is accepted; but whoever sent it should know."""
    journal.append_now([RIVALS[1]], source="test")
    wins, loses = journal.append_now([RIVALS[0], RIVALS[2]], source="test")
    assert (wins.outcome, loses.outcome) == ("accepted", "accepted")
    assert wins.reason == "its id is that of another event, whose place it takes; both are kept"
    assert loses.reason == "its id is that of another event, which stands; both are kept"


def test_a_seq_is_never_given_twice(tmp_path: Path) -> None:
    """Not even the one of a content that lost, in a journal opened anew."""
    journal = journal_in(tmp_path)
    journal.append_now(RIVALS[:2], source="test")
    journal.close()
    journal = journal_in(tmp_path)
    journal.append_now([passing("1")], source="test")
    assert [entry.seq for entry in journal.read()] == [1, 3]
    journal.close()


def test_the_quarantine_lists_the_latest_first(journal: SqliteJournal) -> None:
    """As many as asked for."""
    journal.append_now([b"1", b"2", b"3"], source="test")
    assert [bad.raw for bad in journal.quarantine(limit=2)] == [b"3", b"2"]


def test_last_seq_is_that_of_the_last_entry(journal: SqliteJournal) -> None:
    """And 0 while there is none."""
    assert journal.last_seq() == 0
    journal.append_now([passing("1"), passing("2")], source="test")
    assert journal.last_seq() == [entry.seq for entry in journal.read()][-1]


def test_another_may_read_while_it_is_written(journal: SqliteJournal) -> None:
    """An export on race day."""
    other = Reader(journal.path)
    journal.append_now([passing("1")], source="test")
    assert (other.race, bibs(other.read())) == (RACE, ["1"])


def test_a_journal_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    """And none is made by asking."""
    with pytest.raises(JournalError, match=r"there is no journal .*gone\.db; name an existing file"):
        Reader(tmp_path / "gone.db")
    assert list(tmp_path.iterdir()) == []
