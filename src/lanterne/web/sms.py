"""``POST /webhooks/sms``: a runner's own word by text message, answered in plain words."""

from __future__ import annotations

from http import HTTPStatus
from math import ceil
from typing import Final
from urllib.parse import parse_qs

from litestar.types import Receive, Scope, Send

from lanterne.clock import Clock
from lanterne.errors import JournalError
from lanterne.events import derived_id
from lanterne.feeds.base import Message
from lanterne.feeds.sms import Texted, spoken, texted, understood
from lanterne.race.definition import Race
from lanterne.web.access import same
from lanterne.web.answers import TooLarge, allows, answer, read_body, refuse
from lanterne.web.emergency import emergency
from lanterne.web.guesses import Guesses
from lanterne.web.ids import uuid7
from lanterne.web.mewords import words
from lanterne.web.ownword import OwnWord

TEXT: Final = b"text/plain; charset=utf-8"
BODY_LIMIT_BYTES: Final = 16_384


class SmsRoute:
    """A gateway's texts, by the token of race.toml; what it answers goes back as a text.

    The sender's number is neither looked at nor kept.
    """

    def __init__(self, race: Race, token: str, guesses: Guesses, word: OwnWord, clock: Clock) -> None:
        self._race, self._token, self._clock = race, token, clock
        self._guesses, self._word = guesses, word

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a text, and answer it."""
        if not await allows(scope, send, "POST"):
            return
        query = scope["query_string"].decode("latin-1")
        shown = parse_qs(query).get("token", [""])[-1]
        if not self._token or not same(self._token, shown):
            await refuse(send, HTTPStatus.UNAUTHORIZED, "The token is not that of [feeds] sms in race.toml.")
            return
        try:
            body = await read_body(receive, BODY_LIMIT_BYTES)
        except TooLarge:
            await refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "No text is so long.")
            return
        if body is None:
            return
        kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        said = texted(Message(content_type=kind, body=body, received_at_s=self._clock.now_s()))
        if said is None:
            await refuse(send, HTTPStatus.BAD_REQUEST, "There is no text in it: send it as `body` or `text`.")
            return
        await self._answer(said, send)

    async def _answer(self, said: Texted, send: Send) -> None:
        asked, texts = understood(said.text), words(spoken(said.text))
        if asked is None:
            await answer(send, HTTPStatus.OK, texts["how_sms"].encode(), TEXT)
            return
        if (wait_s := ceil(self._guesses.wait_s(asked.bib))) > 0:
            reply = texts["wait"].format(wait_s=wait_s)
        elif not self._guesses.is_right(asked.bib, asked.code) or not self._word.is_worn(asked.bib):
            reply = texts["wrong"]
        else:
            key = derived_id(self._race.id, "sms", said.key) if said.key else uuid7()
            try:
                await self._word.say(asked.word, asked.bib, key, asked.where)
            except JournalError:
                # The gateway sends it again.
                await answer(send, HTTPStatus.INSUFFICIENT_STORAGE, texts["not_kept"].encode(), TEXT)
                return
            reply = texts[f"told_{asked.word}"]
        if asked.word == "help":
            reply += " " + texts["danger"].format(number=emergency(self._race) or texts["emergency"])
        await answer(send, HTTPStatus.OK, reply.encode(), TEXT)
