"""Who drops out, and where: the hazard of stopping along the course, and how uncertain it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lanterne.forecast.arrays import Floats

TERMS: Final = ("level", "distance", "distance squared", "slowdown", "near the limit")
"""What the log of the hazard is linear in, in the order of `Stopping.coefficient`."""

LEG: Final = 0.06
"""A slowdown is measured over at least this share of the race: shorter legs say more of mats than of legs."""

CELLS: Final = 40
"""The hazard is taken as constant over each of these equal parts of the course."""

FADES: Final = 0.4
"""A slowdown counts most where it was seen, a third of that this share of the race later."""

NEAR: Final = 0.3
"""The limit starts to count when the time at the finish, at the pace so far, is three quarters of it."""

SLOWDOWN: Final = (-0.1, 0.5)
OVER: Final = (0.0, 0.6)
"""Covariates are held within what the data contain."""

BAND: Final = 1.645


@dataclass(frozen=True, slots=True, eq=False)
class Stopping:
    """The hazard of dropping out, per length of the race, of somebody still going.

    Attributes
    ----------
    coefficient : ndarray, shape (5,)
        Of `TERMS`; the first is the log of the hazard at half way of an even runner far from any limit, in a
        middling race.
    covariance : ndarray, shape (5, 5)
        Of `coefficient`, as estimated; the differences between races are apart.
    between_sd : float
        Standard deviation of the level between races: far the largest uncertainty.
    """

    coefficient: Floats
    covariance: Floats
    between_sd: float

    def survival(
        self,
        last_fraction: Floats,
        target_fraction: Floats,
        slowdown: Floats,
        log_pace: Floats,
        limit_log_pace: Floats | float = np.nan,
    ) -> Floats:
        """Probability of still going at each target, given going at the last evidence.

        The level of a race not known yet is integrated out as a gamma distribution of the same mean and
        variance as `between_sd` implies: ``(1 + v H) ** (-1 / v)`` for a cumulative hazard H.

        Parameters
        ----------
        last_fraction : ndarray, shape (n,)
            Where each runner was last known to be going, as a share of the race's length.
        target_fraction : ndarray, shape (m,)
        slowdown : ndarray, shape (n,), NaN = not known
            Log of the last leg's pace over the average pace until that leg.
        log_pace : ndarray, shape (n,), NaN = not known
            Log of average pace so far, s/km.
        limit_log_pace : float or ndarray, shape (n,), NaN = no limit known
            Log of the average pace, s/km, that just keeps the limit of the race. From `NEAR` of it on runners
            stop, or are stopped: results do not tell one from the other.

        Returns
        -------
        ndarray, shape (n, m)
            Non-increasing in the target; 1 at and behind the last evidence.

        References
        ----------
        Vaupel, Manton and Stallard (1979), doi:10.2307/2061224, on gamma frailty; van Houwelingen (2007),
        doi:10.1111/j.1467-9469.2006.00529.x, on hazards from what is known at a landmark.
        """
        hazard = np.exp(self._log_hazard(last_fraction, slowdown, log_pace, limit_log_pace))
        hazard *= np.exp(self.between_sd**2 / 2)
        variance = np.expm1(max(self.between_sd, 1e-3) ** 2)
        gone = cumulative(hazard, last_fraction, target_fraction)
        return np.asarray(np.exp(np.log1p(variance * gone) / -variance))

    def band(
        self,
        last_fraction: Floats,
        target_fraction: Floats,
        slowdown: Floats,
        log_pace: Floats,
        limit_log_pace: Floats | float = np.nan,
    ) -> tuple[Floats, Floats]:
        """Where 90 in 100 races lie with the probability of stopping before each target, two of (n, m).

        It holds the difference between races and the uncertainty of the coefficients; arguments as for
        `survival`.
        """
        log_hazard = self._log_hazard(last_fraction, slowdown, log_pace, limit_log_pace)
        terms = design(last_fraction, centres(), slowdown, log_pace, limit_log_pace)
        gone = cumulative(np.exp(log_hazard), last_fraction, target_fraction)
        mean = (
            np.stack(
                [
                    cumulative(np.exp(log_hazard) * terms[..., term], last_fraction, target_fraction)
                    for term in range(len(TERMS))
                ],
                axis=-1,
            )
            / np.maximum(gone, 1e-300)[..., None]
        )
        sd = np.sqrt(self.between_sd**2 + np.einsum("nmi,ij,nmj->nm", mean, self.covariance, mean))
        return -np.expm1(-gone * np.exp(-BAND * sd)), -np.expm1(-gone * np.exp(BAND * sd))

    def arrays(self) -> dict[str, Floats]:
        """The numbers, by name, to be stored in a file."""
        return {
            "stopping_coefficient": self.coefficient,
            "stopping_covariance": self.covariance,
            "stopping_between_sd": np.array(self.between_sd),
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Floats]) -> Stopping:
        """From what `arrays` gave.

        Raises
        ------
        KeyError
            If one is missing.
        """
        return cls(
            np.asarray(arrays["stopping_coefficient"], float),
            np.asarray(arrays["stopping_covariance"], float),
            float(arrays["stopping_between_sd"]),
        )

    @classmethod
    def usual(cls) -> Stopping:
        """As fitted on four races and ten published shares; docs/forecast.md says which."""
        covariance = np.zeros((len(TERMS), len(TERMS)))
        covariance[0, 0] = 0.0415
        covariance[1:, 1:] = [
            [0.0525, -0.0883, -0.0119, 0.0063],
            [-0.0883, 0.7263, -0.0885, -0.0098],
            [-0.0119, -0.0885, 0.1798, -0.0851],
            [0.0063, -0.0098, -0.0851, 0.4428],
        ]
        return cls(np.array([-3.884, 0.372, -8.602, 4.834, 11.022]), covariance, 0.716)

    def _log_hazard(
        self, last_fraction: Floats, slowdown: Floats, log_pace: Floats, limit_log_pace: Floats | float
    ) -> Floats:
        """In each cell of the course, shape (n, cells)."""
        terms = design(last_fraction, centres(), slowdown, log_pace, limit_log_pace)
        return np.asarray(terms @ self.coefficient)


def slowdown(net_s: Floats, at_m: Floats, length_m: float) -> Floats:
    """Log of each runner's pace over the last leg over the average pace until that leg, shape (n,).

    The leg ends at the farthest read and begins at the latest one at least `LEG` of the race before; NaN
    where there is none.

    Parameters
    ----------
    net_s : ndarray, shape (n, p), seconds, NaN = not read
    at_m : ndarray, shape (p,), metres, increasing
    length_m : float, metres
    """
    end_s, end_m = np.full((2, len(net_s)), np.nan)
    for time_s, here_m in zip(net_s.T, at_m, strict=True):
        read = np.isfinite(time_s)
        end_s, end_m = np.where(read, time_s, end_s), np.where(read, here_m, end_m)
    begin_s, begin_m = np.full((2, len(net_s)), np.nan)
    for time_s, here_m in zip(net_s.T, at_m, strict=True):
        before = np.isfinite(time_s) & (here_m <= end_m - LEG * length_m)
        begin_s, begin_m = np.where(before, time_s, begin_s), np.where(before, here_m, begin_m)
    leg = (end_s - begin_s) / (end_m - begin_m)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(leg > 0, np.log(leg * begin_m / begin_s), np.nan))


def centres() -> Floats:
    """Middles of the cells that the hazard is constant in."""
    return (np.arange(CELLS) + 0.5) / CELLS


def design(
    last_fraction: Floats,
    at_fraction: Floats,
    slowdown: Floats,
    log_pace: Floats,
    limit_log_pace: Floats | float,
) -> Floats:
    """Values of `TERMS` for runners at places ahead, shape (n, c, 5); what is not known counts as usual."""
    slow = np.clip(np.nan_to_num(slowdown), *SLOWDOWN)[:, None]
    near = np.clip(np.nan_to_num(log_pace - limit_log_pace + NEAR), *OVER)[:, None]
    ahead = np.maximum(at_fraction - np.asarray(last_fraction, float)[:, None], 0.0)
    terms = np.empty((*ahead.shape, len(TERMS)))
    off = at_fraction - 0.5
    for index, value in enumerate((1.0, off, off * off, slow * np.exp(-ahead / FADES), near)):
        terms[..., index] = value
    return terms


def cumulative(hazard: Floats, last_fraction: Floats, target_fraction: Floats) -> Floats:
    """Hazard (n, cells), constant in each, summed from each runner's last evidence to each target, (n, m)."""
    edges = np.arange(CELLS + 1) / CELLS
    last = np.asarray(last_fraction, float)[:, None]
    from_edge = np.maximum(last, edges[:-1])
    whole = hazard * np.maximum(edges[1:] - from_edge, 0.0)
    until = np.concatenate([np.zeros_like(last), np.cumsum(whole, axis=1)], axis=1)
    target = np.minimum(np.asarray(target_fraction, float), 1.0)
    cell = np.clip(np.searchsorted(edges, target, side="right") - 1, 0, CELLS - 1)
    return np.asarray(until[:, cell] + hazard[:, cell] * np.maximum(target - from_edge[:, cell], 0.0))
