"""Runners' codes as typed: right, wrong, or tried too often."""

from __future__ import annotations

from ipaddress import ip_address

from lanterne.web.codes import Codes
from lanterne.web.throttle import Throttle


class Guesses:
    """Looks at codes; whoever guesses waits, by bib and by address."""

    def __init__(self, codes: Codes, throttle: Throttle | None = None) -> None:
        self._codes = codes
        self._throttle = throttle or Throttle()

    def wait_s(self, bib: str, address: str = "") -> float:
        """How long until a code of a bib may be tried from an address, seconds; 0 = now."""
        return max((self._throttle.wait_s(key) for key in _keys(bib, address)), default=0.0)

    def is_right(self, bib: str, typed: str, address: str = "") -> bool:
        """Whether a code is right; a wrong one counts, and while whoever guesses has to wait none is."""
        if self.wait_s(bib, address) > 0:
            return False
        keys = _keys(bib, address)
        if self._codes.is_right(bib, typed):
            for key in keys:
                self._throttle.forgive(key)
            return True
        for key in keys:
            self._throttle.count(key)
        return False


def _keys(bib: str, address: str) -> list[str]:
    """What tries are counted by; behind a tunnel or proxy of this machine all phones have one address."""
    return [f"bib {bib}", *([address] if address and not _is_here(address) else [])]


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
