"""When each runner will be where, given any evidence: mixtures of Gaussians on the log of average pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lanterne.forecast.evidence import Scheme, points
from lanterne.forecast.gains import deviations, log_likelihoods, outlook, sight
from lanterne.forecast.mixture import mixture_cdf, mixture_quantiles, moments, shapes
from lanterne.units import METRES_PER_KM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lanterne.forecast.arrays import Flags, Floats, Ints, Reals, Singles
    from lanterne.forecast.evidence import Evidence
    from lanterne.forecast.library import PaceLibrary

DROPPED: Final = 2e-3
"""Components are dropped, least first, while their shares together stay below this.

The distribution function, and so every probability and the level of every quantile, is off by no more.
"""

READ_RATE: Final = 0.995
_CHUNK: Final = 256
_KNOTS: Final = 5
_ALONG: Final = np.linspace(0, 1, 17)[1:] ** 1.5
_NEGLIGIBLE: Final = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """For each runner a mixture, and with it the distribution of the net time at any point ahead.

    Attributes
    ----------
    net_s : ndarray, shape (n, p + 1), seconds, NaN = not read
    schemes, scheme_of
        Where each runner's evidence lies.
    weight : ndarray, shape (n, K)
        Shares of the components in each runner, 0 where dropped.
    kept : ndarray of int, shape (n,)
        How many components are not dropped.
    last_m, last_s : ndarray, shape (n,)
        The farthest evidence: metres, net seconds; 0 without any.
    refused : ndarray of bool, shape (n,)
        Evidence that cannot all be true; these runners get no forecast, NaN.
    """

    library: PaceLibrary
    length_m: float
    net_s: Floats
    schemes: tuple[Scheme, ...]
    scheme_of: Ints
    weight: Singles
    kept: Ints
    last_m: Floats
    last_s: Floats
    refused: Flags

    def quantiles(
        self,
        target_m: Floats,
        levels: Floats,
        not_before_s: Floats | None = None,
        read_rate: float = READ_RATE,
        rows: Ints | None = None,
    ) -> Singles:
        """Quantiles of the net time at each target.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        levels : ndarray, shape (q,), in (0, 1), increasing
        not_before_s : ndarray, shape (n,) or (n, m), seconds, NaN = says nothing
            The runner's time by now, where a target has a mat that has not read them. With F the distribution
            without that knowledge, r the read rate and c this time, what is known is
            ``F(t | not read) = ((1 - r) F(min(t, c)) + max(F(t) - F(c), 0)) / (1 - r F(c))``.
        read_rate : float
            The share of crossings that a mat reads.
        rows : ndarray of int, or None
            Only these runners; `not_before_s` has their rows alone.

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
            if behind < len(along_m):
                plan = _plan(scheme.last_m, along_m[behind:])
                for chunk in _chunks(mine):
                    result[:, chunk, behind:] = self._curves(scheme, where[chunk], plan, levels)
        if not_before_s is not None:
            not_before = _by_target(not_before_s, len(where), len(along_m))[:, order]
            self._condition(result, along_m, levels, where, not_before, read_rate)
        if np.any(np.diff(order) < 0):
            result = result[:, :, np.argsort(order)]
        return result.transpose(1, 2, 0)

    def probability_before(
        self,
        target_m: Floats,
        limit_s: Floats,
        not_before_s: Floats | None = None,
        read_rate: float = READ_RATE,
        rows: Ints | None = None,
    ) -> Singles:
        """Probability of reaching each target by its limit.

        Parameters
        ----------
        target_m : ndarray, shape (m,), metres
        limit_s : ndarray, shape (m,) or (n, m), net seconds
        not_before_s, read_rate, rows
            As for `quantiles`.

        Returns
        -------
        ndarray, shape (n, m)
            NaN behind the last evidence, for refused runners and where the limit is NaN.
        """
        target_m = np.asarray(target_m, float)
        where = np.arange(len(self.kept)) if rows is None else rows
        limit_s = np.broadcast_to(np.asarray(limit_s, float), (len(where), len(target_m)))
        before = self._cdf(target_m, limit_s, where)
        if not_before_s is not None:
            now_s = _by_target(not_before_s, len(where), len(target_m))
            seen = np.nan_to_num(self._cdf(target_m, now_s, where))
            before = (before - np.float32(read_rate) * np.minimum(before, seen)) / (1 - read_rate * seen)
        return np.clip(before, np.float32(0), np.float32(1))

    def expected_at_m(self, elapsed_s: Floats, rows: Ints | None = None) -> Floats:
        """Where each runner is after `elapsed_s` net seconds: quantiles 5, 50 and 95 in 100 of the distance.

        Parameters
        ----------
        elapsed_s : ndarray, shape (n,), net seconds, NaN = not known
        rows
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
            plan = _plan(scheme.last_m, scheme.last_m + (self.length_m - scheme.last_m) * _ALONG)
            width_m = np.diff(plan.ahead_m, prepend=scheme.last_m)
            for chunk in _chunks(mine):
                reached_s = np.empty((3, len(chunk), 1 + len(width_m)))
                reached_s[:, :, 0] = self.last_s[where[chunk]]
                reached_s[:, :, 1:] = self._curves(scheme, where[chunk], plan, levels)
                leg_s = np.maximum(np.diff(reached_s, axis=2), 1e-3)
                share = np.clip((elapsed_s[chunk, None] - reached_s[:, :, :-1]) / leg_s, 0, 1)
                result[chunk] = scheme.last_m + (share @ width_m).T
        return result

    def replaced(self, rows: Ints, part: Posterior) -> Posterior:
        """The same with the runners `rows` taken from `part`, which holds them in this order."""
        schemes = {scheme: index for index, scheme in enumerate(self.schemes)}
        moved = np.array([schemes.setdefault(scheme, len(schemes)) for scheme in part.schemes], np.int64)
        changed: dict[str, Any] = {"scheme_of": _with_rows(self.scheme_of, rows, moved[part.scheme_of])}
        for name in ("net_s", "weight", "kept", "last_m", "last_s", "refused"):
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

    def _mixtures(
        self, scheme: Scheme, rows: Ints, target_m: tuple[float, ...]
    ) -> tuple[Singles, Singles, Singles]:
        """Weights (C, n, 1), means (C, n, m) and deviations (C, 1, m) of log average pace at the targets.

        Of the components that any of these runners has.
        """
        weight = self.weight[rows]
        has = np.flatnonzero(weight.any(axis=0))
        view = outlook(self.library, self.length_m, scheme, target_m)
        seen = sight(self.library, self.length_m, scheme)
        deviation = deviations(seen, self.net_s[rows][:, list(scheme.columns)]).astype(np.float32)
        mean = deviation @ view.gain[has]
        mean += view.offset[has, None]
        return np.ascontiguousarray(weight[:, has].T)[:, :, None], mean, view.sd[has, None]

    def _curves(self, scheme: Scheme, rows: Ints, plan: _Plan, levels: Floats) -> Singles:
        """Quantiles of net time at increasing distances ahead, shape (q, n, m).

        Centre and scale of every mixture are computed at every distance. The shape of its distribution, in
        these units, changes slowly: it is computed at a few knots and interpolated.
        """
        m = len(plan.ahead_m)
        weight, mean, sd = self._mixtures(scheme, rows, plan.at_m)
        centre, scale = moments(weight, mean, sd)
        most = np.argsort(-weight[:, :, 0], axis=0)[: int(self.kept[rows].max())]
        each = np.arange(len(rows))
        shape = shapes(
            weight[most, each], mean[most, each, m:], sd[most, 0, m:], centre[:, m:], scale[:, m:], levels
        )
        curves = shape @ plan.spread
        curves *= scale[:, :m]
        curves += centre[:, :m]
        np.exp(curves, out=curves)
        curves *= (plan.ahead_m / METRES_PER_KM).astype(np.float32)
        np.maximum(curves, self.last_s[rows, None].astype(np.float32), out=curves)
        if np.any(curves[:, :, 1:] < curves[:, :, :-1]):
            np.maximum.accumulate(curves, axis=2, out=curves)
        return np.asarray(curves)

    def _cdf(self, target_m: Floats, at_s: Floats, where: Ints) -> Singles:
        """Probability of having reached each target by `at_s` (n, m); NaN where there is nothing to say."""
        result = np.full(at_s.shape, np.nan, np.float32)
        for scheme, mine in self._groups(where):
            ahead = np.flatnonzero(target_m > scheme.last_m)
            if not len(ahead):
                continue
            targets = tuple(target_m[ahead].tolist())
            for chunk in _chunks(mine):
                by_s = at_s[chunk][:, ahead]
                log_pace = np.log(np.maximum(by_s, 1e-3) / (target_m[ahead] / METRES_PER_KM))
                weight, mean, sd = self._mixtures(scheme, where[chunk], targets)
                before = mixture_cdf(log_pace.astype(np.float32), weight, mean, sd)
                before[by_s < self.last_s[where[chunk], None]] = 0
                result[np.ix_(chunk, ahead)] = before
        return result

    def _condition(
        self,
        result: Singles,
        target_m: Floats,
        levels: Floats,
        where: Ints,
        now_s: Floats,
        read_rate: float,
    ) -> None:
        """Replace the quantiles (q, n, m) that change because a target's mat has not read a runner by now."""
        seen = np.nan_to_num(self._cdf(target_m, now_s, where))
        late = seen > _NEGLIGIBLE
        affected = np.flatnonzero(late.any(axis=1))
        for scheme, mine in self._groups(where[affected]):
            for these in _chunks(affected[mine]):
                targets = np.flatnonzero(late[these].any(axis=0))
                mixtures = self._mixtures(scheme, where[these], tuple(target_m[targets].tolist()))
                before = seen[np.ix_(these, targets)]
                share = levels[:, None, None] * (1 - read_rate * before)
                unseen = share <= (1 - read_rate) * before
                level = np.where(unseen, share / max(1 - read_rate, 1e-9), share + read_rate * before)
                time_s = np.exp(mixture_quantiles(*mixtures, level))
                time_s *= (target_m[targets] / METRES_PER_KM).astype(np.float32)
                np.maximum(time_s, self.last_s[where[these], None].astype(np.float32), out=time_s)
                block = np.ix_(np.arange(len(levels)), these, targets)
                result[block] = np.where(late[np.ix_(these, targets)], time_s, result[block])
        np.fmax.accumulate(result, axis=2, out=result)


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
    return Posterior(
        library=library,
        length_m=evidence.length_m,
        net_s=found.net_s,
        schemes=found.schemes,
        scheme_of=found.scheme_of,
        weight=weight,
        kept=(weight > 0).sum(axis=1),
        last_m=last_m,
        last_s=last_s,
        refused=found.refused,
    )


def prune(weight: Singles, dropped: float = DROPPED) -> Singles:
    """Drop each runner's least components while they are below `dropped` together; scale the rest to 1."""
    ordered = np.sort(weight, axis=1)
    below = np.cumsum(ordered, axis=1) < dropped
    least = np.take_along_axis(ordered, below.sum(axis=1, keepdims=True), axis=1)
    kept = np.where(weight >= least, weight, np.float32(0))
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Distances ahead (m,), at which to look (m + knots,), and how knots spread to distances (knots, m)."""

    ahead_m: Floats
    at_m: tuple[float, ...]
    spread: Singles


def _plan(last_m: float, ahead_m: Floats) -> _Plan:
    """Knots evenly in the log of the way since the evidence; the distances themselves where they are few."""
    if len(ahead_m) <= _KNOTS:
        return _Plan(ahead_m, tuple(ahead_m.tolist()) * 2, np.eye(len(ahead_m), dtype=np.float32))
    way = np.log(ahead_m - last_m)
    stops = np.linspace(way[0], way[-1], _KNOTS)
    right = np.clip(np.searchsorted(stops, way), 1, _KNOTS - 1)
    share = (way - stops[right - 1]) / (stops[right] - stops[right - 1])
    spread = np.zeros((_KNOTS, len(ahead_m)), np.float32)
    each = np.arange(len(ahead_m))
    spread[right - 1, each] = 1 - share
    spread[right, each] = share
    return _Plan(ahead_m, (*ahead_m.tolist(), *(last_m + np.exp(stops)).tolist()), spread)


def _chunks(rows: Ints) -> Iterator[Ints]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _by_target(not_before_s: Reals, n: int, m: int) -> Floats:
    """Time by now for each runner and target, whichever of its two shapes it came in."""
    each = np.asarray(not_before_s, float)
    return np.broadcast_to(each[:, None] if each.ndim == 1 else each, (n, m))


def _with_rows(whole: Any, rows: Ints, part: Any) -> Any:
    changed = whole.copy()
    changed[rows] = part
    return changed
