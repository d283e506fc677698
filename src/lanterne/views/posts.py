"""What the page of each post is sent: sweeps, stations, cheer stations, and those who agree to holds."""

from __future__ import annotations

from lanterne.views.base import View
from lanterne.views.control import EvidenceView, LineView
from lanterne.views.decisions import (
    ClosingView,
    CutoffRowView,
    HoldView,
    LastListRow,
    MatLiftView,
    QuestionView,
    SegmentView,
    UnheardView,
)
from lanterne.views.heard import HeardView
from lanterne.views.rides import AboardView, CustodyView, PickupView, PlanView


class NoticeView(View, frozen=True, kw_only=True):
    """Something a post should know and say so: a hold, a version, a release. `about` names it."""

    about: str
    text: str
    at_s: float
    acknowledged_s: float | None


class PostView(View, frozen=True, kw_only=True):
    """What every post's page is sent.

    Attributes
    ----------
    role : str
        station, cheer, board, sweep, timer, police, medical, finish, ... : what the page is.
    at_m : dict
        Metres by distance id; empty for a vehicle or a post without a place.
    cutoffs : list
        The one table.
    questions : list
        This post's own, with their answers.
    """

    as_of_s: float
    speed: float
    race: str
    name: str
    zone: str
    unit: str
    post: str
    post_name: str
    role: str
    at_m: dict[str, float]
    lantern: str
    version: int
    cutoffs: list[CutoffRowView]
    lines: list[LineView]
    holds: list[HoldView]
    notices: list[NoticeView]
    questions: list[QuestionView]


class SweepRunnerView(View, frozen=True, kw_only=True):
    """A runner near a sweep.

    `where` is ahead, between (passed by this sweep and not by the one behind) or behind. `at_m` is where they
    most likely are, `away_m` how far ahead of the sweep that is (behind: negative), `seen_m` and `seen_s` the
    last evidence in `seen` words. `margin_s`: ahead of the virtual line. `gate_s` is the end of the next
    gate; with a hold of it in force that is the hold's, and `gate_table_s` the table's own (else null). The
    pace needed is for the table's, but for who is `held`: to the end of that hold. `said` is what a crew said
    last, `fit` that it found them fit to go on and nothing since speaks against it. `mark` is "unresolved"
    for somebody to look for, else "".
    """

    bib: str
    distance: str
    where: str
    at_m: float | None
    away_m: float | None
    seen: str
    seen_m: float | None
    seen_s: float | None
    margin_s: float | None
    gate: str
    gate_m: float | None
    gate_s: float | None
    gate_table_s: float | None
    p_gate: float | None
    pace_needed_s_per_m: float | None
    p_finish: float | None
    said: str
    said_s: float | None
    fit: bool
    held: bool
    company: bool
    mark: str


class SweepView(PostView, frozen=True, kw_only=True):
    """A sweep's page: where it is, who is near, and what to tell them.

    `line_offset_s` is how far ahead of the virtual line the sweep is (behind: negative); the phone works it
    out anew from its own place. `fix_s` is when it was at `sweep_m`, by tracker or by its crew's word.
    `others` are the other sweeps of the road: id, name, and metres on this sweep's distance. `ahead` counts
    all those ahead. `takers` are those to whom people can be handed: id, name and role.
    """

    distance: str
    sweep_m: float | None
    fix_s: float | None
    line_offset_s: float | None
    seats: int
    aboard: list[str]
    ahead: int
    runners: list[SweepRunnerView]
    others: list[tuple[str, str, float | None]]
    takers: list[tuple[str, str, str]]


class SupplyView(View, frozen=True, kw_only=True):
    """Something handed out: `left` as last said (null: never), `need` for those to come."""

    item: str
    left: float | None
    left_s: float | None
    need: float
    need_p95: float
    short: bool


class ChangedView(View, frozen=True, kw_only=True):
    """Something that changed at a station, in words."""

    at_s: float
    text: str


class SightedView(View, frozen=True, kw_only=True):
    """A bib as a station recorded it; `id` of its event so that it can be put right. `bib` may hold ``?``."""

    id: str
    bib: str
    what: str
    at_s: float
    by: str
    candidates: list[str]


class StationPageView(PostView, frozen=True, kw_only=True):
    """A station captain's page.

    `expected` counts all who are due here or were; `here` those who have passed as far as known, and with
    them `unknown` sightings of nobody known yet. `missed` counts those who have passed and were not seen here
    where everybody should be: at a mat, a station that records in and out, or on the last list. `stopped` are
    bibs stopped here. `changes` are the latest, newest first.
    """

    closing: ClosingView
    expected: int
    here: int
    unknown: int
    missed: int
    stopped: list[str]
    in_out: bool
    sighted: list[SightedView]
    last_list: list[LastListRow]
    supplies: list[SupplyView]
    changes: list[ChangedView]


class CheerGroupView(View, frozen=True, kw_only=True):
    """Runners who come together, or one alone, to a cheer station.

    `key` counts groups from the last one on. `names` are first names of those who allowed it; nobody else is
    named, minors and hidden runners never. `firsts` counts first marathons among those. `together` only when
    they were seen together at two places. `stage` is later, 20, 8, here or passed: minutes
    before, and once they were seen, or 19 in 20 such groups have been there.
    """

    key: str
    count: int
    names: list[str]
    firsts: int
    together: bool
    p05_s: float
    p50_s: float
    p95_s: float
    to_go_m: float
    stage: str


class CheerView(PostView, frozen=True, kw_only=True):
    """A cheer station's page and its board: who comes next, who is last, whether to stay."""

    closing: ClosingView
    groups: list[CheerGroupView]
    to_come: int
    stay: bool


class AgreeView(PostView, frozen=True, kw_only=True):
    """The page of a post that agrees to holds: police, medical, finish, timer.

    `segments` for the police, `mats` for the timer, `stations` in short for all of them.
    """

    last_p50_s: float | None
    last_p95_s: float | None
    to_come: int
    segments: list[SegmentView]
    mats: list[MatLiftView]
    stations: list[ClosingView]


class SagView(PostView, frozen=True, kw_only=True):
    """A SAG driver's page: who waits, who is aboard, where to go next.

    `van_m` is where the vehicle was on `distance` at `fix_s`. `queue` holds every open request, the oldest
    first; `plan` is null with nothing to do. `takers` are those to whom people can be handed: id, name and
    role.
    """

    distance: str
    van_m: float | None
    fix_s: float | None
    seats: int
    custody: CustodyView
    queue: list[PickupView]
    plan: PlanView | None
    takers: list[tuple[str, str, str]]


class CareView(View, frozen=True, kw_only=True):
    """A bib that a medical post has or had: `state` is with_us, transported or released; no clinical word."""

    bib: str
    state: str
    since_s: float
    to: str
    by: str


class MedicalView(AgreeView, frozen=True, kw_only=True):
    """A medical post's page: who is here, who is asked for, who is being brought.

    `near` counts runners on the course within a mile upstream, null where the post has no place.
    """

    patients: list[CareView]
    asked: list[PickupView]
    coming: list[AboardView]
    near: int | None


class FamilyView(PostView, frozen=True, kw_only=True):
    """The family desk's page: who is being brought, who waits here, who was handed over lately."""

    coming: list[AboardView]
    here: list[AboardView]
    gone: list[AboardView]


class SoughtView(View, frozen=True, kw_only=True):
    """A runner to be looked for: the last evidence, the next step of the search ("" = none) and by when."""

    bib: str
    evidence: EvidenceView | None
    step: str
    due_s: float | None


class RadioView(PostView, frozen=True, kw_only=True):
    """The radio desk: the log, newest first, who waits for a ride, and what has to be said by radio.

    `pickups` holds those who still wait, `custody` the vehicles with somebody aboard. `sought` are the first
    of those to be looked for, `sought_more` how many there are besides. `stands` are all who may be called:
    id, name and role.
    """

    log: list[HeardView]
    pickups: list[PickupView]
    custody: list[CustodyView]
    unheard: list[UnheardView]
    sought: list[SoughtView]
    sought_more: int
    stands: list[tuple[str, str, str]]
