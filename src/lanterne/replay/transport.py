"""How a day's facts reach the hub: mat boxes with their delay, all in order of receipt."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.clock import Clock
from lanterne.events import derived_id

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TICK_S: Final = 5.0
"""A mat box sends what it has read, and the hub takes it in, every so many seconds."""

LAG_MEDIAN_S: Final = 2.0
LAG_SIGMA: Final = 0.9
"""A sending's way to the hub is log-normal: seconds as a rule, half a minute now and then."""

STALLS_PER_HOUR: Final = 0.3
STALL_S: Final = (60.0, 480.0)
"""Shortest and longest time for which a box has no network; what it read comes in one late batch."""


AT_ONCE: Final = 2_000
"""No more events than this are given together to a hub that has fallen behind."""


@dataclass(frozen=True, slots=True)
class Reads:
    """Reads of bibs at mats, as columns of one length.

    Attributes
    ----------
    point, bib : ndarray of int
        Indices into the lists of timing points and bibs.
    at_s : ndarray, UTC epoch seconds
    """

    point: Ints
    bib: Ints
    at_s: Floats

    def __len__(self) -> int:
        return len(self.at_s)

    def where(self, chosen: NDArray[np.bool_] | Ints) -> Reads:
        """The chosen reads only, by flag or index."""
        return Reads(self.point[chosen], self.bib[chosen], self.at_s[chosen])


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that is no read, as an event's fields, and when the hub receives it (UTC epoch seconds)."""

    received_s: float
    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """The events that the hub receives at one instant (UTC epoch seconds)."""

    received_s: float
    events: list[dict[str, Any]]


def receipts(reads: Reads, rng: np.random.Generator) -> Floats:
    """When the hub receives each read (UTC epoch seconds, whole ticks, never before the read).

    Each box sends every `TICK_S`; each sending has its own lag; now and then a box has no network for
    some minutes.
    """
    received_s = np.empty(len(reads))
    for point in np.unique(reads.point):
        chosen = reads.point == point
        at_s = reads.at_s[chosen]
        first_s = at_s.min()
        sending = np.ceil((at_s - first_s) / TICK_S).astype(np.int64)
        sendings = int(sending.max()) + 1
        arrival_s = first_s + np.arange(sendings) * TICK_S
        stalls = rng.poisson(STALLS_PER_HOUR * sendings * TICK_S / 3_600)
        for begin_s in rng.uniform(arrival_s[0], arrival_s[-1], stalls):
            end_s = begin_s + rng.uniform(*STALL_S)
            arrival_s[(arrival_s >= begin_s) & (arrival_s < end_s)] = end_s
        arrival_s += rng.lognormal(np.log(LAG_MEDIAN_S), LAG_SIGMA, sendings)
        received_s[chosen] = arrival_s[sending]
    return np.ceil(received_s / TICK_S) * TICK_S


def batches(
    race: str,
    points: Sequence[str],
    bibs: Sequence[str],
    reads: Reads,
    received_s: Floats,
    told: Sequence[Told] = (),
    after_s: float = -math.inf,
) -> Iterator[Batch]:
    """The day's events in the order of their receipt; those received in one tick make a batch.

    Parameters
    ----------
    race : str
        Race id of every event.
    points, bibs : sequence of str
        What `reads` counts into.
    received_s : ndarray, shape (reads,), UTC epoch seconds
    told : sequence of Told
    after_s : float, UTC epoch seconds
        Only what is received later than this.
    """
    order = np.lexsort((reads.bib, reads.at_s, received_s))
    order = order[received_s[order] > after_s]
    ticks, begins = np.unique(received_s[order], return_index=True)
    ends = [*begins.tolist(), len(order)][1:]
    spans = dict(zip(ticks.tolist(), zip(begins.tolist(), ends, strict=True), strict=True))
    spoken: dict[float, list[Told]] = {}
    for one in sorted(told, key=lambda one: (one.received_s, one.event["happened_at"])):
        if (tick_s := math.ceil(one.received_s / TICK_S) * TICK_S) > after_s:
            spoken.setdefault(tick_s, []).append(one)
    for tick_s in sorted(spans.keys() | spoken.keys()):
        events = [_named(race, one.event) for one in spoken.get(tick_s, ())]
        if tick_s in spans:
            begin, end = spans[tick_s]
            events += passings(race, points, bibs, reads, order[begin:end])
        yield Batch(tick_s, events)


def passings(
    race: str, points: Sequence[str], bibs: Sequence[str], reads: Reads, chosen: Ints
) -> list[dict[str, Any]]:
    """The chosen reads as events; an id is what any hub would derive from the read itself."""
    millis = np.round(reads.at_s[chosen] * 1_000).astype("datetime64[ms]")
    events = []
    for point_index, bib_index, moment in zip(
        reads.point[chosen].tolist(),
        reads.bib[chosen].tolist(),
        np.datetime_as_string(millis).tolist(),
        strict=True,
    ):
        point, bib, at = points[point_index], bibs[bib_index], moment + "Z"
        source = f"mat {point}"
        events.append(
            {
                "kind": "passing",
                "id": derived_id(race, source, point, bib, at),
                "race": race,
                "happened_at": at,
                "source": source,
                "point": point,
                "bib": bib,
            }
        )
    return events


def _named(race: str, event: dict[str, Any]) -> dict[str, Any]:
    """An event with its race, and an id from what it says."""
    origin = [f"{key}={event[key]}" for key in sorted(event)]
    return {"id": derived_id(race, *origin), "race": race, **event}


async def paced(
    coming: Iterator[Batch], clock: Clock, sleep: Callable[[float], Awaitable[None]]
) -> AsyncIterator[list[dict[str, Any]]]:
    """The events whose receipt time has come by the clock: batches late together are given together.

    Parameters
    ----------
    sleep : callable
        Sleeps so many real seconds: `asyncio.sleep`. A paused clock is asked again every second.
    """
    due: list[dict[str, Any]] = []
    for batch in coming:
        if due and (batch.received_s > clock.now_s() or len(due) >= AT_ONCE):
            yield due
            due = []
        while (wait_s := batch.received_s - clock.now_s()) > 0:
            await sleep(min(wait_s / clock.speed, 1.0) if clock.speed > 0 else 1.0)
        due = due + batch.events
    if due:
        yield due
