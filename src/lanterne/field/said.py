"""What people have said of a runner: the account that their words add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lanterne.events import Encounter, Pickup, Status
from lanterne.race.definition import Race
from lanterne.race.stands import stands

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

_STATUS: Final[Mapping[str, tuple[State, str]]] = {
    "did_not_start": ("not_started", "said"),
    "drop": ("unresolved", "dropped"),
    "time_cut": ("unresolved", "time_cut"),
    "refused_ride": ("on_course", "refused_ride"),
    "with_medical": ("with_medical", ""),
    "transported": ("with_medical", "transported"),
    "changed_distance": ("on_course", "changed_distance"),
    "bumped": ("on_course", "bumped"),
    "diverted": ("on_course", "diverted"),
}

_ENCOUNTER: Final[Mapping[str, tuple[State, str]]] = {
    "pavement": ("on_course", "diverted"),
    "ride": ("in_vehicle", ""),
    "refused": ("on_course", "refused_ride"),
}
"""What a sweep found that changes a runner's account; everything else it says leaves it as it was."""

_COUNTING: Final = frozenset({"bumped", "diverted", "changed_distance", "official", "unofficial"})
"""What is said of somebody's way or result, and still holds when a finish crew then sees them home."""

Word = Status | Pickup | Encounter
Custody = Literal["vehicle", "medical", "family"]


@dataclass(frozen=True, slots=True)
class Said:
    """A runner's account by people's words.

    Attributes
    ----------
    what : str
        The last word that counts, such as "picked_up".
    at_s : float, UTC epoch seconds
        When that happened.
    by : str
        The person who said it, else the source.
    where : str
        Vehicle or place named, "" if none; of ``changed_distance`` the other distance.
    event : str
        Id of the event.
    at_m : float or None, metres
        Where a bumped runner was let out.
    """

    state: State
    detail: str
    what: str
    at_s: float
    by: str
    where: str
    event: str = ""
    at_m: float | None = None


@dataclass(frozen=True, slots=True)
class Custodians:
    """Who can take a runner over.

    Attributes
    ----------
    known : Mapping
        By id or name in lower case: what they are, and their id.
    seatless : frozenset of str
        Vehicles that cannot take anybody in: who asks one of them for a ride waits for another.
    """

    known: Mapping[str, tuple[Custody, str]]
    seatless: frozenset[str] = frozenset()

    @classmethod
    def of(cls, race: Race) -> Custodians:
        """The vehicles of a race, the places where medical works, and its family desks."""
        known: dict[str, tuple[Custody, str]] = {
            "medical": ("medical", "medical"),
            "medical tent": ("medical", "medical tent"),
            "family": ("family", "family"),
            "family desk": ("family", "family desk"),
        }
        roles: list[tuple[str, str, Custody]] = [
            *((one.id, one.name, "family") for one in stands(race).values() if one.role == "family"),
            *((one.id, one.name, "medical") for one in stands(race).values() if one.role == "medical"),
            *((one.id, one.name, "medical") for one in race.stations if "medical" in one.kinds),
            *((one.id, one.name, "vehicle") for one in race.vehicles),
        ]
        # Ids overwrite names, and vehicles places: where two are called alike, the surer one counts.
        known |= {name.casefold(): (custody, key) for key, name, custody in roles}
        known |= {key.casefold(): (custody, key) for key, _, custody in roles}
        return cls(known, frozenset(one.id for one in race.vehicles if not one.seats))

    def taker(self, name: str | None) -> tuple[Custody | None, str]:
        """What somebody who took over is, None = not known as either, and their id or else the name given."""
        return self.known.get((name or "").casefold(), (None, name or ""))


def account(words: Iterable[tuple[float, Word]], custodians: Custodians) -> Said | None:
    """The account that the words of posts, crews and sweeps add up to; None = they say nothing that counts.

    Parameters
    ----------
    words : iterable of (float, event)
        Each with its corrected instant, UTC epoch seconds, in any order.
    custodians : Custodians
    """
    last: Said | None = None
    for _, said in accounts(words, custodians):
        last = said
    return last


def accounts(
    words: Iterable[tuple[float, Word]], custodians: Custodians
) -> Iterator[tuple[Word, Said | None]]:
    """Each word in the order in which it happened, and the account as it was then; see `account`."""
    said: Said | None = None
    counts = ""
    for at_s, word in sorted(words, key=lambda one: (one[0], one[1].id)):
        if isinstance(word, Status):
            said = _after_status(word, at_s, counts)
        elif isinstance(word, Encounter):
            said = _after_encounter(said, word, at_s, custodians)
        else:
            said = _after_pickup(said, word, at_s, custodians)
        if said is None:
            counts = ""
        elif said.detail in _COUNTING:
            counts = said.detail
        yield word, said


def _said(word: Word, at_s: float, state: State, detail: str, where: str | None) -> Said:
    at_m = word.at_m if isinstance(word, Status) and word.what == "bumped" else None
    return Said(state, detail, word.what, at_s, word.by or word.source, where or "", word.id, at_m)


def _after_status(word: Status, at_s: float, counts: str) -> Said | None:
    match word.what:
        case "reinstated":
            return None
        case "finished":
            return _said(word, at_s, "finished", word.result or counts, word.place)
        case "left":
            return _said(word, at_s, "left", word.said_by or "", word.place or word.to)
        case "released":
            # Medical lets nobody go unseen.
            return _said(word, at_s, "left", word.said_by or "staff", word.place or word.to)
        case "transported" | "changed_distance":
            return _said(word, at_s, *_STATUS[word.what], word.to or word.place)
        case _:
            return _said(word, at_s, *_STATUS[word.what], word.place or word.to)


def _after_encounter(said: Said | None, word: Encounter, at_s: float, custodians: Custodians) -> Said | None:
    waits = word.what == "ride" and word.vehicle in custodians.seatless
    if waits or word.what not in _ENCOUNTER:
        return said
    return _said(word, at_s, *_ENCOUNTER[word.what], word.vehicle)


def _after_pickup(said: Said | None, word: Pickup, at_s: float, custodians: Custodians) -> Said | None:
    """The account after a step of a ride; one that ends a request says nothing of who sits in a vehicle."""
    match word.what:
        case "picked_up":
            return _said(word, at_s, "in_vehicle", "", word.vehicle)
        case "refused":
            return _said(word, at_s, "on_course", "refused_ride", word.place)
        case "dropped_off":
            return _handed_over(word, at_s, custodians)
        case _:
            return said


def _handed_over(word: Pickup, at_s: float, custodians: Custodians) -> Said:
    custody, taker = custodians.taker(word.to)
    match custody:
        case "vehicle":
            return _said(word, at_s, "in_vehicle", "", taker)
        case "medical":
            return _said(word, at_s, "with_medical", "", taker)
        case "family":
            return _said(word, at_s, "left", "staff", taker)
        case _:
            return _said(word, at_s, "left", "staff" if word.to_by else "", taker or word.place)
