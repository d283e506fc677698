"""Every feed that Lanterne speaks keeps the contract of feeds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.feed_contract import GUN_S, RACE, Spoken, check_feed, check_never_raises

from lanterne.feeds import FEEDS
from lanterne.feeds.base import Message
from lanterne.feeds.osmand import OsmAnd
from lanterne.feeds.raceresult import RaceResult
from lanterne.feeds.tables import ReadsTable

ZONE = "America/New_York"
TOKEN = "a-long-secret"


def iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")


def by_query(at_s: float, received_at_s: float) -> Message:
    query = f"id=sweep1&timestamp={at_s:.0f}&lat=40.44&lon=-79.99&speed=3.2&batt=81.0"
    return Message(query=query, received_at_s=received_at_s)


def by_json(at_s: float, received_at_s: float) -> Message:
    place = {"latitude": 40.44, "longitude": -79.99, "accuracy": 5, "speed": -1}
    body = json.dumps({"location": {"timestamp": iso(at_s), "coords": place}, "device_id": "sweep1"})
    return Message(content_type="application/json", body=body.encode(), received_at_s=received_at_s)


def by_webhook(at_s: float, received_at_s: float) -> Message:
    read = {"UTCTime": iso(at_s), "DeviceID": "D-50432", "Transponder": "ZICAD30", "FileNo": 3}
    number = int(at_s)
    record = {"ID": number, "Bib": 7, "TimingPoint": "k5", "Passing": {**read, "PassingNo": number}}
    return Message(query=f"token={TOKEN}", body=json.dumps(record).encode(), received_at_s=received_at_s)


def by_table(at_s: float, received_at_s: float) -> Message:
    return Message(body=f"bib,point,time\n7,k5,{iso(at_s)}\n".encode(), received_at_s=received_at_s)


PHONES = OsmAnd(frozenset({"sweep1"}), ZONE)
WEBHOOK = RaceResult(RACE, ZONE, TOKEN)
TABLE = ReadsTable(source="reads.csv", day=date(2026, 5, 3), zone=ZONE)
SPOKEN = {
    "osmand query": Spoken(PHONES, by_query),
    "osmand JSON": Spoken(PHONES, by_json),
    "raceresult": Spoken(WEBHOOK, by_webhook),
    "table": Spoken(TABLE, by_table),
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
bodies = (
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | json_values.map(msgspec.json.encode)
)
messages = st.builds(
    Message,
    query=st.text(max_size=60) | st.just(f"token={TOKEN}"),
    content_type=st.sampled_from(["", "application/json", "application/x-www-form-urlencoded"]),
    body=bodies,
    received_at_s=st.just(GUN_S),
)


def test_every_feed_is_under_contract() -> None:
    """A new protocol is not forgotten here."""
    assert {type(spoken.feed) for spoken in SPOKEN.values()} == set(FEEDS)


@pytest.mark.parametrize("name", SPOKEN)
def test_it_keeps_the_contract(name: str) -> None:
    """Duplicates, late and out-of-order messages, a clock that jumps."""
    check_feed(SPOKEN[name])


@pytest.mark.parametrize("feed", [PHONES, WEBHOOK, TABLE], ids=lambda feed: feed.name)
@settings(max_examples=150, deadline=None)
@given(message=messages)
def test_garbage_is_refused_in_words(feed: Any, message: Message) -> None:
    """Never with an exception."""
    check_never_raises(feed, message)


@pytest.mark.parametrize("name", SPOKEN)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_garbled_message_is_refused_in_words(name: str, data: st.DataObject) -> None:
    """A sound one with a stretch of it overwritten or cut out."""
    sound = SPOKEN[name].say(GUN_S, GUN_S + 1)
    part = "query" if name == "osmand query" else "body"
    content = sound.query.encode() if part == "query" else sound.body
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, len(content)))
    garbled = content[:begin] + data.draw(st.binary(max_size=10)) + content[end:]
    said = {"query": garbled.decode("utf-8", "surrogateescape")} if part == "query" else {"body": garbled}
    check_never_raises(SPOKEN[name].feed, replace(sound, **said))


@pytest.mark.parametrize("key", ["Bib", "TimingPoint", "Time", "Invalid", "Passing", "UTCTime", "FileNo"])
@settings(max_examples=40, deadline=None)
@given(value=json_values)
def test_any_value_in_any_field_of_a_record_is_answered(key: str, value: object) -> None:
    """RACE RESULT lets the timer define what a field holds."""
    sound = by_webhook(GUN_S, GUN_S)
    record = json.loads(sound.body)
    (record if key in record or key in ("Time", "Invalid") else record["Passing"])[key] = value
    check_never_raises(
        WEBHOOK, Message(query=sound.query, body=msgspec.json.encode(record), received_at_s=GUN_S)
    )


@pytest.mark.parametrize("key", ["timestamp", "latitude", "longitude", "speed", "level", "device_id"])
@settings(max_examples=40, deadline=None)
@given(value=json_values)
def test_any_value_in_any_field_of_a_fix_is_answered(key: str, value: object) -> None:
    """A phone that is known gets its 200 all the same."""
    place = {"latitude": 40.44, "longitude": -79.99, "speed": 1.0} | {key: value}
    said = {"timestamp": iso(GUN_S), "coords": place, "battery": {"level": 0.5, key: value}}
    payload = {"device_id": "sweep1", "location": said | ({key: value} if key == "timestamp" else {})}
    message = Message(content_type="application/json", body=msgspec.json.encode(payload), received_at_s=GUN_S)
    check_never_raises(PHONES, message)
    assert PHONES.take(message).status == 200
