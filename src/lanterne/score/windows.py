"""Arrival times at points ahead, judged as public transport judges its own: by windows, by predicted lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lanterne.score.rules import mean

if TYPE_CHECKING:
    from lanterne.forecast.arrays import Flags, Floats

SECONDS_PER_MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Window:
    """How early or late an arrival may be for its predicted lead.

    Attributes
    ----------
    from_s, to_s : float, seconds
        Predicted leads it is for, the second one not included.
    early_s, late_s : float, seconds
        Actual minus predicted must lie strictly between these.
    grows : bool
        Whether they are those of a lead of half an hour and grow in proportion to the lead.
    """

    from_s: float
    to_s: float
    early_s: float
    late_s: float
    grows: bool = False

    @property
    def name(self) -> str:
        """Such as ``6-12 min``."""
        low = round(self.from_s / SECONDS_PER_MINUTE)
        if np.isinf(self.to_s):
            return f"> {low} min"
        return f"{low}-{round(self.to_s / SECONDS_PER_MINUTE)} min"

    def holds(self, lead_s: Floats, error_s: Floats) -> Flags:
        """Whether each arrival is inside."""
        scale = lead_s / 1_800.0 if self.grows else 1.0
        return np.asarray((error_s > self.early_s * scale) & (error_s < self.late_s * scale))


WINDOWS: Final = (
    Window(0.0, 180.0, -60.0, 60.0),
    Window(180.0, 360.0, -90.0, 120.0),
    Window(360.0, 720.0, -150.0, 210.0),
    Window(720.0, 1_800.0, -240.0, 360.0),
    Window(1_800.0, 3_600.0, -240.0, 360.0, grows=True),
    Window(3_600.0, 7_200.0, -240.0, 360.0, grows=True),
    Window(7_200.0, float("inf"), -240.0, 360.0, grows=True),
)
"""Those of MBTA (its prediction_analyzer) up to half an hour; beyond it ours, in proportion to the lead."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How the predicted arrivals of one window turned out.

    Attributes
    ----------
    window : Window
    n : int
        Arrivals that came and were read.
    within : float
        Share of these inside the window; NaN of none.
    bias_s, rmse_s : float, seconds
        Mean, and root of the mean square, of actual minus predicted.
    unread : int
        Predicted, of a runner who went on, and not read there.
    stopped : int
        Predicted, of a runner who never came there.
    """

    window: Window
    n: int
    within: float
    bias_s: float
    rmse_s: float
    unread: int
    stopped: int


def arrivals(now_s: Floats, predicted_s: Floats, actual_s: Floats, stopped: Flags) -> tuple[Arrivals, ...]:
    """Sort predictions into windows by their lead and judge them.

    Parameters
    ----------
    now_s : ndarray, shape (n,), seconds
        Net time at which each runner's prediction is made.
    predicted_s : ndarray, shape (n, m), seconds
        Net times at points ahead; a lead below nothing counts as none.
    actual_s : ndarray, shape (n, m), seconds, NaN = never read there
    stopped : ndarray of bool, shape (n, m)
        Where they were not read because they never came.
    """
    lead_s = np.maximum(predicted_s - now_s[:, None], 0.0)
    return tuple(
        _judged(window, lead_s[inside], (actual_s - predicted_s)[inside], stopped[inside])
        for window in WINDOWS
        for inside in [(lead_s >= window.from_s) & (lead_s < window.to_s)]
    )


def _judged(window: Window, lead_s: Floats, error_s: Floats, stopped: Flags) -> Arrivals:
    came = np.isfinite(error_s)
    return Arrivals(
        window=window,
        n=int(came.sum()),
        within=mean(window.holds(lead_s[came], error_s[came]).astype(float)),
        bias_s=mean(error_s[came]),
        rmse_s=float(np.sqrt(mean(error_s[came] ** 2))),
        unread=int((~came & ~stopped).sum()),
        stopped=int((~came & stopped).sum()),
    )
