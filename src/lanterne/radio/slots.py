"""What may stand in the slots of a pattern, and how each is read from the tokens of a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lanterne.radio.choices import ASKS, DAYS, LEVELS, REASONS, RESULTS, SAID_BY, WAYS, Ways
from lanterne.radio.clocks import clocks
from lanterne.radio.names import Kind, Named, words_of
from lanterne.radio.pattern import Read, Trail
from lanterne.radio.scene import Scene
from lanterne.radio.tokens import COMMA, Token
from lanterne.radio.words import course_text
from lanterne.units import METRES_PER_KM, METRES_PER_MILE

Found = Iterator[tuple[Any, int]]
Reader = Callable[[Scene, str, Sequence[Token], int, "Faults"], Found]

MOST_BIBS: Final = 40
MOST_WORDS: Final = 5
"""A name is said in at most so many words."""

_BIB: Final = re.compile(r"#?([a-z]{0,2}-?\d[\d?]{0,5}[a-z]?|\?[\d?]{1,5})")
_RANGE: Final = re.compile(r"\d+[-\u2013]\d+")
_BEFORE_BIB: Final = frozenset({"bib", "bibs", "number", "numbers", "runner", "runners", "no", "#"})
_BETWEEN_BIBS: Final = frozenset({COMMA, "and", "&", "/", "+"})
_FILLERS: Final = frozenset({"at", "in", "on", "to", "the", "of", "has", "is", "and", "with", "for", COMMA})
_COURSE: Final = re.compile(r"(mile|miles|mi|m|km|k|kilometre|kilometer)?(\d{1,3}(?:\.\d+)?)(mi|miles|km|k)?")
_MILES: Final = frozenset({"mile", "miles", "mi", "m"})
_KMS: Final = frozenset({"km", "kms", "k", "kilometre", "kilometer", "kilometres", "kilometers"})
_MOST_ABOARD: Final = 99
_COUNTS: Final = {"nobody": 0, "none": 0, "ten": 10, "eleven": 11, "twelve": 12}


@dataclass(slots=True)
class Faults:
    """What was wrong with tokens, each by its place and in words."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def fault(self, at: int, why: str) -> None:
        """Note what was wrong with a token."""
        self.found.append((at, why))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: a stand, or metres on the course; `distance` is its id if it was said."""

    text: str
    stand: str = ""
    at_m: float | None = None
    distance: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words kept as they were typed; `stand` is the id of the stand that they name, "" = none."""

    text: str
    stand: str = ""


def reader(scene: Scene, line: str) -> Read:
    """The reading of every slot of one line; each slot is read once from each token, for all forms."""
    known: dict[tuple[str, int], tuple[list[tuple[Any, int]], Faults]] = {}

    def read(name: str, found: Sequence[Token], at: int, trail: Trail) -> Found:
        if at >= len(found):
            return
        if (name, at) not in known:
            faults = Faults()
            known[name, at] = list(SLOTS[name](scene, line, found, at, faults)), faults
        values, faults = known[name, at]
        for where, why in faults.found:
            trail.fault(where, why)
        yield from values

    return read


def _bibs(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    bibs: list[tuple[str, int]] = []
    while at < len(found) and len(bibs) < MOST_BIBS:
        text = found[at].text
        if text in (_BETWEEN_BIBS if bibs else ()) or text in _BEFORE_BIB:
            at += 1
        elif (match := _BIB.fullmatch(text)) or text.upper() in scene.roster.index:
            bibs.append((scene.bib(match[1] if match else text), at + 1))
            at += 1
        else:
            _note_no_bib(found, at, bibs, faults)
            break
    for n in range(len(bibs), 0, -1):
        yield tuple(dict.fromkeys(bib for bib, _ in bibs[:n])), bibs[n - 1][1]


def _note_no_bib(found: Sequence[Token], at: int, bibs: Sequence[tuple[str, int]], faults: Faults) -> None:
    """A range of bibs, or a word among bibs that looks like one: neither is guessed at."""
    text, after = found[at].text, found[at + 1].text if at + 1 < len(found) else ""
    if _RANGE.fullmatch(text):
        faults.fault(at, f"{text} may be many: write each bib by itself")
    elif bibs and text in ("to", "-") and after.isdecimal():
        faults.fault(at + 1, f"{bibs[-1][0]} to {after} may be many: write each bib by itself")
    elif bibs and text[0].isdecimal() and text[-1].isdecimal() and text.isalnum():
        faults.fault(at, f"{text} is no bib: write ? for each digit that was not heard")


def _named(what: str, *kinds: Kind) -> Reader:
    """Reads the name of something of these kinds."""

    def read(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
        for exact in (True, False):
            yield from _by_name(scene, found, at, kinds, faults, exact=exact)
        text = found[at].text
        if text[0].isdecimal() and "station" in kinds and "." not in text:
            faults.fault(at, f"there is no {what} {text}")

    return read


def _by_name(
    scene: Scene, found: Sequence[Token], at: int, kinds: Collection[Kind], faults: Faults, *, exact: bool
) -> Found:
    for n in range(min(MOST_WORDS, len(found) - at), 0, -1):
        said = [one.text for one in found[at : at + n]]
        if said[0] in _FILLERS or COMMA in said or said[-1] in _FILLERS:
            continue
        words = words_of(" ".join(said))
        if not words:
            continue
        named = scene.names.exactly(words, kinds) if exact else scene.names.shortened(words, kinds)
        one = _the_one(named)
        if one is not None:
            _note_number(found, at + n, said, faults)
            yield one, at + n
        elif named:
            _note_number(found, at + n, said, faults)
            names = " or ".join(each.name for each in named[:3])
            faults.fault(at, f"{' '.join(said)} may be {names}: say which")


def _note_number(found: Sequence[Token], at: int, said: Sequence[str], faults: Faults) -> None:
    """A number after a shortened name may have been meant to belong to it."""
    if at < len(found) and len(said) == 1 and said[0].isalpha() and found[at].text.isdecimal():
        faults.fault(at, f"there is no {said[0]} {found[at].text}")


def _the_one(named: Sequence[Named]) -> Named | None:
    """The only one; of one number those of water and medical before cheer stations."""
    if len(named) > 1:
        named = [one for one in named if one.role != "cheer"] or named
    return named[0] if len(named) == 1 else None


def _course(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    """A place on the course: mile 14.2, km 22, 22k, 14.2 (in the race's unit)."""
    word, until = found[at].text, at
    unit = _unit(word)
    if unit and at + 1 < len(found):
        until, word = at + 1, found[at + 1].text
    match = _COURSE.fullmatch(word)
    if match is None:
        return
    until += 1
    unit = unit or _unit(match[1] or "") or _unit(match[3] or "")
    if not unit and until < len(found) and _unit(found[until].text):
        unit, until = _unit(found[until].text), until + 1
    if not unit and "." in match[2]:
        unit = scene.race.unit
    if not unit:
        return
    at_m = float(match[2]) * (METRES_PER_MILE if unit == "mi" else METRES_PER_KM)
    longest = max(scene.race.distances, key=lambda one: one.length_m)
    if at_m > longest.length_m:
        faults.fault(at, f"{unit} {match[2]} is beyond the finish")
        return
    text = course_text(at_m, scene.race.unit)
    for distance, end in _on_distance(scene, found, until):
        yield Place(f"{text} of the {distance.name.lower()}", at_m=at_m, distance=distance.id), end
    yield Place(text, at_m=at_m), until


def _on_distance(scene: Scene, found: Sequence[Token], at: int) -> Iterator[tuple[Named, int]]:
    kinds: tuple[Kind, ...] = ("distance",)
    while at < len(found) and found[at].text in ("on", "of", "the"):
        at += 1
    if at < len(found):
        yield from _by_name(scene, found, at, kinds, Faults(), exact=True)


def _unit(word: str) -> str:
    return "mi" if word in _MILES else "km" if word in _KMS else ""


def _where(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    """A station or another stand by its whole name or number, a place on the course, a shortened name."""
    kinds: tuple[Kind, ...] = ("station", "post")
    for one, until in _by_name(scene, found, at, kinds, faults, exact=True):
        yield Place(one.name, stand=one.id), until
    yield from _course(scene, line, found, at, faults)
    for one, until in _by_name(scene, found, at, kinds, faults, exact=False):
        yield Place(one.name, stand=one.id), until
    text = found[at].text
    if text.isdecimal():
        unit = "mile" if scene.race.unit == "mi" else "km"
        faults.fault(at, f"there is no station {text}; for a place on the course write {unit} {text}")


def _medical(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    """A stand where medical works; "medical" alone is the only post of it, or medical wherever it is."""
    posts = [one for one in scene.names.all if one.kind == "post" and one.medical]
    for one, until in SLOTS["stand"](scene, line, found, at, faults):
        if one.medical:
            yield Place(one.name, stand=one.id), until
    if found[at].text in ("medical", "medics", "medic"):
        yield Place(posts[0].name, stand=posts[0].id) if len(posts) == 1 else Place("medical"), at + 1


def _rest(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    """All that follows, but for a time at its end that is said with "at"."""
    for until in range(at + 1, len(found)):
        if found[until].text == "at" and any(end == len(found) for _, end in clocks(found, until)):
            yield _quote(scene, line, found, at, until), until
    yield _quote(scene, line, found, at, len(found)), len(found)


def _quote(scene: Scene, line: str, found: Sequence[Token], at: int, until: int) -> Quote:
    kinds: tuple[Kind, ...] = ("station", "vehicle", "post")
    named = _the_one(scene.names.exactly(words_of(" ".join(one.text for one in found[at:until])), kinds))
    text = line[found[at].start : found[until - 1].end]
    return Quote(text) if named is None else Quote(named.name, named.id)


def _person(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    """A name of one to three words."""
    for n in range(1, 4):
        words = found[at : at + n]
        if len(words) == n and all(one.text[0].isalpha() for one in words):
            yield Quote(line[words[0].start : words[-1].end]), at + n


def _item(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    """Something handed out: by a name that race.toml gives it, else by the word typed."""
    word = found[at].text
    if word.isalpha():
        items = {supply.item for station in scene.race.stations for supply in station.supplies}
        known = [item for item in sorted(items) if item.lower().startswith(word)]
        yield known[0] if len(known) == 1 else word, at + 1


def _count(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    text = found[at].text
    number = int(text) if text.isdecimal() and len(text) < 6 else _COUNTS.get(text)
    if number is not None:
        yield number, at + 1


def _aboard(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
    for number, until in _count(scene, line, found, at, faults):
        if number <= _MOST_ABOARD:
            yield number, until


def _one_of(ways: Ways) -> Reader:
    def read(scene: Scene, line: str, found: Sequence[Token], at: int, faults: Faults) -> Found:
        for words, code in ways:
            if tuple(one.text for one in found[at : at + len(words)]) == words:
                yield code, at + len(words)

    return read


SLOTS: Final[Mapping[str, Reader]] = {
    "bibs": _bibs,
    "station": _named("station", "station"),
    "vehicle": _named("vehicle", "vehicle"),
    "stand": _named("station", "station", "vehicle", "post"),
    "point": _named("mat", "point"),
    "segment": _named("road", "segment"),
    "distance": _named("distance", "distance"),
    "where": _where,
    "course": _course,
    "medical": _medical,
    "rest": _rest,
    "person": _person,
    "item": _item,
    "left": _count,
    "aboard": _aboard,
    "said_by": lambda scene, line, found, at, faults: (
        (Quote(found[at].text), at + 1) for _ in (0,) if found[at].text in SAID_BY
    ),
    "ask": _one_of(ASKS),
    "result": _one_of(RESULTS),
    "day": _one_of(DAYS),
    "way": _one_of(WAYS),
    "reason": _one_of(REASONS),
    "level": _one_of(LEVELS),
    "clock": lambda scene, line, found, at, faults: clocks(found, at),
}

IN_WORDS: Final[Mapping[str, str]] = {
    "bibs": "a bib",
    "station": "a station",
    "vehicle": "a vehicle",
    "stand": "a station, vehicle or post",
    "point": "a mat",
    "segment": "a road",
    "distance": "a distance",
    "where": "a station or a place such as mile 14.2",
    "course": "a place such as mile 14.2",
    "medical": "medical",
    "rest": "words",
    "person": "a name",
    "item": "what is short",
    "left": "a number",
    "aboard": "a number",
    "said_by": "by whose word",
    "ask": "what is asked",
    "result": "what came of it",
    "day": "what the day is like",
    "way": "where they go",
    "reason": "the reason",
    "level": "a level",
    "clock": "a time",
}
"""What a slot takes, for hints and the help sheet."""
