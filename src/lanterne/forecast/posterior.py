"""When each runner will be where, given any evidence: mixtures of Gaussians on the log of average pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.evidence import Scheme, points
from lanterne.forecast.gains import deviations, log_likelihoods, outlook, sight
from lanterne.forecast.mixture import mixture_cdf, mixture_quantiles
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
_CHUNK: Final = 512
_NEAR_M: Final = (250.0, 1_000.0, 2_500.0)
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
        Shares of the components in each runner, largest first, 0 where dropped.
    component : ndarray of int, shape (n, K)
        Which they are.
    kept : ndarray of int, shape (n,)
        How many are not dropped.
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
    component: Ints
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
        levels = np.asarray(levels, float)
        order = np.argsort(target_m, kind="stable")
        target_m = np.asarray(target_m, float)[order]
        where = np.arange(len(self.kept)) if rows is None else rows
        result = np.full((len(levels), len(where), len(target_m)), np.nan, np.float32)
        for scheme, mine in self._groups(where):
            knots_m = _knots(self.library, self.length_m, scheme, target_m)
            if not len(knots_m):
                continue
            spread = _spread(scheme.last_m, knots_m, target_m)
            for chunk in _chunks(mine):
                curves = self._curves(scheme, where[chunk], knots_m, levels)
                result[:, chunk] = curves @ spread
        if not_before_s is not None:
            self._condition(result, target_m, levels, where, _by_target(not_before_s, order), read_rate)
        unsorted = np.empty_like(result)
        unsorted[:, :, order] = result
        return unsorted.transpose(1, 2, 0)

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
            NaN behind the last evidence and for refused runners.
        """
        target_m = np.asarray(target_m, float)
        where = np.arange(len(self.kept)) if rows is None else rows
        limit_s = np.broadcast_to(np.asarray(limit_s, float), (len(where), len(target_m)))
        before = self._cdf(target_m, limit_s, where)
        if not_before_s is not None:
            now_s = np.broadcast_to(_by_target(not_before_s, slice(None)), limit_s.shape)
            seen = np.nan_to_num(self._cdf(target_m, now_s, where))
            known = np.isfinite(now_s)
            rate = np.where(known, np.float32(read_rate), np.float32(0))
            before = (before - rate * np.minimum(before, seen)) / (1 - rate * seen)
        return before

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
        everywhere_m = self.library.fraction * self.length_m
        for scheme, mine in self._groups(where):
            knots_m = _knots(self.library, self.length_m, scheme, everywhere_m)
            if not len(knots_m):
                result[mine] = scheme.last_m
                continue
            width_m = np.diff(np.concatenate([[scheme.last_m], knots_m]))
            for chunk in _chunks(mine):
                curves = self._curves(scheme, where[chunk], knots_m, levels)
                into = elapsed_s[chunk, None] - curves[:, :, :-1]
                share = np.clip(into / np.maximum(np.diff(curves, axis=2), 1e-3), 0, 1)
                result[chunk] = scheme.last_m + (share @ width_m).T
        return result

    def replaced(self, rows: Ints, part: Posterior) -> Posterior:
        """The same with the runners `rows` taken from `part`, which holds them in this order."""
        schemes = {scheme: index for index, scheme in enumerate(self.schemes)}
        moved = np.array([schemes.setdefault(scheme, len(schemes)) for scheme in part.schemes], np.int64)
        changed = {"scheme_of": _with_rows(self.scheme_of, rows, moved[part.scheme_of])}
        for name in ("net_s", "weight", "component", "kept", "last_m", "last_s", "refused"):
            changed[name] = _with_rows(getattr(self, name), rows, getattr(part, name))
        return replace(self, schemes=tuple(schemes), **changed)

    def _groups(self, where: Ints) -> Iterator[tuple[Scheme, Ints]]:
        """Runners that share a scheme, those with few components first, as indices into `where`."""
        mine = np.flatnonzero(~self.refused[where])
        order = mine[np.lexsort((self.kept[where[mine]], self.scheme_of[where[mine]]))]
        of = self.scheme_of[where[order]]
        cuts = np.flatnonzero(np.diff(of)) + 1
        for part in np.split(order, cuts):
            if len(part):
                yield self.schemes[self.scheme_of[where[part[0]]]], part

    def _mixtures(
        self, scheme: Scheme, rows: Ints, target_m: tuple[float, ...]
    ) -> tuple[Singles, Singles, Singles]:
        """Weights (C, n, 1), means and deviations (C, n, m) of log average pace at the targets."""
        count = int(self.kept[rows].max())
        component = self.component[rows, :count].T
        view = outlook(self.library, self.length_m, scheme, target_m)
        seen = sight(self.library, self.length_m, scheme)
        deviation = deviations(seen, self.net_s[np.ix_(rows, scheme.columns)]).astype(np.float32)
        p, k, m = view.gain.shape
        every = (deviation @ view.gain.reshape(p, k * m)).reshape(len(rows), k, m)
        mean = every[np.arange(len(rows)), component] + view.offset[component]
        return self.weight[rows, :count].T[:, :, None], mean, view.sd[component]

    def _curves(self, scheme: Scheme, rows: Ints, knots_m: Floats, levels: Floats) -> Singles:
        """Quantiles of net time at the last evidence and at the knots, shape (q, n, 1 + knots)."""
        weight, mean, sd = self._mixtures(scheme, rows, tuple(knots_m.tolist()))
        curves = np.empty((len(levels), len(rows), 1 + len(knots_m)), np.float32)
        curves[:, :, 0] = self.last_s[rows]
        np.exp(mixture_quantiles(weight, mean, sd, levels), out=curves[:, :, 1:])
        curves[:, :, 1:] *= (knots_m / METRES_PER_KM).astype(np.float32)
        return np.maximum.accumulate(curves, axis=2, out=curves)

    def _cdf(self, target_m: Floats, at_s: Floats, where: Ints) -> Singles:
        """Probability of having reached each target by `at_s` (n, m); NaN where there is nothing to say."""
        result = np.full(at_s.shape, np.nan, np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):  # a limit before the start has probability 0
            log_pace = np.log(np.maximum(at_s, 1e-3) / (target_m / METRES_PER_KM)).astype(np.float32)
        for scheme, mine in self._groups(where):
            ahead = np.flatnonzero(target_m > scheme.last_m)
            if not len(ahead):
                continue
            targets = tuple(target_m[ahead].tolist())
            for chunk in _chunks(mine):
                weight, mean, sd = self._mixtures(scheme, where[chunk], targets)
                before = mixture_cdf(log_pace[np.ix_(chunk, ahead)], weight, mean, sd)
                before[at_s[np.ix_(chunk, ahead)] < self.last_s[where[chunk], None]] = 0
                result[np.ix_(chunk, ahead)] = before
        return result

    def _condition(
        self,
        result: Singles,
        target_m: Floats,
        levels: Floats,
        where: Ints,
        not_before_s: Floats,
        read_rate: float,
    ) -> None:
        """Replace the quantiles (q, n, m) that change because a target's mat has not read a runner by now."""
        now_s = np.broadcast_to(not_before_s, result.shape[1:])
        seen = np.nan_to_num(self._cdf(target_m, now_s, where)).astype(float)
        late = seen > _NEGLIGIBLE
        for scheme, mine in self._groups(where):
            for target in np.flatnonzero(late[mine].any(axis=0)):
                these = mine[late[mine, target]]
                weight, mean, sd = self._mixtures(scheme, where[these], (float(target_m[target]),))
                left = 1 - read_rate * seen[these, target]
                share = levels[:, None] * left
                unseen = share <= (1 - read_rate) * seen[these, target]
                level = np.where(unseen, share / (1 - read_rate), share + read_rate * seen[these, target])
                log_pace = mixture_quantiles(weight[:, :, 0], mean[:, :, 0], sd[:, :, 0], level)
                time_s = np.exp(log_pace) * np.float32(target_m[target] / METRES_PER_KM)
                result[:, these, target] = np.maximum(time_s, self.last_s[where[these]])
        np.fmax.accumulate(result, axis=2, out=result)


def condition(library: PaceLibrary, evidence: Evidence) -> Posterior:
    """What the library says of each runner, given what has been seen of them."""
    found = points(evidence)
    n, k = len(found.net_s), len(library.weight)
    weight = np.zeros((n, k), np.float32)
    last_m, last_s = np.zeros(n), np.zeros(n)
    for index, scheme in enumerate(found.schemes):
        rows = np.flatnonzero(found.scheme_of == index)
        seen = sight(library, evidence.length_m, scheme)
        net_s = found.net_s[np.ix_(rows, scheme.columns)]
        log_each = log_likelihoods(seen, net_s)
        log_each -= log_each.max(axis=1, keepdims=True)
        share = np.exp(log_each)
        weight[rows] = share / share.sum(axis=1, keepdims=True)
        if scheme.at_m:
            last_m[rows] = scheme.last_m
            last_s[rows] = net_s[:, int(np.argmax(scheme.at_m))]
    weight, component, kept = prune(weight)
    return Posterior(
        library=library,
        length_m=evidence.length_m,
        net_s=found.net_s,
        schemes=found.schemes,
        scheme_of=found.scheme_of,
        weight=weight,
        component=component,
        kept=kept,
        last_m=last_m,
        last_s=last_s,
        refused=found.refused,
    )


def prune(weight: Singles) -> tuple[Singles, Ints, Ints]:
    """Sort each runner's components, largest first, drop the least within `DROPPED`, scale the rest to 1."""
    component = np.argsort(-weight, axis=1)
    ordered = np.take_along_axis(weight, component, axis=1)
    kept = 1 + (np.cumsum(ordered[:, :-1], axis=1) < 1 - DROPPED).sum(axis=1)
    ordered[np.arange(weight.shape[1]) >= kept[:, None]] = 0
    ordered /= ordered.sum(axis=1, keepdims=True)
    return ordered, component, kept


def _knots(library: PaceLibrary, length_m: float, scheme: Scheme, target_m: Floats) -> Floats:
    """Where quantiles are computed, to be interpolated evenly: close after the evidence, then the grid.

    The targets themselves where these are fewer.
    """
    ahead_m = np.unique(target_m[target_m > scheme.last_m])
    grid_m = library.fraction * length_m
    near_m = scheme.last_m + np.array(_NEAR_M)
    thinned = grid_m[grid_m > near_m[-1] + _NEAR_M[0]]
    knots_m = np.concatenate([near_m[near_m < length_m - _NEAR_M[0]], thinned])
    if not len(thinned):
        knots_m = np.append(knots_m, length_m)
    return ahead_m if len(ahead_m) <= len(knots_m) else knots_m


def _spread(last_m: float, knots_m: Floats, target_m: Floats) -> Singles:
    """Weights (1 + knots, m) that interpolate from the last evidence and the knots to targets ahead."""
    stops_m = np.concatenate([[last_m], knots_m])
    right = np.clip(np.searchsorted(stops_m, target_m), 1, len(stops_m) - 1)
    share = (target_m - stops_m[right - 1]) / (stops_m[right] - stops_m[right - 1])
    spread = np.zeros((len(stops_m), len(target_m)), np.float32)
    each = np.arange(len(target_m))
    spread[right - 1, each] = 1 - share
    spread[right, each] = share
    spread[:, target_m <= last_m] = np.nan
    return spread


def _chunks(rows: Ints) -> Iterator[Ints]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _by_target(not_before_s: Reals, order: Ints | slice) -> Floats:
    """Time by now for each runner and target, whatever shape it came in."""
    each = np.asarray(not_before_s, float)
    return each[:, None] if each.ndim == 1 else each[:, order]


def _with_rows(whole: np.ndarray, rows: Ints, part: np.ndarray) -> np.ndarray:
    changed = whole.copy()
    changed[rows] = part
    return changed
