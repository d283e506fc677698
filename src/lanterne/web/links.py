"""The link of each post: signed, expiring, and worth nothing once it was made anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote

from lanterne.events import Link, decode
from lanterne.journal.base import Journal
from lanterne.journal.reader import Reader
from lanterne.live.tick import LiveRace
from lanterne.race.definition import Race
from lanterne.race.stands import Role, Stand, stands
from lanterne.units import instant_s
from lanterne.views import View
from lanterne.web.codes import Codes
from lanterne.web.signing import Signer

FIRST: Final = 1
"""Number of the links that are good until a post's link is made anew."""

PAGES: Final[tuple[str, ...]] = (
    "sweep",
    "station",
    "cheer",
    "board",
    "post",
    "sag",
    "medical",
    "family",
    "radio",
)
"""The posts' pages, by the name of their built file."""

KEPT_TOKENS: Final = 2_048
"""Texts of which it is remembered whose token they are: each phone shows the same one with every request."""

NumberOf = Callable[[str], int]


class LinkView(View, frozen=True, kw_only=True):
    """A post's link. `number` counts how often it was made anew, from 1; it opens nothing after `until_s`."""

    post: str
    name: str
    role: str
    number: int
    until_s: float
    link: str


class Token(NamedTuple):
    """What a link says: whose it is, which in number, and until when it is good (UTC epoch seconds)."""

    stand: str
    number: int
    until_s: int


def page_of(role: Role) -> str:
    """The page of a role."""
    return role if role in PAGES else "post"


def until_s(race: Race) -> float:
    """When links end unless told otherwise: with the day after the race day."""
    return instant_s(race.day + timedelta(days=2), 0.0, race.zone)


class Links:
    """The links of one race, and the codes of its runners.

    Parameters
    ----------
    race : Race
    key : bytes
        The race folder's secret.
    number_of : callable
        Number of a post's link by its id: lower ones are worth nothing.
    """

    def __init__(self, race: Race, key: bytes, number_of: NumberOf) -> None:
        self._stands = stands(race)
        self._number_of = number_of
        self._signer = Signer(key, "link", race.id)
        self.codes = Codes(key, race.id)
        self._until_s = until_s(race)
        self._read = lru_cache(KEPT_TOKENS)(self._token)

    def token(self, token: Token) -> str:
        """A token as text."""
        return self._signer.signed(f"{token.stand}.{token.number}.{token.until_s:x}")

    def stand(self, text: str, now_s: float) -> Stand | None:
        """Whose token this is, None if it is nobody's or no longer good."""
        said = self._read(text)
        if said is None or said.until_s <= now_s or said.number < self._number_of(said.stand):
            return None
        return self._stands.get(said.stand)

    def _token(self, text: str) -> Token | None:
        """What a token of ours says, None if it is no token of ours."""
        said = self._signer.read(text)
        if said is None:
            return None
        stand, number, until = said.rsplit(".", 2)
        return Token(stand, int(number), int(until, 16))

    def views(self, base: str, until_s: float | None = None) -> list[LinkView]:
        """Every post's link under a base address, in the order of race.toml.

        Parameters
        ----------
        base : str
            Such as ``https://race.example``.
        until_s : float, optional, UTC epoch seconds
            The end of the day after the race day if left out.
        """
        return [self._view(stand, base, int(until_s or self._until_s)) for stand in self._stands.values()]

    def _view(self, stand: Stand, base: str, until_s: int) -> LinkView:
        number = self._number_of(stand.id)
        text = self.token(Token(stand.id, number, until_s))
        return LinkView(
            post=stand.id,
            name=stand.name,
            role=stand.role,
            number=number,
            until_s=until_s,
            link=f"{base.rstrip('/')}/{page_of(stand.role)}#{quote(text)}",
        )


def kept_numbers(journal: Journal | Reader) -> dict[str, int]:
    """By post, the number of its link as the journal has it; who is not named has `FIRST`."""
    numbers: dict[str, int] = {}
    for body in journal.of_kind("link"):
        link = decode(body)
        if isinstance(link, Link):
            numbers[link.post] = max(link.number, numbers.get(link.post, FIRST))
    return numbers


def live_numbers(live: LiveRace, journal: Journal) -> NumberOf:
    """The number of a post's link, while the race is live.

    What the journal held at first is looked up at once: until the live race has taken it in, a link that was
    made anew must not open anything either.
    """
    kept = kept_numbers(journal)

    def number_of(post: str) -> int:
        told = (one.number for one in live.field.facts.of(Link) if one.post == post)
        return max(kept.get(post, FIRST), *told, FIRST)

    return number_of
