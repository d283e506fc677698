"""The fold: from the set of events to the field, the same for any order, batching or repetition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import numpy as np
from numpy.typing import NDArray

from lanterne.events import (
    ClockOffset,
    Correction,
    Cutoff,
    Event,
    Hold,
    Passing,
    Position,
    Start,
    corrected_s,
    decode,
)
from lanterne.field.changes import Changes, Touched
from lanterne.field.corrections import standing
from lanterne.field.facts import Facts
from lanterne.field.fixes import Fixes
from lanterne.field.hearing import Seen, Told, listen
from lanterne.field.holds import holds, permit_of
from lanterne.field.misfits import Misfit, misfits
from lanterne.field.passed import Passed, Routes
from lanterne.field.passings import earliest_passing_s
from lanterne.field.places import layout
from lanterne.field.reads import Reads
from lanterne.field.register import FACT, FIX, READ, Kept, Register
from lanterne.field.said import Custodians, Said
from lanterne.field.sources import Sources
from lanterne.field.versions import Versions, race_by, versions
from lanterne.journal.base import Batch
from lanterne.race.cutoffs import Zeros, zero
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster


class _Read(msgspec.Struct, gc=False):
    """The part of a passing's body that the fold needs; the rest the journal says beside it."""

    source: str
    point: str = ""
    bib: str | None = None
    chip: str | None = None


Kind = TypeVar("Kind", bound=Event)

_reads = msgspec.json.Decoder(list[_Read])
_raws = msgspec.json.Decoder(list[msgspec.Raw])


class Field:
    """Who is where, as far as the events applied so far say.

    Reads and fixes, the many, are columns; the few other facts are kept as they are. Everything public
    is a function of the set of events applied, whatever their order and batches.

    Attributes
    ----------
    passing_s : ndarray, shape (n_runners, n_points), UTC epoch seconds; NaN = no passing read
    doubtful : ndarray, shape (n_runners, n_points)
        Where a read is no passing because more others of the same runner say otherwise.
    said : dict
        By runner index: what people's words make of them.
    seen : dict
        By runner index: their latest sighting, or read at a point that is not on their distance.
    passed : Passed
        Passings, and the reads that are none.
    misfits : dict
        By runner index: sights that cannot be true beside the reads and other sights.
    custodians : Custodians
    facts : Facts
        Standing events that are neither a listed runner's read nor a fix.
    fixes : Fixes
    carried : dict
        By runner index: the devices they carry that have sent fixes.
    sources : Sources
    register : Register
        Known ids, conflicts, counts.
    zeros : Zeros
        The clocks' zeros stated so far.
    planned, race : Race
        As race.toml has it, and as it stands: with the cut-off versions published and the holds in force.
    versions : Versions
        Of the cut-off table.
    holds : tuple of HoldState
    """

    def __init__(self, race: Race, roster: Roster) -> None:
        self.planned, self.race, self.roster = race, race, roster
        self.versions, self.holds = Versions(), holds(())
        self.layout = layout(race, roster)
        self.register, self.sources = Register(), Sources()
        self.reads, self.fixes, self.facts = Reads(len(roster)), Fixes(), Facts(roster.index)
        self.passed = Passed(self.layout)
        self.passing_s, self.doubtful = self.passed.passing_s, self.passed.doubtful
        self.said: dict[int, Said] = {}
        self.seen: dict[int, Seen] = {}
        self.misfits: dict[int, tuple[Misfit, ...]] = {}
        self.carried: dict[int, set[str]] = {}
        self.zeros = Zeros()
        self._corrected: dict[str, Event | None] = {}
        self._amending: dict[str, Kept] = {}
        self.custodians = Custodians.of(race)
        self._routes: dict[int, tuple[int | None, tuple[float, ...]]] = {}
        self._chip_number = {
            chip: number for one in roster.entrants for number, chip in enumerate(one.chips, start=1)
        }
        self._distance_index = {one.id: i for i, one in enumerate(race.distances)}
        self._ridden = {one.device for one in race.vehicles}
        self._earliest_s = self._earliest()

    def apply(self, batch: Batch) -> Changes:
        """Take in journal entries, any of which may have come before."""
        return self.apply_all([batch])

    def apply_all(self, batches: Iterable[Batch]) -> Changes:
        """Take in many batches, and work out what hangs on them once, at the end."""
        touched = Touched()
        for batch in batches:
            self._take_in(batch, touched)
        if touched.corrections:
            self._correct(touched)
        return self._settle(touched)

    def _take_in(self, batch: Batch, touched: Touched) -> None:
        """Put a batch's news where it lives."""
        admitted = self.register.admit(batch.ids, batch.hashes)
        for kept in admitted.outdone:
            self._stand(kept, touched, alive=False)
        taken = admitted.taken
        kinds, refs = np.full(len(taken), FACT, np.uint8), np.full(len(taken), -1, np.int64)
        sources = np.full(len(taken), -1, np.int32)
        passing = np.flatnonzero([batch.kinds[i] == "passing" for i in taken.tolist()])
        if len(passing):
            every = _reads.decode(batch.bodies)
            reads = [every[i] for i in taken[passing].tolist()]
            rows, numbers = self._add_reads(reads, batch.happened_at_s[taken[passing]], touched)
            kinds[passing], refs[passing], sources[passing] = np.where(rows < 0, FACT, READ), rows, numbers
        others = np.flatnonzero(refs < 0).tolist()
        bodies = _raws.decode(batch.bodies) if others else []
        for n in others:
            kinds[n], refs[n], sources[n] = self._add(decode(bodies[taken[n]]), touched)
        self.register.keep(admitted.rows, kinds, refs, sources)
        touched.heard_s.update(dict.fromkeys(np.unique(sources).tolist(), batch.last_received_at_s))
        for n, i in enumerate(taken.tolist()) if self._corrected else ():
            # Corrections undo one another in `standing`; all of them stay on record.
            event_id = str(UUID(bytes=batch.ids[16 * i : 16 * i + 16]))
            if batch.kinds[i] != "correction" and event_id in self._corrected:
                self._stand((int(kinds[n]), int(refs[n])), touched, alive=False)

    def _add_reads(
        self, reads: Sequence[Passing | _Read], at_s: NDArray[np.float64], touched: Touched
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Add the reads of listed runners at known points: row of each (-1 = no such), and its source."""
        bibs, chips, points = self.roster.index, self.roster.chip_index, self.layout.point_index
        runner = np.array(
            [
                bibs.get(one.bib, -1) if one.bib else chips.get(one.chip or "", bibs.get(one.chip or "", -1))
                for one in reads
            ],
            np.int64,
        )
        point = np.array([points.get(one.point, -1) for one in reads], np.int16)
        source = np.array(self.sources.numbers(one.source for one in reads), np.int32)
        chip = np.array([self._chip_number.get(one.chip or "", 0) for one in reads], np.int8)
        known = (runner >= 0) & (point >= 0)
        rows = np.full(len(reads), -1, np.int64)
        rows[known] = self.reads.add(runner[known], point[known], source[known], chip[known], at_s[known])
        touched.runners.append(runner[known])
        return rows, source

    def _add(self, event: Event, touched: Touched) -> tuple[int, int, int]:
        """Put one event where its kind lives: where it is kept, and the number of its source."""
        number = self.sources.number(event.source)
        if type(event) is Passing:
            rows, _ = self._add_reads([event], np.array([event.happened_at.timestamp()]), touched)
            if rows[0] >= 0:
                return READ, int(rows[0]), number
        if type(event) is Position:
            self._touch_device(event.device, touched)
            return FIX, self.fixes.add(event, number), number
        self._touch_fact(event, touched)
        return FACT, self.facts.add(event), number

    def _stand(self, kept: Kept, touched: Touched, *, alive: bool) -> None:
        """Put an event out of force (voided, amended, outdone), or back into it."""
        kind, ref = kept
        if kind == READ:
            self.reads.alive[ref] = alive
            touched.runners.append(self.reads.runner[ref : ref + 1].astype(np.int64))
        elif kind == FIX:
            self._touch_device(self.fixes.stand(ref, alive=alive), touched)
        else:
            self._touch_fact(self.facts.stand(ref, alive=alive), touched)

    def _touch_device(self, device: str, touched: Touched) -> None:
        """Note the runner who carries a device: as for a chip, one of their chips' names or their bib."""
        runner = self.roster.chip_index.get(device, self.roster.index.get(device))
        if runner is not None and device not in self._ridden:
            self.carried.setdefault(runner, set()).add(device)
            touched.placed.add(runner)

    def _touch_fact(self, event: Event, touched: Touched) -> None:
        """Note what hangs on a fact that came or went."""
        touched.spoken |= self.facts.touched_by(event)
        touched.corrections |= type(event) is Correction
        touched.rules |= isinstance(event, Cutoff | Hold)
        touched.starts |= type(event) is Start
        touched.clocks |= type(event) is ClockOffset

    def _correct(self, touched: Touched) -> None:
        """Bring the corrected events in line with the corrections that stand now."""
        before, now = self._corrected, standing(self.facts.of(Correction))
        self._corrected = now
        for target in sorted(before.keys() | now.keys()):
            if target in before and target in now and before[target] == now[target]:
                continue
            replaced = self._amending.pop(target, None)
            if replaced is not None:
                self._stand(replaced, touched, alive=False)
            original = self.register.find(target)
            if original is not None:
                self._stand(original, touched, alive=target not in now)
            amended = now.get(target)
            if amended is not None:
                self._amending[target] = self._add(amended, touched)[:2]

    def _settle(self, touched: Touched) -> Changes:
        """Work out anew what hangs on the events touched."""
        if touched.clocks:
            self.sources.set_offsets(self.facts.of(ClockOffset))
        if touched.rules or touched.clocks:
            self._set_rules()
        if touched.starts or touched.clocks:
            self._set_zeros()
            changed = np.arange(len(self.roster))
            spoken = set(self.facts.spoken_of()) | touched.spoken
        else:
            changed = np.unique(np.concatenate([*touched.runners, np.empty(0, np.int64)]))
            spoken = touched.spoken
        told = {runner: self.told_of(runner) for runner in spoken}
        changed = np.union1d(changed, self._route(told)).astype(np.int64)
        among = set(changed.tolist())
        astray = self.passed.strays.keys() & among
        self._resolve(changed)
        # What was said must be held against the reads that have changed.
        again = {*self.facts.spoken_among(among), *astray, *(self.passed.strays.keys() & among)}
        told |= {runner: self.told_of(runner) for runner in again - told.keys()}
        for runner, words in told.items():
            self._take(runner, words)
        others = spoken | touched.placed
        runners = np.union1d(changed, np.fromiter(others, np.int64, len(others)))
        return Changes(runners, touched.heard_s)

    def _resolve(self, runners: NDArray[np.int64]) -> None:
        """Work out the passings of these runners from their reads."""
        bumped = {one: at_s for one, (_, at_s) in self._routes.items() if at_s}
        routes = Routes(self.turned, bumped)
        self.passed.resolve(runners, self.reads, self.sources.offset_s, self._earliest_s, routes)

    @property
    def turned(self) -> dict[int, int]:
        """By runner index: the index of the other distance that they have changed to by somebody's word."""
        return {one: distance for one, (distance, _) in self._routes.items() if distance is not None}

    def told_of(self, runner: int) -> Told:
        """What people's words make of one runner."""
        words = ((self.corrected_s(word), word) for word in self.facts.words_of(runner))
        distance = self.race.distances[self.layout.distance_of[runner]].id
        return listen(words, self.custodians, self.layout.place_m, distance)

    def _route(self, told: Mapping[int, Told]) -> list[int]:
        """Note the other distance and the rides ahead that words speak of; runners of whom these are new."""
        changed = []
        for runner, words in told.items():
            now = self._distance_index.get(words.turned), words.bumped
            if now != self._routes.get(runner, (None, ())):
                self._routes[runner] = now
                changed.append(runner)
        return changed

    def _take(self, runner: int, told: Told) -> None:
        """Let what words make of one runner stand beside what reads do."""
        at_m = self.layout.point_at_m[self.layout.distance_of[runner]]
        seen, stray = told.seen, self.passed.strays.get(runner)
        if stray is not None and (seen is None or stray.at_s > seen.at_s):
            point, source = self.race.points[stray.point], self.sources.names[stray.source]
            seen = Seen(stray.at_s, np.nan, point.id, source)
        _put(self.said, runner, told.said)
        _put(self.seen, runner, seen)
        unfit = misfits(self.passing_s[runner], at_m, told.sights, told.bumped)
        _put(self.misfits, runner, unfit or None)

    def read_ids(self, rows: NDArray[np.int64]) -> dict[int, str]:
        """Ids of reads by their rows; takes a look through all events."""
        amended = {ref: target for target, (kind, ref) in self._amending.items() if kind == READ}
        return amended | self.register.ids_of(READ, rows)

    def corrected_s(self, event: Event) -> float:
        """When an event happened (UTC epoch seconds), its source's clock put right."""
        return corrected_s(event, float(self.sources.offset_s[self.sources.number(event.source)]))

    def told(self, kind: type[Kind]) -> list[Kind]:
        """The standing facts of one kind in the order in which they happened: the last word comes last."""
        return sorted(self.facts.of(kind), key=lambda one: (self.corrected_s(one), one.id))

    def _set_rules(self) -> None:
        """Work out the race as it stands by the versions published and the holds in force."""
        self.versions = versions((self.corrected_s(one), one) for one in self.facts.of(Cutoff))
        told = ((self.corrected_s(one), one) for one in self.facts.of(Hold))
        self.holds = holds(told, self.planned.hold.needs, permit_of(self.planned))
        self.race = race_by(self.planned, self.versions, self.holds)

    def _set_zeros(self) -> None:
        # The last word on a clock's zero counts, so the earlier ones are overwritten.
        starts = self.told(Start)
        stated: dict[str, dict[Any, float]] = {"gun": {}, "last_starter": {}, "tail_marker": {}, "wave": {}}
        for one in starts:
            key = one.distance if one.wave is None else (one.distance, one.wave)
            stated[one.what][key] = self.corrected_s(one)
        self.zeros = Zeros(**stated)
        self._earliest_s = self._earliest()

    def _earliest(self) -> NDArray[np.float64]:
        guns = [zero(self.race, one.id, "gun", self.zeros)[0] for one in self.race.distances]
        rows = zip(guns, self.layout.point_at_m, strict=True)
        return np.array([earliest_passing_s(gun_s, at_m, self.layout.is_start) for gun_s, at_m in rows])


def _put(where: dict[int, Any], runner: int, value: object | None) -> None:
    if value is None:
        where.pop(runner, None)
    else:
        where[runner] = value


def fold(race: Race, roster: Roster, batches: Iterable[Batch]) -> Field:
    """The field that a set of events makes."""
    made = Field(race, roster)
    made.apply_all(batches)
    return made
