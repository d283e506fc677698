"""Who may do what: every route, from every side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient
from tests.web.conftest import COOKIE, KEY, TOKEN, Serve

from lanterne.web.access import Access, Door, crosses_sites, names_this_machine

WHO = {
    "/": Access.DEVICE,
    "/api/v1": Access.OPEN,
    "/api/v1/events": Access.CONTROL,
    "/api/v1/ledger": Access.CONTROL,
    "/api/v1/runners/{bib:str}/forecast": Access.CONTROL,
    "/api/v1/record": Access.CONTROL,
    "/api/v1/openapi.json": Access.OPEN,
    "/api/v1/{path:str}": Access.OPEN,  # nothing is found there
    "/api/v1/quarantine": Access.CONTROL,
    "/api/v1/race": Access.CONTROL,
    "/api/v1/reads": Access.CONTROL,
    "/api/v1/stream": Access.CONTROL,
    "/assets/main-1a2b.js": Access.OPEN,
    "/control": Access.OPEN,
    "/control/runner": Access.OPEN,
    "/control/record": Access.OPEN,
    "/healthz": Access.OPEN,
    "/metrics": Access.CONTROL,
    "/osmand": Access.DEVICE,
    "/webhooks/raceresult": Access.TOKEN,
}
CONTROL = [path for path, access in WHO.items() if access is Access.CONTROL]
LET_IN = (200, 400, 405, 422)
"""Answers of a route itself, be it to an empty body or another method; the door answers 401."""

BEARER = {"Authorization": f"Bearer {KEY}"}
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")
# An open stream never ends: it is answered to POST as soon as the door lets it through.
ASKED = {"/api/v1/stream": "POST", "/api/v1/events": "POST", "/api/v1/reads": "POST"}


def ask(client: TestClient[Litestar], path: str, **headers: str) -> int:
    address = path.replace("{bib:str}", "5")
    return client.request(ASKED.get(path, "GET"), address, headers=headers).status_code


def test_every_route_says_whom_it_lets_in(serve: Serve) -> None:
    app = serve(KEY).app
    said = {
        route.path: handler.opt.get("access", Access.CONTROL)
        for route in app.routes
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]
        if getattr(handler, "http_methods", None) != {"OPTIONS"}
    }
    assert said == WHO


@pytest.mark.parametrize("path", CONTROL)
@pytest.mark.parametrize("method", METHODS)
def test_without_the_key_no_method_of_a_control_route_is_let_in(serve: Serve, path: str, method: str) -> None:
    assert serve(KEY).request(method, path).status_code in (401, 405)


@pytest.mark.parametrize("path", CONTROL)
def test_a_wrong_key_is_refused(serve: Serve, path: str) -> None:
    client = serve(KEY)
    assert ask(client, path, Authorization="Bearer " + KEY[:-1]) == 401
    assert ask(client, path, Cookie=f"{COOKIE}={KEY}x") == 401
    assert ask(client, path, Cookie=f"other={KEY}") == 401
    assert ask(client, f"{path}?key={KEY}") == 401


@pytest.mark.parametrize("path", CONTROL)
@pytest.mark.parametrize("proof", [BEARER, {"Cookie": f"a=b; {COOKIE}={KEY}"}])
def test_the_key_lets_in_as_bearer_or_cookie(serve: Serve, path: str, proof: dict[str, str]) -> None:
    assert ask(serve(KEY), path, **proof) in LET_IN


@pytest.mark.parametrize("path", CONTROL)
def test_on_this_machine_no_key_is_needed(serve: Serve, path: str) -> None:
    assert ask(serve(), path) in LET_IN


@pytest.mark.parametrize("path", CONTROL)
def test_a_name_pointed_at_this_machine_is_refused(serve: Serve, path: str) -> None:
    assert ask(serve(), path, Host="rebound.example:8000") == 401


@pytest.mark.parametrize("path", CONTROL)
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
    serve: Serve, path: str, key: str | None, page: dict[str, str]
) -> None:
    assert ask(serve(key), path, Cookie=f"{COOKIE}={KEY}", **page) == 403


@pytest.mark.parametrize("path", [path for path, access in WHO.items() if access is Access.OPEN])
def test_an_open_route_asks_nobody(serve: Serve, path: str) -> None:
    pages = dict.fromkeys(("/control", "/control/runner", "/control/record"), 401)  # they say what they need
    expected = (pages | {"/api/v1/{path:str}": 404}).get(path, 200)
    assert ask(serve(KEY), path) == expected


def test_the_key_is_no_key_to_a_feed(serve: Serve) -> None:
    client = serve(KEY)
    assert client.get("/osmand?id=stranger", headers=BEARER).status_code == 400
    assert client.post("/webhooks/raceresult?token=x", json={}, headers=BEARER).status_code == 401


def test_a_feeds_secret_is_no_key_to_race_control(serve: Serve) -> None:
    client = serve(KEY)
    assert ask(client, f"/api/v1/race?token={TOKEN}&id=phone-1", Authorization=f"Bearer {TOKEN}") == 401


def test_the_link_turns_its_key_into_a_cookie_that_opens_the_page(serve: Serve) -> None:
    client = serve(KEY)
    answer = client.get(f"/control?key={KEY}", headers={"Sec-Fetch-Site": "cross-site"})
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in (f"{COOKIE}={KEY}", "HttpOnly", "SameSite=Strict", "Path=/"))
    assert 'content="0;url=/control"' in answer.text
    assert "Race control" in client.get("/control").text
    assert client.get("/api/v1/race").status_code == 200


def test_a_link_with_a_wrong_key_says_where_to_find_the_right_one(serve: Serve) -> None:
    answer = serve(KEY).get("/control?key=guess")
    assert (answer.status_code, "lanterne serve" in answer.text) == (401, True)
    assert "set-cookie" not in answer.headers


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


@given(st.dictionaries(st.sampled_from([b"host", b"cookie", b"authorization", b"origin"]), st.binary()))
def test_no_header_without_the_key_opens_a_door_with_one(headers: dict[bytes, bytes]) -> None:
    assert not Door(KEY, COOKIE).admits(headers)
    crosses_sites(headers)
    names_this_machine(headers.get(b"host", b""))
