"""Ways in: one protocol a module, each a thin adapter from messages to events' fields."""

from __future__ import annotations

from typing import Final

from lanterne.feeds.base import Feed
from lanterne.feeds.osmand import OsmAnd
from lanterne.feeds.raceresult import RaceResult
from lanterne.feeds.tables import ReadsTable

FEEDS: Final[tuple[type[Feed], ...]] = (OsmAnd, RaceResult, ReadsTable)
"""Every protocol that Lanterne speaks."""
