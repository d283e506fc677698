"""``GET /api/v1/radio``: what a line typed at the radio desk means, and the forms there are."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from lanterne.live.radio import parsed
from lanterne.live.tick import LiveRace
from lanterne.radio.help import HelpRow, help_sheet
from lanterne.views import ParsedView
from lanterne.web.access import Access, who_asks

Line = Annotated[str, QueryParameter(max_length=400, description="As typed")]
StandId = Annotated[str, QueryParameter(max_length=200, description="Id of a stand; empty = not said")]
TypedAt = Annotated[
    float | None, QueryParameter(name="at_s", ge=0, le=1e11, description="When it was typed, if before now")
]


def radio_routes(live: LiveRace) -> list[HTTPRouteHandler]:
    """The routes of the radio desk, under ``/api/v1``."""

    @get("/radio", access=Access.RADIO, summary="What a line heard by radio means")
    async def radio(
        request: Request[Any, Any, Any],
        text: Line = "",
        place: StandId = "",
        sender: StandId = "",
        typed: TypedAt = None,
    ) -> ParsedView:
        unheard = live.decisions().unheard
        control = who_asks(request.scope).stand is None
        return parsed(live.now(), text, place, sender, control=control, unheard=unheard, at_s=typed)

    @get("/radio/forms", access=Access.RADIO, summary="Every form of line the radio desk may type")
    async def forms(request: Request[Any, Any, Any]) -> list[HelpRow]:
        return help_sheet(control=who_asks(request.scope).stand is None)

    return [radio, forms]
