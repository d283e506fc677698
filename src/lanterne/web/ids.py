"""Ids of what is first recorded here."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def uuid7() -> str:
    """A new id, as phones make them.

    References
    ----------
    RFC 9562, section 5.7.
    """
    ms, chance = time.time_ns() // 1_000_000, secrets.randbits(74)
    return str(UUID(int=ms << 80 | 7 << 76 | chance >> 62 << 64 | 2 << 62 | chance & (1 << 62) - 1))
