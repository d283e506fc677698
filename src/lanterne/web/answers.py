"""Plain answers of the raw ASGI routes."""

from __future__ import annotations

import msgspec
from litestar.types import Receive, Scope, Send

from lanterne.errors import JournalError

JSON = b"application/json"


async def answer(
    send: Send,
    status: int,
    body: bytes,
    content_type: bytes = JSON,
    headers: tuple[tuple[bytes, bytes], ...] = (),
) -> None:
    """Send a whole answer."""
    length = (b"content-length", str(len(body)).encode())
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", content_type), length, *headers],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def refuse(send: Send, status: int, detail: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """Send a refusal in the one shape that every route uses: its status and one sentence."""
    body = msgspec.json.encode({"status_code": status, "detail": detail})
    await answer(send, status, body, headers=headers)


async def refuse_unstored(send: Send, error: JournalError) -> None:
    """Say that the journal could not store what came."""
    await refuse(send, 507, f"Nothing of this is stored, keep it and send it again: {error}")


async def allows(scope: Scope, send: Send, *methods: str) -> bool:
    """Whether the request has one of `methods`; if not, it has been answered."""
    if scope.get("method") in methods:
        return True
    allowed = ", ".join(methods)
    await refuse(send, 405, f"Only {allowed} is understood here.", ((b"allow", allowed.encode()),))
    return False


class TooLarge(Exception):
    """A request body over its limit."""


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole request body, or None if the client left before its end.

    Raises
    ------
    TooLarge
        When more than `limit` bytes have come; the rest is left unread.
    """
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        body = message["body"]
        if len(body) > limit:
            raise TooLarge
        return body
    chunks: list[bytes] = []
    held = 0
    while message["type"] == "http.request":
        chunks.append(message["body"])
        held += len(message["body"])
        if held > limit:
            raise TooLarge
        if not message.get("more_body"):
            return b"".join(chunks)
        message = await receive()
    return None
