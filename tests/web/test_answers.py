"""Request bodies as they arrive: whole, in pieces, too long, or cut off."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from lanterne.web.answers import TooLarge, read_body


def read(messages: list[dict[str, Any]], limit: int = 10) -> bytes | None:
    left = iter(messages)

    async def receive() -> Any:
        return next(left)

    return asyncio.run(read_body(receive, limit))


def piece(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


def test_pieces_make_the_whole() -> None:
    assert read([piece(b"ab", more=True), piece(b"", more=True), piece(b"cd", more=False)]) == b"abcd"


def test_a_body_of_exactly_the_limit_is_read() -> None:
    assert read([piece(b"a" * 10, more=False)]) == b"a" * 10
    assert read([piece(b"a" * 5, more=True), piece(b"a" * 5, more=False)]) == b"a" * 10


def test_reading_stops_at_the_limit() -> None:
    with pytest.raises(TooLarge):
        read([piece(b"a" * 11, more=False)])
    with pytest.raises(TooLarge):
        read([piece(b"a" * 6, more=True), piece(b"a" * 5, more=True)])


@pytest.mark.parametrize("messages", [[GONE], [piece(b"[1,", more=True), GONE]])
def test_half_a_body_is_none(messages: list[dict[str, Any]]) -> None:
    assert read(messages) is None
