"""Time texts of feeds."""

from __future__ import annotations

import pytest

from lanterne.feeds.times import instant_of, wire_text

NOON_S = 1_777_809_600.0


@pytest.mark.parametrize(
    "text",
    ["2026-05-03T12:00:00Z", "2026-05-03 08:00:00", "2026-05-03T08:00:00-0400", " 2026-05-03T14:00+02:00 "],
)
def test_a_time_is_read_in_its_zone_or_the_races(text: str) -> None:
    """An offset goes before the race's zone."""
    assert instant_of(text, "America/New_York") == NOON_S


@pytest.mark.parametrize("text", ["2026-05-03", "20260503", "", "noon", "12:00"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    """A date alone is not midnight."""
    with pytest.raises(ValueError, match=r"is not a time like|has no time of day"):
        instant_of(text, "Pacific/Auckland")


@pytest.mark.parametrize("at_s", [1e300, 1e18, -1e18])
def test_an_instant_beyond_all_calendars_is_refused(at_s: float) -> None:
    """A garbled timestamp."""
    with pytest.raises(ValueError, match=r"year|no time of ours"):
        wire_text(at_s)
