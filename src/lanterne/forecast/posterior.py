"""When each runner will be where, given any evidence: mixtures of Gaussians on the log of average pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import expit, logit  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast.drawing import drawn, unseen_yet

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats, Ints, Singles
    from lanterne.forecast.evidence import Scheme
    from lanterne.forecast.library import PaceLibrary
    from lanterne.forecast.silence import Silence

_ALONG: Final = np.linspace(0, 1, 17)[1:] ** 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """For each runner a mixture, and with it the distribution of the net time at any point ahead.

    Attributes
    ----------
    mats_m : ndarray, shape (p,), metres
        Where runners are read.
    net_s : ndarray, shape (n, p + e), seconds, NaN = not read
    schemes, scheme_of
        Where each runner's evidence lies.
    band : ndarray, shape (n, b)
        Shares of the bands of early pace in each runner, for what the day does to them.
    weight : ndarray, shape (n, K)
        Shares of the components in each runner.
    alike : ndarray of int, shape (n,)
        Sorts runners so that those with few and the same components are neighbours.
    last_m, last_s : ndarray, shape (n,)
        The farthest evidence: metres, net seconds; 0 without any.
    spread, shift : ndarray, shape (n,)
        How past races correct these distributions: with F the mixture's, the corrected one is
        ``expit((logit F - shift) / spread)``. 1 and 0 leave it as it is.
    refused : ndarray of bool, shape (n,)
        Evidence that cannot all be true; these runners get no forecast, NaN.
    """

    library: PaceLibrary
    length_m: float
    mats_m: Floats
    net_s: Floats
    schemes: tuple[Scheme, ...]
    scheme_of: Ints
    band: Singles
    weight: Singles
    alike: Ints
    last_m: Floats
    last_s: Floats
    spread: Singles
    shift: Singles
    refused: Flags

    def quantiles(
        self, target_m: Floats, levels: Floats, silence: Silence | None = None, rows: Ints | None = None
    ) -> Singles:
        """Quantiles of the net time at each target.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        levels : ndarray, shape (q,), in (0, 1), increasing
        silence : Silence or None
            What mats ahead have not read by now. With F the distribution at one mat without this knowledge, r
            the read rate and c the time until which it would have read, what is known there is
            ``F(t | not read) = ((1 - r) F(min(t, c)) + max(F(t) - F(c), 0)) / (1 - r F(c))``; other targets
            follow it as far as they are tied to it.
        rows : ndarray of int, or None
            Only these runners; arguments that have a value for each runner have theirs alone.

        Returns
        -------
        ndarray, shape (n, m, q), seconds
            Non-decreasing in level and in distance. NaN behind the last evidence and for refused runners.
        """
        return self.answers(target_m, levels, None, silence, rows)[0]

    def probability_before(
        self, target_m: Floats, limit_s: Floats, silence: Silence | None = None, rows: Ints | None = None
    ) -> Singles:
        """Probability of reaching each target by its limit.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        limit_s : ndarray, shape (m,), (n, m) or (l, n, m), net seconds
        silence, rows
            As for `quantiles`.

        Returns
        -------
        ndarray, shape (n, m) or (l, n, m)
            NaN behind the last evidence, for refused runners and where the limit is NaN.
        """
        return self.answers(target_m, np.empty(0), limit_s, silence, rows)[1]

    def answers(
        self,
        target_m: Floats,
        levels: Floats,
        limit_s: Floats | None,
        silence: Silence | None = None,
        rows: Ints | None = None,
    ) -> tuple[Singles, Singles]:
        """`quantiles` and `probability_before` together, for little more than what one of them costs."""
        where = self._where(rows)
        n, m = len(where), len(target_m)
        order = np.argsort(target_m, kind="stable")
        along_m = np.asarray(target_m, float)[order]
        wanted = self._odds(np.asarray(levels, float), where)
        limits_s = np.asarray(np.empty((0, n, m)) if limit_s is None else limit_s, np.float32)
        limits_s = np.broadcast_to(limits_s, np.broadcast_shapes(limits_s.shape, (1, n, m)))[:, :, order]
        quantiles_s = np.full((len(levels), n, m), np.nan, np.float32)
        before = np.full(limits_s.shape, np.nan, np.float32)
        for mine, here in drawn(self, where, lambda last_m: along_m[along_m > last_m], silence):
            behind = m - len(here.ahead.at_m)
            if len(levels):
                quantiles_s[:, mine, behind:] = here.times_s(wanted[:, mine])
            if limit_s is not None:
                reached = self._corrected(here.logits(limits_s[:, mine, behind:]), where[mine])
                before[:, mine, behind:] = reached
        if np.any(np.diff(order) < 0):
            back = np.argsort(order)
            quantiles_s, before = quantiles_s[:, :, back], before[:, :, back]
        many = limit_s is not None and np.ndim(limit_s) == before.ndim
        return quantiles_s.transpose(1, 2, 0), before if many or limit_s is None else before[0]

    def expected_at_m(
        self, elapsed_s: Floats, silence: Silence | None = None, rows: Ints | None = None
    ) -> Floats:
        """Where each runner is after `elapsed_s` net seconds: quantiles 5, 50 and 95 in 100 of the distance.

        Parameters
        ----------
        elapsed_s : ndarray, shape (n,), net seconds, NaN = not known
        silence, rows
            As for `quantiles`.

        Returns
        -------
        ndarray, shape (n, 3), metres
            Between the last evidence and the finish; NaN for refused runners.
        """
        where = self._where(rows)
        result = np.full((len(where), 3), np.nan)
        done = ~self.refused[where] & (self.last_m[where] >= self.length_m)
        result[done] = self.length_m
        # To be short of a place is to reach it later: the far quantile belongs to the early arrival.
        wanted = self._odds(np.array([0.95, 0.5, 0.05]), where)
        for mine, here in drawn(self, where, self._along, silence):
            last_m, last_s = self.last_m[where[mine[0]]], self.last_s[where[mine]]
            at_s = here.times_s(wanted[:, mine]).astype(float)
            before_s = np.concatenate([np.broadcast_to(last_s[:, None], (3, len(mine), 1)), at_s], axis=2)
            leg_s = np.maximum(np.diff(before_s, axis=2), 1e-3)
            share = np.clip((elapsed_s[mine, None] - before_s[:, :, :-1]) / leg_s, 0, 1)
            result[mine] = last_m + (share @ np.diff(here.ahead.at_m, prepend=last_m)).T
        return result

    def reached(
        self, at_m: Floats, elapsed_s: Floats, silence: Silence | None = None, rows: Ints | None = None
    ) -> Singles:
        """Probability that each runner is at or beyond each place after `elapsed_s` net seconds.

        Parameters
        ----------
        at_m : ndarray, shape (m,), metres
        elapsed_s : ndarray, shape (n,), net seconds, NaN = not known
        silence, rows
            As for `quantiles`.

        Returns
        -------
        ndarray, shape (n, m)
            1 up to the last evidence; NaN for refused runners and where `elapsed_s` is.
        """
        where = self._where(rows)
        limit_s = np.broadcast_to(elapsed_s[:, None], (len(where), len(at_m)))
        found = self.probability_before(at_m, limit_s, silence, rows)
        known = ~self.refused[where, None] & np.isfinite(limit_s)
        found[known & (at_m <= self.last_m[where, None])] = 1
        return found

    def unseen(self, silence: Silence, rows: Ints | None = None) -> Floats:
        """Probability that mats have not read a runner who keeps going.

        Parameters
        ----------
        silence, rows
            As for `quantiles`.

        Returns
        -------
        ndarray, shape (n, p + 1)
            Column j: that none of the first j of `mats_m` has read the runner by its `by_s`; those behind the
            last evidence, and those that say nothing, count as if they were not there. Column 0 is 1. NaN
            for refused runners.
        """
        return unseen_yet(self, self._where(rows), silence)

    def replaced(self, rows: Ints, part: Posterior) -> Posterior:
        """The same with the runners `rows` taken from `part`, which holds them in this order."""
        schemes = {scheme: index for index, scheme in enumerate(self.schemes)}
        moved = np.array([schemes.setdefault(scheme, len(schemes)) for scheme in part.schemes], np.int64)
        changed: dict[str, Any] = {"scheme_of": _with_rows(self.scheme_of, rows, moved[part.scheme_of])}
        for name in ("net_s", "band", "weight", "alike", "last_m", "last_s", "spread", "shift", "refused"):
            changed[name] = _with_rows(getattr(self, name), rows, getattr(part, name))
        return replace(self, schemes=tuple(schemes), **changed)

    def _where(self, rows: Ints | None) -> Ints:
        return np.arange(len(self.refused)) if rows is None else rows

    def _along(self, last_m: float) -> Floats:
        """Distances up to the finish, closer together at first; none of a finisher."""
        way_m = self.length_m - last_m
        return np.asarray(last_m + way_m * _ALONG if way_m > 0 else _ALONG[:0])

    def _odds(self, levels: Floats, where: Ints) -> Singles:
        """The log odds at which mixtures are to be asked for calibrated levels, shape (q, n)."""
        odds = logit(levels)[:, None] * self.spread[where] + self.shift[where]
        return np.asarray(odds, np.float32)

    def _corrected(self, odds: Singles, where: Ints) -> Singles:
        """Calibrated probabilities for a mixture's log odds (l, n, m)."""
        return np.asarray(expit((odds - self.shift[where, None]) / self.spread[where, None]))


def _with_rows(whole: Any, rows: Ints, part: Any) -> Any:
    changed = whole.copy()
    changed[rows] = part
    return changed
