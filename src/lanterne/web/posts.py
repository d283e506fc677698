"""``GET /api/v1/post``: what a post's page is sent, made once for each picture of the race."""

from __future__ import annotations

import gzip
import hashlib
from typing import NamedTuple
from urllib.parse import parse_qs

import msgspec
from litestar.types import Receive, Scope, Send

from lanterne.live.desk import NotReady
from lanterne.live.tick import LiveRace
from lanterne.web.access import who_asks
from lanterne.web.answers import JSON, allows, answer, refuse


class _Made(NamedTuple):
    """A view as it is sent, and the picture it was made of."""

    picture: object
    etag: bytes
    body: bytes
    gzipped: bytes


class PostRoute:
    """A post's view by its link; race control names the post in ``id``.

    Raw ASGI, encoded once a stand and picture: five hundred phones ask each second.
    """

    def __init__(self, live: LiveRace) -> None:
        self._live = live
        self._made: dict[str, _Made] = {}

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the view, or with nothing if the phone has it."""
        if not await allows(scope, send, "GET", "HEAD"):
            return
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("id", [""])[-1]
        stand = who_asks(scope).stand
        if stand is not None and asked not in ("", stand.id):
            await refuse(send, 403, f"This link is of {stand.name}; it does not open {asked!r}.")
        elif stand is None and not asked:
            await refuse(send, 400, "Name the post: post?id=ID.")
        else:
            await self._send(asked if stand is None else stand.id, scope, send)

    async def _send(self, stand: str, scope: Scope, send: Send) -> None:
        try:
            made = self._view(stand)
        except NotReady as error:  # no view is better than one of an empty race: phones keep what they have
            await refuse(send, 503, str(error), ((b"retry-after", b"1"),))
            return
        if made is None:
            await refuse(send, 404, f"There is no post {stand!r} in race.toml.")
            return
        headers = dict(scope["headers"])
        told = ((b"cache-control", b"no-cache"), (b"etag", made.etag), (b"vary", b"accept-encoding"))
        if made.etag in headers.get(b"if-none-match", b""):
            await answer(send, 304, b"", JSON, told)
        elif b"gzip" in headers.get(b"accept-encoding", b""):
            await answer(send, 200, made.gzipped, JSON, (*told, (b"content-encoding", b"gzip")))
        else:
            await answer(send, 200, made.body, JSON, told)

    def _view(self, stand: str) -> _Made | None:
        """The view as of the latest picture."""
        picture, made = self._live.picture, self._made.get(stand)
        if made is None or made.picture is not picture:
            view = self._live.post(stand)
            if view is None:
                return None
            body = msgspec.json.encode(view)
            etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
            self._made[stand] = made = _Made(picture, etag, body, gzip.compress(body, 1, mtime=0))
        return made
