"""What stands acknowledge, agree to and ask, the alert, and what only the log keeps."""

from __future__ import annotations

from typing import Final

from lanterne.radio.choices import HEAT
from lanterne.radio.form import Draft, Form, Make, Reading
from lanterne.radio.scene import OpenHold, Unclear

HEARD: Final = ""
"""Stands in `heard_by` for whoever enters the line: they heard it and read it back."""


def _acknowledges(reading: Reading) -> list[Draft]:
    stand = reading.named("stand")
    waiting = reading.scene.untold.get(stand.id, ())
    if not waiting:
        name = stand.name
        raise Unclear(f"nothing waits for {name} to acknowledge; log: and your words keeps it in the log")
    said = {"kind": "message", "what": "acknowledged", "to": stand.id, "by": stand.name, "heard_by": HEARD}
    return [said | {"message": about, "about": about} for about in waiting]


def _answers(what: str) -> Make:
    def make(reading: Reading) -> list[Draft]:
        party = reading.named("stand")
        hold = _asked_of(party.id, party.name, reading.scene.holds)
        said = {"kind": "hold", "hold": hold.hold, "what": what, "terms": hold.terms, "party": party.id}
        said |= {"by": reading.text("person") or party.name, "heard_by": HEARD}
        if words := reading.text("rest"):
            said["condition" if what == "agreed" else "why"] = words
        return [said]

    return make


def _asked_of(party: str, name: str, holds: tuple[OpenHold, ...]) -> OpenHold:
    mine = [one for one in holds if party in one.parties]
    if not mine:
        raise Unclear(f"no hold waits for {name}; log: and your words keeps it in the log")
    if len(mine) > 1:
        raise Unclear(f"{len(mine)} holds wait for {name}: say it at the hold on race control's page")
    return mine[0]


def _who(reading: Reading) -> str:
    name = reading.named("stand").name
    return "" if reading.text("person") else f"Who at {name} says so? Like: {name.lower()} Sgt Ortiz agrees"


def _asks(reading: Reading) -> list[Draft]:
    stand, ask, name = reading.id("stand"), reading.values["ask"], reading.named("stand").name
    # Entered twice within a minute, by two who heard it, it is one question.
    asked = f"radio/{stand}/{ask}/{int(reading.scene.now_s // 60)}"
    said: Draft = {"kind": "message", "message": asked, "what": "asked", "to": "control", "sender": stand}
    bibs = {"bibs": list(reading.bibs)} if reading.bibs else {}
    return [said | {"ask": ask, "by": name, "heard_by": HEARD} | bibs]


def _alert(reading: Reading) -> list[Draft]:
    return [{"kind": "alert", "level": reading.values["level"]}]


def _conditions(reading: Reading) -> list[Draft]:
    """Only what is named changes; the other stays as it was last said."""
    day, scene = reading.values["day"], reading.scene
    said: Draft = {"kind": "conditions", "wet": scene.wet, "heat": scene.heat}
    return [said | ({"wet": day == "wet"} if day in ("wet", "dry") else {"heat": HEAT[day]})]


def _nothing(reading: Reading) -> list[Draft]:
    return []


CONTROL: Final = (
    Form(
        "log|note {rest}", "log: radio check", "only the log keeps it", "log: {rest}", _nothing, timed=False
    ),
    Form(
        "alert [level] {level}", "alert red", "the event alert level", "alert {level}", _alert, control=True
    ),
    Form(
        "{day} [day]",
        "wet day",
        "what the day is like: wet or dry; hot, extreme heat or not hot",
        "{day} day",
        _conditions,
        control=True,
    ),
    Form(
        "{stand} (acknowledges|acknowledge|acknowledged|ack|acks|copies|copied|copy|understood|roger)",
        "19 acknowledges",
        "has heard all that it was told",
        "{stand} acknowledges",
        _acknowledges,
    ),
    Form(
        "{stand} [{person}] (agrees|agree|agreed) [to [the] hold] [{rest}]",
        "police Sgt Ortiz agrees to hold, pavement after mile 24",
        "says yes to the hold it was asked about, on what condition",
        "{stand}[, {person},] agrees to hold[, {rest}]",
        _answers("agreed"),
        timed=False,
        caution=_who,
    ),
    Form(
        "{stand} [{person}] (refuses|refused|refuse) [[the] hold] [{rest}]",
        "police refuses, road needed",
        "says no to it",
        "{stand}[, {person},] refuses hold[, {rest}]",
        _answers("refused"),
        timed=False,
        caution=_who,
    ),
    Form(
        "{stand} (asks|ask|asking|requests|needs|wants) [for] {ask} [[for] {bibs}]",
        "9 asks may close",
        "asks race control",
        "{stand} asks {ask}[ for {bibs}]",
        _asks,
    ),
)
