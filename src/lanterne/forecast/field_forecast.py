"""One object for the whole field as of an instant: who will be where, when, in clock time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.conditioning import condition
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.posterior import Posterior
from lanterne.forecast.silence import Silence

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats, Ints, Singles
    from lanterne.forecast.library import PaceLibrary

READ_RATE: Final = 0.995


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Arrivals of every runner of one distance at any point ahead, as of an instant.

    Attributes
    ----------
    evidence : Evidence
        What it rests on.
    posterior : Posterior
    as_of_s : ndarray, shape (n,), UTC epoch seconds
        What was known by then went into each runner's forecast.
    """

    evidence: Evidence
    posterior: Posterior
    as_of_s: Floats

    @property
    def refused(self) -> Flags:
        """Runners whose reads cannot all be true, shape (n,); they get no forecast."""
        return self.posterior.refused

    def arrivals(self, target_m: Floats, levels: Floats, rows: Ints | None = None) -> Floats:
        """Quantiles of the arrival at each target.

        That the next mat ahead has not read a runner by now is counted in.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        levels : ndarray, shape (q,), in (0, 1), increasing
        rows : ndarray of int, or None
            Only these runners.

        Returns
        -------
        ndarray, shape (n, m, q), UTC epoch seconds
            NaN behind the last evidence, for runners whose start is not known, and for refused ones.
        """
        where = self._where(rows)
        net_s = self.posterior.quantiles(target_m, levels, self._silence(where), where)
        return net_s + self.evidence.start_s[where, None, None]

    def in_time(self, target_m: Floats, limit_at_s: Floats, rows: Ints | None = None) -> Singles:
        """Probability of reaching each target by an instant.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        limit_at_s : ndarray, shape (m,) or (n, m), UTC epoch seconds
        rows
            As for `arrivals`.

        Returns
        -------
        ndarray, shape (n, m)
            NaN where `arrivals` is.
        """
        where = self._where(rows)
        start_s = self.evidence.start_s[where]
        limit_s = np.asarray(limit_at_s, float) - start_s[:, None]
        before = self.posterior.probability_before(target_m, limit_s, self._silence(where), where)
        before[np.isnan(start_s)] = np.nan
        return before

    def places_m(self, rows: Ints | None = None) -> Floats:
        """Where each runner is as of the forecast, (n, 3): quantiles 5, 50, 95 in 100 of the distance."""
        where = self._where(rows)
        return self.posterior.expected_at_m(self._elapsed_s(where), self._silence(where), where)

    def update(self, rows: Ints, evidence: Evidence, as_of_s: float) -> Forecast:
        """The forecast with some runners computed anew.

        Parameters
        ----------
        rows : ndarray of int
            Runners whose evidence or instant has changed.
        evidence : Evidence
            Of the whole field; for all other runners as before.
        as_of_s : float, UTC epoch seconds
            For `rows`; the others keep theirs.
        """
        part = condition(self.posterior.library, evidence.take(rows))
        as_of = self.as_of_s.copy()
        as_of[rows] = as_of_s
        return replace(self, evidence=evidence, posterior=self.posterior.replaced(rows, part), as_of_s=as_of)

    def _where(self, rows: Ints | None) -> Ints:
        return np.arange(len(self.as_of_s)) if rows is None else rows

    def _elapsed_s(self, where: Ints) -> Floats:
        """Each runner's net time as of the forecast."""
        return np.asarray(self.as_of_s[where] - self.evidence.start_s[where])

    def _silence(self, where: Ints) -> Silence:
        """No mat ahead has read a runner as of the forecast."""
        by_s = np.repeat(self._elapsed_s(where)[:, None], len(self.evidence.at_m), axis=1)
        return Silence(by_s, np.full(by_s.shape, READ_RATE))


def forecast(library: PaceLibrary, evidence: Evidence, as_of_s: float) -> Forecast:
    """Forecast the whole field.

    Parameters
    ----------
    library : PaceLibrary
    evidence : Evidence
        Only what was known by `as_of_s`.
    as_of_s : float, UTC epoch seconds
    """
    return Forecast(evidence, condition(library, evidence), np.full(len(evidence.start_s), float(as_of_s)))
