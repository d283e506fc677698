"""Runners with medical, without any clinical word."""

from __future__ import annotations

from typing import Final

from lanterne.radio.form import STOPPED, Draft, Form, Make, Reading


def _with_us(reading: Reading) -> list[Draft]:
    """In the care of the post named; where on the course that is, in words beside it."""
    said: Draft = {"kind": "status", "what": "with_medical"}
    post, where = reading.values["medical"].stand, reading.place
    if post:
        said |= {"place": post} | ({} if where is None else {"why": f"at {where.text}"})
    else:
        said |= reading.place_field()
    return [said | {"bib": bib} for bib in reading.bibs]


def _on(what: str) -> Make:
    """Taken over from medical by the one named."""

    def make(reading: Reading) -> list[Draft]:
        to = reading.values.get("rest")
        said: Draft = {"kind": "status", "what": what}
        if to is not None:
            said["to"] = to.stand or to.text
        return [said | {"bib": bib} for bib in reading.bibs]

    return make


MEDICAL: Final = (
    Form(
        "{medical} has {bibs} [[at] {where}]",
        "medical has 640 at mile 21",
        "is in medical's care",
        "{medical} has {bibs}[ at {where}]",
        _with_us,
        STOPPED,
    ),
    Form(
        "{bibs} [is|are] (with|in) {medical} [[at] {where}]",
        "640 with medical at 20",
        "the same",
        "{medical} has {bibs}[ at {where}]",
        _with_us,
        STOPPED,
    ),
    Form(
        "{bibs} [is|are|was|were] released [to {rest}]",
        "640 released to sister",
        "left medical's care, with whom",
        "{bibs} released[ to {rest}]",
        _on("released"),
        STOPPED,
    ),
    Form(
        "{bibs} [is|are|was|were] (transported|taken) [to {rest}]",
        "640 transported to general hospital",
        "taken on, and where to",
        "{bibs} transported[ to {rest}]",
        _on("transported"),
        STOPPED,
    ),
)
