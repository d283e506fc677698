"""What every event carries, and the types of its fields."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True, description="ISO 8601 with an offset")]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Bib = Annotated[str, msgspec.Meta(min_length=1, max_length=20, description="The number worn, as text")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Metres = Annotated[float, msgspec.Meta(ge=0, le=1e6)]


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", gc=False):
    """What every event carries.

    Attributes
    ----------
    id : str
        UUIDv7 of whoever first recorded it, or a UUIDv8 hashed from its origin (`derived_id`).
    race : str
    happened_at : datetime
        When it happened, by the source's clock.
    recorded_at : datetime or None
        When the device wrote it down, by its own clock.
    source : str
        Device, link or person it comes from.
    """

    id: str = ""
    race: str = ""
    happened_at: Instant
    recorded_at: Instant | None = None
    source: Name
    schema: int = 1
