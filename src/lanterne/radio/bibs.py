"""Bibs as typed: whether anybody wears them, what is known of who does, and those like them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lanterne.race.bibs import UNREADABLE
from lanterne.radio.form import Form, Reading

MOST_NEAR: Final = 5

_TIME: Final = re.compile(r"([01]\d|2[0-3])[0-5]\d")


@dataclass(frozen=True, slots=True)
class BibCheck:
    """A bib: whether anybody wears it, their account in words, those like it; `warning` "" = nothing odd."""

    bib: str
    known: bool
    text: str
    near: tuple[str, ...]
    warning: str


def checked(form: Form, reading: Reading, at_s: float) -> list[BibCheck]:
    """The check of every bib of a line, as of when it happened (UTC epoch seconds)."""
    return [_checked(bib, form, reading, at_s) for bib in reading.bibs]


def _checked(bib: str, form: Form, reading: Reading, at_s: float) -> BibCheck:
    scene = reading.scene
    place = reading.values["station"].id if "station" in reading.values else scene.place
    near = tuple(scene.runners.near(bib, place, at_s))[:MOST_NEAR]
    if bib in scene.roster.index:
        account = scene.runners.account(bib)
        same = account.vehicle != "" and account.vehicle in reading.stands_named
        odd = account.state not in form.expects and not same
        return BibCheck(bib, True, account.text, near, f"{bib}: {account.text}" if odd else "")
    meant = f"; perhaps {' or '.join(near[:3])}" if near else ""
    if UNREADABLE in bib:
        return BibCheck(bib, False, f"not read whole{meant}", near, "")
    time = f"; if it is a time, write: at {bib}" if _TIME.fullmatch(bib) else ""
    return BibCheck(bib, False, "nobody wears it", near, f"Nobody wears {bib}{meant}{time}")
