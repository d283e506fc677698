"""Who may do what: race control signed in or by its key, a post by its link, a tracker by its device id.

A server that only this machine can reach needs no signing in: being on the machine is the proof. Then the
name in the Host header must be this machine's, or a page elsewhere could point its own name here (DNS
rebinding).
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from typing import Final, get_args

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from litestar.types import Receive, Scope, Send

from lanterne.clock import Clock
from lanterne.race.stands import Role, Stand
from lanterne.web.answers import refuse
from lanterne.web.links import Links, LinkView
from lanterne.web.sessions import Sessions

Headers = Mapping[bytes, bytes]
Respond = Callable[[Scope, Receive, Send], Awaitable[None]]


class Access(StrEnum):
    """Who a route lets in; a route that says nothing is for race control."""

    OPEN = "anyone"
    CONTROL = "race control: signed in, by its key, or on this machine"
    POST = "a post by its link, or race control"
    FAMILY = "the family desk by its link, or race control"
    RADIO = "the radio desk by its link, or race control"
    DEVICE = "a tracker that race.toml names"
    TOKEN = "a feed with its token"


BY_LINK: Final[Mapping[Access, frozenset[Role]]] = {
    Access.CONTROL: frozenset(),
    Access.POST: frozenset(get_args(Role)),
    Access.FAMILY: frozenset({"family"}),
    Access.RADIO: frozenset({"radio"}),
}
"""The roles whose links open what race control opens too."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: race control (with the name of whoever is signed in, "" if nobody), or a post's stand."""

    name: str = ""
    stand: Stand | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """The door of race control and of the posts.

    Attributes
    ----------
    key : str or None
        Race control's key for programs; None when only this machine can reach the server.
    cookie : str
        Name of the cookie that carries a session; its own for each race, because browsers share cookies
        between the ports of one host.
    links : Links
    sessions : Sessions
    clock : Clock
        Race time, by which links end.
    base : str
        Address under which others reach the server, such as ``https://race.example``.
    """

    key: str | None
    cookie: str
    links: Links
    sessions: Sessions
    clock: Clock
    base: str

    def who(self, headers: Headers) -> Who | None:
        """Who sends a request with these headers, None if nobody known; what is shown must be right."""
        if b"authorization" in headers:
            said = _bearer(headers)
            if self.key is not None and same(self.key, said):
                return Who()
            stand = self.links.stand(said, self.clock.now_s())
            return None if stand is None else Who(stand=stand)
        name = self.sessions.name(self.cookie_of(headers))
        if name is not None:
            return Who(name)
        return Who() if self.on_this_machine(headers) else None

    def on_this_machine(self, headers: Headers) -> bool:
        """Whether being on the machine is the proof, and the request names it."""
        return self.key is None and names_this_machine(headers.get(b"host", b""))

    def refusal(self, headers: Headers) -> str:
        """What a request of nobody known is told."""
        if b"authorization" in headers:
            return "This link or key is not good, or no longer; ask race control for the one in force."
        if self.key is None:
            return "Use http://127.0.0.1 or http://localhost; other names need `lanterne serve --host`."
        return "Sign in at /login; a program sends race control's key as `Authorization: Bearer KEY`."

    @property
    def secure(self) -> bool:
        """Whether browsers reach it by HTTPS."""
        return self.base.startswith("https:")

    def link_views(self) -> list[LinkView]:
        """Every post's link, as posts reach the server."""
        return self.links.views(self.base)

    def cookie_of(self, headers: Headers) -> str:
        """The session's cookie, "" if there is none."""
        for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == self.cookie:
                return value
        return ""

    def crosses_sites(self, headers: Headers) -> bool:
        """Whether a browser sent the request on behalf of another site's page."""
        return crosses_sites(headers, self.base)


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


def crosses_sites(headers: Headers, base: str = "") -> bool:
    """Whether a browser sent the request on behalf of another site's page; `base` is an origin of our own."""
    if headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
        return True
    origin = headers.get(b"origin")
    return origin not in (None, base.encode()) and origin.partition(b"://")[2] != headers.get(b"host")


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before every route that is for race control or for posts, and tells the route who asks.

    Trackers and feeds show theirs to their route.
    """

    door: Door

    async def __call__(self, connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]  # generic over what no route of ours uses
        """Raise unless a framework's route may be used."""
        if refused := self._refused(connection.scope, handler.opt.get("access", Access.CONTROL)):
            raise HTTPException(status_code=refused[0], detail=refused[1])

    def before(self, respond: Respond, access: Access) -> Respond:
        """A raw route with the same check before it; the framework's own costs more than the route."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            refused = self._refused(scope, access)
            if refused is None:
                await respond(scope, receive, send)
            else:
                await refuse(send, *refused)

        return guarded

    def _refused(self, scope: Scope, access: Access) -> tuple[int, str] | None:
        if access not in BY_LINK:
            return None
        headers: Headers = dict(scope["headers"])
        if self.door.crosses_sites(headers):
            return 403, "A page of another site may not do this."
        who = self.door.who(headers)
        if who is None:
            return 401, self.door.refusal(headers)
        if who.stand is not None and who.stand.role not in BY_LINK[access]:
            return 403, f"This is for {access.value}; the link of {who.stand.name} does not open it."
        scope["user"] = who
        return None


def who_asks(scope: Scope) -> Who:
    """Who sent a request that the guard let through."""
    who: Who = scope["user"]
    return who


def _bearer(headers: Headers) -> str:
    scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
