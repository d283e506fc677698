"""A station captain's page: who was due, who is here, what was recorded, what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lanterne.events import Sighting, StationReport
from lanterne.field.said import STATES
from lanterne.live.candidates import candidates
from lanterne.live.decided import Decided
from lanterne.live.notices import STATION, TOLD, notice_views
from lanterne.live.now import Now
from lanterne.race.definition import Station
from lanterne.race.stands import Stand
from lanterne.views import ChangedView, ClosingView, SightedView

Flags = NDArray[np.bool_]

SHOWN: Final = 80
"""So many of the latest sightings are shown; the phone keeps its own."""

CHANGES: Final = 12
AT_MAT_M: Final = 50.0
"""A mat this near a station reads who passes it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many runners of the distances here: see `StationPageView`. `to_come` and `before` make the sum.

    `before` counts those who were due and left the road before they came here.
    """

    expected: int
    passed: int
    unknown: int
    missed: int
    to_come: int
    before: int
    stopped: list[str]


def sightings(now: Now, station: str) -> list[tuple[float, Sighting]]:
    """What a station recorded, with its instant (UTC epoch seconds), the latest first."""
    here = [one for one in now.field.facts.of(Sighting) if one.place == station]
    told = [(now.field.corrected_s(one), one) for one in here]
    return sorted(told, key=lambda one: (-one[0], one[1].id))


def counts(
    now: Now, station: Station, closing: ClosingView, recorded: Sequence[tuple[float, Sighting]]
) -> Counts:
    """Count the runners of a station: each who was due is to come, passed, stopped here, or left before."""
    field, picture = now.field, now.picture
    index = field.roster.index
    at_m = np.array([station.at_m.get(one.id, np.nan) for one in field.race.distances])
    here_m = at_m[field.layout.distance_of]
    started = picture.running | (picture.ledger.state != STATES.index("not_started"))
    due = np.isfinite(here_m) & started
    stopped = _stopped(now, station, recorded)
    rest = due.copy()
    rest[stopped] = False
    finished = picture.ledger.is_in("finished")
    with np.errstate(invalid="ignore"):  # NaN: not seen
        passed = rest & ((picture.evidence.at_m >= here_m) | finished)
    out = picture.ledger.is_in("on_course") | picture.ledger.is_in("unresolved") | picture.running
    to_come = rest & ~passed & out
    seen = _seen_here(now, station, recorded)
    watched = _watched(now, station, closing)
    unknown = [one for _, one in recorded if one.what not in ("missed", "out") and one.bib not in index]
    return Counts(
        expected=int(due.sum()),
        passed=int(passed.sum()),
        unknown=len(unknown),
        missed=int((passed & watched & ~seen).sum()),
        to_come=int(to_come.sum()),
        before=int((rest & ~passed & ~to_come).sum()),
        stopped=[field.roster.entrants[runner].bib for runner in stopped],
    )


def sighted_views(
    now: Now, station: Station, closing: ClosingView, recorded: Sequence[tuple[float, Sighting]]
) -> list[SightedView]:
    """The log of a station, the latest first, with whom an unreadable bib may have been."""
    known = {one.bib for _, one in recorded if one.bib is not None}
    listed = [row.bib for row in closing.last_list] if closing.list_open else []
    return [
        SightedView(
            id=one.id,
            bib=one.bib or "",
            what=one.what,
            at_s=at_s,
            by=one.by or "",
            candidates=candidates(now, station, one.bib or "", at_s, known, listed),
        )
        for at_s, one in recorded[:SHOWN]
    ]


def change_views(
    now: Now, made: Decided, stand: Stand, closing: ClosingView, recorded: Sequence[tuple[float, Sighting]]
) -> list[ChangedView]:
    """What changed for a station, the newest first: what it was told, and its bibs found elsewhere."""
    told = [
        ChangedView(at_s=now.field.corrected_s(one), text=TOLD[one.what])
        for one in now.field.facts.of(StationReport)
        if one.station == stand.id and one.what in TOLD
    ]
    ruled = [
        ChangedView(at_s=one.at_s, text=one.text)
        for one in notice_views(now, made, stand)
        if not one.about.startswith(STATION)
    ]
    known = {one.bib for _, one in recorded}
    found = [*told, *ruled, *_found_elsewhere(now, closing, known)]
    return sorted(found, key=lambda one: (-one.at_s, one.text))[:CHANGES]


def _found_elsewhere(now: Now, closing: ClosingView, known: set[str | None]) -> Iterator[ChangedView]:
    """Bibs of the last list that the station need not watch for any more, and did not record itself."""
    for row in closing.last_list:
        runner = now.field.roster.index.get(row.bib)
        if runner is None or row.state == "to_come" or row.bib in known:
            continue
        said = now.field.said.get(runner)
        seen_s = float(now.picture.evidence.at_s[runner])
        at_s = said.at_s if row.state == "accounted" and said is not None else seen_s
        if np.isfinite(at_s):
            why = f": {row.why}" if row.why else ""
            word = (
                "is on the search list, do not wait" if row.state == "search" else "need not be watched for"
            )
            yield ChangedView(at_s=at_s, text=f"{row.bib} {word}{why}")


def _stopped(now: Now, station: Station, recorded: Sequence[tuple[float, Sighting]]) -> list[int]:
    """Runners who stopped here: as the station saw last, or somebody said, and nobody took them on since."""
    field, picture = now.field, now.picture
    latest: dict[int, Sighting] = {}
    for _, one in recorded:
        runner = field.roster.index.get(one.bib or "")
        if runner is not None and one.what != "missed":
            latest.setdefault(runner, one)
    gone = (
        picture.ledger.is_in("in_vehicle") | picture.ledger.is_in("finished") | picture.ledger.is_in("left")
    )
    found = {
        runner
        for runner, one in latest.items()
        if one.what == "stopped" and _last_seen_here(now, runner, station)
    }
    found |= {
        runner
        for runner, said in field.said.items()
        if said.where == station.id and said.state in ("unresolved", "with_medical")
    }
    on = [field.roster.entrants[runner].distance in station.at_m for runner in sorted(found)]
    return [runner for runner, here in zip(sorted(found), on, strict=True) if here and not gone[runner]]


def _last_seen_here(now: Now, runner: int, station: Station) -> bool:
    seen = now.field.seen.get(runner)
    return seen is not None and seen.place == station.id and not now.picture.evidence.at_s[runner] > seen.at_s


def _seen_here(now: Now, station: Station, recorded: Sequence[tuple[float, Sighting]]) -> Flags:
    """Whom the station recorded, or a mat beside it read."""
    field = now.field
    seen = np.zeros(len(field.roster), np.bool_)
    index = field.roster.index
    seen[[index[one.bib] for _, one in recorded if one.bib in index and one.what != "missed"]] = True
    for number, distance in enumerate(field.race.distances):
        at_m = field.layout.point_at_m[number]
        near = np.abs(at_m - station.at_m.get(distance.id, np.nan)) <= AT_MAT_M
        if near.any():
            mine = field.layout.distance_of == number
            seen |= mine & np.isfinite(field.passing_s[:, near]).any(axis=1)
    return seen


def _watched(now: Now, station: Station, closing: ClosingView) -> Flags:
    """Who is recorded here if they pass: all at a mat or with in and out recorded, else the last list."""
    field = now.field
    if station.in_out:
        return np.ones(len(field.roster), np.bool_)
    watched = np.zeros(len(field.roster), np.bool_)
    for number, distance in enumerate(field.race.distances):
        at_m = field.layout.point_at_m[number]
        near = np.abs(at_m - station.at_m.get(distance.id, np.nan)) <= AT_MAT_M
        watched |= (field.layout.distance_of == number) & bool(near.any())
    index = field.roster.index
    watched[[index[row.bib] for row in closing.last_list if row.bib in index]] = True
    return watched
