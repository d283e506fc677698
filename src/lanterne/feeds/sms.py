"""Texts from runners, as SMS gateways hand them on, and what the few words in them mean.

Gateways differ in what they call the parts of a message; the commonest names are known here. The sender's
number is not even looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import parse_qsl

import msgspec

from lanterne.clinical import folded
from lanterne.feeds.base import Message

Word = Literal["stopped", "ride", "help", "going"]

NAME: Final = "sms"
"""Names the feed in race.toml: ``[feeds] sms = { token = "..." }``."""

WORDS: Final[dict[str, tuple[Word, str]]] = {
    **dict.fromkeys(("stop", "stopped", "out", "home"), ("stopped", "en")),
    **dict.fromkeys(("stopp", "aus", "halt"), ("stopped", "de")),
    **dict.fromkeys(("alto", "parar"), ("stopped", "es")),
    **dict.fromkeys(("arret", "fin"), ("stopped", "fr")),
    **dict.fromkeys(("ride", "pickup", "bus"), ("ride", "en")),
    **dict.fromkeys(("abholen", "mitfahren"), ("ride", "de")),
    **dict.fromkeys(("recogida",), ("ride", "es")),
    **dict.fromkeys(("voiture",), ("ride", "fr")),
    **dict.fromkeys(("help", "sos"), ("help", "en")),
    **dict.fromkeys(("hilfe",), ("help", "de")),
    **dict.fromkeys(("ayuda", "socorro"), ("help", "es")),
    **dict.fromkeys(("aide",), ("help", "fr")),
    **dict.fromkeys(("go", "going", "on"), ("going", "en")),
    **dict.fromkeys(("weiter",), ("going", "de")),
    **dict.fromkeys(("sigo",), ("going", "es")),
    **dict.fromkeys(("continue",), ("going", "fr")),
}
"""The first word of a text, `folded`: what it means, and the language in which it is answered."""

_TEXT: Final = ("body", "text", "message", "content", "msg")
_KEY: Final = ("messagesid", "smssid", "messageid", "message_id", "message-id", "msgid", "id")


@dataclass(frozen=True, slots=True)
class Texted:
    """A text, and the gateway's key of it ("" = none), by which a repeated delivery is known."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a runner says by text: `where` is what follows the code, "" if nothing."""

    word: Word
    bib: str
    code: str
    where: str


def texted(message: Message) -> Texted | None:
    """The text that a gateway hands on, by form, JSON or address; None if there is none."""
    said = {name.casefold(): value for name, value in _said(message).items()}
    text = next((said[name] for name in _TEXT if isinstance(said.get(name), str)), None)
    if text is None:
        return None
    key = next((str(said[name]) for name in _KEY if said.get(name)), "")
    return Texted(text.strip()[:300], key[:200])


def understood(text: str) -> Asked | None:
    """What a text says; None if it is not of the form WORD BIB CODE, with where for a ride after it."""
    parts = text.split(maxsplit=3)
    word = WORDS.get(folded(parts[0])) if len(parts) > 2 else None
    if word is None:
        return None
    return Asked(word[0], parts[1], parts[2], parts[3] if len(parts) > 3 else "")


def spoken(text: str) -> str:
    """The language of a text by its first word; English of any other."""
    return WORDS.get(folded(text.partition(" ")[0]), ("", "en"))[1]


def _said(message: Message) -> dict[str, Any]:
    try:
        if message.content_type.partition(";")[0].strip().lower() == "application/json":
            found = msgspec.json.decode(message.body)
            return found if isinstance(found, dict) else {}
        pairs = parse_qsl(message.body.decode() or message.query, keep_blank_values=True, max_num_fields=200)
    except (ValueError, RecursionError):
        return {}
    return dict(reversed(pairs))
