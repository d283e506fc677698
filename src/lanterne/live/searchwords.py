"""The sentences of the worklist: why somebody is on it, what is known, what may have happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.dispatch.accounting import TELLING, p95_s
from lanterne.dispatch.escalation import Asked
from lanterne.dispatch.words import by_text, listed, span_text
from lanterne.events import Encounter, Sighting
from lanterne.field.evidence import NOTHING
from lanterne.field.fold import Field
from lanterne.live.control import evidence_view
from lanterne.live.now import Now
from lanterne.live.unseen import Silent
from lanterne.units import clock_text, distance_text

Floats = NDArray[np.float64]

_EXPLAINED: Final = {
    "missed_reads": "Going on, and missed by the mats: bib covered or chip not working",
    "mat_trouble": "Going on: the mat was not reading",
    "pavement": "Going on off the road, where no mat is",
    "slowed": "Slower than hardly anybody, or resting, and still to come",
    "stopped": "Stopped on the way",
    "left_quietly": "Left without telling anybody",
    "wrong_way": "On another road",
}

_SAID: Final[dict[str, dict[str, float]]] = {
    "dropped": {"left_quietly": 0.7, "stopped": 0.3},
    "time_cut": {"left_quietly": 0.5, "pavement": 0.3, "stopped": 0.2},
}
"""What becomes of those who said that they stop, or were stopped, until somebody says more: by judgement."""

_WHOM: Final = {
    "runner": "the runner",
    "contact": "the emergency contact",
    "station": "a station",
    "sweep": "the sweep",
    "vehicle": "a vehicle",
    "medical": "medical",
    "finish": "the finish",
    "police": "the police",
    "hospital": "the hospitals",
}

_VERB: Final = {"police": "Told", "hospital": "Told", "runner": "Called", "contact": "Called"}

_RESULT: Final = {
    "reached": "reached",
    "no_answer": "no answer",
    "left_message": "left a message",
    "not_seen": "not seen",
    "seen": "seen",
    "informed": "informed",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One runner's case in numbers.

    Attributes
    ----------
    missed : tuple of str
        Names of the mats that should have read them by now and did not.
    due_s : float or None, UTC epoch seconds
        When 19 in 20 such runners had come to `due_place`.
    swept_s : float or None, UTC epoch seconds
    """

    missed: tuple[str, ...]
    due_s: float | None
    due_place: str
    swept_s: float | None
    heat: str
    minor: bool
    now_s: float


def cases(now: Now, part: Silent, swept_s: Floats, heat: str) -> Iterator[Case]:
    """The cases of some silent runners, in their order.

    Parameters
    ----------
    swept_s : ndarray, shape (k,), UTC epoch seconds; inf = not passed by the last sweep
    """
    points = {one.id: one.name for one in now.field.race.points}
    names = [points[part.arrivals.points_of(mat)[0]] for mat in range(len(part.arrivals.mat_m))]
    due_s = p95_s(part.unseen)
    late = (part.unseen.works >= TELLING) & (due_s < now.now_s)
    shown = np.where(late.any(axis=1, keepdims=True), late, np.isfinite(due_s))
    rows = zip(part.runners.tolist(), due_s.tolist(), late.tolist(), shown.tolist(), swept_s, strict=True)
    for runner, mats_s, missed, may, passed_s in rows:
        first = may.index(True) if True in may else None
        yield Case(
            missed=tuple(name for name, was in zip(names, missed, strict=True) if was),
            due_s=None if first is None else mats_s[first],
            due_place="" if first is None else names[first],
            swept_s=float(passed_s) if np.isfinite(passed_s) else None,
            heat=heat,
            minor=now.field.roster.entrants[runner].minor,
            now_s=now.now_s,
        )


def explanation_text(what: str) -> str:
    """An explanation in words."""
    return _EXPLAINED[what]


def said_shares(detail: str) -> dict[str, float]:
    """Explanations of somebody unresolved by what people said; none of a contradiction, which is its own."""
    return _SAID.get(detail, {})


def reasons_of(case: Case, zone: str) -> list[str]:
    """Why somebody is on the list, the weightiest first."""
    weighed: list[tuple[float, str]] = []
    if case.due_s is not None and case.due_s < case.now_s:
        beyond_s = case.now_s - case.due_s
        text = f"{span_text(beyond_s)} beyond the time of 19 in 20 at {case.due_place}"
        weighed.append((beyond_s / 3_600.0, text))
    if case.swept_s is not None:
        weighed.append(
            (1.0, f"The last sweep had passed by {by_text(case.swept_s, zone)} and has not met them")
        )
    if len(case.missed) > 1:
        weighed.append((0.5 * len(case.missed), f"Not read at {listed(case.missed)}"))
    if case.heat != "none":
        weighed.append((0.7 if case.heat == "hot" else 1.4, f"The day is {_HEAT[case.heat]}"))
    if case.minor:
        weighed.append((0.5, "Under 18"))
    return [text for _, text in sorted(weighed, key=lambda one: -one[0])]


_HEAT: Final = {"hot": "hot", "extreme": "extremely hot"}


def known_of(now: Now, case: Case | None, runner: int, names: Mapping[str, str]) -> Iterator[str]:
    """What is known of a runner, in sentences; `names` of all stands by id."""
    field, zone = now.field, now.field.race.zone
    seen, evidence = evidence_view(field, now.picture, runner), now.picture.evidence
    if seen is not None:
        how = {"passing": "Read at", "sighting": "Seen at", "position": "Phone at"}[seen.kind]
        ago = span_text(max(now.now_s - seen.at_s, 0.0))
        yield f"{how} {seen.place} {clock_text(seen.at_s, zone)}, {ago} ago."
    elif evidence.kind[runner] == NOTHING:
        yield "Never seen."
    missed = _missed_before(field, runner, float(evidence.at_m[runner]))
    if missed:
        yield f"Missed before at {listed(missed)}, and seen beyond: the bib may be covered."
    if case is not None and case.missed:
        due = f"; 19 in 20 such runners had come by {by_text(case.due_s, zone)}" if case.due_s else ""
        yield f"Not read at {listed(case.missed)}{due}."
    said = field.said.get(runner)
    if said is not None:
        place = names.get(said.where, said.where)
        at = f" at {place}" if place else ""
        yield f"Said {clock_text(said.at_s, zone)}{at}: {said.what.replace('_', ' ')}, by {said.by}."
    yield from _words(field, runner, zone, names)
    if case is not None and case.swept_s is not None:
        yield f"The last sweep had passed where they should be by {by_text(case.swept_s, zone)}."


def _missed_before(field: Field, runner: int, seen_m: float) -> list[str]:
    """Names of the mats before the last evidence that have not read a runner."""
    at_m = field.layout.point_at_m[field.layout.distance_of[runner]]
    unread = (at_m < seen_m) & (at_m > 0) & np.isnan(field.passing_s[runner])
    columns = np.flatnonzero(unread)
    return [field.race.points[i].name for i in columns[np.argsort(at_m[columns])].tolist()]


def _words(field: Field, runner: int, zone: str, names: Mapping[str, str]) -> Iterator[str]:
    """What stations and sweeps said of a runner, the latest last."""
    told = sorted(
        (one for one in field.facts.words_of(runner) if isinstance(one, Sighting | Encounter)),
        key=lambda one: (field.corrected_s(one), one.id),
    )
    for one in told[-3:]:
        at = clock_text(field.corrected_s(one), zone)
        if isinstance(one, Sighting) and one.what == "missed":
            yield f"{names.get(one.place, one.place)} says at {at} that the bib has not come by."
        elif isinstance(one, Encounter):
            where = f" at {distance_text(one.at_m, field.race.unit)}" if one.at_m is not None else ""
            yield f"{names.get(one.vehicle, one.vehicle)} met them{where} {at}: {one.what.replace('_', ' ')}."


def call_text(one: Asked, names: Mapping[str, str]) -> str:
    """A call in words, like "Asked Water 9: not seen"; `names` of all stands by id."""
    whom = names.get(one.place, one.place) or _WHOM[one.whom]
    verb = {"police": "Told", "hospital": "Told", "runner": "Called", "contact": "Called"}.get(
        one.whom, "Asked"
    )
    return f"{verb} {whom}: {_RESULT[one.result]}"
