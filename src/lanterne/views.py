"""What each page is sent, and nothing else: the wire shapes of race control's views.

Instants are UTC epoch seconds, distances metres from the start of the runner's own distance.
A number that is not known is null.
"""

from __future__ import annotations

import msgspec


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A wire shape."""


class DistanceView(View, frozen=True, kw_only=True):
    """A distance and its line as ``[longitude, latitude, metres]`` vertices, thinned for drawing."""

    id: str
    name: str
    length_m: float
    line: list[tuple[float, float, float]] | None


class PlaceView(View, frozen=True, kw_only=True):
    """A timing point, station, gate or post; `at_m` by distance id."""

    id: str
    name: str
    kinds: list[str]
    at_m: dict[str, float]


class GateView(PlaceView, frozen=True, kw_only=True):
    """A gate: `rule` says the cut-off in words, `clock` which clock it counts by."""

    clock: str
    rule: str
    consequence: str


class RaceView(View, frozen=True, kw_only=True):
    """The race as planned. `from_s` and `to_s` bound the chart's clock axis."""

    id: str
    name: str
    zone: str
    unit: str
    notice: str | None
    from_s: float
    to_s: float
    distances: list[DistanceView]
    points: list[PlaceView]
    stations: list[PlaceView]
    gates: list[GateView]


class BalanceView(View, frozen=True, kw_only=True):
    """The sum that always balances: `registered` equals the sum of all others."""

    registered: int
    not_started: int
    finished: int
    on_course: int
    in_vehicle: int
    with_medical: int
    left: int
    unresolved: int


class EvidenceView(View, frozen=True, kw_only=True):
    """What was last seen of a runner: `kind` is passing, position or sighting; `place` its name."""

    kind: str
    place: str
    at_m: float
    at_s: float


class ArrivalView(View, frozen=True, kw_only=True):
    """An expected arrival: 5, 50 and 95 in 100 quantiles, and the probability to be in time for `limit_s`.

    `limit_s` and `p_in_time` are null where there is no cut-off.
    """

    place: str
    at_m: float
    p05_s: float
    p50_s: float
    p95_s: float
    limit_s: float | None
    p_in_time: float | None


class RunnerView(View, frozen=True, kw_only=True):
    """One of the last on the course.

    `margin_s` is how far ahead of the virtual line (behind: negative) they were at their last evidence.
    `mark` is "late" once 99 in 100 such runners would have been read at the next mat, else "".
    """

    bib: str
    distance: str
    state: str
    detail: str
    evidence: EvidenceView | None
    margin_s: float | None
    next_gate: ArrivalView | None
    finish: ArrivalView | None
    forecast_at_s: float
    mark: str


class StationView(View, frozen=True, kw_only=True):
    """A station: when the first and the last are expected, and how many are still to come.

    `to_come` is the expected number, 0 only if nobody is to come by 19 in 20; `to_come_p05` and
    `to_come_p95` are its 5 and 95 in 100 quantiles. `first_p50_s` is null once somebody has passed; `line_s`
    is when the virtual line does; `stage` is as last reported, "" if never.
    """

    id: str
    distance: str
    at_m: float
    first_p50_s: float | None
    last_p50_s: float | None
    last_p95_s: float | None
    to_come: int
    to_come_p05: int
    to_come_p95: int
    line_s: float | None
    stage: str


class VehicleView(View, frozen=True, kw_only=True):
    """A vehicle: last fix with its place on the course, and how far ahead of the virtual line it is."""

    id: str
    name: str
    kind: str
    seats: int
    aboard: int | None
    fix_s: float | None
    longitude: float | None
    latitude: float | None
    at_m: float | None
    distance: str | None
    line_offset_s: float | None
    health: str


class FeedView(View, frozen=True, kw_only=True):
    """A way in. `health` is ok, quiet, silent or "never heard"; `quarantined` counts its bad events.

    `kind` is what it sends: passing, position or word. `last_s` is when it was last heard.
    """

    source: str
    kind: str
    last_s: float | None
    received: int
    quarantined: int
    health: str


class LineView(View, frozen=True, kw_only=True):
    """The virtual line of one distance now. `zero_basis` is stated, planned or gun."""

    distance: str
    pace: str
    pace_s_per_m: float
    clock: str
    zero_s: float
    zero_basis: str
    at_m: float
    finish_s: float


class GateNowView(View, frozen=True, kw_only=True):
    """A gate's cut-off on one distance as it stands now, and how many of those to come are at risk.

    At risk is whose chance to be in time is below 19 in 20; `late` is how many are expected to come too late,
    `late_p05` and `late_p95` its 5 and 95 in 100 quantiles. `cutoff_s` is null where it differs by runner.
    """

    id: str
    distance: str
    at_m: float
    cutoff_s: float | None
    to_come: int
    at_risk: int
    late: float
    late_p05: int
    late_p95: int


class MatView(View, frozen=True, kw_only=True):
    """A timing point today: how many passings, the last one, and live, lifted, down or (judged) silent."""

    id: str
    passings: int
    last_s: float | None
    stage: str


class ControlView(View, frozen=True, kw_only=True):
    """Race control's page, one message a second.

    `conflicts` is how many event ids came with more than one content; `forecast_at_s` is when the oldest
    forecast shown was made.
    """

    as_of_s: float
    speed: float
    lantern: str
    balance: BalanceView
    lines: list[LineView]
    gates: list[GateNowView]
    last: list[RunnerView]
    stations: list[StationView]
    vehicles: list[VehicleView]
    feeds: list[FeedView]
    mats: list[MatView]
    events: int
    quarantined: int
    conflicts: int
    forecast_at_s: float | None


class TrackView(View, frozen=True, kw_only=True):
    """A runner's line on the distance-time chart.

    `seen` holds evidence as ``[instant, metres]``; `expected` holds ``[metres, p05, p50, p95]`` ahead.
    """

    bib: str
    distance: str
    seen: list[tuple[float, float]]
    expected: list[tuple[float, float, float, float]]


class VehicleTrackView(View, frozen=True, kw_only=True):
    """A vehicle's fixes on the course as ``[instant, metres]``."""

    vehicle: str
    kind: str
    distance: str
    seen: list[tuple[float, float]]


class ChartView(View, frozen=True, kw_only=True):
    """The tracks of the last runners and of the vehicles."""

    as_of_s: float
    runners: list[TrackView]
    vehicles: list[VehicleTrackView]


class FieldView(View, frozen=True, kw_only=True):
    """The field's density on one distance.

    Attributes
    ----------
    fan : str
        Base64 of ``uint8[n_m][n_t]``: share of the fullest cell (square root, 0 to 255) of runners
        between two passings, cell by clock (`from_s`, `step_s`) and course (`step_m`), up to `as_of_s`.
    along : list of float
        Expected number of runners on each `along_step_m` of the course now.
    """

    as_of_s: float
    distance: str
    from_s: float
    step_s: float
    n_t: int
    step_m: float
    n_m: int
    fan: str
    along_step_m: float
    along: list[float]


class LedgerRow(View, frozen=True, kw_only=True):
    """One runner's account. `by` says who or what it rests on; `age_s` is null without evidence."""

    bib: str
    state: str
    detail: str
    evidence: str
    evidence_at: str | None
    age_s: float | None
    by: str
    name: str = ""


class LedgerPage(View, frozen=True, kw_only=True):
    """A stretch of the ledger's rows, `total` of them in all."""

    total: int
    rows: list[LedgerRow]


class SpreadView(View, frozen=True, kw_only=True):
    """When something is expected: 5, 25, 50, 75 and 95 in 100 quantiles; a 50 % and a 90 % range."""

    p05_s: float
    p25_s: float
    p50_s: float
    p75_s: float
    p95_s: float


class SeenView(View, frozen=True, kw_only=True):
    """One thing seen of a runner.

    Attributes
    ----------
    kind : str
        passing, sighting, position (the last fix of a phone), or missed (a post says: has not come by).
    net_s : float or None
        Since the runner's own start.
    pace_s_per_m : float or None
        Of the way from what was seen before it.
    standing : str
        "", "doubtful" (it cannot be true beside the others) or "voided" (a correction took it back).
    due : SpreadView or None
        When it was expected, by the forecast made right after what was seen before it.
    """

    place: str
    kind: str
    at_m: float | None
    at_s: float
    net_s: float | None
    pace_s_per_m: float | None
    by: str
    standing: str
    due: SpreadView | None


class AheadView(View, frozen=True, kw_only=True):
    """A mat, station, cheer station, gate or finish ahead, and when the runner is expected there."""

    place: str
    kind: str
    at_m: float
    due: SpreadView


class GateChanceView(View, frozen=True, kw_only=True):
    """One runner and one gate, or the finish.

    Attributes
    ----------
    limit_s : float or None
        The cut-off; null where there is none.
    p_in_time, p_late, p_stopped : float or None
        They sum to 1; null once the gate is behind, or where nothing can be said.
    needed_s_per_m, needed_now_s_per_m : float or None
        Pace that makes the cut-off, from the last evidence, and from where the runner most likely is now.
    expected_s_per_m : float or None
        Pace expected from the last evidence to the gate.
    passed_from_s, passed_to_s : float or None
        When it was passed: the same where a mat reads there, else the evidence before and after.
    """

    id: str
    name: str
    at_m: float
    rule: str
    consequence: str
    limit_s: float | None
    due: SpreadView | None
    p_in_time: float | None
    p_late: float | None
    p_stopped: float | None
    needed_s_per_m: float | None
    needed_now_s_per_m: float | None
    expected_s_per_m: float | None
    passed_from_s: float | None
    passed_to_s: float | None


class IssuedView(View, frozen=True, kw_only=True):
    """The forecast of the finish as it was at an instant; `after` names what had just been seen, or is ""."""

    at_s: float
    after: str
    due: SpreadView
    p_in_time: float | None


class WordView(View, frozen=True, kw_only=True):
    """The last word of people on a runner: what, where, by whom, when."""

    what: str
    where: str
    by: str
    at_s: float


class RunnerForecastView(View, frozen=True, kw_only=True):
    """One runner's forecast.

    Attributes
    ----------
    start_sd_s : float
        How uncertain the start is; 0 where it was read.
    refused : bool
        What was read cannot all be true, so there is no forecast.
    expected : bool
        Whether the runner may still be on the way; if not, `ahead`, `fan` and `now_m` are empty.
    mark : str
        "late" once the next mat should have read the runner, by 99 in 100 such runners, else "".
    now_m : tuple of float, or None
        Where the runner is now: 5, 50 and 95 in 100 quantiles of the distance.
    pace_s_per_m : float or None
        From the start to the last evidence.
    fan : list
        ``[metres, p05, p25, p50, p75, p95]`` on from the last evidence, for drawing.
    issued : list of IssuedView
        How the forecast moved: after everything seen and over the clock, each from what had happened by then.
    finished_s : float or None
    """

    as_of_s: float
    bib: str
    name: str
    distance: str
    state: str
    detail: str
    said: WordView | None
    start_s: float
    start_sd_s: float
    refused: bool
    expected: bool
    mark: str
    evidence: EvidenceView | None
    now_m: tuple[float, float, float] | None
    pace_s_per_m: float | None
    seen: list[SeenView]
    ahead: list[AheadView]
    gates: list[GateChanceView]
    finish: GateChanceView
    fan: list[tuple[float, float, float, float, float, float]]
    issued: list[IssuedView]
    finished_s: float | None


class LeadView(View, frozen=True, kw_only=True):
    """Forecasts of one span of predicted lead, and what became of them.

    Attributes
    ----------
    from_s, to_s : float, float or None
        The span; null = without end.
    n : int
        Forecasts whose 90 % range has passed, of runners who came or still may.
    came : int
        Those who were read there.
    never_came : int
        Those who have left the course, or of whom nothing has been seen: counted apart.
    in_window : float or None
        Share of `n` inside the window.
    early_s, late_s : float
        The window: how much before and after the predicted time counts as right.
    grows : bool
        Whether that is for a lead of half an hour, and more in proportion for a longer one.
    median_error_s, bias_s : float or None
        Median of the size of the error, and of the error (late is positive), of those who came.
    held_50, held_90 : float or None
        Share of `n` inside the 50 % and the 90 % range.
    """

    from_s: float
    to_s: float | None
    n: int
    came: int
    never_came: int
    in_window: float | None
    early_s: float
    late_s: float
    grows: bool
    median_error_s: float | None
    bias_s: float | None
    held_50: float | None
    held_90: float | None


class MatRecordView(View, frozen=True, kw_only=True):
    """How those who came to a mat did against the forecast made at the read before it."""

    id: str
    name: str
    distance: str
    at_m: float
    n: int
    bias_s: float | None
    median_error_s: float | None
    held_90: float | None


class ReliabilityView(View, frozen=True, kw_only=True):
    """Of the forecasts that said a probability in a bin: what was said on average, and the share in time."""

    from_p: float
    to_p: float
    n: int
    said: float
    happened: float


class DayPaceView(View, frozen=True, kw_only=True):
    """How the field runs today on a stretch, against the usual: per cent slower (faster: negative)."""

    from_m: float
    to_m: float
    who: str
    percent: float
    low: float
    high: float


class DayMatView(View, frozen=True, kw_only=True):
    """A mat that seems to stand elsewhere than stated, by so many metres (early: negative)."""

    id: str
    name: str
    metres: float
    sd_m: float


class DayView(View, frozen=True, kw_only=True):
    """What the day itself says, learned from everybody so far; empty until something has been learned."""

    pace: list[DayPaceView]
    mats: list[DayMatView]


class RecordView(View, frozen=True, kw_only=True):
    """The forecast's own record today: what was issued against what happened.

    Attributes
    ----------
    runners, sampled : int
        How many have been read on the way, and how many of them are looked at.
    whole, slow : LeadView
        All spans together, of everybody and of the slowest quarter at each mat.
    leads, slow_leads : list of LeadView
        By predicted lead.
    gates : list of ReliabilityView
        Of gates that are over.
    """

    as_of_s: float
    runners: int
    sampled: int
    whole: LeadView
    slow: LeadView
    leads: list[LeadView]
    slow_leads: list[LeadView]
    mats: list[MatRecordView]
    gates: list[ReliabilityView]
    day: DayView
