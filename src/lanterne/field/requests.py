"""A request for a ride on its way through its steps, whatever the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lanterne.field.ridesteps import NEEDS, WAITING, Claim, PickupStage, PickupState, Step, Stranger

LATE_S: Final = 900.0
"""A report of somebody taken in so lately is the same call come late; after that they wait anew."""

_ORDER: Final = (
    "reported",
    "claimed",
    "confirmed",
    "given_up",
    "en_route",
    "picked_up",
    "dropped_off",
    "closed",
    "refused",
)
"""Steps of one instant count in this order."""


@dataclass(slots=True)
class _Request:
    """A request on its way: see `PickupState`; `holder` has it confirmed, `driving` said it is on its way."""

    opened: Step
    bib: str
    reports: list[Step]
    state: PickupStage = "reported"
    state_s: float = 0.0
    taken_s: float | None = None
    vehicle: str = ""
    claims: dict[str, Claim] = field(default_factory=dict)
    holder: str = ""
    driving: set[str] = field(default_factory=set)
    pickers: dict[str, float] = field(default_factory=dict)
    strangers: list[Stranger] = field(default_factory=list)
    met_bib: str = ""
    to: str = ""
    to_by: str = ""
    why: str = ""

    @property
    def waits(self) -> bool:
        return self.state in WAITING

    @property
    def open(self) -> bool:
        return self.waits or self.state == "picked_up"

    def take(self, step: Step) -> None:
        """Take one step."""
        if step.bib and self.bib and step.bib != self.bib:
            self.met_bib = step.bib
        self._mark(step)
        match step.what:
            case "reported":
                self.reports.append(step)
            case "claimed" | "en_route":
                self._claim(step)
            case "confirmed":
                self._confirm(step)
            case "given_up":
                self._give_up(step)
            case "picked_up":
                self._pick_up(step)
            case "dropped_off":
                self._drop_off(step)
            case _:
                self._end(step)

    def _mark(self, step: Step) -> None:
        """Keep in mind a step by a vehicle that has not the request.

        Whoever comes by may take in somebody whom no other vehicle has; of two that both took them in see
        `pickers`.
        """
        has = self.holder if self.waits else self.vehicle
        claims = set() if has else {one.vehicle for one in self.claims.values()}
        ends = step.what in ("closed", "refused")
        moves = (step.what == "dropped_off" or (step.what == "picked_up" and self.waits)) and bool(has)
        theirs = {"", has, *claims, *self.pickers}
        if self.open and step.vehicle not in theirs and (ends or moves):
            self.strangers.append(Stranger(step.what, step.vehicle, step.at_s, has))

    def _enter(self, state: PickupStage, at_s: float) -> None:
        if state != self.state:
            self.state, self.state_s = state, at_s

    def _settle(self, at_s: float) -> None:
        """The state of one that waits, by who has it and whether they are on their way."""
        if self.waits:
            self.vehicle = self.holder
            state: PickupStage = "en_route" if self.holder in self.driving else "confirmed"
            self._enter(state if self.holder else "reported", at_s)

    def _claim(self, step: Step) -> None:
        vehicle = step.vehicle or self.holder
        if not vehicle:
            return
        if step.what == "en_route":
            self.driving.add(vehicle)
        if all(one.vehicle != vehicle for one in self.claims.values()):
            self.claims[step.id] = Claim(step.id, vehicle, step.at_s, confirmed=False)
        self._settle(step.at_s)

    def _confirm(self, step: Step) -> None:
        """The hub confirms the first claim it knows; a named person's word outweighs it."""
        if step.hub:
            claim = self.claims.get(step.claim)
            if self.holder or claim is None or claim.vehicle != step.vehicle:
                return
        elif not step.by:
            return
        self.holder = step.vehicle
        if all(one.vehicle != step.vehicle for one in self.claims.values()):
            self.claims[step.id] = Claim(step.id, step.vehicle, step.at_s, confirmed=False)
        self._settle(step.at_s)

    def _give_up(self, step: Step) -> None:
        self.claims = {key: one for key, one in self.claims.items() if one.vehicle != step.vehicle}
        self.driving.discard(step.vehicle)
        if self.holder == step.vehicle:
            self.holder = ""
        self._settle(step.at_s)

    def _pick_up(self, step: Step) -> None:
        vehicle = step.vehicle or self.holder
        self.pickers.setdefault(vehicle, step.at_s)
        self.vehicle = vehicle
        if self.taken_s is None or not self.open:
            self.taken_s = step.at_s
        self._enter("picked_up", step.at_s)

    def _drop_off(self, step: Step) -> None:
        self.to, self.to_by = step.to or step.place, step.to_by
        if self.taken_s is None:
            self.taken_s = step.at_s
        if step.onward:
            self.pickers.pop(step.vehicle or self.vehicle, None)
            self.pickers.setdefault(step.to, step.at_s)
            self.vehicle = step.to
            self._enter("picked_up", step.at_s)
        else:
            self._enter("dropped_off", step.at_s)

    def _end(self, step: Step) -> None:
        if not self.open:
            return
        self.why = step.why
        if self.waits:
            self.taken_s = step.at_s
        self._enter("refused" if step.what == "refused" else "closed", step.at_s)

    def made(self) -> PickupState:
        """The request after the last step."""
        placed = [one for one in self.reports if one.at_m is not None]
        named = [one for one in self.reports if one.place]
        at = (placed or named or self.reports)[-1]
        return PickupState(
            request=self.opened.id,
            bib=self.bib,
            need=max((one.need for one in self.reports), key=NEEDS.index),
            place=at.place or (named[-1].place if named else ""),
            distance=at.distance,
            at_m=at.at_m,
            at_s=self.opened.at_s,
            reporters=tuple(dict.fromkeys(one.by for one in self.reports if one.by)),
            state=self.state,
            state_s=self.state_s,
            taken_s=self.taken_s,
            vehicle=self.vehicle,
            claims=tuple(replace(one, confirmed=one.vehicle == self.holder) for one in self.claims.values()),
            pickers=tuple(self.pickers.items()),
            strangers=tuple(self.strangers),
            met_bib=self.met_bib,
            to=self.to,
            to_by=self.to_by,
            why=self.why,
        )


def requests(steps: Iterable[Step]) -> tuple[PickupState, ...]:
    """Every request that these steps make, the first first.

    Two reports of one bib while it waits are one request. Somebody taken in whom nobody reported is a
    request of its own. A bib that a later step tells counts from the beginning.

    Parameters
    ----------
    steps : iterable of Step
        In any order. What its clock puts before the report or claim it is about counts as said just after.
    """
    queue = _Queue()
    ordered = _ordered(list(steps))
    queue.learned = _learned(ordered)
    for step in ordered:
        queue.take(step)
    return tuple(one.made() for one in queue.all)


def _ordered(steps: Sequence[Step]) -> list[Step]:
    reported_s = {one.id: one.at_s for one in steps if one.what in ("reported", "picked_up")}
    after = [_not_before(one, reported_s.get(one.request)) for one in steps]
    claimed_s = {one.id: one.at_s for one in after if one.what in ("claimed", "en_route")}
    after = [_not_before(one, claimed_s.get(one.claim)) for one in after]
    return sorted(after, key=lambda one: (one.at_s, _ORDER.index(one.what), one.id))


def _not_before(step: Step, at_s: float | None) -> Step:
    return step if at_s is None or step.at_s >= at_s else replace(step, at_s=at_s)


def _learned(ordered: Iterable[Step]) -> dict[str, str]:
    """The bib of each request whose report has none, by the first step about it that tells one."""
    found: dict[str, str] = {}
    for step in ordered:
        if step.request and step.bib:
            found.setdefault(step.request, step.bib)
    return found


@dataclass(slots=True)
class _Queue:
    """All requests so far, by the ids of their reports, and those of each bib."""

    learned: dict[str, str] = field(default_factory=dict)
    all: list[_Request] = field(default_factory=list)
    by_id: dict[str, _Request] = field(default_factory=dict)
    by_bib: dict[str, list[_Request]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """Take one step to the request that it is about."""
        request = self._same(step) if step.what == "reported" else self._about(step)
        if request is not None:
            request.take(step)
            self.by_id.setdefault(step.id, request)
        elif step.what == "reported":
            self._open(step)
        elif step.what == "picked_up":
            self._open(step).take(step)

    def _open(self, step: Step) -> _Request:
        made = _Request(step, step.bib or self.learned.get(step.id, ""), [step], state_s=step.at_s)
        self.all.append(made)
        self.by_id[step.id] = made
        if made.bib:
            self.by_bib.setdefault(made.bib, []).append(made)
        return made

    def _same(self, step: Step) -> _Request | None:
        """The request that a report is about already."""
        for one in self.by_bib.get(step.bib or self.learned.get(step.id, ""), ()):
            lately = one.state == "picked_up" and step.at_s - (one.taken_s or step.at_s) <= LATE_S
            if one.waits or lately:
                return one
        return None

    def _about(self, step: Step) -> _Request | None:
        """The request a step names; else its bib's open one, whichever the step can be about first."""
        named = self.by_id.get(step.request)
        if named is not None:
            return named
        mine = [one for one in self.by_bib.get(step.bib, ()) if one.open]
        rides = step.what == "dropped_off"
        return next((one for one in mine if one.waits != rides), mine[0] if mine else None)
