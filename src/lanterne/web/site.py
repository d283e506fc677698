"""``/control``, the pages under it, and the files they are built of, as raw ASGI."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qs, quote

from litestar.types import Receive, Scope, Send

from lanterne.web.access import Door, Headers, same
from lanterne.web.answers import allows, answer
from lanterne.web.pages import Page, plain_page

HTML = b"text/html; charset=utf-8"
COOKIE_AGE_S = 7 * 86_400


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
            await send_page(self._pages[scope["path"].lstrip("/")], dict(scope["headers"]), send)


class ControlPage:
    """One of race control's pages; its link's key becomes a cookie and leaves the address bar.

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
        """Answer with the page, or say plainly why not."""
        if not await allows(scope, send, "GET", "HEAD"):
            return
        headers: Headers = dict(scope["headers"])
        path = quote(f"{self._under}{scope['path']}".rstrip("/"))
        said = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])[-1]
        if self._door.key is not None and same(self._door.key, said):
            await self._let_in(path, send)
        elif not self._door.admits(headers):
            retry = f'If you have opened it before, <a href="{path}">go to the page</a>.'
            await _say(
                send, HTTPStatus.UNAUTHORIZED, "This page is for race control", self._door.refusal, retry
            )
        elif self._page is None:
            mend = "Run <code>make venv</code> in Lanterne's checkout, or install its wheel, and serve again."
            await _say(send, HTTPStatus.SERVICE_UNAVAILABLE, "The pages have not been built", mend)
        else:
            await send_page(self._page, headers, send)

    async def _let_in(self, path: str, send: Send) -> None:
        cookie = (
            f"{self._door.cookie}={self._door.key}; Path=/; Max-Age={COOKIE_AGE_S}; HttpOnly; SameSite=Strict"
        )
        # A redirect would still count as coming from where the link stood, and the cookie would not be sent.
        body = plain_page("Race control", f'<a href="{path}">Open the page</a>', refresh=path)
        await answer(send, HTTPStatus.OK, body, HTML, ((b"set-cookie", cookie.encode()),))


async def send_page(page: Page, headers: Headers, send: Send) -> None:
    """Answer with a built file: not at all if the browser has it, compressed if it takes that."""
    told = ((b"cache-control", page.cache_control), (b"etag", page.etag), (b"vary", b"accept-encoding"))
    if page.etag in headers.get(b"if-none-match", b""):
        await answer(send, HTTPStatus.NOT_MODIFIED, b"", page.content_type, told)
        return
    body = page.gzipped if b"gzip" in headers.get(b"accept-encoding", b"") else None
    if body is None:
        await answer(send, HTTPStatus.OK, page.body, page.content_type, told)
    else:
        await answer(send, HTTPStatus.OK, body, page.content_type, (*told, (b"content-encoding", b"gzip")))


async def _say(send: Send, status: HTTPStatus, title: str, *sentences: str) -> None:
    await answer(send, status, plain_page(title, *sentences), HTML)
