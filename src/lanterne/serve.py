"""A race folder, served: journal, tick and HTTP put together, and taken down in order."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import structlog

from lanterne.clock import Clock
from lanterne.errors import LanterneError
from lanterne.folder import RaceFolder
from lanterne.forecast.library import shipped
from lanterne.journal.base import Journal
from lanterne.live.tick import LiveRace
from lanterne.web.access import Door
from lanterne.web.app import create_app
from lanterne.web.firstlinks import first_links
from lanterne.web.links import Links, live_numbers
from lanterne.web.pages import read_pages
from lanterne.web.phrase import PassPhrase
from lanterne.web.server import Certificate, is_loopback, listen, run_app
from lanterne.web.sessions import Sessions

HOST: Final = "127.0.0.1"
PORT: Final = 8000
TICK_AGAIN_S: Final = 2.0

Feed = AsyncIterator[list[dict[str, Any]]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Where:
    """Where a race is served, and how others reach it.

    Attributes
    ----------
    host : str
        Anything but this machine's own loopback lets other machines in, and has race control sign in.
    port : int
        0 takes a free one.
    certificate : Certificate or None
        For HTTPS.
    public : str
        Base address under which others reach it through a tunnel or a proxy, such as
        ``https://race.example``; "" if there is none.
    """

    host: str = HOST
    port: int = PORT
    certificate: Certificate | None = None
    public: str = ""

    def __post_init__(self) -> None:
        if self.public and not re.fullmatch(r"https?://[^/?#@\s]+", self.public):
            raise LanterneError(f"{self.public!r} is no base address; write it like https://race.example")

    @property
    def only_here(self) -> bool:
        """Whether nobody but this machine can reach it: a tunnel may call itself this machine."""
        return is_loopback(self.host) and not self.public

    def base(self, port: int) -> str:
        """The address that links begin with, given the port that was taken."""
        scheme = "http" if self.certificate is None else "https"
        return self.public or f"{scheme}://{_reachable(self.host)}:{port}"


async def serve(
    folder: RaceFolder,
    clock: Clock,
    *,
    feed: Feed | None = None,
    host: str = HOST,
    port: int = PORT,
    certificate: Certificate | None = None,
    public: str = "",
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
    host, port, certificate, public
        As of `Where`.
    on_ready : callable
        Given the links, by what they are for or by post, once requests are answered.

    Raises
    ------
    LanterneError
        If the port is in use, or the journal, a store or a key cannot be opened.
    """
    race, where = folder.race, Where(host, port, certificate, public)
    stop = asyncio.Event()
    with (
        closing(listen(where.host, where.port)) as listener,
        closing(folder.open_journal(clock)) as journal,
        folder.open_people() as people,
    ):
        base = where.base(listener.getsockname()[1])
        live = LiveRace(race, folder.roster, journal, clock, shipped(), people)
        door = _door(folder, live, journal, clock, where, base)
        app = create_app(live, journal, race, clock, door=door, pages=read_pages(), closing=stop)
        ticking = asyncio.create_task(_keep_ticking(live))
        feeding = asyncio.create_task(_take_from(feed, journal, stop))
        try:
            first = {one.post: one.link for one in first_links(race, door.link_views())}
            ready = links(folder, base)
            ready |= {post: link for post, link in first.items() if post not in ready}
            await run_app(app, listener, stop, lambda: on_ready(ready), where.certificate)
        finally:
            ticking.cancel()
            feeding.cancel()
            await asyncio.gather(ticking, feeding, return_exceptions=True)
        if not feeding.cancelled():
            feeding.result()


def _door(
    folder: RaceFolder, live: LiveRace, journal: Journal, clock: Clock, where: Where, base: str
) -> Door:
    race, signing = folder.race, folder.signing_key()
    return Door(
        key=None if where.only_here else folder.control_key(),
        cookie=cookie_name(race.id),
        links=Links(race, signing, live_numbers(live, journal)),
        sessions=Sessions(signing, race.id, PassPhrase(folder.phrase_file)),
        clock=clock,
        base=base,
    )


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


def links(folder: RaceFolder, base: str) -> dict[str, str]:
    """The addresses to be opened or entered somewhere, by what they are for."""
    found = {"control": f"{base}/control", "events": f"{base}/api/v1/events", "posts": f"{base}/print/links"}
    if any(vehicle.device for vehicle in folder.race.vehicles):
        found["trackers"] = f"{base}/osmand"
    if token := folder.race.tokens.get("raceresult"):
        found["raceresult"] = f"{base}/webhooks/raceresult?token={quote(token, safe='')}"
    return found


def cookie_name(race: str) -> str:
    """Name of the cookie that carries a race's session."""
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
