"""Which mats are dark, by what people said and by their own silence, and how surely the others read."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Mat
from lanterne.field.fold import Field
from lanterne.forecast.rates import Mats, gone_dark

Floats = NDArray[np.float64]

NEVER = (-np.inf, -np.inf)

SILENT_S: Final = 180.0
"""A mat is silent for so long before its silence says anything: reads are under way for a while."""


def mats_now(
    field: Field,
    mat_points: list[list[str]],
    passing_s: Floats,
    due_s: Floats,
    out: NDArray[np.bool_],
    now_s: float,
) -> Mats:
    """The mats of one distance as of now.

    A mat is dark from the time somebody says that it is lifted or down until somebody says that it is live
    again; or, where nobody said anything, from its last read if those due since then were not read.

    Parameters
    ----------
    mat_points : list of list of str
        Timing point ids at each of the p mats, in the order of the course; a mat is dark only where all are.
    passing_s : ndarray, shape (n, p), UTC epoch seconds, NaN = not read
    due_s : ndarray, shape (n, p), UTC epoch seconds
        When most of such runners have passed each mat, by their evidence alone; NaN = not known.
    out : ndarray, shape (n,)
        Runners known to be on the course: only they speak against a mat.
    now_s : float, UTC epoch seconds
    """
    said = _said(field, now_s)
    awaited_s = np.where(out[:, None], due_s, np.nan)
    since_s = gone_dark(awaited_s, passing_s, now_s)
    silent_s = now_s - np.fmax(since_s, np.fmin.reduce(awaited_s, axis=0, initial=np.nan))
    since_s = np.where(silent_s >= SILENT_S, since_s, np.nan)
    dark_from_s, dark_to_s = np.full((2, len(mat_points)), np.nan)
    for mat, points in enumerate(mat_points):
        spans = [said.get(point, NEVER) for point in points]
        from_s, to_s = max(span[0] for span in spans), min(span[1] for span in spans)
        if from_s < to_s:
            dark_from_s[mat], dark_to_s[mat] = from_s, to_s
        if to_s < np.inf and since_s[mat] >= to_s:
            dark_from_s[mat], dark_to_s[mat] = since_s[mat], np.inf
    return Mats.learned(passing_s, dark_from_s, dark_to_s)


def mat_stages(field: Field) -> dict[str, str]:
    """What was last said of each mat: live, lifted or down."""
    return {one.point: one.what for one in field.told(Mat)}


def _said(field: Field, now_s: float) -> dict[str, tuple[float, float]]:
    """By timing point: when it was last lifted or down, and live again (inf = not yet)."""
    spans: dict[str, tuple[float, float]] = {}
    for word in field.told(Mat):
        at_s = field.corrected_s(word)
        if at_s > now_s:
            continue
        known = spans.get(word.point)
        still = known is not None and known[1] == np.inf
        if word.what == "live":
            if known is not None and still:
                spans[word.point] = known[0], at_s
        elif not still:
            spans[word.point] = at_s, np.inf
    return spans
