"""What a runner's page is sent."""

from __future__ import annotations

from lanterne.views.base import View
from lanterne.views.control import EvidenceView


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
