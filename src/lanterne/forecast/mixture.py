"""Distribution functions and quantiles of many small Gaussian mixtures at once, in single precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Floats, Singles

# Nodes of the distribution function in standard deviations of the whole mixture.
_NODES: Final = np.array(
    [-6.5, -4.5, -3.2, -2.4, -1.8, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.8, 2.4, 3.2, 4.5, 6.5], np.float32
)
_FARTHEST: Final = np.float32(6.0)
_A, _B, _C = np.float32(1.59543299), np.float32(0.0736007), np.float32(-0.00063256)
_TINY: Final = np.float32(1e-8)


def normal_cdf(z: Singles) -> Singles:
    """Normal distribution function, exact to 2e-5, ten times as fast as `scipy.special.ndtr`.

    The logit of the function is close to an odd polynomial; its three coefficients minimise the largest
    error on [-6, 6]. Overwrites `z`.
    """
    np.clip(z, -_FARTHEST, _FARTHEST, out=z)
    square = z * z
    logit = square * _C
    logit += _B
    logit *= square
    logit += _A
    logit *= z
    np.negative(logit, out=logit)
    np.exp(logit, out=logit)
    logit += np.float32(1)
    return np.asarray(np.reciprocal(logit, out=logit))


def mixture_cdf(at: Singles, weight: Singles, mean: Singles, sd: Singles) -> Singles:
    """Distribution function of mixtures; components run along the first axis, the rest broadcasts.

    Parameters
    ----------
    at : ndarray, shape (...)
    weight, mean, sd : ndarray, shape (C, ...)
        Weights sum to 1 over the first axis; a component of weight 0 may have any mean.

    Returns
    -------
    ndarray, shape (...)
    """
    total = None
    for share, centre, spread in zip(weight, mean, sd, strict=True):
        z = at - centre
        z /= spread
        part = normal_cdf(z)
        part *= share
        total = part if total is None else np.add(total, part, out=total)
    if total is None:
        raise ValueError("a mixture needs a component")
    return total


def mixture_quantiles(weight: Singles, mean: Singles, sd: Singles, levels: Floats) -> Singles:
    """Quantiles of mixtures, from their distribution function at a few nodes.

    Between nodes the logit of the distribution function is taken as linear, which is nearly exact for
    one Gaussian and keeps the order of quantiles for any mixture.

    Parameters
    ----------
    weight, mean, sd : ndarray, shape (C, ...)
    levels : ndarray, shape (L,) or (L, ...), in (0, 1)

    Returns
    -------
    ndarray, shape (L, ...), non-decreasing in level
    """
    centre = np.sum(weight * mean, axis=0)
    spread = np.sqrt(np.sum(weight * (sd * sd + (mean - centre) ** 2), axis=0))
    shape = (-1,) + (1,) * spread.ndim
    below = mixture_cdf(centre + spread * _NODES.reshape(shape), weight[:, None], mean[:, None], sd[:, None])
    logit = _logit(below)
    step = np.diff(logit, axis=0)
    np.maximum(step, _TINY, out=step)
    wanted = _logit(np.asarray(levels, np.float32))
    wanted = wanted.reshape(wanted.shape + (1,) * (1 + spread.ndim - wanted.ndim))
    at = np.full((len(wanted), *spread.shape), _NODES[0], np.float32)
    for low, rise, width in zip(logit[:-1], step, np.diff(_NODES), strict=True):
        ramp = wanted - low
        ramp /= rise
        np.clip(ramp, 0, 1, out=ramp)
        ramp *= width
        at += ramp
    at *= spread
    at += centre
    return at


def _logit(share: Singles) -> Singles:
    inside = np.clip(share, np.float32(1e-9), np.float32(1 - 6e-8))
    result: Singles = np.log(inside / (1 - inside))
    return result
