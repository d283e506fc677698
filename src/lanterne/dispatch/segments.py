"""Whether a road may be proposed for reopening: only after every race's sweep, the road clear behind it."""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.dispatch.closing import HoldHere, SweepHere, last_clear_s
from lanterne.dispatch.words import bibs_text, clock_range, listed
from lanterne.units import clock_text

NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadScene:
    """Everything that bears on reopening one stretch of road.

    Attributes
    ----------
    to_pass : tuple of str
        Names of the distances that have runners still to come to its end.
    to_come : int
        How many runners those are.
    last_seen : str
        Like "not seen since 12:10 at Mile 17", of the last of them; "" when they are many.
    sweeps : tuple of SweepHere
        Of every distance on it, as its far end sees them.
    behind : tuple of str
        Bibs on the pavement, upstream of its end.
    """

    zone: str
    now_s: float
    reopened: bool
    to_pass: tuple[str, ...]
    to_come: int
    last_p50_s: float | None
    last_p95_s: float | None
    last_seen: str
    behind: tuple[str, ...]
    search: tuple[str, ...]
    sweeps: tuple[SweepHere, ...]
    unswept: tuple[str, ...]
    holds: tuple[HoldHere, ...]
    permit_s: float | None


def may_reopen(scene: RoadScene) -> tuple[bool, list[str]]:
    """Whether reopening is proposed to the police, and why, the most important reason first."""
    blocks, told = _blocks(scene), _told(scene)
    if scene.reopened:
        left = f"{scene.to_come:,} of the race are still to pass here. " if scene.to_come else ""
        return False, [f"{left}Given back to traffic.", *told]
    if blocks:
        return False, [*blocks, *told]
    return True, ["Every sweep is past and has said that the road is clear behind it.", *told]


def _blocks(scene: RoadScene) -> list[str]:
    blocks = []
    if scene.to_come:
        when = clock_range(scene.last_p50_s, scene.last_p95_s, scene.zone, scene.now_s, scene.last_seen)
        blocks.append(f"{scene.to_come:,} of {listed(scene.to_pass)} to come, {when}.")
    blocks += [
        f"A hold by {one.by} is in force here until {clock_text(one.until_s, scene.zone)}."
        for one in scene.holds
        if one.to_come or not one.bibs
    ]
    for one in scene.sweeps:
        if not one.past:
            when = f", expected {clock_text(one.eta_s, scene.zone)}" if one.eta_s is not None else ""
            blocks.append(f"{one.name} has still to pass{when}.")
    if scene.sweeps and all(one.past for one in scene.sweeps) and last_clear_s(scene.sweeps) is None:
        last = max(scene.sweeps, key=lambda one: one.passed_s or 0.0)
        blocks.append(f"{last.name} is past and has not said that the road is clear behind it: ask.")
    if scene.unswept:
        blocks.append(f"No sweep is known for {listed(scene.unswept)}.")
    return blocks


def _told(scene: RoadScene) -> list[str]:
    told = []
    if scene.behind:
        told.append(f"On the pavement behind the sweep: {bibs_text(scene.behind, NAMED)}. Look out for them.")
    if scene.search:
        told.append(f"On the search list, last seen before here: {bibs_text(scene.search, NAMED)}.")
    if scene.permit_s is not None:
        ended = "ended" if scene.permit_s < scene.now_s else "ends"
        told.append(f"The permit {ended} at {clock_text(scene.permit_s, scene.zone)}.")
    return told
