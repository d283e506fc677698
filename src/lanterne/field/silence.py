"""Is a source silent? Pure functions of what was heard and what was to be expected."""

from __future__ import annotations

from typing import Final, Literal

Health = Literal["ok", "quiet", "silent", "never heard"]

QUIET_S: Final = 600.0
SILENT_S: Final = 1_200.0
"""A phone or tracker: green below 10 min, amber below 20, red beyond (CourseOps' practice)."""

EXPECTED_AT_LEAST: Final = 10.0
READ_SHARE: Final = 0.2
"""A mat is called silent only on at least 10 runners expected of whom it read less than a fifth."""


def device_health(last_s: float | None, now_s: float) -> Health:
    """Health of a source that should report by itself every minute or so, by its last report."""
    if last_s is None:
        return "never heard"
    age_s = now_s - last_s
    if age_s < QUIET_S:
        return "ok"
    return "quiet" if age_s < SILENT_S else "silent"


def mat_health(expected: float, read: int) -> Health:
    """Health of a timing point over the last minutes.

    Parameters
    ----------
    expected : float
        How many runners were forecast to pass in that time.
    read : int
        How many of those, or others, were read.

    Notes
    -----
    One runner's missing read says nothing; many at once say that the mat is in trouble, not the runners.
    """
    if expected < EXPECTED_AT_LEAST:
        return "ok" if read else "quiet"
    return "silent" if read < READ_SHARE * expected else "ok"
