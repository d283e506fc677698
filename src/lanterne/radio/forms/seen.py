"""Bibs at stations: in, out, passed, stopped, not seen, and the last runner."""

from __future__ import annotations

from typing import Final

from lanterne.radio.form import Draft, Form, Make, Reading
from lanterne.radio.scene import Unclear


def _sighting(what: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        if "station" not in reading.values:
            raise Unclear("say at which station")
        place = reading.id("station")
        return [{"kind": "sighting", "place": place, "bib": bib, "what": what} for bib in reading.bibs]

    return make


def _last(reading: Reading) -> list[Draft]:
    seen = {"kind": "sighting", "place": reading.id("station"), "what": "passed"}
    return [seen | {"bib": bib} for bib in reading.bibs] or [seen]


SEEN: Final = (
    Form(
        "last [runner] [{bibs}] through|past|passed|by|at [at] {station}",
        "last runner through water 9 at 1312",
        "somebody, said to be the last, came by",
        "last runner[ {bibs}] through {station}",
        _last,
    ),
    Form(
        "(not seen|never seen|missed|no sign of|have not seen) {bibs} [[at] {station}]",
        "not seen 88 at 12",
        "the station says that a bib has not come by",
        "not seen {bibs} at {station}",
        _sighting("missed"),
    ),
    Form(
        "{bibs} (not seen|never seen|missed) [[at] {station}]",
        "88 not seen at 12",
        "the same",
        "not seen {bibs} at {station}",
        _sighting("missed"),
    ),
    Form(
        "{station} (has not seen|never saw|not seen|missed) {bibs}",
        "12 has not seen 88",
        "the same",
        "not seen {bibs} at {station}",
        _sighting("missed"),
    ),
    Form(
        "{bibs} [is] out [at|of|from] [{station}]",
        "412 out at 7",
        "left a station that records in and out",
        "{bibs} out at {station}",
        _sighting("out"),
    ),
    Form(
        "{bibs} [is] in [at|to] [{station}]",
        "231 377 in at water 9 1312",
        "came in there",
        "{bibs} in at {station}",
        _sighting("in"),
    ),
    Form(
        "{bibs} [is] (stopped|stopping|sitting|resting|waiting) [here] [[at] {station}]",
        "88 stopped at 12",
        "stays there for now",
        "{bibs} stopped at {station}",
        _sighting("stopped"),
    ),
    Form(
        "{bibs} [has|have] (passed|passes|passing|through|by|past|at|seen) [by|at|through|past] [{station}]",
        "640 passed 12",
        "came by",
        "{bibs} passed {station}",
        _sighting("passed"),
    ),
    Form(
        "{station} (saw|sees|seen|has) {bibs} [through|by|past|passed]",
        "12 has 640 through",
        "the same",
        "{bibs} passed {station}",
        _sighting("passed"),
    ),
)
