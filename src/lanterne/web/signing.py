"""Short texts signed by this race folder: nobody else can make one, and each is good for one use."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Final

SIGNATURE_BYTES: Final = 18
"""144 bits, in 24 characters."""


class Signer:
    """Signs texts for one use.

    Parameters
    ----------
    key : bytes
        The race folder's secret.
    *use : str
        What the texts are for and of: a text signed for one use is worth nothing for another.

    References
    ----------
    HMAC-SHA256, RFC 2104, cut short as its section 5 allows.
    """

    def __init__(self, key: bytes, *use: str) -> None:
        self._key = hmac.digest(key, "\x1f".join(use).encode(), hashlib.sha256)

    def signed(self, text: str) -> str:
        """The text, a dot and its signature."""
        return f"{text}.{self._signature(text)}"

    def read(self, signed: str) -> str | None:
        """The text, None if the signature is not its own."""
        text, _, signature = signed.rpartition(".")
        # What came in a header may hold anything, lone surrogates too.
        right = hmac.compare_digest(signature.encode(errors="replace"), self._signature(text).encode())
        return text if right else None

    def _signature(self, text: str) -> str:
        digest = hmac.digest(self._key, text.encode(errors="replace"), hashlib.sha256)
        return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()
