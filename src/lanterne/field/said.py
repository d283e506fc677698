"""What people have said of a runner: the account that their words add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from lanterne.events import Encounter, Pickup, Status

State = Literal["not_started", "finished", "on_course", "in_vehicle", "with_medical", "left", "unresolved"]
STATES: Final[tuple[State, ...]] = (
    "not_started",
    "finished",
    "on_course",
    "in_vehicle",
    "with_medical",
    "left",
    "unresolved",
)

_STATUS: Final[dict[str, tuple[State, str]]] = {
    "did_not_start": ("not_started", ""),
    "drop": ("unresolved", "dropped"),
    "time_cut": ("unresolved", "time_cut"),
    "refused_ride": ("on_course", "refused_ride"),
    "with_medical": ("with_medical", ""),
    "released": ("left", ""),
    "left": ("left", ""),
    "finished": ("finished", "official"),
    "changed_distance": ("on_course", "changed_distance"),
}


_ENCOUNTER: Final[dict[str, tuple[State, str]]] = {
    "pavement": ("on_course", "diverted"),
    "ride": ("in_vehicle", ""),
    "refused": ("on_course", "refused_ride"),
}
"""What a sweep found that changes a runner's account; everything else it says leaves it as it was."""

Word = Status | Pickup | Encounter


@dataclass(frozen=True, slots=True)
class Said:
    """A runner's account by people's words.

    Attributes
    ----------
    what : str
        The last word, such as "picked_up".
    at_s : float, UTC epoch seconds
        When that happened.
    by : str
        Who said it.
    where : str
        Vehicle or place named, "" if none.
    """

    state: State
    detail: str
    what: str
    at_s: float
    by: str
    where: str


@dataclass(frozen=True, slots=True)
class Custodians:
    """Which names a runner can be handed to: vehicles by id, and places where medical works."""

    vehicles: frozenset[str]
    medical: frozenset[str]


def account(words: Iterable[tuple[float, Word]], custodians: Custodians) -> Said | None:
    """The account that the words of posts, crews and sweeps add up to; None = they say nothing that counts.

    Parameters
    ----------
    words : iterable of (float, event)
        Each with its corrected instant, UTC epoch seconds, in any order.
    custodians : Custodians
    """
    said: Said | None = None
    for at_s, word in sorted(words, key=lambda one: (one[0], one[1].id)):
        if isinstance(word, Status):
            said = _after_status(word, at_s)
        elif isinstance(word, Encounter):
            said = _after_encounter(said, word, at_s)
        else:
            said = _after_pickup(said, word, at_s, custodians)
    return said


def _after_status(word: Status, at_s: float) -> Said | None:
    if word.what == "reinstated":
        return None
    state, detail = _STATUS[word.what]
    return Said(state, detail, word.what, at_s, word.source, word.place or word.to or "")


def _after_encounter(said: Said | None, word: Encounter, at_s: float) -> Said | None:
    if word.what not in _ENCOUNTER:
        return said
    state, detail = _ENCOUNTER[word.what]
    return Said(state, detail, word.what, at_s, word.source, word.vehicle)


def _after_pickup(said: Said | None, word: Pickup, at_s: float, custodians: Custodians) -> Said | None:
    def now(state: State, where: str | None, detail: str = "") -> Said:
        return Said(state, detail, word.what, at_s, word.source, where or "")

    match word.what:
        case "picked_up":
            return now("in_vehicle", word.vehicle)
        case "refused":
            return now("on_course", word.place, "refused_ride")
        case "dropped_off" if word.to in custodians.vehicles:
            return now("in_vehicle", word.to)
        case "dropped_off" if word.to in custodians.medical:
            return now("with_medical", word.to)
        case "dropped_off":
            return now("left", word.to or word.place)
        case "closed" if said is not None and said.state == "in_vehicle":
            return now("left", word.to or word.place)
        case _:
            return said
