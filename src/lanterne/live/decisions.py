"""Race control's view of what waits for a decision and what was decided."""

from __future__ import annotations

from lanterne.live.decided import Decided
from lanterne.live.notices import unheard_views
from lanterne.live.now import Now
from lanterne.live.table import proposal_views, version_views
from lanterne.views import DecisionsView


def decisions_view(now: Now, made: Decided) -> DecisionsView:
    """Everything that was worked out at the desk, for race control's page."""
    return DecisionsView(
        as_of_s=now.now_s,
        table=made.table,
        proposals=proposal_views(now.field),
        versions=version_views(now.field),
        holds=list(made.holds),
        stations=list(made.closings.values()),
        mats=list(made.mats),
        segments=list(made.segments),
        questions=list(made.questions),
        unheard=list(unheard_views(now, made)),
    )
