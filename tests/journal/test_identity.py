"""An event that comes without an id gets the one that any hub would give it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.journal.making import RACE, passing

from lanterne.journal.identity import identify

SIGHTING = {
    "kind": "sighting",
    "happened_at": "2026-05-03T15:00:00Z",
    "source": "captain 12",
    "bib": "7",
    "place": "fluid 12",
}
FRAME = {"device": "D-1", "session": 177, "sequence": 4}


def identified(**fields: Any) -> str:
    return identify({"race": RACE, **fields})


def test_a_derived_id_is_a_uuid_of_version_8() -> None:
    """As RFC 9562 has it for ids of one's own making."""
    assert UUID(identified(**passing())).version == 8


def test_a_retransmitted_read_has_the_same_id() -> None:
    """Whatever else the second frame says, such as its signal strength."""
    assert identified(**passing(rssi=-70)) == identified(**passing(rssi=-71))


@pytest.mark.parametrize(
    "other", [{"bib": "8"}, {"point": "k10"}, {"source": "mat k5 b"}, {"raw_time": "x"}, {"race": "other"}]
)
def test_reads_that_differ_in_origin_differ_in_id(other: dict[str, Any]) -> None:
    """Two runners, two mats, two moments."""
    assert identified(**passing()) != identified(**passing() | other)


def test_the_uncorrected_time_tells_reads_apart_not_the_corrected() -> None:
    """Two hubs may correct a clock differently; the frame they heard is the same."""
    one = passing(raw_time="11:00:00.1")
    other = passing(raw_time="11:00:00.1", happened_at="2026-05-03T11:00:02Z")
    assert identified(**one) == identified(**other)


def test_the_chip_goes_before_the_bib() -> None:
    """One hub may know whose chip it is and another not."""
    assert identified(**passing("7", chip="C1")) == identified(**passing("", chip="C1"))


def test_a_sequence_within_a_session_is_the_origin() -> None:
    """A frame's number identifies it, whatever it says."""
    assert identified(**passing("7", **FRAME)) == identified(**passing("8", **FRAME))
    assert identified(**passing(**FRAME)) != identified(**passing(**FRAME | {"sequence": 5}))
    assert identified(**passing(**FRAME)) != identified(**passing(**FRAME | {"session": 178}))


def test_a_sequence_without_a_session_is_none() -> None:
    """A counter that starts anew after each restart must not make two reads one."""
    assert identified(**passing("7", sequence=4)) != identified(**passing("8", sequence=4))


def test_other_kinds_are_told_apart_by_all_they_say() -> None:
    """Two sightings in one second are two, the same one posted twice is one."""
    assert identified(**SIGHTING) == identified(**SIGHTING, id=None)
    assert identified(**SIGHTING) != identified(**SIGHTING | {"bib": "8"})
