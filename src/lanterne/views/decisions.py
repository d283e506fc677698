"""What waits for a decision, and what was decided: cut-offs, holds, stations, mats, roads, questions."""

from __future__ import annotations

from lanterne.views.base import View
from lanterne.views.control import LineView


class CutoffRowView(View, frozen=True, kw_only=True):
    """One gate on one distance, as the table has it on every page, print and API.

    `cutoff_s` is null where it differs by runner; with a hold in force it is already the hold's end, which
    `held_until_s` names, and `table_s` is then when it would end by the table (null: no hold, or it differs
    by runner). `moved_s` is how much later than planned it is; `rule` says it in words.
    `clock_basis` is stated, planned, gun or own.
    """

    gate: str
    name: str
    distance: str
    at_m: float
    clock: str
    clock_basis: str
    rule: str
    cutoff_s: float | None
    grace_s: float
    held_until_s: float | None
    table_s: float | None
    moved_s: float
    consequence: str
    governs: list[str]


class CutoffTableView(View, frozen=True, kw_only=True):
    """The cut-off table in force: `version` 1 is race.toml's; `warnings` say what a person should look at."""

    version: int
    published_s: float | None
    by: str
    rows: list[CutoffRowView]
    lines: list[LineView]
    warnings: list[str]


class CutoffChangeView(View, frozen=True, kw_only=True):
    """What a proposal changes: of a gate on a distance, or (`gate` empty) of a distance's virtual line."""

    gate: str
    name: str
    distance: str
    before: str
    after: str
    before_s: float | None
    after_s: float | None


class AckView(View, frozen=True, kw_only=True):
    """Whether a post has said that it knows; `heard_by` names who heard it by voice."""

    post: str
    name: str
    at_s: float | None
    by: str
    heard_by: str


class CutoffProposalView(View, frozen=True, kw_only=True):
    """A proposed version. `stale` when another was published since it was proposed."""

    cutoff: str
    by: str
    at_s: float
    why: str
    stale: bool
    changes: list[CutoffChangeView]


class CutoffVersionView(View, frozen=True, kw_only=True):
    """A published version, what it changed, and who knows of it."""

    version: int
    by: str
    at_s: float
    why: str
    changes: list[CutoffChangeView]
    acks: list[AckView]


class PartyAnswerView(View, frozen=True, kw_only=True):
    """A party of a hold and its answer: "" (none yet), agreed or refused."""

    post: str
    name: str
    role: str
    asked: bool
    answer: str
    by: str
    at_s: float | None
    heard_by: str
    condition: str


class HoldTermsView(View, frozen=True, kw_only=True):
    """Terms of a hold; `terms` names them in every later step."""

    terms: str
    distance: str
    from_m: float
    to_m: float
    until_s: float
    bibs: list[str]
    by: str
    at_s: float
    why: str
    parties: list[PartyAnswerView]


class ToldView(View, frozen=True, kw_only=True):
    """A runner whom a sweep has told of a hold, and what they chose: going_on, ride, pavement or ""."""

    bib: str
    at_s: float | None
    choice: str
    by: str


class HoldView(View, frozen=True, kw_only=True):
    """A hold: `latest` are the terms last proposed, `force` those in force (null: none are).

    `state` is proposed, asked, agreed, in_force, ended or withdrawn. `text` says what is in force, or
    proposed, in one sentence for every page and for the radio; `missed` what happens to who comes after it.
    """

    hold: str
    state: str
    latest: HoldTermsView
    force: HoldTermsView | None
    in_force_s: float | None
    ended_s: float | None
    by: str
    claimed: bool
    told: list[ToldView]
    acks: list[AckView]
    text: str
    missed: str


class MayArriveView(View, frozen=True, kw_only=True):
    """A runner a hold would be for: when they are expected at its end, and the chance to come by it."""

    bib: str
    at_m: float | None
    seen_s: float | None
    p05_s: float
    p50_s: float
    p95_s: float
    p_limit: float
    p: float
    fit_s: float | None
    fit_by: str


class HoldOptionView(View, frozen=True, kw_only=True):
    """One possible end: how many of those still out would make it, and what it costs.

    `expected` with 5 and 95 in 100; `cost` is null where race.toml does not say what an hour costs.
    """

    until_s: float
    extra_s: float
    expected: float
    p05: int
    p95: int
    p_all: float
    station_hours: float
    post_hours: float
    posts: int
    cost: float | None


class HoldOptionsView(View, frozen=True, kw_only=True):
    """What race control sees before it proposes a hold.

    `recommended_s` is when 9 in 10 times the last of those chosen has arrived, null if it cannot be said;
    `latest_s` the permit's end. `stopped` are bibs already stopped for the limit, with how. `why` says why
    the end is recommended and `missed` what happens if it is missed.
    """

    distance: str
    from_m: float
    to_m: float
    limit_s: float | None
    recommended_s: float | None
    latest_s: float | None
    runners: list[MayArriveView]
    options: list[HoldOptionView]
    stopped: list[tuple[str, str]]
    needs: list[PartyAnswerView]
    stations: list[str]
    road_m: float
    currency: str
    why: str
    missed: str


class LastListRow(View, frozen=True, kw_only=True):
    """A bib of a station's last list, and how far it is resolved.

    `state` is to_come, passed (seen here or beyond), accounted (left, in a vehicle, with medical), search
    (behind the sweep and not found: on the search list) or behind (on the pavement behind the sweep); the
    last two hold no station. `here` is what the station said: passed, stopped, missed or "". `why` is a
    short reason, such as "read at 35K 12:40".
    """

    bib: str
    state: str
    here: str
    p50_s: float | None
    p95_s: float | None
    why: str


class SweepNearView(View, frozen=True, kw_only=True):
    """A sweep as a station sees it: metres still to come to it (negative: past), when expected."""

    vehicle: str
    name: str
    distance: str
    away_m: float | None
    eta_s: float | None
    heard_s: float | None
    clear_behind: bool


class ClosingView(View, frozen=True, kw_only=True):
    """What a station is at, and what is proposed: stay, open_list, agree, pack or close.

    `reasons` are sentences, the most important first. `to_come` counts all distances: by evidence as soon as
    a last list holds them all, before that as many as are expected. `stage` as last said.
    """

    station: str
    name: str
    cheer: bool
    stage: str
    stage_s: float | None
    stage_by: str
    proposal: str
    reasons: list[str]
    to_come: int
    to_come_p05: int
    to_come_p95: int
    last_p50_s: float | None
    last_p95_s: float | None
    last_list: list[LastListRow]
    list_open: bool
    list_agreed_s: float | None
    sweeps: list[SweepNearView]


class MatLiftView(View, frozen=True, kw_only=True):
    """Whether a mat may be lifted: `may` is no, after_tail or yes, `reasons` say why."""

    point: str
    name: str
    stage: str
    may: str
    reasons: list[str]
    to_come: int
    unresolved: int
    last_p95_s: float | None
    by: str


class SegmentView(View, frozen=True, kw_only=True):
    """A stretch of road: its stage, the last race still to pass, whether reopening is proposed and why.

    `stage` is closed or reopened; `last_p95_s` when 19 in 20 times the last has left it; `behind` bibs that
    are on it behind every sweep (on the pavement).
    """

    segment: str
    name: str
    from_m: dict[str, float]
    to_m: dict[str, float]
    stage: str
    stage_s: float | None
    by: str
    to_pass: list[str]
    last_p95_s: float | None
    held_until_s: float | None
    permit_s: float | None
    proposed: bool
    reasons: list[str]
    behind: list[str]


class QuestionView(View, frozen=True, kw_only=True):
    """What a post asks of race control: hold, water, companion, medical, ...; `answer` is "" while open."""

    message: str
    sender: str
    name: str
    ask: str
    bibs: list[str]
    at_s: float
    by: str
    answer: str
    answer_by: str
    answer_s: float | None


class UnheardView(View, frozen=True, kw_only=True):
    """What a post has not acknowledged yet, for race control.

    `about` and `text` are its notice's, `since_s` is since when it waits, `words` is what to say by radio.
    """

    post: str
    name: str
    role: str
    about: str
    text: str
    since_s: float
    words: str


class DecisionsView(View, frozen=True, kw_only=True):
    """Everything of race control's page that waits for a decision, or was decided.

    `unheard` is what posts were told and have not acknowledged.
    """

    as_of_s: float
    table: CutoffTableView
    proposals: list[CutoffProposalView]
    versions: list[CutoffVersionView]
    holds: list[HoldView]
    stations: list[ClosingView]
    mats: list[MatLiftView]
    segments: list[SegmentView]
    questions: list[QuestionView]
    unheard: list[UnheardView]
