"""A day played through the real path, where control and captains do what is proposed some minutes later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.forecast.library import PaceLibrary
from lanterne.live.closing import closing_views
from lanterne.live.ground import Ground
from lanterne.live.now import Now
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster
from lanterne.simulate.crowd import Crowd
from lanterne.simulate.playing import Playing
from lanterne.simulate.trouble import written_down
from lanterne.units import instant_text
from lanterne.views import ClosingView

STEP_S: Final = 120.0
ROUND_S: Final = 900.0
"""All who are out are forecast anew so often; between, those with news: only ranges would gain by more."""

FOLLOWED_S: Final = (60.0, 180.0)
"""How long control and captains take to do what is proposed."""


@dataclass(frozen=True, slots=True)
class World:
    """What happens by itself: who runs, and what is read and said, in order of receipt.

    Attributes
    ----------
    crowds : tuple of Crowd
        By road; a bib may run on another road than its own distance's.
    coming : iterator of (instant, events)
        Receipts, UTC epoch seconds.
    """

    race: Race
    roster: Roster
    crowds: tuple[Crowd, ...]
    coming: Iterator[tuple[float, list[dict[str, Any]]]]


@dataclass(slots=True)
class Outcome:
    """How one station fared.

    Attributes
    ----------
    last_s : float, UTC epoch seconds
        When the last runner really passed.
    proposed_s : dict
        When each step was first proposed.
    done_s : dict
        When each stage was first said.
    wrong : dict
        By step (pack, close): bibs that passed after it had been proposed.
    """

    station: str
    at_m: float
    last_s: float
    proposed_s: dict[str, float] = field(default_factory=dict)
    done_s: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, set[str]] = field(default_factory=lambda: {"pack": set(), "close": set()})


@dataclass(slots=True)
class Alarms:
    """Runners who were running all the while, and were called overdue, or put on the search list."""

    overdue: set[str] = field(default_factory=set)
    search: set[str] = field(default_factory=set)


class Rehearsal:
    """One day with its stations, from some instant on, in steps of two minutes unless told otherwise."""

    def __init__(
        self, world: World, library: PaceLibrary, rng: np.random.Generator, step_s: float = STEP_S
    ) -> None:
        self.world, self._rng, self._step_s = world, rng, step_s
        self._day = Playing(world.race, world.roster, world.coming, library)
        self._waiting: dict[str, tuple[str, float]] = {}
        self._later: list[tuple[float, dict[str, Any]]] = []
        self._written: dict[str, set[str]] = {}
        self._crossed = {one.id: self._crossings(one.at_m) for one in world.race.stations}
        self.outcomes = {
            one.id: Outcome(
                one.id, max(one.at_m.values()), max((s for s, _ in self._crossed[one.id]), default=np.nan)
            )
            for one in world.race.stations
        }
        self.alarms = Alarms()

    def at(self, now_s: float) -> Now:
        """The race as of an instant (UTC epoch seconds), later than any asked for before."""
        self._take_in(now_s)
        self._day.go_round(now_s)
        self._day.go_round(now_s)
        return self._now(now_s)

    def run(self, from_s: float, to_s: float) -> None:
        """Play from one instant (UTC epoch seconds) to another."""
        self.at(from_s)
        round_s = from_s
        for now_s in np.arange(from_s, to_s, self._step_s).tolist():
            changed = self._take_in(now_s)
            if now_s >= round_s + ROUND_S:
                self._day.go_round(now_s)
                round_s = now_s
            else:
                self._day.refresh(changed, now_s)
            now = self._now(now_s)
            ground = Ground(now)
            self._watch(ground, now_s)
            for view in closing_views(now, ground):
                self._judge(view, now_s)
                self._follow(view, now_s)
            self._write_down(now_s)

    def crossed(self, station: str) -> list[tuple[float, str]]:
        """Who really passes a station, and when (UTC epoch seconds)."""
        return self._crossed[station]

    def _crossings(self, at_m: Any) -> list[tuple[float, str]]:
        """Who really passes a place, and when."""
        found = []
        for crowd in self.world.crowds:
            if crowd.distance in at_m:
                crossed_s = crowd.crossings_s(np.array([at_m[crowd.distance]]))[:, 0]
                found += [
                    (s, bib) for s, bib in zip(crossed_s.tolist(), crowd.bibs, strict=True) if np.isfinite(s)
                ]
        return sorted(found)

    @property
    def field(self) -> Field:
        """The field as played so far."""
        return self._day.field

    def _now(self, now_s: float) -> Now:
        return Now(self._day.field, self._day.arrivals, self._day.look(now_s), ())

    def _take_in(self, now_s: float) -> NDArray[np.int64]:
        """Fold what has been received by now."""
        for at_s, event in self._later:
            if at_s <= now_s:
                self._day.say(event)
        self._later = [one for one in self._later if one[0] > now_s]
        return self._day.take_in(now_s)

    def _watch(self, ground: Ground, now_s: float) -> None:
        """Note who runs and is called overdue, or searched for."""
        for crowd in self.world.crowds:
            runners = np.array([self.world.roster.index[bib] for bib in crowd.bibs])
            going = np.isinf(crowd.stop_m) & (crowd.clock_s[:, -1] > now_s)
            late, lost = going & ground.overdue[runners], going & ground.lost[runners]
            self.alarms.overdue |= {crowd.bibs[i] for i in np.flatnonzero(late)}
            self.alarms.search |= {crowd.bibs[i] for i in np.flatnonzero(lost)}

    def _judge(self, view: ClosingView, now_s: float) -> None:
        outcome = self.outcomes[view.station]
        outcome.proposed_s.setdefault(view.proposal, now_s)
        if view.proposal in outcome.wrong and outcome.last_s > now_s:
            outcome.wrong[view.proposal] |= {bib for s, bib in self._crossed[view.station] if s > now_s}

    def _follow(self, view: ClosingView, now_s: float) -> None:
        """Do what has been proposed for a while; what is not proposed any more is not done."""
        step, due_s = self._waiting.get(view.station, ("", 0.0))
        if step != view.proposal:
            self._waiting[view.station] = view.proposal, now_s + float(self._rng.uniform(*FOLLOWED_S))
        elif due_s <= now_s:
            self._waiting.pop(view.station)
            self._do(view, now_s)

    def _do(self, view: ClosingView, now_s: float) -> None:
        later_s = now_s + float(self._rng.uniform(*FOLLOWED_S))
        match view.proposal:
            case "open_list":
                bibs = [one.bib for one in view.last_list if one.state == "to_come"]
                self._say(view.station, "counting", now_s, bibs=bibs)
            case "agree":
                silent = [one.bib for one in view.last_list if not one.here]
                for bib in silent:
                    self._day.say(self._sighting(view.station, bib, "missed", now_s))
                self._say(view.station, "list_agreed", now_s)
            case "pack" if view.stage not in ("may_pack", "packing"):
                self._say(view.station, "may_pack", now_s)
                self._say(view.station, "packing", later_s)
            case "close" if view.stage not in ("may_close", "closed"):
                self._say(view.station, "may_close", now_s)
                self._say(view.station, "closed", later_s)
            case "stay" if view.stage in ("may_pack", "may_close"):
                self._say(view.station, "stay", now_s)

    def _say(self, station: str, what: str, at_s: float, **more: Any) -> None:
        by = "captain" if what in ("packing", "closed") else "control"
        event = {"kind": "station", "source": by, "happened_at": instant_text(at_s), "by": by}
        self._later.append((at_s, {**event, "station": station, "what": what, **more}))
        self.outcomes[station].done_s.setdefault(what, at_s)

    def _sighting(self, station: str, bib: str, what: str, at_s: float) -> dict[str, Any]:
        event = {"kind": "sighting", "source": f"{station}/phone", "happened_at": instant_text(at_s)}
        return {**event, "place": station, "bib": bib, "what": what, "by": "captain"}

    def _write_down(self, now_s: float) -> None:
        """Captains whose last list is open write down who passes."""
        for station, outcome in self.outcomes.items():
            opened_s = outcome.done_s.get("counting", np.inf)
            if opened_s > now_s or outcome.done_s.get("closed", np.inf) < now_s:
                continue
            for at_s, bib in self._crossed[station]:
                if now_s - self._step_s < at_s <= now_s:
                    written = written_down(bib, self._rng)
                    if written is not None:
                        self._day.say(self._sighting(station, written, "passed", at_s))


def outcomes_of(rehearsal: Rehearsal) -> Sequence[Outcome]:
    """The stations that somebody passed, along the road."""
    passed = [one for one in rehearsal.outcomes.values() if np.isfinite(one.last_s)]
    return sorted(passed, key=lambda one: one.at_m)
