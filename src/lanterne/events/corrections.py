"""What puts other events right."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from lanterne.events.base import Fact, Name


class Correction(Fact, frozen=True, kw_only=True, tag="correction"):
    """Voids another event by its id, or puts `amended`, a whole event's fields, in its place.

    May come before its target.
    """

    target: Name
    amended: dict[str, Any] | None = None
    why: str = ""


class ClockOffset(Fact, frozen=True, kw_only=True, tag="clock"):
    """How far a source's clock was off: `offset_s` is added to what it says."""

    clock: Name
    offset_s: Annotated[float, msgspec.Meta(ge=-172_800, le=172_800)]
