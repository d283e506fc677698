"""Ways to settle a contradiction: for each thing that may have happened, the events that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from lanterne.field.contradictions import Contradiction
from lanterne.field.fold import Field
from lanterne.field.likely import Guess
from lanterne.field.marks import Mark
from lanterne.race.definition import Race
from lanterne.units import instant_text
from lanterne.views import SettlementView

Draft = dict[str, Any]

_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "went_on": ("Going on", "{bib} is in the race: what was said before no longer holds."),
    "carried": ("The chip was carried", "The reads are not {bib}'s own: take them back."),
    "word_of_other": ("{other} was meant", "What was said was about {other}, not {bib}."),
    "other_bib": ("{other} was seen", "{other} was seen there, not {bib}."),
    "mistaken": ("Nobody known", "{bib} was not there: take the sighting back."),
    "late": ("The time is wrong", "{bib} was there at another time: take the sighting back."),
    "walked_back": ("Walked back", "{bib} is home and went back along the course: take it back."),
    "swapped": ("Exchanged with {other}", "Each was written down for the other: exchange them."),
    "turned": ("Turned with the {distance}", "{bib} ran the {distance}; whether it counts is decided apart."),
    "other_chip": ("Somebody else has the chip", "Take back the reads that are not {bib}'s own."),
    "aboard": ("Aboard {vehicle}", "{vehicle} has {bib}; the other pick-up was a mistake."),
    "handed_over": ("Handed over to {vehicle}", "{bib} changed vehicles on the way."),
    "nameless": ("Ask for the bibs", "Somebody is aboard whose bib was not said: have all bibs read out."),
    "got_out": ("Ask who got out", "Somebody got out and it was not said: have all bibs read out."),
    "miscounted": ("Counted wrongly", "Take the count back, and ask for another."),
    "as_it_is": ("Leave it as it is", "Everything stays as it was said and read."),
}


def distance_name(race: Race, distance: str) -> str:
    """A distance's name, by its id; "" = there is none of that id."""
    return next((one.name for one in race.distances if one.id == distance), "")


def ways(
    field: Field, one: Contradiction, ids: Mapping[Mark, list[str]], names: Mapping[str, str]
) -> list[SettlementView]:
    """What race control can say of a contradiction, the likeliest first; leaving it as it is comes last."""
    found = [_way(field, one, guess, ids, names) for guess in one.guesses]
    if not any(guess.what == "as_it_is" for guess in one.guesses):
        found.append(_way(field, one, Guess("as_it_is", 0.0), ids, names))
    return found


def _way(
    field: Field, one: Contradiction, guess: Guess, ids: Mapping[Mark, list[str]], names: Mapping[str, str]
) -> SettlementView:
    vehicle = names.get(guess.vehicle, guess.vehicle)
    fields = {
        "bib": one.bib or names.get(one.place, one.place),
        "other": guess.bib,
        "vehicle": vehicle,
        "distance": distance_name(field.race, guess.distance),
    }
    label, text = (part.format(**fields) for part in _LABELS[guess.what])
    if guess.what == "word_of_other" and not guess.bib:
        label, text = "Somebody else", f"What was said was not about {one.bib}: take it back."
    if guess.what == "other_bib" and not guess.bib:
        label, text = "Nobody known", f"{one.bib} was not there: take the sighting back."
    drafts = list(_drafts(field, one, guess, ids))
    return SettlementView(label=label, text=text, p=round(guess.p, 3), events=drafts)


def _drafts(field: Field, one: Contradiction, guess: Guess, ids: Mapping[Mark, list[str]]) -> Iterator[Draft]:
    words = [mark for mark in one.marks if mark.what == "word"]
    sights = [mark for mark in one.marks if mark.what == "sight"]
    match guess.what:
        case "went_on":
            yield _found(one, words[-1])
        case "carried" | "other_chip" | "walked_back":
            unfit = [mark for mark in one.marks if mark.doubted] or [*_after(one, words), *_unfit(field, one)]
            for mark in unfit:
                for target in ids.get(mark, [mark.event] if mark.what == "sight" else []):
                    yield _void(target)
        case "turned":
            yield _turned(one, guess.distance)
        case "word_of_other":
            yield from _moved(field, words[-1], guess.bib)
        case "other_bib":
            yield from _moved(field, _first_unfit(field, one, sights), guess.bib)
        case "mistaken" | "late":
            yield _void(_first_unfit(field, one, sights).event)
        case "swapped":
            for mark in sights:
                if mark.bib == guess.bib:
                    yield from _moved(field, mark, one.bib)
            yield from _moved(field, _first_unfit(field, one, sights), guess.bib)
        case "aboard":
            yield from (_void(mark.event) for mark in words if mark.place != guess.vehicle)
        case "handed_over":
            yield _handed(one.bib, words)
        case "miscounted":
            yield from (_void(mark.event) for mark in one.marks if mark.what == "count")


def _after(one: Contradiction, words: list[Mark]) -> list[Mark]:
    """The reads that speak against a word."""
    return [mark for mark in one.marks if mark.what == "read"] if words else []


def _unfit(field: Field, one: Contradiction) -> list[Mark]:
    """The sights that do not fit, of a contradiction without words."""
    unfit = {each.sight.event for each in field.misfits.get(field.roster.index.get(one.bib, -1), ())}
    return [mark for mark in one.marks if mark.event in unfit]


def _first_unfit(field: Field, one: Contradiction, sights: list[Mark]) -> Mark:
    """The sight of the runner that a contradiction is about; else, after a word, the first."""
    unfit = [mark for mark in _unfit(field, one) if mark.place == one.place]
    return (unfit or [mark for mark in sights if mark.bib == one.bib])[0]


def _void(target: str) -> Draft:
    return {"kind": "correction", "target": target}


def _found(one: Contradiction, word: Mark) -> Draft:
    """Found and going on, as of when the runner was last seen, but after what was said before."""
    last = max((mark for mark in one.marks if mark.what != "word"), key=lambda mark: mark.at_s)
    at_s = max(last.at_s, word.at_s + 1.0)
    return {"kind": "status", "bib": one.bib, "what": "reinstated", "happened_at": instant_text(at_s)}


def _turned(one: Contradiction, distance: str) -> Draft:
    """On the other distance, as of the first read there: what was said later still counts."""
    at_s = min(mark.at_s for mark in one.marks if mark.doubted)
    said = {"kind": "status", "bib": one.bib, "what": "changed_distance", "to": distance}
    return {**said, "happened_at": instant_text(at_s)}


def _moved(field: Field, mark: Mark, bib: str) -> Iterator[Draft]:
    """What was said of one bib is of another; of nobody known where `bib` is empty."""
    if not bib:
        yield _void(mark.event)
        return
    index = field.roster.index
    for word in field.facts.words_of(index[mark.bib]):
        if word.id == mark.event:
            fields = msgspec.to_builtins(word)
            del fields["id"]
            yield {"kind": "correction", "target": mark.event, "amended": {**fields, "bib": bib}}


def _handed(bib: str, words: list[Mark]) -> Draft:
    """From one vehicle to the other, between the pick-ups that they spoke of."""
    first, second = words[-2:]
    return {
        "kind": "pickup",
        "bib": bib,
        "what": "dropped_off",
        "vehicle": first.place,
        "to": second.place,
        "happened_at": instant_text((first.at_s + second.at_s) / 2.0),
    }
