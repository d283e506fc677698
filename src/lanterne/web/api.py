"""What the pages ask for: the race, the cut-offs, the ledger's rows, answers to "what if", the links."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, TypeVar

from litestar import Request, get
from litestar.config.compression import CompressionConfig
from litestar.exceptions import ClientException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.params import PathParameter, QueryParameter

from lanterne.errors import LanterneError
from lanterne.journal.base import Journal
from lanterne.live.desk import NotReady
from lanterne.live.tick import LiveRace
from lanterne.views import (
    CutoffTableView,
    DecisionsView,
    HoldOptionsView,
    LedgerPage,
    RaceView,
    RecordView,
    RunnerForecastView,
    View,
    WhatIfView,
)
from lanterne.web.access import Access, who_asks
from lanterne.web.links import LinkView

Answer = TypeVar("Answer")
State = Literal["not_started", "finished", "on_course", "in_vehicle", "with_medical", "left", "unresolved"]
Offset = Annotated[int, QueryParameter(ge=0, le=1_000_000, description="Rows to pass over")]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="Rows at most")]
InState = Annotated[State | None, QueryParameter(name="state", description="Only these; all if left out")]
WornBib = Annotated[str, PathParameter(max_length=20, description="The number worn, as text")]
Text = Annotated[str, QueryParameter(name="query", max_length=100, description="Part of a bib or a name")]
DistanceId = Annotated[str, QueryParameter(name="distance", max_length=64, description="Id of a distance")]
Place = Annotated[float, QueryParameter(ge=0, le=1e6, description="Metres from the start")]
Several = Annotated[str, QueryParameter(max_length=4_000, description="Ids or bibs, commas between")]
Extra = Annotated[float, QueryParameter(ge=-86_400, le=86_400, description="Seconds more for every limit")]
Slower = Annotated[float, QueryParameter(gt=0, le=10, description="1.1: the sweeps at 11/10 of their pace")]


async def _asked(answer: Awaitable[Answer]) -> Answer:
    """An answer; a question that makes no sense, such as a bib that nobody has, is the asker's mistake."""
    try:
        return await answer
    except NotReady:
        raise
    except LanterneError as error:
        raise ClientException(str(error)) from None


class SessionView(View, frozen=True, kw_only=True):
    """Who is signed in; "" where nobody is, on the server's own machine or by the key."""

    name: str


class QuarantinedRow(View, frozen=True, kw_only=True):
    """A bad event as it came, and why it is not counted."""

    seq: int
    received_at_s: float
    source: str
    reason: str
    raw: str


class QuarantinePage(View, frozen=True, kw_only=True):
    """The latest bad events, newest first, `total` of them in all."""

    total: int
    rows: list[QuarantinedRow]


packed = [DefineMiddleware(CompressionMiddleware, config=CompressionConfig(backend="gzip"))]


def asking(live: LiveRace, links: Callable[[], list[LinkView]]) -> list[HTTPRouteHandler]:
    """The routes of decisions, and those that posts may read too, under ``/api/v1``."""

    @get("/race", middleware=packed, access=Access.POST, summary="The race as planned")
    async def race() -> RaceView:
        return live.race_view()

    @get("/cutoffs", middleware=packed, access=Access.POST, summary="The one table of cut-offs")
    async def cutoffs() -> CutoffTableView:
        return live.cutoffs()

    @get("/decisions", middleware=packed, summary="What waits for a decision, and what was decided")
    async def decisions() -> DecisionsView:
        return live.decisions()

    @get("/holds/options", middleware=packed, summary="Who a hold would be for, and what it would cost")
    async def hold_options(
        distance: DistanceId, from_m: Place, to_m: Place, bibs: Several = ""
    ) -> HoldOptionsView:
        return await _asked(live.hold_options(distance, from_m, to_m, _each(bibs)))

    @get("/whatif", middleware=packed, summary="The day with other numbers, on a copy")
    async def whatif(
        limit_extra_s: Extra = 0.0, sweep_slower: Slower = 1.0, closed: Several = ""
    ) -> WhatIfView:
        return await _asked(live.whatif(limit_extra_s, sweep_slower, _each(closed)))

    @get("/links", summary="Every post's link")
    async def every_link() -> list[LinkView]:
        return links()

    @get("/session", summary="Who is signed in")
    async def session(request: Request[Any, Any, Any]) -> SessionView:
        return SessionView(name=who_asks(request.scope).name)

    return [race, cutoffs, decisions, hold_options, whatif, every_link, session]


def _each(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def reading(live: LiveRace, journal: Journal) -> list[HTTPRouteHandler]:
    """The routes that read, under ``/api/v1``; their answers are compressed."""

    @get("/ledger", middleware=packed, summary="Every runner's account, a stretch at a time")
    async def ledger(
        in_state: InState = None, offset: Offset = 0, limit: Limit = 100, text: Text = ""
    ) -> LedgerPage:
        return live.ledger(in_state or "", offset, limit, text)

    @get(
        "/runners/{bib:str}/forecast",
        middleware=packed,
        summary="One runner's forecast, and what it rests on",
    )
    async def runner(bib: WornBib) -> RunnerForecastView:
        found = await live.runner(bib)
        if found is None:
            raise NotFoundException(f"Nobody is registered with bib {bib}.")
        return found

    @get("/record", middleware=packed, summary="The forecast's own record today: issued against happened")
    async def record() -> RecordView:
        return await live.record()

    @get("/quarantine", middleware=packed, summary="Events that could not be taken in, and why")
    async def quarantine(limit: Limit = 100) -> QuarantinePage:
        rows = [
            QuarantinedRow(
                seq=bad.seq,
                received_at_s=bad.received_at_s,
                source=bad.source,
                reason=bad.reason,
                raw=bad.raw.decode(errors="replace"),
            )
            for bad in await asyncio.to_thread(journal.quarantine, limit)
        ]
        return QuarantinePage(total=await asyncio.to_thread(journal.quarantine_count), rows=rows)

    return [ledger, runner, record, quarantine]
