"""``/me``: a runner's own word from any phone, without script.

The address on the back of a bib holds the code, ``/me/BIB/CODE``; who types it sends it in a form. This
server writes no log of addresses, pages elsewhere are told nothing of where somebody came from, and the
answers of this page are kept nowhere.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from math import ceil
from typing import Any, Final
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar.types import Receive, Scope, Send

from lanterne.errors import JournalError
from lanterne.events import UUID_TEXT, Event, Status
from lanterne.live.desk import NotReady
from lanterne.live.meview import about_you
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.units import clock_text, distance_text
from lanterne.web.answers import TooLarge, allows, answer, read_body, refuse
from lanterne.web.guesses import Guesses
from lanterne.web.ids import uuid7
from lanterne.web.ownword import OwnWord

HTML: Final = b"text/html; charset=utf-8"
BODY_LIMIT_BYTES: Final = 4_096

TOLD: Final = {
    "stopped": "Thank you. We know that you stopped and are safe. Get home well.",
    "ride": "We have asked for a ride for you. Stay where crews can see you.",
    "help": "Race control knows that you need help. Stay where you are, and tell whoever is nearest.",
    "going": "Thank you. We count you as on your way again.",
}
SAID: Final = {
    "stopped": "At {at} you told us: I stopped, I am safe, going home.",
    "ride": "At {at} you asked for a ride.",
    "help": "At {at} you called for help.",
}
WRONG: Final = "That number and code do not go together. Please look once more at the back of your number."
WAIT: Final = "Too many tries. Please wait {wait_s} s, or tell any volunteer: they can say it for you."
NOT_KEPT: Final = "We could not keep that just now. Press again, or tell any volunteer."

Headers = tuple[tuple[bytes, bytes], ...]


class MePage:
    """The runner's page.

    Parameters
    ----------
    guesses : Guesses
        Looks at the codes.
    word : OwnWord
        Puts on record what is said.
    """

    def __init__(self, live: LiveRace, race: Race, guesses: Guesses, word: OwnWord) -> None:
        self._live, self._race, self._guesses, self._word = live, race, guesses, word

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the page, or take what was said."""
        if not await allows(scope, send, "GET", "HEAD", "POST"):
            return
        if scope.get("method") == "POST":
            try:
                body = await read_body(receive, BODY_LIMIT_BYTES)
            except TooLarge:
                await refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No form of this page is so long.")
                return
            if body is None:
                return
            said = {name: values[-1] for name, values in parse_qs(body.decode(errors="replace")).items()}
        else:
            said = _of_address(scope)
        await self._answer(said, (scope["client"] or ("",))[0], send)

    async def _answer(self, said: dict[str, str], address: str, send: Send) -> None:
        bib, code = said.get("bib", "").strip(), said.get("code", "").strip()
        if not code:
            await self._send(send, HTTPStatus.OK, self._page("who", bib, ""))
        elif (wait_s := ceil(self._guesses.wait_s(bib, address))) > 0:
            page = self._page("who", bib, "", wrong=WAIT.format(wait_s=wait_s))
            later = ((b"retry-after", str(wait_s).encode()),)
            await self._send(send, HTTPStatus.TOO_MANY_REQUESTS, page, later)
        elif not self._guesses.is_right(bib, code, address) or not self._word.is_worn(bib):
            await self._send(send, HTTPStatus.UNAUTHORIZED, self._page("who", bib, "", wrong=WRONG))
        else:
            await self._take(bib, code, said, send)

    async def _take(self, bib: str, code: str, said: dict[str, str], send: Send) -> None:
        """Answer somebody who has shown that they are who wears this bib."""
        say, sure = said.get("say", ""), said.get("sure") == "yes"
        key = said.get("id", "")
        if say not in TOLD:
            await self._send(send, HTTPStatus.OK, self._page("home", bib, code))
        elif not sure:
            await self._send(send, HTTPStatus.OK, self._page(say, bib, code))
        elif not UUID_TEXT.fullmatch(key) or key[14] != "7":
            await self._send(
                send, HTTPStatus.UNPROCESSABLE_ENTITY, self._page("home", bib, code, wrong=NOT_KEPT)
            )
        else:
            try:
                await self._word.say(say, bib, key, said.get("station") or said.get("where", ""))  # type: ignore[arg-type]  # one of TOLD, which has the words
            except JournalError:
                page = self._page("home", bib, code, wrong=NOT_KEPT)
                await self._send(send, HTTPStatus.INSUFFICIENT_STORAGE, page)
                return
            await self._send(send, HTTPStatus.OK, self._page("home", bib, code, told=TOLD[say], just=say))

    def _page(
        self, step: str, bib: str, code: str, *, told: str = "", wrong: str = "", just: str = ""
    ) -> bytes:
        home = step == "home"
        standing = _words(self._word.standing(bib)) if home and just != "going" else {}
        words = set(standing) | ({just} - {"going"})
        zone = self._race.zone
        said = [
            SAID[what].format(at=clock_text(at_s, zone)) for what, at_s in standing.items() if what != just
        ]
        page: str = _form().render(
            race=self._race,
            step=step,
            bib=bib,
            code=code,
            told=told,
            wrong=wrong,
            words=words,
            said=said,
            known=self._known(bib) if home else [],
            stations=self._stations(bib) if step == "ride" else [],
            emergency=(number := emergency(self._race)),
            dialled="".join(one for one in number if one.isdigit() or one == "+"),
            new_id=uuid7,
        )
        return page.encode()

    def _known(self, bib: str) -> list[str]:
        try:
            return about_you(self._live.now(), bib)
        except NotReady:
            return ["We are just reading the race again; what you say is kept."]

    def _stations(self, bib: str) -> list[dict[str, str]]:
        field = self._live.field
        distance = self._race.distances[field.layout.distance_of[field.roster.index[bib]]].id
        found = sorted((one.at_m[distance], one) for one in self._race.stations if distance in one.at_m)
        return [
            {"id": one.id, "name": one.name, "at": distance_text(at_m, self._race.unit)}
            for at_m, one in found
        ]

    async def _send(self, send: Send, status: HTTPStatus, page: bytes, headers: Headers = ()) -> None:
        await answer(send, status, page, HTML, headers)


def emergency(race: Race) -> str:
    """Whom to call in danger: the race's own number, else what its zone suggests, "" = neither is known."""
    return race.emergency or next((number for zone, number in _BY_ZONE if race.zone.startswith(zone)), "")


_BY_ZONE: Final = (
    ("Europe/", "112"),
    *(
        (f"America/{city}", "911")
        for city in (
            *("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit", "Anchorage", "Boise"),
            *("Indiana", "Kentucky", "Toronto", "Vancouver", "Edmonton", "Winnipeg", "Halifax", "St_Johns"),
        )
    ),
    ("Pacific/Honolulu", "911"),
)


def _of_address(scope: Scope) -> dict[str, str]:
    """Bib and code of ``/me/BIB/CODE``, or the bib of ``/me?b=BIB``."""
    parts = [part for part in scope["path"].split("/") if part]
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    bib = parts[0] if parts else asked.get("b", [""])[-1]
    return {"bib": bib, "code": parts[1] if len(parts) > 1 else ""}


def _words(events: list[Event]) -> dict[str, float]:
    """What a runner said and when, the last of each."""
    return {
        "stopped" if isinstance(one, Status) else getattr(one, "need", "ride"): one.happened_at.timestamp()
        for one in events
    }


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
