"""What most likely happened where facts contradict one another.

The weights are stated likelihoods, not measured ones: a person misreads or mistypes about one bib in a
hundred, a mat reads a chip that is not where it should be once in some thousands of reads, and most of those
who are said to have stopped and are read later went on after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from lanterne.field.fold import Field
from lanterne.field.marks import Mark
from lanterne.field.mistaken import meant
from lanterne.field.said import Said, State

What = Literal[
    "went_on",  # what was said holds no more: the runner is going on
    "carried",  # the reads are of a chip that somebody else, or a vehicle, carried
    "word_of_other",  # what was said was about another bib
    "other_bib",  # the sight was of another bib
    "mistaken",  # the sight was of somebody who is not known
    "late",  # the sight is true, its time is not
    "walked_back",  # home, and back on the course as a spectator
    "swapped",  # two sights have each other's bib
    "turned",  # onto another distance's road, and ran it
    "other_chip",  # somebody else carries the second chip
    "aboard",  # this vehicle has the runner
    "handed_over",  # one vehicle gave the runner to the other
    "nameless",  # somebody is aboard whose bib was not said
    "got_out",  # somebody got out and it was not said
    "miscounted",
    "as_it_is",
]


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that may have happened, its probability, and the bib, vehicle or distance it names."""

    what: What
    p: float
    bib: str = ""
    vehicle: str = ""
    distance: str = ""


_AFTER_WORD: Final[Mapping[State, Mapping[What, float]]] = {
    "unresolved": {"went_on": 0.6, "word_of_other": 0.3, "carried": 0.1},
    "left": {"went_on": 0.25, "word_of_other": 0.4, "carried": 0.35},
    "with_medical": {"went_on": 0.5, "word_of_other": 0.35, "carried": 0.15},
    "in_vehicle": {"went_on": 0.15, "word_of_other": 0.25, "carried": 0.6},
    "not_started": {"went_on": 0.8, "word_of_other": 0.1, "carried": 0.1},
}
_SIGHT_OF_OTHER: Final = 0.5
_NOBODY_ALIKE: Final = 0.3
"""How much less likely a mistaken bib is where nobody with a bib like it was due."""


def of_word(
    field: Field, word: Mark, said: Said, seen: Sequence[Mark], *, search: bool = True
) -> list[Guess]:
    """What may have happened when somebody is seen after it was said that they were out of the race.

    Parameters
    ----------
    search : bool
        Whether to look for bibs that may have been meant.
    """
    weights = dict(_AFTER_WORD[said.state])
    sights = [one for one in seen if one.what == "sight"]
    likely: dict[tuple[What, str], float] = {("went_on", ""): weights["went_on"]}
    unseen = _unseen_since(field, word) if search else {}
    likely |= _of_others("word_of_other", weights["word_of_other"], unseen)
    if len(sights) < len(seen):
        likely["carried", ""] = weights["carried"]
    else:
        first = sights[0]
        others = meant(field, first.bib, first.place, first.at_s) if search else {}
        likely |= _of_others("other_bib", _SIGHT_OF_OTHER * max(others.values(), default=1.0), others)
    return _guesses(likely)


def of_sight(field: Field, sight: Mark, *, home: bool) -> list[Guess]:
    """What may have happened when somebody is seen where they cannot have been.

    Parameters
    ----------
    home : bool
        Whether they had finished by then.
    """
    others = meant(field, sight.bib, sight.place, sight.at_s)
    likely = _of_others("other_bib", 0.7 * max(others.values(), default=1.0), others) if others else {}
    likely |= {("mistaken", ""): 0.15, ("late", ""): 0.1}
    if home:
        likely["walked_back", ""] = 0.25
    return _guesses(likely)


def of_unread(field: Field, sight: Mark) -> list[Guess]:
    """What may have happened when a bib was seen once that no mat has read."""
    others = meant(field, sight.bib, sight.place, sight.at_s)
    likely = _of_others("other_bib", 0.7 * max(others.values(), default=0.0), others)
    return _guesses({**likely, ("as_it_is", ""): 0.25, ("mistaken", ""): 0.05})


def of_reads(kind: str, turned: str = "") -> list[Guess]:
    """What may have happened when a chip is read where its runner cannot have been, by kind.

    Parameters
    ----------
    turned : str
        Of ``turned``: the distance whose road the reads fit, by id.
    """
    match kind:
        case "turned":
            return [Guess("turned", 0.8, distance=turned), Guess("carried", 0.15), Guess("as_it_is", 0.05)]
        case "two_chips":
            return [Guess("other_chip", 0.8), Guess("as_it_is", 0.2)]
        case "after_finish":
            return [Guess("walked_back", 0.8), Guess("carried", 0.2)]
        case _:
            return [Guess("carried", 0.9), Guess("as_it_is", 0.1)]


def of_riders(vehicles: Sequence[str]) -> list[Guess]:
    """What may have happened when one vehicle took somebody in, and then another did."""
    first, second = vehicles
    return [
        Guess("aboard", 0.5, vehicle=second),
        Guess("handed_over", 0.3, vehicle=second),
        Guess("aboard", 0.2, vehicle=first),
    ]


def of_count(counted: int, by_bib: int) -> list[Guess]:
    """What may have happened when a count differs from who is aboard by bib."""
    return [Guess("nameless" if counted > by_bib else "got_out", 0.7), Guess("miscounted", 0.3)]


def _unseen_since(field: Field, word: Mark) -> dict[str, float]:
    """Bibs that the word may have been about: due there then, and read nowhere since."""
    others = meant(field, word.bib, word.place, word.at_s)
    index = field.roster.index
    latest_s = {one: np.fmax.reduce(field.passing_s[index[one]], initial=-np.inf) for one in others}
    return {one: value for one, value in others.items() if latest_s[one] <= word.at_s}


def _of_others(what: What, weight: float, others: Mapping[str, float]) -> dict[tuple[What, str], float]:
    """A weight shared out to the bibs that may have been meant; to nobody known where there are none."""
    whole = sum(others.values())
    if not whole:
        return {(what, ""): weight * _NOBODY_ALIKE}
    return {(what, bib): weight * value / whole for bib, value in others.items()}


def _guesses(likely: Mapping[tuple[What, str], float]) -> list[Guess]:
    whole = sum(likely.values())
    ordered = sorted(likely.items(), key=lambda one: (-one[1], one[0]))
    return [Guess(what, weight / whole, bib) for (what, bib), weight in ordered]
