"""The worklist: everybody to be looked for, those at the greatest risk first, with what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.accounting import FINISH_GRACE_S, over_s, p95_s, risk, since_s
from lanterne.dispatch.escalation import Asked, Due, Level, level, steps
from lanterne.dispatch.explaining import WHAT
from lanterne.events import Call
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.live.banners import dark_mats, excused
from lanterne.live.control import evidence_view
from lanterne.live.now import Now
from lanterne.live.searchwords import Case, call_text, explanation_text, known_of, reasons_of, said_shares
from lanterne.live.unseen import Silent, conditions
from lanterne.views import BannerView, CallLogView, ExplanationView, StepView, UnresolvedView

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

WATCHED: Final = 50
"""So many who are only watched are listed, those at the greatest risk; who is to be asked after always is."""

LONG_S: Final = 7_200.0
"""Silence that a banner explains is listed all the same when it has lasted so long beyond its time."""

SAID_RISK: Final = {"dropped": 0.35, "time_cut": 0.35, "contradiction": 0.25}
SAID_WAIT_S: Final = 1_800.0
"""Who said that they stop has so long to come to a vehicle, a desk or home before anybody asks."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The listed of one distance: whose search has begun since when, and how sure it is.

    Attributes
    ----------
    since_s, confirmed_s, swept_s : ndarray, shape (k,), UTC epoch seconds
        Since when to be asked after (watched: late); when it is, or will be, sure enough for calls; since
        when the last sweep has passed them, inf = it has not.
    risk : ndarray, shape (k,)
    held : ndarray of int, shape (k,)
        The mat whose trouble explains the silence; -1 = none.
    """

    silent: Silent
    query: Flags
    since_s: Floats
    confirmed_s: Floats
    swept_s: Floats
    risk: Floats
    held: Rows


def worklist(now: Now, banners: Sequence[BannerView]) -> list[UnresolvedView]:
    """Everybody unresolved or watched, those at the greatest risk first; without names.

    Parameters
    ----------
    banners : sequence of BannerView
        Those that stand: a runner whose silence one explains is marked with it.
    """
    said = conditions(now.field)
    heat = "none" if said is None else said.heat
    asked = _asked(now.field)
    keys = {one.key for one in banners}
    views = list(_spoken_of(now, asked, heat))
    watched: list[UnresolvedView] = []
    held_by = _held_by(now, banners)
    for one in now.picture.silent:
        listed = _listed(now, one, heat)
        for i in range(len(listed.risk)):
            view = _view(now, listed, i, asked, heat, held_by, keys)
            (views if listed.query[i] else watched).append(view)
    order = _by_risk
    return sorted(views + sorted(watched, key=order)[:WATCHED], key=order)


def _by_risk(view: UnresolvedView) -> tuple[float, str]:
    return -view.risk, view.bib


def _held_by(now: Now, banners: Sequence[BannerView]) -> dict[str, str]:
    """By timing point: key of the banner that stands for it."""
    names = {one.id: one.name for one in now.field.race.points}
    found = {one.key.partition("/")[2]: one.key for one in banners if one.kind == "mat"}
    for mat in dark_mats(now) if any(one.kind == "reader" for one in banners) else ():
        for one in banners:
            if one.kind == "reader" and names[mat.point] in one.place:
                found.setdefault(mat.point, one.key)
    return found


def _listed(now: Now, one: Silent, heat: str) -> Listed:
    """Who of a distance is listed."""
    ledger = now.picture.ledger
    overdue = ledger.is_in("unresolved") & (ledger.detail == DETAILS.index("overdue"))
    out = now.picture.running | overdue
    query = overdue[one.runners]
    held = excused(one)
    now_s = np.full(len(one.rows), now.now_s)
    beyond_s = over_s(one.unseen, now_s)
    speaks = one.unseen.swept | (beyond_s > LONG_S) | (heat == "extreme")
    shown = (query | one.judged.watch | ((held >= 0) & speaks)) & out[one.runners]
    chosen = np.flatnonzero(shown)
    part = one.take(chosen)
    now_s, beyond_s = now_s[chosen], beyond_s[chosen]
    from_s = np.maximum(np.nan_to_num(part.seen_s, nan=-np.inf), part.rest_s)
    from_s = np.where(np.isfinite(from_s), from_s, part.arrivals.base_s)
    first_s = now_s - beyond_s
    began_s = np.where(query[chosen], since_s(part.queried, from_s, now.now_s), first_s)
    swept = part.unseen.swept
    swept_s = np.where(swept, since_s(lambda at_s: part.at(at_s)[0].swept, from_s, now.now_s), np.inf)
    home_s = np.max(p95_s(part.unseen), axis=1, initial=-np.inf) + FINISH_GRACE_S
    confirmed_s = np.fmin(swept_s, home_s)
    entrants = now.field.roster.entrants
    minor = np.array([entrants[i].minor for i in part.runners.tolist()], np.bool_)
    ranked = risk(part.judged.p_lost, beyond_s, swept, minor, heat)
    return Listed(part, query[chosen], began_s, confirmed_s, swept_s, ranked, held[chosen])


def _view(
    now: Now,
    listed: Listed,
    i: int,
    asked: dict[str, list[Asked]],
    heat: str,
    held_by: dict[str, str],
    keys: set[str],
) -> UnresolvedView:
    """One runner of a distance's list."""
    part, race = listed.silent, now.field.race
    runner = int(part.runners[i])
    entrant = now.field.roster.entrants[runner]
    calls = asked.get(entrant.bib, [])
    query = bool(listed.query[i])
    begun_s, confirmed_s = float(listed.since_s[i]), float(listed.confirmed_s[i])
    case = Case.of(now, part, i, float(listed.swept_s[i]), heat)
    held = ""
    if listed.held[i] >= 0:
        held = held_by.get(part.arrivals.points_of(int(listed.held[i]))[0], "")
    far: Level = level(query=query, since_s=begun_s, confirmed_s=confirmed_s, now_s=now.now_s, heat=heat)
    to_do = steps(begun_s, confirmed_s, calls, heat) if query and np.isfinite(confirmed_s) else []
    shares = dict(zip(WHAT, part.judged.shares[i].tolist(), strict=True))
    return UnresolvedView(
        bib=entrant.bib,
        name="",
        distance=part.arrivals.distance.id,
        level=far,
        risk=float(listed.risk[i]),
        reasons=reasons_of(case, race.zone),
        detail="overdue" if query else "",
        evidence=evidence_view(now.field, now.picture, runner),
        since_s=begun_s,
        due_s=case.due_s,
        due_place=case.due_place,
        swept_s=case.swept_s,
        minor=entrant.minor,
        known=known_of(now, case, runner),
        explanations=_explanations(shares),
        steps=[_step(one) for one in to_do],
        calls=_calls(calls, now.field),
        excused=held if held in keys else "",
    )


def _explanations(shares: dict[str, float]) -> list[ExplanationView]:
    order = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    return [ExplanationView(what=what, text=explanation_text(what), p=p) for what, p in order]


def _step(due: Due) -> StepView:
    done = due.done
    return StepView(
        step=due.step.step,
        text=due.step.text,
        whom=due.step.whom,
        due_s=due.due_s,
        done_s=None if done is None else done.at_s,
        done_by="" if done is None else done.by,
        result="" if done is None else done.result,
    )


def _calls(calls: Sequence[Asked], field: Field) -> list[CallLogView]:
    return [CallLogView(at_s=one.at_s, text=call_text(one, field), by=one.by) for one in calls]


def _asked(field: Field) -> dict[str, list[Asked]]:
    """By bib the calls that were made, in the order in which they were."""
    found: dict[str, list[Asked]] = {}
    for one in field.told(Call):
        made = Asked(field.corrected_s(one), one.whom, one.result, one.place or "", one.by)
        found.setdefault(one.bib, []).append(made)
    return found


def _spoken_of(now: Now, asked: dict[str, list[Asked]], heat: str) -> Iterator[UnresolvedView]:
    """Who is unresolved by what people said: dropped, stopped at the limit, or contradicted by a read."""
    field, ledger = now.field, now.picture.ledger
    overdue = ledger.detail == DETAILS.index("overdue")
    for runner in np.flatnonzero(ledger.is_in("unresolved") & ~overdue).tolist():
        detail, said = DETAILS[ledger.detail[runner]], field.said.get(runner)
        entrant = field.roster.entrants[runner]
        said_s = now.now_s if said is None else said.at_s
        begun_s = said_s + SAID_WAIT_S
        query = detail == "contradiction" or now.now_s >= begun_s
        calls = asked.get(entrant.bib, [])
        far = level(query=query, since_s=begun_s, confirmed_s=begun_s, now_s=now.now_s, heat=heat)
        searched = detail != "contradiction"
        yield UnresolvedView(
            bib=entrant.bib,
            name="",
            distance=entrant.distance,
            level=far if searched else "query",
            risk=SAID_RISK.get(detail, 0.25) * (0.5 if not query else 1.0),
            reasons=[],
            detail=detail,
            evidence=evidence_view(field, now.picture, runner),
            since_s=said_s,
            due_s=None,
            due_place="",
            swept_s=None,
            minor=entrant.minor,
            known=known_of(now, None, runner),
            explanations=_explanations(said_shares(detail)),
            steps=[_step(one) for one in steps(begun_s, begun_s, calls, heat)] if searched else [],
            calls=_calls(calls, field),
            excused="",
        )
