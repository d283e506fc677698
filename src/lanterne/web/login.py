"""Signing in to race control and out of it: plain forms that need no script."""

from __future__ import annotations

import asyncio
from html import escape
from http import HTTPStatus
from math import ceil
from typing import Final
from urllib.parse import parse_qs, quote

from litestar.types import Receive, Scope, Send

from lanterne.web.access import Door, Headers
from lanterne.web.answers import TooLarge, allows, answer, read_body, refuse
from lanterne.web.sessions import MOST_NAME, SESSION_S
from lanterne.web.throttle import Throttle

HTML: Final = b"text/html; charset=utf-8"
BODY_LIMIT_BYTES: Final = 4_096
WAITING: Final = 8
"""Tries being looked at, or waiting for it; each takes a tenth of a second."""

HOME: Final = "/control"

_STYLE: Final = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem;"
    "color:#1d1d1b;background:#fff}"
    "label{display:block;margin:1rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;"
    "padding:.6rem;border:1px solid #6b6b66;border-radius:4px;background:#fff;color:inherit}"
    "button{font:inherit;padding:.6rem 1.2rem;min-height:44px;border:0;border-radius:4px;background:#9f1d1d;"
    "color:#fff}.said{border-left:4px solid #9f1d1d;padding-left:.8rem}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}"
    "input{background:#222;border-color:#888}}"
)


class Login:
    """``/login``: a person's name and race control's pass phrase begin a session."""

    def __init__(self, door: Door, race: str, throttle: Throttle | None = None) -> None:
        self._door, self._race = door, race
        self._throttle = throttle or Throttle()
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the form, or try what was filled in."""
        if not await allows(scope, send, "GET", "HEAD", "POST"):
            return
        if scope.get("method") == "POST":
            await self._try(scope, receive, send)
            return
        headers: Headers = dict(scope["headers"])
        path = _path(parse_qs(scope["query_string"].decode("latin-1")).get("next", [""])[-1])
        name = self._door.sessions.name(self._door.cookie_of(headers))
        if name is not None:
            await _page(send, HTTPStatus.OK, self._race, _signed_in(name, path))
        elif self._door.on_this_machine(headers):
            await _page(send, HTTPStatus.OK, self._race, _no_need(path))
        else:
            await _page(send, HTTPStatus.OK, self._race, _form(path))

    async def _try(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._door.crosses_sites(dict(scope["headers"])):
            await refuse(send, HTTPStatus.FORBIDDEN, "A page of another site may not do this.")
            return
        try:
            body = await read_body(receive, BODY_LIMIT_BYTES)
        except TooLarge:
            await refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No name and pass phrase are so long.")
            return
        if body is None:
            return
        said = {key: values[-1] for key, values in parse_qs(body.decode(errors="replace")).items()}
        name, path = " ".join(said.get("name", "").split()), _path(said.get("next", ""))
        address = (scope["client"] or ("",))[0]
        wait_s = self._throttle.wait_s(address)
        if wait_s > 0 or self._waiting >= WAITING:
            await self._hold_back(max(wait_s, 1.0), path, name, send)
        elif not 0 < len(name) <= MOST_NAME or not name.isprintable() or "/" in name:
            why = "Please say who you are: your name goes beside whatever you decide."
            await _page(send, HTTPStatus.UNPROCESSABLE_ENTITY, self._race, _form(path, name, why))
        elif await self._is_right(said.get("phrase", ""), address):
            await self._let_in(name, path, send)
        else:
            why = "That is not the pass phrase. Whoever runs the server can set another: lanterne passphrase."
            await _page(send, HTTPStatus.UNAUTHORIZED, self._race, _form(path, name, why))

    async def _is_right(self, phrase: str, address: str) -> bool:
        # Counted before it is looked at, so that many at once are many tries.
        self._throttle.count(address)
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                right = await asyncio.to_thread(self._door.sessions.phrase.is_right, phrase)
        finally:
            self._waiting -= 1
        if right:
            self._throttle.forgive(address)
        return right

    async def _hold_back(self, wait_s: float, path: str, name: str, send: Send) -> None:
        seconds = ceil(wait_s)
        page = _form(path, name, f"Too many tries. Please wait {seconds} s and try again.")
        later = ((b"retry-after", str(seconds).encode()),)
        await _page(send, HTTPStatus.TOO_MANY_REQUESTS, self._race, page, later)

    async def _let_in(self, name: str, path: str, send: Send) -> None:
        cookie = _cookie(self._door, self._door.sessions.begin(name), SESSION_S)
        told = ((b"location", path.encode()), (b"set-cookie", cookie))
        await answer(send, HTTPStatus.SEE_OTHER, b"", HTML, told)


class Logout:
    """``POST /logout``: the browser forgets its session."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the cookie away and show the way in."""
        if not await allows(scope, send, "POST"):
            return
        if self._door.crosses_sites(dict(scope["headers"])):
            await refuse(send, HTTPStatus.FORBIDDEN, "A page of another site may not do this.")
            return
        told = ((b"location", b"/login"), (b"set-cookie", _cookie(self._door, "", 0)))
        await answer(send, HTTPStatus.SEE_OTHER, b"", HTML, told)


def _cookie(door: Door, value: str, age_s: int) -> bytes:
    secure = "; Secure" if door.secure else ""
    return f"{door.cookie}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}".encode()


def _path(said: str) -> str:
    """Where to go on to: a page of race control, nowhere else."""
    inside = said == HOME or said.startswith(HOME + "/")
    return quote(said) if inside and "\\" not in said and "//" not in said else HOME


def _form(path: str, name: str = "", why: str = "") -> str:
    said = f'<p class="said" role="alert">{escape(why)}</p>' if why else ""
    return (
        f'{said}<form method="post" action="/login"><input type="hidden" name="next" value="{escape(path)}">'
        f'<label>Your name<input name="name" value="{escape(name)}" required maxlength="{MOST_NAME}" '
        'autocomplete="name" autofocus></label>'
        '<label>Pass phrase<input name="phrase" type="password" required autocomplete="current-password">'
        "</label><button>Sign in</button></form>"
        f'<p>Signed in already? <a href="{escape(path)}">Go to the page</a>.</p>'
    )


def _signed_in(name: str, path: str) -> str:
    return (
        f'<p>You are signed in as {escape(name)}. <a href="{escape(path)}">Go to the page</a>.</p>'
        '<form method="post" action="/logout"><button>Sign out</button></form>'
    )


def _no_need(path: str) -> str:
    return f'<p>On this machine nobody needs to sign in. <a href="{escape(path)}">Go to the page</a>.</p>'


async def _page(
    send: Send, status: HTTPStatus, race: str, body: str, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    title = f"Race control, {escape(race)}"
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style><body><main><h1>{title}</h1>{body}</main></body></html>"
    )
    await answer(send, status, page.encode(), HTML, headers)
