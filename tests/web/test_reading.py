"""What race control's page asks for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import read

Client = TestClient[Litestar]


def test_the_race_is_the_planned_one(client: Client) -> None:
    race = client.get("/api/v1/race").json()
    assert (race["id"], [point["id"] for point in race["points"]]) == ("tiny", ["start", "k5", "finish"])


def test_the_ledger_is_read_a_stretch_at_a_time(client: Client, caught_up: Callable[[], None]) -> None:
    caught_up()
    pages = [client.get("/api/v1/ledger", params={"offset": n, "limit": 4}).json() for n in (0, 4, 8)]
    assert {page["total"] for page in pages} == {10}
    bibs = [row["bib"] for page in pages for row in page["rows"]]
    assert sorted(bibs) == sorted(["1", "2", "3", "4", "5", "6", "7", "8", "9", "50"])


def test_the_ledger_of_one_state_lists_only_that(client: Client, caught_up: Callable[[], None]) -> None:
    client.post("/api/v1/events", json=[read("1", "start", 10), read("2", "start", 12)])
    caught_up()
    page = client.get("/api/v1/ledger", params={"state": "on_course"}).json()
    assert sorted(row["bib"] for row in page["rows"]) == ["1", "2"]


@pytest.mark.parametrize("wrong", ["state=lost", "offset=-1", "limit=0", "limit=501", "limit=x"])
def test_a_wrong_question_is_answered_400(client: Client, wrong: str) -> None:
    assert client.get(f"/api/v1/ledger?{wrong}").status_code == 400


def test_the_quarantine_shows_what_came_and_why(client: Client) -> None:
    client.post("/api/v1/events", content=b'[{"kind":"passing","note":"\xff"}]')
    page = client.get("/api/v1/quarantine").json()
    assert page["total"] == 1
    row = page["rows"][0]
    assert (row["source"], bool(row["reason"])) == ("api", True)
    assert row["raw"].startswith('{"kind":"passing"')


def test_long_answers_are_compressed(client: Client, caught_up: Callable[[], None]) -> None:
    caught_up()
    answer = client.get("/api/v1/ledger", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["total"] == 10


def test_health_is_told_without_the_journal(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_metrics_tell_the_tick_and_the_forecasts_age(client: Client, caught_up: Callable[[], None]) -> None:
    client.post("/api/v1/events", json=[read("1", "start", 10)])
    caught_up()
    text = client.get("/metrics").text
    assert "lanterne_forecast_age_seconds 0.0" in text
    assert "lanterne_tick_seconds " in text
    assert "lanterne_stream_clients 0.0" in text


@pytest.mark.parametrize(
    "path", ["/healthz", "/control", "/assets/main-1a2b.js", "/nowhere", "/api/v1/ledger?limit=x"]
)
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "cache-control" in headers


def test_a_page_may_be_framed_by_nobody_and_run_only_its_own_scripts(client: Client) -> None:
    headers = client.get("/control").headers
    assert (headers["x-frame-options"], headers["referrer-policy"]) == ("DENY", "same-origin")
    policy = headers["content-security-policy"].split("; ")
    assert {"script-src 'self'", "worker-src 'self' blob:", "frame-ancestors 'none'"} <= set(policy)


def test_what_the_race_knows_is_not_cached(client: Client) -> None:
    assert client.get("/api/v1/race").headers["cache-control"] == "no-store"
