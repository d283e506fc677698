"""A tiny race served in this process: a real journal, a real live race, and a door with or without a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import GUN_S, make_race, make_roster

from lanterne.clock import ManualClock
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Post, Race, Segment, Station
from lanterne.race.stands import Stand, stands
from lanterne.views import (
    CutoffTableView,
    DecisionsView,
    HoldOptionsView,
    PostView,
    WhatIfView,
)
from lanterne.web.access import Door
from lanterne.web.app import create_app
from lanterne.web.links import Links, Token, live_numbers
from lanterne.web.pages import Page
from lanterne.web.phrase import PassPhrase
from lanterne.web.sessions import Sessions

KEY = "a-key-that-nobody-guesses"
COOKIE = "lanterne-tiny"
TOKEN = "mat-secret"
SMS_TOKEN = "text-secret"
HOST = "http://127.0.0.1:8000"
SIGNING = b"what nobody else can sign with"

PHRASE = "keep the lantern lit"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes in no time: how slow the hash of a pass phrase is in a race folder has a test of its own."""

PAGES = {
    "control.html": Page("control.html", b"<!doctype html><title>Race control</title>" + b" " * 500),
    "station.html": Page("station.html", b"<!doctype html><title>Station</title>"),
    "sw.js": Page("sw.js", b"self.skipWaiting();"),
    "phones.webmanifest": Page("phones.webmanifest", b'{"name": "Lanterne"}'),
    "assets/main-1a2b.js": Page("assets/main-1a2b.js", b"console.log('lit');" * 50),
}

Serve = Callable[..., TestClient[Litestar]]


class Nameless:
    """A store of no names."""

    def names(self, bibs: Sequence[str]) -> Mapping[str, str]:
        return {}

    def search(self, text: str) -> Sequence[str]:
        return []


class MadeUp(LiveRace):
    """A live race whose decisions and posts' views are made up, and tell what was asked."""

    def post(self, stand: str) -> PostView | None:
        found = self.stands.get(stand)
        return None if found is None else post_view(found, self.picture.now_s)

    def decisions(self) -> DecisionsView:
        return DecisionsView(
            as_of_s=self.picture.now_s,
            table=TABLE,
            proposals=[],
            versions=[],
            holds=[],
            stations=[],
            mats=[],
            segments=[],
            questions=[],
            unheard=[],
        )

    def cutoffs(self) -> CutoffTableView:
        return TABLE

    async def hold_options(
        self, distance: str, from_m: float, to_m: float, bibs: Sequence[str]
    ) -> HoldOptionsView:
        self.asked = (distance, from_m, to_m, tuple(bibs))
        return HoldOptionsView(**dict.fromkeys(HoldOptionsView.__struct_fields__, ()))  # type: ignore[arg-type]

    async def whatif(self, limit_extra_s: float, sweep_slower: float, closed: Sequence[str]) -> WhatIfView:
        return WhatIfView(
            limit_extra_s=limit_extra_s,
            sweep_slower=sweep_slower,
            closed=list(closed),
            in_time=0.0,
            would_be_in_time=0.0,
            gates=[],
            stations=[],
            finish_by=[],
            said=[],
        )


TABLE = CutoffTableView(version=1, published_s=None, by="", rows=[], lines=[], warnings=[])


def post_view(stand: Stand, at_s: float) -> PostView:
    """A post's view that says nothing but whose it is."""
    return PostView(
        as_of_s=at_s,
        speed=1.0,
        race="tiny",
        name="Tiny 10",
        zone="America/New_York",
        unit="km",
        post=stand.id,
        post_name=stand.name,
        role=stand.role,
        at_m=dict(stand.at_m),
        lantern="lit",
        version=1,
        cutoffs=[],
        lines=[],
        holds=[],
        notices=[],
        questions=[],
    )


POSTS = (
    Post(id="cop", name="Police", role="police", at_m={}),
    Post(id="doc", name="Medical", role="medical", at_m={}),
    Post(id="home", name="Finish", role="finish", at_m={}),
    Post(id="mats", name="Timer", role="timer", at_m={}),
)
SEGMENTS = (
    Segment(id="own", name="Own", from_m={"ten": 0.0}, to_m={"ten": 5_000.0}, post="cop"),
    Segment(id="others", name="Others", from_m={"ten": 0.0}, to_m={"ten": 5_000.0}, post="sheriff"),
    Segment(id="nobodys", name="Nobody's", from_m={"ten": 0.0}, to_m={"ten": 5_000.0}),
)


@pytest.fixture(scope="session")
def race() -> Race:
    return made_race()


def made_race() -> Race:
    """The tiny race with a cheer station and everybody who agrees to holds."""
    tiny = make_race()
    cheer = Station(id="c1", name="Cheer", kinds=("cheer",), at_m={"ten": 9_000.0})
    return replace(
        tiny,
        tokens={"raceresult": TOKEN, "sms": SMS_TOKEN},
        stations=(*tiny.stations, cheer),
        posts=(*tiny.posts, *POSTS),
        segments=SEGMENTS,
    )


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
    made = MadeUp(race, make_roster(), journal, clock, shipped(), Nameless())
    made.stands = stands(race)
    return made


@pytest.fixture
def links(live: LiveRace, journal: SqliteJournal, race: Race) -> Links:
    return Links(race, SIGNING, live_numbers(live, journal))


@pytest.fixture
def wall() -> ManualClock:
    """The wall's clock, by which sessions end."""
    return ManualClock(1_800_000_000.0)


@pytest.fixture
def sessions(tmp_path: Path, race: Race, wall: ManualClock) -> Sessions:
    return Sessions(SIGNING, race.id, PassPhrase(tmp_path / "control.phrase", QUICK), wall)


@pytest.fixture
def signed_in(sessions: Sessions) -> dict[str, str]:
    """Headers of a browser in which Dana is signed in."""
    sessions.phrase.set(PHRASE)
    return {"Cookie": f"{COOKIE}={sessions.begin('Dana')}"}


@pytest.fixture
def by_link(links: Links, clock: ManualClock) -> Callable[..., dict[str, str]]:
    """Headers of a phone with the link of a stand."""

    def headers(stand: str, number: int = 1, left_s: int = 3_600) -> dict[str, str]:
        token = links.token(Token(stand, number, int(clock.now_s()) + left_s))
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def door(links: Links, sessions: Sessions, clock: ManualClock) -> Door:
    """The door of a server that only this machine can reach."""
    return Door(None, COOKIE, links, sessions, clock, HOST)


@pytest.fixture
def serve(
    live: LiveRace, journal: SqliteJournal, race: Race, clock: ManualClock, door: Door
) -> Iterator[Serve]:
    """Make a client of a server of the tiny race; `key` is race control's, None on this machine."""
    clients: list[TestClient[Litestar]] = []

    def serve(
        key: str | None = None,
        *,
        pages: Mapping[str, Page] = PAGES,
        into: object = journal,
        base: str = HOST,
    ) -> TestClient[Litestar]:
        made = replace(door, key=key, base=base)
        app = create_app(live, into, race, clock, door=made, pages=pages)  # type: ignore[arg-type]
        client = TestClient(app, base_url=base, raise_server_exceptions=True)
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
