"""Everybody accounted for: the worklist, contradictions, banners, pick-ups, custody, and the all clear."""

from __future__ import annotations

from typing import Any

from lanterne.views.base import View
from lanterne.views.control import EvidenceView


class SumView(View, frozen=True, kw_only=True):
    """How many are in a state with a detail; "" = none. All of them sum to the number registered."""

    state: str
    detail: str
    count: int


class ExplanationView(View, frozen=True, kw_only=True):
    """What may have happened and its probability; those of one runner sum to 1.

    `what` is missed_reads, mat_trouble, pavement, slowed, stopped, left_quietly or wrong_way.
    """

    what: str
    text: str
    p: float


class StepView(View, frozen=True, kw_only=True):
    """A step of the search: what to do, when it is due, and who did it when; `whom` as in a call."""

    step: str
    text: str
    whom: str
    due_s: float
    done_s: float | None
    done_by: str
    result: str


class CallLogView(View, frozen=True, kw_only=True):
    """A call that was made, in words, by whom."""

    at_s: float
    text: str
    by: str


class UnresolvedView(View, frozen=True, kw_only=True):
    """A runner to be looked for, those at the greatest risk first.

    Attributes
    ----------
    level : str
        watch, query, call or urgent: how far the search for them has to go by now.
    risk : float, 0 to 1
        What the list is ordered by; `reasons` say what it rests on, the weightiest first.
    since_s : float
        Since when they are unresolved.
    due_s : float or null
        By when 19 in 20 such runners had come to the next place at which they should have been seen.
    due_place : str
    swept_s : float or null
        When the last sweep passed where they most likely are.
    known : list of str
        What is known, in sentences.
    steps : list
        Of the search; the first not done is the next.
    excused : str
        The banner's key whose trouble explains the silence, "" = none.
    """

    bib: str
    name: str
    distance: str
    level: str
    risk: float
    reasons: list[str]
    detail: str
    evidence: EvidenceView | None
    since_s: float
    due_s: float | None
    due_place: str
    swept_s: float | None
    minor: bool
    known: list[str]
    explanations: list[ExplanationView]
    steps: list[StepView]
    calls: list[CallLogView]
    excused: str


class FactView(View, frozen=True, kw_only=True):
    """Something seen or said, in words; `event` is its id, "" where it is of several."""

    event: str
    at_s: float
    text: str
    by: str


class SettlementView(View, frozen=True, kw_only=True):
    """A way to settle a contradiction: the events to say, each to be given id, happened_at and who."""

    label: str
    text: str
    p: float
    events: list[dict[str, Any]]


class ContradictionView(View, frozen=True, kw_only=True):
    """Facts that cannot all be true, with what most likely happened first.

    `kind` is dropped_and_read, two_places, wrong_bib, after_finish, two_chips, two_vehicles or head_count.
    `other_bib` is whom it may have been. `settled_s` and who settled it are empty while it waits.
    """

    key: str
    kind: str
    bib: str
    other_bib: str
    text: str
    facts: list[FactView]
    ways: list[SettlementView]
    settled_s: float | None
    settled_by: str
    settled_as: str


class BannerView(View, frozen=True, kw_only=True):
    """One trouble of the equipment, instead of an alarm for each runner it touches.

    `kind` is mat, reader, device, vehicle or clock; `runners` how many the search list would hold without it.
    """

    key: str
    kind: str
    place: str
    text: str
    since_s: float
    runners: int


class ClaimView(View, frozen=True, kw_only=True):
    """A vehicle that wants a request; `confirmed` when the hub or race control has said so."""

    claim: str
    vehicle: str
    name: str
    at_s: float
    confirmed: bool


class PickupView(View, frozen=True, kw_only=True):
    """Somebody waiting for a ride, or who waited.

    Attributes
    ----------
    request : str
        Id of the event that reported it.
    bib : str
        "" = not read yet.
    state : str
        reported, confirmed, en_route, picked_up, dropped_off, closed or refused, since `state_s`.
    level : str
        warn from 15 minutes of waiting, alarm from 30, else "".
    vehicle : str
        That has it confirmed or aboard, "" = none.
    eta_s : float or null
        When the vehicle is expected there.
    conflict : str
        What does not fit, such as two vehicles that both picked them up.
    """

    request: str
    bib: str
    need: str
    place: str
    distance: str
    at_m: float | None
    at_s: float
    by: str
    state: str
    state_s: float
    waits_s: float
    level: str
    vehicle: str
    vehicle_name: str
    claims: list[ClaimView]
    eta_s: float | None
    to: str
    conflict: str


class AboardView(View, frozen=True, kw_only=True):
    """Somebody aboard or in custody: since when, from where, by whose word."""

    bib: str
    since_s: float
    where: str
    by: str


class CustodyView(View, frozen=True, kw_only=True):
    """A vehicle's people: by bib, and as last counted.

    `agree` is null until a count came after the last who got in or out. `alarm` says what is wrong, such as
    silence with people aboard; "" = nothing.
    """

    vehicle: str
    name: str
    kind: str
    seats: int
    aboard: list[AboardView]
    counted: int | None
    counted_s: float | None
    agree: bool | None
    heard_s: float | None
    distance: str
    at_m: float | None
    blocked: bool
    alarm: str


class StopView(View, frozen=True, kw_only=True):
    """A stop of a vehicle's plan: to take somebody in (`request`), or (`request` empty) to let all out."""

    request: str
    bib: str
    place: str
    at_m: float | None
    eta_s: float


class PlanView(View, frozen=True, kw_only=True):
    """What a vehicle would best do next, as proposed."""

    vehicle: str
    name: str
    stops: list[StopView]
    text: str


class BlockerView(View, frozen=True, kw_only=True):
    """What keeps the lantern lit.

    `kind` is on_course, unresolved, aboard, medical, pickup, head_count or contradiction.
    """

    key: str
    kind: str
    bibs: list[str]
    text: str


class AllClearView(View, frozen=True, kw_only=True):
    """Whether the lantern may go out.

    `lantern` is lit or out; `may` whether nothing stands against it. `why` and `leaves` are of an override.
    `blockers` are at most 100, `blocking` counts all.
    """

    lantern: str
    may: bool
    blocking: int
    blockers: list[BlockerView]
    declared: str
    declared_s: float | None
    by: str
    why: str
    leaves: list[str]


class ConditionsView(View, frozen=True, kw_only=True):
    """What the day is like, as last said; `at_s` is null while nobody has."""

    wet: bool
    heat: str
    by: str
    at_s: float | None


class AccountingView(View, frozen=True, kw_only=True):
    """Race control's view of everybody who is not simply running or home.

    `worklist` holds at most 100, `unresolved` counts all. `pickups` are the open ones, the oldest first, then
    the latest closed. `contradictions` are the open ones, then the latest settled.
    """

    as_of_s: float
    sums: list[SumView]
    unresolved: int
    worklist: list[UnresolvedView]
    banners: list[BannerView]
    contradictions: list[ContradictionView]
    pickups: list[PickupView]
    custody: list[CustodyView]
    plans: list[PlanView]
    conditions: ConditionsView
    all_clear: AllClearView


class BibCheckView(View, frozen=True, kw_only=True):
    """A bib as typed at the radio desk: whether anybody wears it, their state in words, those like it."""

    bib: str
    known: bool
    text: str
    near: list[str]


class ParsedView(View, frozen=True, kw_only=True):
    """What a line typed at the radio desk means.

    Attributes
    ----------
    ok : bool
        Whether it can be entered as it is.
    events : list
        The events to say, each to be given id, happened_at (unless the line names a time) and who.
    read_back : str
        The words to say.
    hint : str
        What is missing or not understood, and the mend; "" when ok.
    warnings : list of str
        What a person should look at before entering it, such as a bib that has finished.
    sender : str
        The stand or vehicle that calls, "" = not said.
    """

    ok: bool
    events: list[dict[str, Any]]
    read_back: str
    hint: str
    warnings: list[str]
    bibs: list[BibCheckView]
    sender: str


class HeardView(View, frozen=True, kw_only=True):
    """A line of the radio log; `undone` once all its events were taken back."""

    id: str
    at_s: float
    text: str
    sender: str
    to: str
    form: str
    read_back: bool
    by: str
    events: list[str]
    undone: bool


class FamilyAnswerView(View, frozen=True, kw_only=True):
    """What the family desk may say of a runner, and how.

    `say` are the sentences to say; `ask` whom to turn to next; `may_tell` is false where nothing may be said.
    `here` when the runner is to be handed over at this desk.
    """

    bib: str
    may_tell: bool
    say: list[str]
    ask: str
    here: bool
