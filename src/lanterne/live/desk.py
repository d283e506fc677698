"""What the posts' pages and the decisions show, worked out when first asked for after a tick."""

from __future__ import annotations

import time
from typing import Final

from lanterne.errors import LanterneError
from lanterne.events import Event
from lanterne.live.accounting import accounting_view
from lanterne.live.announcing import announcements
from lanterne.live.decided import Decided, decide
from lanterne.live.decisions import decisions_view
from lanterne.live.names import Names
from lanterne.live.now import Now
from lanterne.live.pickups import confirmations
from lanterne.live.posts import post_view
from lanterne.race.stands import stands
from lanterne.views import AccountingView, DecisionsView, PostView

KEPT_S: Final = 1.0
"""What was worked out serves so long, unless somebody has said something since."""


class NotReady(LanterneError):
    """The journal is still being taken in: what is known of the race cannot be said yet."""


class Desk:
    """The decisions of the day and each post's view, as of the latest tick.

    Whatever is asked for is worked out once for everybody, and anew when race time has moved on or a fact
    has come; reads alone wait for `KEPT_S`.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._now: Now | None = None
        self._speed = 1.0
        self._made: tuple[Now, Decided] | None = None
        self._made_of: tuple[int, float] = (-1, 0.0)
        self._posts: dict[str, PostView] = {}

    def tell(self, now: Now, speed: float) -> None:
        """Take the race as of a tick, and how fast its time runs."""
        self._now, self._speed = now, speed

    def now(self) -> Now:
        """The race as of the latest tick.

        Raises
        ------
        NotReady
            Before the first.
        """
        if self._now is None:
            raise NotReady("The race is being read from its journal; ask again in a moment.")
        return self._now

    def decided(self) -> tuple[Now, Decided]:
        """Everything that waits for a decision or was decided, and the race that it was worked out of."""
        now, (facts, due_s) = self.now(), self._made_of
        if self._made is None or facts != now.field.facts.count or time.perf_counter() >= due_s:
            self._made = now, decide(now, self._speed)
            self._made_of = now.field.facts.count, time.perf_counter() + KEPT_S
            self._posts.clear()
        return self._made

    def decisions(self) -> DecisionsView:
        """Race control's view of them."""
        return decisions_view(*self.decided())

    def accounting(self) -> AccountingView:
        """Race control's view of everybody who is not simply running or home."""
        now, made = self.decided()
        return accounting_view(now, made.accounts, self._names)

    @property
    def lantern(self) -> str:
        """Lit or out, as last worked out; lit before that."""
        return "lit" if self._made is None else self._made[1].lantern

    def sayings(self) -> list[Event]:
        """What is to be put on record by itself and is not: announcements, and claims confirmed."""
        now, made = self.decided()
        return [*announcements(now, made), *confirmations(now)]

    def post(self, stand_id: str) -> PostView | None:
        """A post's view; None if the race has no such stand."""
        now, made = self.decided()
        stand = stands(now.field.planned).get(stand_id)
        if stand is None:
            return None
        if stand_id not in self._posts:
            self._posts[stand_id] = post_view(now, made, stand, self._names)
        return self._posts[stand_id]
