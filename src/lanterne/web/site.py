"""The built pages and the files they are made of, as raw ASGI."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from litestar.types import Receive, Scope, Send

from lanterne.web.access import Door, Headers
from lanterne.web.answers import allows, answer
from lanterne.web.pages import Page, plain_page

HTML = b"text/html; charset=utf-8"


WHOLE_SITE = (b"service-worker-allowed", b"/")
"""Lets a service worker work for pages outside its own folder."""


class Files:
    """The built files other than pages: scripts, styles, icons. They hold nothing of the race."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = pages

    @property
    def paths(self) -> list[str]:
        """Where they are served from."""
        return [f"/{path}" for path in self._pages if not path.endswith(".html")]

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file."""
        if await allows(scope, send, "GET", "HEAD"):
            headers: Headers = dict(scope["headers"])
            more = (WHOLE_SITE,) if headers.get(b"service-worker") == b"script" else ()
            await send_page(self._pages[scope["path"].lstrip("/")], headers, send, more)


class PostPage:
    """A page of posts: open to anyone, for it holds nothing; its link's token never reaches the server."""

    def __init__(self, page: Page | None) -> None:
        self._page = page

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page, or say how it is built."""
        if await allows(scope, send, "GET", "HEAD"):
            await _send_built(self._page, dict(scope["headers"]), send)


class ControlPage:
    """One of race control's pages; whoever is not signed in is sent to sign in.

    Parameters
    ----------
    file : str
        The built page: ``control.html``, ``runner.html`` or ``record.html``.
    under : str
        Path that it is mounted under, which the framework takes off; "" if it is not.
    """

    def __init__(
        self, pages: Mapping[str, Page], door: Door, file: str = "control.html", under: str = ""
    ) -> None:
        self._page = pages.get(file)
        self._door = door
        self._under = under

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page, or with the way to sign in."""
        if not await allows(scope, send, "GET", "HEAD"):
            return
        headers: Headers = dict(scope["headers"])
        who = self._door.who(headers)
        if who is not None and who.stand is None:
            await _send_built(self._page, headers, send)
        elif self._door.key is None:
            said = plain_page("This page is for race control", self._door.refusal(headers))
            await answer(send, HTTPStatus.UNAUTHORIZED, said, HTML)
        else:
            path = f"{self._under}{scope['path']}".rstrip("/")
            to = f"/login?next={quote(path, safe='')}".encode()
            await answer(send, HTTPStatus.SEE_OTHER, b"", HTML, ((b"location", to),))


async def _send_built(page: Page | None, headers: Headers, send: Send) -> None:
    if page is not None:
        await send_page(page, headers, send)
        return
    mend = "Run <code>make venv</code> in Lanterne's checkout, or install its wheel, and serve again."
    said = plain_page("This page has not been built", mend)
    await answer(send, HTTPStatus.SERVICE_UNAVAILABLE, said, HTML)


async def send_page(
    page: Page, headers: Headers, send: Send, more: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    """Answer with a built file: not at all if the browser has it, compressed if it takes that."""
    told = (
        (b"cache-control", page.cache_control),
        (b"etag", page.etag),
        (b"vary", b"accept-encoding"),
        *more,
    )
    if page.etag in headers.get(b"if-none-match", b""):
        await answer(send, HTTPStatus.NOT_MODIFIED, b"", page.content_type, told)
        return
    body = page.gzipped if b"gzip" in headers.get(b"accept-encoding", b"") else None
    if body is None:
        await answer(send, HTTPStatus.OK, page.body, page.content_type, told)
    else:
        await answer(send, HTTPStatus.OK, body, page.content_type, (*told, (b"content-encoding", b"gzip")))
