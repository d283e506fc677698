"""Phones with OsmAnd or Traccar Client."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.feeds.vendor import messages

from lanterne.feeds.base import Answer, Message
from lanterne.feeds.osmand import OsmAnd
from lanterne.feeds.times import instant_of
from lanterne.journal.intake import Refusal, Row, take_in

NOON_S = 1_777_809_600.0
SWEEP = OsmAnd(frozenset({"sweep1"}), "America/New_York")


def by_query(query: str) -> Answer:
    return SWEEP.take(Message(query=query, received_at_s=NOON_S))


def by_form(body: str) -> Answer:
    form = "application/x-www-form-urlencoded"
    return SWEEP.take(Message(content_type=form, body=body.encode(), received_at_s=NOON_S))


def by_json(feed: OsmAnd, payload: Any) -> Answer:
    kind = "application/json; charset=utf-8"
    return feed.take(Message(content_type=kind, body=json.dumps(payload).encode(), received_at_s=NOON_S))


def only(answer: Answer) -> dict[str, Any]:
    """The one event's fields."""
    assert answer.status == 200
    (fields,) = answer.events
    return fields


def test_a_traccar_client_query_becomes_a_position() -> None:
    """Battery as a share; the speed as it came, its unit unknown."""
    query = "id=sweep1&timestamp=1777809000&lat=40.44&lon=-79.99&speed=6.5&bearing=90&accuracy=4.5&batt=81"
    assert only(by_query(query)) == {
        "kind": "position",
        "source": "sweep1",
        "device": "sweep1",
        "happened_at": "2026-05-03T11:50:00.000Z",
        "latitude": 40.44,
        "longitude": -79.99,
        "accuracy_m": 4.5,
        "battery": 0.81,
        "raw_speed": 6.5,
    }


def test_a_form_says_the_same_as_a_query() -> None:
    """The client of 2026 posts a form."""
    said = "id=sweep1&timestamp=1777809000&lat=40.44&lon=-79.99&speed=6.5&batt=81"
    assert by_form(said) == by_query(said)


def test_a_json_position_becomes_a_position() -> None:
    """Its battery is a share already."""
    coords = {"latitude": 40.44, "longitude": -79.99, "accuracy": 5, "speed": 1.5}
    location = {"timestamp": "2026-05-03T11:50:00.250Z", "coords": coords, "battery": {"level": 0.5}}
    assert only(by_json(SWEEP, {"device_id": "sweep1", "location": location})) == {
        "kind": "position",
        "source": "sweep1",
        "device": "sweep1",
        "happened_at": "2026-05-03T11:50:00.250Z",
        "latitude": 40.44,
        "longitude": -79.99,
        "accuracy_m": 5.0,
        "battery": 0.5,
        "raw_speed": 1.5,
    }


def test_json_without_coords_is_understood() -> None:
    """Some programs that speak it put the place straight under location."""
    location = {"timestamp": "2026-05-03T11:50:00Z", "latitude": 40.44, "longitude": -79.99}
    fields = only(by_json(SWEEP, {"device_id": "sweep1", "location": location, "battery": {"level": 0.4}}))
    assert (fields["latitude"], fields["battery"]) == (40.44, 0.4)


@pytest.mark.parametrize(
    ("said", "happened_at"),
    [
        ("1777809000", "2026-05-03T11:50:00.000Z"),
        ("1777809000.5", "2026-05-03T11:50:00.500Z"),
        ("1777809000250", "2026-05-03T11:50:00.250Z"),
        ("2026-05-03T11:50:00Z", "2026-05-03T11:50:00.000Z"),
        ("2026-05-03T07:50:00-04:00", "2026-05-03T11:50:00.000Z"),
        ("2026-05-03 07:50:00", "2026-05-03T11:50:00.000Z"),
        ("", "2026-05-03T12:00:00.000Z"),
    ],
)
def test_a_timestamp_in_any_of_its_forms_is_read(said: str, happened_at: str) -> None:
    """Seconds, milliseconds, ISO, the race's wall clock; the time of receipt where there is none."""
    assert only(by_query(f"id=sweep1&timestamp={said}&lat=1&lon=2"))["happened_at"] == happened_at


def test_a_heartbeat_is_a_position_without_a_place() -> None:
    """The server that made the protocol would place it where the phone was last; we do not."""
    fields = only(by_query("id=sweep1&timestamp=1777809000&batt=81"))
    assert "latitude" not in fields
    assert "longitude" not in fields
    assert isinstance(take_in(fields, "tiny"), Row)


def test_what_a_client_does_not_know_is_absent() -> None:
    """They write -1 for it; an impossible battery costs no position."""
    coords = {"latitude": 40.44, "longitude": -79.99, "accuracy": -1, "speed": -1}
    location = {"timestamp": "2026-05-03T11:50:00Z", "coords": coords, "battery": {"level": -1}}
    fields = only(by_json(SWEEP, {"device_id": "sweep1", "location": location}))
    assert fields.keys().isdisjoint({"accuracy_m", "raw_speed", "battery"})
    assert "battery" not in only(by_query("id=sweep1&lat=1&lon=2&batt=150"))


def test_an_alarm_is_kept() -> None:
    """A driver pressed a button."""
    assert only(by_query("id=sweep1&lat=1&lon=2&alarm=alert%20message"))["alarm"] == "alert message"


@pytest.mark.parametrize(
    "query", ["id=sweep1&lat=nowhere&lon=2", "id=sweep1&lat=91&lon=2", "id=sweep1&lat=nan&lon=nan"]
)
def test_a_known_phone_is_answered_200_even_for_an_impossible_place(query: str) -> None:
    """Or it would send nothing else ever again; the journal keeps it in quarantine."""
    assert isinstance(take_in(only(by_query(query)), "tiny"), Refusal)


@pytest.mark.parametrize("said", ["yesterday", "1e300", "12"])
def test_a_known_phone_is_answered_200_even_for_an_impossible_time(said: str) -> None:
    """Or it would send nothing else ever again; the journal keeps it in quarantine."""
    assert isinstance(take_in(only(by_query(f"id=sweep1&timestamp={said}&lat=1&lon=2")), "tiny"), Refusal)


def test_an_unknown_phone_is_refused() -> None:
    """400 by query, 404 by JSON, as the server that made the protocol does."""
    assert by_query("id=other&lat=1&lon=2") == Answer(400, refused=("no vehicle has the device 'other'",))
    assert by_query("lat=1&lon=2").status == 400
    assert by_json(SWEEP, {"device_id": "other", "location": {}}).status == 404
    assert by_json(SWEEP, {"location": {}}).status == 404


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"location": 7}', b'{"location": {"coords": [1, 2]}}'])
def test_a_body_that_is_no_position_is_refused(body: bytes) -> None:
    """With a word."""
    answer = SWEEP.take(Message(content_type="application/json", body=body, received_at_s=NOON_S))
    assert (answer.status, answer.events) == (400, ())
    assert answer.refused[0].startswith("this is no position message: ")


def test_a_body_that_says_nothing_is_of_no_known_phone() -> None:
    """JSON's null."""
    assert by_json(SWEEP, None).status == 404


def test_the_protocols_own_test_messages_are_read_as_their_server_reads_them() -> None:
    """Place, time, accuracy and battery of every case that comes with expected values."""
    for case in messages("traccar_osmand_cases.json")["cases"]:
        wanted = case["expected"]
        feed = OsmAnd(frozenset({wanted["device_id"]}), "UTC")
        answer = feed.take(
            Message(
                query=case["uri"].partition("?")[2],
                content_type=case["headers"].get("Content-Type", ""),
                body=case["body"].encode(),
                received_at_s=NOON_S,
            )
        )
        fields = only(answer)
        charge = wanted["battery_percent"]
        at_s = NOON_S if wanted["time"].startswith("server") else instant_of(wanted["time"], "UTC")
        assert (fields.get("latitude"), fields.get("longitude")) == (wanted["latitude"], wanted["longitude"])
        assert fields.get("accuracy_m") == wanted["accuracy_m"]
        assert fields.get("battery") == (None if charge is None else charge / 100)
        assert instant_of(fields["happened_at"], "UTC") == pytest.approx(at_s, abs=1e-3)
        assert isinstance(take_in(fields, "tiny"), Row)


def test_the_clients_own_test_addresses_are_read() -> None:
    """Of Traccar Client up to version 8."""
    feed = OsmAnd(frozenset({"123456789012345"}), "UTC")
    for url in messages("traccar_client_android_urls.json")["urls"]:
        fields = only(feed.take(Message(query=url.partition("?")[2], received_at_s=NOON_S)))
        assert fields["happened_at"] == "1989-08-17T00:00:00.000Z"
        assert (fields["latitude"], fields["longitude"], fields["battery"]) == (0.0, 0.0, 0.0)
