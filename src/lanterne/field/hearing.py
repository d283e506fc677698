"""What people's words make of one runner: their account, and where they were seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from lanterne.events import Encounter, Pickup, Sighting, Status
from lanterne.field.facts import Word
from lanterne.field.said import Custodians, Said, account


@dataclass(frozen=True, slots=True)
class Seen:
    """A runner's latest sighting: its instant (UTC epoch seconds), metres (NaN = unknown place), place."""

    at_s: float
    at_m: float
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class Sight:
    """A person saw a runner: `event` is its id; `at_m` metres on the runner's distance, NaN = unknown."""

    at_s: float
    at_m: float
    place: str
    by: str
    event: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the words on one runner add up to.

    Attributes
    ----------
    said : Said or None
    sights : tuple of Sight
        Of the runner on the road, in the order in which they happened.
    bumped : tuple of float, UTC epoch seconds
        When the runner was carried ahead to go on.
    turned : str
        Id of the other distance that the runner has changed to, "" = none.
    """

    said: Said | None
    sights: tuple[Sight, ...]
    bumped: tuple[float, ...]
    turned: str

    @property
    def seen(self) -> Seen | None:
        """The latest sight; None without any."""
        if not self.sights:
            return None
        last = self.sights[-1]
        return Seen(last.at_s, last.at_m, last.place, last.by)


def listen(
    words: Iterable[tuple[float, Word]],
    custodians: Custodians,
    place_m: Mapping[str, Mapping[str, float]],
    distance: str,
) -> Told:
    """Work out what the words on one runner add up to.

    Parameters
    ----------
    words : iterable of (float, event)
        Each with its corrected instant, UTC epoch seconds, in any order.
    custodians : Custodians
    place_m : Mapping
        Metres by place id, then by distance id.
    distance : str
        Id of the runner's.
    """
    spoken: list[tuple[float, Status | Pickup | Encounter]] = []
    sights: list[Sight] = []
    bumped: list[float] = []
    turned: list[tuple[float, str, str]] = []
    for at_s, word in words:
        if not isinstance(word, Sighting):
            spoken.append((at_s, word))
        sight = _sight(at_s, word, place_m, distance)
        if sight is not None:
            sights.append(sight)
        if isinstance(word, Status) and word.what == "bumped":
            bumped.append(at_s)
        if isinstance(word, Status) and word.what in ("changed_distance", "reinstated"):
            other = word.to or word.place if word.what == "changed_distance" else ""
            turned.append((at_s, word.id, other or ""))
    sights.sort(key=lambda one: (one.at_s, one.event))
    return Told(
        said=account(spoken, custodians),
        sights=tuple(sights),
        bumped=tuple(sorted(bumped)),
        turned=max(turned)[-1] if turned else "",
    )


def _sight(
    at_s: float, word: Word, place_m: Mapping[str, Mapping[str, float]], distance: str
) -> Sight | None:
    """The sight of a runner on the road that a word gives; None = it gives none."""
    match word:
        case Encounter():
            at_m = np.nan if word.at_m is None or word.distance not in (None, distance) else word.at_m
            return Sight(at_s, at_m, word.vehicle, word.source, word.id)
        case Sighting() if word.what != "missed":
            at_m = place_m.get(word.place, {}).get(distance, np.nan)
            return Sight(at_s, at_m, word.place, word.source, word.id)
        case Status(what="reinstated"):
            at_m = place_m.get(word.place or "", {}).get(distance, np.nan)
            return Sight(at_s, at_m, word.place or "", word.by or word.source, word.id)
        case Status(what="bumped"):
            at_m = np.nan if word.at_m is None else word.at_m
            return Sight(at_s, at_m, word.place or "", word.by or word.source, word.id)
        case _:
            return None
