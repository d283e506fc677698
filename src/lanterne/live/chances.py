"""One runner's chances at every gate and the finish: in time, late, or not at all; and the pace it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.field.passings import FASTEST_MPS
from lanterne.forecast.field_forecast import Forecast
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture
from lanterne.live.seen import Seen
from lanterne.race.cutoffs import gate_cutoffs_s, rule_text
from lanterne.race.definition import Gate
from lanterne.views import GateChanceView, SpreadView

Floats = NDArray[np.float64]

LEVELS: Final = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
AT_MAT_M: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a runner stands: what counts as evidence, the start, and where they most likely are now.

    `forecast` holds this runner alone; None where nothing is to be expected any more.
    """

    marks: Sequence[Seen]
    start_s: float
    now_s: float
    now_m: float
    forecast: Forecast | None

    @property
    def last(self) -> tuple[float, float]:
        """Metres and instant of the farthest evidence; the start where there is none."""
        farthest = max(self.marks, key=lambda one: one.at_m, default=None)
        return (0.0, self.start_s) if farthest is None else (farthest.at_m, farthest.at_s)


def gate_chances(
    field: Field, arrivals: Arrivals, picture: Picture, runner: int, standing: Standing
) -> tuple[list[GateChanceView], GateChanceView]:
    """Every gate of the runner's distance along the course, and the finish with its latest cut-off."""
    race, distance = field.race, arrivals.distance
    gates = sorted(
        (one for one in race.gates if distance.id in one.at_m), key=lambda one: one.at_m[distance.id]
    )
    start_s, wave = picture.starts.at_s[[runner]], field.layout.wave_of[[runner]]
    limits = [gate_cutoffs_s(race, one, distance.id, field.zeros, start_s, wave)[0] for one in gates]
    views = [
        _chance(gate, rule_text(gate, race), gate.at_m[distance.id], float(limit_s), standing)
        for gate, limit_s in zip(gates, limits, strict=True)
    ]
    at_finish = [one for one in views if one.at_m == distance.length_m]
    finish = max(at_finish, key=lambda one: one.limit_s or 0.0, default=None)
    return views, finish or _chance(None, "", distance.length_m, np.nan, standing)


def spread(quantile_s: Floats) -> SpreadView | None:
    """Quantiles at `LEVELS` as a view; None where they are not known."""
    if not np.isfinite(quantile_s).all():
        return None
    p05_s, p25_s, p50_s, p75_s, p95_s = np.asarray(quantile_s, float).tolist()
    return SpreadView(p05_s=p05_s, p25_s=p25_s, p50_s=p50_s, p75_s=p75_s, p95_s=p95_s)


def _chance(gate: Gate | None, rule: str, at_m: float, limit_s: float, standing: Standing) -> GateChanceView:
    last_m, last_s = standing.last
    ahead = at_m > last_m and standing.forecast is not None
    due = p_in_time = p_late = p_stopped = None
    if ahead and standing.forecast is not None:
        due = spread(standing.forecast.arrivals(np.array([at_m]), LEVELS)[0, 0])
        p_in_time, p_late, p_stopped = _three(standing.forecast, at_m, limit_s)
    passed_s = None if at_m > last_m else _passed(at_m, standing)
    limited = np.isfinite(limit_s)
    return GateChanceView(
        id="finish" if gate is None else gate.id,
        name="Finish" if gate is None else gate.name,
        at_m=at_m,
        rule=rule,
        consequence="" if gate is None else gate.consequence,
        limit_s=limit_s if limited else None,
        due=due,
        p_in_time=p_in_time,
        p_late=p_late,
        p_stopped=p_stopped,
        needed_s_per_m=_pace(limit_s - last_s, at_m - last_m) if ahead and limited else None,
        needed_now_s_per_m=_pace(limit_s - standing.now_s, at_m - standing.now_m)
        if ahead and limited
        else None,
        expected_s_per_m=None if due is None else _pace(due.p50_s - last_s, at_m - last_m),
        passed_from_s=None if passed_s is None else passed_s[0],
        passed_to_s=None if passed_s is None else passed_s[1],
    )


def _three(made: Forecast, at_m: float, limit_s: float) -> tuple[float | None, float | None, float | None]:
    """Probability to come in time, to come late, and not to come; without a limit one is always in time."""
    by_s = np.array([limit_s if np.isfinite(limit_s) else np.inf])
    in_time, late, stopped = (float(part[0, 0]) for part in made.outcomes(np.array([at_m]), by_s))
    return (in_time, late, stopped) if np.isfinite(in_time) else (None, None, None)


def _passed(at_m: float, standing: Standing) -> tuple[float, float]:
    """Instants between which a place behind the last evidence was passed."""
    at_mat = [one.at_s for one in standing.marks if abs(one.at_m - at_m) <= AT_MAT_M]
    if at_mat:
        return at_mat[0], at_mat[0]
    before = [one.at_s for one in standing.marks if one.at_m < at_m]
    after = [one.at_s for one in standing.marks if one.at_m > at_m]
    return max(before, default=standing.start_s), min(after)


def _pace(time_s: float, way_m: float) -> float | None:
    """Seconds a metre; None where nobody can run so fast."""
    possible = way_m > 0 and np.isfinite(time_s) and time_s >= way_m / FASTEST_MPS
    return float(time_s / way_m) if possible else None
