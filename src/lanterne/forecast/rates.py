"""How surely each mat reads each runner: the mat's own rate, the runner's record, and mats that are dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.forecast.silence import Silence

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats

USUAL_RATE: Final = 0.995
USUAL_WORTH: Final = 40.0
"""What a mat is taken to read before it is known, and how many runners that opinion is worth."""

OWN_WORTH: Final = 1.5
"""How many mats the field's rate is worth beside a runner's own record.

Bibs differ far more than chance: fitted on 14 race days (Boston, Chicago, Köln, London, Berlin, Honolulu), of
which each by itself gives .5 to 4. Somebody who was missed once of six mats is missed next at 13 in 100.
"""

LEAST: Final = 1e-3
"""No mat and no runner is taken to be surer than this."""

DARK: Final = 1e-3
"""The chance that a mat goes dark at any one time, before anything is known."""

EXCUSED: Final = 0.3
"""The chance that a runner due at a working mat is not read: stopped, held up, missed, far out of their time.

Generous on purpose: six due in a row are needed to doubt a mat, so that a tail that was picked up does not.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Mats:
    """The state of the timing points, as of an instant.

    Attributes
    ----------
    rate : ndarray, shape (p,), in (0, 1)
        The share of usual runners that each reads while it works.
    dark_from_s, dark_to_s : ndarray, shape (p,), UTC epoch seconds
        When it last was lifted or down; NaN = never, and inf = still.
    """

    rate: Floats
    dark_from_s: Floats
    dark_to_s: Floats

    def __post_init__(self) -> None:
        """Check shapes.

        Raises
        ------
        ValueError
            If the arrays have different lengths.
        """
        if not self.rate.shape == self.dark_from_s.shape == self.dark_to_s.shape:
            raise ValueError("rate, dark_from_s and dark_to_s need one value for each timing point")

    @classmethod
    def usual(cls, count: int) -> Mats:
        """Mats of which nothing is known."""
        return cls(np.full(count, USUAL_RATE), np.full(count, np.nan), np.full(count, np.nan))

    @classmethod
    def learned(
        cls, net_s: Floats, dark_from_s: Floats | None = None, dark_to_s: Floats | None = None
    ) -> Mats:
        """Mats as the field's reads show them.

        Of the runners read at any later mat, each should have read all: its rate is the share it did, with
        a beta prior of mean .995 worth 40 runners. The last mat keeps the prior.

        Parameters
        ----------
        net_s : ndarray, shape (n, p), NaN = not read
            Of the whole field, in the order of the course.
        dark_from_s, dark_to_s
            As for the class; None = never dark.
        """
        seen = np.isfinite(net_s)
        passed = beyond(seen)
        read, due = (seen & passed).sum(axis=0), passed.sum(axis=0)
        rate = (USUAL_RATE * USUAL_WORTH + read) / (USUAL_WORTH + due)
        never = np.full(len(rate), np.nan)
        return cls(
            np.clip(rate, LEAST, 1 - LEAST),
            never if dark_from_s is None else dark_from_s,
            never if dark_to_s is None else dark_to_s,
        )


def beyond(seen: Flags) -> Flags:
    """Whether each runner has been read at a mat after each, shape (n, p)."""
    at_or_after = np.logical_or.accumulate(seen[:, ::-1], axis=1)[:, ::-1]
    return np.column_stack([at_or_after[:, 1:], np.zeros(len(seen), bool)])


def own_rates(net_s: Floats, mats: Mats, counts: Flags) -> Floats:
    """The probability that each mat reads each runner, shape (n, p).

    A runner is read where the mat works and the bib does. The bib's share is beta distributed about the
    field's (`OWN_WORTH`), given the runner's reads and misses behind their farthest read; a miss where the
    mat misses many counts for less. Ahead, each mat's rate is that of a runner whom all mats ahead before it
    have missed, so that their product is the probability that all miss.

    Parameters
    ----------
    net_s : ndarray, shape (n, p), NaN = not read
    mats : Mats
    counts : ndarray of bool, shape (n, p)
        Mats ahead that would have read the runner by now; others say nothing of the bib.
    """
    seen = np.isfinite(net_s)
    passed = beyond(seen)
    failing = 1 - mats.rate
    usual = float(np.median(failing)) if len(failing) else 0.0
    blame = np.minimum(1.0, usual / failing)
    works = np.minimum(1.0, mats.rate / (1 - usual))
    missed = (passed & ~seen) @ blame
    known = missed + seen.sum(axis=1)
    rate = np.empty(net_s.shape)
    for column in range(net_s.shape[1]):
        fails = (OWN_WORTH * usual + missed) / (OWN_WORTH + known)
        rate[:, column] = works[column] * (1 - fails)
        ahead = counts[:, column] & ~passed[:, column] & ~seen[:, column]
        missed = missed + ahead * blame[column]
        known = known + ahead * blame[column]
    return np.clip(rate, LEAST, 1 - LEAST)


def silence(net_s: Floats, start_s: Floats, last_s: Floats, mats: Mats, as_of_s: Floats) -> Silence:
    """What it means that mats have not read runners by now.

    A mat that is dark says nothing from then on. One that was dark for a time and works again counts with
    its rate times the share of the time since the runner's last evidence that it has worked.

    Parameters
    ----------
    net_s : ndarray, shape (n, p), NaN = not read
    start_s : ndarray, shape (n,), UTC epoch seconds
    last_s : ndarray, shape (n,), net seconds of the last evidence, 0 = none
    mats : Mats
    as_of_s : ndarray, shape (n,), UTC epoch seconds
    """
    now_s = (as_of_s - start_s)[:, None]
    from_s, to_s = (each - start_s[:, None] for each in (mats.dark_from_s, mats.dark_to_s))
    still = (from_s <= now_s) & ~(to_s <= now_s)
    by_s = np.where(still, from_s, np.broadcast_to(now_s, still.shape))
    by_s = np.where(by_s > last_s[:, None], by_s, np.nan)
    rate = own_rates(net_s, mats, np.isfinite(by_s))
    since_s = np.maximum(by_s - last_s[:, None], 1.0)
    dark_s = np.minimum(to_s, by_s) - np.maximum(from_s, last_s[:, None])
    worked = 1 - np.clip(np.nan_to_num(dark_s / since_s), 0.0, 1.0)
    return Silence(by_s, rate * np.where(still, 1.0, worked))


def gone_dark(due_s: Floats, passing_s: Floats, now_s: float) -> Floats:
    """Since when each mat is dark by its own silence, though nobody said so, shape (p,), UTC epoch seconds.

    A mat is in doubt from its last read on. Every runner who was due there since, and was not read, speaks
    against it: each has an excuse with probability `EXCUSED`, all of them together hardly. A runner speaks
    only of the first mat ahead that is not dark itself, so that those who stopped are held against one mat.

    Parameters
    ----------
    due_s : ndarray, shape (n, p), UTC epoch seconds
        When half of such runners have passed each mat, by their evidence alone; NaN = not expected.
    passing_s : ndarray, shape (n, p), UTC epoch seconds, NaN = not read
    now_s : float, UTC epoch seconds

    Returns
    -------
    ndarray, shape (p,)
        The last read of a mat that is likelier dark than not, -inf where it has read nobody; NaN = it works,
        as far as can be told.
    """
    seen = np.isfinite(passing_s)
    ahead = ~beyond(seen) & ~seen
    last_s = np.max(np.where(seen, passing_s, -np.inf), axis=0, initial=-np.inf)
    silent = np.zeros(len(passing_s), bool)
    since_s = np.full(len(last_s), np.nan)
    for column in range(len(last_s)):
        due = ahead[:, column] & (due_s[:, column] <= now_s)
        speaking = int((due & ~silent & (due_s[:, column] > last_s[column])).sum())
        if EXCUSED**speaking < DARK:
            since_s[column] = last_s[column]
        else:
            silent |= due
    return since_s
