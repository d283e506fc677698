"""What a phone sends to the runner's page, by address, form, or the cookie of a page that looks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from litestar.types import Scope

from lanterne.events import UUID_TEXT
from lanterne.web.codes import ME
from lanterne.web.mewords import tongue_of

COOKIE: Final = "lanterne-runner"
LOOKING_S: Final = 3_600
"""So long a phone keeps bib and code while somebody is waited for: without network pages come late."""

AGAIN_S: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who is there and what they say; "" = not said.

    Attributes
    ----------
    bib, code : str
        As typed, or of the address.
    say : str
        What a button says.
    sure : bool
        Whether it was said for good: else the page asks first.
    key : str
        The id of the form.
    where : str
        A station's id, or in words.
    tongue : str
        The language to speak.
    address : str
        Of the phone, or of the proxy before it.
    """

    bib: str
    code: str
    say: str
    sure: bool
    key: str
    where: str
    tongue: str
    address: str

    @property
    def has_key(self) -> bool:
        """Whether its form is of this page: an id of its own making."""
        return bool(UUID_TEXT.fullmatch(self.key)) and self.key[14] == "7"


def visit(scope: Scope, body: bytes | None) -> Visit:
    """What a phone sends; `body` is that of a form, None where it only opens the page."""
    headers = dict(scope["headers"])
    asked = _last(scope["query_string"].decode("latin-1"))
    said = _of_address(scope, asked) if body is None else _last(body.decode(errors="replace"))
    bib, code = said.get("bib", "").strip(), said.get("code", "").strip()
    if body is None and not code:
        code = _kept(headers).get(bib, "")
    return Visit(
        bib=bib,
        code=code,
        say=said.get("say", ""),
        sure=said.get("sure") == "yes",
        key=said.get("id", ""),
        where=said.get("station") or said.get("where", ""),
        tongue=tongue_of(
            said.get("lang") or asked.get("lang", ""), headers.get(b"accept-language", b"").decode("latin-1")
        ),
        address=(scope["client"] or ("",))[0],
    )


def again(one: Visit) -> str:
    """The address at which a page looks again: the code is not in it, but in the cookie."""
    return f"{ME}/{quote(one.bib, safe='')}?lang={one.tongue}"


def cookie(one: Visit, *, secure: bool, kept: bool) -> bytes:
    """Set-Cookie: bib and code while somebody is waited for, and nothing once nobody is."""
    value, age_s = (f"{quote(one.bib, safe='')}:{quote(one.code, safe='')}", LOOKING_S) if kept else ("", 0)
    ends = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Path={ME}; Max-Age={age_s}; HttpOnly; SameSite=Strict{ends}".encode()


def _of_address(scope: Scope, asked: Mapping[str, str]) -> dict[str, str]:
    """Bib and code of ``/me/BIB/CODE``, or the bib of ``/me?b=BIB``."""
    parts = [part for part in scope["path"].split("/") if part]
    return {"bib": parts[0] if parts else asked.get("b", ""), "code": parts[1] if len(parts) > 1 else ""}


def _kept(headers: Mapping[bytes, bytes]) -> dict[str, str]:
    """The code that the phone keeps, by its bib."""
    try:
        morsel = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return {}
    bib, _, code = (morsel.value if morsel else "").partition(":")
    return {unquote(bib): unquote(code)} if code else {}


def _last(form: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(form).items()}
