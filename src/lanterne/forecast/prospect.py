"""What evidence says of the places of a plan, laid out for many runners at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from lanterne.forecast.gains import deviations, outlook

if TYPE_CHECKING:
    from lanterne.forecast.ahead import Plan
    from lanterne.forecast.arrays import Floats, Ints, Singles
    from lanterne.forecast.evidence import Scheme
    from lanterne.forecast.gains import Sight
    from lanterne.forecast.library import PaceLibrary


@dataclass(frozen=True, slots=True, eq=False)
class Prospect:
    """Log average pace of each component at a plan's g nodes, h knots and j mats.

    Attributes
    ----------
    nodes, knots : int
        g and h.
    gain : ndarray, shape (K, g + h + j, p + b + 1)
        What multiplies `regressors` to give means.
    variance : ndarray, shape (K, m + h)
        At the plan's m distances, then its knots.
    mats : ndarray, shape (K, j, j)
        Covariance between mats.
    tie : ndarray, shape (K, j, g + m + h)
        Covariance of mats with nodes, distances and knots.
    """

    nodes: int
    knots: int
    gain: Singles
    variance: Singles
    mats: Floats
    tie: Singles

    def means(self, regressors: Singles, has: Ints) -> Singles:
        """Means of some components for n runners, shape (C, g + h + j, n)."""
        gain = self.gain[has]
        return np.asarray((gain.reshape(-1, gain.shape[2]) @ regressors).reshape(*gain.shape[:2], -1))


@lru_cache(maxsize=512)
def prospect(library: PaceLibrary, length_m: float, scheme: Scheme, ahead: Plan) -> Prospect:
    """What a scheme's evidence says of a plan's places."""
    nodes, targets, mats = len(ahead.nodes_m), len(ahead.at_m), len(ahead.mats_m)
    place_m = np.concatenate([ahead.nodes_m, ahead.at_m, ahead.knots_m, ahead.mats_m])
    view = outlook(library, length_m, scheme, tuple(place_m.tolist()))
    # What the day adds at a place, but for what it has added to the evidence already.
    drift = library.drifts(place_m, length_m) - library.drifts(np.array(scheme.at_m), length_m) @ view.gain
    gain = np.concatenate([view.gain, drift, view.offset[:, None]], axis=1).transpose(0, 2, 1)
    first = len(place_m) - mats
    return Prospect(
        nodes=nodes,
        knots=len(ahead.knots_m),
        gain=gain[:, np.r_[:nodes, nodes + targets : len(place_m)]].astype(np.float32),
        variance=np.diagonal(view.covariance, axis1=1, axis2=2)[:, nodes:first].astype(np.float32),
        mats=view.covariance[:, first:, first:],
        tie=view.covariance[:, first:, :first].astype(np.float32),
    )


def regressors(seen: Sight, net_s: Floats, band: Singles) -> Singles:
    """Deviations of each runner's evidence, bands, and a 1: what gains multiply, shape (p + b + 1, n)."""
    p = len(seen.at_km)
    found = np.ones((p + band.shape[1] + 1, len(net_s)), np.float32)
    found[:p] = deviations(seen, net_s).T
    found[p:-1] = band.T
    return found
