"""Bibs as typed: whether anybody wears them, what is known of who does, and those like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lanterne.race.bibs import UNREADABLE
from lanterne.radio.scene import Scene

MOST_NEAR: Final = 5


@dataclass(frozen=True, slots=True)
class BibCheck:
    """A bib: whether anybody wears it, their account in words, those like it; `warning` "" = nothing odd."""

    bib: str
    known: bool
    text: str
    near: tuple[str, ...]
    warning: str


def checked(bibs: Sequence[str], scene: Scene, place: str, at_s: float) -> list[BibCheck]:
    """The check of every bib of a line; `place` is the station's id that it is about, "" = none."""
    return [_checked(bib, scene, place, at_s) for bib in bibs]


def _checked(bib: str, scene: Scene, place: str, at_s: float) -> BibCheck:
    near = tuple(scene.runners.near(bib, place, at_s))[:MOST_NEAR]
    if bib in scene.roster.index:
        account = scene.runners.account(bib)
        odd = f"{bib}: {account.odd}" if account.odd else ""
        return BibCheck(bib, True, account.text, near, odd)
    meant = f"; perhaps {' or '.join(near[:3])}" if near else ""
    if UNREADABLE in bib:
        return BibCheck(bib, False, f"not read whole{meant}", near, "")
    return BibCheck(bib, False, "nobody wears it", near, f"Nobody wears {bib}{meant}")
