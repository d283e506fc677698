"""What taking in an event over HTTP costs, and how many go in a second, beside another checkout in one run.

Run with ``python benchmarks/bench_http_against.py CHECKOUT [ROUNDS]``, where CHECKOUT is a work tree of this
repository at another commit (``git worktree add --detach FOLDER COMMIT``). Linux only: the processor time of
each server, its journal's thread and the kernel's work for it included, is read from ``/proc``. Of a quiet
server it hardly depends on what else the machine does; that of a ticking one holds the ticks' own.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench_http import (
    BATCHES,
    HERE,
    HUBS,
    NOW_S,
    SINGLES,
    links,
    passing,
    post_all,
    request,
    server,
    sighting,
)
from bench_journal import BATCH, PHONES
from bench_live import big_race
from lanterne.web.links import Token
from lanterne.web.server import run

WARM = 100
"""Requests before the processor time is first read."""


def spent_s(process: int) -> float:
    """Processor time that a process has spent so far, the kernel's for it included."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(
    checkout: Path, mode: str, requests: Sequence[bytes], events: int, connections: int
) -> tuple[float, float]:
    """Microseconds of a checkout's server an event, all that it does meanwhile included; events a second."""
    with (
        tempfile.TemporaryDirectory() as made,
        server(Path(made) / "journal.db", mode, checkout) as (port, process),
    ):
        spent: list[float] = []
        took_s: list[float] = []

        async def post() -> None:
            await post_all(port, requests[:WARM], connections)
            spent.append(spent_s(process))
            took_s.append((await post_all(port, requests[WARM:], connections))[0])
            spent.append(spent_s(process))

        run(post())
    events_after = events * (1 - WARM / len(requests))
    return 1e6 * (spent[1] - spent[0]) / events_after, events_after / took_s[0]


Way = tuple[str, Path, Sequence[bytes], int, int]
"""A name, whose server, the requests, their events, and the connections they come by."""


def ways(there: Path) -> list[Way]:
    """What is compared: each as it was there and as it is here."""
    bodies = [passing(number) for number in range(BATCHES * BATCH)]
    batches = [request(bodies[begin : begin + BATCH]) for begin in range(0, len(bodies), BATCH)]
    singles = [request([body]) for body in bodies[:SINGLES]]
    station = big_race().stations[0].id
    said = f"Authorization: Bearer {links().token(Token(station, 1, int(NOW_S) + 3_600))}\r\n"
    seen = [request([sighting(number, station)], said) for number in range(SINGLES)]
    return [
        ("batches of 100, there", there, batches, len(bodies), HUBS),
        ("batches of 100, here", HERE, batches, len(bodies), HUBS),
        ("single events, there", there, singles, SINGLES, PHONES),
        ("single events, here", HERE, singles, SINGLES, PHONES),
        ("single events by a link, here", HERE, seen, SINGLES, PHONES),
    ]


def main() -> None:
    """Print the table."""
    there, repeats = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print(f"medians of {repeats}; each ratio is to the nearest line above that says there\n")
    print(f"{'what':44}{'us an event':>12}{'ratio':>8}{'events/s':>10}{'ratio':>8}")
    for mode in ("quiet", "ticking"):
        every = ways(there)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name, *_ in every}
        for _ in range(repeats):
            for name, checkout, requests, events, connections in every:
                found[name].append(measured(checkout, mode, requests, events, connections))
        base = 1.0, 1.0
        for name, each in found.items():
            cost_us, rate = map(statistics.median, zip(*each, strict=True))
            base = (cost_us, rate) if name.endswith("there") else base
            cost, quick = cost_us / base[0], rate / base[1]
            print(
                f"{name + ', ' + mode:44}{cost_us:>12.1f}{cost:>8.2f}{rate:>10,.0f}{quick:>8.2f}", flush=True
            )


if __name__ == "__main__":
    main()
