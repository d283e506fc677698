"""What every page of one tick shares: the table, the holds, the stations, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lanterne.live.accounting import Accounts, account
from lanterne.live.acks import Acks, acks
from lanterne.live.closing import closing_views, mat_lift_views, segment_views
from lanterne.live.ground import Ground
from lanterne.live.holds import hold_views
from lanterne.live.now import Now
from lanterne.live.questions import question_views
from lanterne.live.sweepplace import SweepPlace, sweep_places
from lanterne.live.table import table_view
from lanterne.views import ClosingView, CutoffTableView, HoldView, MatLiftView, QuestionView, SegmentView


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What waits for a decision and what was decided, as of one tick.

    Attributes
    ----------
    speed : float
        Of race time; a replay's may not be 1.
    accounts : Accounts
        Of everybody who is not simply running or home.
    closings : Mapping
        By station id.
    acks : Mapping
        When each stand acknowledged what.
    sweeps : Mapping
        By vehicle id, where each sweep is that has said so.
    """

    speed: float
    accounts: Accounts
    table: CutoffTableView
    holds: tuple[HoldView, ...]
    closings: Mapping[str, ClosingView]
    mats: tuple[MatLiftView, ...]
    segments: tuple[SegmentView, ...]
    questions: tuple[QuestionView, ...]
    acks: Acks
    sweeps: Mapping[str, SweepPlace]

    @property
    def lantern(self) -> str:
        """Lit, or out by all clear."""
        return self.accounts.all_clear.lantern


def decide(now: Now, speed: float = 1.0) -> Decided:
    """Work out what every page of this tick shares."""
    ground = Ground(now)
    return Decided(
        speed=speed,
        accounts=account(now),
        table=table_view(now.field, now.now_s),
        holds=tuple(hold_views(now)),
        closings={one.station: one for one in closing_views(now, ground)},
        mats=tuple(mat_lift_views(now, ground)),
        segments=tuple(segment_views(now, ground)),
        questions=tuple(question_views(now)),
        acks=acks(now.field),
        sweeps=sweep_places(now),
    )
