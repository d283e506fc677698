"""The forecast's record on one day: what was issued against what has happened by now, by predicted lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.score.windows import WINDOWS, Window

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats, Ints

LEVELS: Final = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Issued:
    """Pairs of a forecast and a mat ahead, k of them.

    Attributes
    ----------
    at_s : ndarray, shape (k,), UTC epoch seconds
        When it was issued.
    quantile_s : ndarray, shape (k, 5), UTC epoch seconds
        Arrival at `LEVELS`.
    actual_s : ndarray, shape (k,), UTC epoch seconds, NaN = not read there
    unread : ndarray of bool, shape (k,)
        Not read there, but farther on, or the mat has read nobody: nothing can be said.
    gone : ndarray of bool, shape (k,)
        Not read there or farther on, and no longer on the way.
    slow : ndarray of bool, shape (k,)
        Whether the runner was in the slowest quarter where the forecast was issued.
    last : ndarray of bool, shape (k,)
        Whether it is the last forecast issued before that mat.
    mat : ndarray of int, shape (k,)
        Which mat it is for.
    """

    at_s: Floats
    quantile_s: Floats
    actual_s: Floats
    unread: Flags
    gone: Flags
    slow: Flags
    last: Flags
    mat: Ints

    def take(self, rows: Flags) -> Issued:
        """Some of them."""
        return Issued(**{name: getattr(self, name)[rows] for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class Tally:
    """How some forecasts turned out; NaN where there is none to say it of.

    Attributes
    ----------
    n : int
        Forecasts that are due: their runner came, or is still on the way past the 95 in 100 quantile.
    came, never_came : int
        Those of `n` who were read; and, not in `n`, those whose runner is no longer on the way.
    in_window, held_50, held_90 : float
        Shares of `n`; who has not come yet counts as outside.
    median_error_s, bias_s : float, seconds
        Median of the size of the error, and of the error (late is positive), of those who came.
    """

    n: int
    came: int
    never_came: int
    in_window: float
    held_50: float
    held_90: float
    median_error_s: float
    bias_s: float


def due(issued: Issued, now_s: float) -> Issued:
    """Those that can be judged by an instant: whose 95 in 100 quantile has passed.

    Judging also those who came before it would count the early and leave out the late.

    Parameters
    ----------
    now_s : float, UTC epoch seconds
        Infinity once nobody is on the way any more.
    """
    return issued.take((issued.quantile_s[:, -1] <= now_s) & ~issued.unread)


def tally(issued: Issued) -> Tally:
    """How forecasts that are due turned out."""
    here = issued.take(~issued.gone)
    lead_s = np.maximum(here.quantile_s[:, 2] - here.at_s, 0.0)
    error_s = here.actual_s - here.quantile_s[:, 2]
    inside = np.zeros(len(lead_s), np.bool_)
    for window in WINDOWS:
        mine = _in(window, lead_s)
        inside[mine] = window.holds(lead_s[mine], error_s[mine])
    came_s = error_s[np.isfinite(error_s)]
    return Tally(
        n=len(lead_s),
        came=len(came_s),
        never_came=int(issued.gone.sum()),
        in_window=_share(inside),
        held_50=_share((here.actual_s >= here.quantile_s[:, 1]) & (here.actual_s <= here.quantile_s[:, 3])),
        held_90=_share((here.actual_s >= here.quantile_s[:, 0]) & (here.actual_s <= here.quantile_s[:, 4])),
        median_error_s=_median(np.abs(came_s)),
        bias_s=_median(came_s),
    )


def by_lead(issued: Issued) -> list[tuple[Window, Tally]]:
    """The tally of each span of predicted lead."""
    lead_s = np.maximum(issued.quantile_s[:, 2] - issued.at_s, 0.0)
    return [(window, tally(issued.take(_in(window, lead_s)))) for window in WINDOWS]


def by_mat(issued: Issued, mats: int) -> list[Tally]:
    """The tally of each mat, of the last forecast before it alone: so a mat that is off shows itself."""
    last = issued.take(issued.last)
    return [tally(last.take(last.mat == mat)) for mat in range(mats)]


def reached_in_time(
    limit_s: Floats, before_s: Floats, after_s: Floats, share: float, still: Flags, now_s: float
) -> Floats:
    """Whether runners reached a gate in time, by what was read around it.

    Parameters
    ----------
    limit_s : ndarray, shape (n,), UTC epoch seconds
    before_s, after_s : ndarray, shape (n,), UTC epoch seconds, NaN = none
        The last read before the gate, and the first at it or beyond.
    share : float
        How far the gate is along the way between these two; 1 where a mat stands at the gate.
    still : ndarray of bool, shape (n,)
        Who is still on the way.
    now_s : float, UTC epoch seconds

    Returns
    -------
    ndarray, shape (n,)
        1 or 0; NaN where the limit is still to come, or it cannot be told yet. Who was not read beyond and
        is no longer on the way was not in time.
    """
    at_gate_s = before_s + share * (after_s - before_s) if share < 1 else after_s
    known = np.where(np.isfinite(at_gate_s), at_gate_s <= limit_s, np.nan)
    known = np.where(after_s <= limit_s, 1.0, known)
    unseen = np.isnan(after_s)
    late = unseen & (before_s > limit_s) | unseen & ~still | (unseen & (share >= 1))
    known = np.where(late, 0.0, known)
    return np.asarray(np.where(limit_s < now_s, known, np.nan))


def _in(window: Window, lead_s: Floats) -> Flags:
    return np.asarray((lead_s >= window.from_s) & (lead_s < window.to_s))


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else float("nan")
