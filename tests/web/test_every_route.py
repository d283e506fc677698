"""Every route of the server, asked by everybody there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.field.tiny import event
from tests.web.conftest import COOKIE, KEY, SIGNING, Serve

from lanterne.clock import ManualClock
from lanterne.journal.sqlite import SqliteJournal
from lanterne.race.definition import Race
from lanterne.race.stands import stands
from lanterne.web.access import BY_LINK, Access
from lanterne.web.links import Links, Token
from lanterne.web.roles import PERMITS
from lanterne.web.sessions import SESSION_S, Sessions

WHO = {
    "/": Access.DEVICE,
    "/api/v1": Access.OPEN,
    "/api/v1/cutoffs": Access.POST,
    "/api/v1/decisions": Access.CONTROL,
    "/api/v1/events": Access.POST,
    "/api/v1/family": Access.FAMILY,
    "/api/v1/holds/options": Access.CONTROL,
    "/api/v1/ledger": Access.CONTROL,
    "/api/v1/links": Access.CONTROL,
    "/api/v1/openapi.json": Access.OPEN,
    "/api/v1/post": Access.POST,
    "/api/v1/quarantine": Access.CONTROL,
    "/api/v1/race": Access.POST,
    "/api/v1/radio": Access.RADIO,
    "/api/v1/radio/forms": Access.RADIO,
    "/api/v1/reads": Access.CONTROL,
    "/api/v1/record": Access.CONTROL,
    "/api/v1/runners/{bib:str}/forecast": Access.CONTROL,
    "/api/v1/session": Access.CONTROL,
    "/api/v1/stream": Access.CONTROL,
    "/api/v1/whatif": Access.CONTROL,
    "/api/v1/{path:str}": Access.OPEN,  # nothing is found there
    "/assets/main-1a2b.js": Access.OPEN,
    "/board": Access.OPEN,
    "/cheer": Access.OPEN,
    "/control": Access.OPEN,
    "/control/record": Access.OPEN,
    "/control/runner": Access.OPEN,
    "/family": Access.OPEN,
    "/healthz": Access.OPEN,
    "/login": Access.OPEN,
    "/logout": Access.OPEN,
    "/me": Access.OPEN,
    "/medical": Access.OPEN,
    "/metrics": Access.CONTROL,
    "/osmand": Access.DEVICE,
    "/phones.webmanifest": Access.OPEN,
    "/post": Access.OPEN,
    "/print/codes": Access.CONTROL,
    "/print/cutoffs": Access.CONTROL,
    "/print/drops": Access.CONTROL,
    "/print/links": Access.CONTROL,
    "/print/manifest/{vehicle:str}": Access.CONTROL,
    "/print/netlog": Access.CONTROL,
    "/print/script": Access.CONTROL,
    "/print/station/{station:str}": Access.CONTROL,
    "/radio": Access.OPEN,
    "/sag": Access.OPEN,
    "/sw.js": Access.OPEN,
    "/station": Access.OPEN,
    "/sweep": Access.OPEN,
    "/webhooks/raceresult": Access.TOKEN,
    "/webhooks/sms": Access.TOKEN,
}
"""Whom each route lets in; a new route belongs here before it is served."""

CONTROLS_PAGES = ("/control", "/control/record", "/control/runner")

STANDS = ("w1", "c1", "c1/board", "bus", "desk", "cop", "doc", "home", "mats")
"""A stand of each role that the tiny race has."""

CONTROL = ("signed in", "key")
OPENED_BY = {Access.CONTROL: (), Access.FAMILY: ("link of desk",), Access.RADIO: ("link of net",)}
"""The links that open what not every link opens."""

GOOD_LINKS = tuple(f"link of {stand}" for stand in STANDS)
BAD_BEARERS = ("expired link", "revoked link", "link of another race", "wrong key")
NOBODY = ("nobody", *BAD_BEARERS, "session over", "session forged")
EVERYBODY = (*CONTROL, *GOOD_LINKS, *NOBODY)

# An open stream never ends: it is answered to POST as soon as the door lets it through.
ASKED = {
    "/api/v1/stream": "POST",
    "/api/v1/events": "POST",
    "/api/v1/reads": "POST",
    "/logout": "POST",
    "/webhooks/raceresult": "POST",
    "/webhooks/sms": "POST",
}

Headers = Callable[[str], dict[str, str]]


def ask(client: TestClient[Litestar], path: str, headers: dict[str, str]) -> int:
    address = (
        path.replace("{bib:str}", "5")
        .replace("{station:str}", "w1")
        .replace("{vehicle:str}", "bus")
        .replace("{path:str}", "none")
    )
    return client.request(ASKED.get(path, "GET"), address, headers=headers).status_code


def routes(app: Litestar) -> Iterator[tuple[str, Access]]:
    """Every route of a server, and whom it says it lets in."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            if getattr(handler, "http_methods", None) != {"OPTIONS"}:
                yield route.path, handler.opt.get("access", Access.CONTROL)


@pytest.fixture
def headers(
    by_link: Callable[..., dict[str, str]],
    signed_in: dict[str, str],
    race: Race,
    clock: ManualClock,
    journal: SqliteJournal,
    wall: ManualClock,
    sessions: Sessions,
) -> Headers:
    """What a request of each of `EVERYBODY` carries."""
    later = Token("w1", 1, int(clock.now_s()) + 3_600)
    other = Links(replace(race, id="other"), SIGNING, lambda post: 1)
    yesterday = ManualClock(wall.now_s() - SESSION_S)
    over = Sessions(SIGNING, race.id, sessions.phrase, yesterday).begin("Dana")
    forged = Sessions(b"a key made up", race.id, sessions.phrase, wall).begin("Dana")

    def of(who: str) -> dict[str, str]:
        if who.startswith("link of ") and who != "link of another race":
            return by_link(who.removeprefix("link of "))
        return {
            "signed in": signed_in,
            "key": {"Authorization": f"Bearer {KEY}"},
            "nobody": {},
            "expired link": by_link("w1", left_s=0),
            "revoked link": by_link("c1", number=0),
            "link of another race": {"Authorization": f"Bearer {other.token(later)}"},
            "wrong key": {"Authorization": f"Bearer {KEY}x"},
            "session over": {"Cookie": f"{COOKIE}={over}"},
            "session forged": {"Cookie": f"{COOKIE}={forged}"},
        }[who]

    return of


def test_every_route_has_a_rule_and_says_it(serve: Serve) -> None:
    assert dict(routes(serve(KEY).app)) == WHO


def test_the_stands_asked_for_are_of_every_role_there_is(race: Race) -> None:
    roles = {stand.role for stand in stands(race).values()}
    assert {stands(race)[stand].role for stand in STANDS} == roles
    assert set(PERMITS) - roles == {
        "sag",
        "radio",
        "photographer",
        "other",
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_route_lets_in_whom_its_rule_says(serve: Serve, headers: Headers, who: str) -> None:
    """What the route itself answers matters not here, only that it was reached, or was not."""
    client, said = serve(KEY), headers(who)
    wrong = {}
    for path, access in routes(client.app):
        expected = _refusal(path, access, who)
        found = ask(client, path, said)
        if (found in (401, 403, 303) or expected) and found != expected:
            wrong[path] = (found, expected)
    assert wrong == {}


def _refusal(path: str, access: Access, who: str) -> int | None:
    """What somebody is refused with, None if the route itself answers."""
    if access is Access.TOKEN:
        return 401  # none of these is a feed's token
    if path == "/logout":
        return 303  # on to the way in, for anybody
    if path in CONTROLS_PAGES:
        return None if who in CONTROL else 303
    if access not in BY_LINK or who in CONTROL:
        return None
    if who in GOOD_LINKS:
        return None if who in OPENED_BY.get(access, GOOD_LINKS) else 403
    return 401


@pytest.mark.parametrize("who", [*GOOD_LINKS, *NOBODY])
def test_no_method_of_a_control_route_lets_in_anybody_else(serve: Serve, headers: Headers, who: str) -> None:
    client, said = serve(KEY), headers(who)
    let_in = [
        (method, path)
        for path in (path for path, access in WHO.items() if access is Access.CONTROL)
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")
        if client.request(method, path, headers=said).status_code not in (401, 403, 405)
    ]
    assert let_in == []


@pytest.mark.parametrize("who", BAD_BEARERS)
def test_on_this_machine_a_link_that_is_not_good_is_not_race_control(
    serve: Serve, headers: Headers, who: str
) -> None:
    assert ask(serve(), "/api/v1/ledger", headers(who)) == 401


@pytest.mark.parametrize("who", GOOD_LINKS)
def test_on_this_machine_a_posts_link_is_not_race_control(serve: Serve, headers: Headers, who: str) -> None:
    assert ask(serve(), "/api/v1/ledger", headers(who)) == 403
    assert ask(serve(), "/api/v1/post", headers(who)) == 200


def test_a_link_made_anew_ends_those_before_it(
    serve: Serve, by_link: Callable[..., dict[str, str]], caught_up: Callable[[], None]
) -> None:
    client = serve()
    assert ask(client, "/api/v1/post", by_link("w1")) == 200
    client.post("/api/v1/events", json=[event("link", 0, post="w1", number=2, by="Dana")])
    caught_up()
    assert ask(client, "/api/v1/post", by_link("w1")) == 401
    assert ask(client, "/api/v1/post", by_link("w1", number=2)) == 200
    assert ask(client, "/api/v1/post", by_link("c1")) == 200
