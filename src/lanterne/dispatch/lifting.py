"""Whether a mat may be lifted: never before the tail passes, nor with anyone unresolved upstream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lanterne.dispatch.closing import HoldHere, SweepHere
from lanterne.dispatch.words import bibs_text, clock_range, listed, people
from lanterne.units import clock_text

May = Literal["no", "after_tail", "yes"]
NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MatScene:
    """Everything that bears on lifting one mat.

    Attributes
    ----------
    coming : int
        How many are still to come to it.
    last_seen : str
        Like "not seen since 12:10 at Mile 17", of the last of them; "" when they are many.
    to_come, behind, search : tuple of str
        Their bibs, if they are few; bibs on the pavement behind every sweep; on the search list.
    """

    zone: str
    now_s: float
    coming: int
    to_come: tuple[str, ...]
    last_p50_s: float | None
    last_p95_s: float | None
    last_seen: str
    behind: tuple[str, ...]
    search: tuple[str, ...]
    unseen: int
    sweeps: tuple[SweepHere, ...]
    unswept: tuple[str, ...]
    holds: tuple[HoldHere, ...]

    @property
    def unresolved(self) -> int:
        """How many upstream nobody can account for."""
        return len(self.search) + self.unseen


def may_lift(scene: MatScene) -> tuple[May, list[str]]:
    """Whether a mat may be lifted, and why, the most important reason first.

    ``after_tail``: nobody is to come and nobody is unresolved upstream, but a sweep has still to pass.
    """
    reasons = []
    if scene.coming:
        who = f": {listed(scene.to_come)}" if scene.coming <= NAMED else ""
        when = clock_range(scene.last_p50_s, scene.last_p95_s, scene.zone, scene.now_s, scene.last_seen)
        reasons.append(f"{scene.coming:,} to come{who}, {when}.")
    reasons += [
        f"A hold by {one.by} is in force here until {clock_text(one.until_s, scene.zone)}."
        for one in scene.holds
        if one.to_come or not one.bibs
    ]
    if scene.behind:
        reasons.append(f"On the pavement behind the sweep: {bibs_text(scene.behind, NAMED)}.")
    if scene.search:
        reasons.append(f"Unresolved upstream: {bibs_text(scene.search, NAMED)}.")
    if scene.unseen:
        reasons.append(f"{people(scene.unseen)} never seen at the start may still be on the road.")
    if reasons:
        return "no", reasons
    waiting = [one.name for one in scene.sweeps if not one.past]
    if waiting or not scene.sweeps:
        who = f"{listed(waiting)} has still to pass" if waiting else "No sweep is known on this road"
        return "after_tail", [f"Nobody is to come and nobody is unresolved upstream. {who}."]
    return "yes", ["Nobody is to come, nobody is unresolved upstream, and every sweep is past."]
