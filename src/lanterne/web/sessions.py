"""Race control's sessions: a signed cookie with the person's name, good for a day."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from lanterne.clock import Clock, WallClock
from lanterne.web.phrase import PassPhrase
from lanterne.web.signing import Signer

SESSION_S: Final = 24 * 3_600
MOST_NAME: Final = 60


class Sessions:
    """Begins sessions and knows whose they are; nothing is kept here, so they outlive a restart.

    They are told by the wall's clock, not by a replay's, and end when the pass phrase is set anew.

    Parameters
    ----------
    key : bytes
        The race folder's secret.
    race : str
    phrase : PassPhrase
    clock : Clock, optional
    """

    def __init__(self, key: bytes, race: str, phrase: PassPhrase, clock: Clock | None = None) -> None:
        self.phrase = phrase
        self._key, self._race, self._clock = key, race, clock or WallClock()

    def begin(self, name: str) -> str:
        """The value of a cookie for this person."""
        said = urlsafe_b64encode(name.encode()).decode()
        return self._signer().signed(f"{said}.{int(self._clock.now_s()) + SESSION_S:x}")

    def name(self, cookie: str) -> str | None:
        """Whose session a cookie is, None if nobody's or over."""
        if not cookie or not self.phrase.hash:
            return None
        said = self._signer().read(cookie)
        if said is None:
            return None
        name, _, until = said.rpartition(".")
        return None if int(until, 16) <= self._clock.now_s() else urlsafe_b64decode(name).decode()

    def _signer(self) -> Signer:
        return Signer(self._key, "session", self._race, self.phrase.hash)
