"""Accounts of made-up runners of whom anything may be said, after whatever was posted."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from made_up_forecasts import runner_forecast
from made_up_race import at
from made_up_views import MadeUpViews

from lanterne import events, views
from lanterne.events import Event
from lanterne.field.said import Custodians, account

HOME = {"640": "14:26:56", "641": "14:29:10"}
"""Made-up bibs who came in after the limit, and when."""

RUNNING = frozenset({"4410", "2931"})


def account_view(world: MadeUpViews, bib: str, posted: Iterable[Event]) -> views.RunnerForecastView | None:
    """How a runner is accounted for by what was read, and by the words that stand; None = no such bib."""
    if bib not in HOME and bib not in RUNNING:
        return None
    view = runner_forecast(world, bib if bib in RUNNING else "4410")
    if bib in HOME:
        view = msgspec.structs.replace(
            view, bib=bib, state="finished", detail="after_limit", finished_s=at(HOME[bib]), expected=False
        )
    every = list(posted)
    void = {one.target for one in every if isinstance(one, events.Correction)}
    words = [one for one in every if isinstance(one, events.Status) and one.bib == bib and one.id not in void]
    said = account([(one.happened_at.timestamp(), one) for one in words], Custodians({}))
    if said is None:
        return view
    word = views.WordView(what=said.what, where=said.where, by=said.by, at_s=said.at_s)
    return msgspec.structs.replace(view, state=said.state, detail=said.detail, said=word)
