"""Stations, vehicles, posts, mats and distances by whatever short form names only one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from lanterne.clinical import folded
from lanterne.race.definition import Race
from lanterne.race.stands import BOARD, stands

Kind = Literal["station", "vehicle", "post", "point", "segment", "distance"]

_WORDS: Final = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?")
_LEAST: Final = 3
"""A single shortened word has at least so many letters."""
_KEPT_NAMES: Final = 4_096
_KEPT_RACES: Final = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has an id and a name. `medical` where people can be in medical's care."""

    kind: Kind
    id: str
    name: str
    role: str
    forms: tuple[tuple[str, ...], ...]
    medical: bool = False


def words_of(text: str) -> tuple[str, ...]:
    """The words and numbers of a name in lower case, numbers without leading zeros: "w09" is ("w", "9")."""
    return tuple(one.lstrip("0") or "0" if one[0].isdigit() else one for one in _WORDS.findall(text.lower()))


class Directory:
    """Everything in a race that has a name.

    Parameters
    ----------
    race : Race
    """

    def __init__(self, race: Race) -> None:
        self.all = tuple(_named(race))
        self._by_id = {(one.kind, one.id): one for one in self.all}
        self._by_form: dict[tuple[str, ...], list[Named]] = {}
        for one in self.all:
            for form in dict.fromkeys(one.forms):
                self._by_form.setdefault(form, []).append(one)
        # Every keystroke asks after the same words.
        self._shortened = lru_cache(_KEPT_NAMES)(self._begun)

    @cached_property
    def folded(self) -> list[str]:
        """Every id and name as `clinical` passes them over, the longest first."""
        found = {folded(text) for one in self.all for text in (one.id, one.name)}
        return sorted(found - {""}, key=len, reverse=True)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that names are made of, but for the shortest."""
        every = {word for one in self.all for form in one.forms for word in form}
        return frozenset(word for word in every if word.isalpha() and len(word) >= _LEAST)

    def stand(self, stand_id: str) -> Named | None:
        """A station, vehicle or post by its id."""
        kinds: tuple[Kind, ...] = ("station", "vehicle", "post")
        return next((self._by_id[kind, stand_id] for kind in kinds if (kind, stand_id) in self._by_id), None)

    def exactly(self, said: Sequence[str], kinds: Collection[Kind]) -> list[Named]:
        """Those whose whole id, name or number was said."""
        return [one for one in self._by_form.get(tuple(said), ()) if one.kind in kinds]

    def shortened(self, said: Sequence[str], kinds: Collection[Kind]) -> list[Named]:
        """Those of whose name the words said are the beginnings of some, in their order."""
        return [one for one in self._shortened(tuple(said)) if one.kind in kinds]

    def _begun(self, said: tuple[str, ...]) -> tuple[Named, ...]:
        if len(said) == 1 and (said[0][0].isdigit() or len(said[0]) < _LEAST):
            return ()
        return tuple(one for one in self.all if any(_begins(said, form) for form in one.forms))


_kept: dict[int, tuple[Race, Directory]] = {}


def directory_of(race: Race) -> Directory:
    """The directory of a race, made once for each of the last few races asked about."""
    kept = _kept.get(id(race))
    if kept is None or kept[0] is not race:
        if len(_kept) >= _KEPT_RACES:
            _kept.clear()
        kept = _kept[id(race)] = race, Directory(race)
    return kept[1]


def _begins(said: Sequence[str], form: Sequence[str]) -> bool:
    rest = iter(form)
    return all(
        any(word == one if one[0].isdigit() else word.startswith(one) for word in rest) for one in said
    )


def _named(race: Race) -> Iterator[Named]:
    kinds_of = {one.id: one.kinds for one in race.stations}
    sweeps_of = {one.id: one.kind for one in race.vehicles}
    for stand in stands(race).values():
        if stand.id.endswith(BOARD):
            continue
        forms = [words_of(stand.id), words_of(stand.name)]
        number = next((word for form in reversed(forms) for word in form if word[0].isdigit()), "")
        kind: Kind = "post"
        medical = stand.role == "medical"
        if stand.id in kinds_of:
            kind, medical = "station", "medical" in kinds_of[stand.id]
            forms += [(number,)] * bool(number) + [("station", number)] * bool(number)
        elif stand.id in sweeps_of:
            kind = "vehicle"
            forms += [(sweeps_of[stand.id], number)] if number else []
            forms.append((sweeps_of[stand.id],))
        else:
            forms.append(words_of(stand.role))
        yield Named(kind, stand.id, stand.name, stand.role, tuple(dict.fromkeys(forms)), medical)
    for point in race.points:
        yield Named("point", point.id, point.name, "", (words_of(point.id), words_of(point.name)))
    for road in race.segments:
        yield Named("segment", road.id, road.name, road.post or "", (words_of(road.id), words_of(road.name)))
    for one in race.distances:
        names = (one.id, one.name, *one.aliases)
        yield Named("distance", one.id, one.name, "", tuple(words_of(name) for name in names))
