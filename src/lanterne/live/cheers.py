"""A cheer station's page and its board: the last runners by group, when they come, and whether to stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from lanterne.dispatch.cheers import LEADS, Stage, companies, groups, stage
from lanterne.dispatch.words import clock_range, people
from lanterne.events import Consent, Message, Sighting
from lanterne.field.fold import Field
from lanterne.live.arrivals import Arrivals
from lanterne.live.due import due, passed_s
from lanterne.live.names import Names
from lanterne.live.now import Now
from lanterne.race.definition import Station
from lanterne.views import CheerGroupView, ClosingView

Floats = NDArray[np.float64]

LAST: Final = 24
"""So many of the last runners of each distance a cheer station is told of."""

PASSED_S: Final = 900.0
"""Who has passed is shown for so long."""

FIRST_NAME: Final = "first_name_at_cheer"
"""The use that a runner consents to, or not."""

RELEASED: Final = frozenset({"may_pack", "packing", "may_close", "closed"})


@dataclass(frozen=True, slots=True)
class Group:
    """Runners of one distance who come together.

    Attributes
    ----------
    runners : tuple of int
        Indices in the roster.
    p05_s, p50_s, p95_s : float, UTC epoch seconds
        When the first of them may come, when they are most likely there, and by when the last will be.
    together : bool
        They were seen together at two places.
    """

    distance: str
    runners: tuple[int, ...]
    p05_s: float
    p50_s: float
    p95_s: float
    together: bool
    stage: Stage


def groups_at(now: Now, station: Station) -> list[Group]:
    """The groups of the last runners at a cheer station, the last first; those just past it among them."""
    told = announced(now.field, station.id)
    found: list[Group] = []
    for each in now.arrivals:
        at_m = station.at_m.get(each.distance.id)
        if at_m is not None:
            found += _groups_of(now, each, at_m, told)
    return sorted(found, key=lambda one: (-one.p50_s, one.runners))


def group_views(now: Now, station: Station, names: Names) -> list[CheerGroupView]:
    """The groups as the page is sent them: nobody's bib, and first names by consent only."""
    found = groups_at(now, station)
    willing = named_by_consent(now.field, {runner for group in found for runner in group.runners})
    entrants = now.field.roster.entrants
    known = names.names([entrants[runner].bib for runner in sorted(willing)])
    lengths = {one.id: one.length_m for one in now.field.race.distances}
    views = []
    for number, group in enumerate(found, start=1):
        mine = [runner for runner in group.runners if runner in willing]
        views.append(
            CheerGroupView(
                key=str(number),
                count=len(group.runners),
                names=sorted(filter(None, (_first(known.get(entrants[one].bib, "")) for one in mine))),
                firsts=sum(entrants[runner].first_marathon for runner in mine),
                together=group.together,
                p05_s=group.p05_s,
                p50_s=group.p50_s,
                p95_s=group.p95_s,
                to_go_m=lengths[group.distance] - station.at_m[group.distance],
                stage=group.stage,
            )
        )
    return views


def announced(field: Field, station: str) -> set[tuple[str, str]]:
    """Bibs that were announced to a station, each with the lead: 20 or 8."""
    about = f"arrival/{station}/"
    sent = [(one.about or "", one.bibs) for one in field.facts.of(Message) if one.what == "sent"]
    return {(bib, of.rsplit("/", 1)[-1]) for of, bibs in sent if of.startswith(about) for bib in bibs}


def stays(closing: ClosingView) -> bool:
    """Whether a cheer station is to stay: until race control says that it may go."""
    return closing.stage not in RELEASED


def closing_for_all(closing: ClosingView, zone: str, now_s: float) -> ClosingView:
    """A station's closing as anybody may see it: how many and when, nobody's bib."""
    when = clock_range(closing.last_p50_s, closing.last_p95_s, zone, now_s)
    stay = f"{people(closing.to_come)} to come; {when}. Stay until released."
    thanks = "The last runner is past you. Thank you."
    return replace(closing, last_list=[], list_open=False, reasons=[stay if stays(closing) else thanks])


def named_by_consent(field: Field, runners: set[int]) -> set[int]:
    """Of some runners those whose first name a cheer station may know: by their last word, and never minors.

    Whoever is hidden is named nowhere, whatever was said before.
    """
    index, entrants = field.roster.index, field.roster.entrants
    said = [
        one for one in field.facts.of(Consent) if one.use == FIRST_NAME and index.get(one.bib, -1) in runners
    ]
    last: dict[int, bool] = {}
    for one in sorted(said, key=lambda one: (field.corrected_s(one), not one.given, one.id)):
        last[index[one.bib]] = one.given
    return {
        runner
        for runner, given in last.items()
        if given and not entrants[runner].minor and not entrants[runner].hidden
    }


def _groups_of(now: Now, arrivals: Arrivals, at_m: float, told: set[tuple[str, str]]) -> list[Group]:
    coming = due(now, arrivals, at_m, LAST)
    passed, at_s = np.empty(0, np.int64), np.empty(0)
    if len(coming.runners) < LAST:  # else they are the last of many more, and who has just passed is not
        passed, at_s = _just_passed(now, arrivals, at_m)
    runners = np.concatenate([coming.runners, passed])
    quantile_s = np.vstack([coming.quantile_s, np.repeat(at_s[:, None], 3, axis=1)])
    seen_s = _seen_s(now.field, arrivals, runners)
    units = companies(seen_s)
    quantile_s = _as_one(quantile_s, units, now.picture.evidence.at_s[runners])
    found = []
    for rows in groups(quantile_s[:, 1], units):
        mine = runners[rows]
        p05_s, p50_s, p95_s = _together_s(quantile_s[rows])
        gone = all(row >= len(coming.runners) for row in rows)
        bibs = [now.field.roster.entrants[runner].bib for runner in mine.tolist()]
        known: Stage = next((lead for lead, _ in LEADS if any((bib, lead) in told for bib in bibs)), "later")
        found.append(
            Group(
                distance=arrivals.distance.id,
                runners=tuple(sorted(mine.tolist())),
                p05_s=p05_s,
                p50_s=p50_s,
                p95_s=p95_s,
                together=len(rows) > 1 and rows in units,
                stage=stage(p50_s, p95_s, now.now_s, seen=gone, announced=known),
            )
        )
    return found


def _as_one(quantile_s: Floats, units: list[list[int]], evidence_s: Floats) -> Floats:
    """Quantiles with those of who are together taken from the one of them who was seen last."""
    shared_s = quantile_s.copy()
    for unit in units:
        shared_s[unit] = quantile_s[unit[int(np.argmax(evidence_s[unit]))]]
    return shared_s


def _together_s(quantile_s: Floats) -> tuple[float, float, float]:
    """When a group comes: the earliest of its first, its middle, the latest of its last."""
    return float(quantile_s[:, 0].min()), float(quantile_s[:, 1].mean()), float(quantile_s[:, 2].max())


def _just_passed(now: Now, arrivals: Arrivals, at_m: float) -> tuple[NDArray[np.int64], Floats]:
    """Of the last who passed a place those who did so lately, and when."""
    evidence, mine = now.picture.evidence, arrivals.runners
    beyond = mine[(evidence.at_m[mine] >= at_m) & (evidence.at_s[mine] <= now.now_s)]
    last = beyond[np.argsort(-evidence.at_s[beyond], kind="stable")][:LAST]
    at_s = np.array([passed_s(now, runner, at_m) for runner in last.tolist()])
    lately = at_s >= now.now_s - PASSED_S
    return last[lately], at_s[lately]


def _seen_s(field: Field, arrivals: Arrivals, runners: NDArray[np.int64]) -> Floats:
    """When each was read or seen at each mat and station, shape (n, places), along the course."""
    distance = arrivals.distance
    point_m = field.layout.point_at_m[field.race.distances.index(distance)]
    on_course = np.flatnonzero(np.isfinite(point_m) & ~field.layout.is_start)
    seen_s = {float(point_m[point]): field.passing_s[runners, point] for point in on_course.tolist()}
    for row, runner in enumerate(runners.tolist()):
        for word in field.facts.words_of(runner):
            if isinstance(word, Sighting) and word.what != "missed":
                at_m = field.layout.place_m.get(word.place, {}).get(distance.id)
                if at_m is not None:
                    seen_s.setdefault(at_m, np.full(len(runners), np.nan))[row] = field.corrected_s(word)
    return np.column_stack([seen_s[at_m] for at_m in sorted(seen_s)])


def _first(name: str) -> str:
    return name.split()[0] if name.split() else ""
