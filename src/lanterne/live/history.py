"""The race as it was: what was known by an instant, or what had happened by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lanterne.field.fold import Field, fold
from lanterne.forecast.library import PaceLibrary
from lanterne.journal.base import Batch, Entry
from lanterne.live.arrivals import Arrivals
from lanterne.live.picture import Picture, picture
from lanterne.race.definition import Race
from lanterne.race.entrants import Roster


@dataclass(frozen=True, slots=True)
class Past:
    """A field with its forecasts and the picture made of them, as of one instant."""

    field: Field
    arrivals: list[Arrivals]
    picture: Picture


def past(race: Race, roster: Roster, entries: Sequence[Entry], library: PaceLibrary, now_s: float) -> Past:
    """Fold some entries and forecast the whole field as of an instant.

    Parameters
    ----------
    entries : sequence of Entry
        Only what is to be known; see `happened_by` and the journal's `received_until_s`.
    now_s : float, UTC epoch seconds
    """
    field = fold(race, roster, [Batch.of(entries)] if entries else [])
    arrivals = [Arrivals(library, field, i) for i in range(len(race.distances))]
    started = picture(field, arrivals, now_s).starts
    for each in arrivals:
        each.learn(started, now_s)
        for _ in range(2):  # who is due where tells which mats are dark, and those who is due where
            each.judge(started, now_s)
            each.refresh(np.arange(len(each.runners)), started, now_s)
    return Past(field, arrivals, picture(field, arrivals, now_s))


def happened_by(entries: Iterable[Entry], until_s: float) -> Iterator[Entry]:
    """Only the entries of events that happened by an instant, by their own sources' clocks."""
    return (entry for entry in entries if entry.happened_at_s <= until_s)
