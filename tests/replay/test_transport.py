from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lanterne.clock import ManualClock
from lanterne.replay.transport import TICK_S, Batch, Reads, batches, paced, receipts

GUN_S = 1_777_806_000.0


@given(
    at_s=st.lists(st.floats(0, 30_000), min_size=1, max_size=200),
    seed=st.integers(0, 50),
)
@settings(max_examples=50, deadline=None)
def test_receipts_are_whole_ticks_after_the_read(at_s: list[float], seed: int) -> None:
    n = len(at_s)
    reads = Reads(np.arange(n) % 3, np.arange(n), GUN_S + np.array(at_s))
    received = receipts(reads, np.random.default_rng(seed))
    assert (received >= reads.at_s).all()
    assert (received % TICK_S == 0).all()


def test_most_reads_take_seconds_and_some_minutes() -> None:
    n = 60_000
    rng = np.random.default_rng(2)
    reads = Reads(np.arange(n) % 10, np.arange(n), GUN_S + rng.uniform(0, 25_000, n))
    lag = receipts(reads, rng) - reads.at_s
    assert 2 < np.median(lag) < 12
    assert 0.001 < (lag > 60).mean() < 0.1


class Sleeper:
    """A sleep that moves a clock by what was slept, and notes it."""

    def __init__(self, clock: ManualClock, speed: float) -> None:
        self.clock, self.speed = clock, speed
        self.slept_s: list[float] = []

    async def __call__(self, real_s: float) -> None:
        self.slept_s.append(real_s)
        self.clock.set(self.clock.now_s() + real_s * self.speed)


class FastClock(ManualClock):
    """A manual clock that says it runs at 60."""

    speed = 60.0


def test_a_batch_comes_when_its_time_has_come() -> None:
    clock = FastClock(100.0)
    sleep = Sleeper(clock, 60.0)
    coming = iter([Batch(at_s, [{"at": at_s}]) for at_s in (90.0, 130.0, 250.0)])

    async def collect() -> list[tuple[float, list[dict[str, Any]]]]:
        return [(clock.now_s(), events) async for events in paced(coming, clock, sleep)]

    got = asyncio.run(collect())
    assert [events[0]["at"] for _, events in got] == [90.0, 130.0, 250.0]
    assert all(now >= events[0]["at"] for now, events in got)
    assert got[-1][0] < 251.0


def test_no_sleep_is_longer_than_a_second() -> None:
    """So that a clock that is paused or stopped is noticed."""
    clock = FastClock(0.0)
    sleep = Sleeper(clock, 60.0)

    async def drain() -> None:
        async for _ in paced(iter([Batch(600.0, [])]), clock, sleep):
            pass

    asyncio.run(drain())
    assert max(sleep.slept_s) <= 1.0


def test_a_hub_that_fell_behind_is_given_what_is_due_together() -> None:
    clock = FastClock(1_000.0)
    sleep = Sleeper(clock, 60.0)
    coming = iter([Batch(at_s, [{"at": at_s}]) for at_s in (90.0, 130.0, 1_250.0)])

    async def collect() -> list[list[dict[str, Any]]]:
        return [events async for events in paced(coming, clock, sleep)]

    assert asyncio.run(collect()) == [[{"at": 90.0}, {"at": 130.0}], [{"at": 1_250.0}]]


def test_not_too_many_are_given_together() -> None:
    coming = iter([Batch(float(at_s), [{}] * 1_500) for at_s in range(4)])

    async def collect() -> list[int]:
        clock = FastClock(1_000.0)
        return [len(events) async for events in paced(coming, clock, Sleeper(clock, 60.0))]

    assert asyncio.run(collect()) == [3_000, 3_000]


def test_nothing_is_to_come_after_the_last_read() -> None:
    reads = Reads(np.array([0]), np.array([0]), np.array([GUN_S]))
    assert list(batches("r", ["start"], ["1"], reads, reads.at_s + TICK_S, after_s=GUN_S + 60)) == []
