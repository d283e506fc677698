"""The sum that always balances, by state and detail."""

from __future__ import annotations

import numpy as np

from lanterne.field.ledger import DETAILS
from lanterne.field.said import STATES
from lanterne.live.now import Now
from lanterne.views import SumView


def sum_views(now: Now) -> list[SumView]:
    """How many are in each state with each detail, of those that somebody is in."""
    ledger = now.picture.ledger
    counts = np.bincount(
        ledger.state.astype(np.int64) * len(DETAILS) + ledger.detail, minlength=len(STATES) * len(DETAILS)
    )
    return [
        SumView(
            state=STATES[code // len(DETAILS)], detail=DETAILS[code % len(DETAILS)], count=int(counts[code])
        )
        for code in np.flatnonzero(counts).tolist()
    ]
