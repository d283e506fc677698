"""The all clear: what keeps the lantern lit, and who has put it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import numpy as np

from lanterne.dispatch.allclear import Blocker, lantern, ranked
from lanterne.dispatch.words import people
from lanterne.events import AllClear
from lanterne.field.ledger import DETAILS
from lanterne.live.now import Now
from lanterne.race.stands import stands
from lanterne.units import clock_text
from lanterne.views import AllClearView, BlockerView, ContradictionView, CustodyView, PickupView

SHOWN: Final = 100
OPEN: Final = frozenset({"reported", "confirmed", "en_route"})
"""A request in these states waits for its ride."""

_WHY: Final = {
    "overdue": "has not been seen for too long",
    "dropped": "has stopped, and nobody has said where they are now",
    "time_cut": "was taken out by the time, and nobody has said where they are now",
    "contradiction": "was seen after it was said that they were out of the race",
}


def all_clear_view(
    now: Now,
    custody: Sequence[CustodyView],
    pickups: Sequence[PickupView],
    contradictions: Sequence[ContradictionView],
) -> AllClearView:
    """Whether the lantern may go out, what stands against it, and who said what of it last.

    Parameters
    ----------
    custody, pickups, contradictions
        As the boards show them.
    """
    few = [
        *_aboard(now),
        *_unresolved(now),
        *_medical(now),
        *_waiting(pickups),
        *_miscounted(custody),
        *_contradicting(contradictions),
        *_starting(now),
    ]
    running = np.flatnonzero(now.picture.ledger.is_in("on_course"))
    blocking = len(few) + len(running)
    blockers = ranked([*few, *islice(_on_course(now, running), max(SHOWN - len(few), 0))])
    told = now.field.told(AllClear)
    last = told[-1] if told else None
    return AllClearView(
        lantern=lantern(last, blocking, [one.key for one in blockers]),
        may=not blocking,
        blocking=blocking,
        blockers=[
            BlockerView(key=one.key, kind=one.kind, bibs=list(one.bibs), text=one.text)
            for one in blockers[:SHOWN]
        ],
        declared="" if last is None else last.what,
        declared_s=None if last is None else now.field.corrected_s(last),
        by="" if last is None else last.by,
        why="" if last is None else last.why or "",
        leaves=[] if last is None else list(last.leaves),
    )


def _bibs(now: Now, state: str) -> list[tuple[int, str]]:
    entrants = now.field.roster.entrants
    return [(i, entrants[i].bib) for i in np.flatnonzero(now.picture.ledger.is_in(state)).tolist()]  # type: ignore[arg-type]  # one of STATES


def _aboard(now: Now) -> Iterator[Blocker]:
    names = stands(now.field.planned)
    for runner, bib in _bibs(now, "in_vehicle"):
        where = now.field.said[runner].where
        name = names[where].name if where in names else where or "a vehicle"
        yield Blocker(f"aboard/{bib}", "aboard", (bib,), f"{bib} is aboard {name} and was not handed over.")


def _unresolved(now: Now) -> Iterator[Blocker]:
    for runner, bib in _bibs(now, "unresolved"):
        why = _WHY[DETAILS[now.picture.ledger.detail[runner]]]
        yield Blocker(f"unresolved/{bib}", "unresolved", (bib,), f"{bib} {why}.")


def _medical(now: Now) -> Iterator[Blocker]:
    """With medical, and neither released nor taken on to a place that was named."""
    names = stands(now.field.planned)
    for runner, bib in _bibs(now, "with_medical"):
        said = now.field.said[runner]
        if said.detail == "transported" and said.where:
            continue
        name = names[said.where].name if said.where in names else said.where or "medical"
        text = f"{bib} was taken on, and nobody has said where to." if said.detail else f"{bib} is at {name}."
        yield Blocker(f"medical/{bib}", "medical", (bib,), text)


def _waiting(pickups: Sequence[PickupView]) -> Iterator[Blocker]:
    for one in pickups:
        if one.state in OPEN:
            who, where = one.bib or "Somebody", f" at {one.place}" if one.place else ""
            bibs = (one.bib,) if one.bib else ()
            yield Blocker(f"pickup/{one.request}", "pickup", bibs, f"{who} waits for a ride{where}.")


def _miscounted(custody: Sequence[CustodyView]) -> Iterator[Blocker]:
    for one in custody:
        if one.agree is False:
            text = f"{one.name} has {len(one.aboard)} aboard by bib, and counted {one.counted}."
            yield Blocker(f"head_count/{one.vehicle}", "head_count", (), text)


def _contradicting(contradictions: Sequence[ContradictionView]) -> Iterator[Blocker]:
    for one in contradictions:
        # Who was seen after dropping out blocks as unresolved, and a count that does not agree as such.
        if one.settled_s is None and one.kind not in ("dropped_and_read", "head_count"):
            bibs = tuple(bib for bib in (one.bib, one.other_bib) if bib)
            yield Blocker(f"contradiction/{one.key}", "contradiction", bibs, one.text)


def _starting(now: Now) -> Iterator[Blocker]:
    """Distances of which somebody may still start."""
    starting = now.picture.running & now.picture.ledger.is_in("not_started")
    waiting = np.bincount(now.field.layout.distance_of[starting], minlength=len(now.field.race.distances))
    for distance, count in zip(now.field.race.distances, waiting.tolist(), strict=True):
        if count:
            text = f"{people(count)} may still start in {distance.name}."
            yield Blocker(f"start/{distance.id}", "on_course", (), text)


def _on_course(now: Now, runners: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Iterator[Blocker]:
    """Those on the course, the last first."""
    last = now.picture.last
    zone, seen_s = now.field.race.zone, now.picture.evidence.at_s
    for runner in [*last.tolist(), *np.setdiff1d(runners, last).tolist()]:
        bib, at_s = now.field.roster.entrants[runner].bib, float(seen_s[runner])
        seen = f", last seen {clock_text(at_s, zone)}" if np.isfinite(at_s) else ""
        yield Blocker(f"on_course/{bib}", "on_course", (bib,), f"{bib} is on the course{seen}.")
