"""From a read's acceptance to race control's page, while 500 events a second come in for a field of 55,000.

Run with ``python benchmarks/bench_latency.py``. The server has a process of its own; one client posts tens of
reads at an even pace, another listens to the stream as a page does. A read is on the page with the first
control view that counts it.
"""

from __future__ import annotations

import asyncio
import bisect
import json
import os
import platform
import tempfile
import time
from pathlib import Path

from bench_http import NOW_S, RUNNERS, passing, request, server
from lanterne.clock import ManualClock
from lanterne.journal.sqlite import SqliteJournal
from lanterne.web.server import run

BEFORE = 4 * RUNNERS
EVENTS_A_SECOND = 500
TOGETHER = 10
SECONDS = 30
SETTLE_S = 12.0


def fill(journal_file: Path) -> None:
    """The morning so far: the whole field through four mats."""
    journal = SqliteJournal.open(journal_file, "bench", ManualClock(NOW_S))
    for begin in range(0, BEFORE, 5_000):
        journal.append_now([passing(n) for n in range(begin, begin + 5_000)], source="bench")
    journal.close()


async def listen(port: int, seen: list[tuple[int, float]]) -> None:
    """Note each control view: how many events it counts, and when it came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writer.write(b"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    control = False
    while line := await reader.readline():
        if line.startswith(b"event:"):
            control = line.strip() == b"event: control"
        elif control and line.startswith(b"data:"):
            seen.append((json.loads(line[5:])["events"], time.perf_counter()))


async def post(port: int, answered: list[tuple[int, float]]) -> None:
    """Post at an even pace, and note how many events are accepted, and since when."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began_s, count = time.perf_counter(), BEFORE
    for turn in range(EVENTS_A_SECOND * SECONDS // TOGETHER):
        await asyncio.sleep(began_s + turn * TOGETHER / EVENTS_A_SECOND - time.perf_counter())
        writer.write(request([passing(count + i) for i in range(TOGETHER)]))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]))
        count += TOGETHER
        answered.append((count, time.perf_counter()))


async def measure(port: int) -> tuple[list[float], int]:
    """Seconds from acceptance to page for each post, shortest first, and how many views came."""
    seen: list[tuple[int, float]] = []
    answered: list[tuple[int, float]] = []
    listening = asyncio.create_task(listen(port, seen))
    await asyncio.sleep(SETTLE_S)
    first = len(seen)
    await post(port, answered)
    await asyncio.sleep(SETTLE_S)
    listening.cancel()
    counts = [count for count, _ in seen]
    waits_s = []
    for count, at_s in answered:
        view = bisect.bisect_left(counts, count)
        waits_s.append(max(0.0, seen[view][1] - at_s))
    return sorted(waits_s), len(seen) - first


def main() -> None:
    """Measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        journal_file = Path(folder) / "journal.db"
        fill(journal_file)
        with server(journal_file, "ticking") as (port, _):
            outcome: list[tuple[list[float], int]] = []

            async def day() -> None:
                outcome.append(await measure(port))

            run(day())
    waits_s, views = outcome[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{EVENTS_A_SECOND} events/s for {SECONDS} s, field of {RUNNERS:,}, {views} control views")
    for share in (0.5, 0.9, 0.99):
        print(f"  accepted to page, p{100 * share:.0f}: {waits_s[int(share * len(waits_s))]:.2f} s")
    print(f"  worst: {waits_s[-1]:.2f} s (budget at p99: 1 s)")


if __name__ == "__main__":
    main()
