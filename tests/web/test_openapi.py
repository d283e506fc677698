"""The API is as it says: its document, and its answers to whatever the document allows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import GUN_S, make_race, make_roster
from tests.web.conftest import COOKIE, HOST, SIGNING, Nameless

from lanterne.clock import ManualClock
from lanterne.events import KINDS
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.web.access import Door
from lanterne.web.app import create_app
from lanterne.web.links import Links, live_numbers
from lanterne.web.phrase import PassPhrase
from lanterne.web.sessions import Sessions

BOUNDED = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),  # how long it makes examples for is the machine's affair
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Litestar]:
    folder: Path = tmp_path_factory.mktemp("openapi")
    clock = ManualClock(GUN_S)
    journal = SqliteJournal.open(folder / "journal.db", "tiny", clock)
    live = LiveRace(make_race(), make_roster(), journal, clock, shipped(), Nameless())
    asyncio.run(live.catch_up())
    links = Links(make_race(), SIGNING, live_numbers(live, journal))
    sessions = Sessions(SIGNING, "tiny", PassPhrase(folder / "control.phrase"))
    door = Door(None, COOKIE, links, sessions, clock, HOST)
    yield create_app(live, journal, make_race(), clock, door=door, pages={})
    journal.close()


@pytest.fixture(scope="module")
def document(app: Litestar) -> dict:
    with TestClient(app, base_url=HOST) as client:
        return client.get("/api/v1/openapi.json").json()


def test_every_kind_of_event_is_described(document: dict) -> None:
    described = {
        schema["properties"]["kind"]["enum"][0]
        for schema in document["components"]["schemas"].values()
        if "kind" in schema.get("properties", {}) and "enum" in schema["properties"]["kind"]
    }
    assert described == set(KINDS)


def test_every_reference_leads_somewhere(document: dict) -> None:
    names = set(document["components"]["schemas"])
    assert {name.rpartition("/")[2] for name in _references(document)} <= names


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/api/v1/events", "POST"),
        ("/api/v1/ledger", "GET"),
        ("/api/v1/quarantine", "GET"),
        ("/api/v1/race", "GET"),
        ("/healthz", "GET"),
    ],
)
def test_answers_are_as_described_whatever_is_asked(
    app: Litestar, document: dict, path: str, method: str
) -> None:
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app

    @given(schema[path][method].as_strategy())
    @settings(
        max_examples=25,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=HOST)

    ask()
