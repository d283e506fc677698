"""Sweeps and other vehicles: where they are, what is behind them, who is aboard."""

from __future__ import annotations

from typing import Any, Final

from lanterne.race.stands import stands
from lanterne.radio.form import Draft, Form, Make, Reading
from lanterne.radio.scene import Unclear


def _report(*, needs_place: bool = True, **fields: Any) -> Make:
    def make(reading: Reading) -> list[Draft]:
        if needs_place and reading.place is None:
            raise Unclear("say where, by station or mile")
        return [{"kind": "vehicle", "vehicle": reading.id("vehicle"), **_where(reading), **fields}]

    return make


def _where(reading: Reading) -> Draft:
    """The stand, and the metres on the first distance that the vehicle serves, where they are known."""
    where, race = reading.place, reading.scene.race
    if where is None:
        return {}
    vehicle = next(one for one in race.vehicles if one.id == reading.id("vehicle"))
    serves = [one for one in race.distances if not vehicle.distances or one.id in vehicle.distances]
    if where.at_m is not None:
        fits = [one for one in serves if one.length_m >= where.at_m]
        if where.distance not in ("", *(one.id for one in fits)) or not fits:
            raise Unclear(f"{where.text} is on no distance that {vehicle.name} serves")
        return {"distance": where.distance or fits[0].id, "at_m": round(where.at_m, 1)}
    place: Draft = {"place": where.stand}
    stand = stands(race).get(where.stand)
    on = [one.id for one in serves if stand is not None and one.id in stand.at_m]
    return place | ({"distance": on[0], "at_m": round(stand.at_m[on[0]], 1)} if stand and on else {})


def _aboard(reading: Reading) -> list[Draft]:
    count = reading.values.get("aboard", 0)
    return [{"kind": "vehicle", "vehicle": reading.id("vehicle"), "aboard": count}]


def _met(what: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        said = {"kind": "encounter", "vehicle": reading.id("vehicle"), "what": what}
        return [said | {"bib": bib} for bib in reading.bibs]

    return make


VEHICLES: Final = (
    Form(
        "[{vehicle}] [has] {aboard} (aboard|(on board)|passengers|people)",
        "sag 2 three aboard",
        "the head-count",
        "{vehicle}, {aboard} aboard",
        _aboard,
    ),
    Form("[{vehicle}] [is] empty", "sag 2 empty", "nobody is aboard", "{vehicle} empty", _aboard),
    Form(
        "[{vehicle}] [says] [road|all] clear [behind] [[at] {where}]",
        "sweep 1 clear behind at 16",
        "nobody of the race is left behind it",
        "{vehicle} clear behind at {where}",
        _report(road_clear=True),
    ),
    Form(
        "[{vehicle}] [says] [road] blocked [[at] {where}]",
        "sag 2 road blocked at mile 12",
        "cannot go on there",
        "{vehicle} road blocked[ at {where}]",
        _report(needs_place=False, road_blocked=True),
    ),
    Form(
        "{vehicle} [is] ((not answering)|silent|(no answer))",
        "sag 2 not answering",
        "does not answer calls",
        "{vehicle} not answering",
        _report(needs_place=False, silent=True),
    ),
    Form(
        "{vehicle} (met|with|found|says|told) {bibs} [is] (going on|continuing)",
        "sweep 1 with 412 going on",
        "a sweep found somebody who goes on",
        "{vehicle} with {bibs} going on",
        _met("going_on"),
    ),
    Form(
        "{vehicle} (met|with|found|says) {bibs} [is] fit [to go on]",
        "sweep 1 says 412 fit to go on",
        "a sweep finds somebody fit to go on",
        "{vehicle} says {bibs} fit to go on",
        _met("fit"),
    ),
    Form(
        "{vehicle} (met|with|found|says|told) {bibs} (asks|wants) company",
        "sweep 1 with 412 asks company",
        "asks for somebody to go with",
        "{vehicle} with {bibs} asks company",
        _met("asks_company"),
    ),
    Form(
        "{vehicle} [is|now] [at|passing|passed|past|near] {where}",
        "sweep at mile 14.2",
        "where it is",
        "{vehicle} at {where}",
        _report(),
    ),
)
