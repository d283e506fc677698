"""What taking in an event over HTTP costs the server's processor, beside another checkout in the same run.

Run with ``python benchmarks/bench_http_against.py CHECKOUT [ROUNDS]``, where CHECKOUT is a work tree of this
repository at another commit (``git worktree add --detach FOLDER COMMIT``). Linux only: the processor time of
each server, its journal's thread and the kernel's work for it included, is read from ``/proc``. Unlike the
events a second of `bench_http`, it hardly depends on what else the machine does.
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


def cost_us(checkout: Path, mode: str, requests: Sequence[bytes], events: int, connections: int) -> float:
    """Microseconds of a checkout's server an event, ticking and all else it does meanwhile included."""
    with (
        tempfile.TemporaryDirectory() as made,
        server(Path(made) / "journal.db", mode, checkout) as (port, process),
    ):
        spent: list[float] = []

        async def post() -> None:
            await post_all(port, requests[:WARM], connections)
            spent.append(spent_s(process))
            await post_all(port, requests[WARM:], connections)
            spent.append(spent_s(process))

        run(post())
    return 1e6 * (spent[1] - spent[0]) / (events * (1 - WARM / len(requests)))


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
    print(f"{'what':44}{'us an event':>12}{'ratio':>8}")
    for mode in ("quiet", "ticking"):
        every = ways(there)
        found: dict[str, list[float]] = {name: [] for name, *_ in every}
        for _ in range(repeats):
            for name, checkout, requests, events, connections in every:
                found[name].append(cost_us(checkout, mode, requests, events, connections))
        base = 1.0
        for name, costs in found.items():
            cost = statistics.median(costs)
            base = cost if name.endswith("there") else base
            print(f"{name + ', ' + mode:44}{cost:>12.1f}{cost / base:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
