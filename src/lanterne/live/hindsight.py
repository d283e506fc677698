"""Forecasts as they were issued: each from what had happened by its own instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

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
    """Forecasts as they would have been issued, those made of one library together.

    Parameters
    ----------
    evidence : Evidence
        A runner may stand in it several times, each time with what had happened by another instant.
    at_s : ndarray, shape (n,), UTC epoch seconds
        Those instants.

    Yields
    ------
    tuple of ndarray of int and Forecast
        Rows of `evidence`, and their forecast.
    """
    yield np.arange(len(at_s)), forecast(arrivals.library, evidence, at_s)


def evidence_by(evidence: Evidence, at_s: Floats) -> Evidence:
    """Only the reads made by each runner's own instant.

    Parameters
    ----------
    at_s : ndarray, shape (n,), UTC epoch seconds
    """
    read = evidence.net_s <= (at_s - evidence.start_s)[:, None]
    return replace(
        evidence,
        net_s=np.where(read, evidence.net_s, np.nan),
        extra_at_m=None,
        extra_net_s=None,
        extra_sd_s=None,
    )


def runner_evidence_by(
    field: Field, arrivals: Arrivals, started: Starts, runner: int, marks: Sequence[Seen], at_s: Floats
) -> Evidence:
    """What was known of one runner at each of some instants.

    A read that became doubtful later counts until then. A start that was not read is taken, each time, as
    those of the same wave stood then.

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
    extra_m, extra_s = np.full(n, np.nan), np.full(n, np.nan)
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
            extra_m[row], extra_s[row] = seen[-1].at_m, seen[-1].at_s - start_s[row]
    return Evidence(
        length_m=arrivals.distance.length_m,
        at_m=arrivals.mat_m,
        net_s=passing_s - start_s[:, None],
        start_s=start_s,
        start_sd_s=start_sd_s,
        extra_at_m=extra_m[:, None],
        extra_net_s=extra_s[:, None],
        extra_sd_s=np.where(np.isfinite(extra_s), SIGHTING_SD_S, np.nan)[:, None],
    )
