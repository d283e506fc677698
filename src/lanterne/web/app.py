"""All routes, and who may use each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from litestar import Litestar, MediaType, Request, Response, Router, asgi, get
from litestar.exceptions import HTTPException
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import Scope

from lanterne.clock import Clock
from lanterne.feeds.osmand import OsmAnd
from lanterne.feeds.raceresult import RaceResult
from lanterne.feeds.sms import NAME as SMS
from lanterne.feeds.tables import ReadsTable
from lanterne.journal.base import Journal
from lanterne.live.desk import NotReady
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.web.access import Access, Door, Guard, Respond
from lanterne.web.api import asking, reading
from lanterne.web.codes import ME
from lanterne.web.family import FamilyDesk, family_route
from lanterne.web.feeds import FeedRoute, Root
from lanterne.web.guesses import Guesses
from lanterne.web.headers import add_headers
from lanterne.web.intake import Intake, PostEvents
from lanterne.web.judging import Judge
from lanterne.web.links import PAGES
from lanterne.web.login import Login, Logout
from lanterne.web.me import MePage
from lanterne.web.metrics import Metrics
from lanterne.web.openapi import openapi_config
from lanterne.web.ownword import OwnWord
from lanterne.web.pages import Page
from lanterne.web.posts import PostRoute
from lanterne.web.printing import printed
from lanterne.web.radio import radio_routes
from lanterne.web.site import ControlPage, Files, PostPage
from lanterne.web.sms import SmsRoute
from lanterne.web.stream import Stream

API = "/api/v1"
RUNNERS = "/control/runner"
METRICS_TYPE = "text/plain; version=0.0.4"

log = structlog.get_logger()


def create_app(
    live: LiveRace,
    journal: Journal,
    race: Race,
    clock: Clock,
    *,
    door: Door,
    pages: Mapping[str, Page],
    closing: asyncio.Event | None = None,
) -> Litestar:
    """The server of one race.

    Parameters
    ----------
    live : LiveRace
        What the pages are shown.
    journal : Journal
        Where events go.
    race : Race
        Names the trackers and the feeds' tokens.
    clock : Clock
        Race time.
    door : Door
        How race control and the posts are let in.
    pages : Mapping of str to Page
        The built pages; without them, ``/control`` says how to build them.
    closing : asyncio.Event, optional
        Set it to end the open streams before the server stops.
    """
    metrics = Metrics(live, clock)
    intake, guard = Intake(journal, metrics), Guard(door)
    posting = PostEvents(intake, Judge(race, journal, clock))
    stream = Stream(live.frames, metrics, closing or asyncio.Event())

    def raw(
        path: str | list[str], respond: Respond, access: Access, *, below: bool = False
    ) -> ASGIRouteHandler:
        """A raw route; `below` for every path below it too, since raw routes take no part of a path."""
        return asgi(path, copy_scope=False, is_mount=below, access=access)(guard.before(respond, access))

    guesses = Guesses(door.links.codes)
    word = OwnWord(live, journal, intake, race, clock)
    desk = FamilyDesk(live, intake, clock, guesses)

    told = Router(
        "/", guards=[guard], route_handlers=[_healthz, _metrics(metrics), *printed(live, race, door)]
    )
    asked = Router(
        API,
        guards=[guard],
        route_handlers=[
            *asking(live, door.link_views),
            *reading(live, journal),
            *radio_routes(live),
            family_route(desk),
        ],
    )
    routes = [
        raw(f"{API}/events", posting.respond, Access.POST),
        raw(f"{API}/post", PostRoute(live).respond, Access.POST),
        raw(f"{API}/stream", stream.respond, Access.CONTROL),
        raw(f"{API}/reads", _tables(race, intake, clock).respond, Access.CONTROL),
        raw("/control", ControlPage(pages, door).respond, Access.OPEN),
        raw(RUNNERS, ControlPage(pages, door, "runner.html", RUNNERS).respond, Access.OPEN, below=True),
        raw("/control/record", ControlPage(pages, door, "record.html").respond, Access.OPEN),
        *(raw(f"/{name}", PostPage(pages.get(f"{name}.html")).respond, Access.OPEN) for name in PAGES),
        raw("/login", Login(door, race.name).respond, Access.OPEN),
        raw("/logout", Logout(door).respond, Access.OPEN),
        raw(ME, MePage(live, race, guesses, word, secure=door.secure).respond, Access.OPEN, below=True),
        raw("/webhooks/sms", _texts(race, guesses, word, clock).respond, Access.TOKEN),
        *(raw(*feed) for feed in _feeds(race, intake, clock)),
    ]
    files = Files(pages)
    if files.paths:
        routes.append(raw(files.paths, files.respond, Access.OPEN))
    return Litestar(
        [told, asked, *routes],
        before_send=[add_headers],
        after_exception=[_log_exception],
        exception_handlers={NotReady: _later},
        openapi_config=openapi_config(API),
        logging_config=None,
        debug=False,
    )


def _tables(race: Race, intake: Intake, clock: Clock) -> FeedRoute:
    """A timer's CSV of reads, handed in by race control."""
    return FeedRoute(ReadsTable(source="reads table", day=race.day, zone=race.zone), ("POST",), intake, clock)


def _texts(race: Race, guesses: Guesses, word: OwnWord, clock: Clock) -> SmsRoute:
    """The runners' own word by text message."""
    return SmsRoute(race, race.tokens.get(SMS, ""), guesses, word, clock)


def _feeds(race: Race, intake: Intake, clock: Clock) -> list[tuple[str, Respond, Access]]:
    devices = frozenset(vehicle.device for vehicle in race.vehicles if vehicle.device)
    phones = FeedRoute(OsmAnd(devices, race.zone), ("GET", "POST"), intake, clock)
    token = race.tokens.get(RaceResult.name, "")
    decoders = FeedRoute(RaceResult(race.id, race.zone, token), ("POST",), intake, clock)
    return [
        ("/", Root(phones).respond, Access.DEVICE),
        ("/osmand", phones.respond, Access.DEVICE),
        ("/webhooks/raceresult", decoders.respond, Access.TOKEN),
    ]


@get("/healthz", access=Access.OPEN, summary="Whether the server answers; asks neither disk nor tick")
async def _healthz() -> dict[str, str]:
    return {"status": "ok"}


def _metrics(metrics: Metrics) -> HTTPRouteHandler:
    @get("/metrics", media_type=METRICS_TYPE, include_in_schema=False)
    async def text() -> bytes:
        return metrics.text()

    return text


async def _log_exception(error: Exception, scope: Scope) -> None:
    """Log what nobody meant to raise; refusals are not news."""
    if not isinstance(error, HTTPException | NotReady):
        log.error("request failed", path=_kept_path(scope["path"]), exc_info=error)


def _later(_: Request[Any, Any, Any], error: NotReady) -> Response[dict[str, Any]]:
    """Ask whoever comes before the race has been read to come again."""
    code = HTTPStatus.SERVICE_UNAVAILABLE
    said = {"status_code": code.value, "detail": str(error)}
    return Response(said, status_code=code, media_type=MediaType.JSON, headers={"retry-after": "1"})


def _kept_path(path: str) -> str:
    """A path as the log may have it: a runner's own may hold their code."""
    return ME if path == ME or path.startswith(f"{ME}/") else path
