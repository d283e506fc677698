"""Everybody accounted for: the worklist, contradictions, banners, and the all clear."""

from __future__ import annotations

from typing import Any

from lanterne.views.base import View
from lanterne.views.control import EvidenceView
from lanterne.views.rides import CustodyView, PickupView, PlanView


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

    `kind` is dropped_and_read, two_places, turned, wrong_bib, after_finish, two_chips, two_vehicles or
    head_count.
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
