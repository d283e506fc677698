"""``/me``: a runner's own word from any phone, without script.

The address on the back of a bib holds the code, ``/me/BIB/CODE``; who types it sends it in a form. This
server writes no log of addresses, pages elsewhere are told nothing of where somebody came from, and the
answers of this page are kept nowhere. While somebody is waited for the page looks again by itself; the code
is then in a cookie of this page alone.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar.types import Receive, Scope, Send

from lanterne.errors import JournalError
from lanterne.events import Pickup, Status
from lanterne.live.desk import NotReady
from lanterne.live.meview import AboutYou, about_you
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.units import clock_text, distance_text
from lanterne.web.answers import TooLarge, allows, answer, read_body, refuse
from lanterne.web.emergency import emergency
from lanterne.web.guesses import Guesses
from lanterne.web.ids import uuid7
from lanterne.web.melines import known_lines, wait_lines
from lanterne.web.mevisit import AGAIN_S, Visit, again, cookie, visit
from lanterne.web.mewords import TONGUES, words
from lanterne.web.ownword import OwnWord

HTML: Final = b"text/html; charset=utf-8"
BODY_LIMIT_BYTES: Final = 4_096

SAYS: Final = frozenset({"stopped", "ride", "help", "going", "where"})

Headers = tuple[tuple[bytes, bytes], ...]


class MePage:
    """The runner's page.

    Parameters
    ----------
    guesses : Guesses
        Looks at the codes.
    word : OwnWord
        Puts on record what is said.
    secure : bool
        Whether phones come by HTTPS only.
    """

    def __init__(self, live: LiveRace, race: Race, guesses: Guesses, word: OwnWord, *, secure: bool) -> None:
        self._live, self._race, self._guesses, self._word = live, race, guesses, word
        self._secure = secure

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the page, or take what was said."""
        if not await allows(scope, send, "GET", "HEAD", "POST"):
            return
        body = None
        if scope.get("method") == "POST":
            try:
                body = await read_body(receive, BODY_LIMIT_BYTES)
            except TooLarge:
                await refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No form of this page is so long.")
                return
            if body is None:
                return
        status, page, headers = await self._answer(visit(scope, body))
        await answer(send, status, page, HTML, headers)

    async def _answer(self, one: Visit) -> tuple[HTTPStatus, bytes, Headers]:
        texts = words(one.tongue)
        if not one.code:
            return HTTPStatus.OK, self._page(one, "who"), ()
        if (wait_s := ceil(self._guesses.wait_s(one.bib, one.address))) > 0:
            page = self._page(one, "who", wrong=texts["wait"].format(wait_s=wait_s))
            return HTTPStatus.TOO_MANY_REQUESTS, page, ((b"retry-after", str(wait_s).encode()),)
        if not self._guesses.is_right(one.bib, one.code, one.address) or not self._word.is_worn(one.bib):
            return HTTPStatus.UNAUTHORIZED, self._page(one, "who", wrong=texts["wrong"]), ()
        return await self._take(one)

    async def _take(self, one: Visit) -> tuple[HTTPStatus, bytes, Headers]:
        """Answer somebody who has shown that they are who wears this bib."""
        texts = words(one.tongue)
        if one.say not in SAYS:
            return self._home(one)
        if not one.sure:
            return HTTPStatus.OK, self._page(one, one.say), ()
        if not one.has_key:
            return self._home(one, HTTPStatus.UNPROCESSABLE_ENTITY, wrong=texts["not_kept"])
        try:
            if one.say != "where":
                await self._word.say(one.say, one.bib, one.key, one.where)  # type: ignore[arg-type]  # one of SAYS, which has the words
            elif not await self._word.place(one.bib, one.key, one.where):
                return HTTPStatus.OK, self._page(one, "where", wrong=texts["no_where"]), ()
        except JournalError:
            return self._home(one, HTTPStatus.INSUFFICIENT_STORAGE, wrong=texts["not_kept"])
        return self._home(one, told=texts[f"told_{one.say}"], just=one.say)

    def _home(
        self,
        one: Visit,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        told: str = "",
        wrong: str = "",
        just: str = "",
    ) -> tuple[HTTPStatus, bytes, Headers]:
        """The page of a runner who is known, which looks again while they wait for somebody."""
        texts, zone, about = words(one.tongue), self._race.zone, self._about(one.bib)
        said = self._said(one.bib) if just != "going" else set()
        lines = [] if about is None or just == "going" else wait_lines(about, texts, zone)
        own = bool(said & {"ride", "help"})
        open_ = own if about is None else about.wait is not None and about.wait.open
        waits = just in ("ride", "help") or (open_ and just != "going")
        # What has ended can be asked for anew.
        stands = {one for one in said if waits or one == "stopped"} | ({just} & {"stopped", "ride", "help"})
        page = self._page(
            one,
            "home",
            told=told,
            wrong=wrong,
            known=[texts["reading"]] if about is None else known_lines(about, texts, zone),
            said=[*self._stopped(one, just), *lines],
            stands=stands,
            waits=waits,
            places=waits and (own or bool(just)),
            takes_back=bool(said) or bool(stands),
        )
        return status, page, ((b"set-cookie", cookie(one, secure=self._secure, kept=waits)),)

    def _said(self, bib: str) -> set[str]:
        """What a runner has said and not taken back."""
        return {
            "stopped" if isinstance(one, Status) else one.need
            for one in self._word.standing(bib)
            if isinstance(one, Status | Pickup)
        }

    def _stopped(self, one: Visit, just: str) -> list[str]:
        """When they said that they have stopped."""
        if just in ("going", "stopped"):
            return []
        at_s = [
            event.happened_at.timestamp()
            for event in self._word.standing(one.bib)
            if isinstance(event, Status)
        ]
        said = words(one.tongue)["said_stopped"]
        return [said.format(at=clock_text(at_s[-1], self._race.zone))] if at_s else []

    def _page(self, one: Visit, step: str, **shown: Any) -> bytes:
        number = emergency(self._race)
        blank = {
            "told": "",
            "wrong": "",
            "known": [],
            "said": [],
            "stands": set(),
            "waits": False,
            "places": False,
        }
        page: str = _form().render(
            **{**blank, "takes_back": False, **shown},
            race=self._race,
            step=step,
            bib=one.bib,
            code=one.code,
            say=one.say if step == one.say else "",
            t=words(one.tongue),
            tongue=one.tongue,
            tongues=TONGUES,
            again=f"{AGAIN_S};url={again(one)}",
            stations=self._stations(one.bib) if step in ("ride", "where") else [],
            emergency=number,
            dialled="".join(letter for letter in number if letter.isdigit() or letter == "+"),
            new_id=uuid7,
        )
        return page.encode()

    def _about(self, bib: str) -> AboutYou | None:
        try:
            return about_you(self._live.now(), bib)
        except NotReady:
            return None

    def _stations(self, bib: str) -> list[dict[str, str]]:
        field = self._live.field
        distance = self._race.distances[field.layout.distance_of[field.roster.index[bib]]].id
        found = sorted((one.at_m[distance], one) for one in self._race.stations if distance in one.at_m)
        return [
            {"id": one.id, "name": one.name, "at": distance_text(at_m, self._race.unit)}
            for at_m, one in found
        ]


@cache
def _form() -> Any:
    forms = Environment(
        loader=PackageLoader("lanterne.web", "forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return forms.get_template("me.html")
