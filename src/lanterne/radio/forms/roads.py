"""Roads closed to traffic and given back to it, as those say who decide it."""

from __future__ import annotations

from typing import Final

from lanterne.radio.form import Draft, Form, Make, Reading
from lanterne.radio.forms.control import HEARD
from lanterne.radio.scene import Unclear


def _road(what: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        said = {"kind": "segment", "segment": reading.id("segment"), "what": what}
        return [said | {"by": _who(reading), "heard_by": HEARD}]

    return make


def _who(reading: Reading) -> str:
    """The person named, else the post that called, else the one that the road is given back by."""
    if person := reading.text("person"):
        return person
    if "stand" in reading.values:
        return reading.named("stand").name
    names = reading.scene.names
    caller = names.stand(reading.scene.sender) or names.stand(reading.named("segment").role)
    if caller is None:
        raise Unclear("say who says so, by name")
    return caller.name


def _nobody(reading: Reading) -> str:
    """The word of a post without a name is entered once it was looked at."""
    road = reading.named("segment").name
    return "" if reading.text("person") else f"Who says so? Like: segment {road.lower()} reopened, Sgt Ortiz"


ROADS: Final = tuple(
    form
    for what, words in (
        ("reopened", "reopened|reopens|reopening|open|opened"),
        ("closed", "closed|closes|shut"),
    )
    for form in (
        Form(
            f"[segment|road|street] {{segment}} [is] [now] ({words}) [[by|says] {{person}}]",
            f"segment east {what}, Sgt Ortiz",
            "a road given back to traffic, by whose word" if what == "reopened" else "closed to it",
            f"segment {{segment}} {what}[, {{person}}]",
            _road(what),
            caution=_nobody,
        ),
        Form(
            f"{{stand}} [{{person}}] [says] [segment|road|street] {{segment}} [is] [now] ({words})",
            f"police Sgt Ortiz says east {what}",
            "the same",
            f"{{stand}}[, {{person}},] says segment {{segment}} {what}",
            _road(what),
            caution=_nobody,
        ),
    )
)
