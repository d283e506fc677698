"""The worklist: everybody to be looked for, those at the greatest risk first, with what is known of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.accounting import FINISH_GRACE_S, grounds_s, over_s, p95_s, risk, since_s, unread
from lanterne.dispatch.escalation import Asked, Due, level, steps
from lanterne.dispatch.explaining import WHAT
from lanterne.events import Call
from lanterne.field.fold import Field
from lanterne.field.ledger import DETAILS
from lanterne.live.control import evidence_view
from lanterne.live.now import Now
from lanterne.live.searchwords import (
    Case,
    call_text,
    cases,
    explanation_text,
    known_of,
    reasons_of,
    said_shares,
)
from lanterne.live.unseen import Silent, conditions
from lanterne.race.stands import stands
from lanterne.views import BannerView, CallLogView, ExplanationView, StepView, UnresolvedView

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

WATCHED: Final = 50
"""So many of a distance who are only watched are listed; who is to be asked after always is."""

IN_FULL: Final = 100
"""Of so many, as many as are ever shown, the list says what is known and what to do."""

LONG_S: Final = 7_200.0
"""Silence that a banner explains is listed all the same when it has lasted so long beyond its time."""

SAID_RISK: Final = {"dropped": 0.2, "time_cut": 0.2, "contradiction": 0.15}
WATCH_RISK: Final = 0.5
"""Who has only to be watched ranks at half the risk."""

SAID_WAIT_S: Final = 1_800.0
"""Who said that they stop has so long to come to a vehicle, a desk or home before anybody asks."""


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The listed of one distance: whose search has begun since when, and how sure it is.

    Attributes
    ----------
    shares : ndarray, shape (k, 7)
        Probability of each explanation.
    since_s, confirmed_s, swept_s : ndarray, shape (k,), UTC epoch seconds
        Since when to be asked after (watched: late); when it is, or will be, sure enough for calls; since
        when the last sweep has passed them, inf = it has not.
    risk : ndarray, shape (k,)
    held : ndarray of int, shape (k,)
        The mat whose trouble explains the silence; -1 = none.
    home : ndarray, shape (k,)
        Most likely home, and unread.
    """

    silent: Silent
    shares: Floats
    query: Flags
    since_s: Floats
    confirmed_s: Floats
    swept_s: Floats
    risk: Floats
    held: Rows
    home: Flags


@dataclass(frozen=True, slots=True)
class Shared:
    """What all entries of a list share.

    Attributes
    ----------
    names : Mapping
        Of stands by id.
    asked, denied_s : Mapping
        By bib: the calls made; when the finish last said that it has not seen them, UTC epoch seconds.
    banner_of : Mapping
        By timing point.
    """

    now: Now
    heat: str
    names: Mapping[str, str]
    asked: Mapping[str, Sequence[Asked]]
    denied_s: Mapping[str, float]
    banner_of: Mapping[str, str]


def worklist(now: Now, banners: Sequence[BannerView]) -> list[UnresolvedView]:
    """Everybody unresolved or watched, those at the greatest risk first; without names.

    Parameters
    ----------
    banners : sequence of BannerView
        Those that stand: a runner whose silence one explains is marked with it.
    """
    said, asked = conditions(now.field), _asked(now.field)
    shared = Shared(
        now=now,
        heat="none" if said is None else said.heat,
        names={one.id: one.name for one in stands(now.field.planned).values()},
        asked=asked,
        denied_s={bib: one.at_s for bib, calls in asked.items() for one in calls if _is_denial(one)},
        banner_of=_banner_of(now.field, banners),
    )
    lists = [_listed(shared, one) for one in now.picture.silent]
    risks = np.sort(np.concatenate([np.zeros(IN_FULL), *(one.risk for one in lists)]))
    views = list(_spoken_of(shared))
    for one in lists:
        views += _views(shared, one, one.risk >= risks[-IN_FULL])
    return sorted(views, key=lambda view: (-view.risk, view.bib))


def _is_denial(one: Asked) -> bool:
    return one.whom == "finish" and one.result == "not_seen"


def _banner_of(field: Field, banners: Sequence[BannerView]) -> dict[str, str]:
    """By timing point: key of the banner that stands for it."""
    found = {}
    for point in field.race.points:
        for one in banners:
            of_box = one.kind == "reader" and point.name in one.place
            if one.key == f"mat/{point.id}" or of_box:
                found[point.id] = one.key
    return found


def _listed(shared: Shared, one: Silent) -> Listed:
    """Who of a distance is listed.

    Whom the mats most likely have missed is not to be called before a sweep has passed them and the finish,
    asked, has not seen them.
    """
    now, heat = shared.now, shared.heat
    ledger = now.picture.ledger
    overdue = ledger.is_in("unresolved") & (ledger.detail == DETAILS.index("overdue"))
    out = now.picture.running | overdue
    chosen, query = _chosen(one, overdue[one.runners], out[one.runners], heat)
    part, held = one.take(chosen), one.excused[chosen]
    judged = part.judged()
    now_s = np.full(len(chosen), now.now_s)
    beyond_s = over_s(part.unseen, now_s)
    swept_s = _swept_s(part)
    home_s = np.fmax.reduce(p95_s(part.unseen), axis=1, initial=-np.inf) + FINISH_GRACE_S
    began_s = np.where(query, _asked_s(part, swept_s), now_s - beyond_s)
    entrants = now.field.roster.entrants
    minor = np.array([entrants[i].minor for i in part.runners.tolist()], np.bool_)
    ranked = risk(judged.p_lost, beyond_s, part.unseen.swept, minor, heat)
    ranked = np.where(query, ranked, WATCH_RISK * ranked)
    spared = unread(judged.shares)
    denied_s = np.array([shared.denied_s.get(entrants[i].bib, np.inf) for i in part.runners.tolist()])
    confirmed_s = np.where(spared, np.fmax(swept_s, denied_s), np.fmin(swept_s, home_s))
    home = spared & (home_s - FINISH_GRACE_S < now_s)
    return Listed(part, judged.shares, query, began_s, confirmed_s, swept_s, ranked, held, home)


def _chosen(one: Silent, query: Flags, out: Flags, heat: str) -> tuple[Rows, Flags]:
    """Rows of the listed of a distance, and which of them are to be asked after.

    Parameters
    ----------
    query, out : ndarray, shape (k,)
        Of the silent: unresolved; on the course or unresolved.
    """
    rows = np.flatnonzero(query | out)
    part = one.take(rows)
    judged, now_s = part.judged(), np.full(len(rows), one.now_s)
    speaks = part.unseen.swept | (over_s(part.unseen, now_s) > LONG_S) | (heat == "extreme")
    watch = ~query[rows] & (judged.watch | ((one.excused[rows] >= 0) & speaks))
    unsure = np.flatnonzero(watch)
    likeliest = unsure[np.argsort(-judged.p_lost[unsure], kind="stable")[:WATCHED]]
    chosen = np.sort(np.concatenate([np.flatnonzero(query[rows]), likeliest]))
    return rows[chosen], query[rows[chosen]]


def _swept_s(part: Silent) -> Floats:
    """Since when the last sweep has passed each, shape (k,), UTC epoch seconds; inf = it has not."""
    passed = np.flatnonzero(part.unseen.swept)
    swept_s = np.full(len(part.rows), np.inf)
    swept_s[passed] = since_s(part.take(passed).swept, part.from_s[passed], part.now_s)
    return swept_s


def _asked_s(part: Silent, swept_s: Floats) -> Floats:
    """Since when each is to be asked after, shape (k,), UTC epoch seconds."""
    begun_s = np.maximum(grounds_s(part.unseen, swept_s, wet=part.wet), part.from_s)
    begun_s = np.minimum(begun_s, part.now_s)
    # Most were likely enough to be lost when there were grounds; of the others it is looked for.
    later = np.flatnonzero(~part.queried(begun_s + 1.0) & part.query)
    begun_s[later] = since_s(part.take(later).queried, begun_s[later], part.now_s)
    return begun_s


def _views(shared: Shared, listed: Listed, full: Flags) -> Iterator[UnresolvedView]:
    """A distance's list, each in full or without what is said of them and to be done."""
    part = listed.silent
    made = cases(shared.now, part, listed.swept_s, shared.heat)
    rows = zip(made, part.runners.tolist(), full.tolist(), strict=True)
    for i, (case, runner, whole) in enumerate(rows):
        yield _view(shared, listed, i, case, runner, full=whole)


def _view(shared: Shared, listed: Listed, i: int, case: Case, runner: int, *, full: bool) -> UnresolvedView:
    """One runner of a distance's list."""
    now, part = shared.now, listed.silent
    entrant = now.field.roster.entrants[runner]
    calls = shared.asked.get(entrant.bib, ())
    query = bool(listed.query[i])
    begun_s, confirmed_s = float(listed.since_s[i]), float(listed.confirmed_s[i])
    far = level(query=query, since_s=begun_s, confirmed_s=confirmed_s, now_s=now.now_s, heat=shared.heat)
    held = int(listed.held[i])
    excused_by = "" if held < 0 else shared.banner_of.get(part.arrivals.points_of(held)[0], "")
    to_do = steps(begun_s, confirmed_s, calls, shared.heat, home=bool(listed.home[i]))
    return UnresolvedView(
        bib=entrant.bib,
        name="",
        distance=part.arrivals.distance.id,
        level=far,
        risk=float(listed.risk[i]),
        reasons=reasons_of(case, now.field.race.zone) if full else [],
        detail="overdue" if query else "",
        evidence=evidence_view(now.field, now.picture, runner),
        since_s=begun_s,
        due_s=case.due_s,
        due_place=case.due_place,
        swept_s=case.swept_s,
        minor=entrant.minor,
        known=list(known_of(now, case, runner, shared.names)) if full else [],
        explanations=_explanations(dict(zip(WHAT, listed.shares[i].tolist(), strict=True))) if full else [],
        steps=[_step(one) for one in to_do] if query and full else [],
        calls=_calls(calls, shared.names),
        excused=excused_by,
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


def _calls(calls: Sequence[Asked], names: Mapping[str, str]) -> list[CallLogView]:
    return [CallLogView(at_s=one.at_s, text=call_text(one, names), by=one.by) for one in calls]


def _asked(field: Field) -> dict[str, list[Asked]]:
    """By bib the calls that were made, in the order in which they were."""
    found: dict[str, list[Asked]] = {}
    for one in field.told(Call):
        made = Asked(field.corrected_s(one), one.whom, one.result, one.place or "", one.by)
        found.setdefault(one.bib, []).append(made)
    return found


def _spoken_of(shared: Shared) -> Iterator[UnresolvedView]:
    """Who is unresolved by what people said: dropped, stopped at the limit, or contradicted by a read."""
    now, heat = shared.now, shared.heat
    field, ledger = now.field, now.picture.ledger
    overdue = ledger.detail == DETAILS.index("overdue")
    for runner in np.flatnonzero(ledger.is_in("unresolved") & ~overdue).tolist():
        detail, said = DETAILS[ledger.detail[runner]], field.said.get(runner)
        entrant = field.roster.entrants[runner]
        said_s = now.now_s if said is None else said.at_s
        begun_s = said_s + SAID_WAIT_S
        query = detail == "contradiction" or now.now_s >= begun_s
        calls = shared.asked.get(entrant.bib, ())
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
            known=list(known_of(now, None, runner, shared.names)),
            explanations=_explanations(said_shares(detail)),
            steps=[_step(one) for one in steps(begun_s, begun_s, calls, heat)] if searched else [],
            calls=_calls(calls, shared.names),
            excused="",
        )
