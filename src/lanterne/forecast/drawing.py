"""From a posterior to distributions: who is overdue where, and curves for them chunk by chunk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.ahead import plan
from lanterne.forecast.batches import Batch, batches
from lanterne.forecast.curves import curves
from lanterne.forecast.gains import sight
from lanterne.forecast.parts import crossing, of_components, of_slices, unseen
from lanterne.forecast.prospect import prospect, regressors
from lanterne.forecast.silence import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lanterne.forecast.arrays import Floats, Ints, Singles
    from lanterne.forecast.curves import Curves
    from lanterne.forecast.posterior import Posterior
    from lanterne.forecast.prospect import Prospect
    from lanterne.forecast.silence import Silence

DUE: Final = 0.02
"""A mat's silence counts once a read was this likely; before, it says less than the reckoning is off."""


def drawn(
    posterior: Posterior, where: Ints, along: Callable[[float], Floats], silence: Silence | None
) -> Iterator[tuple[Ints, Curves]]:
    """Curves, and which of the runners `where` they are for, until all have theirs.

    Parameters
    ----------
    posterior : Posterior
    where : ndarray of int, shape (n,)
    along
        From the distance of the last evidence to increasing distances beyond it; none = nothing to draw.
    silence : Silence or None
        Of the n runners.
    """
    for batch in _batches(posterior, where):
        at_m = along(batch.scheme.last_m)
        if not len(at_m):
            continue
        parts = (
            [batch] if silence is None else [part for part, _ in _overdue(posterior, where, batch, silence)]
        )
        for part in parts:
            mats_m = posterior.mats_m[part.due]
            ahead = plan(
                posterior.library,
                posterior.length_m,
                part.scheme.last_m,
                tuple(at_m.tolist()),
                tuple(mats_m.tolist()),
            )
            view = prospect(posterior.library, posterior.length_m, part.scheme, ahead)
            for chunk in part.cut(len(at_m)):
                rows = where[chunk.mine]
                seen = _seen(posterior, chunk, rows)
                unread = None
                if silence is None or not len(part.due):
                    made = of_components(view, *seen)
                else:
                    unread = _unread(posterior, chunk, silence)
                    made = of_slices(view, *seen, unread)
                yield chunk.mine, curves(ahead, made, posterior.last_s[rows], unread)


def unseen_yet(posterior: Posterior, where: Ints, silence: Silence) -> Floats:
    """See `Posterior.unseen`."""
    found = np.ones((len(where), len(posterior.mats_m) + 1))
    for batch in _batches(posterior, where):
        columns = np.flatnonzero(posterior.mats_m > batch.scheme.last_m)
        for part, missed in _overdue(posterior, where, batch, silence):
            if len(part.due):
                view = _at_mats(posterior, part, part.due)
                none = np.ones((len(part.mine), len(part.due) + 1))
                none[:, 1:] = np.concatenate(
                    [
                        unseen(
                            view,
                            *_seen(posterior, chunk, where[chunk.mine]),
                            _unread(posterior, chunk, silence),
                        )
                        for chunk in part.cut(1)
                    ]
                )
                missed[:, np.searchsorted(columns, part.due)] = none[:, 1:] / none[:, :-1]
            found[np.ix_(part.mine, columns + 1)] = np.cumprod(missed, axis=1)
    found[posterior.refused[where]] = np.nan
    return found


def _batches(posterior: Posterior, where: Ints) -> Iterator[Batch]:
    return batches(
        posterior.schemes, posterior.scheme_of[where], posterior.alike[where], posterior.refused[where]
    )


def _overdue(
    posterior: Posterior, where: Ints, batch: Batch, silence: Silence
) -> Iterator[tuple[Batch, Floats]]:
    """A batch by the mats its runners are overdue at.

    With it, for each mat ahead, the probability of not having been read there, shape (n, mats ahead).
    """
    columns = np.flatnonzero(posterior.mats_m > batch.scheme.last_m)
    missed = np.ones((len(batch.mine), len(columns)))
    if len(columns):
        at_mats = Batch(batch.scheme, batch.mine, columns)
        view = _at_mats(posterior, batch, columns)
        start = 0
        for chunk in at_mats.cut(len(columns)):
            unread = _unread(posterior, chunk, silence)
            crossed = crossing(view, *_seen(posterior, chunk, where[chunk.mine]), unread)
            missed[start : start + len(crossed)] -= np.nan_to_num(unread.read_rate * crossed)
            start += len(crossed)
    for part, inside in batch.apart(columns, 1 - missed > DUE):
        yield part, missed[inside]


def _at_mats(posterior: Posterior, batch: Batch, columns: Ints) -> Prospect:
    """What a scheme's evidence says of mats."""
    mats_m = tuple(posterior.mats_m[columns].tolist())
    ahead = plan(posterior.library, posterior.length_m, batch.scheme.last_m, mats_m[:1], mats_m)
    return prospect(posterior.library, posterior.length_m, batch.scheme, ahead)


def _seen(posterior: Posterior, batch: Batch, rows: Ints) -> tuple[Singles, Singles]:
    """What multiplies gains (p + b + 1, n), and shares of the components (K, n)."""
    seen = sight(posterior.library, posterior.length_m, batch.scheme)
    net_s = posterior.net_s[rows][:, list(batch.scheme.columns)]
    return regressors(seen, net_s, posterior.band[rows]), np.ascontiguousarray(posterior.weight[rows].T)


def _unread(posterior: Posterior, batch: Batch, silence: Silence) -> Unread:
    return Unread(
        at_m=posterior.mats_m[batch.due],
        by_s=silence.by_s[batch.mine][:, batch.due],
        read_rate=silence.read_rate[batch.mine][:, batch.due],
    )
