"""What evidence at given distances says of other distances: Gaussian regression, component by component."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats
    from lanterne.forecast.evidence import Scheme
    from lanterne.forecast.library import PaceLibrary


LEAST_VARIANCE: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a scheme's evidence looks like under each component.

    Attributes
    ----------
    at_km : ndarray, shape (p,)
    mean : ndarray, shape (K, p)
        Expected log average pace.
    whiten : ndarray, shape (K, p, p)
        Turns deviations from it into independent standard normal numbers.
    log_scale : ndarray, shape (K,)
        Log of the component's share over its normal constant.
    """

    at_km: Floats
    mean: Floats
    whiten: Floats
    log_scale: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Log average pace at d places, given evidence: ``offset + deviation @ gain``.

    Attributes
    ----------
    gain : ndarray, shape (K, p, d)
        Per unit of log pace at the evidence, measured from the first component's mean.
    offset : ndarray, shape (K, d)
    covariance : ndarray, shape (K, d, d)
    """

    gain: Floats
    offset: Floats
    covariance: Floats

    @property
    def sd(self) -> Floats:
        """Standard deviations, shape (K, d)."""
        variance = np.diagonal(self.covariance, axis1=1, axis2=2)
        return np.asarray(np.sqrt(np.maximum(variance, LEAST_VARIANCE)))


@lru_cache(maxsize=4096)
def sight(library: PaceLibrary, length_m: float, scheme: Scheme) -> Sight:
    """Likelihood terms of a scheme."""
    at_m = np.array(scheme.at_m)
    mean = library.means(at_m, length_m)
    whiten = np.linalg.inv(np.linalg.cholesky(_seen_covariance(library, length_m, scheme)))
    log_scale = np.log(np.diagonal(whiten, axis1=1, axis2=2)).sum(axis=1)
    log_scale += np.log(np.maximum(library.weight, 1e-300))
    return Sight(at_m / METRES_PER_KM, mean, whiten, log_scale)


def outlook(library: PaceLibrary, length_m: float, scheme: Scheme, target_m: tuple[float, ...]) -> Outlook:
    """Regression of the targets on a scheme's evidence."""
    at_m, ahead_m = np.array(scheme.at_m), np.array(target_m)
    seen = sight(library, length_m, scheme)
    cross = library.covariances(at_m, ahead_m, length_m) + _start_covariance(scheme, at_m, ahead_m)
    white = seen.whiten @ cross
    gain = seen.whiten.transpose(0, 2, 1) @ white
    own = library.covariances(ahead_m, ahead_m, length_m) + _start_covariance(scheme, ahead_m, ahead_m)
    mean = library.means(ahead_m, length_m)
    return Outlook(
        gain=gain,
        offset=mean - ((seen.mean - _origin(seen))[:, None, :] @ gain)[:, 0],
        covariance=own - white.transpose(0, 2, 1) @ white,
    )


def deviations(seen: Sight, net_s: Floats) -> Floats:
    """Log average pace at the evidence, measured from the first component's mean, shape (n, p)."""
    return np.asarray(np.log(net_s / seen.at_km) - _origin(seen))


def log_likelihoods(seen: Sight, net_s: Floats) -> Floats:
    """Log of share times likelihood of each component for each runner, up to a constant, shape (n, K)."""
    k, p = seen.mean.shape
    if p == 0:
        return np.repeat(seen.log_scale[None], len(net_s), axis=0)
    deviation = deviations(seen, net_s)
    white = deviation @ seen.whiten.transpose(2, 0, 1).reshape(p, k * p)
    white -= ((seen.mean - _origin(seen))[:, None, :] @ seen.whiten.transpose(0, 2, 1)).reshape(k * p)
    white *= white
    return np.asarray(seen.log_scale - 0.5 * white.reshape(-1, k, p).sum(axis=2))


def _origin(seen: Sight) -> Floats:
    return np.asarray(seen.mean[0])


def _seen_covariance(library: PaceLibrary, length_m: float, scheme: Scheme) -> Floats:
    """Covariance of observed log pace: the runner's own, the noise of each read, and the start's."""
    at_m = np.array(scheme.at_m)
    noise = np.diag((np.array(scheme.sd_m) / at_m) ** 2)
    return library.covariances(at_m, at_m, length_m) + noise + _start_covariance(scheme, at_m, at_m)


def _start_covariance(scheme: Scheme, at_m: Floats, other_m: Floats) -> Floats:
    """A start that is off by some seconds puts all net times off by the same."""
    return np.asarray(np.outer(scheme.start_sd_m / at_m, scheme.start_sd_m / other_m))
