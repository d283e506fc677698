"""What each page is sent, and nothing else: the wire shapes of race control's views.

Instants are UTC epoch seconds, distances metres from the start of the runner's own distance.
A number that is not known is null.
"""

from __future__ import annotations

from lanterne.views.base import View
from lanterne.views.control import (
    ArrivalView,
    BalanceView,
    ChartView,
    ControlView,
    DistanceView,
    EvidenceView,
    FeedView,
    FieldView,
    GateNowView,
    GateView,
    LedgerPage,
    LedgerRow,
    LineView,
    MatView,
    PlaceView,
    RaceView,
    RunnerView,
    StationView,
    TrackView,
    VehicleTrackView,
    VehicleView,
)
from lanterne.views.record import (
    DayMatView,
    DayPaceView,
    DayView,
    LeadView,
    MatRecordView,
    RecordView,
    ReliabilityView,
)
from lanterne.views.runner import (
    AheadView,
    GateChanceView,
    IssuedView,
    RunnerForecastView,
    SeenView,
    SpreadView,
    WordView,
)

__all__ = [
    "AheadView",
    "ArrivalView",
    "BalanceView",
    "ChartView",
    "ControlView",
    "DayMatView",
    "DayPaceView",
    "DayView",
    "DistanceView",
    "EvidenceView",
    "FeedView",
    "FieldView",
    "GateChanceView",
    "GateNowView",
    "GateView",
    "IssuedView",
    "LeadView",
    "LedgerPage",
    "LedgerRow",
    "LineView",
    "MatRecordView",
    "MatView",
    "PlaceView",
    "RaceView",
    "RecordView",
    "ReliabilityView",
    "RunnerForecastView",
    "RunnerView",
    "SeenView",
    "SpreadView",
    "StationView",
    "TrackView",
    "VehicleTrackView",
    "VehicleView",
    "View",
    "WordView",
]
