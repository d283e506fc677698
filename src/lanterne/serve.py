"""A race folder, served: journal, tick and HTTP put together, and taken down in order."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from typing import Any, Final
from urllib.parse import quote

import structlog

from lanterne.clock import Clock
from lanterne.folder import RaceFolder
from lanterne.forecast.library import shipped
from lanterne.journal.base import Journal
from lanterne.live.tick import LiveRace
from lanterne.web.access import Door
from lanterne.web.app import create_app
from lanterne.web.pages import read_pages
from lanterne.web.server import is_loopback, listen, run_app

HOST: Final = "127.0.0.1"
PORT: Final = 8000
TICK_AGAIN_S: Final = 2.0

Feed = AsyncIterator[list[dict[str, Any]]]

log = structlog.get_logger()


async def serve(
    folder: RaceFolder,
    clock: Clock,
    *,
    feed: Feed | None = None,
    host: str = HOST,
    port: int = PORT,
    on_ready: Callable[[Mapping[str, str]], None] = lambda links: None,
) -> None:
    """Serve a race until told to stop; what is under way then is answered first.

    Parameters
    ----------
    folder : RaceFolder
    clock : Clock
        Race time.
    feed : AsyncIterator of lists of dict, optional
        Batches of events that go to the journal as they come, such as a replay's.
    host : str
        Anything but this machine's own loopback needs race control's key.
    port : int
        0 takes a free one.
    on_ready : callable
        Given the links, by what they are for, once requests are answered.

    Raises
    ------
    LanterneError
        If the port is in use, or the journal or a store cannot be opened.
    """
    race = folder.race
    stop = asyncio.Event()
    with (
        closing(listen(host, port)) as listener,
        closing(folder.open_journal(clock)) as journal,
        folder.open_people() as people,
    ):
        door = Door(None if is_loopback(host) else folder.control_key(), cookie_name(race.id))
        live = LiveRace(race, folder.roster, journal, clock, shipped(), people)
        app = create_app(live, journal, race, clock, door=door, pages=read_pages(), closing=stop)
        ticking = asyncio.create_task(_keep_ticking(live))
        feeding = asyncio.create_task(_take_from(feed, journal, stop))
        try:
            bound: int = listener.getsockname()[1]
            await run_app(app, listener, stop, lambda: on_ready(links(folder, door, host, bound)))
        finally:
            ticking.cancel()
            feeding.cancel()
            await asyncio.gather(ticking, feeding, return_exceptions=True)
        if not feeding.cancelled():
            feeding.result()


async def _keep_ticking(live: LiveRace) -> None:
    """Tick for ever: events are taken in even while the tick fails, and the state is made of them anew."""
    while True:
        try:
            await live.run()
        except Exception:  # the edge of the tick: whatever fails in it must not stop the taking in of events
            log.exception("the tick failed and begins again")
        await asyncio.sleep(TICK_AGAIN_S)


async def _take_from(feed: Feed | None, journal: Journal, stop: asyncio.Event) -> None:
    if feed is None:
        return
    try:
        async for events in feed:
            await journal.append(events, source="replay")
    except Exception:
        stop.set()
        raise


def links(folder: RaceFolder, door: Door, host: str, port: int) -> dict[str, str]:
    """The addresses to be opened or entered somewhere, by what they are for."""
    base = f"http://{_reachable(host)}:{port}"
    key = f"?key={door.key}" if door.key else ""
    found = {"control": f"{base}/control{key}", "events": f"{base}/api/v1/events"}
    if any(vehicle.device for vehicle in folder.race.vehicles):
        found["trackers"] = f"{base}/osmand"
    if token := folder.race.tokens.get("raceresult"):
        found["raceresult"] = f"{base}/webhooks/raceresult?token={quote(token, safe='')}"
    return found


def cookie_name(race: str) -> str:
    """Name of the cookie that carries a race's key."""
    return "lanterne-" + re.sub(r"[^A-Za-z0-9_-]", "-", race)


def _reachable(host: str) -> str:
    """The host as others write it; for all addresses, the one of the way out of this machine."""
    if host in ("0.0.0.0", "::"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(("192.0.2.1", 9))  # sends nothing: it only picks the way
                return str(probe.getsockname()[0])
            except OSError:
                return socket.gethostname()
    return f"[{host}]" if ":" in host else host
