"""Holds back whoever guesses."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

FREE: Final = 5
"""Tries that cost no wait."""

AGAIN_S: Final = 15.0
"""After those, one more try in so long."""

MANY: Final = 1_000
"""Addresses remembered before those that may try again are forgotten."""


class Throttle:
    """So many tries an address, then one now and again.

    Parameters
    ----------
    now_s : callable
        A clock that nobody sets.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._paid_s: dict[str, float] = {}
        """When the tries of an address so far will have been waited for."""

    def wait_s(self, address: str) -> float:
        """How long until an address may try, seconds; 0 = now."""
        ahead_s = self._paid_s.get(_whose(address), 0.0) - self._now_s()
        return max(0.0, ahead_s - (FREE - 1) * AGAIN_S)

    def count(self, address: str) -> None:
        """Note a try."""
        now_s, whose = self._now_s(), _whose(address)
        if len(self._paid_s) >= MANY:
            self._paid_s = {one: paid_s for one, paid_s in self._paid_s.items() if paid_s > now_s}
        self._paid_s[whose] = max(self._paid_s.get(whose, 0.0), now_s) + AGAIN_S

    def forgive(self, address: str) -> None:
        """Forget the tries of an address: the last was right."""
        self._paid_s.pop(_whose(address), None)


def _whose(address: str) -> str:
    """An address, or the network that one customer has of the newer kind."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
