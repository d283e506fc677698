"""Frames are encoded once, the newest of each key is kept, and a slow taker never queues."""

from __future__ import annotations

import asyncio

import msgspec
import numpy as np

from lanterne.live.frames import Frame, Frames
from lanterne.views import BalanceView


def balance(n: int) -> BalanceView:
    return BalanceView(
        registered=n,
        not_started=n,
        finished=0,
        on_course=0,
        in_vehicle=0,
        with_medical=0,
        left=0,
        unresolved=0,
    )


async def take(frames: Frames, count: int) -> list[Frame]:
    taken: list[Frame] = []
    async for frame in frames.subscribe():
        taken.append(frame)
        if len(taken) == count:
            break
    return taken


def test_a_late_comer_gets_the_newest_of_each_key() -> None:
    frames = Frames()
    for n in range(3):
        frames.publish("control", balance(n))
        frames.publish("field", balance(10 + n), "half")
    taken = asyncio.run(take(frames, 2))
    assert [(one.key, b'"registered":2' in one.data or b'"registered":12' in one.data) for one in taken] == [
        ("control", True),
        ("field/half", True),
    ]


def test_a_slow_taker_is_given_only_the_newest() -> None:
    async def slow() -> list[Frame]:
        frames = Frames()
        frames.publish("control", balance(0))
        stream = frames.subscribe()
        first = await anext(stream)
        for n in range(1, 1_000):
            frames.publish("control", balance(n))
        second = await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]  # an async generator
        return [first, second]

    assert [
        one.data.startswith(b'{"registered":%d,' % n)
        for one, n in zip(asyncio.run(slow()), (0, 999), strict=True)
    ]


def test_a_numpy_number_is_sent_as_a_plain_one() -> None:
    frames = Frames()
    frames.publish("control", msgspec.structs.replace(balance(0), finished=np.int64(3)))
    assert b'"finished":3' in frames.latest["control"].data


def test_all_takers_share_one_encoding() -> None:
    async def both() -> bool:
        frames = Frames()
        frames.publish("control", balance(1))
        one, other = await take(frames, 1), await take(frames, 1)
        return one[0].data is other[0].data

    assert asyncio.run(both())
