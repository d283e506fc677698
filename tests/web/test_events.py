"""Events posted over HTTP: one receipt each, after they are durable."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import read
from tests.web.conftest import Serve

from lanterne.clock import ManualClock
from lanterne.errors import JournalError
from lanterne.journal.base import Receipt
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.web import intake
from lanterne.web.intake import Intake
from lanterne.web.metrics import Metrics

Client = TestClient[Litestar]


class FullDisk:
    """A journal on a disk without room."""

    async def append(self, events: Sequence[bytes | dict[str, Any]], *, source: str) -> list[Receipt]:
        raise JournalError("the disk is full; make room")


def post(client: Client, events: Sequence[object]) -> list[dict[str, str]]:
    answer = client.post("/api/v1/events", json=events)
    assert answer.status_code == 200
    return answer.json()


def test_a_bad_event_is_quarantined_and_the_rest_of_its_batch_goes_in(client: Client) -> None:
    good, other = read("1", "k5", 1_500), read("2", "k5", 1_600)
    receipts = post(client, [good, {"kind": "passing"}, 7, other, good])
    outcomes = ["accepted", "quarantined", "quarantined", "accepted", "duplicate"]
    assert [receipt["outcome"] for receipt in receipts] == outcomes
    assert [receipts[i]["id"] for i in (0, 3, 4)] == [good["id"], other["id"], good["id"]]
    assert all(receipts[i]["reason"] for i in (1, 2))


def test_what_is_answered_is_on_disk(client: Client, journal: SqliteJournal) -> None:
    event = read("1", "k5", 1_500)
    post(client, [event])
    assert [json.loads(entry.body)["id"] for entry in journal.read()] == [event["id"]]


def test_an_event_without_an_id_is_given_the_same_one_each_time(client: Client) -> None:
    event = {key: value for key, value in read("1", "k5", 1_500).items() if key != "id"}
    first, second = post(client, [event]), post(client, [event])
    assert (second[0]["outcome"], second[0]["id"]) == ("duplicate", first[0]["id"])


def test_an_empty_array_is_answered_with_one(client: Client) -> None:
    assert post(client, []) == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[1,", b'"x"', b"\xff", b"[" * 200_000])
def test_a_body_that_is_no_array_is_refused_in_one_sentence(client: Client, body: bytes) -> None:
    answer = client.post("/api/v1/events", content=body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("The body must be a JSON array of events")


def test_a_body_over_the_limit_is_refused_with_the_mend(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BODY_LIMIT_BYTES", 1_000)
    answer = client.post("/api/v1/events", content=b" " * 1_001)
    assert (answer.status_code, "smaller batches" in answer.json()["detail"]) == (413, True)


def test_too_many_events_at_once_are_refused_with_the_most(client: Client) -> None:
    answer = client.post("/api/v1/events", content=b"[" + b"1," * 20_000 + b"1]")
    assert (answer.status_code, "at most 20,000" in answer.json()["detail"]) == (413, True)


def test_too_much_at_once_is_put_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "HELD_LIMIT_BYTES", -1)
    answer = serve().post("/api/v1/events", json=[])
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_full_disk_is_said_and_nothing_is_acknowledged(serve: Serve) -> None:
    answer = serve(into=FullDisk()).post("/api/v1/events", json=[read("1", "k5", 1_500)])
    assert answer.status_code == 507
    assert answer.json()["detail"] == (
        "Nothing of this is stored, keep it and send it again: the disk is full; make room"
    )


def test_only_post_is_understood(client: Client) -> None:
    answer = client.get("/api/v1/events")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_events_are_counted_by_outcome_and_kind(client: Client) -> None:
    event = read("1", "k5", 1_500)
    post(client, [event, event, {"kind": "nonsense"}])
    text = client.get("/metrics").text
    assert 'lanterne_events_total{kind="passing",outcome="accepted"} 1.0' in text
    assert 'lanterne_events_total{kind="passing",outcome="duplicate"} 1.0' in text
    assert 'lanterne_events_total{kind="other",outcome="quarantined"} 1.0' in text
    assert "lanterne_journal_commit_seconds_count 1.0" in text


def test_a_refusal_of_the_journal_is_counted(serve: Serve) -> None:
    client = serve(into=FullDisk())
    client.post("/api/v1/events", json=[{}])
    assert "lanterne_journal_refusals_total 1.0" in client.get("/metrics").text


class SlowDisk:
    """A journal whose first commit ends when it is let; then it may be full."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.groups: list[tuple[str, list[Any]]] = []
        self.full = False

    async def append(self, events: Sequence[Any], *, source: str) -> list[Receipt]:
        self.groups.append((source, list(events)))
        await self.goes_on.wait()
        if self.full:
            raise JournalError("the disk is full")
        return [Receipt(str(event), "accepted") for event in events]


def batch(*ids: str) -> list[dict[str, Any]]:
    return [{"kind": "passing", "n": one} for one in ids]


async def posted(intake: Intake, *batches: tuple[str, list[dict[str, Any]]]) -> list[asyncio.Task[Any]]:
    """Each batch handed in by a request of its own, as far as they get."""
    tasks = [asyncio.create_task(intake.take(events, source=source)) for source, events in batches]
    for _ in range(10):
        await asyncio.sleep(0)
    return tasks


@pytest.fixture
def disk() -> SlowDisk:
    return SlowDisk()


@pytest.fixture
def slow(disk: SlowDisk, live: LiveRace, clock: ManualClock) -> Intake:
    return Intake(disk, Metrics(live, clock))  # type: ignore[arg-type]  # as much of a journal as it asks for


def test_what_comes_during_a_commit_shares_the_next_and_each_gets_its_own(
    slow: Intake, disk: SlowDisk
) -> None:
    async def run() -> None:
        (first,) = await posted(slow, ("api", batch("a")))
        others = await posted(slow, ("api", batch("b", "c")), ("api", batch("d")), ("osmand", batch("e")))
        disk.goes_on.set()
        answers = [[receipt.id for receipt in await task] for task in (first, *others)]
        assert answers == [[str(one) for one in batch(*ids)] for ids in ("a", "bc", "d", "e")]
        assert disk.groups == [("api", batch("a")), ("api", batch("b", "c", "d")), ("osmand", batch("e"))]

    asyncio.run(run())


def test_together_they_are_no_more_than_the_journal_takes(
    slow: Intake, disk: SlowDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_BATCH", 3)

    async def run() -> None:
        tasks = await posted(slow, *(("api", batch(*ids)) for ids in ("a", "bc", "de", "f")))
        disk.goes_on.set()
        await asyncio.gather(*tasks)
        assert [len(events) for _, events in disk.groups] == [3, 3]

    asyncio.run(run())


def test_all_who_wait_hear_that_the_disk_is_full(slow: Intake, disk: SlowDisk) -> None:
    async def run() -> None:
        disk.full = True
        tasks = await posted(slow, ("api", batch("a")), ("api", batch("b")))
        disk.goes_on.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(one) for one in found] == [JournalError, JournalError]
        disk.full = False
        assert (await slow.take(batch("c"), source="api"))[0].outcome == "accepted"

    asyncio.run(run())


def test_a_client_that_leaves_disturbs_no_other(slow: Intake, disk: SlowDisk) -> None:
    async def run() -> None:
        leaving, staying = await posted(slow, ("api", batch("a")), ("api", batch("b")))
        leaving.cancel()
        await asyncio.wait({leaving})
        disk.goes_on.set()
        assert [receipt.id for receipt in await staying] == [str(one) for one in batch("b")]

    asyncio.run(run())
