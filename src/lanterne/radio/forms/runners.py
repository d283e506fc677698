"""What became of runners: drops, did not start, finished, found, left, other distances."""

from __future__ import annotations

from typing import Any, Final

from lanterne.radio.choices import SAID_BY
from lanterne.radio.form import ANY, RUNNING, STOPPED, Draft, Form, Make, Reading
from lanterne.radio.forms.rides import needs, where
from lanterne.radio.scene import Unclear

_DROPS: Final = "{bibs} [is|has|have] (drops|drop|dropped|dropping|dnf|quits|quit) [out]"


def _status(what: str, **fields: Any) -> Make:
    def make(reading: Reading) -> list[Draft]:
        said = {"kind": "status", "what": what, **fields, **reading.place_field()}
        return [said | {"bib": bib} for bib in reading.bibs]

    return make


def _gone(reading: Reading, **fields: str) -> list[Draft]:
    if "said_by" not in reading.values:
        raise Unclear("say by whose word: himself, herself, family, or a volunteer who saw it")
    said = {"kind": "status", "what": "left", "said_by": SAID_BY[reading.text("said_by")], **fields}
    return [said | {"bib": bib} for bib in reading.bibs]


def _home(reading: Reading) -> list[Draft]:
    return _gone(reading, place="home")


def _left(reading: Reading) -> list[Draft]:
    return _gone(reading, **reading.place_field())


def _distance(reading: Reading) -> list[Draft]:
    to = reading.id("distance")
    return [{"kind": "status", "what": "changed_distance", "to": to, "bib": bib} for bib in reading.bibs]


def _bumped(reading: Reading) -> list[Draft]:
    at_m = reading.values["course"].at_m
    return [{"kind": "status", "what": "bumped", "at_m": round(at_m, 1), "bib": bib} for bib in reading.bibs]


def _called(whom: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        said = {"kind": "call", "whom": whom, "result": reading.values["result"]}
        return [said | {"bib": bib} for bib in reading.bibs]

    return make


def _reason(reading: Reading) -> Draft:
    reason = reading.values.get("reason")
    return {} if reason is None else {"why": reason.replace("_", " ")}


def _drops(reading: Reading) -> list[Draft]:
    """One word on each: who was fetched has left; where somebody is who walks off alone, nobody knows."""
    way, said = reading.values.get("way"), _reason(reading) | reading.place_field()
    what = "time_cut" if reading.values.get("reason") == "time_limit" else "drop"
    fields: Draft = {"what": what}
    if way == "with_family":
        fields = {"what": "left", "said_by": "staff", "to": "family"}
    elif way == "on_foot":
        fields |= {"to": "on foot"}
    gone = [{"kind": "status", **fields, **said, "bib": bib} for bib in reading.bibs]
    return [*gone, *(needs("ride")(reading) if way == "waits" else ())]


def _drops_into(reading: Reading) -> list[Draft]:
    said = {"kind": "pickup", "what": "picked_up", "vehicle": reading.id("vehicle")} | _reason(reading)
    return [said | where(reading, bib) | {"bib": bib} for bib in reading.bibs]


RUNNERS: Final = (
    Form(
        f"{_DROPS} [[at] {{where}}]",
        "412 drops at 14",
        "gave up; where they are now is not known",
        "{bibs} drops[ at {where}]",
        _status("drop"),
    ),
    Form(
        f"{_DROPS} [[at] {{where}}] [{{reason}}] [{{way}}]",
        "412 drops at 14, own wish, waits for a ride",
        "gave up: why, and where they go (on foot, with family)",
        "{bibs} drops[ at {where}][, {reason}][, {way}]",
        _drops,
    ),
    Form(
        f"{_DROPS} [[at] {{where}}] [{{reason}}] (goes|going|leaves|left) in|by|with {{vehicle}}",
        "412 drops at 14, goes in sag 2",
        "gave up, and is aboard",
        "{bibs} drops[ at {where}][, {reason}], goes in {vehicle}",
        _drops_into,
    ),
    Form(
        "{bibs} (dns|(did not start)|(not starting)|(no show))",
        "55 dns",
        "did not start",
        "{bibs} did not start",
        _status("did_not_start"),
    ),
    Form(
        "{bibs} [is] (time cut|(cut off)) [[at] {where}]",
        "231 cut off at 16",
        "came too late to a gate, and may not go on",
        "{bibs} cut off[ at {where}]",
        _status("time_cut"),
    ),
    Form(
        "{bibs} [has|have] (finished|finishes) (official|officially)",
        "640 finished official",
        "race control says that the finish counts as a result",
        "{bibs} finished official",
        _status("finished", result="official"),
        RUNNING | {"finished"},
        control=True,
    ),
    Form(
        "{bibs} [has|have] (finished|finishes)",
        "640 finished 1408",
        "seen at the finish",
        "{bibs} finished",
        _status("finished"),
        RUNNING | {"finished"},
    ),
    Form(
        "{bibs} [is] (found|seen) [and] (going on|running|walking|(going on)) [[at] {where}]",
        "88 found going on at 20",
        "found, and still in the race",
        "{bibs} found going on[ at {where}]",
        _status("reinstated"),
        ANY,
    ),
    Form(
        "{bibs} [is|are|has|have] (at|gone|went|going) [at] home [by phone] [{said_by}]",
        "1207 at home by phone, himself",
        "left the race, by whose word",
        "{bibs} at home[, {said_by}]",
        _home,
        STOPPED | {"left"},
    ),
    Form(
        "{bibs} [has|have] left [the] [course|race] [[at] {where}] [{said_by}]",
        "88 left at 20, volunteer",
        "left the course, by whose word",
        "{bibs} left[ at {where}][, {said_by}]",
        _left,
        STOPPED | {"left"},
    ),
    Form(
        "{bibs} (changed|changes|switched|switches|moved|moves) to [the] {distance}",
        "900 changed to half",
        "runs another distance now",
        "{bibs} changed to {distance}",
        _distance,
    ),
    Form(
        "{bibs} [was|were] (bumped|(let out)) [ahead] [to|at] {course}",
        "231 bumped to mile 20",
        "was driven ahead and let out to go on",
        "{bibs} bumped to {course}",
        _bumped,
        STOPPED,
    ),
    Form(
        "{bibs} [is|are|was|were] (diverted|(on [the] pavement)|(on [the] sidewalk)) [[at] {where}]",
        "377 on pavement at 16",
        "goes on off the course",
        "{bibs} on pavement[ at {where}]",
        _status("diverted"),
    ),
    Form(
        "called contact [of|for] {bibs} {result}",
        "called contact of 1207, left message",
        "a call to whom the runner named",
        "called contact of {bibs}, {result}",
        _called("contact"),
        ANY,
    ),
    Form(
        "called [runner] {bibs} {result}",
        "called 1207, no answer",
        "a call to the runner",
        "called {bibs}, {result}",
        _called("runner"),
        ANY,
    ),
)
