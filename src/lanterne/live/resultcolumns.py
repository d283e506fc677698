"""Results in the columns that result services take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from lanterne.live.results import Result, Status
from lanterne.units import duration_text

Registered = Mapping[str, str]
Row = dict[str, str | int | float | None]

ULTRASIGNUP_STATUS: Final[Mapping[Status, int]] = {
    "finished": 1,
    "did_not_finish": 2,
    "did_not_start": 3,
    "unofficial": 4,
}
"""As its results loader numbers them: help.ultrasignup.com/guides/results/formatting-results-files."""


def plain_rows(results: Sequence[Result], registered: Mapping[str, Registered]) -> list[Row]:
    """Every runner with place, times, status and the reason for it."""
    return [
        {
            "bib": one.bib,
            "distance": one.distance,
            "place": one.place,
            "status": one.status,
            "reason": one.reason,
            "net_s": one.net_s,
            "gun_s": one.gun_s,
        }
        for one in results
    ]


def ultrasignup_rows(results: Sequence[Result], registered: Mapping[str, Registered]) -> list[Row]:
    """UltraSignup's columns; whoever is not accounted for yet has no status there and is left out."""
    rows: list[Row] = []
    for one in results:
        if one.status in ULTRASIGNUP_STATUS:
            told = registered.get(one.bib, {})
            rows.append(
                {
                    "place": one.place,
                    "time": _clock(one.time_s),
                    "first": told.get("first_name", ""),
                    "last": told.get("last_name", ""),
                    "age": told.get("age", ""),
                    "gender": _gender(told),
                    "city": told.get("city", ""),
                    "state": told.get("region", ""),
                    "dob": told.get("born", ""),
                    "bib": one.bib,
                    "status": ULTRASIGNUP_STATUS[one.status],
                }
            )
    return rows


def itra_rows(results: Sequence[Result], registered: Mapping[str, Registered]) -> list[Row]:
    """ITRA's columns (itra.run/Info/ResultFileGuidelines): finishers by rank, then DNF without a time.

    Who did not start is left out, as it asks, and who is not accounted for yet. An unofficial finish is a
    DNF there.
    """
    rows: list[Row] = []
    for one in results:
        if one.status in ("did_not_start", "open"):
            continue
        told = registered.get(one.bib, {})
        ranked = one.place is not None
        rows.append(
            {
                "Ranking": one.place if ranked else "DNF",
                "Time": _clock(one.time_s) if ranked else "",
                "Family name": told.get("last_name", ""),
                "First name": told.get("first_name", ""),
                "Gender": _gender(told),
                "Birthdate": told.get("born", ""),
                "Nationality": told.get("nationality", ""),
                "Bib number": one.bib,
                "City": told.get("city", ""),
            }
        )
    return rows


COLUMNS: Final[Mapping[str, Callable[[Sequence[Result], Mapping[str, Registered]], list[Row]]]] = {
    "lanterne": plain_rows,
    "ultrasignup": ultrasignup_rows,
    "itra": itra_rows,
}


def _clock(time_s: float | None) -> str:
    """``hh:mm:ss``, begun seconds counting in full (World Athletics TR 19.24.5)."""
    if time_s is None:
        return ""
    return duration_text(float(-(-time_s // 1))).rjust(8, "0")


def _gender(told: Registered) -> str:
    """M, F or X as far as the first letter tells; "" where nothing was said."""
    letter = told.get("gender", "")[:1].upper()
    return {"W": "F"}.get(letter, letter)
