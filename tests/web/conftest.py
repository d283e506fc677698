"""A tiny race served in this process: a real journal, a real live race, and a door with or without a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import GUN_S, make_race, make_roster

from lanterne.clock import ManualClock
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.web.access import Door
from lanterne.web.app import create_app
from lanterne.web.pages import Page

KEY = "a-key-that-nobody-guesses"
COOKIE = "lanterne-tiny"
TOKEN = "mat-secret"
HOST = "http://127.0.0.1:8000"

PAGES = {
    "control.html": Page("control.html", b"<!doctype html><title>Race control</title>" + b" " * 500),
    "assets/main-1a2b.js": Page("assets/main-1a2b.js", b"console.log('lit');" * 50),
}

Serve = Callable[..., TestClient[Litestar]]


class Nameless:
    """A store of no names."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        return {}

    def search(self, text: str) -> Sequence[str]:
        return []


@pytest.fixture(scope="session")
def race() -> Race:
    return replace(make_race(), tokens={"raceresult": TOKEN})


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(GUN_S + 600)


@pytest.fixture
def journal(tmp_path: Path, race: Race, clock: ManualClock) -> Iterator[SqliteJournal]:
    made = SqliteJournal.open(tmp_path / "journal.db", race.id, clock)
    yield made
    made.close()


@pytest.fixture
def live(race: Race, journal: SqliteJournal, clock: ManualClock) -> LiveRace:
    return LiveRace(race, make_roster(), journal, clock, shipped(), Nameless())


@pytest.fixture
def serve(live: LiveRace, journal: SqliteJournal, race: Race, clock: ManualClock) -> Iterator[Serve]:
    """Make a client of a server of the tiny race; `key` is race control's, None on this machine."""
    clients: list[TestClient[Litestar]] = []

    def serve(
        key: str | None = None, *, pages: Mapping[str, Page] = PAGES, into: object = journal
    ) -> TestClient[Litestar]:
        app = create_app(live, into, race, clock, door=Door(key, COOKIE), pages=pages)  # type: ignore[arg-type]
        client = TestClient(app, base_url=HOST, raise_server_exceptions=True)
        client.follow_redirects = False
        clients.append(client)
        return client.__enter__()

    yield serve
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(serve: Serve) -> TestClient[Litestar]:
    """A client on the server's own machine."""
    return serve()


@pytest.fixture
def caught_up(live: LiveRace) -> Callable[[], None]:
    """Take what the journal holds into the live race, and tick once."""

    def catch_up() -> None:
        asyncio.run(live.catch_up())
        live.tick()

    return catch_up
