"""What the page of the forecast's record is sent."""

from __future__ import annotations

from lanterne.views.base import View


class LeadView(View, frozen=True, kw_only=True):
    """Forecasts of one span of predicted lead, and what became of them.

    Attributes
    ----------
    from_s, to_s : float, float or None
        The span; null = without end.
    n : int
        Forecasts whose 90 % range has passed, of runners who came or still may.
    came : int
        Those who were read there.
    never_came : int
        Those who have left the course, or of whom nothing has been seen: counted apart.
    in_window : float or None
        Share of `n` inside the window.
    early_s, late_s : float
        The window: how much before and after the predicted time counts as right.
    grows : bool
        Whether that is for a lead of half an hour, and more in proportion for a longer one.
    median_error_s, bias_s : float or None
        Median of the size of the error, and of the error (late is positive), of those who came.
    held_50, held_90 : float or None
        Share of `n` inside the 50 % and the 90 % range.
    """

    from_s: float
    to_s: float | None
    n: int
    came: int
    never_came: int
    in_window: float | None
    early_s: float
    late_s: float
    grows: bool
    median_error_s: float | None
    bias_s: float | None
    held_50: float | None
    held_90: float | None


class MatRecordView(View, frozen=True, kw_only=True):
    """How those who came to a mat did against the forecast made at the read before it."""

    id: str
    name: str
    distance: str
    at_m: float
    n: int
    bias_s: float | None
    median_error_s: float | None
    held_90: float | None


class ReliabilityView(View, frozen=True, kw_only=True):
    """Of the forecasts that said a probability in a bin: what was said on average, and the share in time."""

    from_p: float
    to_p: float
    n: int
    said: float
    happened: float


class DayPaceView(View, frozen=True, kw_only=True):
    """How the field runs today on a stretch, against the usual: per cent slower (faster: negative)."""

    from_m: float
    to_m: float
    who: str
    percent: float
    low: float
    high: float


class DayMatView(View, frozen=True, kw_only=True):
    """A mat that seems to stand elsewhere than stated, by so many metres (early: negative)."""

    id: str
    name: str
    metres: float
    sd_m: float


class DayView(View, frozen=True, kw_only=True):
    """What the day itself says, learned from everybody so far; empty until something has been learned."""

    pace: list[DayPaceView]
    mats: list[DayMatView]


class RecordView(View, frozen=True, kw_only=True):
    """The forecast's own record today: what was issued against what happened.

    Attributes
    ----------
    runners, sampled : int
        How many have been read on the way, and how many of them are looked at.
    whole, slow : LeadView
        All spans together, of everybody and of the slowest quarter at each mat.
    leads, slow_leads : list of LeadView
        By predicted lead.
    gates : list of ReliabilityView
        Of gates that are over.
    """

    as_of_s: float
    runners: int
    sampled: int
    whole: LeadView
    slow: LeadView
    leads: list[LeadView]
    slow_leads: list[LeadView]
    mats: list[MatRecordView]
    gates: list[ReliabilityView]
    day: DayView
