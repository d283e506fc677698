"""Stations and mats: how far they are, what they have left."""

from __future__ import annotations

from typing import Any, Final

from lanterne.radio.form import Draft, Form, Make, Reading


def _stage(what: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        return [{"kind": "station", "station": reading.id("station"), "what": what}]

    return make


def _low(reading: Reading) -> list[Draft]:
    said: dict[str, Any] = {"kind": "station", "station": reading.id("station"), "what": "supplies"}
    item, left = reading.values["item"], reading.values.get("left")
    if left is None:
        return [said | {"supplies": f"low on {item}"}]
    return [said | {"item": item, "left": left}]


def _out(reading: Reading) -> list[Draft]:
    said = {"kind": "station", "station": reading.id("station"), "what": "supplies"}
    return [said | {"item": reading.values["item"], "left": 0}]


def _mat(what: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        return [{"kind": "mat", "point": reading.id("point"), "what": what}]

    return make


STATIONS: Final = (
    Form(
        "{station} [is] (open|opened|opens)",
        "water 9 open",
        "the station is open",
        "{station} open",
        _stage("opened"),
    ),
    Form(
        "{station} [is] (packing|packs) [up]",
        "water 9 packing",
        "it packs up",
        "{station} packing",
        _stage("packing"),
    ),
    Form(
        "{station} [is|has] (closed|closes|closing)",
        "9 closed",
        "it is closed",
        "{station} closed",
        _stage("closed"),
    ),
    Form(
        "[{station}] (stays|stay) [open]",
        "9 stays",
        "race control tells it to stay",
        "{station} stays open",
        _stage("stay"),
        control=True,
        outward=True,
    ),
    Form(
        "[{station}] may pack [up]",
        "9 may pack",
        "race control lets it pack up",
        "{station} may pack up",
        _stage("may_pack"),
        control=True,
        outward=True,
    ),
    Form(
        "[{station}] may close",
        "9 may close",
        "race control lets it close",
        "{station} may close",
        _stage("may_close"),
        control=True,
        outward=True,
    ),
    Form(
        "{station} [is] (low on|short of) {item} [{left}] [left]",
        "9 low on water 20 left",
        "how much is left",
        "{station} low on {item}[, {left} left]",
        _low,
    ),
    Form(
        "{station} has {left} {item} left",
        "9 has 20 water left",
        "the same",
        "{station} low on {item}, {left} left",
        _low,
    ),
    Form(
        "{station} [is] out of {item}",
        "9 out of cups",
        "nothing is left of it",
        "{station} out of {item}",
        _out,
    ),
    Form(
        "(mat {point}|{point} mat) [is] (down|dead|dark|broken)",
        "35k mat down",
        "it reads nobody",
        "{point} mat down",
        _mat("down"),
    ),
    Form(
        "(mat {point}|{point} mat) [is] [back] (live|up|working|reading)",
        "10k mat live",
        "it reads",
        "{point} mat live",
        _mat("live"),
    ),
    Form(
        "(mat {point}|{point} mat) [is] (lifted|(packed up))",
        "10k mat lifted",
        "it is taken up",
        "{point} mat lifted",
        _mat("lifted"),
    ),
)
