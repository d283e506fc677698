"""One object for the whole field as of an instant: who will be where, when, in clock time, or stop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.conditioning import condition
from lanterne.forecast.evidence import Evidence
from lanterne.forecast.going import Going
from lanterne.forecast.posterior import Posterior
from lanterne.forecast.rates import Mats, silence
from lanterne.forecast.silence import Silence
from lanterne.forecast.stopping import slowdown
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats, Ints
    from lanterne.forecast.library import PaceLibrary

PLACES: Final = 128
"""How many places are looked at where a runner may have stopped."""

IN_DOUBT: Final = 0.9
"""Where such silence, of a runner who keeps going, is less likely than this, they may have stopped."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Arrivals of every runner of one distance at any point ahead, as of an instant.

    Attributes
    ----------
    evidence : Evidence
        What it rests on, as far as it was known by `as_of_s`.
    posterior : Posterior
        Of runners who keep going.
    as_of_s : ndarray, shape (n,), UTC epoch seconds
        What was known by then went into each runner's forecast.
    mats : Mats
        What the silence of each mat is worth.
    limit_at_s : float, UTC epoch seconds, NaN = none
        When the race ends.
    """

    evidence: Evidence
    posterior: Posterior
    as_of_s: Floats
    mats: Mats
    limit_at_s: float = np.nan

    @property
    def refused(self) -> Flags:
        """Runners whose reads cannot all be true, shape (n,); they get no forecast."""
        return self.posterior.refused

    @property
    def last_at_s(self) -> Floats:
        """Instant of each runner's last evidence, the start without any, shape (n,), UTC epoch seconds."""
        return np.asarray(self.evidence.start_s + self.posterior.last_s)

    def arrivals(self, target_m: Floats, levels: Floats, rows: Ints | None = None) -> Floats:
        """Quantiles of the arrival at each target, of those who come.

        That mats ahead have not read a runner by now is counted in; that they may stop is not: see `stopped`.

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

    def outcomes(
        self, target_m: Floats, limit_at_s: Floats, rows: Ints | None = None
    ) -> tuple[Floats, Floats, Floats]:
        """Probabilities of reaching each target by an instant, later, and of stopping before it.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        limit_at_s : ndarray, shape (m,) or (n, m), UTC epoch seconds
        rows
            As for `arrivals`.

        Returns
        -------
        three ndarray, shape (n, m), which sum to 1
            NaN where `arrivals` is.
        """
        where = self._where(rows)
        told = self._silence(where)
        limit_s = np.asarray(limit_at_s, float) - self.evidence.start_s[where, None]
        before = self.posterior.probability_before(target_m, limit_s, told, where)
        stopped = self._stopped(target_m, where, told)
        in_time = np.where(np.isnan(stopped), np.nan, (1 - stopped) * before)
        return in_time, 1 - stopped - in_time, stopped

    def in_time(self, target_m: Floats, limit_at_s: Floats, rows: Ints | None = None) -> Floats:
        """Probability of reaching each target by an instant; see `outcomes`."""
        return self.outcomes(target_m, limit_at_s, rows)[0]

    def late(self, target_m: Floats, limit_at_s: Floats, rows: Ints | None = None) -> Floats:
        """Probability of reaching each target after an instant; see `outcomes`."""
        return self.outcomes(target_m, limit_at_s, rows)[1]

    def stopped(self, target_m: Floats, rows: Ints | None = None) -> Floats:
        """Probability of having stopped, or stopping yet, before each target; see `outcomes`."""
        where = self._where(rows)
        return self._stopped(target_m, where, self._silence(where))

    def places_m(self, rows: Ints | None = None) -> Floats:
        """Where each runner is as of the forecast, (n, 3): quantiles 5, 50, 95 in 100 of the distance.

        Who may have stopped may be anywhere from the last evidence on.
        """
        where = self._where(rows)
        elapsed_s, told = self._elapsed_s(where), self._silence(where)
        places_m = self.posterior.expected_at_m(elapsed_s, told, where)
        doubt = np.flatnonzero(self.posterior.unseen(told, where)[:, -1] < IN_DOUBT)
        if len(doubt):
            places_m[doubt] = self._doubtful_m(where[doubt], elapsed_s[doubt], told.take(doubt))
        return places_m

    def update(self, rows: Ints, evidence: Evidence, as_of_s: float, mats: Mats | None = None) -> Forecast:
        """The forecast with some runners computed anew.

        Parameters
        ----------
        rows : ndarray of int
            Runners whose evidence or instant has changed.
        evidence : Evidence
            Of the whole field; for all other runners as before.
        as_of_s : float, UTC epoch seconds
            For `rows`; the others keep theirs.
        mats : Mats or None
            For all runners; None = as before.
        """
        part = condition(self.posterior.library, evidence.take(rows).by(as_of_s))
        as_of = self.as_of_s.copy()
        as_of[rows] = as_of_s
        return replace(
            self,
            evidence=evidence,
            posterior=self.posterior.replaced(rows, part),
            as_of_s=as_of,
            mats=mats or self.mats,
        )

    def _where(self, rows: Ints | None) -> Ints:
        return np.arange(len(self.as_of_s)) if rows is None else rows

    def _elapsed_s(self, where: Ints) -> Floats:
        """Each runner's net time as of the forecast."""
        return np.asarray(self.as_of_s[where] - self.evidence.start_s[where])

    def _silence(self, where: Ints) -> Silence:
        """What the mats ahead have not read as of the forecast."""
        net_s = self.posterior.net_s[where, : len(self.evidence.at_m)]
        start_s, last_s = self.evidence.start_s[where], self.posterior.last_s[where]
        return silence(net_s, start_s, last_s, self.mats, self.as_of_s[where])

    def _stopped(self, target_m: Floats, where: Ints, told: Silence) -> Floats:
        target_m = np.asarray(target_m, float)
        stopped = self._going(where, told).stopped(target_m)
        behind = target_m <= self.posterior.last_m[where, None]
        behind |= (self.refused | np.isnan(self.evidence.start_s))[where, None]
        return np.where(behind, np.nan, stopped)

    def _going(self, where: Ints, told: Silence) -> Going:
        length_m, at_m = self.evidence.length_m, self.evidence.at_m
        last_m, last_s = self.posterior.last_m[where], self.posterior.last_s[where]
        with np.errstate(invalid="ignore", divide="ignore"):  # nobody seen yet, or a limit before the start
            log_pace = np.log(last_s / (last_m / METRES_PER_KM))
            limit_s = self.limit_at_s - self.evidence.start_s[where]
            limit_log_pace = np.log(limit_s / (length_m / METRES_PER_KM))
        return Going(
            stopping=self.posterior.library.stopping,
            length_m=length_m,
            at_m=at_m,
            last_m=last_m,
            slowdown=slowdown(self.posterior.net_s[where, : len(at_m)], at_m, length_m),
            log_pace=log_pace,
            limit_log_pace=limit_log_pace,
            unseen=self.posterior.unseen(told, where),
        )

    def _doubtful_m(self, where: Ints, elapsed_s: Floats, told: Silence) -> Floats:
        """Quantiles 5, 50, 95 in 100 of the distance by now, of runners who may have stopped."""
        at_m = np.linspace(0, self.evidence.length_m, PLACES + 1)[1:]
        reached = self.posterior.reached(at_m, elapsed_s, told, where)
        beyond = (1 - np.nan_to_num(self._stopped(at_m, where, told))) * reached
        beyond = np.minimum.accumulate(np.column_stack([np.ones(len(where)), beyond]), axis=1)
        places_m = np.column_stack([_falls_to(beyond, share) for share in (0.95, 0.5, 0.05)])
        last_m = self.posterior.last_m[where, None]
        return np.maximum(places_m * (self.evidence.length_m / PLACES), last_m)


def _falls_to(curve: Floats, share: float) -> Floats:
    """Where each falling curve (n, m) comes down to a share, in steps of its grid; else at its end."""
    last = (curve > share).sum(axis=1) - 1
    then = np.minimum(last + 1, curve.shape[1] - 1)
    each = np.arange(len(curve))
    drop = curve[each, last] - curve[each, then]
    return np.asarray(
        last + np.where(drop > 0, (curve[each, last] - share) / np.where(drop > 0, drop, 1), 0.0)
    )


def forecast(
    library: PaceLibrary,
    evidence: Evidence,
    as_of_s: float | Floats,
    mats: Mats | None = None,
    limit_at_s: float = np.nan,
) -> Forecast:
    """Forecast the whole field.

    Parameters
    ----------
    library : PaceLibrary
    evidence : Evidence
        What is stamped later than `as_of_s` is left out.
    as_of_s : float or ndarray, shape (n,), UTC epoch seconds
    mats : Mats or None
        What the silence of each mat is worth; None = each works, and reads 995 of 1,000.
    limit_at_s : float, UTC epoch seconds, NaN = none
        When the race ends: who will hardly make it is likelier to stop, or to be stopped.
    """
    as_of = np.array(np.broadcast_to(np.asarray(as_of_s, float), evidence.start_s.shape))
    known = condition(library, evidence.by(as_of))
    return Forecast(evidence, known, as_of, mats or Mats.usual(len(evidence.at_m)), limit_at_s)
