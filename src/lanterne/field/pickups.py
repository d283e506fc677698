"""Pick-ups: what is said about rides, from whatever kind of event, as requests and their states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from lanterne.events import Encounter, Message, Pickup, Status
from lanterne.field.fold import Field
from lanterne.field.requests import requests
from lanterne.field.ridesteps import PickupState, Step
from lanterne.field.said import Custodians
from lanterne.units import parse_distance_m

HUB: Final = "lanterne"
"""Source of what the hub itself says."""

OVER: Final = {
    "with_medical": "with medical",
    "transported": "with medical",
    "released": "released",
    "left": "left",
    "finished": "finished",
    "reinstated": "going on",
    "bumped": "going on",
}
"""Words about a runner that end their open request, and why."""


def pickups(field: Field) -> tuple[PickupState, ...]:
    """Every request for a ride, the first first, as a function of the set of events.

    A request is opened by a `Pickup` that reports it, by a post's or sweep's question to race control for a
    ride or medical (for each bib it names), by a sweep that found medical wanted, and by a sweep without
    seats whose runner wants to ride; with seats, that is the pick-up itself. Words that account for the
    runner otherwise end it, and so does race control's "no" or "done" to the question.
    """
    steps = [*_said(field), *_met(field), *_asked(field), *_over(field)]
    return requests(steps) if steps else ()


def _said(field: Field) -> Iterator[Step]:
    custodians = Custodians.of(field.race)
    for one in field.facts.of(Pickup):
        custody, taker = custodians.taker(one.to)
        distance, at_m = _place(field, one.bib, one.distance, one.place, one.at_m)
        yield Step(
            at_s=field.corrected_s(one),
            id=one.id,
            what=one.what,
            bib=one.bib or "",
            request=one.request or "",
            need=one.need,
            claim=one.claim or "",
            vehicle=one.vehicle or "",
            place=one.place or "",
            distance=distance,
            at_m=at_m,
            to=taker,
            to_by=one.to_by or "",
            # Only a named person confirms beside the hub.
            by=one.by or ("" if one.what == "confirmed" else one.source),
            why=one.why or "",
            hub=one.source == HUB,
            onward=custody == "vehicle",
        )


def _met(field: Field) -> Iterator[Step]:
    """What sweeps found."""
    seatless = Custodians.of(field.race).seatless
    for one in field.facts.of(Encounter):
        if one.what not in ("ride", "medical", "refused"):
            continue
        rides = "reported" if one.vehicle in seatless else "picked_up"
        distance, at_m = _place(field, one.bib, one.distance, None, one.at_m)
        yield Step(
            at_s=field.corrected_s(one),
            id=one.id,
            what={"ride": rides, "medical": "reported", "refused": "refused"}[one.what],
            bib=one.bib or "",
            need="medical" if one.what == "medical" else "ride",
            vehicle="" if one.what == "medical" or one.vehicle in seatless else one.vehicle,
            distance=distance,
            at_m=at_m,
            by=one.by or one.vehicle,
        )


def _asked(field: Field) -> Iterator[Step]:
    """What posts ask race control for, and its no."""
    told = [one for one in field.told(Message) if one.what in ("asked", "answered")]
    # Asked twice under one name it is one question: the first counts.
    asked = {one.message: one for one in reversed(told) if one.ask in ("ride", "medical")}
    for one in asked.values():
        need: Literal["ride", "medical"] = "medical" if one.ask == "medical" else "ride"
        for id_, bib in _each(one):
            distance, at_m = _place(field, bib or None, None, one.sender, None)
            yield Step(
                at_s=field.corrected_s(one),
                id=id_,
                what="reported",
                bib=bib,
                need=need,
                place=one.sender or "",
                distance=distance,
                at_m=at_m,
                by=one.by or one.sender or one.source,
            )
    answers = {one.message: one for one in told if one.what == "answered" and one.message in asked}
    for message, answer in answers.items():
        if answer.answer in ("no", "done"):
            why = f"race control answered {answer.answer!r}"
            for id_, bib in _each(asked[message]):
                at_s = field.corrected_s(answer)
                own = f"{answer.id}/{bib}"
                yield Step(at_s=at_s, id=own, what="closed", request=id_, by=answer.by or "", why=why)


def _each(asked: Message) -> list[tuple[str, str]]:
    """The requests that a question makes, by id, and the bib of each."""
    if len(asked.bibs) < 2:
        return [(asked.id, next(iter(asked.bibs), ""))]
    return [(f"{asked.id}/{bib}", bib) for bib in asked.bibs]


def _over(field: Field) -> Iterator[Step]:
    """Words that account for a runner otherwise than by a ride."""
    for one in field.facts.of(Status):
        if one.what in OVER or one.what == "refused_ride":
            yield Step(
                at_s=field.corrected_s(one),
                id=one.id,
                what="refused" if one.what == "refused_ride" else "closed",
                bib=one.bib,
                by=one.by or one.source,
                why=OVER.get(one.what, ""),
            )


def _place(
    field: Field, bib: str | None, distance: str | None, place: str | None, at_m: float | None
) -> tuple[str, float | None]:
    """The distance a place is counted on, and its metres there: as said, of the stand named, or in words."""
    if at_m is None and place is not None and place not in field.layout.place_m:
        at_m = _in_words(place)
    stand_m = field.layout.place_m.get(place or "", {})
    runner = field.roster.index.get(bib or "")
    if distance is None and runner is not None:
        distance = field.roster.entrants[runner].distance
    if distance is None:
        distance = next(iter(stand_m), field.race.distances[0].id if at_m is not None else "")
    return distance, stand_m.get(distance) if at_m is None else at_m


def _in_words(place: str) -> float | None:
    """Metres of a place given as a distance, such as "14.1 mi"; None = it is not one."""
    try:
        return parse_distance_m(place)
    except ValueError:
        return None
