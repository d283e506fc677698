"""A faulty day on which race control works the search list, and beside it the list by another rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.starts import starts
from lanterne.live.convoy import Convoy
from lanterne.live.now import Now
from lanterne.score.ost import OVERDUE_S, Typical, overdue_s, typical
from lanterne.score.searching import QUERY, Listed, Look, Lost
from lanterne.simulate.crew import Answer, Callers, Crew, Memory, Operator
from lanterne.simulate.playing import Playing, Receipts
from lanterne.units import instant_text

if TYPE_CHECKING:
    from lanterne.forecast.library import PaceLibrary
    from lanterne.live.arrivals import Arrivals
    from lanterne.simulate.faults import Truth
    from lanterne.simulate.rehearsal import World

Floats = NDArray[np.float64]
Lister = Callable[[Now], Sequence[Listed]]

ROUND_S: Final = 1_800.0
"""All who are out are forecast anew so often; between, those with news, and the mats are judged."""

STOPPED: Final = frozenset({"drop", "left", "with_medical", "released", "picked_up"})
"""Words after which OpenSplitTime has a runner stopped."""


class SearchDay:
    """One faulty day, looked at every `step_s` seconds.

    Attributes
    ----------
    looks, ost_looks : list of Look
        The list as `lister` has it, and as OpenSplitTime's rule would.
    crew, ost_crew : Crew
        Who works each; with a radio operator if `memory` is given.
    lost : dict
        By bib, those who stopped without a word, as scored.
    asked, seen : int
        How often the radio operator asked by Lanterne's list, and how often somebody was known.
    """

    def __init__(
        self,
        world: World,
        truth: Truth,
        library: PaceLibrary,
        lister: Lister,
        step_s: float,
        memory: Memory | None,
    ) -> None:
        self.truth, self.looks, self.ost_looks = truth, list[Look](), list[Look]()
        self.lost: dict[str, Lost] = {}
        self.day = Playing(world.race, world.roster, self._overheard(world), library)
        self._lister, self._step_s = lister, step_s
        self._convoy = Convoy(self.day.field)
        self.crew, self.ost_crew = (
            Crew(Callers(), None if memory is None else Operator(memory)) for _ in range(2)
        )
        self.asked, self.seen = 0, 0
        self._stopped: set[str] = set()
        self._typical = [self._typical_of(world, each) for each in self.day.arrivals]

    def run(self, from_s: float, to_s: float) -> None:
        """Play from one instant to another, UTC epoch seconds."""
        round_s = -np.inf
        for now_s in np.arange(from_s, to_s, self._step_s).tolist():
            changed = self.day.take_in(now_s)
            if now_s >= round_s + ROUND_S:
                self.day.go_round(now_s)
                round_s = now_s
            else:
                self.day.judge(now_s)
                self.day.refresh(changed, now_s)
            self._note_due(now_s)
            self._work(self.now(now_s))
            self._work_ost(now_s)

    def now(self, now_s: float) -> Now:
        """The race as of now (UTC epoch seconds)."""
        picture = self.day.look(now_s)
        vehicles = self._convoy.views(now_s)
        return Now(self.day.field, self.day.arrivals, picture, vehicles, self._convoy.tracks())

    def _work(self, now: Now) -> None:
        listed = tuple(self._lister(now))
        self.looks.append(Look(now.now_s, listed))
        for bib in self.crew.callers.work(listed, now.now_s):
            said = {"kind": "status", "source": "control", "by": "control", "bib": bib}
            word = self._found_out(bib, now.now_s)
            self.day.say({**said, "happened_at": instant_text(now.now_s), **word})
        self.crew.note(self.crew.callers.busy, now.now_s, self.truth)
        index, seen_m = self.day.field.roster.index, now.picture.evidence.at_m
        until_s = now.now_s + self._step_s
        for one in self.crew.ask(
            listed, lambda bib: float(seen_m[index[bib]]), now.now_s, until_s, self.truth
        ):
            self._log(one)

    def _log(self, answer: Answer) -> None:
        """What the radio operator types of an answer."""
        said = {"source": "radio desk", "bib": answer.bib}
        call = {**said, "kind": "call", "whom": "station", "by": "radio desk"}
        at = instant_text(answer.at_s)
        self.asked += 1
        if answer.seen is None:
            self.day.say({**call, "happened_at": at, "result": "not_seen"})
            return
        self.seen += 1
        place = {"place": answer.seen.station}
        self.day.say({**call, **place, "happened_at": at, "result": "seen"})
        seen = {**said, **place, "kind": "sighting", "what": "in", "by": "captain"}
        self.day.say({**seen, "happened_at": instant_text(answer.seen.at_s)})

    def _found_out(self, bib: str, now_s: float) -> dict[str, Any]:
        """What control says of a runner it has asked after."""
        truth = self.truth
        if bib in truth.lost and now_s >= truth.lost[bib].at_s:
            return {"what": "left", "said_by": "self", "why": "at home"}
        if bib in truth.unknown:
            return {"what": "left", "said_by": "family", "why": "at home"}
        if bib in truth.told and bib in self._stopped:
            return {"what": "left", "said_by": "staff", "why": "at home"}
        if truth.home_s.get(bib, np.inf) <= now_s:
            return {"what": "finished", "result": "unofficial", "said_by": "staff", "why": "at the finish"}
        return {"what": "reinstated", "said_by": "self", "why": "answered, going on"}

    def _work_ost(self, now_s: float) -> None:
        """The list by OpenSplitTime's rule, worked by as many people."""
        crew = self.ost_crew
        listed = [one for one in self._ost_list(now_s) if crew.rests_until_s(one.bib) <= now_s]
        self.ost_looks.append(Look(now_s, tuple(listed)))
        for bib in crew.callers.work(listed, now_s):
            if self._found_out(bib, now_s)["what"] != "reinstated":
                crew.callers.rests_until_s[bib] = np.inf
        crew.note(crew.callers.busy, now_s, self.truth)
        crew.ask(listed, self._read_m, now_s, now_s + self._step_s, self.truth)

    def _read_m(self, bib: str) -> float:
        """Metres of the last mat that read a runner; 0 = none."""
        field = self.day.field
        runner = field.roster.index[bib]
        read = np.isfinite(field.passing_s[runner])
        at_m = field.layout.point_at_m[field.layout.distance_of[runner]]
        return float(np.nanmax(at_m[read], initial=0.0))

    def _ost_list(self, now_s: float) -> list[Listed]:
        began, entrants = starts(self.day.field), self.day.field.roster.entrants
        found: list[tuple[float, str]] = []
        for each, usual in zip(self.day.arrivals, self._typical, strict=True):
            start_s = began.at_s[each.runners]
            net_s = self._passing_s(each) - start_s[:, None]
            late_s = overdue_s(net_s, now_s - start_s, usual)
            for row in np.flatnonzero(late_s >= OVERDUE_S).tolist():
                bib = entrants[int(each.runners[row])].bib
                if bib not in self._stopped:
                    found.append((float(late_s[row]), bib))
        return [Listed(bib, QUERY) for _, bib in sorted(found, reverse=True)]

    def _passing_s(self, each: Arrivals) -> Floats:
        """When the mats of a distance read its runners, (n, p)."""
        layout = self.day.field.layout
        at_m = layout.point_at_m[layout.distance_of[each.runners[0]]]
        columns = np.array([np.flatnonzero(at_m == one)[0] for one in each.mat_m])
        return np.asarray(self.day.field.passing_s[np.ix_(each.runners, columns)])

    def _typical_of(self, world: World, each: Arrivals) -> Typical:
        """Typical times by what really was: better than any that other years give."""
        crowd = next(one for one in world.crowds if one.distance == each.distance.id)
        return typical(crowd.crossings_s(each.mat_m) - crowd.clock_s[:, :1], each.mat_m)

    def _note_due(self, now_s: float) -> None:
        """Note of those who have stopped since when they were due at the next mat, by 19 in 20."""
        began, index = starts(self.day.field), self.day.field.roster.index
        for bib, stop in self.truth.lost.items():
            if bib in self.lost or stop.at_s > now_s:
                continue
            each = next(one for one in self.day.arrivals if one.distance.id == stop.distance)
            rows = each.row_of[[index[bib]]]
            made = each.forecast(rows, began, now_s)
            late_s = made.posterior.quantiles(each.mat_m, np.array([0.95]), rows=np.arange(1))[0, :, 0]
            ahead = int(np.argmax(each.mat_m > stop.at_m))
            self.lost[bib] = Lost(stop.at_s, stop.swept_s, float(made.evidence.start_s[0] + late_s[ahead]))

    def _overheard(self, world: World) -> Receipts:
        """What is received, noting who is said to have stopped."""
        for received_s, events in world.coming:
            for event in events:
                if event["kind"] in ("status", "pickup") and event["what"] in STOPPED:
                    self._stopped.add(event["bib"])
            yield received_s, events
