"""RACE RESULT's HTTP exporter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.feeds.vendor import messages

from lanterne.feeds.base import Answer, Message
from lanterne.feeds.raceresult import RaceResult
from lanterne.journal.intake import Refusal, Row, take_in

NOON_S = 1_777_809_600.0
TOKEN = "a-long-secret"
BERLIN = RaceResult("tiny", "Europe/Berlin", TOKEN)


def record(read: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A raw data record of bib 7 at five kilometres, 09:00:00.500 in Berlin."""
    told = {
        "UTCTime": "2026-05-03T07:00:00.5Z",
        "DeviceID": "D-1",
        "Transponder": "C1",
        "FileNo": 177,
        "PassingNo": 4,
        "IsMarker": False,
    }
    return {
        "ID": 1,
        "Bib": 7,
        "TimingPoint": "k5",
        "Invalid": False,
        "Passing": told | (read or {}),
        **fields,
    }


def posted(body: object, token: str = TOKEN, feed: RaceResult = BERLIN) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return feed.take(Message(query=f"token={token}&event=7", body=content, received_at_s=NOON_S))


def only(answer: Answer) -> dict[str, Any]:
    """The one event's fields."""
    assert answer.status == 201
    (fields,) = answer.events
    return fields


def test_a_record_becomes_a_passing() -> None:
    """With what identifies the decoder's read, and its uncorrected time."""
    assert only(posted(record())) == {
        "kind": "passing",
        "source": "D-1",
        "happened_at": "2026-05-03T07:00:00.500Z",
        "raw_time": "2026-05-03T07:00:00.5Z",
        "point": "k5",
        "bib": "7",
        "chip": "C1",
        "device": "D-1",
        "session": "177",
        "sequence": "4",
    }


@pytest.mark.parametrize(
    ("utc_time", "clock_s", "happened_at"),
    [
        ("2026-05-03T07:00:00.5Z", 32_400.5, "2026-05-03T07:00:00.500Z"),
        ("2026-05-03T09:00:00.5Z", 32_400.5, "2026-05-03T07:00:00.500Z"),
        ("2026-05-03T09:00:00.5+02:00", None, "2026-05-03T07:00:00.500Z"),
        ("2026-05-03T09:00:00.5", None, "2026-05-03T07:00:00.500Z"),
        ("2026-05-03T22:30:00Z", 1_800, "2026-05-03T22:30:00.000Z"),
        ("2026-05-04T00:30:00Z", 1_800, "2026-05-03T22:30:00.000Z"),
        ("2026-05-03T22:30:00Z", 88_200, "2026-05-03T22:30:00.000Z"),
        ("", 32_400.5, "2026-05-03T07:00:00.500Z"),
    ],
)
def test_the_clock_in_the_races_zone_says_when(
    utc_time: str, clock_s: float | None, happened_at: str
) -> None:
    """`UTCTime` says the day, right or an hour or two off; all of it where there is no `Time`."""
    fields = only(posted(record({"UTCTime": utc_time}, Time=clock_s)))
    assert fields["happened_at"] == happened_at


def test_an_invalid_read_voids_the_passing_of_the_same_read() -> None:
    """Whether or not it was sent as valid before."""
    passing = take_in(only(posted(record())), "tiny")
    voided = only(posted(record(Invalid=True)))
    assert isinstance(passing, Row)
    assert (voided["kind"], voided["target"]) == ("correction", passing.id)
    assert isinstance(take_in(voided, "tiny"), Row)


def test_a_marker_is_no_read() -> None:
    """It is acknowledged, or it would come again and again."""
    assert posted(record({"IsMarker": True})) == Answer(201, refused=("a marker of D-1 is no read",))


@pytest.mark.parametrize("bib", [0, -1, "", None])
def test_a_chip_without_a_bib_is_a_passing(bib: object) -> None:
    """The start list knows whose it is."""
    fields = only(posted(record(Bib=bib)))
    assert (fields.get("bib"), fields["chip"]) == (None, "C1")


def test_a_bib_is_text() -> None:
    """Its leading zeros are part of it."""
    assert only(posted(record(Bib="007")))["bib"] == "007"


def test_without_the_decoders_numbers_the_exporters_own_is_no_sequence() -> None:
    """It starts anew with each event file: the tests of the day before must not hide a read."""
    fields = only(posted(record({"FileNo": 0, "PassingNo": 0})))
    assert fields.keys().isdisjoint({"session", "sequence"})


@pytest.mark.parametrize("token", ["", "wrong", "a-long-secret-and-more"])
def test_a_wrong_token_is_answered_401(token: str) -> None:
    """And nothing is looked at."""
    assert posted(b"{", token) == Answer(401, refused=("the token is missing or wrong",))


def test_no_token_in_the_race_lets_nobody_in() -> None:
    """An empty secret is none."""
    assert posted(record(), "", RaceResult("tiny", "Europe/Berlin", "")).status == 401


@pytest.mark.parametrize("body", [b"", b"  ", {}, [], None])
def test_an_empty_record_is_answered_400(body: object) -> None:
    """As OpenSplitTime answers it."""
    assert posted(b"null" if body is None else body).status == 400


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", [record()], "text", {"Passing": 7}])
def test_what_is_no_record_is_answered_422(body: object) -> None:
    """With a word."""
    answer = posted(body)
    assert (answer.status, answer.events, len(answer.refused)) == (422, (), 1)


@pytest.mark.parametrize(
    ("bad", "lacks"),
    [
        (record(TimingPoint=""), ("TimingPoint is missing",)),
        (record({"Transponder": ""}, Bib=0), ("both Bib and Passing.Transponder are missing",)),
        (record({"UTCTime": "soon"}), ("neither Passing.UTCTime nor Time is a time",)),
        (record({"UTCTime": None}), ("neither Passing.UTCTime nor Time is a time",)),
        (
            record({"UTCTime": "", "Transponder": ""}, Bib=0, TimingPoint=None),
            (
                "neither Passing.UTCTime nor Time is a time",
                "TimingPoint is missing",
                "both Bib and Passing.Transponder are missing",
            ),
        ),
    ],
)
def test_an_incomplete_record_is_answered_422_and_kept(bad: dict[str, Any], lacks: tuple[str, ...]) -> None:
    """The journal refuses it, and so keeps it in quarantine."""
    answer = posted(bad)
    assert (answer.status, answer.refused) == (422, lacks)
    assert [type(take_in(fields, "tiny")) for fields in answer.events] == [Refusal]


def test_the_vendors_sample_is_read() -> None:
    """As an hour before its `UTCTime` in Berlin, a minute before it was received; as it stands in UTC."""
    (sample, _) = messages("raceresult_cases.json")["exporter_json"]
    wanted = sample["expected"]
    as_utc = only(posted(sample["body"], feed=RaceResult("tiny", "UTC", TOKEN)))
    assert as_utc["happened_at"] == wanted["time_utc"]
    in_berlin = only(posted(sample["body"]))
    assert in_berlin["happened_at"] == "2024-01-12T08:06:35.944Z"
    for fields in (as_utc, in_berlin):
        assert (fields["bib"], fields["point"], fields["chip"]) == tuple(
            wanted[key] for key in ("bib", "point", "chip")
        )


def test_opensplittimes_sample_is_taken() -> None:
    """Four fields are enough."""
    (_, sample) = messages("raceresult_cases.json")["exporter_json"]
    answer = posted(sample["body"])
    assert answer.status == sample["expected"]["status"]
    assert only(answer)["happened_at"] == "2026-03-01T19:46:42.611Z"
