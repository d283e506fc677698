"""A typed line, understood: the events it makes, the words to read back, or a hint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lanterne.clinical import HINT, clinical
from lanterne.radio.bibs import BibCheck, checked
from lanterne.radio.clocks import Clock, instant_of
from lanterne.radio.form import Draft, Form, Reading
from lanterne.radio.forms import FORMS
from lanterne.radio.hints import hint_for, sentence
from lanterne.radio.names import words_of
from lanterne.radio.pattern import Read, Trail, Values, matches
from lanterne.radio.scene import Scene, Unclear
from lanterne.radio.slots import Place, reader
from lanterne.radio.tokens import Token, tokens
from lanterne.units import instant_text

MOST_LETTERS: Final = 300
"""A line is kept in the log as one `Heard`."""

ONLY_CONTROL: Final = "Only race control says this; log: and your words keeps it in the log"

_TO: Final = ("to",)
_CALLER: Final = re.compile(r"\s*([^:]{1,40}):\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What a line means.

    Attributes
    ----------
    ok : bool
        Whether it can be entered as it is.
    events : list of dict
        Fields of the events; `happened_at` only where the line named a time. A `heard_by` of "" is for the
        operator's name.
    read_back, hint : str
    warnings : list of str
    bibs : list of BibCheck
    sender, to : str
        Ids of the stand or vehicle that calls, and of the one called; "" = not said, or the desk itself.
    """

    ok: bool
    events: list[Draft]
    read_back: str
    hint: str
    warnings: list[str]
    bibs: list[BibCheck]
    sender: str
    to: str


def parse(text: str, scene: Scene) -> Parsed:
    """Understand a line.

    Parameters
    ----------
    text : str
        As typed; "water 9: ..." names who is calling, "water 9:" alone asks only who that is, "to water 9:
        ..." names whom the desk calls.
    scene : Scene
    """
    if len(text) > MOST_LETTERS:
        return _refused(f"At most {MOST_LETTERS} letters a line: enter it in two", scene)
    if clinical(text, scene.names.folded):
        return _refused(f"{HINT[:1].upper()}{HINT[1:]}", scene)
    if text.rstrip().endswith(":"):
        return _refused("", replace(scene, sender=_stand(words_of(text), scene)))
    line, scene = _called(text, scene)
    found = tokens(line)
    if not found:
        return _refused("", scene)
    tried = _tried(line, found, scene)
    if tried.parsed is not None:
        return tried.parsed
    if tried.unclear:
        return _refused(tried.unclear, scene)
    return _refused(hint_for(line, found, tried.trails, scene, _understandable), scene)


@dataclass(slots=True)
class _Tried:
    """What came of trying the forms: a meaning; or how far each was understood, and what one lacks."""

    parsed: Parsed | None = None
    unclear: str = ""
    trails: list[tuple[Form, Trail]] = field(default_factory=list)


def _tried(line: str, found: Sequence[Token], scene: Scene) -> _Tried:
    tried, read = _Tried(), reader(scene, line)
    for form in FORMS:
        trail = Trail()
        for values in _whole(form, found, read, trail):
            try:
                tried.parsed = _understood(form, _filled(form, values, scene))
                return tried
            except Unclear as error:
                tried.unclear = tried.unclear or sentence(str(error), form)
        tried.trails.append((form, trail))
    return tried


def _understandable(line: str, scene: Scene) -> bool:
    parsed = _tried(line, tokens(line), scene).parsed
    return parsed is not None and parsed.ok


def _called(text: str, scene: Scene) -> tuple[str, Scene]:
    """The line without the name and colon before it, and the scene with that stand calling, or called."""
    match = _CALLER.fullmatch(text)
    if match is None:
        return text, scene
    words = words_of(match[1])
    if words[:1] == _TO and (to := _stand(words[1:], scene)):
        return match[2], replace(scene, place=to, sender="", to=to)
    sender = _stand(words, scene)
    return (match[2], replace(scene, place=sender, sender=sender)) if sender else (text, scene)


def _stand(words: Sequence[str], scene: Scene) -> str:
    """Id of the one stand that words name, "" = none."""
    named = scene.names.exactly(words, ("station", "vehicle", "post"))
    return named[0].id if len(named) == 1 else ""


def _whole(form: Form, found: Sequence[Token], read: Read, trail: Trail) -> Iterator[Values]:
    """The ways in which a whole line fits a form."""
    for end, values in matches(form.parts, found, read, trail):
        if end == len(found):
            yield values
        else:
            trail.reach(end)


def _filled(form: Form, values: Values, scene: Scene) -> Reading:
    """What was read, with the sticky station and the vehicle that calls where the line leaves them out."""
    made = dict(values)
    place, sender = scene.names.stand(scene.place), scene.names.stand(scene.sender)
    if "station" in form.slots and "station" not in made and place is not None and place.kind == "station":
        made["station"] = place
    if "vehicle" in form.slots and "vehicle" not in made and sender is not None and sender.kind == "vehicle":
        made["vehicle"] = sender
    if "where" in form.slots - made.keys() and "vehicle" not in form.slots and place is not None:
        made["where"] = Place(place.name, stand=place.id)
    return Reading(scene, made)


def _understood(form: Form, reading: Reading) -> Parsed:
    scene, clock = reading.scene, reading.values.get("clock")
    if form.control and not scene.control:
        return _refused(ONLY_CONTROL, scene)
    events = form.make(reading)
    at_s = scene.now_s
    if isinstance(clock, Clock):
        at_s = _instant(clock, scene)
        if clock.said != "now":
            events = [{**event, "happened_at": instant_text(at_s)} for event in events]
    stands = reading.stands_named
    to = scene.to or (stands[0] if form.outward else "")
    bibs = checked(form, reading, at_s)
    return Parsed(
        ok=True,
        events=events,
        read_back=form.read_back(reading),
        hint="",
        warnings=[one for one in (*(bib.warning for bib in bibs), form.caution(reading)) if one],
        bibs=bibs,
        sender="" if to else scene.sender or (stands[0] if stands else ""),
        to=to,
    )


def _instant(clock: Clock, scene: Scene) -> float:
    try:
        return instant_of(clock, scene.race, scene.now_s)
    except ValueError as error:
        raise Unclear(str(error)) from None


def _refused(hint: str, scene: Scene) -> Parsed:
    return Parsed(
        ok=False,
        events=[],
        read_back="",
        hint=hint,
        warnings=[],
        bibs=[],
        sender=scene.sender,
        to=scene.to,
    )
