"""The forecast's own record today: what was issued after each read on the way, against what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.field.fold import Field
from lanterne.forecast.evidence import Evidence
from lanterne.live.arrivals import Arrivals
from lanterne.live.hindsight import issued, reads_alone
from lanterne.live.picture import Picture
from lanterne.race.cutoffs import gate_cutoffs_s
from lanterne.race.definition import Gate
from lanterne.score.record import LEVELS, Issued, Tally, by_lead, by_mat, due, reached_in_time, tally
from lanterne.score.rules import BINS, reliability
from lanterne.score.windows import WINDOWS, Window
from lanterne.views import DayView, LeadView, MatRecordView, RecordView, ReliabilityView

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

SAMPLE: Final = 3_000
SEED: Final = 26_2


@dataclass(frozen=True, slots=True)
class _Day:
    """One distance's sampled runners (n), their reads, and a forecast for each read of each: k of them.

    Attributes
    ----------
    runners : ndarray of int, shape (n,)
        Rows of the distance.
    evidence : Evidence
        What has been read by now.
    of, column : ndarray of int, shape (k,)
        Whose forecast, and right after the read of which mat.
    at_s : ndarray, shape (k,), UTC epoch seconds
    still : ndarray of bool, shape (n,)
    """

    arrivals: Arrivals
    runners: Rows
    evidence: Evidence
    of: Rows
    column: Rows
    at_s: Floats
    still: Flags


def record_view(field: Field, arrivals: Sequence[Arrivals], picture: Picture, day: DayView) -> RecordView:
    """The record so far: the same for the same events and instant, whenever it is asked for.

    At most `SAMPLE` runners are looked at, drawn once for the race. Runners whose start was not read are left
    out, and so are reads that were taken back or found doubtful since.
    """
    began = np.isfinite(field.passing_s[:, field.layout.is_start]).any(axis=1) & (picture.starts.sd_s == 0)
    drawn = np.random.default_rng(SEED).permutation(len(field.roster))
    sample = drawn[began[drawn]][:SAMPLE]
    now_s = picture.now_s if picture.running.any() else np.inf
    pairs, mats, said, happened = [], [], [], []
    for each in arrivals:
        one = _day(
            each,
            sample[field.layout.distance_of[sample] == field.race.distances.index(each.distance)],
            picture,
        )
        issued_here, p_in_time, in_time = _issue_again(field, one, picture, now_s)
        judged = due(issued_here, now_s)
        pairs.append(judged)
        mats += _mat_views(field, each, by_mat(judged, len(each.mat_m)))
        said.append(p_in_time)
        happened.append(in_time)
    whole = _joined(pairs)
    slow = whole.take(whole.slow)
    return RecordView(
        as_of_s=picture.now_s,
        runners=int(began.sum()),
        sampled=len(sample),
        whole=_lead_view(None, tally(whole)),
        slow=_lead_view(None, tally(slow)),
        leads=[_lead_view(window, one) for window, one in by_lead(whole)],
        slow_leads=[_lead_view(window, one) for window, one in by_lead(slow)],
        mats=mats,
        gates=_gate_views(np.concatenate([*said, []]), np.concatenate([*happened, []])),
        day=day,
    )


def _day(arrivals: Arrivals, runners: Rows, picture: Picture) -> _Day:
    rows = arrivals.row_of[runners]
    known = arrivals.evidence(rows, picture.starts)
    evidence = reads_alone(known).by(picture.now_s)
    of, column = np.nonzero(np.isfinite(evidence.net_s))
    return _Day(
        arrivals,
        runners,
        evidence,
        of,
        column,
        evidence.start_s[of] + evidence.net_s[of, column],
        picture.running[runners],
    )


def _issue_again(field: Field, day: _Day, picture: Picture, now_s: float) -> tuple[Issued, Floats, Floats]:
    """Every forecast for every mat ahead; and every chance at a gate ahead with what became of it."""
    mat_m, evidence = day.arrivals.mat_m, day.evidence
    quantile_s = np.full((len(day.of), len(mat_m), len(LEVELS)), np.nan)
    gates = [one for one in field.race.gates if day.arrivals.distance.id in one.at_m]
    gate_m = np.array([one.at_m[day.arrivals.distance.id] for one in gates])
    limit_s = np.column_stack(
        [np.empty((len(day.runners), 0)), *(_limits(field, day, picture, one)[:, None] for one in gates)]
    )
    p_in_time = np.full((len(day.of), len(gates)), np.nan)
    for rows, made in issued(day.arrivals, evidence.take(day.of), day.at_s):
        quantile_s[rows] = made.arrivals(mat_m, LEVELS)
        if len(gates):
            p_in_time[rows] = made.in_time(gate_m, limit_s[day.of[rows]])
    in_time = np.column_stack(
        [
            np.empty((len(day.runners), 0)),
            *(_in_time(day, m, s, now_s)[:, None] for m, s in zip(gate_m, limit_s.T, strict=True)),
        ]
    )[day.of]
    ahead = day.at_s[:, None] < limit_s[day.of]
    told = ahead & np.isfinite(p_in_time) & np.isfinite(in_time)
    return _pairs(day, quantile_s, picture), p_in_time[told], in_time[told]


def _pairs(day: _Day, quantile_s: Floats, picture: Picture) -> Issued:
    """Forecasts and mats ahead, with what became of each."""
    net_s = day.evidence.net_s
    p = net_s.shape[1]
    read = np.isfinite(net_s)
    beyond = np.cumsum(read[:, ::-1], axis=1)[:, ::-1] > read  # read at a mat farther on
    dark = np.asarray(~read.any(axis=0))
    quarter_s = np.array(
        [
            np.quantile(column[np.isfinite(column)], 0.75) if np.isfinite(column).any() else np.inf
            for column in net_s.T
        ]
    )
    slow = net_s >= quarter_s
    previous = np.full(net_s.shape, -1)
    for column in range(1, p):
        previous[:, column] = np.where(read[:, column - 1], column - 1, previous[:, column - 1])
    k, mat = np.nonzero(np.isfinite(quantile_s).all(axis=2) & (np.arange(p) > day.column[:, None]))
    of = day.of[k]
    return Issued(
        at_s=day.at_s[k],
        quantile_s=quantile_s[k, mat],
        actual_s=day.evidence.start_s[of] + net_s[of, mat],
        unread=~read[of, mat] & (beyond[of, mat] | dark[mat] & day.still[of]),
        gone=~read[of, mat] & ~beyond[of, mat] & ~day.still[of],
        slow=slow[of, day.column[k]],
        last=previous[of, mat] == day.column[k],
        mat=mat,
    )


def _limits(field: Field, day: _Day, picture: Picture, gate: Gate) -> Floats:
    start_s, wave = picture.starts.at_s[day.runners], field.layout.wave_of[day.runners]
    return gate_cutoffs_s(field.race, gate, day.arrivals.distance.id, field.zeros, start_s, wave)


def _in_time(day: _Day, gate_m: float, limit_s: Floats, now_s: float) -> Floats:
    """Whether each runner made a gate, by the reads around it."""
    passing_s = day.evidence.start_s[:, None] + day.evidence.net_s
    after = np.flatnonzero(day.arrivals.mat_m >= gate_m - 1.0)
    before = np.flatnonzero(day.arrivals.mat_m < gate_m - 1.0)
    before_m = day.arrivals.mat_m[before[-1]] if len(before) else 0.0
    after_m = day.arrivals.mat_m[after[0]]
    share = float(np.clip((gate_m - before_m) / (after_m - before_m), 0.0, 1.0))
    before_s = passing_s[:, before[-1]] if len(before) else day.evidence.start_s
    return reached_in_time(limit_s, before_s, passing_s[:, after[0]], share, day.still, now_s)


def _joined(pairs: Sequence[Issued]) -> Issued:
    return Issued(
        **{name: np.concatenate([getattr(one, name) for one in pairs]) for name in Issued.__slots__}
    )


def _lead_view(window: Window | None, one: Tally) -> LeadView:
    return LeadView(
        from_s=0.0 if window is None else window.from_s,
        to_s=None if window is None or np.isinf(window.to_s) else window.to_s,
        n=one.n,
        came=one.came,
        never_came=one.never_came,
        in_window=_known(one.in_window),
        early_s=WINDOWS[0].early_s if window is None else window.early_s,
        late_s=WINDOWS[0].late_s if window is None else window.late_s,
        grows=window is None or window.grows,
        median_error_s=_known(one.median_error_s),
        bias_s=_known(one.bias_s),
        held_50=_known(one.held_50),
        held_90=_known(one.held_90),
    )


def _mat_views(field: Field, arrivals: Arrivals, tallies: Sequence[Tally]) -> list[MatRecordView]:
    distance = arrivals.distance.id
    views = []
    for at_m, one in zip(arrivals.mat_m.tolist(), tallies, strict=True):
        point = next(
            each for each in field.race.points if each.at_m.get(distance) == at_m and each.kind != "start"
        )
        views.append(
            MatRecordView(
                id=point.id,
                name=point.name,
                distance=distance,
                at_m=at_m,
                n=one.n,
                bias_s=_known(one.bias_s),
                median_error_s=_known(one.median_error_s),
                held_90=_known(one.held_90),
            )
        )
    return views


def _gate_views(said: Floats, happened: Floats) -> list[ReliabilityView]:
    """Ten bins of what was said, those that hold anybody."""
    return [
        ReliabilityView(from_p=i / BINS, to_p=(i + 1) / BINS, n=one.n, said=one.p_mean, happened=one.observed)
        for i, one in enumerate(reliability(said, happened))
        if one.n
    ]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
