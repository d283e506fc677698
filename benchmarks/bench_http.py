"""Durable ingest over HTTP beside bare SQLite, on one disk in one run; also while the race ticks.

Run with ``python benchmarks/bench_http.py``. The server has a process of its own; each connection posts its
next request once the last is answered, and every answer is checked.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

from bench_journal import BATCH, PHONES, bare_sqlite
from bench_live import GUN_S, Nameless, big_race, big_roster
from lanterne.clock import ManualClock
from lanterne.events import canonical, derived_id
from lanterne.forecast.library import shipped
from lanterne.journal.sqlite import SqliteJournal
from lanterne.live.tick import LiveRace
from lanterne.units import instant_text
from lanterne.web.access import Door
from lanterne.web.app import create_app
from lanterne.web.links import Links, Token
from lanterne.web.phrase import PassPhrase
from lanterne.web.server import listen, run, run_app
from lanterne.web.sessions import Sessions

HERE = Path(__file__).parents[1]
REPEATS = 3
BATCHES = 600
SINGLES = 20_000
HUBS = 8
BARE_COMMITS = 2_000
RUNNERS = 55_000
NOW_S = GUN_S + 3 * 3_600
NO_SESSIONS = Sessions(b"bench", "bench", PassPhrase(Path("none")))


def passing(number: int) -> bytes:
    """A read as a hub forwards it: the field comes through ten mats in turn."""
    lap, runner = divmod(number, RUNNERS)
    return canonical(
        {
            "kind": "passing",
            "id": derived_id("bench", str(number)),
            "race": "bench",
            "happened_at": instant_text(GUN_S + 1_000 * lap + runner / 60),
            "source": f"box-{lap}",
            "point": f"m{lap % 10}",
            "bib": str(runner),
        }
    )


def sighting(number: int, station: str) -> bytes:
    """A bib as a station's phone says it."""
    return canonical(
        {
            "kind": "sighting",
            "id": f"{number:08x}-0000-7000-8000-000000000000",
            "race": "bench",
            "happened_at": instant_text(GUN_S + number / 10),
            "source": f"{station}/phone{number % 3}",
            "place": station,
            "bib": str(number),
        }
    )


Measured = tuple[float, list[float]]
"""Seconds until all is answered, and how long each request waited, shortest first."""


class Poster(asyncio.Protocol):
    """One keep-alive connection that posts the next request when the last is answered."""

    def __init__(self, requests: Iterator[bytes], done: asyncio.Future[None], waits_s: list[float]) -> None:
        self._requests = requests
        self._done = done
        self._waits_s = waits_s
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Post the first."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one, but does not inherit
        self._next()

    def data_received(self, data: bytes) -> None:
        """Post the next once the answer is whole."""
        self._answer += data
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]):
            return
        if not head.startswith(b"HTTP/1.1 200") or b"duplicate" in body or b"quarantined" in body:
            self._done.set_exception(SystemExit(self._answer.decode()))
        self._waits_s.append(time.perf_counter() - self._sent_s)
        self._answer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """Say so if answers are still owed."""
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server closed a connection"))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._sent_s = time.perf_counter()
            self._transport.write(request)
        elif not self._done.done():
            self._done.set_result(None)
            self._transport.close()


async def post_all(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """Post all requests, each connection its next once its last is answered."""
    loop = asyncio.get_running_loop()
    waiting = iter(requests)
    waits_s: list[float] = []
    began_s = time.perf_counter()
    done = [loop.create_future() for _ in range(connections)]
    for future in done:
        poster = Poster(waiting, future, waits_s)
        await loop.create_connection(lambda one=poster: one, "127.0.0.1", port)  # type: ignore[misc]  # a lambda's default has no type
    await asyncio.gather(*done)
    return time.perf_counter() - began_s, sorted(waits_s)


def request(events: Sequence[bytes], more: str = "") -> bytes:
    """A whole request that posts these events, with more lines in its head."""
    body = b"[" + b",".join(events) + b"]"
    head = f"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def links() -> Links:
    """The links of the benchmark's race, none of which was made anew."""
    return Links(big_race(), b"bench", lambda post: 1)


async def serve(journal_file: Path, ticking: bool) -> None:
    """Serve a race of 55,000 from a journal, and print the port."""
    race, clock, stop = big_race(), ManualClock(NOW_S), asyncio.Event()
    with (
        closing(SqliteJournal.open(journal_file, race.id, clock)) as journal,
        closing(listen("127.0.0.1", 0)) as listener,
    ):
        live = LiveRace(race, big_roster(RUNNERS), journal, clock, shipped(), Nameless())
        door = Door(None, "bench", links(), NO_SESSIONS, clock, "http://127.0.0.1")
        app = create_app(live, journal, race, clock, door=door, pages={}, closing=stop)
        tick = asyncio.create_task(_tick(live) if ticking else asyncio.sleep(0))
        await run_app(app, listener, stop, lambda: print(listener.getsockname()[1], flush=True))
        tick.cancel()


async def _tick(live: LiveRace) -> None:
    await live.run()


@contextmanager
def server(journal_file: Path, mode: str, checkout: Path = HERE) -> Iterator[tuple[int, int]]:
    """A checkout's server in a process of its own; gives its port and the process's id."""
    script = checkout / "benchmarks" / "bench_http.py"
    process = subprocess.Popen(
        [sys.executable, str(script), str(journal_file), mode],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(checkout / "src")},
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), process.pid
    finally:
        process.kill()  # stopping in order waits for the forecast of the whole field that is under way
        process.wait()
        process.stdout.close()


def over_http(journal_file: Path, mode: str, requests: Sequence[bytes], connections: int) -> Measured:
    """Post everything to a server of that mode."""
    with server(journal_file, mode) as (port, _):
        outcome: list[Measured] = []

        async def post() -> None:
            outcome.append(await post_all(port, requests, connections))

        run(post())
    return outcome[0]


def rounds(name: str, bodies: Sequence[bytes], batch: int, connections: int, more: str = "") -> None:
    """Measure each way in turn, so that the machine's moods fall on all alike, and print the medians."""
    requests = [request(bodies[begin : begin + batch], more) for begin in range(0, len(bodies), batch)]
    bare: list[float] = []
    found: dict[str, list[tuple[float, float, float]]] = {"quiet": [], "ticking": []}
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as made:
            bare.append(
                bare_sqlite(Path(made) / "bare.db", bodies[: 100 * 2_000 if batch > 1 else 4_000], batch)
            )
            for mode, measured in found.items():
                took_s, waits_s = over_http(Path(made) / f"{mode}.db", mode, requests, connections)
                last = waits_s[int(0.99 * len(waits_s))]
                measured.append((len(bodies) / took_s, statistics.median(waits_s), last))
    base = statistics.median(bare)
    print(f"{'bare SQLite, ' + name:46}{base:>10,.0f}{1:>8.2f}")
    for mode, measured in found.items():
        rate, p50_s, p99_s = map(statistics.median, zip(*measured, strict=True))
        what = f"HTTP, {name}, {connections} connections, {mode}"
        print(f"{what:46}{rate:>10,.0f}{rate / base:>8.2f}{1e3 * p50_s:>9.1f}{1e3 * p99_s:>9.1f}")


def main() -> None:
    """Print the table."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"SQLite {sqlite3.sqlite_version}, synchronous = FULL, in {tempfile.gettempdir()}")
    print(f"medians of {REPEATS}, each answered after fsync; clients on the same machine\n")
    print(f"{'what':46}{'events/s':>10}{'of bare':>8}{'p50 ms':>9}{'p99 ms':>9}")
    bodies = [passing(number) for number in range(BATCHES * BATCH)]
    rounds("batches of 100", bodies, BATCH, HUBS)
    rounds("single events", bodies[:SINGLES], 1, PHONES)
    station = big_race().stations[0].id
    token = links().token(Token(station, 1, int(NOW_S) + 3_600))
    seen = [sighting(number, station) for number in range(SINGLES)]
    rounds("single, by a link", seen, 1, PHONES, f"Authorization: Bearer {token}\r\n")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(serve(Path(sys.argv[1]), sys.argv[2] == "ticking"))
    else:
        main()
