"""Is a source silent? Pure functions of what was heard and what was to be expected."""

from __future__ import annotations

from typing import Final, Literal

Health = Literal["ok", "quiet", "silent", "never heard"]

QUIET_S: Final = 600.0
SILENT_S: Final = 1_200.0
"""A phone or tracker: green below 10 min, amber below 20, red beyond (CourseOps' practice)."""


def device_health(last_s: float | None, now_s: float) -> Health:
    """Health of a source that should report by itself every minute or so, by its last report."""
    if last_s is None:
        return "never heard"
    age_s = now_s - last_s
    if age_s < QUIET_S:
        return "ok"
    return "quiet" if age_s < SILENT_S else "silent"
