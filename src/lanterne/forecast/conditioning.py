"""From evidence to each runner's share of every component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.evidence import points
from lanterne.forecast.gains import log_likelihoods, sight
from lanterne.forecast.posterior import Posterior
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Singles
    from lanterne.forecast.evidence import Evidence
    from lanterne.forecast.library import PaceLibrary

DROPPED: Final = 2e-3
"""Components are dropped, least first, while their shares together stay below this.

The distribution function, and so every probability and the level of every quantile, is off by no more.
"""


def condition(library: PaceLibrary, evidence: Evidence) -> Posterior:
    """What the library says of each runner, given what has been seen of them."""
    found = points(evidence)
    n, k = len(found.net_s), len(library.weight)
    weight = np.zeros((n, k), np.float32)
    last_m, last_s = np.zeros(n), np.zeros(n)
    order = np.argsort(found.scheme_of, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(found.scheme_of, minlength=len(found.schemes)))[:-1])
    for scheme, rows in zip(found.schemes, parts, strict=bool(n)):  # of nobody, split still makes one part
        seen = sight(library, evidence.length_m, scheme)
        net_s = found.net_s[rows][:, list(scheme.columns)]
        log_each = log_likelihoods(seen, net_s)
        log_each -= log_each.max(axis=1, keepdims=True)
        share = np.exp(log_each)
        weight[rows] = share / share.sum(axis=1, keepdims=True)
        if scheme.at_m:
            last_m[rows] = scheme.last_m
            last_s[rows] = net_s[:, int(np.argmax(scheme.at_m))]
    weight = prune(weight)
    with np.errstate(invalid="ignore"):
        log_pace = np.log(last_s / (last_m / METRES_PER_KM))
    spread, shift = calibrated(library, last_m / evidence.length_m, log_pace)
    return Posterior(
        library=library,
        length_m=evidence.length_m,
        mats_m=evidence.at_m,
        net_s=found.net_s,
        schemes=found.schemes,
        scheme_of=found.scheme_of,
        weight=weight,
        kept=(weight > 0).sum(axis=1),
        last_m=last_m,
        last_s=last_s,
        spread=spread,
        shift=shift,
        refused=found.refused,
    )


def calibrated(library: PaceLibrary, fraction: Floats, log_pace: Floats) -> tuple[Singles, Singles]:
    """Spread and shift (n,) of runners last seen at these fractions of the way, at these average paces.

    Log average pace is in s/km, NaN without any evidence. The library corrects nothing yet.
    """
    return np.ones(len(fraction), np.float32), np.zeros(len(fraction), np.float32)


def prune(weight: Singles, dropped: float = DROPPED) -> Singles:
    """Drop each runner's least components while they are below `dropped` together; scale the rest to 1."""
    ordered = np.sort(weight, axis=1)
    below = np.cumsum(ordered, axis=1) < dropped
    least = np.take_along_axis(ordered, below.sum(axis=1, keepdims=True), axis=1)
    kept = np.where(weight >= least, weight, np.float32(0))
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))
