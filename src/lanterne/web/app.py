"""All routes, and who may use each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog
from litestar import Litestar, Router, asgi, get
from litestar.exceptions import HTTPException
from litestar.handlers import ASGIRouteHandler, HTTPRouteHandler
from litestar.types import Scope

from lanterne.clock import Clock
from lanterne.feeds.osmand import OsmAnd
from lanterne.feeds.raceresult import RaceResult
from lanterne.feeds.tables import ReadsTable
from lanterne.journal.base import Journal
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.web.access import Access, Door, Guard, Respond
from lanterne.web.api import reading
from lanterne.web.feeds import FeedRoute, Root
from lanterne.web.headers import add_headers
from lanterne.web.intake import Intake, PostEvents
from lanterne.web.metrics import Metrics
from lanterne.web.openapi import openapi_config
from lanterne.web.pages import Page
from lanterne.web.site import ControlPage, Files
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
        Whether race control needs a key.
    pages : Mapping of str to Page
        The built pages; without them, ``/control`` says how to build them.
    closing : asyncio.Event, optional
        Set it to end the open streams before the server stops.
    """
    metrics = Metrics(live, clock)
    intake = Intake(journal, metrics)
    stream = Stream(live.frames, metrics, closing or asyncio.Event())
    guard = Guard(door)
    told = Router("/", guards=[guard], route_handlers=[_healthz, _metrics(metrics)])
    asked = Router(API, guards=[guard], route_handlers=reading(live, journal))
    raw = [
        _raw(f"{API}/events", guard.before(PostEvents(intake).respond), Access.CONTROL),
        _raw(f"{API}/stream", guard.before(stream.respond), Access.CONTROL),
        _raw("/control", ControlPage(pages, door).respond, Access.OPEN),
        _raw(RUNNERS, ControlPage(pages, door, "runner.html", RUNNERS).respond, Access.OPEN, below=True),
        _raw("/control/record", ControlPage(pages, door, "record.html").respond, Access.OPEN),
        _raw(f"{API}/reads", guard.before(_tables(race, intake, clock).respond), Access.CONTROL),
        *_feeds(race, intake, clock),
    ]
    files = Files(pages)
    if files.paths:
        raw.append(_raw(files.paths, files.respond, Access.OPEN))
    return Litestar(
        [told, asked, *raw],
        before_send=[add_headers],
        after_exception=[_log_exception],
        openapi_config=openapi_config(API),
        logging_config=None,
        debug=False,
    )


def _raw(path: str | list[str], respond: Respond, access: Access, *, below: bool = False) -> ASGIRouteHandler:
    """A raw route; `below` for every path below it too, since raw routes take no part of a path."""
    return asgi(path, copy_scope=False, is_mount=below, access=access)(respond)


def _tables(race: Race, intake: Intake, clock: Clock) -> FeedRoute:
    """A timer's CSV of reads, handed in by race control."""
    return FeedRoute(ReadsTable(source="reads table", day=race.day, zone=race.zone), ("POST",), intake, clock)


def _feeds(race: Race, intake: Intake, clock: Clock) -> list[ASGIRouteHandler]:
    devices = frozenset(vehicle.device for vehicle in race.vehicles if vehicle.device)
    phones = FeedRoute(OsmAnd(devices, race.zone), ("GET", "POST"), intake, clock)
    token = race.tokens.get(RaceResult.name, "")
    decoders = FeedRoute(RaceResult(race.id, race.zone, token), ("POST",), intake, clock)
    return [
        _raw("/", Root(phones).respond, Access.DEVICE),
        _raw("/osmand", phones.respond, Access.DEVICE),
        _raw("/webhooks/raceresult", decoders.respond, Access.TOKEN),
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
    if not isinstance(error, HTTPException):
        log.error("request failed", path=scope["path"], exc_info=error)
