"""The printed forms, for race control: tables, sheets, slips, the posts' links."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import MediaType, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter

from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.web.access import Door
from lanterne.web.netlog import netlog_page
from lanterne.web.paper import codes_page, drops_page, manifest_page, script_page
from lanterne.web.prints import cutoffs_page, station_page
from lanterne.web.sheet import sheet

VehicleId = Annotated[str, PathParameter(max_length=64, description="A vehicle's id in race.toml")]
StationId = Annotated[str, PathParameter(max_length=64, description="A station's id in race.toml")]

First = Annotated[int, QueryParameter(ge=0, le=1_000_000, description="Runners to pass over")]

_PATH: Final = "/print"


def printed(live: LiveRace, race: Race, door: Door) -> list[HTTPRouteHandler]:
    """The routes of the forms; each is made as of now."""

    @get(f"{_PATH}/cutoffs", media_type=MediaType.HTML, include_in_schema=False)
    async def cutoffs() -> bytes:
        return cutoffs_page(live)

    @get(f"{_PATH}/station/{{station:str}}", media_type=MediaType.HTML, include_in_schema=False)
    async def station(station: StationId) -> bytes:
        page = station_page(live, station)
        if page is None:
            raise NotFoundException(f"There is no station {station!r} in race.toml.")
        return page

    @get(f"{_PATH}/drops", media_type=MediaType.HTML, include_in_schema=False)
    async def drops() -> bytes:
        return drops_page(live)

    @get(f"{_PATH}/manifest/{{vehicle:str}}", media_type=MediaType.HTML, include_in_schema=False)
    async def manifest(vehicle: VehicleId) -> bytes:
        page = manifest_page(live, vehicle)
        if page is None:
            raise NotFoundException(f"There is no vehicle {vehicle!r} with seats in race.toml.")
        return page

    @get(f"{_PATH}/script", media_type=MediaType.HTML, include_in_schema=False)
    async def script() -> bytes:
        return script_page(live)

    @get(f"{_PATH}/netlog", media_type=MediaType.HTML, include_in_schema=False)
    async def netlog() -> bytes:
        return netlog_page(live.now())

    @get(f"{_PATH}/codes", media_type=MediaType.HTML, include_in_schema=False)
    async def codes(first: First = 0) -> bytes:
        bibs = [one.bib for one in live.field.roster.entrants]
        return codes_page(race.name, door.links.codes, bibs, door.base, first)

    @get(f"{_PATH}/links", media_type=MediaType.HTML, include_in_schema=False)
    async def links() -> bytes:
        return sheet(race, door.link_views())

    return [cutoffs, station, drops, manifest, script, netlog, codes, links]
