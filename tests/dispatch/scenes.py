"""Small made-up situations of one station for the tests of closing."""

from __future__ import annotations

from typing import Any

from lanterne.dispatch.closing import HoldHere, Scene, SweepHere
from lanterne.dispatch.stages import Stages, stages

NOON_S = 1_777_809_600.0  # 2026-05-03 12:00 UTC


def at(minutes: float) -> float:
    """An instant so many minutes after noon."""
    return NOON_S + 60 * minutes


def said(*words: str, bibs: tuple[str, ...] = ("4410", "5123")) -> Stages:
    """The stage after these words, a minute apart, the first list with these bibs."""
    listed = [bibs if word == "counting" else () for word in words]
    return stages(
        [(at(i), word, "Ann", list_) for i, (word, list_) in enumerate(zip(words, listed, strict=True))]
    )


def sweep(
    name: str = "Sweep 1", passed: float | None = None, clear: float | None = None, **more: Any
) -> SweepHere:
    """A sweep: minutes after noon since when it is past, and when it said that the road is clear."""
    return SweepHere(
        name=name,
        passed_s=None if passed is None else at(passed),
        clear_s=None if clear is None else at(clear),
        eta_s=more.get("eta_s", at(80)),
        heard_s=more.get("heard_s", at(59)),
        silent=more.get("silent", False),
    )


def hold(*to_come: str, bibs: tuple[str, ...] = ("4410", "5123")) -> HoldHere:
    """A hold until 14:40 for some bibs, of whom these are still to come."""
    return HoldHere(until_s=at(160), by="Kay", bibs=bibs, to_come=to_come)


def scene(**more: Any) -> Scene:
    """A station at 13:00 with nobody to come, agreed, one sweep still to pass."""
    usual: dict[str, Any] = {
        "zone": "UTC",
        "now_s": at(60),
        "cheer": False,
        "stages": said("counting", "list_agreed"),
        "to_come": (),
        "last_p50_s": None,
        "last_p95_s": None,
        "sweeps": (sweep(),),
    }
    fields = usual | more
    return Scene(coming=len(fields["to_come"]), **fields)
