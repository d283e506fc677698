"""What would be if: answers worked out on a copy, never mixed with the day."""

from __future__ import annotations

from lanterne.views.base import View


class WhatIfGateView(View, frozen=True, kw_only=True):
    """A gate on a distance as it is and as it would be: cut-off, and how many of those to come are late."""

    gate: str
    name: str
    distance: str
    at_m: float
    cutoff_s: float | None
    would_be_s: float | None
    late: float
    would_be_late: float


class WhatIfStationView(View, frozen=True, kw_only=True):
    """A station in it: when the last sweep comes, and who is still behind that sweep then."""

    station: str
    name: str
    at_m: float
    closed: bool
    sweep_s: float | None
    would_be_sweep_s: float | None
    to_come_after: float
    would_be_to_come_after: float
    gap_m: float


class WhatIfView(View, frozen=True, kw_only=True):
    """The day with other numbers.

    `finish_by` holds ``[instant, expected number home by then]`` of those still out. `said` are sentences.
    """

    limit_extra_s: float
    sweep_slower: float
    closed: list[str]
    in_time: float
    would_be_in_time: float
    gates: list[WhatIfGateView]
    stations: list[WhatIfStationView]
    finish_by: list[tuple[float, float]]
    said: list[str]
