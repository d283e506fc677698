"""Facts that cannot all be true, each lot with what most likely happened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lanterne.events import VehicleReport
from lanterne.field.evidence import Evidence, latest_evidence
from lanterne.field.fold import Field
from lanterne.field.hearing import Sight
from lanterne.field.ledger import contradicted
from lanterne.field.likely import Guess, of_count, of_reads, of_riders, of_sight, of_unread, of_word
from lanterne.field.marks import Mark, count_mark, read_mark, sight_mark, word_mark
from lanterne.field.misfits import CLOCKS_S, Misfit
from lanterne.field.mistaken import fit
from lanterne.field.passed import APART_S
from lanterne.field.rides import Ride, nameless_aboard, rides
from lanterne.field.said import Said
from lanterne.field.turning import turned_with
from lanterne.race.bibs import readings

Kind = Literal[
    "dropped_and_read",
    "two_places",
    "turned",
    "wrong_bib",
    "after_finish",
    "two_chips",
    "two_vehicles",
    "head_count",
]

TROUBLE_AT_LEAST: Final = 10
TROUBLE: Final = 0.05
"""Where more of a mat's passings than this are doubtful, its clock or place is wrong: that is one trouble."""

UNREAD: Final = 0.1
MATS_BEFORE: Final = 2
"""A bib seen once and not read at so many mats before is doubted, where so few of those seen are unread."""

SEARCHED: Final = 50
"""For so many at most it is looked for whose bib was meant: more are not settled one by one."""

SWAPPED: Final = 0.3
"""Two sights are taken to be exchanged when each fits the other's bib at least so well."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot all be true.

    Attributes
    ----------
    kind : str
    bib : str
        Whom it is about, "" where it is about a vehicle's count.
    other_bib : str
        Whose bib was most likely meant, "" = nobody's in particular.
    place : str
        Id of the place or vehicle that it is about.
    marks : tuple of Mark
        The facts, in the order in which they happened.
    guesses : tuple of Guess
        What may have happened, the likeliest first; their probabilities sum to 1.
    """

    kind: Kind
    bib: str
    other_bib: str
    place: str
    marks: tuple[Mark, ...]
    guesses: tuple[Guess, ...]

    @property
    def key(self) -> str:
        """Names it by what it is made of: whatever changes in that makes another contradiction."""
        made_of = "|".join(sorted(mark.content for mark in self.marks))
        digest = hashlib.blake2b(f"{self.kind}|{self.bib}|{made_of}".encode(), digest_size=6)
        return f"{self.kind}/{self.bib or self.place}/{digest.hexdigest()}"


def contradictions(field: Field) -> list[Contradiction]:
    """Everything that contradicts itself in what was read, seen and said so far, the oldest first."""
    evidence = latest_evidence(field)
    spoken = dict(_after_words(field, evidence))
    found = [
        *spoken.values(),
        *_of_sights(field, {runner for runner in spoken if runner >= 0}),
        *_of_unread(field),
        *_of_reads(field),
        *_of_rides(field),
    ]
    return sorted(found, key=lambda one: (one.marks[0].at_s, one.kind, one.bib, one.place))


def _bib(field: Field, runner: int) -> str:
    return field.roster.entrants[runner].bib


def _made(kind: Kind, bib: str, place: str, marks: Sequence[Mark], guesses: Sequence[Guess]) -> Contradiction:
    ordered = tuple(sorted(marks, key=lambda one: (one.at_s, one.content)))
    likeliest = guesses[0]
    other = likeliest.bib if likeliest.what in ("other_bib", "swapped", "word_of_other") else ""
    return Contradiction(kind, bib, other, place, ordered, tuple(guesses))


def _after_words(field: Field, evidence: Evidence) -> Iterator[tuple[int, Contradiction]]:
    """Runners who were seen after it was said that they were out of the race, by index."""
    spoken = sorted(contradicted(field, evidence), key=lambda one: (field.said[one].at_s, one))
    for place, runner in enumerate(spoken):
        said = field.said[runner]
        seen = _seen_against(field, runner, said)
        word = word_mark(said, _bib(field, runner))
        guesses = of_word(field, word, said, seen, search=place < SEARCHED)
        yield runner, _made("dropped_and_read", _bib(field, runner), said.where, [word, *seen], guesses)


def _seen_against(field: Field, runner: int, said: Said) -> list[Mark]:
    """The reads and sights of a runner that speak against what was said."""
    since_s = said.at_s + CLOCKS_S
    bib, passing_s = _bib(field, runner), field.passing_s[runner]
    counted = passing_s > since_s
    if said.state == "not_started":
        counted |= np.isfinite(passing_s) & ~field.layout.is_start
    if said.state == "unresolved":
        counted |= np.isfinite(passing_s) & field.layout.is_finish
    marks = [read_mark(field, bib, int(point), float(passing_s[point])) for point in np.flatnonzero(counted)]
    stray = field.passed.strays.get(runner)
    if stray is not None and stray.at_s > since_s:
        marks.append(read_mark(field, bib, stray.point, stray.at_s))
    always = said.state == "not_started"
    sights = field.told_of(runner).sights
    return marks + [sight_mark(one, bib) for one in sights if always or one.at_s > since_s]


def _of_sights(field: Field, known: set[int]) -> Iterator[Contradiction]:
    """Sights that do not fit: of another runner most likely, or exchanged with another sight."""
    unfit = [
        (runner, one) for runner, all_of in field.misfits.items() for one in all_of if runner not in known
    ]
    exchanged = _exchanged(field, unfit)
    for runner, one in sorted(unfit, key=lambda both: (both[1].sight.at_s, both[1].sight.event)):
        other = exchanged.get(one.sight.event)
        if other is not None and other[1].event < one.sight.event:
            continue  # told with the other sight
        yield _of_sight(field, runner, one, other)


def _of_sight(field: Field, runner: int, one: Misfit, other: tuple[int, Sight] | None) -> Contradiction:
    bib, sight, passing_s = _bib(field, runner), one.sight, field.passing_s[runner]
    marks = [sight_mark(sight, bib), *(sight_mark(each, bib) for each in one.sights)]
    marks += [read_mark(field, bib, point, float(passing_s[point])) for point in one.points]
    home = any(field.layout.is_finish[point] and passing_s[point] < sight.at_s for point in one.points)
    if other is not None:
        marks.append(sight_mark(other[1], _bib(field, other[0])))
        swapped = (Guess("swapped", 0.9, _bib(field, other[0])), Guess("as_it_is", 0.1))
        return _made("wrong_bib", bib, sight.place, marks, swapped)
    guesses = of_sight(field, marks[0], home=home)
    likeliest = guesses[0].what == "other_bib"
    kind: Kind = "wrong_bib" if likeliest else "after_finish" if home else "two_places"
    return _made(kind, bib, sight.place, marks, guesses)


def _of_unread(field: Field) -> Iterator[Contradiction]:
    """Bibs that one person saw and no mat, where somebody with a bib like it was due."""
    runners = np.fromiter(field.seen, np.int64, len(field.seen))
    unread = runners[~np.isfinite(field.passing_s[runners]).any(axis=1)]
    if len(unread) > UNREAD * len(runners):
        return  # the mats read too few to say anything
    for runner in sorted(set(unread.tolist()) - field.said.keys())[:SEARCHED]:
        sights = field.told_of(runner).sights
        at_m = field.layout.point_at_m[field.layout.distance_of[runner]]
        if len(sights) == 1 and (at_m < sights[0].at_m).sum() >= MATS_BEFORE:
            mark = sight_mark(sights[0], _bib(field, runner))
            guesses = of_unread(field, mark)
            if guesses[0].what == "other_bib":
                yield _made("wrong_bib", mark.bib, mark.place, [mark], guesses)


def _exchanged(field: Field, unfit: Sequence[tuple[int, Misfit]]) -> dict[str, tuple[int, Sight]]:
    """Sights, by event, that fit when two of them change their bibs: runner and sight of the other.

    Two of one place, or of bibs that are alike: others fit each other by chance.
    """
    runners = np.array([runner for runner, _ in unfit], np.int64)
    fits = np.array([fit(field, runners, one.sight.place, one.sight.at_s) for _, one in unfit])
    found: dict[str, tuple[int, Sight]] = {}
    for i, j in np.argwhere((fits >= SWAPPED) & (fits.T >= SWAPPED)).tolist() if len(unfit) > 1 else ():
        one, other = unfit[i][1].sight, unfit[j][1].sight
        alike = one.place == other.place or _bib(field, runners[j]) in readings(
            _bib(field, runners[i]), field.roster.index
        )
        if runners[i] != runners[j] and alike and not {one.event, other.event} & found.keys():
            found[one.event], found[other.event] = (int(runners[j]), other), (int(runners[i]), one)
    return found


def _of_reads(field: Field) -> Iterator[Contradiction]:
    """Reads that nobody can have run to or from, where the mat is sound; and chips that are read apart."""
    sound = ~_in_trouble(field)
    for runner, doubted_s in field.passed.doubted_s.items():
        points = np.flatnonzero(np.isfinite(doubted_s) & sound).tolist()
        if not points:
            continue
        bib, passing_s = _bib(field, runner), field.passing_s[runner]
        marks = [read_mark(field, bib, point, float(doubted_s[point]), doubted=True) for point in points]
        marks += [
            read_mark(field, bib, point, float(passing_s[point]))
            for point in np.flatnonzero(np.isfinite(passing_s)).tolist()
        ]
        finish_s = np.fmin.reduce(passing_s[field.layout.is_finish], initial=np.inf)
        home = all(doubted_s[point] > finish_s for point in points)
        turned = turned_with(field, runner, points)
        elsewhere: Kind = "turned" if turned else "two_places"
        kind: Kind = "two_chips" if field.passed.apart[runner] else "after_finish" if home else elsewhere
        place = field.race.points[points[0]].id
        yield _made(kind, bib, place, marks, of_reads(kind, turned))
    for runner in np.flatnonzero(field.passed.apart).tolist():
        if runner not in field.passed.doubted_s:
            marks = _apart_marks(field, runner)
            guesses = of_reads("two_chips")
            yield _made("two_chips", _bib(field, runner), marks[0].place, marks, guesses)


def _in_trouble(field: Field) -> NDArray[np.bool_]:
    """Points whose passings are doubtful by the many, shape (n_points,)."""
    wrong = field.doubtful.sum(axis=0)
    right = np.isfinite(field.passing_s).sum(axis=0)
    return np.asarray((wrong >= TROUBLE_AT_LEAST) & (wrong > TROUBLE * (wrong + right)))


def _apart_marks(field: Field, runner: int) -> list[Mark]:
    """The first read of each chip where a runner's chips were read apart, the late ones doubted."""
    rows = field.reads.of(np.array([runner]))
    at_s = field.reads.at_s[rows] + field.sources.offset_s[field.reads.source[rows]]
    point, chip, bib = field.reads.point[rows], field.reads.chip[rows], _bib(field, runner)
    marks = []
    for one in np.unique(point[~field.layout.is_start[point]]).tolist():
        firsts = [at_s[(point == one) & (chip == each)] for each in np.unique(chip[chip > 0])]
        first_s = sorted(float(each.min()) for each in firsts if len(each))
        if first_s and first_s[-1] - first_s[0] > APART_S:
            marks += [read_mark(field, bib, one, each, doubted=each != first_s[0]) for each in first_s]
    return sorted(marks, key=lambda one: not one.doubted)


def _of_rides(field: Field) -> Iterator[Contradiction]:
    """Runners whom two vehicles took in, and counts that differ from who is aboard by bib."""
    all_rides = rides(field)
    by_runner: dict[int, list[Ride]] = {}
    for ride in all_rides:
        by_runner.setdefault(ride.runner, []).append(ride)
    for runner, theirs in sorted(by_runner.items()):
        ordered = sorted(theirs, key=lambda one: (one.begun.at_s, one.begun.event))
        # Once somebody has got out for good it no longer matters who had them.
        if ordered[-1].ended_s is None and any(one.taken for one in ordered):
            begun = [one.begun for one in ordered[-2:]]
            marks = [word_mark(one, _bib(field, runner)) for one in begun]
            guesses = of_riders([one.vehicle for one in ordered[-2:]])
            yield _made("two_vehicles", _bib(field, runner), ordered[-1].vehicle, marks, guesses)
    yield from _of_counts(field, all_rides)


def _of_counts(field: Field, all_rides: Sequence[Ride]) -> Iterator[Contradiction]:
    counted = {one.vehicle: one for one in field.told(VehicleReport) if one.aboard is not None}
    nameless = nameless_aboard(field)
    for vehicle, report in sorted(counted.items()):
        mine = [one for one in all_rides if one.vehicle == vehicle]
        unnamed = [at_s for one, at_s in nameless if one == vehicle]
        moved_s = [*unnamed, *(one.begun.at_s for one in mine), *(one.ended_s or -np.inf for one in mine)]
        at_s, aboard = field.corrected_s(report), [one for one in mine if one.ended_s is None]
        if max(moved_s, default=-np.inf) > at_s or report.aboard == len(aboard) + len(unnamed):
            continue
        marks = [count_mark(report, at_s), *(word_mark(one.begun, _bib(field, one.runner)) for one in aboard)]
        yield _made(
            "head_count", "", vehicle, marks, of_count(report.aboard or 0, len(aboard) + len(unnamed))
        )
