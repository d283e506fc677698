"""Who was handed to a medical post or a family desk, who is being brought there, and who has gone on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from lanterne.events import Encounter, Pickup, Sighting, Status
from lanterne.field.fold import Field
from lanterne.field.said import Custodians
from lanterne.live.requested import said_of_rides
from lanterne.race.definition import Race
from lanterne.race.stands import Role, Stand, stands
from lanterne.views import AboardView

Word = Status | Pickup | Encounter
Made = TypeVar("Made")

ANY_OF: Final[dict[Role, frozenset[str]]] = {
    "medical": frozenset({"medical", "medical tent"}),
    "family": frozenset({"family", "family desk"}),
}
"""What people say who do not name a post; where there is only one of that kind, they mean it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something said of a runner, and when it happened (UTC epoch seconds)."""

    at_s: float
    word: Word


class Handovers:
    """Reads who takes whom out of what people say."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._custodians = Custodians.of(field.planned)
        self._names = names_of(field.planned)
        self._of_role = Counter(one.role for one in stands(field.planned).values())

    def is_to(self, to: str | None, stand: Stand) -> bool:
        """Whether what was named as taking over is this stand."""
        taker = self._custodians.taker(to)[1]
        if taker == stand.id:
            return True
        return self._of_role[stand.role] == 1 and taker in ANY_OF.get(stand.role, ())

    def brings(self, step: Step, stand: Stand) -> bool:
        """Whether with this step the runner came into the care of a stand."""
        word = step.word
        if isinstance(word, Pickup):
            return word.what == "dropped_off" and self.is_to(word.to, stand)
        if isinstance(word, Encounter):
            return False
        if stand.role == "medical":
            return word.what == "with_medical" and self.is_to(word.place or word.to, stand)
        return word.what == "released" and self.is_to(word.to, stand)

    def brought_to(self, stand: Stand) -> dict[str, list[Step]]:
        """By bib, everything said of those who ever came into the care of a stand, in order."""
        bibs = {word.bib for word in self._words() if word.bib and self.brings(Step(0.0, word), stand)}
        return {bib: self.steps(bib) for bib in sorted(bibs)}

    def steps(self, bib: str) -> list[Step]:
        """What was said of a bib, in the order in which it happened."""
        runner = self._field.roster.index.get(bib)
        said = self._unlisted.get(bib, []) if runner is None else self._field.facts.words_of(runner)
        steps = [Step(self._field.corrected_s(one), one) for one in said if not isinstance(one, Sighting)]
        return sorted(steps, key=lambda step: (step.at_s, step.word.id))

    def said_at(self, stand: Stand) -> list[Step]:
        """The status words of a stand's own place, in the order in which they happened."""
        words = [one for one in self._field.facts.of(Status) if one.place == stand.id]
        steps = [Step(self._field.corrected_s(one), one) for one in words]
        return sorted(steps, key=lambda step: (step.at_s, step.word.id))

    def coming_to(self, stand: Stand) -> list[AboardView]:
        """Those aboard a vehicle on their way to a stand, the longest aboard first.

        Where the crew has not said where to: to the family desk, or to medical who needed that.
        """
        found = []
        for runner, said in self._field.said.items():
            if said.state != "in_vehicle":
                continue
            bib = self._field.roster.entrants[runner].bib
            if self._comes_to(bib, stand):
                where = self.name(said.where)
                found.append(AboardView(bib=bib, since_s=said.at_s, where=where, by=said.by))
        return sorted(found, key=lambda one: (one.since_s, one.bib))

    def name(self, given: str | None) -> str:
        """The name of a stand by its id, or what was given in its place."""
        return self._names.get(given or "", given or "")

    @cached_property
    def _unlisted(self) -> dict[str, list[Word]]:
        """What was said of bibs that nobody on the roster wears."""
        found: dict[str, list[Word]] = {}
        for word in self._words():
            if word.bib is not None and word.bib not in self._field.roster.index:
                found.setdefault(word.bib, []).append(word)
        return found

    def _words(self) -> Iterator[Word]:
        yield from self._field.facts.of(Status)
        yield from self._field.facts.of(Pickup)

    def heads_for(self, bib: str) -> str:
        """Where a crew last said that it brings somebody, "" if it has not."""
        said = [
            step.word.to
            for step in self.steps(bib)
            if isinstance(step.word, Pickup) and step.word.what in ("en_route", "picked_up")
        ]
        return next((to for to in reversed(said) if to and self._custodians.taker(to)[0] != "vehicle"), "")

    def _comes_to(self, bib: str, stand: Stand) -> bool:
        if where_to := self.heads_for(bib):
            return self.is_to(where_to, stand)
        rides = [step.word for step in self.steps(bib) if isinstance(step.word, Pickup)]
        needs = [one.need for one in rides if one.what == "reported"]
        medical = bool(needs) and needs[-1] != "ride"
        return medical == (stand.role == "medical")


_kept: WeakKeyDictionary[Field, tuple[tuple[int, ...], dict[str, Any]]] = WeakKeyDictionary()


def until_more_is_said(field: Field, name: str, made: Callable[[], Made]) -> Made:
    """What follows from what people said alone, made once until somebody says something more.

    Parameters
    ----------
    name : str
        Of what is made, and for whom.
    """
    said = said_of_rides(field)
    known = _kept.get(field)
    if known is None or known[0] != said:
        _kept[field] = known = said, {}
    if name not in known[1]:
        known[1][name] = made()
    found: Made = known[1][name]
    return found


def names_of(race: Race) -> dict[str, str]:
    """The names of all stands and timing points by id."""
    return {one.id: one.name for one in race.points} | {one.id: one.name for one in stands(race).values()}
