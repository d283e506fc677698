"""Everybody accounted for, as of one tick: who is looked for, what contradicts, who rides, what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from lanterne.live.allclear import all_clear_view
from lanterne.live.banners import banner_views
from lanterne.live.clockbanners import clock_banners
from lanterne.live.conditions import conditions_view
from lanterne.live.contradictions import contradiction_views
from lanterne.live.names import Names
from lanterne.live.now import Now
from lanterne.live.pickups import custody_views, pickup_views, plan_views
from lanterne.live.sums import sum_views
from lanterne.live.worklist import worklist
from lanterne.views import (
    AccountingView,
    AllClearView,
    BannerView,
    ContradictionView,
    CustodyView,
    PickupView,
    PlanView,
    UnresolvedView,
)

SHOWN: Final = 100
"""So many of a list are sent; nobody reads on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """What every page of a tick shares about those who are not simply running or home.

    Attributes
    ----------
    worklist : sequence of UnresolvedView
        All of them, without their names.
    """

    worklist: Sequence[UnresolvedView]
    banners: Sequence[BannerView]
    contradictions: Sequence[ContradictionView]
    pickups: Sequence[PickupView]
    custody: Sequence[CustodyView]
    plans: Sequence[PlanView]
    all_clear: AllClearView


def account(now: Now) -> Accounts:
    """Work out everything that is shared."""
    banners = [*banner_views(now), *clock_banners(now)]
    contradictions = contradiction_views(now)
    pickups, custody = pickup_views(now), custody_views(now)
    return Accounts(
        worklist=worklist(now, banners),
        banners=banners,
        contradictions=contradictions,
        pickups=pickups,
        custody=custody,
        plans=plan_views(now),
        all_clear=all_clear_view(now, custody, pickups, contradictions),
    )


def accounting_view(now: Now, accounts: Accounts, names: Names) -> AccountingView:
    """Race control's view of it, with the names of those who are looked for."""
    shown = accounts.worklist[:SHOWN]
    known = names.names([one.bib for one in shown])
    return AccountingView(
        as_of_s=now.now_s,
        sums=sum_views(now),
        unresolved=sum(bool(one.detail) for one in accounts.worklist),
        worklist=[_named(one, known) for one in shown],
        banners=list(accounts.banners),
        contradictions=list(accounts.contradictions[:SHOWN]),
        pickups=list(accounts.pickups[:SHOWN]),
        custody=list(accounts.custody),
        plans=list(accounts.plans),
        conditions=conditions_view(now.field),
        all_clear=accounts.all_clear,
    )


def _named(one: UnresolvedView, names: Mapping[str, str]) -> UnresolvedView:
    return msgspec.structs.replace(one, name=names.get(one.bib, ""))
