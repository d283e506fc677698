"""Who is overdue: on the course, and unseen for longer than missed reads explain."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

FINISH_GRACE_S: Final = 900.0


def overdue(
    due_s: NDArray[np.floating[Any]], at_m: NDArray[np.float64], evidence_m: NDArray[np.float64], now_s: float
) -> NDArray[np.bool_]:
    """Whether each runner is late beyond doubt at two mats in a row.

    One mat's missing read says nothing: bibs are covered, readers fail. Who is past the latest time to be
    expected at the next mat and at the one after has missed two, or has stopped; where only the finish is
    ahead, it is the finish and a quarter of an hour.

    Parameters
    ----------
    due_s : ndarray, shape (n, p), seconds
        Instant by which 99 in 100 such runners have passed each mat; NaN = behind the last evidence, or a mat
        whose silence says nothing of the runner.
    at_m : ndarray, shape (p,), metres, increasing
        The mats in use, the finish last.
    evidence_m : ndarray, shape (n,), metres; NaN = no evidence
    now_s : float, seconds, from the same instant as `due_s`

    Returns
    -------
    ndarray, shape (n,)
    """
    ahead = (at_m > np.nan_to_num(evidence_m)[:, None]) & np.isfinite(due_s)
    late = ahead & (due_s < now_s)
    only_finish = ahead.sum(axis=1) == 1
    at_finish = only_finish & (due_s[:, -1] < now_s - FINISH_GRACE_S)
    beyond_doubt: NDArray[np.bool_] = at_finish | (late.sum(axis=1) >= 2)
    return beyond_doubt
