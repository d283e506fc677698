"""Forecasts as they were issued: each from what had happened by its own instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lanterne.field.along import KEPT, Way
from lanterne.field.fold import Field
from lanterne.field.starts import Starts, starts
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.field_forecast import Forecast, forecast
from lanterne.live.arrivals import Arrivals
from lanterne.live.extras import SIGHTING_SD_S
from lanterne.live.seen import Seen, passings_by

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def issued(arrivals: Arrivals, evidence: Evidence, at_s: Floats) -> Iterator[tuple[Rows, Forecast]]:
    """Forecasts as they would have been issued, with the day as it was known then.

    Parameters
    ----------
    evidence : Evidence
        A runner may stand in it several times; each time what had happened by another instant counts.
    at_s : ndarray, shape (n,), UTC epoch seconds
        Those instants.

    Yields
    ------
    tuple of ndarray of int and Forecast
        Rows of `evidence`, and their forecast.
    """
    for rows, library in arrivals.today.libraries_at(at_s):
        part = evidence.take(rows)
        yield rows, forecast(library, part, at_s[rows], arrivals.mats, arrivals.limit_s)


def reads_alone(evidence: Evidence) -> Evidence:
    """The same without what was seen between mats, of which only the latest is kept."""
    return replace(evidence, extra_at_m=None, extra_net_s=None, extra_sd_s=None)


def runner_evidence_by(
    field: Field, arrivals: Arrivals, started: Starts, runner: int, marks: Sequence[Seen], at_s: Floats
) -> Evidence:
    """What was known of one runner at each of some instants.

    A read that became doubtful later counts until then. A start that was not read is taken, each time, as
    those of the same wave stood then. Of a phone's fixes the last counts.

    Parameters
    ----------
    started : Starts
        As of now.
    marks : sequence of Seen
        What counts as evidence of the runner's way.
    at_s : ndarray, shape (n,), UTC epoch seconds
    """
    n, p = len(at_s), len(arrivals.mat_m)
    point_m = field.layout.point_at_m[field.layout.distance_of[runner]]
    column = np.argmin(np.abs(arrivals.mat_m[None] - np.nan_to_num(point_m, nan=-1.0)[:, None]), axis=1)
    split = np.isfinite(point_m) & ~field.layout.is_start
    start_s, start_sd_s = np.full(n, started.at_s[runner]), np.full(n, started.sd_s[runner])
    passing_s = np.full((n, p), np.nan)
    extra_m, extra_s, extra_sd_s = np.full((3, n, 2), np.nan)
    way = arrivals.extras.way(runner, started)
    sightings = [one for one in marks if one.kind == "sighting"]
    for row, by_s in enumerate(at_s.tolist()):
        found_s, wrong = passings_by(field, runner, by_s)
        found_s[wrong] = np.nan
        np.fmin.at(passing_s[row], column[split], found_s[split])
        if started.sd_s[runner] > 0:
            then = starts(field, by_s)
            start_s[row], start_sd_s[row] = then.at_s[runner], then.sd_s[runner]
        seen = [one for one in sightings if one.at_s <= by_s]
        if seen:
            extra_m[row, 0], extra_s[row, 0] = seen[-1].at_m, seen[-1].at_s - start_s[row]
            extra_sd_s[row, 0] = SIGHTING_SD_S
        read_m = float(arrivals.mat_m[np.isfinite(passing_s[row])].max(initial=0.0))
        fix = None if way is None else last_fix(way, by_s, read_m)
        if way is not None and fix is not None:
            net_s = way.at_s[fix] - start_s[row]
            extra_m[row, 1], extra_s[row, 1] = way.at_m[fix], net_s
            extra_sd_s[row, 1] = way.sd_m[fix] * max(net_s, 1.0) / way.at_m[fix]
    return Evidence(
        length_m=arrivals.distance.length_m,
        at_m=arrivals.mat_m,
        net_s=passing_s - start_s[:, None],
        start_s=start_s,
        start_sd_s=start_sd_s,
        extra_at_m=extra_m,
        extra_net_s=extra_s,
        extra_sd_s=extra_sd_s,
    )


def last_fix(way: Way, by_s: float = np.inf, read_m: float = 0.0) -> int | None:
    """The last fix of a phone that counts by an instant and lies beyond the last mat; None = none."""
    found = np.flatnonzero((way.why == KEPT) & (way.at_s <= by_s) & (way.at_m > read_m))
    return int(found[-1]) if len(found) else None
