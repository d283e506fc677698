"""What becomes of each event handed in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.journal.making import NOON_S, RACE, SOME_ID, journal_in, passing

from lanterne.clock import ManualClock
from lanterne.errors import JournalError
from lanterne.events import Passing, content_hash, decode
from lanterne.journal.intake import MAX_EVENT_BYTES, Handed, Row, take_in
from lanterne.journal.sqlite import MAX_BATCH, SqliteJournal


def outcomes(journal: SqliteJournal, *events: Handed) -> list[str]:
    return [receipt.outcome for receipt in journal.append_now(events, source="test")]


def held(journal: SqliteJournal) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in journal.read()]


def test_a_sound_event_is_accepted_and_read_back(journal: SqliteJournal) -> None:
    """What went in comes out."""
    journal.append_now([passing("12", id=SOME_ID.format(1))], source="test")
    (entry,) = journal.read()
    event = decode(entry.body)
    assert isinstance(event, Passing)
    assert (event.bib, event.point, event.id) == ("12", "k5", SOME_ID.format(1))


def test_raw_and_decoded_forms_are_one_event(journal: SqliteJournal) -> None:
    """Key order and blanks are no content."""
    fields = passing(id=SOME_ID.format(1), race=RACE)
    spaced = json.dumps(dict(reversed(fields.items())), indent=2).encode()
    assert outcomes(journal, fields, spaced) == ["accepted", "duplicate"]


def test_an_id_in_capitals_is_the_same_id(journal: SqliteJournal) -> None:
    """One event has one id, however it is spelt."""
    first = passing(id=SOME_ID.format("a"))
    assert outcomes(journal, first, passing(id=SOME_ID.format("a").upper())) == ["accepted", "duplicate"]


def test_a_missing_race_is_filled_in(journal: SqliteJournal) -> None:
    """A mat does not know what the race is called."""
    outcomes(journal, passing())
    assert held(journal)[0]["race"] == RACE


def test_an_event_of_another_race_is_refused(journal: SqliteJournal) -> None:
    """Nor is it let in under our name."""
    (receipt,) = journal.append_now([passing(race="other")], source="test")
    assert receipt.outcome == "quarantined"
    assert receipt.reason == "it belongs to race 'other', this journal is of 'tiny'"


def test_unknown_fields_are_kept(journal: SqliteJournal) -> None:
    """A newer device may say more than this version knows."""
    outcomes(journal, passing(rssi=-70))
    assert held(journal)[0]["rssi"] == -70


def test_the_callers_fields_are_left_alone(journal: SqliteJournal) -> None:
    """Filling in race and id happens on a copy."""
    fields = passing()
    outcomes(journal, fields)
    assert fields == passing()


def test_an_entry_carries_receipt_time_and_content_hash(tmp_path: Path) -> None:
    """Receipts are in race time, by the injected clock."""
    clock = ManualClock(NOON_S)
    journal = journal_in(tmp_path, clock)
    outcomes(journal, passing("1"))
    clock.set(NOON_S + 60)
    outcomes(journal, passing("2"))
    entries = list(journal.read())
    journal.close()
    assert [entry.received_at_s for entry in entries] == [NOON_S, NOON_S + 60]
    assert [entry.hash for entry in entries] == [content_hash(entry.body) for entry in entries]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{", "Input data was truncated"),
        (b"[]", "an event is a JSON object"),
        (b'{"kind": "passing", "bib": "\xff"}', "'utf-8' codec can't decode"),
        (b"[" * 60_000, "it is nested too deep"),
        ({"kind": "passing"}, "Object missing required field `happened_at`"),
        (passing() | {"kind": "teleport"}, "Invalid value 'teleport'"),
        (passing() | {"bib": 7}, "Expected `str | null`, got `int` - at `$.bib`"),
        (passing() | {"bib": None}, "a passing needs a bib or a chip"),
        (passing() | {"happened_at": "2026-05-03T11:00:00"}, "Expected `datetime` with a timezone"),
        (passing() | {"happened_at": "1969-07-20T20:17:00Z"}, "happened_at is outside 1970 to 2200"),
        (passing() | {"id": "seven"}, "id 'seven' is not a UUID; leave it out to have one made"),
        (passing() | {"thing": object()}, "Encoding objects of type object is unsupported"),
        (passing(note="x" * MAX_EVENT_BYTES), "bytes long, the most is 65,536"),
        (b'"' + b"x" * MAX_EVENT_BYTES + b'"', "it is 65,538 bytes long, the most is 65,536"),
    ],
)
def test_a_bad_event_is_quarantined_with_its_reason(
    journal: SqliteJournal, bad: bytes | dict[str, Any], reason: str
) -> None:
    """And the sound ones before and after it go in."""
    before, receipt, after = journal.append_now([passing("1"), bad, passing("2")], source="gate 3")
    assert (before.outcome, receipt.outcome, after.outcome) == ("accepted", "quarantined", "accepted")
    assert reason in receipt.reason
    (kept,) = journal.quarantine()
    assert (kept.reason, kept.received_at_s) == (receipt.reason, NOON_S)
    assert len(kept.raw) <= MAX_EVENT_BYTES


def test_a_bad_event_is_kept_as_it_came(journal: SqliteJournal) -> None:
    """So that a person can still read it."""
    outcomes(journal, b'{"bib": 12, and so on')
    assert journal.quarantine()[0].raw == b'{"bib": 12, and so on'


def test_a_bad_event_is_laid_at_its_sources_door(journal: SqliteJournal) -> None:
    """By its own word; at the link's, where it says nothing that can be read."""
    journal.append_now([b"{", {"source": "mat k5"}], source="gate 3")
    assert journal.quarantine_by_source() == {"gate 3": 1, "mat k5": 1}


@pytest.mark.parametrize("bad", [{"source": "\ud800"}, {"a": {1: 2}}, {"id": 7}])
def test_no_bad_event_keeps_its_batch_out(journal: SqliteJournal, bad: dict[str, Any]) -> None:
    """Not even one that has no JSON form."""
    assert outcomes(journal, bad, passing()) == ["quarantined", "accepted"]


def test_a_bottomless_event_is_refused(journal: SqliteJournal) -> None:
    """A program handed in something that contains itself."""
    bottomless: dict[str, Any] = {}
    bottomless["a"] = bottomless
    assert outcomes(journal, bottomless) == ["quarantined"]


def test_a_bad_event_is_named_by_the_id_it_came_with(journal: SqliteJournal) -> None:
    """The sender must know which of its events was refused."""
    raw = json.dumps({"id": SOME_ID.format(1), "kind": "teleport"}).encode()
    (receipt,) = journal.append_now([raw], source="test")
    assert receipt.id == SOME_ID.format(1)


def test_the_same_bad_event_again_is_counted_once(journal: SqliteJournal) -> None:
    """A phone that tries for ever does not fill the disk."""
    for _ in range(3):
        outcomes(journal, b"{")
    outcomes(journal, b"[]")
    assert journal.quarantine_count() == 2


def test_too_many_events_at_once_are_refused_whole(journal: SqliteJournal) -> None:
    """With the mend in the message."""
    with pytest.raises(JournalError, match="20,001 events are too many at once; send at most 20,000"):
        journal.append_now([b"{}"] * (MAX_BATCH + 1), source="test")
    assert journal.quarantine_count() == 0


def test_a_batch_longer_than_a_statement_goes_in_whole(journal: SqliteJournal) -> None:
    """In the order in which it was handed in."""
    bibs = [str(number) for number in range(1, 1_700)]
    outcomes(journal, *map(passing, bibs))
    assert [event["bib"] for event in held(journal)] == bibs


def guarded(bib: str, source: str) -> Row:
    """A read with one and the same id, from a source that may outweigh only its own."""
    row = take_in(passing(bib, id=SOME_ID.format(1), source=source), RACE)
    assert isinstance(row, Row)
    return row._replace(guarded=True)


@pytest.mark.parametrize("bib", list("123456"))  # whichever content would weigh less
def test_a_guarded_event_cannot_contend_for_an_id_of_another_source(journal: SqliteJournal, bib: str) -> None:
    """It is kept apart with its reason, and the one before it stands."""
    (_,) = journal.append_now([passing("7", id=SOME_ID.format(1))], source="test")
    (receipt,) = journal.append_now([guarded(bib, "s1/phone")], source="test")
    assert (receipt.outcome, "somebody else" in receipt.reason) == ("quarantined", True)
    assert [event["bib"] for event in held(journal)] == ["7"]
    assert (journal.conflict_count(), journal.quarantine_by_source()) == (0, {"s1/phone": 1})


def test_guarded_events_of_one_id_in_one_batch_are_the_first_ones(journal: SqliteJournal) -> None:
    """Two devices cannot have made one id: what comes second is refused."""
    receipts = journal.append_now([guarded("1", "s1/a"), guarded("2", "s1/b")], source="test")
    assert [receipt.outcome for receipt in receipts] == ["accepted", "quarantined"]


def test_a_guarded_event_contends_with_its_own_source(journal: SqliteJournal) -> None:
    """Both contents are kept, as of any source."""
    receipts = journal.append_now([guarded("1", "s1/a"), guarded("2", "s1/a")], source="test")
    assert [receipt.outcome for receipt in receipts] == ["accepted", "accepted"]
    assert journal.conflict_count() == 1


def test_a_guarded_event_that_came_before_is_a_duplicate(journal: SqliteJournal) -> None:
    """A phone sends again what it had no answer to."""
    assert outcomes(journal, guarded("1", "s1/a"), guarded("1", "s1/a")) == ["accepted", "duplicate"]


def test_an_empty_batch_is_answered(journal: SqliteJournal) -> None:
    """With nothing."""
    assert journal.append_now([], source="test") == []


def test_a_closed_journal_takes_nothing(journal: SqliteJournal) -> None:
    """And says that it is closed."""
    journal.close()
    with pytest.raises(JournalError, match=r"journal\.db is closed"):
        journal.append_now([passing()], source="test")
