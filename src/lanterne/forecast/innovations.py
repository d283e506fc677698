"""What each read says that the runner's earlier reads did not: forecasts of one leg against what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast.evidence import READ_SD_M, Scheme, possible
from lanterne.forecast.fade import bands, early_level
from lanterne.forecast.gains import deviations, log_likelihoods, outlook, sight
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lanterne.forecast.arrays import Floats, Ints, Singles
    from lanterne.forecast.evidence import Evidence
    from lanterne.forecast.gains import Sight
    from lanterne.forecast.library import PaceLibrary

FAR: Final = 2.5
"""Legs farther off than this many deviations are left out: somebody stood still, or a read is wrong."""

DUE_SD: Final = 3.0
SHARPNESS: Final = 1.13
"""How much steeper a mixture's bulk is than a Gaussian of the same deviation; 1.11 to 1.17 on nine days."""

_CUT: Final = 2 * FAR * np.exp(-(FAR**2) / 2) / np.sqrt(2 * np.pi) / (2 * ndtr(FAR) - 1)
KEPT_VARIANCE: Final = float(1 - _CUT)
"""Variance of a standard normal number that lies within `FAR`."""

_CHUNK: Final = 8_192


@dataclass(frozen=True, slots=True, eq=False)
class Innovations:
    """One-leg-ahead forecasts of n runners at p mats, and how they came out.

    Attributes
    ----------
    score : ndarray, shape (n, p), NaN = says nothing
        Normal score of each read given the runner's earlier ones: standard normal on a day as expected.
        Positive: slower. What the library is usually off by is taken out.
    tied : ndarray, shape (n, p, r)
        How much each of the day's numbers moves it.
    variance : ndarray, shape (p,)
        Of scores on a usual day.
    due_s : ndarray, shape (n, p), seconds
        From when on it may be counted, on the clock of the runners' starts. Nearly all such runners have been
        read by then, so that counting those who have does not favour the fast.
    """

    score: Singles
    tied: Singles
    variance: Floats
    due_s: Floats


def innovations(library: PaceLibrary, evidence: Evidence, course: str | None = None) -> Innovations:
    """Forecast each read from the runner's earlier ones.

    Parameters
    ----------
    library : PaceLibrary
    evidence : Evidence
        Reads and starts; extra evidence is not used. Later reads of a runner change nothing of earlier ones.
    course : str or None
        The course, if the library knows it: what is expected there is no news.
    """
    prior = library.day
    mean, _ = prior.expected(course)
    pattern = prior.effects(len(library.fraction))
    effect = pattern @ mean
    usual = np.broadcast_to(prior.usual_scores(course), effect.shape)
    n, p = evidence.net_s.shape
    weights = library.weights(evidence.at_m, evidence.length_m)
    score, due_s = np.full((n, p), np.nan, np.float32), np.full((n, p), np.inf)
    tied = np.zeros((n, p, prior.pattern.shape[1]), np.float32)
    net_s = np.where(np.isfinite(evidence.start_s)[:, None], evidence.net_s, np.nan)
    for column, before, rows in _legs(net_s, evidence.at_m):
        earlier = np.array(before)
        at_m = evidence.at_m[earlier]
        scheme = Scheme(before, tuple(at_m.tolist()), (READ_SD_M,) * len(before), 0.0)
        columns = np.append(earlier, column)
        share = bands(early_level(evidence.net_s[np.ix_(rows, earlier)], at_m, evidence.length_m))
        drift = share @ effect.T @ weights[columns].T
        neutral_s = net_s[np.ix_(rows, columns)] * np.exp(-drift)
        leg = _leg(library, evidence.length_m, scheme, float(evidence.at_m[column]), neutral_s)
        due_s[rows, column] = evidence.start_s[rows] + leg.due_s * np.exp(drift[:, -1])
        normal = leg.normal - np.einsum("nb,gb,g->n", share, usual, weights[column])
        on_time = (np.abs(leg.normal) < FAR) & (neutral_s[:, -1] <= leg.due_s)
        score[rows, column] = np.where(on_time, normal, np.nan)
        moved = leg.moved @ weights[columns]
        tied[rows, column] = np.einsum("ng,nb,gbr->nr", moved, share, pattern, optimize=True)
    variance = weights @ np.broadcast_to(prior.variance, len(library.fraction))
    return Innovations(score, tied, variance, due_s)


@dataclass(frozen=True, slots=True, eq=False)
class _Leg:
    """Of n runners: normal score, due time (net seconds), what each log pace moves the score by (n, p)."""

    normal: Floats
    due_s: Floats
    moved: Floats


def _leg(library: PaceLibrary, length_m: float, scheme: Scheme, at_m: float, net_s: Floats) -> _Leg:
    """Forecast the last column of `net_s` from the others."""
    seen = sight(library, length_m, scheme)
    view = outlook(library, length_m, scheme, (at_m,))
    log_each = log_likelihoods(seen, net_s[:, :-1])
    share = np.exp(log_each - log_each.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    gain = view.gain[:, :, 0].astype(float)
    mean = deviations(seen, net_s[:, :-1]) @ gain.T + view.offset[:, 0]
    sd = view.sd[:, 0].astype(float)
    centre = (share * mean).sum(axis=1)
    spread = np.sqrt((share * (sd**2 + (mean - centre[:, None]) ** 2)).sum(axis=1))
    log_pace = np.log(net_s[:, -1] / (at_m / METRES_PER_KM))
    below = (share * ndtr((log_pace[:, None] - mean) / sd)).sum(axis=1)
    steep = SHARPNESS / spread
    response = share @ gain + _regrouping(seen, net_s[:, :-1], share, mean)
    moved = np.column_stack([-response * steep[:, None], steep])
    due_s = np.exp(centre + DUE_SD * spread) * (at_m / METRES_PER_KM)
    return _Leg(ndtri(np.clip(below, 1e-9, 1 - 1e-9)), due_s, moved)


def _regrouping(seen: Sight, net_s: Floats, share: Floats, mean: Floats) -> Floats:
    """How a forecast (n,) moves with log pace at the evidence by making other components likelier, (n, p)."""
    off = np.log(net_s / seen.at_km)[:, None] - seen.mean
    white = np.einsum("nkp,kqp->nkq", off, seen.whiten, optimize=True)
    pull = -np.einsum("nkq,kqp->nkp", white, seen.whiten, optimize=True)
    centred = share * (mean - (share * mean).sum(axis=1, keepdims=True))
    return np.asarray(np.einsum("nk,nkp->np", centred, pull, optimize=True))


def _legs(net_s: Floats, at_m: Floats) -> Iterator[tuple[int, tuple[int, ...], Ints]]:
    """Each mat with each set of earlier mats that runners were read at before it, and these runners.

    What an earlier mat reads only later, a chip carried back or a clock put right, was not known then.
    """
    for column in range(1, net_s.shape[1]):
        earlier = net_s[:, :column] < net_s[:, column, None]
        with_it = np.column_stack([np.where(earlier, net_s[:, :column], np.nan), net_s[:, column]])
        fine = possible(with_it, at_m[: column + 1]) & earlier.any(axis=1)
        before = np.where(fine, earlier @ (1 << np.arange(column, dtype=np.int64)), 0)
        for pattern in np.unique(before[before > 0]).tolist():
            columns = tuple(each for each in range(column) if pattern >> each & 1)
            rows = np.flatnonzero(before == pattern)
            for begin in range(0, len(rows), _CHUNK):
                yield column, columns, rows[begin : begin + _CHUNK]
