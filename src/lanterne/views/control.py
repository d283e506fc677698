"""What race control's page is sent."""

from __future__ import annotations

from lanterne.views.base import View


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
    """A timing point today: how many passings, the last one, and live, lifted, down or (judged) silent.

    `note` says what is odd about its place; empty if nothing is.
    """

    id: str
    passings: int
    last_s: float | None
    stage: str
    note: str = ""


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
