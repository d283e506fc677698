"""Who may do what: race control by its key, a tracker by its device id, a feed by its token.

A server that only this machine can reach needs no key: being on the machine is the proof. Then the name in
the Host header must be this machine's, or a page elsewhere could point its own name here (DNS rebinding).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.types import Receive, Scope, Send

from lanterne.web.answers import refuse

Headers = Mapping[bytes, bytes]
Respond = Callable[[Scope, Receive, Send], Awaitable[None]]


class Access(StrEnum):
    """Who a route lets in; a route that says nothing is for race control."""

    OPEN = "anyone"
    CONTROL = "race control, by its key or on this machine"
    DEVICE = "a tracker that race.toml names"
    TOKEN = "a feed with its token"


@dataclass(frozen=True, slots=True)
class Door:
    """Race control's door.

    Attributes
    ----------
    key : str or None
        None when only this machine can reach the server.
    cookie : str
        Name of the cookie that carries the key; its own for each race, because browsers share cookies
        between the ports of one host.
    """

    key: str | None
    cookie: str

    def admits(self, headers: Headers) -> bool:
        """Whether a request may act as race control."""
        if self.key is None:
            return names_this_machine(headers.get(b"host", b""))
        return same(self.key, _bearer(headers)) or same(self.key, self._from_cookie(headers))

    @property
    def refusal(self) -> str:
        """What a request that is not admitted is told."""
        if self.key is None:
            return "Use http://127.0.0.1 or http://localhost; other names need `lanterne serve --host`."
        return "Open the link that `lanterne serve` printed, or send its key as `Authorization: Bearer KEY`."

    def _from_cookie(self, headers: Headers) -> str:
        for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == self.cookie:
                return value
        return ""


def same(secret: str, said: str) -> bool:
    """Whether `said` is the secret, in a time that tells nothing of how much of it is right."""
    return hmac.compare_digest(secret.encode(), said.encode())


@lru_cache(maxsize=64)
def names_this_machine(host: bytes) -> bool:
    """Whether a Host header is a loopback name or address, with or without a port."""
    name = host.decode("latin-1").lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def crosses_sites(headers: Headers) -> bool:
    """Whether a browser sent the request on behalf of another site's page."""
    if headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
        return True
    origin = headers.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != headers.get(b"host")


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before every route that is for race control; trackers and feeds show theirs to their route.

    Only race control's proof goes along with every request of a browser, so only there it matters which page
    sent it.
    """

    door: Door

    async def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]  # generic over what no route of ours uses
        """Raise unless a framework's route may be used."""
        if handler.opt.get("access", Access.CONTROL) is not Access.CONTROL:
            return
        if refused := self._refused(connection.scope):
            raise HTTPException(status_code=refused[0], detail=refused[1])

    def before(self, respond: Respond) -> Respond:
        """A raw route with the same check before it; the framework's own costs more than the route."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            refused = self._refused(scope)
            if refused is None:
                await respond(scope, receive, send)
            else:
                await refuse(send, *refused)

        return guarded

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        headers: Headers = dict(scope["headers"])
        if crosses_sites(headers):
            return 403, "A page of another site may not do this."
        return None if self.door.admits(headers) else (401, self.door.refusal)


def _bearer(headers: Headers) -> str:
    scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
