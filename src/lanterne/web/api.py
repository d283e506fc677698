"""What race control's page asks for: the race, the ledger's rows, the bad events."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from litestar import get
from litestar.config.compression import CompressionConfig
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware
from litestar.params import PathParameter, QueryParameter

from lanterne.journal.base import Journal
from lanterne.live.tick import LiveRace
from lanterne.views import LedgerPage, RaceView, RecordView, RunnerForecastView, View

State = Literal["not_started", "finished", "on_course", "in_vehicle", "with_medical", "left", "unresolved"]
Offset = Annotated[int, QueryParameter(ge=0, le=1_000_000, description="Rows to pass over")]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="Rows at most")]
InState = Annotated[State | None, QueryParameter(name="state", description="Only these; all if left out")]
WornBib = Annotated[str, PathParameter(max_length=20, description="The number worn, as text")]
Text = Annotated[str, QueryParameter(name="query", max_length=100, description="Part of a bib or a name")]


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


def reading(live: LiveRace, journal: Journal) -> list[HTTPRouteHandler]:
    """The routes that read, under ``/api/v1``; their answers are compressed."""
    packed = [DefineMiddleware(CompressionMiddleware, config=CompressionConfig(backend="gzip"))]

    @get("/race", middleware=packed, summary="The race as planned")
    async def race() -> RaceView:
        return live.race_view()

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

    return [race, ledger, runner, record, quarantine]
