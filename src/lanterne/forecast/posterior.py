"""When each runner will be where, given any evidence: mixtures of Gaussians on the log of average pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.special import expit, logit  # type: ignore[import-untyped]  # scipy ships no types

from lanterne.forecast.ahead import Plan, plan
from lanterne.forecast.gains import deviations, outlook, sight
from lanterne.forecast.mixture import mixture_cdf, moments, shapes
from lanterne.forecast.silence import Silence, Unread, missed, told
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lanterne.forecast.arrays import Flags, Floats, Ints, Singles
    from lanterne.forecast.evidence import Scheme
    from lanterne.forecast.library import PaceLibrary

_CHUNK: Final = 20_480
_ALONG: Final = np.linspace(0, 1, 17)[1:] ** 1.5
_DUE: Final = 0.02
"""A mat's silence counts once a read was this likely; before, it says less than the reckoning is off."""


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """For each runner a mixture, and with it the distribution of the net time at any point ahead.

    Attributes
    ----------
    mats_m : ndarray, shape (p,), metres
        Where runners are read.
    net_s : ndarray, shape (n, p + 1), seconds, NaN = not read
    schemes, scheme_of
        Where each runner's evidence lies.
    weight : ndarray, shape (n, K)
        Shares of the components in each runner, 0 where dropped.
    kept : ndarray of int, shape (n,)
        How many components are not dropped.
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
    weight: Singles
    kept: Ints
    last_m: Floats
    last_s: Floats
    spread: Singles
    shift: Singles
    refused: Flags

    def quantiles(
        self,
        target_m: Floats,
        levels: Floats,
        silence: Silence | None = None,
        rows: Ints | None = None,
    ) -> Singles:
        """Quantiles of the net time at each target.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        levels : ndarray, shape (q,), in (0, 1), increasing
        silence : Silence or None
            What mats ahead have not read by now. With F the distribution at a mat without this knowledge, r
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
        levels, target_m = np.asarray(levels, float), np.asarray(target_m, float)
        where = np.arange(len(self.kept)) if rows is None else rows
        order = np.argsort(target_m, kind="stable")
        along_m = target_m[order]
        result = np.full((len(levels), len(where), len(along_m)), np.nan, np.float32)
        for scheme, mine in self._groups(where):
            behind = int(np.searchsorted(along_m, scheme.last_m, side="right"))
            if behind == len(along_m):
                continue
            ahead = plan(scheme.last_m, along_m[behind:])
            for chunk, unread in self._chunks(scheme, where, mine, len(along_m), silence):
                curves = self._curves(scheme, where[chunk], ahead, levels, unread)
                result[:, chunk, behind:] = curves
        if np.any(np.diff(order) < 0):
            result = result[:, :, np.argsort(order)]
        return result.transpose(1, 2, 0)

    def probability_before(
        self,
        target_m: Floats,
        limit_s: Floats,
        silence: Silence | None = None,
        rows: Ints | None = None,
    ) -> Singles:
        """Probability of reaching each target by its limit.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        limit_s : ndarray, shape (m,) or (n, m), net seconds
        silence, rows
            As for `quantiles`.

        Returns
        -------
        ndarray, shape (n, m)
            NaN behind the last evidence, for refused runners and where the limit is NaN.
        """
        target_m = np.asarray(target_m, float)
        where = np.arange(len(self.kept)) if rows is None else rows
        limit_s = np.broadcast_to(np.asarray(limit_s, float), (len(where), len(target_m)))
        result = np.full(limit_s.shape, np.nan, np.float32)
        for scheme, mine in self._groups(where):
            ahead = np.flatnonzero(target_m > scheme.last_m)
            if not len(ahead):
                continue
            for chunk, unread in self._chunks(scheme, where, mine, len(ahead), silence):
                by_s = limit_s[chunk][:, ahead]
                result[np.ix_(chunk, ahead)] = self._cdf(scheme, where[chunk], target_m[ahead], by_s, unread)
        return result

    def expected_at_m(
        self,
        elapsed_s: Floats,
        silence: Silence | None = None,
        rows: Ints | None = None,
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
        where = np.arange(len(self.kept)) if rows is None else rows
        result = np.full((len(where), 3), np.nan)
        # To be short of a place is to reach it later: the far quantile belongs to the early arrival.
        levels = np.array([0.95, 0.5, 0.05])
        for scheme, mine in self._groups(where):
            if scheme.last_m >= self.length_m:
                result[mine] = self.length_m
                continue
            ahead = plan(scheme.last_m, scheme.last_m + (self.length_m - scheme.last_m) * _ALONG)
            width_m = np.diff(ahead.ahead_m, prepend=scheme.last_m)
            for chunk, unread in self._chunks(scheme, where, mine, len(_ALONG), silence):
                reached_s = np.empty((3, len(chunk), 1 + len(width_m)))
                reached_s[:, :, 0] = self.last_s[where[chunk]]
                reached_s[:, :, 1:] = self._curves(scheme, where[chunk], ahead, levels, unread)
                leg_s = np.maximum(np.diff(reached_s, axis=2), 1e-3)
                share = np.clip((elapsed_s[chunk, None] - reached_s[:, :, :-1]) / leg_s, 0, 1)
                result[chunk] = scheme.last_m + (share @ width_m).T
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
        where = np.arange(len(self.kept)) if rows is None else rows
        limit_s = np.broadcast_to(elapsed_s[:, None], (len(where), len(at_m)))
        found = self.probability_before(at_m, limit_s, silence, rows)
        known = ~self.refused[where, None] & np.isfinite(limit_s)
        found[known & (at_m <= self.last_m[where, None])] = 1
        return found

    def unseen(self, silence: Silence, rows: Ints | None = None) -> Singles:
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
        crossed = np.nan_to_num(self.probability_before(self.mats_m, silence.by_s, rows=rows))
        found = np.ones((len(crossed), len(self.mats_m) + 1), np.float32)
        np.cumprod(1 - silence.read_rate * crossed, axis=1, out=found[:, 1:])
        found[self.refused if rows is None else self.refused[rows]] = np.nan
        return found

    def replaced(self, rows: Ints, part: Posterior) -> Posterior:
        """The same with the runners `rows` taken from `part`, which holds them in this order."""
        schemes = {scheme: index for index, scheme in enumerate(self.schemes)}
        moved = np.array([schemes.setdefault(scheme, len(schemes)) for scheme in part.schemes], np.int64)
        changed: dict[str, Any] = {"scheme_of": _with_rows(self.scheme_of, rows, moved[part.scheme_of])}
        for name in ("net_s", "weight", "kept", "last_m", "last_s", "spread", "shift", "refused"):
            changed[name] = _with_rows(getattr(self, name), rows, getattr(part, name))
        return replace(self, schemes=tuple(schemes), **changed)

    def _groups(self, where: Ints) -> Iterator[tuple[Scheme, Ints]]:
        """Runners that share a scheme, those with few components first, as indices into `where`."""
        mine = np.flatnonzero(~self.refused[where])
        order = mine[np.lexsort((self.kept[where[mine]], self.scheme_of[where[mine]]))]
        of = self.scheme_of[where[order]]
        for part in np.split(order, np.flatnonzero(np.diff(of)) + 1):
            if len(part):
                yield self.schemes[self.scheme_of[where[part[0]]]], part

    def _chunks(
        self,
        scheme: Scheme,
        where: Ints,
        mine: Ints,
        targets: int,
        silence: Silence | None,
    ) -> Iterator[tuple[Ints, Unread | None]]:
        """Cut runners of one scheme into chunks, apart those that the next mat should have read by now."""
        ahead = np.flatnonzero(self.mats_m > scheme.last_m)[:1]
        if silence is not None and len(ahead):
            at_m = self.mats_m[ahead]
            by_s, rate = silence.by_s[:, ahead], silence.read_rate[:, ahead]
            due = [
                (rate[chunk] * self._cdf(scheme, where[chunk], at_m, by_s[chunk], None))[:, 0] > _DUE
                for chunk in _cut(mine, 1)
            ]
            late = np.concatenate(due)
            for chunk in _cut(mine[late], targets):
                yield chunk, Unread(float(at_m[0]), by_s[chunk, 0], rate[chunk, 0])
            mine = mine[~late]
        for chunk in _cut(mine, targets):
            yield chunk, None

    def _mixtures(
        self, scheme: Scheme, rows: Ints, target_m: tuple[float, ...], unread: Unread | None
    ) -> tuple[Singles, Singles, Singles]:
        """Weights (C, n, 1), means (C, n, m) and deviations (C, n or 1, m) of log pace at the targets.

        Of the components that any of these runners has; of more where a mat has not read them.
        """
        weight = self.weight[rows]
        has = np.flatnonzero(weight.any(axis=0))
        looked_m = target_m if unread is None else (*target_m, unread.at_m)
        view = outlook(self.library, self.length_m, scheme, looked_m)
        seen = sight(self.library, self.length_m, scheme)
        deviation = deviations(seen, self.net_s[rows][:, list(scheme.columns)]).astype(np.float32)
        mean = deviation @ view.gain[has]
        mean += view.offset[has, None]
        share = np.ascontiguousarray(weight[:, has].T)[:, :, None]
        sd = view.sd[has, None]
        return (share, mean, sd) if unread is None else told(unread, share, mean, sd, view.tie[has, None])

    def _curves(
        self, scheme: Scheme, rows: Ints, ahead: Plan, levels: Floats, unread: Unread | None
    ) -> Singles:
        """Quantiles of net time at increasing distances ahead, shape (q, n, m).

        Centre and scale of every mixture are computed at every distance. The shape of its distribution, in
        these units, changes slowly: it is computed at a few knots and interpolated.
        """
        m = len(ahead.ahead_m)
        own_levels = expit(logit(levels)[:, None] * self.spread[rows] + self.shift[rows])
        weight, mean, sd = self._mixtures(scheme, rows, ahead.at_m, unread)
        centre, scale = moments(weight, mean, sd)
        most = np.argsort(-weight[:, :, 0], axis=0)[: int((weight > 0).sum(axis=0).max())]
        each = np.arange(len(rows))
        shape = shapes(
            weight[most, each],
            mean[most, each, m:],
            np.broadcast_to(sd, mean.shape)[most, each, m:],
            centre[:, m:],
            scale[:, m:],
            own_levels[:, :, None],
        )
        curves = shape @ ahead.spread
        curves *= scale[:, :m]
        curves += centre[:, :m]
        np.exp(curves, out=curves)
        curves *= (ahead.ahead_m / METRES_PER_KM).astype(np.float32)
        np.maximum(curves, self.last_s[rows, None].astype(np.float32), out=curves)
        if unread is not None:
            beyond = ahead.ahead_m >= unread.at_m
            later = own_levels > missed(unread, weight)
            least_s = np.where(later, unread.by_s, 0)[:, :, None]
            curves[:, :, beyond] = np.maximum(curves[:, :, beyond], least_s)
        if np.any(curves[:, :, 1:] < curves[:, :, :-1]):
            np.maximum.accumulate(curves, axis=2, out=curves)
        return np.asarray(curves)

    def _cdf(
        self, scheme: Scheme, rows: Ints, target_m: Floats, by_s: Floats, unread: Unread | None
    ) -> Singles:
        """Probability of reaching targets ahead by `by_s` (n, m)."""
        log_pace = np.log(np.maximum(by_s, 1e-3) / (target_m / METRES_PER_KM))
        mixtures = self._mixtures(scheme, rows, tuple(target_m.tolist()), unread)
        before = mixture_cdf(log_pace.astype(np.float32), *mixtures)
        np.clip(before, 0, 1, out=before)
        before[by_s < self.last_s[rows, None]] = 0
        if unread is not None:
            at_most = missed(unread, mixtures[0])[:, None]
            early = (by_s <= unread.by_s[:, None]) & (target_m >= unread.at_m)
            before = np.where(early, np.minimum(before, at_most), before)
        return np.asarray(expit((logit(before) - self.shift[rows, None]) / self.spread[rows, None]))


def _cut(rows: Ints, targets: int) -> Iterator[Ints]:
    """Rows in chunks whose arrays stay in the processor's cache."""
    size = max(_CHUNK // max(targets, 1), 64)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _with_rows(whole: Any, rows: Ints, part: Any) -> Any:
    changed = whole.copy()
    changed[rows] = part
    return changed
