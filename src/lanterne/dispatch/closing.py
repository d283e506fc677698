"""What to propose to a station: stay, open the last list, agree on it, pack, close; and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from lanterne.dispatch.stages import Stages
from lanterne.dispatch.words import bibs_text, clock_range, listed, people
from lanterne.events import LAST_LIST
from lanterne.units import clock_text

Proposal = Literal["stay", "open_list", "agree", "pack", "close"]

NAMED: Final = 5
"""So many bibs are named in a sentence; more are counted, and named in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepHere:
    """A sweep as a station sees it.

    Attributes
    ----------
    passed_s : float or None, UTC epoch seconds
        Since when it has been beyond the station; None = it is not.
    clear_s : float or None, UTC epoch seconds
        When it said, here or beyond, that the road is clear behind it.
    """

    name: str
    passed_s: float | None
    clear_s: float | None
    eta_s: float | None
    heard_s: float | None
    silent: bool

    @property
    def past(self) -> bool:
        """Whether it is beyond the station."""
        return self.passed_s is not None


def last_clear_s(sweeps: Sequence[SweepHere]) -> float | None:
    """When the last of all sweeps to pass said that the road is clear behind it; None = it is not so yet.

    Its word is for everybody of the race; a sweep that others follow cannot know.
    """
    if not sweeps or not all(one.past for one in sweeps):
        return None
    return max(sweeps, key=lambda one: one.passed_s or 0.0).clear_s


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldHere:
    """A hold in force at a station: its end (UTC epoch seconds), and for whom it still is."""

    until_s: float
    by: str
    bibs: tuple[str, ...]
    to_come: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that bears on one station's closing, over all distances that pass it.

    Attributes
    ----------
    coming : int
        How many are still to come by evidence, but for those most likely gone by.
    gone_by : int
        How many have most likely gone by, not seen since; 0 where a list holds all.
    expected : tuple of (int, int, int)
        How many will come by forecast, and its 5 and 95 in 100.
    to_come : tuple of str
        Bibs of those coming, the last expected last; empty when they are more than a last list holds.
    last_p50_s, last_p95_s : float or None, UTC epoch seconds
    last_seen : str
        Of the last of those coming, like "not seen since 12:10 at Mile 17"; "" when they are many.
    unasked_bibs : tuple of str
        On the last list, not to come any more, of whom the station has not said passed or missed.
    doubted : tuple of str
        Said to have passed long before their pace can have brought them.
    search : tuple of str
        On the search list: behind the sweep and not found.
    behind : tuple of str
        On the pavement behind every sweep.
    stopped : tuple of str
        Stopped at this station, and not yet accounted for.
    elsewhere : tuple of str
        Of those to come, last seen on another distance's road.
    unseen : int
        Registered, never seen, not said to have stayed away, who may be on the road before the next mats.
    unswept : tuple of str
        Names of distances on this road that have no sweep.
    late : tuple of (str, float)
        Bibs that passed or are still to come, seen after the station had packed or closed, and when.
    """

    zone: str
    now_s: float
    cheer: bool
    stages: Stages
    coming: int
    to_come: tuple[str, ...]
    last_p50_s: float | None
    last_p95_s: float | None
    last_seen: str = ""
    gone_by: int = 0
    expected: tuple[int, int, int] = (0, 0, 0)
    unasked_bibs: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unseen: int = 0
    sweeps: tuple[SweepHere, ...] = ()
    unswept: tuple[str, ...] = ()
    holds: tuple[HoldHere, ...] = field(default=())
    late: tuple[tuple[str, float], ...] = ()

    @property
    def swept(self) -> bool:
        """Every sweep of every distance on this road is past."""
        return all(one.past for one in self.sweeps)

    @property
    def clear(self) -> bool:
        """And the last to pass has said that the road is clear behind it."""
        return last_clear_s(self.sweeps) is not None


def decide(scene: Scene) -> tuple[Proposal, list[str]]:
    """What to propose, and the reasons as sentences, the most important first.

    It proposes; only what race control and the captain say changes a stage.
    """
    stay = _stay_reasons(scene)
    loud = _loud(scene, waits=bool(stay))
    if stay:
        few = 0 < scene.coming <= LAST_LIST
        opens = few and scene.stages.listed is None and not scene.cheer and not scene.stages.is_gone
        return ("open_list" if opens else "stay"), loud + stay + _background(scene)
    return _step(scene, loud)


def _step(scene: Scene, loud: list[str]) -> tuple[Proposal, list[str]]:
    """The next step of a station to which nobody is to come any more."""
    rest, stages = _background(scene), scene.stages
    if stages.stage == "closed" and not loud and stages.at_s is not None:
        rest = [f"Closed at {clock_text(stages.at_s, scene.zone)} by {stages.by}.", *rest]
    if scene.clear:
        return "close", [*loud, _clear_text(scene), *rest]
    nobody = "Nobody is still to come by all that was seen."
    if scene.cheer:
        return "close", [*loud, nobody, *rest]
    if stages.agreed_s is None and not stages.may_pack:
        if scene.unasked_bibs:
            ask = (
                f"Read the list with the station: it has not said of {bibs_text(scene.unasked_bibs, NAMED)}."
            )
        elif stages.listed is None:
            ask = "Ask the station whether it knows of anybody."
        else:
            ask = f"The station and the reads agree on all {len(stages.listed)} of the last list."
        return "agree", [*loud, nobody, ask, *rest]
    agreed = (
        f"The list was agreed at {clock_text(stages.agreed_s, scene.zone)}." if stages.agreed_s else nobody
    )
    if scene.swept:
        past = "Every sweep on this road is past." if scene.sweeps else "No sweep is planned on this road."
        return "close", [*loud, agreed, past, *rest]
    return "pack", [*loud, agreed, _waits_for_sweeps(scene), *rest]


def _stay_reasons(scene: Scene) -> list[str]:
    """Why the station is still needed; empty = it is not."""
    reasons = []
    if scene.coming:
        reasons.append(to_come_text(scene))
    if scene.gone_by:
        reasons.append(
            f"{people(scene.gone_by)} most likely gone by, not seen since: stay until they are seen beyond, "
            "or the sweep says that the road is clear."
        )
    for hold in scene.holds:
        until = clock_text(hold.until_s, scene.zone)
        if hold.to_come or not hold.bibs:
            whose = f" for {bibs_text(hold.to_come, NAMED)}" if hold.to_come else ""
            reasons.append(f"A hold by {hold.by} keeps this open{whose} until {until}; stay until released.")
    if scene.stopped:
        reasons.append(
            f"{bibs_text(scene.stopped, NAMED)} stopped here: see them into somebody's care first."
        )
    if scene.unseen and not scene.clear:
        reasons.append(
            f"{people(scene.unseen)} never seen at the start may be on the road before the next mat: "
            "stay until the sweep is past, or say who did not start."
        )
    if scene.doubted:
        reasons.append(
            f"Ask again about {bibs_text(scene.doubted, NAMED)}: said here sooner than they can be."
        )
    return reasons


def to_come_text(scene: Scene) -> str:
    """Like "2 to come: 4410 and 5123, last likely 14:05, 19 in 20 by 14:12; stay until released.".

    Of more than a last list holds it is the forecast's number that is said, and that it is expected.
    """
    when = clock_range(scene.last_p50_s, scene.last_p95_s, scene.zone, scene.now_s, scene.last_seen)
    if scene.coming > LAST_LIST:
        number, low, high = scene.expected
        between = "" if low == high else f" (9 in 10: {low:,} to {high:,})"
        return f"About {number:,} expected still to come{between}, {when}; stay until released."
    who = f": {listed(scene.to_come)}" if scene.coming <= NAMED else ""
    return f"{scene.coming:,} to come{who}, {when}; stay until released."


def _loud(scene: Scene, *, waits: bool) -> list[str]:
    """What must be seen first: a station gone against the list, and who came after that."""
    stages, loud = scene.stages, []
    if stages.agreed_s is not None and scene.coming and stages.stage not in ("packing", "closed"):
        when = clock_text(stages.agreed_s, scene.zone)
        loud.append(f"The list was agreed at {when}, and {scene.coming:,} are to come all the same.")
    if stages.stage in ("packing", "closed") and (stages.unasked or waits):
        did = "packed" if stages.stage == "packing" else "closed"
        when = clock_text(stages.at_s, scene.zone) if stages.at_s is not None else ""
        by = f" ({stages.by})" if stages.by else ""
        if waits and scene.coming:
            loud.append(f"This station {did} at {when}{by} with {scene.coming:,} still to come.")
        elif stages.unasked:
            loud.append(f"This station {did} at {when}{by} before race control said that it may.")
    if scene.late:
        names = tuple(bib for bib, _ in scene.late)
        last = clock_text(max(at_s for _, at_s in scene.late), scene.zone)
        loud.append(
            f"{bibs_text(names, NAMED)} came after it had gone, seen {last}: somebody should meet them."
        )
    return loud


def _clear_text(scene: Scene) -> str:
    last = max(scene.sweeps, key=lambda one: one.passed_s or 0.0)
    when = clock_text(last.clear_s or 0.0, scene.zone)
    past = "Every sweep is past; " if len(scene.sweeps) > 1 else ""
    return f"{past}{last.name} passed and said at {when} that the road is clear behind it."


def _waits_for_sweeps(scene: Scene) -> str:
    parts = []
    for one in scene.sweeps:
        if not one.past:
            when = (
                f"expected {clock_text(one.eta_s, scene.zone)}" if one.eta_s is not None else "time unknown"
            )
            parts.append(f"{one.name} ({when})")
    return f"Leave water for {listed(tuple(parts))}; close when it is past." if parts else ""


def _background(scene: Scene) -> list[str]:
    """What else to know, which decides nothing by itself."""
    told = []
    for one in scene.sweeps:
        if one.silent and not one.past:
            heard = f"since {clock_text(one.heard_s, scene.zone)}" if one.heard_s is not None else "so far"
            told.append(f"{one.name} has not been heard {heard}: ask where it is.")
    if scene.swept and scene.sweeps and not scene.clear:
        one = max(scene.sweeps, key=lambda one: one.passed_s or 0.0)
        told.append(f"{one.name} is past and has not said that the road is clear behind it: ask.")
    if scene.unswept:
        told.append(
            f"No sweep is known for {listed(scene.unswept)}: only people's words can settle who is left."
        )
    if scene.search:
        told.append(f"On the search list, not waited for here: {bibs_text(scene.search, NAMED)}.")
    if scene.behind:
        told.append(
            f"On the pavement behind the sweep, not waited for here: {bibs_text(scene.behind, NAMED)}."
        )
    if scene.elsewhere:
        told.append(f"Last seen on another distance's road: {bibs_text(scene.elsewhere, NAMED)}.")
    return told
