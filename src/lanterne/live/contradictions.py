"""Contradictions as race control sees them: the facts in words, and ways to settle them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from lanterne.events import Decision
from lanterne.field.contradictions import Contradiction, contradictions
from lanterne.field.fold import Field
from lanterne.field.marks import Mark, read_ids
from lanterne.live.now import Now
from lanterne.live.settling import distance_name, ways
from lanterne.race.stands import stands
from lanterne.views import ContradictionView, FactView

ABOUT: Final = "contradiction/"
"""Begins what the decision that settles one is about."""

SHOWN: Final = 100
SETTLED: Final = 30
"""So many of those settled last are shown."""

_TEXTS: Final[Mapping[str, str]] = {
    "dropped_and_read": "{bib} was seen after it was said that they were out of the race.",
    "two_places": "{bib} was in two places that nobody can run between in that time.",
    "turned": "{bib} most likely turned with {distance}: read on its road when they were due there.",
    "wrong_bib": "{bib} was recorded where {other} was due.",
    "after_finish": "{bib} was seen on the course after the finish.",
    "two_chips": "The two chips of {bib} are not in one place.",
    "two_vehicles": "Two vehicles say that they have {bib}.",
    "head_count": "The count of {bib} is not what its people are by bib.",
}


def contradiction_views(now: Now) -> list[ContradictionView]:
    """The open ones, the oldest first, then those settled last."""
    found, settled = contradictions(now.field), _settled(now.field)
    # Nobody reads on: for more than these it is not worked out how they can be settled.
    first = [one for one in found if one.key not in settled][:SHOWN]
    looked_at = [*first, *(one for one in found if one.key in settled)]
    ids = read_ids(now.field, [mark for one in looked_at for mark in one.marks])
    names = _names(now.field)
    standing = {one.key: _view(now.field, one, settled.get(one.key), ids, names) for one in found}
    for one in first:
        view = standing[one.key]
        standing[one.key] = msgspec.structs.replace(view, ways=ways(now.field, one, ids, names))
    views = [one for one in standing.values() if one.settled_s is None]
    latest = sorted(settled.items(), key=lambda one: (-now.field.corrected_s(one[1]), one[0]))
    for key, decision in latest[:SETTLED]:
        views.append(standing[key] if key in standing else _of_the_past(now.field, key, decision, names))
    return views


def _settled(field: Field) -> dict[str, Decision]:
    """By key: the last word of a person that settles it."""
    return {
        about.removeprefix(ABOUT): decision
        for decision in field.told(Decision)
        if decision.what == "settled"
        for about in decision.about
        if about.startswith(ABOUT)
    }


def _names(field: Field) -> dict[str, str]:
    race = field.planned
    places = {one.id: one.name for one in race.points} | {one.id: one.name for one in race.gates}
    return places | {one.id: one.name for one in stands(race).values()}


def _view(
    field: Field,
    one: Contradiction,
    settled: Decision | None,
    ids: Mapping[Mark, list[str]],
    names: Mapping[str, str],
) -> ContradictionView:
    return ContradictionView(
        key=one.key,
        kind=one.kind,
        bib=one.bib,
        other_bib=one.other_bib,
        text=_text(
            one.kind,
            one.bib or names.get(one.place, one.place),
            one.other_bib,
            distance_name(field.race, one.guesses[0].distance),
        ),
        facts=list(_facts(one, ids, names)),
        ways=[],
        settled_s=None if settled is None else field.corrected_s(settled),
        settled_by="" if settled is None else settled.by,
        settled_as="" if settled is None else settled.why,
    )


def _of_the_past(field: Field, key: str, decision: Decision, names: Mapping[str, str]) -> ContradictionView:
    """One whose facts are put right: what its key still says of it."""
    kind, _, rest = key.partition("/")
    about, _, _ = rest.rpartition("/")
    vehicle = kind == "head_count"
    return ContradictionView(
        key=key,
        kind=kind,
        bib="" if vehicle else about,
        other_bib="",
        text=_text(kind, names.get(about, about) if vehicle else about, ""),
        facts=[],
        ways=[],
        settled_s=field.corrected_s(decision),
        settled_by=decision.by,
        settled_as=decision.why,
    )


def _text(kind: str, bib: str, other: str, distance: str = "") -> str:
    return _TEXTS.get(kind, "Facts on {bib} contradict one another.").format(
        bib=bib, other=other or "another", distance=f"the {distance}" if distance else "another distance"
    )


def _facts(one: Contradiction, ids: Mapping[Mark, list[str]], names: Mapping[str, str]) -> Iterator[FactView]:
    for mark in one.marks:
        events = ids.get(mark, [mark.event] if mark.event else [])
        event = events[0] if len(events) == 1 else ""
        text = _fact(mark, names)
        if mark.doubted:
            text += ", too soon for their own distance" if one.kind == "turned" else ", which cannot be"
        yield FactView(event=event, at_s=mark.at_s, text=text, by=mark.by)


def _fact(mark: Mark, names: Mapping[str, str]) -> str:
    where = names.get(mark.place, mark.place)
    match mark.what:
        case "read":
            return f"{mark.bib} read at {where}"
        case "sight":
            return f"{mark.bib} seen at {where}" if where else f"{mark.bib} seen"
        case "count":
            return f"{where} counted {mark.aboard} aboard"
        case _:
            said = mark.word.replace("_", " ")
            return f"{mark.bib}: {said}, {where}" if where else f"{mark.bib}: {said}"
