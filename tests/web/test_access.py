"""The door: this machine, other sites' pages, feeds, and headers that say anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import make_race
from tests.web.conftest import HOST, KEY, SIGNING, TOKEN, Serve
from tests.web.test_every_route import WHO
from tests.web.test_every_route import ask as ask_with

from lanterne.clock import ManualClock
from lanterne.web.access import Access, Door, crosses_sites, names_this_machine
from lanterne.web.links import Links
from lanterne.web.phrase import PassPhrase
from lanterne.web.sessions import Sessions

CONTROL = [path for path, access in WHO.items() if access is Access.CONTROL]
LET_IN = (200, 400, 404, 405, 422, 503)
"""Answers of a route itself, 503 until the race has been read; the door answers 401."""

BEARER = {"Authorization": f"Bearer {KEY}"}


def ask(client: TestClient[Litestar], path: str, **headers: str) -> int:
    return ask_with(client, path, headers)


def answers(client: TestClient[Litestar], **headers: str) -> dict[str, int]:
    """What each of race control's routes answers to these headers."""
    return {path: ask(client, path, **headers) for path in CONTROL}


def test_on_this_machine_no_key_is_needed(client: TestClient[Litestar]) -> None:
    kept_out = {path: status for path, status in answers(client).items() if status not in LET_IN}
    assert kept_out == {}


@pytest.mark.parametrize("path", ["/print/script", "/print/netlog", "/print/manifest/bus", "/api/v1/radio"])
def test_what_is_asked_before_the_race_is_read_is_answered_later(
    client: TestClient[Litestar], path: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers.get("retry-after")) == (503, "1")


def test_a_name_pointed_at_this_machine_is_refused(client: TestClient[Litestar]) -> None:
    assert answers(client, Host="rebound.example:8000") == dict.fromkeys(CONTROL, 401)


@pytest.mark.parametrize("key", [KEY, None])
@pytest.mark.parametrize(
    "page",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_is_refused_even_with_the_cookie(
    serve: Serve, signed_in: dict[str, str], key: str | None, page: dict[str, str]
) -> None:
    assert answers(serve(key), **signed_in, **page) == dict.fromkeys(CONTROL, 403)


def test_the_key_is_no_key_to_a_feed(serve: Serve) -> None:
    client = serve(KEY)
    assert client.get("/osmand?id=stranger", headers=BEARER).status_code == 400
    assert client.post("/webhooks/raceresult?token=x", json={}, headers=BEARER).status_code == 401


def test_a_feeds_secret_is_no_key_to_race_control(serve: Serve) -> None:
    client = serve(KEY)
    assert ask(client, f"/api/v1/race?token={TOKEN}&id=phone-1", Authorization=f"Bearer {TOKEN}") == 401


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "127.8.9.1", "[::1]", "[::1]:8000"]
)
def test_names_of_this_machine(host: str) -> None:
    assert names_this_machine(host.encode())


@pytest.mark.parametrize(
    "host",
    ["", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "0x7f.1", "evil:127.0.0.1"],
)
def test_names_of_others(host: str) -> None:
    assert not names_this_machine(host.encode())


def test_a_page_of_the_server_itself_crosses_no_sites() -> None:
    own = {b"host": b"10.0.0.5:8000", b"origin": b"http://10.0.0.5:8000", b"sec-fetch-site": b"same-origin"}
    assert not crosses_sites(own)
    assert not crosses_sites({b"host": b"10.0.0.5:8000"})


NO_PHRASE = PassPhrase(Path("there-is-none"))
DOOR = Door(
    KEY,
    "lanterne-tiny",
    Links(make_race(), SIGNING, lambda post: 1),
    Sessions(SIGNING, "tiny", NO_PHRASE),
    ManualClock(0.0),
    HOST,
)


@given(st.dictionaries(st.sampled_from([b"host", b"cookie", b"authorization", b"origin"]), st.binary()))
def test_no_header_without_the_key_opens_a_door_with_one(headers: dict[bytes, bytes]) -> None:
    assert DOOR.who(headers) is None
    crosses_sites(headers)
    names_this_machine(headers.get(b"host", b""))
