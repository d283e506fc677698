"""Rides: who needs one, who has claimed it, who is aboard, who took over."""

from __future__ import annotations

from typing import Any, Final

from lanterne.radio.form import ANY, RUNNING, STOPPED, Draft, Form, Make, Reading
from lanterne.radio.scene import Unclear


def needs(need: str) -> Make:
    """Makes a request of each runner named, or of somebody whose bib nobody has read."""

    def make(reading: Reading) -> list[Draft]:
        if reading.place is None:
            raise Unclear("say where they wait")
        said: Draft = {"kind": "pickup", "what": "reported"} | ({} if need == "ride" else {"need": need})
        if not reading.bibs:
            return [said | where(reading, None)]
        return [said | {"bib": bib} | where(reading, bib) for bib in reading.bibs]

    return make


def where(reading: Reading, bib: str | None) -> Draft:
    """The stand, or the metres on the runner's distance; without one on the longest."""
    place, scene = reading.place, reading.scene
    if place is None or place.at_m is None:
        return {} if place is None else {"place": place.stand}
    longest = max(scene.race.distances, key=lambda one: one.length_m).id
    distance = place.distance or scene.distance_of(bib) or longest
    if place.at_m > scene.distance(distance).length_m:
        raise Unclear(f"{place.text} is beyond the finish of the {scene.distance(distance).name.lower()}")
    return {"distance": distance, "at_m": round(place.at_m, 1)}


def _step(what: str, **fields: Any) -> Make:
    def make(reading: Reading) -> list[Draft]:
        said: Draft = {"kind": "pickup", "what": what, **fields}
        if "vehicle" in reading.values:
            said["vehicle"] = reading.id("vehicle")
        elif what in ("claimed", "confirmed", "given_up", "en_route", "picked_up"):
            raise Unclear("say which vehicle")
        if what == "picked_up" and "stand" in reading.values:
            said["to"] = reading.id("stand")
        return [said | {"bib": bib} for bib in reading.bibs]

    return make


def _at_with(reading: Reading) -> list[Draft]:
    """The vehicle is there, and whoever was not known to be aboard is."""
    vehicle, account = reading.id("vehicle"), reading.scene.runners.account
    new = [bib for bib in reading.bibs if account(bib).vehicle != vehicle]
    there: Draft = {"kind": "vehicle", "vehicle": vehicle, "place": reading.id("stand")}
    return [
        there,
        *({"kind": "pickup", "what": "picked_up", "vehicle": vehicle, "bib": bib} for bib in new),
    ]


def _handed(reading: Reading) -> list[Draft]:
    said: Draft = {"kind": "pickup", "what": "dropped_off", "to": reading.id("stand")}
    if "vehicle" in reading.values:
        said["vehicle"] = reading.id("vehicle")
    if person := reading.text("rest"):
        said["to_by"] = person
    return [said | {"bib": bib} for bib in reading.bibs]


def _closed(reading: Reading) -> list[Draft]:
    return [
        {"kind": "pickup", "what": "closed", "why": reading.text("rest"), "bib": bib} for bib in reading.bibs
    ]


RIDES: Final = (
    Form(
        "(need|needs|want|wants|requests) [a] (ride|lift|pickup|pick-up) for {bibs} [[at] {where}]",
        "need ride for 412 at mile 14.2",
        "somebody waits for a ride",
        "need ride for {bibs} at {where}",
        needs("ride"),
        RUNNING | {"dropped"},
    ),
    Form(
        "{bibs} (need|needs|want|wants) [a] (ride|lift|pickup|pick-up) [[at] {where}]",
        "412 needs a ride at 14",
        "the same",
        "need ride for {bibs} at {where}",
        needs("ride"),
        RUNNING | {"dropped"},
    ),
    Form(
        "[somebody|someone|a runner|1 runner|runner|unknown] (need|needs|wants|want) [a] "
        "(ride|lift|pickup|pick-up) [at] {where}",
        "somebody needs a ride at 17",
        "the same, bib not read yet",
        "somebody needs ride at {where}",
        needs("ride"),
        RUNNING | {"dropped"},
    ),
    Form(
        "(need|needs|want|wants) medical for {bibs} [[at] {where}]",
        "need medical for 640 at mile 21",
        "medical is wanted for somebody",
        "need medical for {bibs} at {where}",
        needs("medical"),
        RUNNING | {"dropped"},
    ),
    Form(
        "{bibs} (need|needs|want|wants) medical [at] {where}",
        "640 needs medical at mile 21",
        "the same",
        "need medical for {bibs} at {where}",
        needs("medical"),
        RUNNING | {"dropped"},
    ),
    Form(
        "[somebody|someone|a runner|1 runner|runner|unknown] (need|needs|want|wants) medical [at] {where}",
        "need medical at 17",
        "the same, bib not read yet",
        "somebody needs medical at {where}",
        needs("medical"),
        RUNNING | {"dropped"},
    ),
    Form(
        "{bibs} (refuses|refused|declines|declined) [the] [a] (ride|lift|bus)",
        "231 refuses ride",
        "does not want the ride",
        "{bibs} refuses ride",
        _step("refused"),
        STOPPED,
    ),
    Form(
        "[{vehicle}] [will] (takes|take|claims|claim) {bibs}",
        "sag 2 takes 412",
        "wants the request; has it once it is confirmed",
        "{vehicle} takes {bibs}",
        _step("claimed"),
        RUNNING | {"dropped"},
    ),
    Form(
        "confirmed|confirm {vehicle} [for] {bibs}",
        "confirm sag 2 for 412",
        "race control gives the request to a vehicle",
        "confirm {vehicle} for {bibs}",
        _step("confirmed"),
        RUNNING | {"dropped"},
        outward=True,
    ),
    Form(
        "[{vehicle}] (en route|(on the way)|(on its way)|enroute|heading) [to|for] {bibs}",
        "sag 2 en route to 412",
        "is on its way",
        "{vehicle} on the way to {bibs}",
        _step("en_route"),
        RUNNING | {"dropped"},
    ),
    Form(
        "[{vehicle}] (gives up|cannot take|(cannot get)|(can not take)) {bibs}",
        "sag 2 gives up 412",
        "gives a claimed request back",
        "{vehicle} gives up {bibs}",
        _step("given_up"),
        ANY,
    ),
    Form(
        "{vehicle} [is] [arrived|arriving] at {stand} with {bibs}",
        "sag 1 at family desk with 231 377",
        "is there, with whom aboard; nobody has taken over yet",
        "{vehicle} at {stand} with {bibs}",
        _at_with,
        STOPPED,
    ),
    Form(
        "[{vehicle}] (handed|hands|delivered|delivers|(dropped off)|(handed over)) {bibs} [over] (to|at) "
        "{stand} [{rest}]",
        "sag 2 handed 88 to medical, Jo",
        "who took over, by name",
        "{vehicle} handed {bibs} to {stand}[, {rest}]",
        _handed,
        STOPPED,
    ),
    Form(
        "[ride] for {bibs} (closed|cancelled|done) {rest}",
        "ride for 412 closed, walked on with friends",
        "the request ends without a ride, and why",
        "ride for {bibs} closed, {rest}",
        _closed,
        ANY,
    ),
    Form(
        "[{vehicle}] (has|got|with|(picked up)|(picks up)) {bibs} [aboard] "
        "[[and] [is] [going|heading|bound] (to|for) {stand}]",
        "sag 2 has 231 377 going to finish",
        "is aboard",
        "{vehicle} has {bibs}[, going to {stand}]",
        _step("picked_up"),
        RUNNING | {"dropped"},
    ),
)
