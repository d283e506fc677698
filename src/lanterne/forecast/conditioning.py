"""From evidence to each runner's share of every component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.evidence import points
from lanterne.forecast.fade import bands, early_level
from lanterne.forecast.gains import log_likelihoods, sight
from lanterne.forecast.posterior import Posterior
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats
    from lanterne.forecast.evidence import Evidence
    from lanterne.forecast.library import PaceLibrary

FEW: Final = 1e-4
"""Runners are sorted by how many components have a share above this."""


def condition(library: PaceLibrary, evidence: Evidence) -> Posterior:
    """What the library says of each runner, given what has been seen of them."""
    found = points(evidence)
    n, k = len(found.net_s), len(library.weight)
    weight = np.zeros((n, k), np.float32)
    last_m, last_s = np.zeros(n), np.zeros(n)
    band = early_bands(library, found.net_s[:, : len(evidence.at_m)], evidence)
    order = np.argsort(found.scheme_of, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(found.scheme_of, minlength=len(found.schemes)))[:-1])
    for scheme, rows in zip(found.schemes, parts, strict=bool(n)):  # of nobody, split still makes one part
        seen = sight(library, evidence.length_m, scheme)
        net_s = found.net_s[rows][:, list(scheme.columns)]
        drift = band[rows] @ library.drifts(np.array(scheme.at_m), evidence.length_m)
        log_each = log_likelihoods(seen, net_s * np.exp(-drift))
        log_each -= log_each.max(axis=1, keepdims=True)
        share = np.exp(log_each)
        weight[rows] = share / share.sum(axis=1, keepdims=True)
        if scheme.at_m:
            last_m[rows] = scheme.last_m
            last_s[rows] = net_s[:, int(np.argmax(scheme.at_m))]
    with np.errstate(invalid="ignore"):
        log_pace = np.log(last_s / (last_m / METRES_PER_KM))
    spread, shift = library.calibration.of(last_m / evidence.length_m, log_pace)
    return Posterior(
        library=library,
        length_m=evidence.length_m,
        mats_m=evidence.at_m,
        net_s=found.net_s,
        schemes=found.schemes,
        scheme_of=found.scheme_of,
        band=band.astype(np.float32),
        weight=weight,
        alike=(weight > FEW).sum(axis=1) * weight.shape[1] + weight.argmax(axis=1),
        last_m=last_m,
        last_s=last_s,
        spread=spread,
        shift=shift,
        refused=found.refused,
    )


def early_bands(library: PaceLibrary, net_s: Floats, evidence: Evidence) -> Floats:
    """Shares (n, b) of each band of early pace in each runner; those of all runners where none was read."""
    found = bands(early_level(net_s, evidence.at_m, evidence.length_m))
    usual = library.weight @ bands(library.early_level())
    return np.where(np.isnan(found).any(axis=1, keepdims=True), usual, found)
