"""Phones and timing systems over HTTP: what they send is on disk before they are told so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import GUN_S
from tests.web.conftest import TOKEN, Serve

from lanterne.errors import JournalError
from lanterne.journal.base import Receipt
from lanterne.journal.sqlite import SqliteJournal

Client = TestClient[Litestar]
SHARED = Path(__file__).parents[3] / "shared" / "fixtures"
WEBHOOK = f"/webhooks/raceresult?token={TOKEN}"
AT = f"timestamp={GUN_S:.0f}"
RECORD = {
    "ID": 1,
    "Bib": 7,
    "TimingPoint": "k5",
    "Passing": {"UTCTime": "2026-05-03T11:25:00.000Z", "DeviceID": "D-1", "FileNo": 2, "PassingNo": 9},
}


class FullDisk:
    """A journal on a disk without room."""

    async def append(self, events: Sequence[bytes | dict[str, Any]], *, source: str) -> list[Receipt]:
        raise JournalError("the disk is full; make room")


def kept(journal: SqliteJournal) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in journal.read()]


@pytest.mark.parametrize("path", ["/", "/osmand"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_phone_is_heard_at_either_address(
    client: Client, journal: SqliteJournal, path: str, method: str
) -> None:
    answer = client.request(method, f"{path}?id=phone-1&{AT}&lat=40.44&lon=-80.0&batt=50")
    assert answer.status_code == 200
    (position,) = kept(journal)
    assert (position["device"], position["latitude"], position["battery"]) == ("phone-1", 40.44, 0.5)


def test_a_phone_may_send_a_form(client: Client, journal: SqliteJournal) -> None:
    form = {"id": "phone-1", "timestamp": str(GUN_S), "lat": "40.44", "lon": "-80.0"}
    assert client.post("/", data=form).status_code == 200
    assert kept(journal)[0]["longitude"] == -80.0


def test_a_phone_may_send_json(client: Client, journal: SqliteJournal) -> None:
    coords = {"latitude": 40.44, "longitude": -80.0, "accuracy": 5}
    location = {"timestamp": "2026-05-03T11:20:00Z", "coords": coords}
    assert client.post("/", json={"location": location, "device_id": "phone-1"}).status_code == 200
    assert kept(journal)[0]["accuracy_m"] == 5


def test_an_unknown_phone_is_refused_and_keeps_its_fix(client: Client, journal: SqliteJournal) -> None:
    assert client.get(f"/osmand?id=stranger&{AT}&lat=1&lon=1").status_code == 400
    assert kept(journal) == []


def test_a_known_phone_is_never_blocked_by_a_bad_fix(client: Client, journal: SqliteJournal) -> None:
    assert client.get(f"/osmand?id=phone-1&{AT}&lat=north&lon=1").status_code == 200
    assert journal.quarantine_count() == 1


def test_a_fix_sent_again_is_one_fix(client: Client, journal: SqliteJournal) -> None:
    for _ in range(3):
        assert client.post(f"/?id=phone-1&{AT}&lat=40.44&lon=-80.0").status_code == 200
    assert len(kept(journal)) == 1


def test_a_phone_keeps_its_fix_while_the_disk_is_full(serve: Serve) -> None:
    answer = serve(into=FullDisk()).post(f"/?id=phone-1&{AT}&lat=40.44&lon=-80.0")
    assert answer.status_code == 507


def test_a_read_of_a_timing_system_is_taken(client: Client, journal: SqliteJournal) -> None:
    assert client.post(WEBHOOK, json=RECORD).status_code == 201
    (passing,) = kept(journal)
    assert (passing["bib"], passing["point"]) == ("7", "k5")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/webhooks/raceresult", json.dumps(RECORD), 401),
        ("/webhooks/raceresult?token=guess", json.dumps(RECORD), 401),
        (WEBHOOK, "", 400),
        (WEBHOOK, "not json", 422),
        (WEBHOOK, '{"Passing": {}}', 422),
    ],
)
def test_what_is_no_read_is_answered_as_timers_expect(
    client: Client, journal: SqliteJournal, path: str, body: str, status: int
) -> None:
    assert client.post(path, content=body).status_code == status
    assert kept(journal) == []


def test_a_race_without_a_token_takes_no_reads(client: Client) -> None:
    assert client.post("/webhooks/raceresult?token=", json=RECORD).status_code == 401


def test_real_messages_of_phones_are_answered_200(client: Client) -> None:
    path = SHARED / "traccar_osmand_cases.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    for case in json.loads(path.read_text())["cases"]:
        known = case["expected"].get("device_id") if isinstance(case["expected"], dict) else None
        if known is None:
            continue
        swap = (str(known), "phone-1")
        answer = client.post(
            case["uri"].replace(*swap), content=case["body"].replace(*swap), headers=case["headers"]
        )
        assert answer.status_code == 200, case["uri"]


def test_real_records_of_a_timing_system_are_taken(client: Client, journal: SqliteJournal) -> None:
    path = SHARED / "raceresult_cases.json"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    cases = json.loads(path.read_text())["exporter_json"]
    assert [client.post(WEBHOOK, json=case["body"]).status_code for case in cases] == [201] * len(cases)
    assert len(kept(journal)) == len(cases)


def test_a_table_of_reads_goes_in_row_by_row(client: Client, journal: SqliteJournal) -> None:
    """Sound rows in any order, each other one named, and the same file again changes nothing."""
    table = "time;bib;point\n07:31:00;7;k5\n;8;k5\n2026-05-03T11:30:00Z;9;k5\n"
    answer = client.post("/api/v1/reads", content=table)
    assert (answer.status_code, answer.text) == (200, "row 3: time is empty")
    client.post("/api/v1/reads", content=table)
    assert [(read["bib"], read["point"]) for read in kept(journal)] == [("7", "k5"), ("9", "k5")]


def test_a_table_without_its_columns_is_refused(client: Client, journal: SqliteJournal) -> None:
    answer = client.post("/api/v1/reads", content="a,b\n1,2\n")
    assert answer.status_code == 422
    assert "there is no column point" in answer.text
    assert not kept(journal)
